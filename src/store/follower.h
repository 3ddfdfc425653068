/* SPDX-License-Identifier: MIT */
/*
 * follower: a file beside a store that holds the same rows, for any SQLite
 * program to open while the lab runs.
 *
 * It is only ever written: nothing is read back from it. What somebody else
 * writes into it is overwritten at the next update, and said. It is a WAL file,
 * so a reader never blocks the lab; its tables are plain SQL without the lab's
 * own functions. A link in its place is taken away, not followed. This is the one room of store/
 * that touches a file.
 */
#ifndef STORE_FOLLOWER_H
#define STORE_FOLLOWER_H

#include "store/store.h"

struct follower; /* opaque; made by follower_new(), one owner */

/* Nothing is touched yet: the file is made by the first update. No part of the path is a link. */
struct follower *follower_new(const char *path);
/* The file stays. */
void follower_free(struct follower *follower);

/*
 * Bring the file up to the store: the rows changed since the last update, or everything
 * where that is not known: at first, after a definition or a load, with another store than
 * before, and after somebody else's writing, which sets *was_foreign. The store notes its
 * changes from here on: one follower a store.
 *   RC_ENV  the file cannot be written now (it is locked, or there is no space);
 *           the next update tries everything again
 */
MUST_CHECK enum rc follower_update(struct follower *follower, struct store *store,
                                   bool *was_foreign, struct err *err);
/* How many rows the next update will write, as far as can be known before it; -1: all. */
int follower_count_due(const struct follower *follower, const struct store *store);
/* Append the bytes of a file that holds the same as it is now, for whoever writes it.
 *   RC_FULL   it is longer than what `out` may still hold
 *   RC_STORE  SQLite failed */
MUST_CHECK enum rc follower_add_file(struct store *store, struct buf *out, struct err *err);
/* The file goes, until the next update. */
void follower_remove(struct follower *follower);

#endif
