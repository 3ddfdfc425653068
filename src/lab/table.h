/* SPDX-License-Identifier: MIT */
/*
 * table: rows of a result as lines of text: columns in a grid, numbers to the
 * right, control characters made harmless. The same text on screen, in plain
 * mode and in scripts.
 */
#ifndef LAB_TABLE_H
#define LAB_TABLE_H

#include "base/buf.h"
#include "store/rows.h"

#include <stdbool.h>

/* A line of names, then one for each row; or, vertical, a line for each cell (\G). */
void table_add(struct buf *out, const struct rows *rows, bool vertical);
/* What stands in a cell: NULL is a word, a blob its size. */
void table_add_cell(struct buf *out, const struct rows *rows, int row, int column);

#endif
