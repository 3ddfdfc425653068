/* SPDX-License-Identifier: MIT */
/*
 * contents: a store as a whole: its digest, and how it is saved and loaded.
 */
#include "base/quote.h"
#include "store/autoinc.h"
#include "store/inside.h"
#include "store/value.h"

#include "base/hash.h"

#include <assert.h>
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
    quote_sql_name(sql, table->name);
    buf_addf(sql, " ORDER BY ");
    if (!table->has_key) {
        buf_addf(sql, "rowid");
    }
    for (int i = 0; i < table->key.count; i++) {
        for (int c = 0; c < table->column_count; c++) {
            if (table->columns[c].image == table->key.images[i]) {
                buf_addf(sql, i > 0 ? ", " : "");
                quote_sql_name(sql, table->columns[c].name);
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

/* --- copies --------------------------------------------------------------------------------- */

void store_copy_init(struct store_copy *copy)
{
    buf_init(&copy->head, BUF_CAP_STATE);
    buf_init(&copy->database, BUF_CAP_STATE);
}

void store_copy_release(struct store_copy *copy)
{
    buf_release(&copy->head);
    buf_release(&copy->database);
}

static void replace(struct buf *buf, const void *bytes, size_t size)
{
    buf_clear(buf);
    enum rc rc = buf_add_bytes(buf, bytes, size, NULL);
    assert(rc == RC_OK); /* a state is far below BUF_CAP_STATE */
}

static void remember(struct buf *like, const struct buf *database)
{
    if (database->size >= like->size) {
        replace(like, database->data, database->size);
    }
}

void store_copy_save(struct buf *out, const struct store_copy *copy, struct buf *like)
{
    pack_bytes(out, copy->head.data, copy->head.size);
    pack_like(out, like, copy->database.data, copy->database.size);
    remember(like, &copy->database);
}

void store_copy_load(struct store_copy *copy, struct unpack *in, struct buf *like)
{
    size_t size = 0;
    const void *bytes = unpack_bytes(in, &size);
    replace(&copy->head, bytes, size);
    buf_clear(&copy->database);
    unpack_like(in, like, &copy->database);
    remember(like, &copy->database);
}

void store_take(struct store *store, struct store_copy *out)
{
    sqlite3_int64 size = 0;
    unsigned char *bytes = sqlite3_serialize(store->db, "main", &size, 0);
    replace(&out->database, bytes != NULL ? (const void *)bytes : "",
            bytes != NULL ? (size_t)size : 0);
    sqlite3_free(bytes);
    buf_clear(&out->head);
    pack_mark(&out->head, "store");
    pack_items(&out->head, &store->config.rng, 1, sizeof(store->config.rng));
    pack_int(&out->head, store->schema.count);
    for (int i = 0; i < store->schema.count; i++) {
        pack_u64(&out->head, store->schema.tables[i].number);
        pack_i64(&out->head, store->schema.tables[i].largest);
    }
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

/* Become the copy; *head is left at its counters, *rng is its chance. */
static enum rc become(struct store *store, const struct store_copy *from, struct unpack *head,
                      struct rng *rng, struct err *err)
{
    *head = unpack_start(from->head.data, from->head.size);
    unpack_mark(head, "store");
    unpack_items(head, rng, 1, sizeof(*rng));
    enum rc rc = unpack_check(head, err);
    if (rc != RC_OK) {
        return rc;
    }
    cache_clear(&store->cache);
    schema_finalize(&store->schema);
    rc = load_database(store, from->database.data, from->database.size, err);
    if (rc == RC_OK) {
        rc = schema_read(&store->schema, store->db, err);
    }
    if (rc != RC_OK) {
        return err_set(err, RC_DAMAGED, "the saved state of a store is not a database of the lab");
    }
    store->feed.is_whole = true;
    return RC_OK;
}

static enum rc read_counters(struct store *store, struct unpack *head, bool is_own, struct err *err)
{
    int count = unpack_int(head, 0, 1 << 20);
    for (int i = 0; i < count && !head->damaged; i++) {
        struct table *table = schema_find_number(&store->schema, (uint32_t)unpack_u64(head));
        int64_t largest = unpack_i64(head);
        if (table != NULL && is_own) {
            table->largest = largest;
        } else if (table != NULL) {
            autoinc_see(table, largest);
        }
    }
    return unpack_check(head, err);
}

enum rc store_adopt(struct store *store, const struct store_copy *from, struct err *err)
{
    struct unpack head;
    struct rng rng;
    enum rc rc = become(store, from, &head, &rng, err);
    return rc == RC_OK ? read_counters(store, &head, false, err) : rc;
}

enum rc store_clone(struct store **out, struct store *store, struct err *err)
{
    enum rc rc = store_new(out, &store->config, err);
    if (rc == RC_OK) {
        (*out)->is_snapshot = true;
        rc = store_clone_again(*out, store, err);
    }
    if (rc != RC_OK) {
        store_free(*out);
        *out = NULL;
    }
    return rc;
}

enum rc store_clone_again(struct store *clone, struct store *store, struct err *err)
{
    clone->config.rng = rng_fork(&store->config.rng, "clone", 0);
    (void)rng_next(&store->config.rng); /* no two clones have the same chance */
    cache_clear(&clone->cache);
    schema_finalize(&clone->schema);
    sqlite3_backup *backup = sqlite3_backup_init(clone->db, "main", store->db, "main");
    int step = backup != NULL ? sqlite3_backup_step(backup, -1) : SQLITE_ERROR;
    (void)sqlite3_backup_finish(backup);
    if (step != SQLITE_DONE) {
        return store_fail(clone, "copying a store", err);
    }
    return schema_read(&clone->schema, clone->db, err);
}

void store_save(struct buf *out, struct store *store, struct buf *like)
{
    struct store_copy copy;
    store_copy_init(&copy);
    store_take(store, &copy);
    store_copy_save(out, &copy, like);
    store_copy_release(&copy);
}

enum rc store_load(struct store *store, struct unpack *in, struct buf *like, struct err *err)
{
    struct unpack head;
    struct store_copy copy;
    struct rng rng;
    store_copy_init(&copy);
    store_copy_load(&copy, in, like);
    enum rc rc = unpack_check(in, err);
    if (rc == RC_OK) {
        rc = become(store, &copy, &head, &rng, err);
    }
    if (rc == RC_OK) {
        store->config.rng = rng;
        rc = read_counters(store, &head, true, err);
    }
    store_copy_release(&copy);
    return rc;
}
