/* SPDX-License-Identifier: MIT */
/*
 * refuse: what must not reach a store in a statement that reads or changes
 * rows, because SQLite would take it for something else or drop it in silence.
 * Each says which it is and what to type instead.
 */
#ifndef SHELL_REFUSE_H
#define SHELL_REFUSE_H

#include "base/err.h"
#include "shell/token.h"

/* Why a trigger has one statement: what splits lines ends each at its ';'. */
#define REFUSED_BLOCK                                                                              \
    "BEGIN ... END in a trigger is not in this lab: make one trigger for each statement"

/*
 * In any statement.
 *   RC_REFUSED  a variable that is not there, or a block of statements
 *   RC_USAGE    a second statement, or a parameter that nobody gives a value
 */
MUST_CHECK enum rc refuse_tokens(const struct tokens *tokens, struct err *err);
/*
 *   RC_REFUSED  a phrase of the table that is, or a table of the server's own schemas
 *   RC_USAGE    INSERT OR ROLLBACK and the like, which are SQLite's
 */
MUST_CHECK enum rc refuse_rows(const struct tokens *tokens, struct err *err);
/* Is it a SELECT from information_schema.replica_host_status, which stands at `at`, alone? */
bool refuse_lets_status(const struct tokens *tokens, int at);
/* RC_REFUSED: UPDATE or DELETE of several tables; `at` is the index behind the first word. */
MUST_CHECK enum rc refuse_change(const struct tokens *tokens, int at, struct err *err);
/* RC_REFUSED: INSERT IGNORE of a row whose id is NULL. */
MUST_CHECK enum rc refuse_insert(const struct tokens *tokens, int at, struct err *err);

#endif
