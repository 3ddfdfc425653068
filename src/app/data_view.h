/* SPDX-License-Identifier: MIT */
/*
 * data_view: the table that a person looks at, and what was read of it last.
 * Reading costs a walk over the rows that are shown, so it is done when there
 * is something new to see, and at most four times a second while time runs.
 */
#ifndef APP_DATA_VIEW_H
#define APP_DATA_VIEW_H

#include "lab/heat.h"
#include "lab/lab.h"

#include <stdbool.h>
#include <stdint.h>

struct data_view {
    char table[NAME_SIZE_MAX]; /* "": the first there is */
    int64_t first;             /* the place of the first row, from 0; INT64_MAX: the last rows */
    int columns_left;          /* of the table, out of sight */
    struct table_look *look;   /* owned; what was read */
    struct heat *heat;         /* owned */
    bool is_read;
    bool heat_is_due; /* the rows are newer than it */
    bool is_stale;    /* something else is asked for now */
    int limit;        /* of lines, as it was read */
    sim_us read_at;   /* the lab's time then, */
    uint64_t read_to; /* and its last event */
    int64_t age_ns;   /* real time since then */
    bool is_new;      /* the last look has read something */
};

void data_view_init(struct data_view *view);
void data_view_release(struct data_view *view);

/* Real time has passed. */
void data_view_pass(struct data_view *view, int64_t wall_ns);
/* Another lab, or another table: all is read again. */
void data_view_reset(struct data_view *view);
/* Read what is shown, if it is time. `is_paused`: at once. */
void data_view_look(struct data_view *view, const struct lab *lab, int limit, bool is_paused);
/* So many rows up or down from where `shown` rows begin at place `first`. */
void data_view_scroll(struct data_view *view, int64_t first, int shown, int64_t rows);
/* A column further to the left or to the right, of `right` that are out of sight there. */
void data_view_scroll_columns(struct data_view *view, int way, int right);
/* To the next row that differs, below what is shown, then from the top again. False: there is
 * none in the whole table. */
bool data_view_seek(struct data_view *view, const struct lab *lab);
/* Has a master such a table? */
bool data_view_has(const struct lab *lab, const char *table);
/* Another table: the one behind this in the order of their names, and the first behind the last. */
void data_view_choose_next(struct data_view *view, const struct lab *lab);

#endif
