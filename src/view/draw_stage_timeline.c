/* SPDX-License-Identifier: MIT */
/*
 * draw_stage_timeline: the branches of a run for a room: each a thick line with its name, where its
 * faults are, and where a client could not write. What a presenter marks is not of the audience.
 */
#include "view/draw.h"

#include "base/compiler.h"
#include "base/text.h"
#include "view/bigtext.h"
#include "view/draw_stage.h"
#include "view/glyph.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define STEP_MOST 10  /* rows of a branch */
#define STEP_LARGE 6  /* from here on its name is large */
#define LARGE_COLS 38 /* of large names, */
#define SMALL_COLS 11 /* and what the model leaves for names at least */
#define END_ROWS 4    /* a blank row, the axis, a blank row, what the signs mean */
#define NAME_GAP 2
#define ROWS_MIN 2 /* of a branch: its labels, its line */

struct bands {
    struct canvas *canvas;
    const struct model_timeline *timeline;
    struct rect at;
    int x;     /* of the first cell */
    int step;  /* rows from one branch to the next */
    int thick; /* of its line */
    bool is_large;
};

int stage_timeline_cols(const struct canvas *canvas)
{
    struct stage_places places;
    stage_place(&places, canvas);
    return places.foot.cols - (stage_is_huge(canvas) ? LARGE_COLS - SMALL_COLS : 0);
}

static int bar_y(const struct bands *bands, int row)
{
    return bands->at.y + row * bands->step + 1;
}

/* --- one branch ------------------------------------------------------------------------------- */

static void draw_cell(const struct bands *bands, const struct timeline_branch *row, int cell)
{
    int y = bar_y(bands, (int)(row - bands->timeline->rows));
    bool is_out = row->cells[cell].is_out;
    for (int i = 0; i < bands->thick; i++) {
        bool is_shown = !is_out || i == bands->thick / 2; /* a thin line: nothing is written */
        if (is_shown) {
            canvas_put(bands->canvas, bands->x + cell, y + i, is_out ? ROLE_WARN : ROLE_STRONG,
                       is_out ? GLYPH_DASH : GLYPH_BLOCK);
        }
    }
}

static void draw_band(const struct bands *bands, int index)
{
    const struct timeline_branch *row = &bands->timeline->rows[index];
    int first = row->parent >= 0 ? row->first + 1 : row->first;
    for (int cell = first; cell <= row->last && cell < bands->timeline->cells; cell++) {
        draw_cell(bands, row, cell);
    }
}

/* Over the line, and a row above it; one at the instant of the fork stands behind that. */
static void draw_faults(const struct bands *bands, int index)
{
    const struct timeline_branch *row = &bands->timeline->rows[index];
    int first = row->parent >= 0 ? row->first + 1 : row->first;
    for (int cell = row->first; cell <= row->last; cell++) {
        int x = bands->x + (cell > first ? cell : first);
        for (int i = -1; row->cells[cell].has_fault && i < bands->thick; i++) {
            canvas_sign(bands->canvas, x, bar_y(bands, index) + i, ROLE_BAD, GLYPH_WIRE);
        }
    }
}

/* From the line it leaves down to its own. */
static void draw_fork(const struct bands *bands, int index)
{
    const struct timeline_branch *row = &bands->timeline->rows[index];
    int x = bands->x + row->first;
    int end = bar_y(bands, index) + bands->thick / 2;
    for (int y = bar_y(bands, row->parent) + bands->thick; y < end; y++) {
        canvas_put(bands->canvas, x, y, ROLE_MUTED, GLYPH_WIRE);
    }
    canvas_put(bands->canvas, x, end, ROLE_MUTED, GLYPH_CORNER);
}

static void draw_name(const struct bands *bands, int index)
{
    const struct timeline_branch *row = &bands->timeline->rows[index];
    enum role role = row->is_current ? ROLE_ACCENT : ROLE_STRONG;
    struct rect at = rect_of(bands->at.x, bar_y(bands, index) + bands->thick / 2,
                             bands->x - bands->at.x - NAME_GAP, 1);
    if (bands->is_large) {
        at.y -= 2;
        at.rows = bands->step;
        (void)bigtext_write(bands->canvas, at, role, &bigtext_narrow, row->name);
    } else {
        (void)canvas_bold(bands->canvas, at, role, row->name);
    }
}

