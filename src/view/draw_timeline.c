/* SPDX-License-Identifier: MIT */
/* draw_timeline: the branches of the run as lines over one axis of time. */
#include "view/draw.h"

#include "base/compiler.h"
#include "base/text.h"
#include "view/glyph.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HERE_WORDS "you are here"
#define LABEL_ROWS_MAX 3 /* of a branch, above its line */
#define LABEL_GAP 2
#define LEGEND_ROWS 4 /* left to it, and to the blank row before it */
#define LEGEND_GAP 3  /* between a word and the next sign */

/* Where the lines of the pane stand. */
struct frame {
    struct canvas *canvas;
    const struct model_timeline *timeline;
    struct rect at;
    int x;                    /* of the first cell */
    int first;                /* the first row shown */
    int count;                /* rows shown */
    int labels[BRANCHES_MAX]; /* rows that words have above each of them */
    bool has_here;            /* there is a row for HERE_WORDS */
    bool is_airy;             /* there is room for words at all of them */
};

static int line_y(const struct frame *frame, int row)
{
    int y = frame->at.y + TIMELINE_HEAD_ROWS + row - frame->first;
    for (int i = frame->first; i <= row; i++) {
        y += frame->labels[i];
    }
    return y + (frame->has_here && row > frame->timeline->here_row ? 1 : 0);
}

/* --- the axis -------------------------------------------------------------------------------- */

static void draw_axis(const struct frame *frame)
{
    const struct model_timeline *timeline = frame->timeline;
    struct rect line = rect_row(frame->at, 1);
    int free_from = frame->x;
    for (sim_us at = 0; at <= timeline->span; at += timeline->step) {
        char text[32];
        int x = frame->x + (int)(at * (timeline->cells - 1) / timeline->span);
        bool is_last = at + timeline->step > timeline->span;
        (void)snprintf(text, sizeof(text), "%" PRId64 "%s", at / US_PER_S, is_last ? " s" : "");
        int end = line.x + line.cols;
        x = x + text_width(text) > end ? end - text_width(text) : x;
        if (x >= free_from) {
            (void)canvas_text(frame->canvas, rect_after(line, x - line.x), ROLE_FAINT, text);
            free_from = x + text_width(text) + 1;
        }
    }
}

/* --- the lines ------------------------------------------------------------------------------- */

/* How many conflicts a cell stands for, at least. */
static const struct density {
    int from;
    uint32_t glyph;
} densities[] = {
    {1, GLYPH_DOWN}, {2, GLYPH_CURSOR}, {10, GLYPH_BAR_3}, {50, GLYPH_BAR_6}, {200, GLYPH_BLOCK},
};

static uint32_t density_glyph(int conflicts)
{
    uint32_t glyph = densities[0].glyph;
    for (int i = 0; i < COUNT_OF(densities); i++) {
        glyph = conflicts >= densities[i].from ? densities[i].glyph : glyph;
    }
    return glyph;
}

/* What is drawn of a row: a branch has a cell at least beside the line it begins on. */
static int line_first(const struct timeline_branch *row)
{
    return row->parent >= 0 ? row->first + 1 : row->first;
}

/* Where a branch begins stands its corner: what happened there is told by the cell beside it. */
static struct timeline_cell seen_in(const struct timeline_branch *row, int cell)
{
    struct timeline_cell seen = row->cells[cell];
    if (row->parent >= 0 && cell == line_first(row)) {
        const struct timeline_cell *begun = &row->cells[row->first];
        seen.has_fault = seen.has_fault || begun->has_fault;
        seen.has_mark = seen.has_mark || begun->has_mark;
        seen.conflicts =
            (uint16_t)(seen.conflicts > begun->conflicts ? seen.conflicts : begun->conflicts);
    }
    return seen;
}

/* A fault, then a mark, before conflicts: they are fewer, and led to them. */
static void draw_cell(const struct frame *frame, const struct timeline_branch *row, int cell,
                      enum role role)
{
    const struct timeline_cell seen = seen_in(row, cell);
    const struct timeline_cell *from = &seen;
    int x = frame->x + cell;
    int y = line_y(frame, (int)(row - frame->timeline->rows));
    if (from->has_fault) {
        canvas_sign(frame->canvas, x, y, ROLE_BAD, GLYPH_WIRE);
    } else if (from->has_mark) {
        canvas_sign(frame->canvas, x, y, ROLE_ACCENT, GLYPH_OPEN);
    } else if (from->conflicts > 0) {
        canvas_put(frame->canvas, x, y, ROLE_BAD, density_glyph(from->conflicts));
    } else if (from->is_out) {
        canvas_put(frame->canvas, x, y, ROLE_WARN, GLYPH_DASH);
    } else {
        canvas_put(frame->canvas, x, y, role, GLYPH_HEAVY);
    }
}

