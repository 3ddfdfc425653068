/* SPDX-License-Identifier: MIT */
/*
 * compare: two branches of a run at the same time: what was counted, which rows
 * differ, and with which event they began to differ.
 *
 * It looks from each of them in turn (history_leave()), a part of the way at a
 * time, and comes back: of all this the run, its journal and the place where one
 * stands know nothing.
 */
#ifndef LAB_COMPARE_H
#define LAB_COMPARE_H

#include "lab/history.h"

#define COMPARE_ROWS_SHOWN 10
#define COMPARE_TABLES_MAX 64                       /* tables at masters; the others are counted */
#define COMPARE_ROWS_MAX 20000                      /* of one, the first by key */
#define COMPARE_SIZE_MAX ((size_t)32 * 1024 * 1024) /* of all rows of a side, as text */
#define COMPARE_TEXT_SIZE 160

enum compare_side { COMPARE_OTHER, COMPARE_HERE, COMPARE_SIDES };

/* What clients counted since the start. */
enum compare_count {
    COMPARE_OK,
    COMPARE_FAILED,
    COMPARE_UNKNOWN,
    COMPARE_CONFLICTS,
    COMPARE_RETRIES,
    COMPARE_LOST,
    COMPARE_DOUBLED,
    COMPARE_COUNTS
};

struct compare_counters {
    int64_t counts[COMPARE_COUNTS];
    sim_us longest_outage;
    int64_t commits[MASTERS_MAX]; /* -1: there is no such master */
};

/* What one of the two says of a row: all of it, or the columns that differ; "": it has none. */
struct compare_row {
    char key[COMPARE_TEXT_SIZE];
    char values[COMPARE_SIDES][COMPARE_TEXT_SIZE];
};

enum compare_table_kind {
    TABLE_COMPARED,
    TABLE_ABSENT,         /* one of the two has no such table there */
    TABLE_OTHER_COLUMNS,  /* so its rows were not compared */
    TABLE_MASTER_OFFLINE, /* in one of the two */
};

struct compare_table {
    char name[NAME_SIZE_MAX];
    int master; /* 0-based */
    enum compare_table_kind kind;
    enum compare_side without; /* of TABLE_ABSENT and TABLE_MASTER_OFFLINE: which */
    int64_t rows[COMPARE_SIDES];
    bool is_cut; /* there are more rows than were compared */
    int64_t differ;
    int shown; /* the first by key */
    struct compare_row first[COMPARE_ROWS_SHOWN];
};

/* How a branch went on from where both were still one; "": nothing more happened there. */
struct compare_event {
    sim_us at;
    char text[400]; /* with its time: "12.405 m2 ..." */
};

struct compare_result {
    sim_us at;
    sim_us parted_at; /* where the younger of the two begins */
    char names[COMPARE_SIDES][NAME_SIZE_MAX];
    struct compare_counters counters[COMPARE_SIDES];
    int table_count;
    int tables_left; /* that were not compared: COMPARE_TABLES_MAX */
    struct compare_table tables[COMPARE_TABLES_MAX];
    bool has_event; /* they differ in an event */
    struct compare_event events[COMPARE_SIDES];
};

struct compare; /* opaque; made by compare_new(), one owner */

/*
 * Set out to compare where one stands with the branch of that name, at the present or, if that
 * did not come so far, at its end. The caller owns *out; the history must live as long.
 *   RC_UNKNOWN  there is no such branch
 *   RC_STATE    it is the one on which one stands; or one is travelling
 */
MUST_CHECK enum rc compare_new(struct compare **out, struct history *history, const char *name,
                               struct err *err);
/* Comes back first, if it is not done. */
void compare_free(struct compare *compare);

/* Do at most so many things of the way. True: it is done, and one stands where one stood. */
bool compare_some(struct compare *compare, int things_max);
/* How far it is: the part of its work, in thousandths. */
int compare_permille(const struct compare *compare);
/* Only when it is done. Borrowed. */
const struct compare_result *compare_result(const struct compare *compare);

/* compare_text.c: all of it, as lines of text. */
void compare_add_text(struct buf *out, const struct compare_result *result);
/* "3 rows differ, of 200 and 198": what there is to say of a table at a master, in a few words. */
void compare_add_table(struct buf *out, const struct compare_result *result,
                       const struct compare_table *table);
/* Masters have mostly the same rows: is all that is told of a table so at this one, too? */
bool compare_is_as_at(const struct compare_table *before, const struct compare_table *table);

#endif
