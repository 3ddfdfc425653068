/* SPDX-License-Identifier: MIT */
#include "view/model_timeline.h"

#include "base/compiler.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define NAME_COLS_MIN 8
#define NAME_COLS_MAX 16
#define NAME_GAP 2

/* --- the axis -------------------------------------------------------------------------------- */

/* In a run that goes on the axis grows by steps, not with each frame. */
static void choose_axis(struct model_timeline *out, sim_us end)
{
    static const struct {
        int span, step;
    } nice[] = {{10, 2}, {15, 5}, {20, 5}, {30, 5}, {40, 5}, {60, 10}, {80, 10}};
    sim_us unit = US_PER_S; /* times ten as often as it takes */
    for (int i = 0;; i++) {
        if (i == COUNT_OF(nice)) {
            unit *= 10;
            i = 0;
        }
        if (nice[i].span * unit >= end) {
            out->span = nice[i].span * unit;
            out->step = nice[i].step * unit;
            return;
        }
    }
}

static int cell_of(const struct model_timeline *timeline, sim_us at)
{
    int cell = (int)(at * (timeline->cells - 1) / timeline->span);
    return cell < timeline->cells ? cell : timeline->cells - 1;
}

/* --- the branches ---------------------------------------------------------------------------- */

static sim_us end_of(const struct run *run, int branch)
{
    sim_us end = run->branches[branch].end.at;
    return branch == run->here.branch && run->here.at > end ? run->here.at : end;
}

/* Where the row was another one, its marks have to be counted anew. */
static void add_row(struct model_timeline *out, const struct run *run, int branch, int parent)
{
    const struct run_branch *from = &run->branches[branch];
    struct timeline_branch *row = &out->rows[out->count++];
    int first = cell_of(out, from->from.at);
    bool stays = row->number == branch && row->parent == parent && row->first == first;
    out->mark_count = stays ? out->mark_count : 0;
    (void)snprintf(row->name, sizeof(row->name), "%s", from->name);
    row->number = branch;
    row->parent = parent;
    row->first = first;
    row->last = cell_of(out, end_of(run, branch));
    row->is_current = branch == run->here.branch;
    row->label_count = 0;
}

/* The child that comes after `last`: of those not yet there, the one that began latest. */
static int next_child(const struct run *run, int parent, const bool *is_there)
{
    int found = -1;
    for (int i = 1; i < run->branch_count; i++) {
        bool is_child = run->branches[i].from.branch == parent && !is_there[i];
        if (is_child && (found < 0 || run->branches[i].from.at > run->branches[found].from.at)) {
            found = i;
        }
    }
    return found;
}

/* Down from a branch to its children as long as there are any, then back up. */
static void add_rows(struct model_timeline *out, const struct run *run)
{
    bool is_there[BRANCHES_MAX] = {true};
    add_row(out, run, 0, -1);
    for (int row = 0; row >= 0;) {
        int child = next_child(run, out->rows[row].number, is_there);
        if (child >= 0) {
            is_there[child] = true;
            add_row(out, run, child, row);
            row = out->count - 1;
        } else {
            row = out->rows[row].parent;
        }
    }
}

/* --- what stands along them ------------------------------------------------------------------ */

/* What follows the backslash of a recorded line; NULL: it is a statement. */
static const char *command_of(const char *line)
{
    const char *text = line[0] == '@' && strchr(line, ' ') != NULL ? strchr(line, ' ') + 1 : line;
    return text[0] == '\\' ? text + 1 : NULL;
}

void timeline_print_line(char out[TIMELINE_LABEL_SIZE], const char *line)
{
    const char *command = command_of(line);
    const char *text = command != NULL ? command : line;
    int size = (int)text_clip(text, TIMELINE_LABEL_COLS);
    (void)snprintf(out, TIMELINE_LABEL_SIZE, "%.*s%s", size, text, text[size] != '\0' ? "…" : "");
}

static void add_label(struct timeline_branch *row, int cell, const char *line)
{
    struct timeline_label *label = &row->labels[row->label_count++];
    const char *command = command_of(line);
    label->cell = cell;
    label->is_fault = command != NULL && lab_is_of_faults(command);
    timeline_print_line(label->text, line);
}

/* Commands; where there are none, the first statement, of which there may be very many. */
static void add_labels(struct model_timeline *timeline, struct timeline_branch *row,
                       const struct run_branch *branch)
{
    for (int i = 0; i < branch->count && row->label_count < TIMELINE_LABELS_MAX; i++) {
        const struct run_line *line = &branch->lines[i];
        if (command_of(line->text) != NULL) {
            add_label(row, cell_of(timeline, line->at), line->text);
        }
    }
    if (row->label_count == 0 && branch->count > 0) {
        add_label(row, cell_of(timeline, branch->lines[0].at), branch->lines[0].text);
    }
}

static void add_outage(struct timeline_branch *row, int16_t *since, int cell, bool is_over)
{
    if (!is_over) {
        *since = (int16_t)((cell > row->first ? cell : row->first) + 1);
        return;
    }
    /* One whose beginning is not on this branch was on when the branch began. */
    for (int i = *since > 0 ? *since - 1 : row->first; i <= cell; i++) {
        row->cells[i].was_out = true;
    }
    *since = 0;
}

