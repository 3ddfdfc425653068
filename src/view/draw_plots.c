/* SPDX-License-Identifier: MIT */
/* draw_plots: the past over one axis of time; marks of faults go through all of it. */
#include "view/draw_plots.h"

#include "base/compiler.h"
#include "base/text.h"
#include "lab/samples.h"
#include "view/glyph.h"
#include "view/plot.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define NAME_IN_STRIP 4 /* columns of a stretch that says its master */
#define MS(us) ((us) / 1000)
#define MARK_ROWS_MAX 2
#define NAMES_COLS_MAX 512 /* as wide as a canvas can be */
#define NAMES_GAP 2
#define HIGH_ROWS 18 /* from here on names of marks have two rows */

/* --- how high each is ------------------------------------------------------------------------ */

static const struct plots_wish meter_wishes[] = {
    {BAND_STRIPS, 1},    {BAND_COMMITS, 1}, {BAND_COMMITS, 2},   {BAND_SLOWEST, 1},
    {BAND_LAG, 1},       {BAND_COPIES, 1},  {BAND_CONFLICTS, 1}, {BAND_SLOWEST, 2},
    {BAND_LAG, 2},       {BAND_COMMITS, 3}, {BAND_STRIPS, 3},    {BANDS, 1},
    {BAND_COMMITS, 4},   {BAND_SLOWEST, 3}, {BAND_LAG, 3},       {BAND_COPIES, 2},
    {BAND_CONFLICTS, 2}, {BAND_STRIPS, 4},  {BAND_CONFLICTS, 3}, {BAND_COPIES, 3},
    {BAND_COMMITS, 6},   {BAND_SLOWEST, 4}, {BAND_LAG, 4},       {BAND_STRIPS, 8},
    {BAND_COMMITS, 8},   {BAND_SLOWEST, 6}, {BAND_LAG, 6},       {BAND_COMMITS, 12},
    {BAND_CONFLICTS, 5}, {BAND_SLOWEST, 8}, {BAND_LAG, 8},       {BAND_COMMITS, 16},
};

struct plots_heights plots_heights_of(const struct plots_wish *wishes, int count, int rows,
                                      int strips)
{
    struct plots_heights out = {0};
    int most = strips > 1 ? strips : 1;
    int bands = 0;
    for (int i = 0; i < count; i++) {
        enum plots_band band = wishes[i].band;
        int wanted = wishes[i].rows;
        wanted = band == BAND_STRIPS && wanted > most ? most : wanted;
        int cost = band == BANDS ? bands - 1 : wanted - out.rows[band];
        if (cost <= 0 || cost > rows) {
            continue;
        }
        rows -= cost;
        if (band == BANDS) {
            out.gap = 1;
        } else {
            bands += out.rows[band] == 0;
            out.rows[band] = wanted;
        }
    }
    return out;
}

/* --- marks and axis -------------------------------------------------------------------------- */

/* Over every row; what is drawn later stands before it. */
void plots_draw_upright(struct canvas *canvas, struct rect at, int col, enum role role, uint32_t c)
{
    for (int row = 0; row < at.rows; row++) {
        canvas_put(canvas, at.x + col, at.y + row, role, c);
    }
}

/* Where names of marks stand already. */
struct names {
    struct rect at;
    bool is_taken[MARK_ROWS_MAX][NAMES_COLS_MAX];
};

/* From `x` on, with a gap on both sides? */
static bool is_free(const struct names *names, int row, int x, int width)
{
    int end = x + width + NAMES_GAP;
    if (x < 0 || end > NAMES_COLS_MAX) {
        return false;
    }
    for (int col = x > NAMES_GAP ? x - NAMES_GAP : 0; col < end; col++) {
        if (names->is_taken[row][col]) {
            return false;
        }
    }
    return true;
}