static int line_last(const struct timeline_branch *row)
{
    int first = line_first(row);
    return row->last > first ? row->last : first;
}

/* A click goes to a time of the branch on which one stands, and to any other branch. */
static void add_spots(const struct frame *frame, const struct timeline_branch *row, int y)
{
    const struct model_timeline *timeline = frame->timeline;
    int first = line_first(row);
    int end = row->last < timeline->cells ? row->last + 1 : timeline->cells;
    if (!row->is_current) {
        canvas_spot(frame->canvas, rect_of(frame->x + first, y, end - first, 1), "\\switch %s",
                    row->name);
        return;
    }
    for (int cell = first; cell < end; cell++) {
        sim_us when = timeline->span * cell / (timeline->cells - 1);
        canvas_spot(frame->canvas, rect_of(frame->x + cell, y, 1, 1), "\\goto %" PRId64 "us", when);
    }
}

/* In the accent up to where one stands; fainter, what lies ahead of that. */
static void draw_line(const struct frame *frame, int index)
{
    const struct model_timeline *timeline = frame->timeline;
    const struct timeline_branch *row = &timeline->rows[index];
    bool is_here = index == timeline->here_row;
    int y = line_y(frame, index);
    for (int cell = line_first(row); cell <= row->last && cell < timeline->cells; cell++) {
        bool is_walked = is_here && cell <= timeline->here;
        draw_cell(frame, row, cell, is_walked ? ROLE_ACCENT : ROLE_MUTED);
    }
    canvas_put(frame->canvas, frame->x + line_last(row), y, ROLE_MUTED, GLYPH_UP);
    add_spots(frame, row, y);
    if (is_here) {
        int here = timeline->here > line_first(row) ? timeline->here : line_first(row);
        canvas_sign(frame->canvas, frame->x + here, y, ROLE_ACCENT, GLYPH_UP);
    }
}

/* --- where they branch off ------------------------------------------------------------------- */

static bool is_shown(const struct frame *frame, int row)
{
    return row >= frame->first && row < frame->first + frame->count;
}

/* From the line above down to where the branch begins. */
static void draw_wire(const struct frame *frame, int index)
{
    const struct timeline_branch *row = &frame->timeline->rows[index];
    int top = frame->at.y + TIMELINE_HEAD_ROWS;
    int bottom = frame->at.y + frame->at.rows;
    int end = frame->first + frame->count;
    if (index < frame->first || row->parent >= end) {
        return; /* all of it is on rows that are not shown */
    }
    top = is_shown(frame, row->parent) ? line_y(frame, row->parent) + 1 : top;
    bottom = is_shown(frame, index) ? line_y(frame, index) : bottom;
    for (int y = top; y < bottom; y++) {
        canvas_put(frame->canvas, frame->x + row->first, y, ROLE_MUTED, GLYPH_WIRE);
    }
}

/* Does another branch begin in the same column of the same line, further down? */
static bool goes_on_below(const struct model_timeline *timeline, int index)
{
    const struct timeline_branch *row = &timeline->rows[index];
    for (int i = index + 1; i < timeline->count; i++) {
        if (timeline->rows[i].parent == row->parent && timeline->rows[i].first == row->first) {
            return true;
        }
    }
    return false;
}

/* The two ends of its wire. What happened in the cell on the line above is not hidden. */
static void draw_corners(const struct frame *frame, int index)
{
    const struct model_timeline *timeline = frame->timeline;
    const struct timeline_branch *row = &timeline->rows[index];
    const struct timeline_branch *parent = &timeline->rows[row->parent];
    const struct timeline_cell *cell = &parent->cells[row->first];
    int x = frame->x + row->first;
    bool is_taken = cell->has_fault || cell->has_mark || cell->conflicts > 0 ||
                    (row->parent == timeline->here_row && timeline->here == row->first);
    bool is_end = parent->last == row->first;
    if (is_shown(frame, row->parent) && !is_taken) {
        bool is_walked = row->parent == timeline->here_row && row->first < timeline->here;
        bool is_corner = parent->parent >= 0 && parent->first == row->first;
        canvas_put(frame->canvas, x, line_y(frame, row->parent),
                   is_walked ? ROLE_ACCENT : ROLE_MUTED,
                   is_corner ? GLYPH_BRANCH
                   : is_end  ? GLYPH_FORK_END
                             : GLYPH_FORK);
    }
    if (is_shown(frame, index)) {
        canvas_put(frame->canvas, x, line_y(frame, index), ROLE_MUTED,
                   goes_on_below(timeline, index) ? GLYPH_BRANCH : GLYPH_CORNER);
    }
}

