/* SPDX-License-Identifier: MIT */
/* ddl_words: what every other master says to the definition that runs here (ddl.h). */
#ifndef CLUSTER_DDL_WORDS_H
#define CLUSTER_DDL_WORDS_H

#include "cluster/master.h"

/* Ask those that have not answered in this phase. */
void ddl_ask(struct master *master, enum packet_kind kind);
/* The first that has not given its word in this phase; -1: all have. */
int ddl_first_missing(const struct master *master);
bool ddl_has_all_words(const struct master *master);
/* The first of which we lack what it had written before; -1: all of it is applied here. */
int ddl_first_unsettled(const struct master *master);

#endif
