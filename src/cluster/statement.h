/* SPDX-License-Identifier: MIT */
/*
 * statement: one SQL statement at its master, up to the moment when its pages
 * are proposed. It runs on the rows applied here and on its transaction's own;
 * if it meets a row lock, a latch or a cold page, what it did is dropped, it
 * waits, and runs again.
 */
#ifndef CLUSTER_STATEMENT_H
#define CLUSTER_STATEMENT_H

#include "cluster/master.h"

void statement_run(struct master *master, struct session *session);
/* Begin a transaction, with a number of enum begin_flags, and answer. */
void statement_begin(struct master *master, struct session *session, int64_t flags);

/* May this definition go to all? False: it is of a table that the session's own one hides, and is
 * answered. */
bool statement_lets_define(struct master *master, struct session *session);

#endif
