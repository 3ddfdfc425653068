/* SPDX-License-Identifier: MIT */
/*
 * model_timeline: the branches of a run as the timeline draws them. Time is
 * counted in cells, one a column, so that what happened is counted into the cell
 * it is drawn in. Plain data, as the rest of the model.
 */
#ifndef VIEW_MODEL_TIMELINE_H
#define VIEW_MODEL_TIMELINE_H

#include "base/limits.h"
#include "base/span.h"
#include "lab/history.h"

#include <stdbool.h>
#include <stdint.h>

#define TIMELINE_HEAD_ROWS 2   /* heading, axis */
#define TIMELINE_CELLS_MAX 240 /* of the widest screen; a wider one leaves the rest free */
#define TIMELINE_LABELS_MAX 12 /* lines of a branch that are told; a screen has room for fewer */
#define TIMELINE_LABEL_COLS 30
#define TIMELINE_LABEL_SIZE (4 * TIMELINE_LABEL_COLS + 4)

/* What is known to have happened in the time of one cell. */
struct timeline_cell {
    uint16_t conflicts;
    bool has_fault;
    bool has_mark; /* \mark */
    bool is_out;   /* a client cannot write */
    bool was_out;  /* the same of outages whose end is known */
};

/* A line of the run, above the branch, where it was given. */
struct timeline_label {
    int cell;
    bool is_fault; /* it breaks something, or ends that */
    char text[TIMELINE_LABEL_SIZE];
};

struct timeline_branch {
    char name[NAME_SIZE_MAX];
    int number;      /* its index in the run */
    int parent;      /* the row it branches off from; -1: none */
    int first, last; /* cells of its line */
    bool is_current; /* one stands on it */
    bool is_chosen;
    struct timeline_cell cells[TIMELINE_CELLS_MAX];
    int16_t out_since[CLIENTS_MAX]; /* one more than the cell; 0: it is not out, as far as known */
    int label_count;                /* in the order of time */
    struct timeline_label labels[TIMELINE_LABELS_MAX];
};

struct model_timeline {
    int cells;     /* all of the axis */
    int name_cols; /* before it */
    sim_us span;   /* the time that all cells take */
    sim_us step;   /* between two numbers of the axis */
    /* Each is below the one it branches off from, the latest first, so that no line is crossed. */
    int count;
    struct timeline_branch rows[BRANCHES_MAX];
    int here_row; /* where one stands */
    int here;
    int mark_count; /* of the history, that are in the cells */
};

/* A recorded line as a label: without client and backslash, and not all of a long one. */
void timeline_print_line(char out[TIMELINE_LABEL_SIZE], const char *line);

/*
 * Fill *out for a pane of so many columns; `chosen` is the index of a branch, -1: the one on
 * which one stands. There may be very many marks: of what *out was filled with before, cells are
 * kept as long as they stand for the same. All zero, it begins anew, as for another history.
 */
void model_build_timeline(struct model_timeline *out, const struct history *history, int chosen,
                          int cols);

#endif
