/* SPDX-License-Identifier: MIT */
/*
 * table_look: some rows of a table as every master has them, side by side, in
 * the order of the key; and where they differ, whose commit is under way, or
 * whose transaction is open. For people who look: no part of the model asks.
 */
#ifndef CLUSTER_TABLE_LOOK_H
#define CLUSTER_TABLE_LOOK_H

#include "cluster/cluster.h"
#include "store/changes.h"

#define TABLE_LOOK_LINES_MAX 200 /* more than any screen has rows */

enum row_mark {
    ROW_SAME,
    ROW_NEW,      /* it has a commit that not all have */
    ROW_OLD,      /* it lacks one */
    ROW_OPEN,     /* as an open transaction of this master sees it, and nobody else */
    ROW_NOT_HERE, /* it lacks one that made the row */
    ROW_GONE,     /* it has one that removed the row */
    ROW_UNLIKE,   /* it differs, and no commit that is kept says why */
};

/* A row at one master. */
struct look_row {
    enum row_mark mark;
    bool is_there;
    size_t cells; /* where they begin in table_look.cells: a NUL behind each */
};

struct look_line {
    int64_t page;
    size_t key; /* "641" or "7, 2", in table_look.cells */
    bool differs;
    int author; /* whose commit or open transaction that is, 0-based; -1: nobody's */
    int client; /* 1.., of the open transaction; 0: none */
    sim_us age; /* of the commit, since it was durable; of the transaction, since it began */
    struct look_row at[MASTERS_MAX];
};

/* Who wrote a page last, as far as the copies know. */
struct look_page {
    int64_t page;
    int author; /* 0-based; -1: nobody has */
    sim_us age;
    bool is_newest[MASTERS_MAX]; /* a master's cache has that version */
};

struct table_look {
    char name[NAME_SIZE_MAX];
    uint32_t number; /* 0: no master that can be asked has such a table */
    int column_count;
    size_t columns[COLUMNS_MAX]; /* their names, in `cells` */
    bool is_key[COLUMNS_MAX];
    bool is_number[COLUMNS_MAX]; /* of all that is shown */
    bool is_shown[MASTERS_MAX];  /* it can be asked */
    int64_t rows_total;          /* as the first master that can be asked has them */
    int64_t first;               /* the place of the first line among them, from 0 */
    int line_count;
    struct look_line lines[TABLE_LOOK_LINES_MAX];
    int page_count; /* those of the lines, in their order */
    struct look_page pages[TABLE_LOOK_LINES_MAX];
    struct buf cells; /* owned; texts */
};

void table_look_init(struct table_look *look);
void table_look_release(struct table_look *look);
static inline const char *table_look_text(const struct table_look *look, size_t at)
{
    return look->cells.data + at;
}

/*
 * `limit` lines from the row on that is at place `first` at the first master that can be asked;
 * fewer at the end. INT64_MAX: the last ones.
 */
void cluster_look_table(struct cluster *cluster, const char *table, int64_t first, int limit,
                        struct table_look *out);

#endif
