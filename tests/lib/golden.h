/* SPDX-License-Identifier: MIT */
/*
 * golden: compare a text with the file that holds what it should be. With
 * UPDATE_GOLDEN=1 the file is written instead: review the diff before it is
 * committed. Paths are from the top of the tree.
 */
#ifndef LIB_GOLDEN_H
#define LIB_GOLDEN_H

#include "base/buf.h"

#include <stdbool.h>

/* Append the whole file; false: it cannot be read. */
bool golden_read(const char *path, struct buf *out);
/* Write the whole file; a failure ends the test program. */
void golden_write(const char *path, const char *text);
/* Is UPDATE_GOLDEN set? */
bool golden_updates(void);

/*
 * Does `text` equal the file? False: the lines that differ were printed, with a
 * few of their neighbours. When updating, the file is written and the answer is true.
 */
bool golden_matches(const char *path, const char *text);
/* Append the lines that differ, "-" wanted, "+" found, with their neighbours. */
void golden_add_diff(struct buf *out, const char *wanted, const char *found);

#endif
