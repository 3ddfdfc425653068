/* SPDX-License-Identifier: MIT */
/*
 * snapshot: the rows of a master as they were when a REPEATABLE READ transaction
 * first read them. Transactions that began to read between the same two commits
 * share one. It ends with the last of them.
 */
#ifndef CLUSTER_SNAPSHOT_H
#define CLUSTER_SNAPSHOT_H

#include "cluster/master.h"

/*
 * The snapshot of the session's transaction, taken now if it has none; borrowed until that ends.
 *   RC_FULL   the master has SNAPSHOTS_MAX already
 *   RC_STORE  SQLite failed
 */
MUST_CHECK enum rc snapshot_take(struct master *master, struct session *session,
                                 struct snapshot **out, struct err *err);
/* The session's transaction is over. */
void snapshot_give_back(struct master *master, struct session *session);
/* The process ends. */
void snapshot_forget_all(struct master *master);

void snapshot_release_all(struct master *master);
void snapshot_save_all(struct buf *out, const struct master *master, struct buf *like);
MUST_CHECK enum rc snapshot_load_all(struct master *master, struct unpack *in, struct buf *like,
                                     struct err *err);

#endif