/* Beside another, or below it; where there is no room, the line alone must do. */
static void draw_mark_name(struct canvas *canvas, struct names *names,
                           const struct plots_mark *mark)
{
    enum role role = mark->is_fault ? ROLE_BAD : ROLE_TEXT;
    int col = mark->dot / 2;
    int width = text_width(mark->text) + 2;
    int x = col + width <= names->at.cols ? col : names->at.cols - width; /* none reaches out */
    for (int row = 0; row < names->at.rows; row++) {
        if (is_free(names, row, x, width)) {
            struct rect line = rect_row(names->at, row);
            canvas_sign(canvas, line.x + x, line.y, role, mark->sign);
            (void)canvas_bold(canvas, rect_after(line, x + 2), role, mark->text);
            memset(&names->is_taken[row][x], true, (size_t)width);
            return;
        }
    }
}

void plots_draw_marks(struct canvas *canvas, struct rect at, const struct model_plots *plots)
{
    for (int i = 0; i < plots->mark_count; i++) {
        const struct plots_mark *mark = &plots->marks[i];
        plots_draw_upright(canvas, at, mark->dot / 2, mark->is_fault ? ROLE_BAD : ROLE_MUTED,
                           GLYPH_WIRE_NEW);
    }
}

static void draw_marks(struct canvas *canvas, struct rect names, struct rect at,
                       const struct model_plots *plots)
{
    struct names taken = {.at = names};
    struct rect through = rect_of(at.x, names.y + 1, at.cols, at.y + at.rows - names.y - 1);
    plots_draw_marks(canvas, through, plots);
    if (plots->cursor >= 0) {
        plots_draw_upright(canvas, at, plots->cursor / 2, ROLE_ACCENT, GLYPH_WIRE);
    }
    for (int pass = 0; pass < 2; pass++) { /* faults first, the newest first */
        for (int i = plots->mark_count - 1; i >= 0; i--) {
            if (plots->marks[i].is_fault == (pass == 0)) {
                draw_mark_name(canvas, &taken, &plots->marks[i]);
            }
        }
    }
}

/* Where a fault's line meets dots it goes through them. */
void plots_cross_dots(struct canvas *canvas, struct rect at, const struct model_plots *plots)
{
    for (int i = 0; i < plots->mark_count; i++) {
        const struct plots_mark *mark = &plots->marks[i];
        int x = at.x + mark->dot / 2;
        for (int y = at.y; y < at.y + at.rows && mark->is_fault; y++) {
            const struct cell_glyph *cell = &canvas->cells[y * canvas->cols + x];
            bool has_dots = cell->base > GLYPH_BRAILLE && cell->base < GLYPH_BRAILLE + 256;
            if (has_dots) {
                canvas_put(canvas, x, y, ROLE_BAD, cell->base | PLOT_UPRIGHT);
            }
        }
    }
}

/* "40", "12:30". */
static void print_tick(char *out, size_t size, sim_us at)
{
    int64_t tenths = at / (US_PER_S / 10);
    int seconds = (int)(tenths / 10);
    if (seconds >= 600) {
        (void)snprintf(out, size, "%d:%02d", seconds / 60, seconds % 60);
    } else if (tenths % 10 != 0) {
        (void)snprintf(out, size, "%d.%d", seconds, (int)(tenths % 10));
    } else {
        (void)snprintf(out, size, "%d", seconds);
    }
}

void plots_draw_axis(struct canvas *canvas, struct rect at, const struct model_plots *plots)
{
    sim_us column = 2 * plots->dot;
    sim_us step = 10 * column;
    sim_us end = plots->from + plots->dots * plots->dot;
    int last = 0;
    for (sim_us tick = (plots->from + step - 1) / step * step; tick < end; tick += step) {
        char text[16];
        print_tick(text, sizeof(text), tick);
        struct rect cell = rect_after(at, (int)((tick - plots->from) / column));
        int width = text_width(text);
        if (cell.cols >= width + 2) {
            (void)canvas_text(canvas, cell, ROLE_FAINT, text);
        }
        last = cell.cols >= width + 2 ? at.cols - cell.cols + width : last;
    }
    (void)canvas_text(canvas, rect_after(at, last + 1), ROLE_FAINT, "s");
    if (plots->cursor >= 0) {
        char text[16];
        print_tick(text, sizeof(text), plots->from + plots->cursor / 2 * column);
        int x = plots->cursor / 2;
        int width = text_width(text) + 2;
        x = x + width <= at.cols ? x : at.cols - width;
        canvas_line(canvas, rect_of(at.x + x, at.y, width, 1), ROLE_TEXT, ' ');
        canvas_sign(canvas, at.x + x, at.y, ROLE_ACCENT, GLYPH_WIRE);
        (void)canvas_bold(canvas, rect_after(at, x + 1), ROLE_ACCENT, text);
    }
}

