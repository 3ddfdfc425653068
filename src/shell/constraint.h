/* SPDX-License-Identifier: MIT */
/*
 * constraint: keys, checks and foreign keys, read word by word as a column is (shell/column.h).
 * SQLite lets more stand in them: with COLLATE, ON CONFLICT or WHERE it would take other rows for
 * the same than the masters do, who compare keys by themselves.
 */
#ifndef SHELL_CONSTRAINT_H
#define SHELL_CONSTRAINT_H

#include "base/err.h"
#include "shell/token.h"

/*
 * Read the columns of a key, "(a, b DESC)", whose '(' should stand at *at, which moves behind it.
 *   RC_REFUSED  a key on the beginning of a column, or on an expression
 *   RC_USAGE    anything else that is no list of columns
 */
MUST_CHECK enum rc constraint_read_columns(const struct tokens *tokens, int *at, struct err *err);
/* The index behind what a key may have around it, and says nothing here: USING BTREE, COMMENT. */
int constraint_skip_options(const struct tokens *tokens, int at);
/* What stands in a list of columns and keys ends at `last`. */
MUST_CHECK enum rc constraint_expect_end(const struct tokens *tokens, int at, int last,
                                         struct err *err);
/*
 * Read "PRIMARY KEY (a)", "CONSTRAINT c CHECK (a > 1)" and such, which are tokens first..last-1.
 * The codes are as above.
 */
MUST_CHECK enum rc constraint_read(const struct tokens *tokens, int first, int last,
                                   struct err *err);

#endif
