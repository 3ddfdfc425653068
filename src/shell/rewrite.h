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
/* Append the assignments of ON DUPLICATE KEY UPDATE: VALUES(a) is what was not inserted. */
void rewrite_upsert(struct buf *out, const struct tokens *tokens, int first);
/* Append "demo.t" and a newline for each table that is written with its database. */
void rewrite_add_qualified(struct buf *out, const struct tokens *tokens);
/*
 * Append a CREATE TABLE. `name` is its table's name; `head` the index behind that name.
 *   RC_REFUSED  something in it the lab does not have; err says which and why
 *   RC_USAGE    it has no list of columns, or one of them is not understood
 * *error is then MySQL's number if it is another than that of the code.
 */
MUST_CHECK enum rc rewrite_create_table(struct buf *out, const struct tokens *tokens, int head,
                                        const char *name, int *error, struct err *err);
/*
 * Append CREATE INDEX for the key that ALTER TABLE ... ADD names from `at` on; *is_key: it is one.
 *   RC_REFUSED  a key on an expression or on the beginning of a column
 */
MUST_CHECK enum rc rewrite_add_key(struct buf *out, const struct tokens *tokens, int at,
                                   const char *table, bool *is_key, struct err *err);
/*
 * Append what ALTER TABLE does to its table, from `at` on.
 *   RC_REFUSED  anything but ADD, DROP and RENAME of one thing
 * *error is as above.
 */
MUST_CHECK enum rc rewrite_alter_table(struct buf *out, const struct tokens *tokens, int at,
                                       int *error, struct err *err);
/*
 * Append an INSERT or REPLACE; `at` is the index behind its first word. INSERT ... SET becomes a
 * list of VALUES, ON DUPLICATE KEY UPDATE an upsert.
 *   RC_USAGE  it is none
 */
MUST_CHECK enum rc rewrite_insert(struct buf *out, const struct tokens *tokens, int at,
                                  struct err *err);
/* The argument of DATE_FORMAT(): can it be said here? Then append it as strftime() has it. */
bool rewrite_is_format(const struct token *token);
void rewrite_add_format(struct buf *out, const struct token *token);
/* Append one token by the rules of quoting alone. */
void rewrite_token(struct buf *out, const struct token *token);
/* Append a SELECT of all variables and what they are: "Variable_name" and "Value". */
void rewrite_add_variables(struct buf *out);
/* Is there a variable of this name that can be read? */
bool rewrite_knows_variable(const struct token *token);

#endif
