/* SPDX-License-Identifier: MIT */
/* draw_sides: the pasts of two branches side by side, over the same time and on the same scales. */
#include "view/draw_plots.h"

#include "base/compiler.h"
#include "base/text.h"
#include "view/glyph.h"
#include "view/plot.h"

#include <stdio.h>

#define GAP 4
#define WIDE_COLS 100 /* from here on the right one has its scales beside it, too */
#define RULE_COLS_MIN 2
#define NONE_GAP 2 /* before the word */

static const struct plots_wish wishes[] = {
    {BAND_STRIPS, 1},   {BAND_COMMITS, 1},   {BAND_CONFLICTS, 1}, {BAND_COMMITS, 2},
    {BAND_STRIPS, 2},   {BAND_CONFLICTS, 2}, {BAND_STRIPS, 3},    {BAND_COMMITS, 3},
    {BANDS, 1},         {BAND_COMMITS, 4},   {BAND_CONFLICTS, 3}, {BAND_SLOWEST, 2},
    {BAND_STRIPS, 4},   {BAND_SLOWEST, 3},   {BAND_CONFLICTS, 4}, {BAND_COMMITS, 6},
    {BAND_STRIPS, 8},   {BAND_SLOWEST, 4},   {BAND_COMMITS, 8},   {BAND_CONFLICTS, 6},
    {BAND_COMMITS, 12},
};

struct sides {
    struct rect labels[COMPARE_SIDES]; /* no columns: it has none */
    struct rect plots[COMPARE_SIDES];  /* of all bands */
};

static struct sides place(struct rect at)
{
    bool is_wide = at.cols >= WIDE_COLS;
    int cols = draw_sides_cols(at.cols);
    struct sides sides;
    sides.labels[COMPARE_OTHER] = rect_of(at.x, at.y, DRAW_PLOTS_LABEL, at.rows);
    sides.plots[COMPARE_OTHER] = rect_of(at.x + DRAW_PLOTS_LABEL, at.y, cols, at.rows);
    int x = at.x + DRAW_PLOTS_LABEL + cols + GAP;
    int label = is_wide ? DRAW_PLOTS_LABEL : 0;
    sides.labels[COMPARE_HERE] = rect_of(x, at.y, label, at.rows);
    sides.plots[COMPARE_HERE] = rect_of(x + label, at.y, cols, at.rows);
    return sides;
}

int draw_sides_cols(int cols)
{
    int own = cols >= WIDE_COLS ? (cols - GAP) / 2 - DRAW_PLOTS_LABEL
                                : (cols - GAP - DRAW_PLOTS_LABEL) / 2;
    return own > 1 ? own : 1;
}

/* Its name, and what was done there, as far as there is room for that. */
static void draw_head(struct canvas *canvas, const struct sides *sides, int y,
                      const struct model_compare *compare, int side)
{
    const struct rect *label = &sides->labels[side];
    const struct rect *plots = &sides->plots[side];
    const char *done = compare->plots.done[side];
    int more = compare->plots.done_count[side] - 1;
    char facts[TIMELINE_LABEL_SIZE + 24] = "";
    struct rect at = rect_of(label->x, y, plots->x + plots->cols - label->x, 1);
    int room = at.cols - text_width(compare->names[side]) - RULE_COLS_MIN - 2;
    if (more > 0) {
        (void)snprintf(facts, sizeof(facts), "%s, and %d more", done, more);
    }
    if (more <= 0 || text_width(facts) > room) {
        (void)snprintf(facts, sizeof(facts), "%s", text_width(done) <= room ? done : "");
    }
    draw_heading(canvas, at, compare->names[side], facts, side == COMPARE_HERE);
}

/* The n-th of the first `count` strips, by number of the client. */
static const struct plots_strip *strip_at(const struct model_plots *plots, int count, int n)
{
    for (int i = 0; i < count; i++) {
        int before = 0;
        for (int k = 0; k < count; k++) {
            before += plots->strips[k].client < plots->strips[i].client ? 1 : 0;
        }
        if (before == n) {
            return &plots->strips[i];
        }
    }
    return NULL;
}

static void draw_strips(struct canvas *canvas, struct rect label, struct rect at,
                        const struct model_plots *plots)
{
    int shown = plots->strip_count < at.rows ? plots->strip_count : at.rows;
    bool has_label = label.cols > 0;
    (void)canvas_bold(canvas, label, ROLE_MUTED, "writes to");
    for (int i = 0; i < shown; i++) {
        const struct plots_strip *strip = strip_at(plots, shown, i);
        char name[8];
        (void)snprintf(name, sizeof(name), "@%d", strip->client);
        if (has_label) {
            canvas_text_right(canvas, rect_of(label.x, at.y + i, DRAW_SCALE_END, 1), ROLE_FAINT,
                              false, name);
        }
        plots_draw_strip(canvas, rect_row(at, i), plots, strip);
    }
}