/* --- who writes where ------------------------------------------------------------------------ */

/* In a column of two dots: who wrote in one of them was not out. */
static int on_at(const struct plots_strip *strip, const struct model_plots *plots, int col)
{
    int first = 2 * col;
    int last = first + 1 < plots->end ? first + 1 : first;
    if (strip->wrote[first] || strip->wrote[last]) {
        return strip->on[strip->wrote[last] ? last : first];
    }
    return strip->on[first] == SAMPLE_OUT ? SAMPLE_OUT : strip->on[last];
}

void plots_draw_strip(struct canvas *canvas, struct rect at, const struct model_plots *plots,
                      const struct plots_strip *strip)
{
    int end = (plots->end + 1) / 2 < at.cols ? (plots->end + 1) / 2 : at.cols;
    for (int col = (plots->first + 1) / 2; col < end;) {
        int on = on_at(strip, plots, col);
        int length = 1;
        while (col + length < end && on_at(strip, plots, col + length) == on) {
            length++;
        }
        struct rect part = rect_of(at.x + col, at.y, length, 1);
        enum role role = on == SAMPLE_OUT ? ROLE_BAD : on < 0 ? ROLE_RULE : role_of_master(on);
        bool has_number = canvas->has_brackets && length < NAME_IN_STRIP; /* no hues */
        canvas_line(canvas, part, role,
                    on == SAMPLE_OUT ? GLYPH_DOWN
                    : on < 0         ? GLYPH_RULE /* it asks nothing, and nothing is broken */
                    : has_number     ? (uint32_t)('1' + on)
                                     : GLYPH_HEAVY);
        if (on >= 0 && length >= NAME_IN_STRIP) {
            char name[] = {'m', (char)('1' + on), '\0'};
            (void)canvas_bold(canvas, part, role, name);
        }
        col += length;
    }
}

/* Those that have no line, where the label has room. */
static void draw_rest(struct canvas *canvas, struct rect at, int rows, int rest)
{
    char text[24];
    (void)snprintf(text, sizeof(text), rows > 1 ? "%d more" : "+%d", rest);
    struct rect line = rows > 1 ? rect_of(at.x, at.y + 1, DRAW_SCALE_END, 1) : rect_after(at, 7);
    (void)canvas_text(canvas, line, ROLE_FAINT, text);
}

static void draw_strips(struct canvas *canvas, struct rect at, int rows,
                        const struct model_plots *plots, int chosen)
{
    int first = 0;
    while (first < plots->strip_count && plots->strips[first].client < chosen) {
        first++;
    }
    first -= rows / 2;
    first = first + rows > plots->strip_count ? plots->strip_count - rows : first;
    first = first > 0 ? first : 0;
    int shown = plots->strip_count < rows ? plots->strip_count : rows;
    bool is_short = rows == 1 && plots->writer_count > shown; /* "writes +7   @1" */
    (void)canvas_bold(canvas, at, ROLE_MUTED, is_short ? "writes" : "writes to");
    if (plots->writer_count > shown) {
        draw_rest(canvas, at, rows, plots->writer_count - shown);
    } else if (shown == 0) {
        (void)canvas_text(canvas, rect_after(at, DRAW_PLOTS_LABEL), ROLE_FAINT,
                          "no client has written anything yet");
    }
    for (int i = 0; i < shown; i++) {
        const struct plots_strip *strip = &plots->strips[first + i];
        char name[8];
        struct rect line = rect_of(at.x, at.y + i, at.cols, 1);
        (void)snprintf(name, sizeof(name), "@%d", strip->client);
        canvas_text_right(canvas, rect_of(at.x, line.y, DRAW_SCALE_END, 1),
                          strip->client == chosen ? ROLE_ACCENT : ROLE_FAINT,
                          strip->client == chosen, name);
        plots_draw_strip(canvas, rect_after(line, DRAW_PLOTS_LABEL), plots, strip);
    }
}