/* --- words ----------------------------------------------------------------------------------- */

static bool is_free(const struct canvas *canvas, int x, int y, int cols)
{
    for (int i = x; i < x + cols && i < canvas->cols; i++) {
        if (canvas->cells[y * canvas->cols + i].base != ' ') {
            return false;
        }
    }
    return true;
}

/* Where each of a branch's words stand. */
struct label_places {
    int x[TIMELINE_LABELS_MAX];
    int up[TIMELINE_LABELS_MAX]; /* rows above the line; 0: it has no place */
    int rows;                    /* that are used */
};

/* No wire goes through these columns of the rows above a branch's line, and no other words. */
static bool is_vacant(const struct frame *frame, int index, const struct label_places *places,
                      int up, int x, int cols)
{
    const struct timeline_branch *rows = frame->timeline->rows;
    for (int i = index; i < frame->timeline->count; i++) {
        int wire = frame->x + rows[i].first;
        if (rows[i].parent < index && rows[i].parent >= 0 && wire >= x && wire < x + cols) {
            return false;
        }
    }
    for (int i = 0; i < rows[index].label_count; i++) {
        int end = places->x[i] + text_width(rows[index].labels[i].text);
        if (places->up[i] == up && x < end + LABEL_GAP && x + cols + LABEL_GAP > places->x[i]) {
            return false;
        }
    }
    return true;
}

/* Words begin where their line was given, behind the corner of its branch, or else end there: near
 * the line, or else above what stands there. */
static void place_label(const struct frame *frame, int index, int label, int most,
                        struct label_places *places)
{
    const struct timeline_branch *row = &frame->timeline->rows[index];
    int least = row->parent >= 0 ? row->first + 1 + LABEL_GAP : row->first;
    int cell = row->labels[label].cell;
    int x = frame->x + (cell > least ? cell : least);
    int width = text_width(row->labels[label].text);
    int right = frame->at.x + frame->at.cols;
    const int starts[] = {x, x - width + 1};
    for (int i = 0; i < 2 * most; i++) {
        int start = starts[i % 2];
        bool fits = start >= frame->x && start + width <= right;
        if (fits && is_vacant(frame, index, places, 1 + i / 2, start, width)) {
            places->x[label] = start;
            places->up[label] = 1 + i / 2;
            places->rows = 1 + i / 2 > places->rows ? 1 + i / 2 : places->rows;
            return;
        }
    }
}

/* In so many rows at most; faults first, for they are why one looks. */
static struct label_places place_labels(const struct frame *frame, int index, int most)
{
    const struct timeline_branch *row = &frame->timeline->rows[index];
    struct label_places places = {0};
    for (int i = 0; i < 2 * row->label_count; i++) {
        int label = i % row->label_count;
        if (row->labels[label].is_fault == (i < row->label_count)) {
            place_label(frame, index, label, most, &places);
        }
    }
    return places;
}

static void draw_labels(const struct frame *frame, int index)
{
    const struct timeline_branch *row = &frame->timeline->rows[index];
    struct label_places places = place_labels(frame, index, frame->labels[index]);
    for (int i = 0; i < row->label_count; i++) {
        struct rect at = rect_of(places.x[i], line_y(frame, index) - places.up[i],
                                 text_width(row->labels[i].text), 1);
        if (places.up[i] > 0) {
            (void)canvas_text(frame->canvas, at, row->is_current ? ROLE_TEXT : ROLE_MUTED,
                              row->labels[i].text);
        }
    }
}

static void draw_name(const struct frame *frame, int index)
{
    const struct timeline_branch *row = &frame->timeline->rows[index];
    struct rect at = rect_of(frame->at.x, line_y(frame, index), frame->timeline->name_cols, 1);
    canvas_spot(frame->canvas, at, "\\switch %s", row->name);
    if (row->is_chosen) {
        canvas_fill(frame->canvas, at, ROLE_SEL);
    }
    if (row->is_current || row->is_chosen) {
        (void)canvas_bold(frame->canvas, at, row->is_current ? ROLE_ACCENT : ROLE_STRONG,
                          row->name);
    } else {
        (void)canvas_text(frame->canvas, at, ROLE_MUTED, row->name);
    }
}

