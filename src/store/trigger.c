/* SPDX-License-Identifier: MIT */
#include "store/trigger.h"

#include "base/quote.h"
#include "store/explain.h"
#include "store/fence.h"
#include "store/quoted.h"

#include <stdio.h>
#include <string.h>

/* SQLite would let a trigger of a trigger come back to the table; MySQL does not. */
static const struct table *find_used(const struct schema *schema)
{
    for (int i = 0; i < schema->count; i++) {
        if (schema->tables[i].is_used && schema->tables[i].is_triggered) {
            return &schema->tables[i];
        }
    }
    return NULL;
}

/* What SQLite does with a row that is in the way, it would do with those of the trigger, too. */
static bool has_policy(const char *sql)
{
    static const char *const heads[] = {"insert or ", "update or ", "replace into "};
    for (const char *at = sql; *at != '\0';) {
        const char *behind = quoted_skip(at);
        for (int i = 0; behind == at && i < COUNT_OF(heads); i++) {
            if (sqlite3_strnicmp(at, heads[i], (int)strlen(heads[i])) == 0) {
                return true;
            }
        }
        at = behind > at ? behind : at + 1;
    }
    return false;
}

bool trigger_lets_run(struct store *store, const char *sql, struct store_result *result)
{
    if (!store->fence.fires) {
        return true;
    }
    const struct table *used = find_used(&store->schema);
    if (used != NULL) {
        explain_set(result, SQL_TABLE_IN_USE,
                    "Can't update table '%s' in stored function/trigger because it is already used "
                    "by statement which invoked this stored function/trigger.",
                    used->name);
    } else if (has_policy(sql)) {
        explain_set(result, SQL_NOT_SUPPORTED,
                    "REPLACE and IGNORE are not in this lab where a trigger fires: SQLite would "
                    "replace or ignore its rows, too; say INSERT ... ON DUPLICATE KEY UPDATE");
    }
    return result->error == SQL_OK;
}

/* Prepare a statement, which makes SQLite read the triggers that it fires. A table that they miss
 * may come yet, as in MySQL. */
static void try_statement(struct store *store, const char *sql, struct store_result *result)
{
    sqlite3_stmt *stmt = NULL;
    fence_enter(store, FENCE_STATEMENT);
    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) != SQLITE_OK) {
        explain_failure(store, sql, result);
        result->error = result->error == SQL_NO_TABLE ? SQL_OK : result->error;
    } else {
        (void)trigger_lets_run(store, sql, result);
    }
    (void)sqlite3_finalize(stmt);
    fence_leave(store);
}

/* An UPDATE of the table that leaves it as it is. */
static void add_update(struct buf *sql, const struct table *table)
{
    int at = 0;
    while (table->columns[at].is_generated) {
        at++; /* not all are */
    }
    buf_addf(sql, "UPDATE ");
    quote_sql_name(sql, table->name);
    buf_addf(sql, " SET ");
    quote_sql_name(sql, table->columns[at].name);
    buf_addf(sql, " = ");
    quote_sql_name(sql, table->columns[at].name);
}

/* "BEFORE INSERT ON ...", behind the name in "quotes". */
static const char *behind_name(const char *sql)
{
    const char *at = strchr(sql, '"');
    for (at = at != NULL ? at + 1 : sql; *at != '\0'; at++) {
        if (at[0] == '"' && at[1] == '"') {
            at++;
        } else if (*at == '"') {
            return at + 1 + strspn(at + 1, " ");
        }
    }
    return at;
}

/* The newest is the one that is being made. */
static void read_made(struct store *store)
{
    sqlite3_stmt *stmt = NULL;
    const char *sql = "SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid DESC";
    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW) {
        (void)snprintf(store->fence.made, sizeof(store->fence.made), "%s",
                       (const char *)sqlite3_column_text(stmt, 0));
    }
    (void)sqlite3_finalize(stmt);
}

/* How many other triggers the table of this one has. */
static int count_others(struct store *store, const char *table, const char *name)
{
    static const char sql[] = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND "
                              "tbl_name = ?1 COLLATE NOCASE AND name <> ?2";
    sqlite3_stmt *stmt = NULL;
    int count = 0;
    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) == SQLITE_OK) {
        (void)sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC);
        (void)sqlite3_bind_text(stmt, 2, name, -1, SQLITE_STATIC);
        count = sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int(stmt, 0) : 0;
    }
    (void)sqlite3_finalize(stmt);
    return count;
}

/* Make the oldest trigger of the table again, so that it is the newest. */
static void renew_oldest(struct store *store, const char *table)
{
    static const char sql[] = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND "
                              "tbl_name = ?1 COLLATE NOCASE ORDER BY rowid";
    sqlite3_stmt *stmt = NULL;
    struct buf again;
    buf_init(&again, BUF_CAP_TEXT);
    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) == SQLITE_OK) {
        (void)sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC);
        if (sqlite3_step(stmt) == SQLITE_ROW) {
            buf_addf(&again, "DROP TRIGGER ");
            quote_sql_name(&again, (const char *)sqlite3_column_text(stmt, 0));
            buf_addf(&again, "; %s", (const char *)sqlite3_column_text(stmt, 1));
        }
    }
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_exec(store->db, again.data, NULL, NULL, NULL);
    buf_release(&again);
}

/* MySQL fires the oldest first, SQLite the newest. */
static void put_last(struct store *store, const struct table *table, struct store_result *result)
{
    int others = count_others(store, table->name, store->fence.made);
    if (others >= TRIGGERS_MAX) {
        explain_set(result, SQL_NOT_SUPPORTED, "A table has at most %d triggers here",
                    TRIGGERS_MAX);
        return;
    }
    for (int i = 0; i < others; i++) {
        renew_oldest(store, table->name);
    }
}

void trigger_place(struct store *store, const struct table *table, const char *sql,
                   struct store_result *result)
{
    struct buf change;
    if (table->auto_column >= 0 && strncmp(behind_name(sql), "BEFORE INSERT ", 14) == 0) {
        explain_set(result, SQL_NOT_SUPPORTED,
                    "BEFORE INSERT is not in this lab where a column is AUTO_INCREMENT: AFTER "
                    "INSERT knows the id, too");
        return;
    }
    read_made(store);
    buf_init(&change, BUF_CAP_TEXT);
    buf_addf(&change, "INSERT INTO ");
    quote_sql_name(&change, table->name);
    buf_addf(&change, " DEFAULT VALUES");
    try_statement(store, change.data, result);
    buf_clear(&change);
    add_update(&change, table);
    if (result->error == SQL_OK) {
        try_statement(store, change.data, result);
    }
    buf_clear(&change);
    buf_addf(&change, "DELETE FROM ");
    quote_sql_name(&change, table->name);
    if (result->error == SQL_OK) {
        try_statement(store, change.data, result);
    }
    buf_release(&change);
    if (result->error == SQL_OK) {
        put_last(store, table, result);
    }
    store->fence.made[0] = '\0';
}

bool trigger_find_table(struct store *store, const char *name, char table[NAME_SIZE_MAX])
{
    sqlite3_stmt *stmt = NULL;
    const char *sql = "SELECT table_name FROM lab_triggers WHERE name = ?1";
    bool is_found = false;
    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) == SQLITE_OK) {
        (void)sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
        is_found = sqlite3_step(stmt) == SQLITE_ROW;
        (void)snprintf(table, NAME_SIZE_MAX, "%s",
                       is_found ? (const char *)sqlite3_column_text(stmt, 0) : "");
    }
    (void)sqlite3_finalize(stmt);
    return is_found;
}
