/* SPDX-License-Identifier: MIT */
#include "view/draw_notes.h"

#include "base/compiler.h"
#include "base/text.h"
#include "view/draw.h"
#include "view/glyph.h"

#include <stdio.h>
#include <string.h>

#define LABEL_COLS 8

/* "Notes   Lose an AZ                12:40 of 25:00   step 4 of 9", and how far it is. */
static void draw_head(struct canvas *canvas, struct rect at, const struct model_notes *notes)
{
    char text[100];
    bool is_late = notes->elapsed_s > notes->planned_s;
    int used = canvas_bold(canvas, at, ROLE_STRONG, "Notes") + 3;
    (void)snprintf(text, sizeof(text), "%d:%02d of %d:%02d   step %d of %d", notes->elapsed_s / 60,
                   notes->elapsed_s % 60, notes->planned_s / 60, notes->planned_s % 60, notes->step,
                   notes->step_count);
    canvas_text_right(canvas, at, is_late ? ROLE_WARN : ROLE_TEXT, true, text);
    struct rect title = rect_after(at, used);
    title.cols -= text_width(text) + 2;
    (void)canvas_text(canvas, title, ROLE_MUTED, notes->title);
    struct rect rule = rect_of(at.x, at.y + 1, at.cols, 1);
    canvas_line(canvas, rule, ROLE_RULE, GLYPH_RULE);
    int done = notes->planned_s > 0 ? at.cols * notes->elapsed_s / notes->planned_s : 0;
    rule.cols = done < at.cols ? done : at.cols;
    canvas_line(canvas, rule, is_late ? ROLE_WARN : ROLE_ACCENT, GLYPH_HEAVY);
}

/* A label, and a text of several rows beside it; the row after, with a blank one between. */
static int draw_part(struct canvas *canvas, struct rect at, int row, enum role role,
                     const char *label, const char *text)
{
    if (text[0] == '\0' || row >= at.rows) {
        return row;
    }
    (void)canvas_bold(canvas, rect_row(at, row), ROLE_MUTED, label);
    return draw_prose(canvas, rect_after(at, LABEL_COLS), row, role, text);
}

/* "A 4   B 19   C 7", the right one in the accent. */
static int draw_room(struct canvas *canvas, struct rect at, int row,
                     const struct model_notes *notes)
{
    if (notes->answer_count == 0) {
        return row;
    }
    (void)canvas_bold(canvas, rect_row(at, row), ROLE_MUTED, "room");
    for (int i = 0; i < notes->answer_count && row < at.rows; i++, row++) {
        char text[STAGE_ANSWER_SIZE + 30];
        struct rect line = rect_after(rect_row(at, row), LABEL_COLS);
        enum role role = notes->answers[i].is_right ? ROLE_ACCENT : ROLE_TEXT;
        (void)snprintf(text, sizeof(text), "%c %3d  %s%s", 'A' + i, notes->answers[i].hands,
                       notes->answers[i].text, notes->answers[i].is_right ? "  (right)" : "");
        (void)canvas_text(canvas, line, role, text);
    }
    return row + 1;
}

static void draw_light(struct canvas *canvas, struct rect at, const struct model_notes *notes)
{
    enum role role = notes->is_safe ? ROLE_ACCENT : ROLE_WARN;
    int used = canvas_bold(canvas, at, role, notes->is_safe ? "● safe" : "‖ wait");
    (void)canvas_text(canvas, rect_after(at, used + 2), ROLE_TEXT, notes->light);
}

static void draw_note_keys(struct canvas *canvas, struct rect at)
{
    static const struct {
        const char *key, *word;
    } keys[] = {
        {"PgDn", "next"}, {"PgUp", "back"},   {"1-4", "hands"}, {"r", "again"},
        {"b", "dark"},    {"Tab", "by hand"}, {"s", "skip"},    {"q", "quit"},
    };
    for (int i = 0; i < COUNT_OF(keys); i++) {
        int used = canvas_bold(canvas, at, ROLE_ACCENT, keys[i].key) + 1;
        used += canvas_text(canvas, rect_after(at, used), ROLE_MUTED, keys[i].word);
        at = rect_after(at, used + 3);
    }
}

void draw_notes(struct canvas *canvas, const struct model_notes *notes, const char *trouble)
{
    int margin = canvas->cols < 100 ? 1 : 4;
    struct rect all = rect_of(margin, 0, canvas->cols - 2 * margin, canvas->rows);
    canvas_clear(canvas);
    if (trouble[0] != '\0') {
        (void)canvas_bold(canvas, rect_row(all, 1), ROLE_STRONG, "Notes");
        (void)draw_prose(canvas, all, 3, ROLE_TEXT, trouble);
        (void)canvas_text(canvas, rect_row(all, all.rows - 1), ROLE_FAINT, "q ends");
        return;
    }
    draw_head(canvas, all, notes);
    struct rect body = rect_of(all.x, 3, all.cols, all.rows - 6);
    char screen[2 * NOTES_TEXT_SIZE + 10];
    int row = draw_part(canvas, body, 0, ROLE_STRONG, "say", notes->notes) + 1;
    (void)snprintf(screen, sizeof(screen), "%s   %s", notes->screen, notes->said);
    row = draw_part(canvas, body, row, ROLE_TEXT, "screen", screen) + 1;
    row = draw_room(canvas, body, row, notes);
    row = draw_part(canvas, body, row, ROLE_TEXT, "next", notes->next) + 1;
    (void)draw_part(canvas, body, row, ROLE_MUTED, "then", notes->then);
    draw_light(canvas, rect_row(all, all.rows - 2), notes);
    draw_note_keys(canvas, rect_row(all, all.rows - 1));
}
