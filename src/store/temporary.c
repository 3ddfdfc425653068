/* SPDX-License-Identifier: MIT */
#include "store/temporary.h"

#include "base/quote.h"
#include "store/catalog.h"
#include "store/explain.h"
#include "store/fence.h"
#include "store/value.h"

#include <stdio.h>
#include <string.h>

#define TABLES_MAX 16 /* of one session: each statement of it makes them all */

static const char definitions_sql[] =
    "SELECT type, name, sql FROM temp.sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid";

/* DESCRIBE asks lab_columns: there a temporary table hides one that all have. */
static const char describe_sql[] =
    "DELETE FROM lab_columns WHERE table_name IN"
    " (SELECT name FROM temp.sqlite_schema WHERE type = 'table');"
    "INSERT INTO lab_columns SELECT t.name, c.cid + 1, c.name, lower(c.type),"
    " iif(c.\"notnull\" OR c.pk > 0, 'NO', 'YES'), iif(c.pk > 0, 'PRI', ''), c.dflt_value, ''"
    " FROM temp.sqlite_schema AS t, pragma_table_info(t.name, 'temp') AS c WHERE t.type = 'table'";

bool temporary_is_used(const struct store_statement *statement)
{
    return statement->is_temporary ||
           (statement->temporary != NULL && statement->temporary->size > 0);
}

static enum rc execute(struct store *store, const char *sql, struct err *err)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return store_fail(store, "putting temporary tables back", err);
    }
    return RC_OK;
}

/* --- as bytes ------------------------------------------------------------------------------- */

/* The columns that hold values of their own, and before them the row number. */
static void add_columns(struct store *store, struct buf *out, const char *table, int *count)
{
    sqlite3_stmt *stmt = NULL;
    const char *sql = "SELECT name FROM pragma_table_info(?1, 'temp') ORDER BY cid";
    *count = 1;
    buf_addf(out, "rowid");
    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) == SQLITE_OK) {
        (void)sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC);
        while (sqlite3_step(stmt) == SQLITE_ROW) {
            buf_addf(out, ", ");
            quote_sql_name(out, (const char *)sqlite3_column_text(stmt, 0));
            (*count)++;
        }
    }
    (void)sqlite3_finalize(stmt);
}

/* Pack the rows of a table: how many, then the values one after another. False: SQLite says why. */
static bool pack_rows(struct store *store, struct buf *out, const char *table)
{
    struct buf sql;
    struct buf values;
    sqlite3_stmt *stmt = NULL;
    int rows = 0;
    int count = 0;
    int step = SQLITE_ROW;
    buf_init(&sql, BUF_CAP_TEXT);
    buf_init(&values, BUF_CAP_STATE);
    buf_addf(&sql, "SELECT ");
    add_columns(store, &sql, table, &count);
    buf_addf(&sql, " FROM temp.");
    quote_sql_name(&sql, table);
    buf_addf(&sql, " ORDER BY rowid");
    if (sqlite3_prepare_v2(store->db, sql.data, -1, &stmt, NULL) == SQLITE_OK) {
        for (; (step = sqlite3_step(stmt)) == SQLITE_ROW; rows++) {
            for (int i = 0; i < count; i++) {
                value_add(&values, sqlite3_column_value(stmt, i), false);
            }
        }
    }
    (void)sqlite3_finalize(stmt); /* which leaves the words of an error */
    pack_int(out, rows);
    pack_bytes(out, values.data, values.size);
    buf_release(&values);
    buf_release(&sql);
    return step == SQLITE_DONE;
}

/* Every table and index of `temp`, tables with their rows: how many tables; -1: SQLite says why. */
static int pack_all(struct store *store, struct buf *out)
{
    sqlite3_stmt *stmt = NULL;
    int tables = 0;
    buf_clear(out);
    (void)sqlite3_prepare_v2(store->db, definitions_sql, -1, &stmt, NULL);
    while (tables >= 0 && stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW) {
        const char *type = (const char *)sqlite3_column_text(stmt, 0);
        const char *name = (const char *)sqlite3_column_text(stmt, 1);
        const char *sql = (const char *)sqlite3_column_text(stmt, 2);
        bool is_table = strcmp(type, "table") == 0;
        pack_int(out, is_table);
        pack_text(out, name);
        pack_bytes(out, sql, strlen(sql) + 1);
        if (is_table) {
            tables = pack_rows(store, out, name) ? tables + 1 : -1;
        }
    }
    (void)sqlite3_finalize(stmt);
    return tables;
}

/* SQLite keeps a definition without the word TEMP. */
static void add_definition(struct buf *out, const char *sql, bool is_table)
{
    static const char head[] = "CREATE TABLE ";
    bool is_plain = is_table && strncmp(sql, head, sizeof(head) - 1) == 0;
    buf_addf(out, "%s%s", is_plain ? "CREATE TEMP TABLE " : "",
             sql + (is_plain ? sizeof(head) - 1 : 0));
}