/* --- the heading, and what the signs mean ---------------------------------------------------- */

/* What stands anywhere on the lines. */
struct seen {
    bool has_fault, has_mark, is_out;
    int most; /* conflicts in one cell */
};

static struct seen see(const struct model_timeline *timeline)
{
    struct seen seen = {0};
    for (int i = 0; i < timeline->count * timeline->cells; i++) {
        const struct timeline_cell *cell =
            &timeline->rows[i / timeline->cells].cells[i % timeline->cells];
        seen.has_fault = seen.has_fault || cell->has_fault;
        seen.has_mark = seen.has_mark || cell->has_mark;
        seen.is_out = seen.is_out || cell->is_out;
        seen.most = cell->conflicts > seen.most ? cell->conflicts : seen.most;
    }
    return seen;
}

/* How many conflicts the chosen branch has itself; which rows are shown, if not all are. */
static void draw_head(const struct frame *frame, bool has_focus)
{
    const struct model_timeline *timeline = frame->timeline;
    struct buf facts;
    buf_init(&facts, BUF_CAP_TEXT);
    if (frame->count < timeline->count) {
        buf_addf(&facts, "%d to %d of %d", frame->first + 1, frame->first + frame->count,
                 timeline->count);
    }
    for (int i = 0; i < timeline->count; i++) {
        const struct timeline_branch *row = &timeline->rows[i];
        int count = 0;
        for (int cell = 0; cell < timeline->cells; cell++) {
            count += row->cells[cell].conflicts;
        }
        if (row->is_chosen && count > 0) {
            buf_addf(&facts, "%s%s: %d conflict%s", facts.size > 0 ? "   " : "", row->name, count,
                     count == 1 ? "" : "s");
        }
    }
    draw_heading(frame->canvas, frame->at, "timelines", facts.data, has_focus);
    buf_release(&facts);
}

/* One sign and its word, on the next row if this one is full; returns the column after them. */
static int draw_sign_of(const struct frame *frame, int x, int *y, enum role role, uint32_t sign,
                        const char *word)
{
    int width = 2 + text_width(word);
    if (x > frame->x && x + width > frame->at.x + frame->at.cols) {
        x = frame->x;
        (*y)++;
    }
    if (*y < frame->at.y + frame->at.rows) {
        canvas_sign(frame->canvas, x, *y, role, sign);
        (void)canvas_text(frame->canvas, rect_of(x + 2, *y, width - 2, 1), ROLE_FAINT, word);
    }
    return x + width + LEGEND_GAP;
}

/* What the signs mean, of those that are there; the row after them. */
static int draw_legend(const struct frame *frame, int y)
{
    struct seen seen = see(frame->timeline);
    int x = frame->x;
    int before = y;
    if (seen.has_fault) {
        x = draw_sign_of(frame, x, &y, ROLE_BAD, GLYPH_WIRE, "fault");
    }
    if (seen.is_out) {
        x = draw_sign_of(frame, x, &y, ROLE_WARN, GLYPH_DASH, "a client cannot write");
    }
    if (seen.has_mark) {
        x = draw_sign_of(frame, x, &y, ROLE_ACCENT, GLYPH_OPEN, "mark");
    }
    for (int i = 0; i < COUNT_OF(densities) && densities[i].from <= seen.most; i++) {
        char word[40];
        (void)snprintf(word, sizeof(word), i == 0 ? "%d conflict" : "%d or more",
                       densities[i].from);
        x = draw_sign_of(frame, x, &y, ROLE_BAD, densities[i].glyph, word);
    }
    return x > frame->x ? y + 1 : before;
}

/* --- the whole ------------------------------------------------------------------------------- */

static bool has_fault_label(const struct timeline_branch *row)
{
    bool has_one = false;
    for (int i = 0; i < row->label_count; i++) {
        has_one = has_one || row->labels[i].is_fault;
    }
    return has_one;
}

/* Where all have one row for words, and there is more: those that want more, one after another. */
static void share_rest(struct frame *frame, int rest)
{
    for (int most = 2; most <= LABEL_ROWS_MAX; most++) {
        for (int i = 0; i < frame->timeline->count; i++) {
            bool wants = rest > 0 && place_labels(frame, i, most).rows == most;
            frame->labels[i] += wants ? 1 : 0;
            rest -= wants ? 1 : 0;
        }
    }
}

