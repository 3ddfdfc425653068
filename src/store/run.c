/* SPDX-License-Identifier: MIT */
/*
 * run: one statement in a scratch transaction that is always rolled back.
 */
#include "store/apply.h"
#include "store/capture.h"
#include "store/explain.h"
#include "store/fence.h"
#include "store/inside.h"
#include "store/lockread.h"
#include "store/pages.h"
#include "store/temporary.h"
#include "store/trigger.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#ifndef ROWS_TEXT_MAX
#define ROWS_TEXT_MAX (4 * 1024 * 1024) /* bytes of a result that are kept */
#endif

#define PLAN_COLUMN 3 /* of EXPLAIN QUERY PLAN: what is done; the others are numbers of SQLite's */

void store_result_init(struct store_result *result)
{
    *result = (struct store_result){0};
    rows_init(&result->rows);
    changes_init(&result->changes);
}

void store_result_release(struct store_result *result)
{
    rows_release(&result->rows);
    changes_release(&result->changes);
}

static void clear_result(struct store_result *result)
{
    result->error = SQL_OK;
    result->text[0] = '\0';
    result->affected = 0;
    result->last_insert_id = 0;
    result->temporary = NULL;
    rows_clear(&result->rows);
    changes_clear(&result->changes);
}

/* Nothing but blanks, semicolons and comments behind the statement. */
static bool is_blank(struct store *store, const char *rest)
{
    const char *text = rest + strspn(rest, " \t\r\n;");
    sqlite3_stmt *stmt = NULL;
    if (text[0] == '\0') {
        return true;
    }
    bool is_comment = sqlite3_prepare_v2(store->db, text, -1, &stmt, NULL) == SQLITE_OK;
    is_comment = is_comment && stmt == NULL;
    (void)sqlite3_finalize(stmt);
    return is_comment;
}

/* Prepare `sql` if it is not prepared yet; NULL: it cannot be, the reason is in the result. */
static struct cached *prepare_text(struct store *store, const char *sql,
                                   struct store_result *result)
{
    bool lock_rows = store->statement->lock_rows;
    struct cached *entry = cache_find(&store->cache, sql, lock_rows);
    const char *rest = "";
    if (entry != NULL) {
        return entry;
    }
    entry = cache_add(&store->cache, sql, lock_rows);
    store->fence.reads_rows = false;
    if (lock_rows) {
        lockread_prepare(store, entry, result);
    } else if (sqlite3_prepare_v3(store->db, entry->sql, -1, SQLITE_PREPARE_PERSISTENT,
                                  &entry->stmt, &rest) != SQLITE_OK) {
        explain_failure(store, entry->sql, result);
    } else if (entry->stmt == NULL) {
        explain_set(result, SQL_EMPTY, "Query was empty");
    } else if (!is_blank(store, rest)) {
        explain_set(result, SQL_SYNTAX,
                    "You have an error in your SQL syntax; one statement at a "
                    "time, look near '%.60s'",
                    rest);
    } else if (!trigger_lets_run(store, entry->sql, result)) {
        cache_drop(entry);
        return NULL;
    } else if (sqlite3_stmt_isexplain(entry->stmt) == 1) {
        explain_set(result, SQL_NOT_SUPPORTED, "This lab does not support 'EXPLAIN'");
    }
    if (result->error != SQL_OK) {
        cache_drop(entry);
        return NULL;
    }
    entry->reads_rows = store->fence.reads_rows;
    return entry;
}

/* By its shape if it has one. If that fails, its own words say best what is wrong. */
static struct cached *prepare(struct store *store, struct store_result *result)
{
    const char *sql = store->statement->sql;
    if (strlen(sql) > SQL_SIZE_MAX) {
        explain_set(result, SQL_TOO_BIG, "a statement may have at most %d bytes here",
                    SQL_SIZE_MAX);
        return NULL;
    }
    if (shape_take(&store->shape, sql)) {
        struct cached *entry = prepare_text(store, store->shape.sql.data, result);
        if (entry != NULL) {
            shape_bind(&store->shape, entry->stmt);
            return entry;
        }
        clear_result(result);
        fence_enter(store, FENCE_STATEMENT);
    }
    return prepare_text(store, sql, result);
}

static enum cell_kind cell_kind_of(int type)
{
    switch (type) {
    case SQLITE_INTEGER:
        return CELL_INTEGER;
    case SQLITE_FLOAT:
        return CELL_REAL;
    case SQLITE_TEXT:
        return CELL_TEXT;
    case SQLITE_BLOB:
        return CELL_BLOB;
    default:
        return CELL_NULL;
    }
}

