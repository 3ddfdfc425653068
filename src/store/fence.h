/* SPDX-License-Identifier: MIT */
/*
 * fence: what a student's SQL can reach. An authorizer says no by name, limits
 * bound its size, its steps and its memory, and every function that could see
 * the machine is replaced or refused.
 */
#ifndef STORE_FENCE_H
#define STORE_FENCE_H

#include "store/inside.h"

#ifndef STATEMENT_HEAP_MAX
#define STATEMENT_HEAP_MAX (64 * 1024 * 1024) /* bytes a statement may add to SQLite's memory */
#endif

#define EXPRESSION_DEPTH_MAX 100 /* as deep as anybody writes; SQLite walks it by recursion */
#define COMPOUND_SELECTS_MAX 20
#define LIKE_PATTERN_MAX 100 /* each % can double the work */

/* What is said of a name that is ours or SQLite's. */
#define FENCE_RESERVED "names that begin with 'lab_' or 'sqlite_' are not for you: '%s'"

/* Once, when the connection is new. */
MUST_CHECK enum rc fence_install(struct store *store, struct err *err);

/* Take steps from the budget of the statement that runs. False: it is used up. */
bool fence_charge(struct store *store, int64_t steps);

/* Student's SQL is prepared and run between these two. */
void fence_enter(struct store *store, enum fence_mode mode);
void fence_leave(struct store *store);

#endif
