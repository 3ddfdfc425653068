/* SPDX-License-Identifier: MIT */
#include "store/duplicate.h"

#include "store/capture.h"
#include "store/fence.h"
#include "store/pages.h"
#include "store/value.h"

#include <stdio.h>
#include <string.h>

/* The statement with OR REPLACE behind its verb; false: it is not a plain INSERT or UPDATE. */
static bool rewrite(struct buf *out, const char *sql)
{
    size_t blanks = strspn(sql, " \t\r\n");
    const char *verb = sql + blanks;
    if (sqlite3_strnicmp(verb, "insert", 6) != 0 && sqlite3_strnicmp(verb, "update", 6) != 0) {
        return false;
    }
    const char *rest = verb + 6;
    const char *next = rest + strspn(rest, " \t\r\n");
    if (next == rest || sqlite3_strnicmp(next, "or ", 3) == 0) {
        return false;
    }
    buf_addf(out, "%.6s OR REPLACE %s", verb, next);
    return true;
}

static void add_key_shown(struct buf *out, const struct changes *changes, struct span_of image,
                          const struct index *index)
{
    for (int i = 0; i < index->count; i++) {
        buf_addf(out, i > 0 ? "-" : "");
        value_add_shown(out, image_value(changes, image, index->images[i]));
    }
}

/* A deleted row and the next one to come into its table: the same key in the index? */
static bool find_pair(struct buf *out, const struct changes *changes, const struct table *table,
                      const struct index *index)
{
    struct buf gone;
    bool is_found = false;
    buf_init(&gone, BUF_CAP_TEXT);
    for (int i = 0; i < changes->count && !is_found; i++) {
        const struct change *item = &changes->items[i];
        if (item->table != table->number || !item->had_before) {
            continue;
        }
        buf_clear(&gone);
        add_key_shown(&gone, changes, item->before, index);
        for (int j = i; j < changes->count && !is_found; j++) {
            if (changes->items[j].table == table->number && changes->items[j].has_after) {
                buf_clear(out);
                add_key_shown(out, changes, changes->items[j].after, index);
                is_found = strcmp(gone.data, out->data) == 0;
                break;
            }
        }
    }
    buf_release(&gone);
    return is_found;
}

static void run_replacing(struct store *store, const char *sql, struct changes *changes)
{
    sqlite3_stmt *stmt = NULL;
    struct rng rng = store->config.rng;
    int64_t first_id = store->first_id;
    fence_enter(store, FENCE_STATEMENT);
    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) == SQLITE_OK) {
        capture_start(store, changes, NULL);
        while (sqlite3_step(stmt) == SQLITE_ROW) {
        }
        capture_stop(store);
    }
    (void)sqlite3_finalize(stmt);
    fence_leave(store);
    store->config.rng = rng;
    store->first_id = first_id;
}

void duplicate_find(struct store *store, const char *sql, const struct table *table,
                    const struct index *index, char *out, size_t room)
{
    struct buf text;
    struct changes changes;
    int64_t largest = table->largest;
    buf_init(&text, 3 * (size_t)SQL_SIZE_MAX);
    changes_init(&changes);
    /* If the statement has ended its transaction, nothing would take this back. */
    if (!sqlite3_get_autocommit(store->db) && rewrite(&text, sql)) {
        run_replacing(store, text.data, &changes);
        buf_clear(&text);
        if (find_pair(&text, &changes, table, index)) {
            (void)snprintf(out, room, "%.64s", text.data);
        }
    }
    schema_find_number(&store->schema, table->number)->largest = largest;
    changes_release(&changes);
    buf_release(&text);
}