static void add_row(struct rows *rows, sqlite3_stmt *stmt)
{
    if (rows->row_count == ROWS_SHOWN_MAX || rows->text.size > ROWS_TEXT_MAX) {
        rows->rows_total++;
        return;
    }
    int first = sqlite3_stmt_isexplain(stmt) != 0 ? PLAN_COLUMN : 0;
    for (int i = first; i < first + rows->column_count; i++) {
        enum cell_kind kind = cell_kind_of(sqlite3_column_type(stmt, i));
        const void *text = kind == CELL_BLOB ? sqlite3_column_blob(stmt, i)
                                             : (const void *)sqlite3_column_text(stmt, i);
        rows_add_cell(rows, kind, text != NULL ? text : "", (size_t)sqlite3_column_bytes(stmt, i));
    }
}

static void add_columns(struct rows *rows, const struct cached *entry)
{
    int count = sqlite3_column_count(entry->stmt) - entry->lock_columns;
    if (sqlite3_stmt_isexplain(entry->stmt) != 0) {
        rows_add_column(rows, "Plan");
        return;
    }
    for (int i = 0; i < count; i++) {
        const char *name = sqlite3_column_name(entry->stmt, i);
        rows_add_column(rows, name != NULL ? name : "");
    }
}

/* Step through it; what it gives and changes is in the result, or why it failed. */
static void step_through(struct store *store, struct cached *entry, struct store_result *result)
{
    int step;
    fence_enter(store, FENCE_STATEMENT);
    (void)sqlite3_stmt_status(entry->stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
    capture_start(store, &result->changes, result);
    while ((step = sqlite3_step(entry->stmt)) == SQLITE_ROW) {
        if (result->rows.column_count == 0) {
            add_columns(&result->rows, entry);
        }
        add_row(&result->rows, entry->stmt);
        if (entry->lock_rows) {
            lockread_add(store, entry, &result->changes);
        }
    }
    if (step == SQLITE_DONE && result->rows.column_count == 0) {
        add_columns(&result->rows, entry);
    }
    capture_stop(store);
    (void)sqlite3_reset(entry->stmt);
    (void)sqlite3_clear_bindings(entry->stmt);
    fence_leave(store);
    if (step != SQLITE_DONE && result->error == SQL_OK) {
        explain_failure(store, store->statement->sql, result);
    }
}

static void finish(struct store *store, struct store_result *result)
{
    if (result->error != SQL_OK) {
        rows_clear(&result->rows);
        changes_clear(&result->changes);
        return;
    }
    capture_finish(store, &result->changes);
    result->affected = store->capture.affected;
    result->last_insert_id = store->first_id;
}

static enum rc run_prepared(struct store *store, struct cached *entry, struct store_result *result,
                            struct err *err)
{
    const struct changes *own = store->statement->own;
    bool has_own = own != NULL && own->count > 0;
    bool is_scratch = has_own || !sqlite3_stmt_readonly(entry->stmt);
    enum rc rc = is_scratch ? store_do(store, store->begin, err) : RC_OK;
    if (rc == RC_OK && has_own) {
        rc = apply_changes(store, own, err);
    }
    if (rc == RC_OK) {
        step_through(store, entry, result);
    }
    if (is_scratch && !sqlite3_get_autocommit(store->db)) {
        enum rc undone = store_do(store, store->rollback, rc == RC_OK ? err : NULL);
        rc = rc == RC_OK ? undone : rc;
    }
    return rc;
}

/* "demo.t": is there such a database, and is the table of that name one of it? Names of tables
 * stand in one space, so SQLite never sees the database. */
static bool check_written(struct store *store, const char *line, const struct buf *temporary,
                          struct store_result *result)
{
    char database[NAME_SIZE_MAX];
    char name[NAME_SIZE_MAX];
    size_t dot = strcspn(line, ".");
    size_t size = strcspn(line, "\n");
    (void)snprintf(database, sizeof(database), "%.*s", (int)dot, line);
    (void)snprintf(name, sizeof(name), "%.*s", dot < size ? (int)(size - dot - 1) : 0,
                   line + dot + 1);
    const struct table *table = schema_find(&store->schema, name);
    if (!store_has_database(store, database)) {
        explain_set(result, SQL_UNKNOWN_DATABASE, "Unknown database '%s'", database);
    } else if (table != NULL && sqlite3_stricmp(table->database, database) != 0 &&
               (temporary == NULL || !store_has_temporary(temporary, name))) {
        explain_set(result, SQL_NO_TABLE, "Table '%s.%s' doesn't exist; there is %s.%s", database,
                    name, table->database, table->name);
    }
    return result->error == SQL_OK;
}

bool store_check_written(struct store *store, const char *qualified, const struct buf *temporary,
                         struct store_result *result)
{
    const char *line = qualified;
    bool is_right = true;
    while (is_right && line != NULL && *line != '\0') {
        is_right = check_written(store, line, temporary, result);
        line += strcspn(line, "\n");
        line += *line == '\n' ? 1 : 0;
    }
    return is_right;
}

/* Look which tables it reads if some are not what they were. What is prepared says it no more. */
static void watch_tables(struct store *store)
{
    const struct store *present = store->statement->present;
    bool differ = present != NULL && present->schema.definitions != store->schema.definitions;
    store->fence.past = &store->schema;
    store->fence.present = differ ? &present->schema : NULL;
    store->fence.reads_changed = false;
    if (differ) {
        cache_clear(&store->cache);
    }
}

static struct cached *prepare_fenced(struct store *store, struct store_result *result)
{
    watch_tables(store);
    fence_enter(store, FENCE_STATEMENT);
    struct cached *entry = prepare(store, result);
    fence_leave(store);
    store->fence.present = NULL;
    if (entry != NULL && store->fence.reads_changed) {
        (void)sqlite3_clear_bindings(entry->stmt);
        explain_set(result, SQL_TABLE_CHANGED,
                    "Table definition has changed, please retry transaction");
        return NULL;
    }
    return entry;
}

/* The session's own tables are there only while its statement is prepared and run. What is
 * applied before it must not meet them: one may have another table's name. */
static enum rc run_with_temporary(struct store *store, struct store_result *result, struct err *err)
{
    const struct changes *own = store->statement->own;
    enum rc rc = store_do(store, store->begin, err);
    if (rc == RC_OK && own != NULL && own->count > 0) {
        rc = apply_changes(store, own, err);
    }
    rc = rc == RC_OK ? temporary_put(store, err) : rc;
    if (rc == RC_OK && store->statement->is_temporary) {
        temporary_define(store, result);
    } else if (rc == RC_OK) {
        struct cached *entry = prepare_fenced(store, result);
        if (entry != NULL) {
            step_through(store, entry, result);
        }
    }
    if (rc == RC_OK && result->error == SQL_OK) {
        temporary_take(store, result);
    }
    if (!sqlite3_get_autocommit(store->db)) {
        enum rc undone = store_do(store, store->rollback, rc == RC_OK ? err : NULL);
        rc = rc == RC_OK ? undone : rc;
    }
    finish(store, result);
    return rc;
}

enum rc store_run(struct store *store, const struct store_statement *statement,
                  struct store_result *result, struct err *err)
{
    enum rc rc = RC_OK;
    clear_result(result);
    store->statement = statement;
    store->simvfs.now = statement->now;
    store->first_id = 0;
    store->capture.is_full = false;
    store->capture.has_temporary = false;
    if (!store_check_written(store, statement->qualified, statement->temporary, result)) {
        store->statement = NULL;
        return RC_OK;
    }
    if (temporary_is_used(statement)) {
        rc = run_with_temporary(store, result, err);
        store->statement = NULL;
        return rc;
    }
    struct cached *entry = prepare_fenced(store, result);
    if (entry != NULL) {
        rc = run_prepared(store, entry, result, err);
        finish(store, result);
    }
    store->statement = NULL;
    return rc;
}

bool store_only_reads(struct store *store, const struct store_statement *statement)
{
    const char *first = statement->sql + strspn(statement->sql, " \t\r\n(");
    bool only_reads = false;
    if (statement->lock_rows || *first == '\0' || strchr("SsWwVv", *first) == NULL) {
        return false; /* that it changes rows is seen without preparing it */
    }
    struct store_result result;
    store_result_init(&result);
    store->statement = statement;
    bool has_temporary = temporary_is_used(statement);
    if (has_temporary &&
        (store_do(store, store->begin, NULL) != RC_OK || temporary_put(store, NULL) != RC_OK)) {
        has_temporary = !sqlite3_get_autocommit(store->db);
    }
    struct cached *entry = prepare_fenced(store, &result);
    if (entry != NULL) {
        only_reads = entry->reads_rows && sqlite3_stmt_readonly(entry->stmt);
        (void)sqlite3_clear_bindings(entry->stmt);
    }
    if (has_temporary) {
        enum rc undone = store_do(store, store->rollback, NULL);
        assert(undone == RC_OK);
    }
    store->statement = NULL;
    store_result_release(&result);
    return only_reads;
}
