/* SPDX-License-Identifier: MIT */
#include "store/follower.h"

#include "base/mem.h"
#include "base/quote.h"
#include "store/catalog.h"
#include "store/inside.h"
#include "store/value.h"

#include <stdio.h>
#include <string.h>

struct follower {
    char *path;           /* owned */
    bool may_exist;       /* there may be a file, from now or from a former session */
    sqlite3 *db;          /* owned; NULL: it is not open */
    int64_t data_version; /* changes when somebody else writes */
    bool is_whole;        /* the last update failed: start again */
    int failure;          /* SQLite's code for why */
};

/* The statements that carry the rows of one table over. */
struct carrier {
    const struct table *table; /* borrowed from the store's schema */
    sqlite3_stmt *read;        /* owned: by key, from the store */
    sqlite3_stmt *write;       /* owned: into the file */
    sqlite3_stmt *remove;      /* owned: by key, from the file */
};

static enum rc fail(struct follower *follower, struct err *err)
{
    bool is_link = sqlite3_extended_errcode(follower->db) == SQLITE_CANTOPEN_SYMLINK;
    follower->failure = is_link ? SQLITE_CANTOPEN_SYMLINK : sqlite3_errcode(follower->db);
    return err_set(err, RC_ENV, "%s: cannot be written: %s", follower->path,
                   is_link ? "a link stands there, and is taken away"
                           : sqlite3_errmsg(follower->db));
}

static int64_t read_data_version(struct follower *follower)
{
    sqlite3_stmt *stmt = NULL;
    int64_t version = 0;
    if (sqlite3_prepare_v2(follower->db, "PRAGMA data_version", -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW) {
        version = sqlite3_column_int64(stmt, 0);
    }
    (void)sqlite3_finalize(stmt);
    return version;
}

struct follower *follower_new(const char *path)
{
    struct follower *follower = mem_alloc(1, sizeof(*follower));
    follower->path = mem_text(path);
    follower->may_exist = true;
    return follower;
}

static void close_file(struct follower *follower)
{
    (void)sqlite3_close(follower->db);
    follower->db = NULL;
}

void follower_free(struct follower *follower)
{
    if (follower != NULL) {
        close_file(follower);
        mem_free(follower->path);
        mem_free(follower);
    }
}

void follower_remove(struct follower *follower)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    struct buf name;
    close_file(follower);
    if (!follower->may_exist) {
        return;
    }
    buf_init(&name, BUF_CAP_TEXT);
    for (int i = 0; i < COUNT_OF(ends); i++) {
        buf_clear(&name);
        buf_addf(&name, "%s%s", follower->path, ends[i]);
        (void)remove(name.data);
    }
    buf_release(&name);
    follower->may_exist = false;
}

/* What no second try mends is taken away: the next update makes a new file. */
static void remove_broken(struct follower *follower)
{
    if (follower->failure == SQLITE_NOTADB || follower->failure == SQLITE_CORRUPT ||
        follower->failure == SQLITE_ERROR || follower->failure == SQLITE_CANTOPEN_SYMLINK) {
        follower_remove(follower);
    }
}

/*
 * Nothing waits for the disk: what a crash of the machine leaves is written anew. Where a link
 * leads may be a database that is dear to somebody.
 */
static enum rc open_file(struct follower *follower, struct err *err)
{
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    follower->may_exist = true;
    follower->is_whole = true;
    if (sqlite3_open_v2(follower->path, &follower->db, flags, "unix") != SQLITE_OK ||
        sqlite3_exec(follower->db, "PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL", NULL,
                     NULL, NULL) != SQLITE_OK) {
        enum rc rc = fail(follower, err);
        close_file(follower);
        remove_broken(follower);
        return rc;
    }
    follower->data_version = read_data_version(follower);
    return RC_OK;
}