/* Red, as far as there are any; where there are none from a time on, a word says so. */
static void draw_conflicts(struct canvas *canvas, struct rect at, const struct model_plots *plots,
                           int top)
{
    struct plot_range range = {plots->first, plots->end, top};
    const int *values = plots->values[PLOTS_CONFLICTS];
    int end = plots->end;
    while (end > plots->first && values[end - 1] == 0) {
        end--;
    }
    plot_area(canvas, at, ROLE_BAD, &range, values);
    struct rect rest = rect_after(rect_row(at, at.rows - 1), (end + 1) / 2 + NONE_GAP);
    const char *word = end > plots->first ? "none since" : "none";
    if (end < plots->end && rest.cols >= text_width(word)) {
        (void)canvas_text(canvas, rest, ROLE_FAINT, word);
    }
}

static void draw_band(struct canvas *canvas, struct rect label, struct rect at,
                      const struct compare_plots *plots, int side, enum plots_series which)
{
    int tops[COMPARE_SIDES];
    for (int i = 0; i < COMPARE_SIDES; i++) {
        tops[i] = plots_top_of(&plots->sides[i], which);
    }
    int top = tops[0] > tops[1] ? tops[0] : tops[1];
    if (label.cols > 0) {
        plots_draw_name(canvas, label, which, top);
        if (label.rows > 1) {
            (void)canvas_text(canvas, rect_row(label, 1), ROLE_MUTED,
                              which == PLOTS_SLOWEST ? "ms" : "per s");
        }
    }
    if (which == PLOTS_CONFLICTS) {
        draw_conflicts(canvas, at, &plots->sides[side], top);
    } else {
        plots_draw_series(canvas, at, &plots->sides[side], which, top);
    }
}

static void draw_past(struct canvas *canvas, const struct sides *sides,
                      const struct plots_heights *heights, const struct compare_plots *compare,
                      int side)
{
    const struct model_plots *plots = &compare->sides[side];
    struct rect bands = sides->plots[side];
    int y = bands.y;
    bands.rows--; /* the axis */
    plots_draw_upright(canvas, bands, compare->parted / 2, ROLE_RULE, GLYPH_WIRE);
    plots_draw_marks(canvas, bands, plots);
    for (int band = 0; band < BANDS; band++) {
        int rows = heights->rows[band];
        struct rect label = sides->labels[side];
        struct rect part = rect_of(bands.x, y, bands.cols, rows);
        label.y = y;
        label.rows = rows;
        if (rows > 0 && band == BAND_STRIPS) {
            draw_strips(canvas, label, part, plots);
        } else if (rows > 0) {
            draw_band(canvas, label, part, compare, side, (enum plots_series)(band - BAND_COMMITS));
        }
        y += rows > 0 ? rows + heights->gap : 0;
    }
    plots_draw_axis(canvas, rect_of(bands.x, y - heights->gap, bands.cols, 1), plots);
    plots_cross_dots(canvas, bands, plots);
}

static int rows_of(const struct plots_heights *heights)
{
    int rows = 1 - heights->gap; /* the axis */
    for (int band = 0; band < BANDS; band++) {
        rows += heights->rows[band] > 0 ? heights->rows[band] + heights->gap : 0;
    }
    return rows;
}

int draw_sides_alone(struct canvas *canvas, struct rect at, const struct compare_plots *plots)
{
    struct plots_heights heights = plots_heights_of(wishes, COUNT_OF(wishes), at.rows - 1,
                                                    plots->sides[COMPARE_HERE].strip_count);
    int rows = rows_of(&heights);
    struct sides sides = place(rect_of(at.x, at.y, at.cols, rows));
    for (int side = 0; side < COMPARE_SIDES; side++) {
        draw_past(canvas, &sides, &heights, plots, side);
    }
    return rows;
}

struct rect draw_sides_place(struct rect at, int side)
{
    return place(at).plots[side];
}

int draw_sides(struct canvas *canvas, struct rect at, const struct model_compare *compare)
{
    struct sides sides = place(at);
    for (int side = 0; side < COMPARE_SIDES; side++) {
        draw_head(canvas, &sides, at.y, compare, side);
    }
    struct rect below = rect_of(at.x, at.y + 1, at.cols, at.rows - 1);
    return 1 + draw_sides_alone(canvas, below, &compare->plots);
}