/* --- the series ------------------------------------------------------------------------------ */

static const struct {
    const char *label;
    struct plot_bounds bounds;
} series[PLOTS_SERIES_COUNT] = {
    [PLOTS_COMMITS] = {"commits", {0, INT_MAX, ROLE_TEXT}},
    [PLOTS_CONFLICTS] = {"conflicts", {0, INT_MAX, ROLE_TEXT}},
    [PLOTS_SLOWEST] = {"slowest", {-1, PLOTS_SLOW_BOUND, ROLE_WARN}},
    [PLOTS_LAG] = {"lag, worst", {0, PLOTS_LAG_BOUND, ROLE_WARN}},
    [PLOTS_COPIES] = {"copies up", {COPIES_MAX, INT_MAX, ROLE_WARN}},
};

static bool is_length(enum plots_series which)
{
    return which == PLOTS_SLOWEST || which == PLOTS_LAG;
}

bool draw_is_out_of_bounds(enum plots_series which, int value)
{
    return value < series[which].bounds.low || value > series[which].bounds.high;
}

void draw_print_series(char *number, char *unit, enum plots_series which, int value)
{
    if (value < 0) {
        (void)snprintf(number, DRAW_NUMBER_SIZE, "\u2013");
        unit[0] = '\0';
        return;
    }
    if (is_length(which) && value < 10 * US_PER_MS) {
        (void)snprintf(number, DRAW_NUMBER_SIZE, "%d.%d", (int)MS(value), (int)(value / 100 % 10));
        (void)snprintf(unit, DRAW_NUMBER_SIZE, "ms");
        return;
    }
    if (is_length(which)) {
        draw_split_length(value, number, unit);
        return;
    }
    (void)snprintf(number, DRAW_NUMBER_SIZE, "%d", value);
    (void)snprintf(unit, DRAW_NUMBER_SIZE, "%s", which == PLOTS_COPIES ? "" : "/s");
}

/* Of all that is seen. */
int plots_top_of(const struct model_plots *plots, enum plots_series which)
{
    int most = 1;
    for (int i = plots->first; i < plots->end; i++) {
        most = plots->values[which][i] > most ? plots->values[which][i] : most;
    }
    if (which == PLOTS_COPIES) {
        return COPIES_MAX;
    }
    return is_length(which) ? 1000 * plot_round_up((most + 999) / 1000) : plot_round_up(most);
}

void plots_draw_name(struct canvas *canvas, struct rect at, enum plots_series which, int top)
{
    char text[16];
    bool is_brief = at.rows == 1 && which == PLOTS_LAG; /* else its value would meet it */
    (void)canvas_bold(canvas, at, ROLE_MUTED, is_brief ? "lag" : series[which].label);
    if (at.rows == 1 || top == 0) {
        return;
    }
    if (is_length(which) && top >= US_PER_S) {
        (void)snprintf(text, sizeof(text), "%ds", (int)(top / US_PER_S));
    } else {
        (void)snprintf(text, sizeof(text), "%d", is_length(which) ? MS(top) : top);
    }
    canvas_text_right(canvas, rect_of(at.x, at.y, DRAW_SCALE_END, 1), ROLE_FAINT, false, text);
    canvas_text_right(canvas, rect_of(at.x, at.y + at.rows - 1, DRAW_SCALE_END, 1), ROLE_FAINT,
                      false, "0");
}