static enum rc execute(struct follower *follower, const char *sql, struct err *err)
{
    if (sqlite3_exec(follower->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return fail(follower, err);
    }
    return RC_OK;
}

/* Run each statement that a query of `db` gives as text. */
static enum rc execute_each(struct follower *follower, sqlite3 *db, const char *query,
                            struct err *err)
{
    struct buf all;
    sqlite3_stmt *stmt = NULL;
    buf_init(&all, BUF_CAP_STATE);
    if (sqlite3_prepare_v2(db, query, -1, &stmt, NULL) == SQLITE_OK) {
        while (sqlite3_step(stmt) == SQLITE_ROW) {
            catalog_add_clean(&all, (const char *)sqlite3_column_text(stmt, 0), true);
            buf_addf(&all, ";\n");
        }
    }
    (void)sqlite3_finalize(stmt);
    enum rc rc = execute(follower, all.data, err);
    buf_release(&all);
    return rc;
}

/* Copy the row that `from` stands on. */
static enum rc carry_row(struct follower *follower, sqlite3_stmt *from, sqlite3_stmt *to,
                         struct err *err)
{
    for (int i = 0; i < sqlite3_column_count(from); i++) {
        (void)sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
    }
    (void)sqlite3_step(to);
    if (sqlite3_reset(to) != SQLITE_OK) {
        return fail(follower, err);
    }
    return RC_OK;
}

static enum rc prepare_write(struct follower *follower, const struct table *table,
                             sqlite3_stmt **out, struct err *err)
{
    struct buf sql;
    buf_init(&sql, BUF_CAP_TEXT);
    buf_addf(&sql, "REPLACE INTO ");
    quote_sql_name(&sql, table->name);
    buf_addf(&sql, "(");
    schema_add_image_names(&sql, table);
    buf_addf(&sql, ") VALUES(?");
    for (int i = table->has_key ? 1 : 0; i < table->image_count; i++) {
        buf_addf(&sql, ", ?");
    }
    buf_addf(&sql, ")");
    int rc = sqlite3_prepare_v2(follower->db, sql.data, -1, out, NULL);
    buf_release(&sql);
    return rc == SQLITE_OK ? RC_OK : fail(follower, err);
}

static enum rc carry_table(struct follower *follower, struct store *store,
                           const struct table *table, struct err *err)
{
    sqlite3_stmt *from = NULL;
    sqlite3_stmt *to = NULL;
    struct buf sql;
    buf_init(&sql, BUF_CAP_TEXT);
    buf_addf(&sql, "SELECT ");
    schema_add_image_names(&sql, table);
    buf_addf(&sql, " FROM ");
    quote_sql_name(&sql, table->name);
    enum rc rc = prepare_write(follower, table, &to, err);
    (void)sqlite3_prepare_v2(store->db, sql.data, -1, &from, NULL);
    while (rc == RC_OK && from != NULL && sqlite3_step(from) == SQLITE_ROW) {
        rc = carry_row(follower, from, to, err);
    }
    (void)sqlite3_finalize(from);
    (void)sqlite3_finalize(to);
    buf_release(&sql);
    return rc;
}

static const char drop_query[] =
    "SELECT 'DROP ' || type || ' \"' || replace(name, '\"', '\"\"') || '\"' FROM sqlite_schema"
    " WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!'";

static const char create_query[] =
    "SELECT s.sql FROM sqlite_schema AS s WHERE s.sql IS NOT NULL AND s.type IN ('table', 'index')"
    " AND s.tbl_name IN (SELECT name FROM lab_tables) ORDER BY s.type DESC, s.rowid";

/* Everything anew, in the transaction that is open. */
static enum rc rewrite(struct follower *follower, struct store *store, struct err *err)
{
    enum rc rc = execute_each(follower, follower->db, drop_query, err);
    if (rc == RC_OK) {
        rc = execute_each(follower, store->db, create_query, err);
    }
    for (int i = 0; rc == RC_OK && i < store->schema.count; i++) {
        rc = carry_table(follower, store, &store->schema.tables[i], err);
    }
    return rc;
}

static void release_carrier(struct carrier *carrier)
{
    (void)sqlite3_finalize(carrier->write);
    (void)sqlite3_finalize(carrier->remove);
    *carrier = (struct carrier){0};
}

static enum rc prepare_carrier(struct follower *follower, struct store *store,
                               struct carrier *carrier, struct table *table, struct err *err)
{
    release_carrier(carrier);
    carrier->table = table;
    carrier->read = schema_statement(table, store->db, TABLE_READ);
    sqlite3_stmt *remove = schema_statement(table, store->db, TABLE_DELETE);
    if (carrier->read == NULL || remove == NULL ||
        sqlite3_prepare_v2(follower->db, sqlite3_sql(remove), -1, &carrier->remove, NULL) !=
            SQLITE_OK) {
        return fail(follower, err);
    }
    return prepare_write(follower, table, &carrier->write, err);
}

static void bind_key(sqlite3_stmt *stmt, const char *key, size_t size)
{
    int parameter = 1;
    for (const char *at = key; at < key + size; at += value_size(at)) {
        (void)value_bind(stmt, parameter++, at);
    }
}

/* The row of this key is to be in the file as it is in the store, or not to be. */
static enum rc carry_key(struct follower *follower, struct carrier *carrier, const char *key,
                         size_t size, struct err *err)
{
    enum rc rc = RC_OK;
    bind_key(carrier->read, key, size);
    if (sqlite3_step(carrier->read) == SQLITE_ROW) {
        rc = carry_row(follower, carrier->read, carrier->write, err);
    } else {
        bind_key(carrier->remove, key, size);
        (void)sqlite3_step(carrier->remove);
        if (sqlite3_reset(carrier->remove) != SQLITE_OK) {
            rc = fail(follower, err);
        }
    }
    (void)sqlite3_reset(carrier->read);
    return rc;
}

static enum rc carry_feed(struct follower *follower, struct store *store, struct err *err)
{
    struct carrier carrier = {0};
    struct unpack in = unpack_start(store->feed.keys.data, store->feed.keys.size);
    enum rc rc = RC_OK;
    for (int i = 0; i < store->feed.count && rc == RC_OK; i++) {
        size_t size = 0;
        struct table *table = schema_find_number(&store->schema, (uint32_t)unpack_u64(&in));
        const char *key = unpack_bytes(&in, &size);
        if (table == NULL || key == NULL) {
            continue; /* dropped meanwhile: a definition rewrites the whole file */
        }
        if (carrier.table != table) {
            rc = prepare_carrier(follower, store, &carrier, table, err);
        }
        if (rc == RC_OK) {
            rc = carry_key(follower, &carrier, key, size, err);
        }
    }
    release_carrier(&carrier);
    return rc;
}

static void empty_feed(struct feed *feed)
{
    feed->is_whole = false;
    feed->count = 0;
    buf_clear(&feed->keys);
}

/* Has somebody else written into the file, or taken it away? */
static bool is_foreign(struct follower *follower)
{
    int is_moved = 0;
    (void)sqlite3_file_control(follower->db, "main", SQLITE_FCNTL_HAS_MOVED, &is_moved);
    if (is_moved) {
        close_file(follower);
        return true;
    }
    int64_t before = follower->data_version;
    follower->data_version = read_data_version(follower);
    return follower->data_version != before;
}

static enum rc write_changes(struct follower *follower, struct store *store, struct err *err)
{
    enum rc rc = execute(follower, "BEGIN IMMEDIATE", err);
    if (rc == RC_OK) {
        rc = follower->is_whole ? rewrite(follower, store, err) : carry_feed(follower, store, err);
    }
    if (rc == RC_OK) {
        rc = execute(follower, "COMMIT", err);
    }
    if (!sqlite3_get_autocommit(follower->db)) {
        (void)sqlite3_exec(follower->db, "ROLLBACK", NULL, NULL, NULL);
    }
    if (rc != RC_OK) {
        remove_broken(follower);
    }
    return rc;
}

int follower_count_due(const struct follower *follower, const struct store *store)
{
    bool is_whole =
        follower->db == NULL || follower->is_whole || !store->feed.is_on || store->feed.is_whole;
    return is_whole ? -1 : store->feed.count;
}

enum rc follower_update(struct follower *follower, struct store *store, bool *was_foreign,
                        struct err *err)
{
    struct feed *feed = &store->feed;
    enum rc rc = RC_OK;
    *was_foreign = follower->db != NULL && is_foreign(follower);
    if (follower->db == NULL) {
        rc = open_file(follower, err);
    }
    follower->is_whole = follower_count_due(follower, store) < 0 || *was_foreign;
    if (rc == RC_OK && (follower->is_whole || feed->count > 0)) {
        rc = write_changes(follower, store, err);
    }
    follower->is_whole = rc != RC_OK;
    feed->is_on = true;
    empty_feed(feed);
    return rc;
}

static enum rc add_bytes(sqlite3 *db, struct buf *out, struct err *err)
{
    sqlite3_int64 size = 0;
    unsigned char *bytes = sqlite3_serialize(db, "main", &size, 0);
    if (bytes == NULL) {
        return err_set(err, RC_STORE, "its rows cannot be made a file: memory is short");
    }
    enum rc rc = buf_add_bytes(out, (const char *)bytes, (size_t)size, NULL);
    sqlite3_free(bytes);
    return rc == RC_OK ? RC_OK
                       : err_set(err, rc, "the file would be longer than %zu bytes", out->cap);
}

enum rc follower_add_file(struct store *store, struct buf *out, struct err *err)
{
    struct follower *follower = follower_new(":memory:");
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    follower->may_exist = false;
    enum rc rc = sqlite3_open_v2(follower->path, &follower->db, flags, NULL) == SQLITE_OK
                     ? execute(follower, "BEGIN; PRAGMA user_version = 1", err)
                     : fail(follower, err);
    rc = rc == RC_OK ? rewrite(follower, store, err) : rc;
    rc = rc == RC_OK ? execute(follower, "COMMIT", err) : rc;
    rc = rc == RC_OK ? add_bytes(follower->db, out, err) : rc == RC_ENV ? RC_STORE : rc;
    follower_free(follower);
    return rc;
}
