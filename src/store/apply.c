/* SPDX-License-Identifier: MIT */
#include "store/apply.h"

#include "base/mem.h"
#include "store/autoinc.h"
#include "store/pages.h"
#include "store/value.h"

#include <string.h>

/* Toggling them makes SQLite prepare every statement again: only where there are any. */
static void switch_side_effects(struct store *store, int on)
{
    if (store->schema.has_triggers) {
        (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, on, NULL);
    }
    if (store->schema.has_foreign_keys) {
        (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_FKEY, on, NULL);
    }
}

/* Bind the values from `at` to `end` as parameters `first`, ...; returns the next parameter. */
static int bind_values(sqlite3_stmt *stmt, int first, const char *at, const char *end)
{
    for (; at < end; at += value_size(at)) {
        (void)value_bind(stmt, first++, at);
    }
    return first;
}

static enum rc run_statement(struct store *store, sqlite3_stmt *stmt, struct err *err)
{
    (void)sqlite3_step(stmt);
    if (sqlite3_reset(stmt) != SQLITE_OK) {
        return store_fail(store, "applying a row", err);
    }
    return RC_OK;
}

static enum rc remove_row(struct store *store, struct table *table, const struct changes *changes,
                          const struct change *item, struct err *err)
{
    sqlite3_stmt *stmt = schema_statement(table, store->db, TABLE_DELETE);
    if (stmt == NULL) {
        return store_fail(store, "preparing to delete", err);
    }
    const char *key = changes->bytes.data + item->key.at;
    (void)bind_values(stmt, 1, key, key + item->key.size);
    return run_statement(store, stmt, err);
}

static enum rc put_row(struct store *store, struct table *table, const struct changes *changes,
                       const struct change *item, struct err *err)
{
    bool may_clash = table->has_unique && !store->is_snapshot;
    enum table_statement which = may_clash ? TABLE_INSERT : TABLE_REPLACE;
    sqlite3_stmt *stmt = schema_statement(table, store->db, which);
    if (stmt == NULL) {
        return store_fail(store, "preparing to insert", err);
    }
    const char *key = changes->bytes.data + item->key.at;
    const char *image = changes->bytes.data + item->after.at;
    int parameter = 1;
    if (!table->has_key) {
        parameter = bind_values(stmt, parameter, key, key + item->key.size);
    }
    parameter = bind_values(stmt, parameter, image, image + item->after.size);
    if (parameter - 1 != sqlite3_bind_parameter_count(stmt)) {
        return err_set(err, RC_STORE, "a row of %s has %d values, the table takes %d", table->name,
                       parameter - 1, sqlite3_bind_parameter_count(stmt));
    }
    if (!table->has_key) {
        autoinc_see(table, item->number);
    } else if (table->auto_column >= 0) {
        int place = table->columns[table->auto_column].image;
        autoinc_see(table, value_integer(image_value(changes, item->after, place)));
    }
    return run_statement(store, stmt, err);
}

/* A row that will exist replaces itself, unless other unique keys could be in its way. */
static bool is_removed_first(const struct table *table, const struct change *item)
{
    return !item->has_after || table->has_unique;
}

bool apply_is_single(const struct store *store, const struct changes *changes)
{
    if (changes->count != 1) {
        return changes->count == 0;
    }
    const struct table *table = schema_find_number(&store->schema, changes->items[0].table);
    return table == NULL || !changes->items[0].has_after || !table->has_unique;
}

static enum rc apply_phases(struct store *store, const struct changes *changes, struct err *err)
{
    struct table *table = NULL;
    for (int phase = 1; phase <= 2; phase++) {
        for (int i = 0; i < changes->count; i++) {
            const struct change *item = &changes->items[i];
            enum rc rc = RC_OK;
            if (table == NULL || table->number != item->table) {
                table = schema_find_number(&store->schema, item->table);
            }
            if (table == NULL) {
                continue; /* dropped meanwhile */
            }
            if (phase == 1 && is_removed_first(table, item)) {
                rc = remove_row(store, table, changes, item, err);
            } else if (phase == 2 && item->has_after) {
                rc = put_row(store, table, changes, item, err);
            }
            if (rc != RC_OK) {
                return rc;
            }
        }
    }
    return RC_OK;
}

enum rc apply_changes(struct store *store, const struct changes *changes, struct err *err)
{
    switch_side_effects(store, 0);
    enum rc rc = apply_phases(store, changes, err);
    switch_side_effects(store, 1);
    return rc;
}

/* Append the row of this key as an image; false: there is none. */
static bool read_row(struct store *store, struct table *table, struct span_of key,
                     const struct changes *changes)
{
    sqlite3_stmt *stmt = schema_statement(table, store->db, TABLE_READ);
    const char *at = changes->bytes.data + key.at;
    bool is_found = false;
    if (stmt == NULL) {
        return false;
    }
    (void)bind_values(stmt, 1, at, at + key.size);
    if (sqlite3_step(stmt) == SQLITE_ROW) {
        int column = table->has_key ? 0 : 1;
        is_found = true;
        for (int i = 0; i < table->column_count; i++) {
            if (table->columns[i].image >= 0) {
                value_add(&store->scratch, sqlite3_column_value(stmt, column++),
                          table->columns[i].is_real);
            }
        }
    }
    (void)sqlite3_reset(stmt);
    return is_found;
}

static enum rc complain(const struct table *table, const struct change *item, const char *found,
                        struct err *err)
{
    return err_set(err, RC_STORE, "%s, row %lld: %s", table->name, (long long)item->number, found);
}

static bool has_folded_key(const struct table *table)
{
    for (int i = 0; i < table->key.count; i++) {
        if (table->key.folds[i]) {
            return true;
        }
    }
    return false;
}

enum rc apply_check(struct store *store, const struct changes *changes, struct err *err)
{
    for (int i = 0; i < changes->count; i++) {
        const struct change *item = &changes->items[i];
        struct table *table = schema_find_number(&store->schema, item->table);
        if (table == NULL) {
            continue;
        }
        buf_clear(&store->scratch);
        bool is_found = read_row(store, table, item->key, changes);
        if (is_found && !item->had_before && has_folded_key(table)) {
            continue; /* the row under another spelling, which goes in the same changes */
        }
        if (is_found != item->had_before) {
            return complain(table, item,
                            is_found ? "there is a row already where one is inserted"
                                     : "there is no row where one is changed",
                            err);
        }
        if (is_found && (store->scratch.size != item->before.size ||
                         memcmp(store->scratch.data, changes->bytes.data + item->before.at,
                                item->before.size) != 0)) {
            return complain(table, item, "the row is not what the change was made on", err);
        }
    }
    return RC_OK;
}
