/* SPDX-License-Identifier: MIT */
/*
 * rewrite: tokens of MySQL's SQL written out as SQLite's. Where no rule of the
 * tables applies, a token goes out as it came in.
 */
#ifndef SHELL_REWRITE_H
#define SHELL_REWRITE_H

#include "base/buf.h"
#include "shell/token.h"

/* Append tokens first..last-1 of any statement that reads or changes rows. */
void rewrite_rows(struct buf *out, const struct tokens *tokens, int first, int last);
/* Append "demo.t" and a newline for each table that is written with its database. */
void rewrite_add_qualified(struct buf *out, const struct tokens *tokens);
/*
 * Append a CREATE TABLE. `name` is its table's name; `head` the index behind that name.
 *   RC_REFUSED  something in it the lab does not have; err says which and why
 *   RC_USAGE    it has no list of columns
 */
MUST_CHECK enum rc rewrite_create_table(struct buf *out, const struct tokens *tokens, int head,
                                        const char *name, struct err *err);
/*
 * Append what ALTER TABLE does to its table, from `at` on.
 *   RC_REFUSED  anything but ADD COLUMN, DROP COLUMN and RENAME
 */
MUST_CHECK enum rc rewrite_alter_table(struct buf *out, const struct tokens *tokens, int at,
                                       struct err *err);
/* Append one token by the rules of quoting alone. */
void rewrite_token(struct buf *out, const struct token *token);
/* Append a name in "double" quotes, or a text in 'single' ones. */
void rewrite_add_name(struct buf *out, const char *name);
void rewrite_add_text(struct buf *out, const char *text);
/* Is there a variable of this name that can be read? */
bool rewrite_knows_variable(const struct token *token);

#endif