static void draw_value(struct canvas *canvas, struct rect at, enum plots_series which, int value)
{
    char number[DRAW_NUMBER_SIZE];
    char unit[DRAW_NUMBER_SIZE];
    enum role role = draw_is_out_of_bounds(which, value) ? ROLE_WARN : ROLE_TEXT;
    draw_print_series(number, unit, which, value);
    if (at.rows == 1) { /* with its unit, for bare numbers beside a plot are its scale */
        char text[2 * DRAW_NUMBER_SIZE];
        (void)snprintf(text, sizeof(text), "%s%s", number, which == PLOTS_COPIES ? "/6" : unit);
        canvas_text_right(canvas, rect_of(at.x, at.y, DRAW_SCALE_END, 1), role, true, text);
        return;
    }
    struct rect line = rect_of(at.x, at.y + 1, DRAW_SCALE_END, 1);
    int used = canvas_text(canvas, line, role, number);
    (void)canvas_text(canvas, rect_after(line, used + 1), ROLE_MUTED,
                      which == PLOTS_COPIES ? "of 6"
                      : unit[0] == '/'      ? "per s"
                                            : unit);
}

void plots_draw_series(struct canvas *canvas, struct rect at, const struct model_plots *plots,
                       enum plots_series which, int top)
{
    struct plot_range range = {plots->first, plots->end, top};
    const int *masters[MASTERS_MAX];
    for (int i = 0; i < MASTERS_MAX; i++) {
        masters[i] = plots->commits[i];
    }
    if (which == PLOTS_COMMITS) {
        plot_stack(canvas, at, &range, masters);
    } else {
        plot_line(canvas, at, &range, plots->values[which], &series[which].bounds);
    }
}

/* Of nothing there is no scale. */
static bool has_values(const struct model_plots *plots, enum plots_series which)
{
    for (int i = plots->first; i < plots->end; i++) {
        if (plots->values[which][i] > 0) {
            return true;
        }
    }
    return false;
}

static void draw_band(struct canvas *canvas, struct rect at, const struct model_plots *plots,
                      enum plots_series which)
{
    int top = plots_top_of(plots, which);
    plots_draw_name(canvas, at, which, has_values(plots, which) ? top : 0);
    if (plots->shown >= 0) {
        draw_value(canvas, at, which, plots->values[which][plots->shown]);
    }
    plots_draw_series(canvas, rect_after(at, DRAW_PLOTS_LABEL), plots, which, top);
}

/* --- the whole ------------------------------------------------------------------------------- */

void draw_plots(struct canvas *canvas, struct rect at, const struct model_plots *plots, int chosen)
{
    int mark_rows = at.rows >= HIGH_ROWS ? MARK_ROWS_MAX : 1;
    struct plots_heights heights = plots_heights_of(meter_wishes, COUNT_OF(meter_wishes),
                                                    at.rows - mark_rows - 1, plots->strip_count);
    struct rect all = rect_after(at, DRAW_PLOTS_LABEL);
    struct rect bands = rect_of(all.x, at.y + mark_rows, all.cols, -heights.gap);
    for (int band = 0; band < BANDS; band++) {
        bands.rows += heights.rows[band] > 0 ? heights.rows[band] + heights.gap : 0;
    }
    draw_marks(canvas, rect_of(all.x, at.y, all.cols, mark_rows), bands, plots);
    plots_draw_axis(canvas, rect_of(all.x, bands.y + bands.rows, all.cols, 1), plots);
    int y = bands.y;
    for (int band = 0; band < BANDS; band++) {
        struct rect part = rect_of(at.x, y, at.cols, heights.rows[band]);
        if (part.rows == 0) {
            continue;
        }
        if (band == BAND_STRIPS) {
            draw_strips(canvas, part, part.rows, plots, chosen);
        } else {
            draw_band(canvas, part, plots, (enum plots_series)(band - BAND_COMMITS));
        }
        y += part.rows + heights.gap;
    }
    plots_cross_dots(canvas, bands, plots);
}
