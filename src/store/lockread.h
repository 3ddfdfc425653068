/* SPDX-License-Identifier: MIT */
/*
 * lockread: SELECT ... FOR UPDATE. The key columns of its one table are added
 * behind the columns that were asked for, so that one run gives the rows to show
 * and the locks to take.
 */
#ifndef STORE_LOCKREAD_H
#define STORE_LOCKREAD_H

#include "store/inside.h"

/* Prepare entry->sql as a locking read; why it cannot be is in the result. */
void lockread_prepare(struct store *store, struct cached *entry, struct store_result *result);
/* Add the lock of the row the statement stands on. */
void lockread_add(struct store *store, const struct cached *entry, struct changes *changes);

#endif