static enum rc put_rows(struct store *store, const char *table, struct unpack *in, struct err *err)
{
    struct buf sql;
    sqlite3_stmt *stmt = NULL;
    size_t size = 0;
    int count = 0;
    int rows = unpack_int(in, 0, INT32_MAX);
    const char *at = unpack_bytes(in, &size);
    enum rc rc = RC_OK;
    buf_init(&sql, BUF_CAP_TEXT);
    buf_addf(&sql, "INSERT INTO temp.");
    quote_sql_name(&sql, table);
    buf_addf(&sql, "(");
    add_columns(store, &sql, table, &count);
    buf_addf(&sql, ") VALUES(?");
    for (int i = 1; i < count; i++) {
        buf_addf(&sql, ", ?");
    }
    buf_addf(&sql, ")");
    if (!value_are_whole(at, size)) {
        rc = err_set(err, RC_DAMAGED, "the rows of a temporary table cannot be read");
    } else if (sqlite3_prepare_v2(store->db, sql.data, -1, &stmt, NULL) != SQLITE_OK) {
        rc = store_fail(store, "putting temporary rows back", err);
    }
    for (int row = 0; row < rows && rc == RC_OK; row++) {
        for (int i = 1; i <= count; i++) {
            (void)value_bind(stmt, i, at);
            at += value_size(at);
        }
        rc = store_do(store, stmt, err);
    }
    (void)sqlite3_finalize(stmt);
    buf_release(&sql);
    return rc;
}

/* --- for a statement ------------------------------------------------------------------------ */

enum rc temporary_put(struct store *store, struct err *err)
{
    const struct buf *bytes = store->statement->temporary;
    enum rc rc = RC_OK;
    struct buf sql;
    buf_init(&sql, BUF_CAP_TEXT);
    if (bytes != NULL && bytes->size > 0) {
        struct unpack in = unpack_start(bytes->data, bytes->size);
        while (rc == RC_OK && in.at < in.size && !in.damaged) {
            char name[NAME_SIZE_MAX];
            bool is_table = unpack_int(&in, 0, 1) != 0;
            unpack_text(&in, name, sizeof(name));
            size_t size = 0;
            const char *definition = unpack_bytes(&in, &size);
            buf_clear(&sql);
            add_definition(&sql, definition, is_table);
            rc = execute(store, sql.data, err);
            if (rc == RC_OK && is_table) {
                rc = put_rows(store, name, &in, err);
            }
        }
        rc = rc == RC_OK ? unpack_check(&in, err) : rc;
        rc = rc == RC_OK ? execute(store, describe_sql, err) : rc;
    }
    buf_release(&sql);
    return rc;
}

/* A row that could not be put back would leave its session without another statement. */
static void check_rows(struct store *store, struct store_result *result)
{
    const char *sql = "SELECT name FROM temp.sqlite_schema WHERE type = 'table'";
    sqlite3_stmt *stmt = NULL;
    (void)sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
    while (result->error == SQL_OK && stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW) {
        catalog_check_rows(store, "temp", (const char *)sqlite3_column_text(stmt, 0), result);
    }
    (void)sqlite3_finalize(stmt);
}

void temporary_define(struct store *store, struct store_result *result)
{
    const char *rest = store->statement->sql;
    store->capture.affected = 0;
    fence_enter(store, FENCE_TEMPORARY);
    while (result->error == SQL_OK && rest[strspn(rest, " \t\r\n;")] != '\0') {
        const char *sql = rest;
        sqlite3_stmt *stmt = NULL;
        bool is_done = sqlite3_prepare_v2(store->db, sql, -1, &stmt, &rest) == SQLITE_OK &&
                       stmt != NULL && sqlite3_step(stmt) == SQLITE_DONE;
        if (!is_done) {
            explain_failure(store, sql, result);
        }
        (void)sqlite3_finalize(stmt);
    }
    fence_leave(store);
    check_rows(store, result);
    store->capture.has_temporary = true;
}

void temporary_take(struct store *store, struct store_result *result)
{
    if (!store->capture.has_temporary) {
        return;
    }
    int tables = pack_all(store, &store->temporary);
    if (tables < 0) {
        explain_failure(store, store->statement->sql, result);
    } else if (tables > TABLES_MAX) {
        explain_set(result, SQL_NOT_SUPPORTED,
                    "a session may have %d temporary tables here: DROP TEMPORARY TABLE one",
                    TABLES_MAX);
    } else if (store->temporary.size > TEMPORARY_SIZE_MAX) {
        explain_set(result, SQL_TABLE_FULL,
                    "The table is full: the temporary tables of a session may have %d KB here",
                    TEMPORARY_SIZE_MAX >> 10);
    } else {
        result->temporary = &store->temporary;
    }
}

bool store_has_temporary(const struct buf *temporary, const char *name)
{
    struct unpack in = unpack_start(temporary->data, temporary->size);
    while (in.at < in.size && !in.damaged) {
        char found[NAME_SIZE_MAX];
        size_t size = 0;
        bool is_table = unpack_int(&in, 0, 1) != 0;
        unpack_text(&in, found, sizeof(found));
        (void)unpack_bytes(&in, &size);
        if (is_table && sqlite3_stricmp(found, name) == 0) {
            return true;
        }
        if (is_table) {
            (void)unpack_int(&in, 0, INT32_MAX);
            (void)unpack_bytes(&in, &size);
        }
    }
    return false;
}