/* --- what was done ---------------------------------------------------------------------------- */

/* Of the lines of a branch a room wants to know what broke something, and what ended that. */
static void draw_labels(const struct bands *bands, int index)
{
    const struct timeline_branch *row = &bands->timeline->rows[index];
    int free_from = bands->x;
    for (int i = 0; i < row->label_count; i++) {
        const char *text = row->labels[i].text;
        int first = row->parent >= 0 ? row->first + 1 : row->first;
        int x = bands->x + (row->labels[i].cell > first ? row->labels[i].cell : first) + 2;
        x = x > free_from ? x : free_from;
        if (row->labels[i].is_fault && x + text_width(text) <= bands->at.x + bands->at.cols) {
            struct rect at = rect_of(x, bar_y(bands, index) - 1, text_width(text), 1);
            (void)canvas_bold(bands->canvas, at, ROLE_STRONG, text);
            free_from = x + text_width(text) + 2;
        }
    }
}

/* --- below ------------------------------------------------------------------------------------ */

static void draw_times(const struct bands *bands, int y)
{
    const struct model_timeline *timeline = bands->timeline;
    for (sim_us at = 0; at < timeline->span; at += timeline->step) {
        struct rect place = rect_of(bands->x, y, timeline->cells, 1);
        char text[32];
        (void)snprintf(text, sizeof(text), "%" PRId64 " s", at / US_PER_S);
        (void)canvas_text(bands->canvas,
                          rect_after(place, (int)(at * (timeline->cells - 1) / timeline->span)),
                          ROLE_MUTED, text);
    }
}

static void draw_signs(const struct bands *bands, int y)
{
    static const struct {
        enum role role;
        uint32_t sign;
        const char *word;
    } signs[] = {{ROLE_BAD, GLYPH_WIRE, "fault"}, {ROLE_WARN, GLYPH_DASH, "a client cannot write"}};
    struct rect at = rect_of(bands->x, y, bands->timeline->cells, 1);
    for (int i = 0; i < COUNT_OF(signs); i++) {
        canvas_sign(bands->canvas, at.x, at.y, signs[i].role, signs[i].sign);
        int used = canvas_bold(bands->canvas, rect_after(at, 2), ROLE_STRONG, signs[i].word);
        at = rect_after(at, used + 5);
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool names_fit(const struct model_timeline *timeline)
{
    for (int i = 0; i < timeline->count; i++) {
        int width = bigtext_width(&bigtext_narrow, timeline->rows[i].name);
        if (width < 0 || width > LARGE_COLS - NAME_GAP) {
            return false;
        }
    }
    return true;
}

bool draw_stage_timeline(struct canvas *canvas, const struct model *model)
{
    const struct model_timeline *timeline = &model->timeline;
    struct stage_places places;
    stage_place(&places, canvas);
    struct bands bands = {.canvas = canvas, .timeline = timeline, .at = places.middle};
    bands.at.rows = places.foot.y - 1 - bands.at.y;
    bands.x = bands.at.x + bands.at.cols - timeline->cells;
    bands.step = (bands.at.rows - END_ROWS) / timeline->count;
    bands.step = bands.step < STEP_MOST ? bands.step : STEP_MOST;
    bands.thick = bands.step >= STEP_LARGE ? 3 : bands.step >= 5 ? 2 : 1;
    bands.is_large = bands.step >= STEP_LARGE && stage_is_huge(canvas) && names_fit(timeline) &&
                     bands.x - bands.at.x >= LARGE_COLS;
    if (bands.step < ROWS_MIN) {
        return false;
    }
    for (int i = 0; i < timeline->count; i++) {
        draw_name(&bands, i);
        draw_band(&bands, i);
        if (i > 0) {
            draw_fork(&bands, i);
        }
    }
    for (int i = 0; i < timeline->count; i++) {
        draw_faults(&bands, i);
        draw_labels(&bands, i);
    }
    int y = bands.at.y + timeline->count * bands.step + 1;
    draw_times(&bands, y);
    draw_signs(&bands, y + 2);
    return true;
}
