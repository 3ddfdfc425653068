/* SPDX-License-Identifier: MIT */
/*
 * explain: a failure of SQLite in MySQL's number and words, for the learner.
 */
#ifndef STORE_EXPLAIN_H
#define STORE_EXPLAIN_H

#include "base/compiler.h"
#include "store/inside.h"

/* Put the failure that SQLite last reported for `sql` into the result. */
void explain_failure(struct store *store, const char *sql, struct store_result *result);

/* Put our own failure there. */
void explain_set(struct store_result *result, enum sql_error error, const char *format, ...)
    PRINTF_LIKE(3, 4);

#endif
