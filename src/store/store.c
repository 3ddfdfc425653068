/* SPDX-License-Identifier: MIT */
#include "store/apply.h"
#include "store/autoinc.h"
#include "store/capture.h"
#include "store/charged.h"
#include "store/fence.h"
#include "store/inside.h"

#include "base/mem.h"
#include "base/quote.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define FEED_COUNT_MAX 100000 /* keys; beyond them a follower is written anew */

enum rc store_fail(const struct store *store, const char *doing, struct err *err)
{
    return err_set(err, RC_STORE, "m%d: %s: %s", store->config.master + 1, doing,
                   store->db != NULL ? sqlite3_errmsg(store->db) : "out of memory");
}

enum rc store_do(struct store *store, sqlite3_stmt *stmt, struct err *err)
{
    (void)sqlite3_step(stmt);
    if (sqlite3_reset(stmt) != SQLITE_OK) {
        return store_fail(store, sqlite3_sql(stmt), err);
    }
    return RC_OK;
}

static enum rc prepare_own(struct store *store, struct err *err)
{
    if (sqlite3_prepare_v2(store->db, "BEGIN", -1, &store->begin, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(store->db, "COMMIT", -1, &store->commit, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(store->db, "ROLLBACK", -1, &store->rollback, NULL) != SQLITE_OK) {
        return store_fail(store, "preparing transactions", err);
    }
    return RC_OK;
}

static enum rc set_up(struct store *store, struct err *err)
{
    enum rc rc = schema_create(store->db, err);
    if (rc == RC_OK) {
        rc = capture_install(store, err);
    }
    if (rc == RC_OK) {
        rc = fence_install(store, err);
    }
    if (rc == RC_OK) {
        rc = prepare_own(store, err);
    }
    if (rc == RC_OK) {
        rc = schema_read(&store->schema, store->db, err);
    }
    return rc;
}

enum rc store_new(struct store **out, const struct store_config *config, struct err *err)
{
    assert(config->rows_per_page > 0);
    struct store *store = mem_alloc(1, sizeof(*store));
    enum rc rc;
    *out = NULL;
    store->config = *config;
    buf_init(&store->scratch, BUF_CAP_STATE);
    buf_init(&store->temporary, BUF_CAP_STATE);
    shape_init(&store->shape);
    buf_init(&store->feed.keys, BUF_CAP_STATE);
    if (simvfs_open(&store->db, &store->simvfs, &config->rng) != SQLITE_OK) {
        rc = store_fail(store, "opening a database in memory", err);
        goto out;
    }
    /* A rollback copies whole pages: small ones, for a statement is always rolled back. */
    (void)sqlite3_exec(store->db, "PRAGMA page_size = 1024; PRAGMA temp_store = MEMORY", NULL, NULL,
                       NULL);
    rc = set_up(store, err);
    if (rc == RC_OK) {
        *out = store;
        store = NULL;
    }
out:
    store_free(store);
    return rc;
}

void store_free(struct store *store)
{
    if (store == NULL) {
        return;
    }
    cache_clear(&store->cache);
    schema_release(&store->schema);
    capture_release(&store->capture);
    (void)sqlite3_finalize(store->begin);
    (void)sqlite3_finalize(store->commit);
    (void)sqlite3_finalize(store->rollback);
    int rc = sqlite3_close(store->db);
    charged_free(store->charged);
    assert(rc == SQLITE_OK); /* every statement was finalized */
    buf_release(&store->scratch);
    buf_release(&store->temporary);
    shape_release(&store->shape);
    buf_release(&store->feed.keys);
    mem_free(store);
}

/* Note which rows a follower has to look at again. */
static void feed_changes(struct feed *feed, const struct changes *changes)
{
    if (!feed->is_on || feed->is_whole) {
        return;
    }
    for (int i = 0; i < changes->count; i++) {
        const struct change *item = &changes->items[i];
        pack_u64(&feed->keys, item->table);
        pack_bytes(&feed->keys, changes->bytes.data + item->key.at, item->key.size);
        feed->count++;
    }
    if (feed->count > FEED_COUNT_MAX) {
        feed->is_whole = true;
        feed->count = 0;
        buf_clear(&feed->keys);
    }
}

enum rc store_apply(struct store *store, const struct changes *changes, bool check, struct err *err)
{
    enum rc rc = check ? apply_check(store, changes, err) : RC_OK;
    if (rc != RC_OK) {
        return rc;
    }
    feed_changes(&store->feed, changes);
    if (apply_is_single(store, changes)) {
        return apply_changes(store, changes, err);
    }
    rc = store_do(store, store->begin, err);
    if (rc != RC_OK) {
        return rc;
    }
    rc = apply_changes(store, changes, err);
    if (rc == RC_OK) {
        return store_do(store, store->commit, err);
    }
    enum rc undone = store_do(store, store->rollback, NULL);
    assert(undone == RC_OK);
    return rc;
}

int store_table_count(const struct store *store)
{
    return store->schema.count;
}

const char *store_table_name(const struct store *store, int index)
{
    assert(index >= 0 && index < store->schema.count);
    return store->schema.tables[index].name;
}

uint32_t store_table_number(const struct store *store, const char *name)
{
    const struct table *table = schema_find(&store->schema, name);
    return table != NULL ? table->number : 0;
}

const char *store_name_of(const struct store *store, uint32_t table)
{
    const struct table *found = schema_find_number(&store->schema, table);
    return found != NULL ? found->name : NULL;
}

bool store_has_database(const struct store *store, const char *name)
{
    sqlite3_stmt *stmt = NULL;
    const char *sql = "SELECT 1 FROM lab_databases WHERE name = ?1";
    bool is_found = false;
    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) == SQLITE_OK) {
        (void)sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
        is_found = sqlite3_step(stmt) == SQLITE_ROW;
    }
    (void)sqlite3_finalize(stmt);
    return is_found;
}

bool store_find_written(const char *qualified, const char *table, char database[NAME_SIZE_MAX])
{
    size_t table_size = strlen(table);
    for (const char *line = qualified; line != NULL && *line != '\0';) {
        size_t size = strcspn(line, "\n");
        size_t dot = size > table_size + 1 ? size - table_size - 1 : 0;
        if (line[dot] == '.' && sqlite3_strnicmp(line + dot + 1, table, (int)table_size) == 0) {
            (void)snprintf(database, NAME_SIZE_MAX, "%.*s", (int)dot, line);
            return true;
        }
        line += size + (line[size] == '\n');
    }
    return false;
}

void store_restart(struct store *store)
{
    for (int i = 0; i < store->schema.count; i++) {
        if (store->schema.tables[i].auto_column >= 0) {
            autoinc_restart(&store->schema.tables[i], store->db);
        }
    }
}

int64_t store_count_rows(struct store *store, const char *name)
{
    const struct table *table = schema_find(&store->schema, name);
    sqlite3_stmt *stmt = NULL;
    int64_t count = -1;
    if (table == NULL) {
        return -1;
    }
    buf_clear(&store->scratch);
    buf_addf(&store->scratch, "SELECT count(*) FROM ");
    quote_sql_name(&store->scratch, table->name);
    if (sqlite3_prepare_v2(store->db, store->scratch.data, -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW) {
        count = sqlite3_column_int64(stmt, 0);
    }
    (void)sqlite3_finalize(stmt);
    return count;
}

const char *store_sqlite_source(void)
{
    return sqlite3_sourceid();
}

const char *store_sqlite_version(void)
{
    return sqlite3_libversion();
}
