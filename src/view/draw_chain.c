/* SPDX-License-Identifier: MIT */
/* draw_chain: a chain of causes, each on the line that leads to it; prose below. */
#include "view/draw.h"

#include "base/text.h"
#include "view/glyph.h"

#include <stdio.h>

#define MARK_COLS 2 /* a dot and a blank */
#define TIME_GAP 2

struct why_drawing {
    struct canvas *canvas;
    struct rect at;
    int line; /* of all, from 0 */
    int scroll;
};

/* Where the next line of the chain is drawn: no row, if it is scrolled away. */
static struct rect next_row(struct why_drawing *drawing)
{
    int row = 1 + drawing->line++ - drawing->scroll;
    bool is_seen = row >= 1 && row < drawing->at.rows;
    return is_seen ? rect_row(drawing->at, row) : rect_of(0, 0, 0, 0);
}

static void draw_mark(struct canvas *canvas, struct rect at, const struct model_why_step *step,
                      bool is_first, bool is_last)
{
    static const struct {
        enum role role;
        uint32_t glyph;
    } marks[] = {
        [WHY_LOOK_EFFECT] = {ROLE_STRONG, GLYPH_UP}, [WHY_LOOK_CAUSE] = {ROLE_TEXT, GLYPH_UP},
        [WHY_LOOK_RIVAL] = {ROLE_MUTED, GLYPH_OPEN}, [WHY_LOOK_BESIDE] = {ROLE_RULE, GLYPH_WIRE},
        [WHY_LOOK_ROOT] = {ROLE_ACCENT, GLYPH_UP},
    };
    if (at.rows == 0) {
        return;
    }
    if (is_first) {
        canvas_sign(canvas, at.x, at.y, marks[step->look].role, marks[step->look].glyph);
    } else if (!is_last) {
        canvas_sign(canvas, at.x, at.y, ROLE_RULE, GLYPH_WIRE);
    }
}

/* A step of the chain: its time stands at the right of its first row. */
static void draw_cause(struct why_drawing *drawing, const struct model_why_step *step)
{
    static const enum role roles[] = {
        [WHY_LOOK_EFFECT] = ROLE_STRONG, [WHY_LOOK_CAUSE] = ROLE_TEXT,
        [WHY_LOOK_RIVAL] = ROLE_MUTED,   [WHY_LOOK_BESIDE] = ROLE_MUTED,
        [WHY_LOOK_ROOT] = ROLE_TEXT,
    };
    bool is_root = step->look == WHY_LOOK_ROOT;
    int time_cols = text_width(step->time);
    const char *at = step->text;
    bool is_first = true;
    do {
        size_t skip = 0;
        int room = drawing->at.cols - MARK_COLS;
        room -= is_first && time_cols > 0 ? time_cols + TIME_GAP : 0;
        size_t size = text_wrap(at, room, &skip);
        struct rect row = next_row(drawing);
        char part[WHY_TEXT_SIZE];
        (void)snprintf(part, sizeof(part), "%.*s", (int)size, at);
        if (row.rows > 0) {
            draw_mark(drawing->canvas, row, step, is_first, is_root);
            draw_sentence(drawing->canvas, rect_after(row, MARK_COLS), roles[step->look], part);
        }
        if (row.rows > 0 && is_first) {
            canvas_text_right(drawing->canvas, row, ROLE_FAINT, false, step->time);
        }
        is_first = false;
        at += skip;
    } while (*at != '\0');
}

static void draw_advice(struct why_drawing *drawing, const struct model_why_step *step)
{
    const char *at = step->text;
    do {
        size_t skip = 0;
        size_t size = text_wrap(at, drawing->at.cols, &skip);
        struct rect row = next_row(drawing);
        char part[WHY_TEXT_SIZE];
        (void)snprintf(part, sizeof(part), "%.*s", (int)size, at);
        if (row.rows > 0) {
            draw_sentence(drawing->canvas, row, ROLE_MUTED, part);
        }
        at += skip;
    } while (*at != '\0');
}

static void draw_head(struct why_drawing *drawing, const char *name)
{
    (void)next_row(drawing);
    struct rect row = next_row(drawing);
    if (row.rows > 0) {
        draw_heading(drawing->canvas, row, name, "", false);
    }
}

static void draw_all(struct why_drawing *drawing, const struct model_why *why)
{
    for (int i = 0; i < why->count; i++) {
        const struct model_why_step *step = &why->steps[i];
        if (step->look == WHY_LOOK_HEAD) {
            draw_head(drawing, step->text);
        } else if (step->look == WHY_LOOK_PROSE) {
            draw_advice(drawing, step);
        } else {
            draw_cause(drawing, step);
        }
    }
}

int draw_chain_rows(int cols, const struct model_why *why)
{
    struct why_drawing drawing = {.at = rect_of(0, 0, cols, 0)}; /* there is no row to draw */
    draw_all(&drawing, why);
    return drawing.line;
}

void draw_chain(struct canvas *canvas, struct rect at, const struct model_why *why, int scroll)
{
    struct why_drawing drawing = {.canvas = canvas, .at = at, .scroll = scroll};
    char facts[48] = "Esc closes";
    draw_all(&drawing, why);
    int below = drawing.line - scroll - (at.rows - 1);
    if (below > 0) {
        (void)snprintf(facts, sizeof(facts), "PgDn: %d more  Esc closes", below);
    }
    draw_heading(canvas, at, "why", facts, true);
    canvas_spot(canvas, at, "%s", ""); /* what it covers is not clicked through it */
    canvas_spot(canvas, rect_row(at, 0), "\\close");
}
