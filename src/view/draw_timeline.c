/* SPDX-License-Identifier: MIT */
/* draw_timeline: the branches of the run as lines over one axis of time. */
#include "view/draw.h"

#include "base/compiler.h"
#include "base/text.h"
#include "view/glyph.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HEAD_ROWS 2 /* heading, axis */
#define HERE_WORDS "you are here"
#define ROWS_AIRY 2 /* of a branch: its lines as words, the line it is */
#define LABEL_GAP 2
#define LEGEND_GAP 3 /* between a word and the next sign */

/* Where the lines of the pane stand. */
struct frame {
    struct canvas *canvas;
    const struct model_timeline *timeline;
    struct rect at;
    int x;        /* of the first cell */
    int first;    /* the first row shown */
    int count;    /* rows shown */
    bool is_airy; /* there is room for words */
};

static int line_y(const struct frame *frame, int row)
{
    int index = row - frame->first;
    int y = frame->at.y + HEAD_ROWS;
    if (!frame->is_airy) {
        return y + index;
    }
    bool is_below_here = row > frame->timeline->here_row; /* a row more, for the words */
    return y + ROWS_AIRY * index + 1 + (is_below_here ? 1 : 0);
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
    int top = frame->at.y + HEAD_ROWS;
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

/* Put words where they begin at `x`, or else where they end there; nowhere, if both are taken. */
static void draw_words(const struct frame *frame, int x, int y, enum role role, const char *text)
{
    int width = text_width(text);
    int right = frame->at.x + frame->at.cols;
    int starts[] = {x, x - width + 1};
    for (int i = 0; i < COUNT_OF(starts); i++) {
        int start = starts[i];
        bool fits = start >= frame->x && start + width <= right;
        if (fits && is_free(frame->canvas, start - LABEL_GAP, y, width + 2 * LABEL_GAP)) {
            (void)canvas_text(frame->canvas, rect_of(start, y, width, 1), role, text);
            return;
        }
    }
}

static void draw_labels(const struct frame *frame, int index)
{
    const struct timeline_branch *row = &frame->timeline->rows[index];
    for (int i = 0; i < row->label_count; i++) {
        int cell = row->labels[i].cell;
        int first = row->parent >= 0 ? row->first + 1 + LABEL_GAP : row->first;
        draw_words(frame, frame->x + (cell > first ? cell : first), line_y(frame, index) - 1,
                   row->is_current ? ROLE_TEXT : ROLE_MUTED, row->labels[i].text);
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

static struct frame make_frame(struct canvas *canvas, struct rect at,
                               const struct model_timeline *timeline)
{
    int room = at.rows - HEAD_ROWS;
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
        .is_airy = ROWS_AIRY * timeline->count + 1 <= room,
    };
    int first = chosen - frame.count / 2;
    int most = timeline->count - frame.count;
    frame.first = first < 0 ? 0 : first < most ? first : most;
    return frame;
}

static void draw_here(const struct frame *frame)
{
    const struct model_timeline *timeline = frame->timeline;
    const struct timeline_branch *row = &timeline->rows[timeline->here_row];
    int here = timeline->here > line_first(row) ? timeline->here : line_first(row);
    draw_words(frame, frame->x + here, line_y(frame, timeline->here_row) + 1, ROLE_ACCENT,
               HERE_WORDS);
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
    struct frame frame = make_frame(canvas, at, timeline);
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
    for (int i = frame.first; frame.is_airy && i < end; i++) {
        draw_labels(&frame, i);
    }
    if (frame.is_airy) {
        draw_here(&frame);
    }
    int used = line_y(&frame, end - 1) + 1 - at.y;
    if (frame.is_airy && timeline->here_row == end - 1) {
        used++;
    }
    bool is_free = frame.is_airy || !model->compare.is_shown;
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