/* `begun` is the cell in which that began of which an outage's beginning tells. */
static void add_mark(struct timeline_branch *row, int cell, int begun,
                     const struct history_mark *mark)
{
    struct timeline_cell *at = &row->cells[cell];
    bool is_over = mark->kind == EVENT_OUTAGE_OVER;
    if (mark->kind == EVENT_CONFLICT && at->conflicts < UINT16_MAX) {
        at->conflicts++;
    }
    if (is_over || mark->kind == EVENT_OUTAGE_BEGUN) {
        add_outage(row, &row->out_since[place_index(mark->subject)], is_over ? cell : begun,
                   is_over);
    }
    at->has_mark = at->has_mark || mark->kind == EVENT_COMMAND;
    at->has_fault = at->has_fault || mark->is_fault;
}

/* The cell that was asked for last, and the times that are in it. */
struct near_cell {
    sim_us from, until;
    int cell;
};

/* As cell_of(); marks come in the order of time, many of them to a cell. */
static int cell_near(const struct model_timeline *timeline, sim_us at, struct near_cell *near)
{
    if (at < near->from || at >= near->until) {
        int cells = timeline->cells - 1;
        near->cell = cell_of(timeline, at);
        near->from = at;
        near->until = ((near->cell + 1) * timeline->span + cells - 1) / cells;
    }
    return near->cell;
}

/* A branch that begins at the very instant of a fault, after it, has it at its beginning, too. */
static void add_to_heirs(struct model_timeline *out, const struct run *run,
                         const struct history_mark *mark)
{
    for (int i = 1; i < out->count; i++) {
        struct timeline_branch *row = &out->rows[i];
        const struct run_place *from = &run->branches[row->number].from;
        if (from->at == mark->place.at && run_is_before(run, &mark->place, from)) {
            row->cells[row->first].has_fault = true;
        }
    }
}

/* Those that have come since the rows are what they are. */
static void add_marks(struct model_timeline *out, const struct history *history)
{
    struct near_cell near = {0};
    const struct run *run = history_run(history);
    int row_of[BRANCHES_MAX];
    int count = 0;
    const struct history_mark *marks = history_marks(history, &count);
    for (int i = 0; i < out->count; i++) {
        struct timeline_branch *row = &out->rows[i];
        row_of[row->number] = i;
        if (out->mark_count == 0) {
            memset(row->cells, 0, sizeof(row->cells));
            memset(row->out_since, 0, sizeof(row->out_since));
        }
    }
    for (int i = out->mark_count; i < count; i++) {
        int row = row_of[run_home_branch(run, &marks[i].place)];
        int cell = cell_near(out, marks[i].place.at, &near);
        bool begins = marks[i].kind == EVENT_OUTAGE_BEGUN;
        int begun = begins ? cell_of(out, marks[i].place.at - marks[i].length) : cell;
        add_mark(&out->rows[row], cell, begun, &marks[i]);
        if (marks[i].is_fault) {
            add_to_heirs(out, run, &marks[i]);
        }
    }
    out->mark_count = count;
}

/* An outage whose end is not known lasts as long as the branch. */
static void fill_outages(struct timeline_branch *row)
{
    int since = TIMELINE_CELLS_MAX;
    for (int client = 0; client < CLIENTS_MAX; client++) {
        int own = row->out_since[client];
        since = own > 0 && own - 1 < since ? own - 1 : since;
    }
    for (int i = 0; i < TIMELINE_CELLS_MAX; i++) {
        row->cells[i].is_out = row->cells[i].was_out || (i >= since && i <= row->last);
    }
}

/* --- the whole ------------------------------------------------------------------------------- */

/* The branch on whose line one is: the one that one stands on, where it begins, too; before that,
 * the one whose line it shares. */
static int line_of_here(const struct run *run, const struct run_place *here)
{
    const struct run_place *from = &run->branches[here->branch].from;
    bool has_begun = from->branch < 0 || run_is_before(run, from, here);
    return has_begun ? here->branch : run_home_branch(run, here);
}

void model_build_timeline(struct model_timeline *out, const struct history *history, int chosen,
                          int cols)
{
    const struct run *run = history_run(history);
    const int cells_before = out->cells;
    const sim_us span_before = out->span;
    sim_us end = 0;
    int name_cols = NAME_COLS_MIN;
    for (int i = 0; i < run->branch_count; i++) {
        int width = text_width(run->branches[i].name);
        end = end_of(run, i) > end ? end_of(run, i) : end;
        name_cols = width > name_cols ? width : name_cols;
    }
    out->count = 0;
    out->name_cols = name_cols < NAME_COLS_MAX ? name_cols : NAME_COLS_MAX;
    out->cells = cols - out->name_cols - NAME_GAP - 1; /* the last: a branch of no length yet */
    out->cells = out->cells < TIMELINE_CELLS_MAX ? out->cells : TIMELINE_CELLS_MAX;
    out->cells = out->cells > 2 ? out->cells : 2;
    choose_axis(out, end);
    add_rows(out, run);
    if (out->cells != cells_before || out->span != span_before) {
        out->mark_count = 0;
    }
    add_marks(out, history);
    chosen = chosen >= 0 && chosen < run->branch_count ? chosen : run->here.branch;
    struct run_place here = run->here; /* also on the way to elsewhere */
    here.at = lab_now(history_lab(history));
    here.steps = lab_steps(history_lab(history));
    int here_branch = line_of_here(run, &here);
    for (int i = 0; i < out->count; i++) {
        struct timeline_branch *row = &out->rows[i];
        row->is_chosen = row->number == chosen;
        fill_outages(row);
        add_labels(out, row, &run->branches[row->number]);
        if (row->number == here_branch) {
            out->here_row = i;
        }
    }
    out->here = cell_of(out, here.at);
}
