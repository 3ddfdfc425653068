/* SPDX-License-Identifier: MIT */
/*
 * rows_text: the rows of a table at every master, told in sentences: which
 * differ, who is ahead, since when. One wording for the screen and for plain mode.
 */
#ifndef LAB_ROWS_TEXT_H
#define LAB_ROWS_TEXT_H

#include "lab/heat.h"
#include "lab/lab.h"

/* "m1 changed it 9 ms ago; m2 and m3 still show the old row.": why the masters of a line differ. */
void rows_add_note(struct buf *out, const struct table_look *look, const struct look_line *line);
/* "salt, 2 or 7", "rice, there or not", "mug, open": in what. */
void rows_add_difference(struct buf *out, const struct table_look *look,
                         const struct look_line *line);
/* What was written lately, a page a line. */
void rows_add_heat(struct buf *out, const struct heat *heat);
/* All rows, as lines of text. */
void rows_add_text(struct buf *out, const struct table_look *look);

#endif
