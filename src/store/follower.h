/* SPDX-License-Identifier: MIT */
/*
 * follower: a file beside a store that holds the same rows, for any SQLite
 * program to open while the lab runs.
 *
 * It is only ever written: nothing is read back from it. What somebody else
 * writes into it is overwritten at the next update, and said. It is a WAL file,
 * so a reader never blocks the lab; its tables are plain SQL without the lab's
 * own functions. This is the one room of store/ that touches a file.
 */
#ifndef STORE_FOLLOWER_H
#define STORE_FOLLOWER_H

#include "store/store.h"

struct follower; /* opaque; made by follower_open(), one owner */

/*
 * Make the file at `path` follow `store`; what it held before goes at the first
 * update. The store is told to note its changes from here on: one follower a store.
 *   RC_ENV  the file cannot be made or written
 */
MUST_CHECK enum rc follower_open(struct follower **out, const char *path, struct store *store,
                                 struct err *err);
/* The file stays. The store, if it is still there, need not be told. */
void follower_close(struct follower *follower);

/*
 * Bring the file up to the store: the rows changed since the last update, or
 * everything after a definition, a load, or somebody else's writing; the latter
 * sets *was_foreign.
 *   RC_ENV  the file cannot be written now (it is locked, or there is no space);
 *           the next update tries everything again
 */
MUST_CHECK enum rc follower_update(struct follower *follower, struct store *store,
                                   bool *was_foreign, struct err *err);

#endif
