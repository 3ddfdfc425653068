/* SPDX-License-Identifier: MIT */
/* draw_palette: what can be done, as it is found by words. */
#include "view/draw.h"

#include "base/text.h"
#include "view/glyph.h"

#include <stdio.h>

#define HEAD_ROWS 2 /* heading, and what is typed */
#define FOOT_ROWS 4 /* a blank, and the chosen one in full */
#define LINE_COLS 15
#define KEY_GAP 2

static void draw_item(struct canvas *canvas, struct rect row, const struct model_palette_item *item)
{
    if (item->is_chosen) {
        canvas_fill(canvas, row, ROLE_SEL);
        canvas_put(canvas, row.x, row.y, ROLE_ACCENT, GLYPH_RIGHT);
    }
    struct rect line = rect_after(row, 2);
    int used = canvas_bold(canvas, line, item->is_chosen ? ROLE_ACCENT : ROLE_TEXT, item->line);
    struct rect about = rect_after(line, used + 2 > LINE_COLS ? used + 2 : LINE_COLS);
    about.cols -= item->key[0] != '\0' ? text_width(item->key) + KEY_GAP : 0;
    enum role role = item->is_chosen ? ROLE_TEXT : ROLE_MUTED;
    (void)canvas_text(canvas, about, role, item->about);
    canvas_text_right(canvas, row, ROLE_ACCENT, true, item->key);
    canvas_spot(canvas, row, "\\type %s", item->line);
}

/* How the chosen one is typed, and all of what it does. */
static void draw_chosen(struct canvas *canvas, struct rect at,
                        const struct model_palette_item *item)
{
    int used = canvas_bold(canvas, rect_row(at, 0), ROLE_STRONG, item->line);
    (void)canvas_text(canvas, rect_after(rect_row(at, 0), used + 1), ROLE_MUTED, item->usage);
    (void)draw_plain_prose(canvas, at, 1, ROLE_TEXT, item->about);
}

static int chosen_of(const struct model_palette *palette)
{
    for (int i = 0; i < palette->count; i++) {
        if (palette->items[i].is_chosen) {
            return i;
        }
    }
    return -1;
}

void draw_palette(struct canvas *canvas, struct rect at, const struct model_palette *palette)
{
    char facts[40];
    (void)snprintf(facts, sizeof(facts), "%d of %d", palette->found, palette->all);
    draw_heading(canvas, at, "commands", facts, true);
    canvas_spot(canvas, at, "%s", ""); /* what it covers is not clicked through it */
    canvas_spot(canvas, rect_row(at, 0), "\\close");
    struct rect typed = rect_row(at, 1);
    canvas_sign(canvas, typed.x, typed.y, ROLE_ACCENT, ':');
    int used = canvas_text(canvas, rect_after(typed, 2), ROLE_STRONG, palette->wanted);
    canvas->cursor_x = typed.x + 2 + used;
    canvas->cursor_y = typed.y;
    if (palette->wanted[0] == '\0') {
        (void)canvas_text(canvas, rect_after(typed, 4), ROLE_FAINT,
                          "words of what you want to do: kill, slower, who wrote");
    }
    int chosen = chosen_of(palette);
    int foot = chosen >= 0 && at.rows > HEAD_ROWS + FOOT_ROWS + 1 ? FOOT_ROWS : 0;
    int room = at.rows - HEAD_ROWS - foot;
    int first = chosen >= room ? chosen - room + 1 : 0;
    if (palette->count == 0) {
        (void)canvas_text(canvas, rect_row(at, HEAD_ROWS), ROLE_FAINT,
                          "No command has these words. Enter takes them to the prompt.");
    }
    for (int i = 0; i < room && first + i < palette->count; i++) {
        draw_item(canvas, rect_row(at, HEAD_ROWS + i), &palette->items[first + i]);
    }
    if (foot > 0) {
        struct rect below = rect_of(at.x, at.y + at.rows - foot + 1, at.cols, foot - 1);
        draw_chosen(canvas, below, &palette->items[chosen]);
    }
}
