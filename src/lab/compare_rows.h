/* SPDX-License-Identifier: MIT */
/*
 * compare_rows: the rows of every table at every master, kept as text in the
 * order of their keys, and two such sets against each other. For compare.c alone.
 */
#ifndef LAB_COMPARE_ROWS_H
#define LAB_COMPARE_ROWS_H

#include "lab/compare.h"

/* One table at one master. */
struct kept_table {
    char name[NAME_SIZE_MAX];
    int master;
    int column_count;
    int key_count;    /* the first columns, by which rows are ordered */
    struct buf names; /* owned: of the columns, each with its NUL */
    struct buf cells; /* owned: a kind and a text with its NUL each, row by row */
    size_t *rows;     /* owned: where each row begins in cells */
    int row_count;
    int row_room;
    int64_t rows_total;
};

struct kept_rows {
    bool is_online[MASTERS_MAX];
    struct kept_table *tables; /* owned; by name, then by master */
    int count;
    int room;
    int left; /* tables for which there was no room */
    size_t size;
};

/* Keep what the lab has now. */
void kept_rows_take(struct kept_rows *kept, const struct lab *lab);
void kept_rows_release(struct kept_rows *kept);
/* Fill the tables of the result. */
void kept_rows_compare(const struct kept_rows *other, const struct kept_rows *here,
                       struct compare_result *result);

#endif
