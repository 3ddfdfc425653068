/* SPDX-License-Identifier: MIT */
#include "store/cache.h"

#include "base/hash.h"
#include "base/mem.h"

static uint64_t hash_of(const char *sql, bool lock_rows)
{
    return hash_u64(hash_text(HASH_START, sql), lock_rows ? 1 : 0);
}

struct cached *cache_find(struct cache *cache, const char *sql, bool lock_rows)
{
    uint64_t hash = hash_of(sql, lock_rows);
    cache->looked++;
    for (int i = 0; i < CACHE_ENTRIES_MAX; i++) {
        struct cached *entry = &cache->entries[i];
        if (entry->hash == hash && entry->sql != NULL && strcmp(entry->sql, sql) == 0 &&
            entry->lock_rows == lock_rows) {
            entry->used = cache->looked;
            return entry;
        }
    }
    return NULL;
}

struct cached *cache_add(struct cache *cache, const char *sql, bool lock_rows)
{
    struct cached *entry = &cache->entries[0];
    for (int i = 1; i < CACHE_ENTRIES_MAX; i++) {
        if (cache->entries[i].used < entry->used) {
            entry = &cache->entries[i];
        }
    }
    cache_drop(entry);
    *entry = (struct cached){
        .hash = hash_of(sql, lock_rows),
        .used = cache->looked,
        .sql = mem_text(sql),
        .lock_rows = lock_rows,
    };
    return entry;
}

void cache_drop(struct cached *entry)
{
    (void)sqlite3_finalize(entry->stmt);
    mem_free(entry->sql);
    *entry = (struct cached){0};
}

void cache_clear(struct cache *cache)
{
    for (int i = 0; i < CACHE_ENTRIES_MAX; i++) {
        cache_drop(&cache->entries[i]);
    }
}
