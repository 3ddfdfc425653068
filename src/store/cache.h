/* SPDX-License-Identifier: MIT */
/*
 * cache: statements prepared before, found by their text. Emptied whenever a
 * definition changes, so an entry is always as good as a new one.
 */
#ifndef STORE_CACHE_H
#define STORE_CACHE_H

#include "store/sqlite.h"

#include <stdbool.h>
#include <stdint.h>

#define CACHE_ENTRIES_MAX 32 /* the statements of a load, and some; a look-up passes them all */

struct cached {
    uint64_t hash;
    uint64_t used; /* when, in look-ups */
    char *sql;     /* owned; NULL: free */
    bool lock_rows;
    bool reads_rows;     /* of any of the students' tables */
    uint32_t lock_table; /* whose rows a locking read finds */
    int lock_columns;    /* key columns added behind the result */
    sqlite3_stmt *stmt;  /* owned */
};

struct cache {
    struct cached entries[CACHE_ENTRIES_MAX];
    uint64_t looked;
};

/* The entry of this text, or NULL. */
struct cached *cache_find(struct cache *cache, const char *sql, bool lock_rows);
/* An empty entry for it, in place of the one that was not used for longest. */
struct cached *cache_add(struct cache *cache, const char *sql, bool lock_rows);
/* Free it again: its statement could not be made. */
void cache_drop(struct cached *entry);
void cache_clear(struct cache *cache);

#endif
