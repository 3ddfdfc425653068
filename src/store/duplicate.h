/* SPDX-License-Identifier: MIT */
/*
 * duplicate: which value was the duplicate. SQLite names the index, MySQL the
 * value as well; so the failed statement is run again as one that replaces, and
 * the first row that gives way to another with its key shows the value.
 */
#ifndef STORE_DUPLICATE_H
#define STORE_DUPLICATE_H

#include "store/inside.h"

/* Write the value, "7" or "7-north"; "": it could not be found. Leaves no trace. */
void duplicate_find(struct store *store, const char *sql, const struct table *table,
                    const struct index *index, char *out, size_t room);

#endif
