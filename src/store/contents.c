/* SPDX-License-Identifier: MIT */
/*
 * contents: a store as a whole: its digest, and how it is saved and loaded.
 */
#include "store/autoinc.h"
#include "store/inside.h"
#include "store/value.h"

#include "base/hash.h"

#include <string.h>

static const char catalog_sql[] =
    "SELECT name, NULL, NULL, NULL, NULL FROM lab_databases UNION ALL"
    " SELECT name, database, sql, number, page_rows FROM lab_tables UNION ALL"
    " SELECT name, tbl_name, sql, NULL, NULL FROM sqlite_schema WHERE type IN ('index', 'trigger')"
    "  AND sql IS NOT NULL ORDER BY 1, 2, 3, 4";

/* Add what a query gives, in its order; REAL as bits. */
static uint64_t hash_query(struct store *store, uint64_t hash, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    (void)sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
    int columns = stmt != NULL ? sqlite3_column_count(stmt) : 0;
    struct buf row;
    buf_init(&row, BUF_CAP_STATE);
    while (stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW) {
        buf_clear(&row);
        for (int i = 0; i < columns; i++) {
            value_add(&row, sqlite3_column_value(stmt, i), false);
        }
        hash = hash_bytes(hash, row.data, row.size);
    }
    buf_release(&row);
    (void)sqlite3_finalize(stmt);
    return hash;
}

static void write_query(struct buf *sql, const struct table *table)
{
    buf_clear(sql);
    buf_addf(sql, table->has_key ? "SELECT * FROM " : "SELECT rowid, * FROM ");
    schema_add_name(sql, table->name);
    buf_addf(sql, " ORDER BY ");
    if (!table->has_key) {
        buf_addf(sql, "rowid");
    }
    for (int i = 0; i < table->key.count; i++) {
        for (int c = 0; c < table->column_count; c++) {
            if (table->columns[c].image == table->key.images[i]) {
                buf_addf(sql, i > 0 ? ", " : "");
                schema_add_name(sql, table->columns[c].name);
            }
        }
    }
}

uint64_t store_digest(struct store *store)
{
    struct buf sql;
    uint64_t hash = hash_query(store, HASH_START, catalog_sql);
    buf_init(&sql, BUF_CAP_TEXT);
    for (int i = 0; i < store->schema.count; i++) {
        write_query(&sql, &store->schema.tables[i]);
        hash = hash_u64(hash, store->schema.tables[i].number);
        hash = hash_query(store, hash, sql.data);
    }
    buf_release(&sql);
    return hash;
}

void store_save(struct buf *out, struct store *store)
{
    sqlite3_int64 size = 0;
    unsigned char *bytes = sqlite3_serialize(store->db, "main", &size, 0);
    pack_mark(out, "store");
    for (int i = 0; i < 4; i++) {
        pack_u64(out, store->config.rng.state[i]);
    }
    pack_int(out, store->schema.count);
    for (int i = 0; i < store->schema.count; i++) {
        pack_u64(out, store->schema.tables[i].number);
        pack_i64(out, store->schema.tables[i].largest);
    }
    pack_bytes(out, bytes != NULL ? (const void *)bytes : "", bytes != NULL ? (size_t)size : 0);
    sqlite3_free(bytes);
}

/* Copy a serialized database into the store's own, page by page, so that it stays what it is. */
static enum rc load_database(struct store *store, const void *bytes, size_t size, struct err *err)
{
    sqlite3 *from = NULL;
    sqlite3_backup *backup = NULL;
    enum rc rc = err_set(err, RC_DAMAGED, "the saved state of a store is not a database");
    unsigned char *copy = sqlite3_malloc64(size);
    if (copy == NULL || sqlite3_open(":memory:", &from) != SQLITE_OK) {
        sqlite3_free(copy);
        goto out;
    }
    memcpy(copy, bytes, size);
    unsigned flags = SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY;
    if (sqlite3_deserialize(from, "main", copy, (sqlite3_int64)size, (sqlite3_int64)size, flags) !=
        SQLITE_OK) {
        goto out;
    }
    backup = sqlite3_backup_init(store->db, "main", from, "main");
    if (backup != NULL && sqlite3_backup_step(backup, -1) == SQLITE_DONE) {
        rc = RC_OK;
    }
out:
    (void)sqlite3_backup_finish(backup);
    (void)sqlite3_close(from);
    return rc;
}

/* What a saved store says besides its database. */
struct head {
    struct rng rng;
    struct unpack counters; /* at the first of them */
    int counter_count;
};

static enum rc load_rows(struct store *store, struct head *head, struct unpack *in, struct err *err)
{
    size_t size = 0;
    unpack_mark(in, "store");
    for (int i = 0; i < 4; i++) {
        head->rng.state[i] = unpack_u64(in);
    }
    head->counter_count = unpack_int(in, 0, 1 << 20);
    head->counters = *in;
    for (int i = 0; i < head->counter_count && !in->damaged; i++) {
        (void)unpack_u64(in);
        (void)unpack_i64(in);
    }
    const void *bytes = unpack_bytes(in, &size);
    enum rc rc = unpack_check(in, err);
    if (rc != RC_OK) {
        return rc;
    }
    cache_clear(&store->cache);
    schema_finalize(&store->schema);
    rc = load_database(store, bytes, size, err);
    if (rc == RC_OK) {
        rc = schema_read(&store->schema, store->db, err);
    }
    if (rc != RC_OK) {
        return err_set(err, RC_DAMAGED, "the saved state of a store is not a database of the lab");
    }
    store->feed.is_whole = true;
    return RC_OK;
}

enum rc store_load(struct store *store, struct unpack *in, struct err *err)
{
    struct head head;
    enum rc rc = load_rows(store, &head, in, err);
    if (rc != RC_OK) {
        return rc;
    }
    store->config.rng = head.rng;
    for (int i = 0; i < head.counter_count; i++) {
        uint32_t number = (uint32_t)unpack_u64(&head.counters);
        int64_t largest = unpack_i64(&head.counters);
        struct table *table = schema_find_number(&store->schema, number);
        if (table != NULL) {
            table->largest = largest;
        }
    }
    return RC_OK;
}

enum rc store_adopt(struct store *store, struct unpack *in, struct err *err)
{
    struct head head;
    enum rc rc = load_rows(store, &head, in, err);
    for (int i = 0; rc == RC_OK && i < head.counter_count; i++) {
        uint32_t number = (uint32_t)unpack_u64(&head.counters);
        int64_t largest = unpack_i64(&head.counters);
        struct table *table = schema_find_number(&store->schema, number);
        if (table != NULL) {
            autoinc_see(table, largest);
        }
    }
    return rc;
}
