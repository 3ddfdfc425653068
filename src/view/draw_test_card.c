/* SPDX-License-Identifier: MIT */
/*
 * draw_test_card: before the room fills: can everybody read it, are the colours there, has the font
 * all signs, and what does the remote control send?
 */
#include "view/draw.h"

#include "base/compiler.h"
#include "base/text.h"
#include "view/bigtext.h"
#include "view/glyph.h"
#include "view/headline.h"

#include <stdio.h>

static const struct {
    enum role role;
    const char *word;
} swatches[] = {
    {ROLE_M1, "m1"},      {ROLE_M2, "m2"},       {ROLE_M3, "m3"},       {ROLE_M4, "m4"},
    {ROLE_ACCENT, "you"}, {ROLE_WARN, "late"},   {ROLE_BAD, "gone"},    {ROLE_STRONG, "strong"},
    {ROLE_TEXT, "text"},  {ROLE_MUTED, "label"}, {ROLE_FAINT, "faint"},
};

static void draw_swatches(struct canvas *canvas, struct rect at)
{
    int step = at.cols / COUNT_OF(swatches);
    for (int i = 0; i < COUNT_OF(swatches); i++) {
        struct rect cell = rect_of(at.x + i * step, at.y, step - 1, 1);
        canvas_line(canvas, cell, swatches[i].role, GLYPH_BLOCK);
        cell.y++;
        (void)canvas_text(canvas, cell, swatches[i].role, swatches[i].word);
    }
}

static void draw_signs(struct canvas *canvas, struct rect at)
{
    static const uint32_t signs[] = {
        GLYPH_UP,   GLYPH_DOWN,  GLYPH_SLOW,  GLYPH_STILL,     GLYPH_RECOVER, GLYPH_READ_ONLY,
        GLYPH_CUT,  GLYPH_COPY,  GLYPH_EMPTY, GLYPH_MET,       GLYPH_OPEN,    GLYPH_EDGE,
        GLYPH_RULE, GLYPH_DASH,  GLYPH_HEAVY, GLYPH_WIRE,      GLYPH_PACKET,  GLYPH_RIGHT,
        GLYPH_LEFT, GLYPH_BLOCK, GLYPH_BAR_3, GLYPH_BLOCK_TOP,
    };
    for (int i = 0; i < COUNT_OF(signs) && 2 * i < at.cols; i++) {
        canvas_put(canvas, at.x + 2 * i, at.y, ROLE_TEXT, signs[i]);
    }
}

void draw_test_card(struct canvas *canvas, const struct model *model, const struct ui *ui)
{
    int margin = canvas->cols < 100 ? 1 : 4;
    int width = canvas->cols - 2 * margin;
    char text[80];
    (void)snprintf(text, sizeof(text), "%d x %d", canvas->cols, canvas->rows);
    int y = 1;
    int rows = canvas->rows >= 40 ? 7 : 4;
    y += headline_draw(canvas, rect_of(margin, y, width, rows), ROLE_STRONG, text) + 1;
    (void)canvas_bold(canvas, rect_of(margin, y++, width, 1), ROLE_STRONG,
                      "Can the last row read this line? If not, make the font larger, until it "
                      "can.");
    draw_swatches(canvas, rect_of(margin, y + 1, width, 2));
    draw_signs(canvas, rect_of(margin, y + 4, width, 1));
    (void)canvas_text(canvas, rect_of(margin, y + 5, width, 1), ROLE_MUTED,
                      "A square or a question mark above: start with --ascii.");
    y += 7;
    (void)canvas_bold(canvas, rect_of(margin, y, width, 1), ROLE_STRONG,
                      "Press the keys of your remote control:");
    const char *key = ui->stage.key[0] != '\0' ? ui->stage.key : "...";
    (void)headline_draw(canvas, rect_of(margin, y + 2, width, 4), ROLE_ACCENT, key);
    (void)canvas_text(canvas, rect_of(margin, canvas->rows - 2, width, 1), ROLE_MUTED,
                      "PgDn goes on, PgUp back, b or . is dark, F5 the demo, Esc the lab.");
    (void)canvas_text(canvas, rect_of(margin, canvas->rows - 1, width, 1), ROLE_FAINT,
                      "PgDn, Enter or t: the card goes");
    if (model->stage.status[0] != '\0') { /* what the presenter should know before he begins */
        (void)canvas_bold(canvas, rect_of(margin, canvas->rows - 1, width, 1), ROLE_WARN,
                          model->stage.status);
    }
}
