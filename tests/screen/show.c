/* SPDX-License-Identifier: MIT */
/*
 * show: print a made-up screen with true colours, to look at it without the lab:
 *   build/release/tests/screen/show NAME COLS ROWS [dark|light|contrast|mono|stage] [ascii]
 */
#include "lib/fixture.h"

#include "base/compiler.h"
#include "base/text.h"
#include "view/cast.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_screen(const struct canvas *canvas, enum theme_name theme)
{
    struct buf out;
    buf_init(&out, BUF_CAP_TEXT);
    buf_addf(&out, "\033[2J\033[H\033[?25l");
    for (int y = 0; y < canvas->rows; y++) {
        buf_addf(&out, "\033[%d;1H", y + 1);
        for (int x = 0; x < canvas->cols; x++) {
            const struct cell_glyph *cell = &canvas->cells[y * canvas->cols + x];
            if (cell->base == 0) {
                continue;
            }
            bool is_cursor = x == canvas->cursor_x && y == canvas->cursor_y;
            struct cell_glyph shown = *cell;
            shown.ground = (uint8_t)(is_cursor ? ROLE_ACCENT : cell->ground);
            cast_add_look(&out, &shown, theme);
            if (is_cursor && theme_look(theme, ROLE_BG).rgb == COLOR_DEFAULT) {
                buf_addf(&out, "\033[7m");
            }
            text_encode(&out, cell->base);
        }
    }
    buf_addf(&out, "\033[0m");
    (void)fwrite(out.data, 1, out.size, stdout);
    buf_release(&out);
}

/* A number of columns or rows, 1 to 500. */
static int size_of(const char *text)
{
    long size = strtol(text, NULL, 10);
    return size < 1 ? 1 : size > 500 ? 500 : (int)size;
}

int main(int argc, char **argv)
{
    enum theme_name theme = THEME_DARK;
    bool is_ascii = argc > 5 && strcmp(argv[5], "ascii") == 0;
    bool is_known = argc > 3 && fixture_find(argv[1]) != NULL;
    struct err err = {0};
    if (!is_known || (argc > 4 && theme_parse(&theme, argv[4], &err) != RC_OK)) {
        fprintf(stderr, "usage: show NAME COLS ROWS [THEME] [ascii]; %s\n", err.text);
        for (int i = 0; i < fixture_count(); i++) {
            fprintf(stderr, "  %s: %s\n", fixture_at(i)->name, fixture_at(i)->about);
        }
        return 2;
    }
    struct canvas *canvas =
        fixture_draw(argv[1], size_of(argv[2]), size_of(argv[3]), theme, is_ascii);
    print_screen(canvas, theme);
    canvas_free(canvas);
    fflush(stdout);
    if (argc > 6) { /* "stay": until its input ends, for those that take pictures */
        while (getchar() != EOF) {
        }
    }
    return 0;
}