/* Where not all can have one: those with faults, first the one on which one is. */
static void share_few(struct frame *frame, int rest)
{
    const struct timeline_branch *rows = frame->timeline->rows;
    for (int i = 0; i < 2 * frame->timeline->count; i++) {
        int row = i % frame->timeline->count;
        bool is_its_turn = i >= frame->timeline->count || rows[row].is_current;
        if (is_its_turn && frame->labels[row] == 0 && rest > 0 && has_fault_label(&rows[row])) {
            frame->labels[row] = 1;
            rest--;
        }
    }
}

static struct frame make_frame(struct canvas *canvas, struct rect at,
                               const struct model_timeline *timeline, bool is_alone)
{
    int room = at.rows - TIMELINE_HEAD_ROWS;
    int chosen = timeline->here_row;
    for (int i = 0; i < timeline->count; i++) {
        chosen = timeline->rows[i].is_chosen ? i : chosen;
    }
    struct frame frame = {
        .canvas = canvas,
        .timeline = timeline,
        .at = at,
        .x = at.x + at.cols - timeline->cells - 1,
        .count = timeline->count < room ? timeline->count : room,
        .is_airy = 2 * timeline->count + 1 <= room,
    };
    int first = chosen - frame.count / 2;
    int most = timeline->count - frame.count;
    frame.first = first < 0 ? 0 : first < most ? first : most;
    int rest = room - frame.count;
    if (frame.is_airy) {
        frame.has_here = true;
        for (int i = 0; i < timeline->count; i++) {
            frame.labels[i] = 1;
        }
        share_rest(&frame, is_alone ? rest - timeline->count - 1 - LEGEND_ROWS : 0);
    } else {
        share_few(&frame, rest);
    }
    return frame;
}

/* Below the point, where no wire is in the way: at its right, or else at its left. */
static void draw_here(const struct frame *frame)
{
    const struct model_timeline *timeline = frame->timeline;
    const struct timeline_branch *row = &timeline->rows[timeline->here_row];
    int here = timeline->here > line_first(row) ? timeline->here : line_first(row);
    int width = text_width(HERE_WORDS);
    int x = frame->x + here;
    int y = line_y(frame, timeline->here_row) + 1;
    const int starts[] = {x, x - width + 1};
    for (int i = 0; i < COUNT_OF(starts); i++) {
        struct rect at = rect_of(starts[i], y, width, 1);
        bool fits = at.x >= frame->x && at.x + width <= frame->at.x + frame->at.cols;
        if (fits && is_free(frame->canvas, at.x - LABEL_GAP, y, width + 2 * LABEL_GAP)) {
            (void)canvas_text(frame->canvas, at, ROLE_ACCENT, HERE_WORDS);
            return;
        }
    }
}

/* What would fill the pane; rows used. */
static int draw_no_branch(struct canvas *canvas, struct rect at)
{
    const char *text =
        "No other branch yet: u or [ goes back, and what you do there begins one; so "
        "does b, here.";
    return draw_plain_prose(canvas, at, 0, ROLE_FAINT, text);
}

int draw_timeline(struct canvas *canvas, struct rect at, const struct model *model, bool has_focus)
{
    const struct model_timeline *timeline = &model->timeline;
    struct frame frame = make_frame(canvas, at, timeline, !model->compare.is_shown);
    int end = frame.first + frame.count;
    draw_head(&frame, has_focus);
    draw_axis(&frame);
    for (int i = 1; i < timeline->count; i++) {
        draw_wire(&frame, i);
    }
    for (int i = frame.first; i < end; i++) {
        draw_name(&frame, i);
        draw_line(&frame, i);
    }
    for (int i = 1; i < timeline->count; i++) {
        draw_corners(&frame, i);
    }
    for (int i = frame.first; i < end; i++) {
        draw_labels(&frame, i);
    }
    if (frame.has_here) {
        draw_here(&frame);
    }
    int used = line_y(&frame, end - 1) + 1 - at.y;
    if (frame.has_here && timeline->here_row == end - 1) {
        used++;
    }
    bool is_free = !model->compare.is_shown || (frame.is_airy && !model->compare.plots.is_shown);
    if (is_free && used + 1 < at.rows) {
        int legend = at.y + used + 1;
        int below = draw_legend(&frame, legend);
        used = below > legend ? below - at.y : used;
    }
    if (timeline->count == 1) {
        int y = used + 1;
        used = y + draw_no_branch(canvas, rect_of(at.x, at.y + y, at.cols, at.rows - y));
    }
    return used;
}
