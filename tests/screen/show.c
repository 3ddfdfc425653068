/* SPDX-License-Identifier: MIT */
/*
 * show: a made-up screen on this terminal, in true colour: to look at while a
 * view is written. show NAME COLS ROWS [THEME] [ascii]
 */
#include "base/text.h"
#include "screen/fixture.h"
#include "view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_cell(const struct cell_glyph *cell, enum theme_name theme)
{
    struct look front = theme_look(theme, (enum role)cell->role);
    struct look ground = theme_look(theme, (enum role)cell->ground);
    (void)printf("\033[0m%s%s", cell->bold ? "\033[1m" : "", cell->underline ? "\033[4m" : "");
    if (front.rgb != COLOR_DEFAULT) {
        (void)printf("\033[38;2;%d;%d;%dm", front.rgb >> 16 & 255, front.rgb >> 8 & 255,
                     front.rgb & 255);
        (void)printf("\033[48;2;%d;%d;%dm", ground.rgb >> 16 & 255, ground.rgb >> 8 & 255,
                     ground.rgb & 255);
    } else {
        (void)printf("%s", ((front.bare | ground.bare) & LOOK_REVERSE) != 0 ? "\033[7m" : "");
    }
    struct buf text;
    buf_init(&text, 64);
    text_encode(&text, cell->base);
    (void)printf("%s", text.data);
    buf_release(&text);
}

int main(int argc, char **argv)
{
    struct model *model = calloc(1, sizeof(*model));
    struct ui ui;
    enum theme_name theme = THEME_DARK;
    if (argc < 4 || model == NULL || !fixture_fill(argv[1], model, &ui)) {
        (void)fprintf(stderr, "usage: show NAME COLS ROWS [THEME] [ascii]\n");
        return 2;
    }
    if (argc > 4 && theme_parse(&theme, argv[4], NULL) != RC_OK) {
        return 2;
    }
    ui.theme = theme;
    ui.is_ascii = argc > 5;
    struct canvas *canvas = canvas_new(atoi(argv[2]), atoi(argv[3]));
    view_draw(canvas, model, &ui, "", "");
    for (int y = 0; y < canvas->rows; y++) {
        (void)printf("\033[%d;1H", y + 1);
        for (int x = 0; x < canvas->cols; x++) {
            const struct cell_glyph *cell = &canvas->cells[y * canvas->cols + x];
            if (cell->base != 0) {
                print_cell(cell, theme);
            }
        }
    }
    (void)printf("\033[0m");
    (void)fflush(stdout);
    (void)getchar();
    canvas_free(canvas);
    free(model);
    return 0;
}
