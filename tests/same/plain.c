/* SPDX-License-Identifier: MIT */
#include "same/plain.h"

#include "base/mem.h"
#include "same/fits.h"

#ifndef SQLITE_ENABLE_PREUPDATE_HOOK
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#endif
#include <sqlite3.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID_STEP 16 /* between two ids of one master */

struct plain {
    sqlite3 *db;     /* owned */
    int64_t first;   /* id to be given first */
    int64_t largest; /* seen in this statement; 0: none was given yet */
    int64_t affected;
    bool is_unsure; /* of `affected` */
    bool is_insert;
    bool is_unfit; /* a row was written that does not fit */
    struct fits fits;
};

static bool is_same(sqlite3_value *a, sqlite3_value *b)
{
    int type = sqlite3_value_type(a);
    if (type != sqlite3_value_type(b)) {
        return false;
    }
    if (type == SQLITE_INTEGER) {
        return sqlite3_value_int64(a) == sqlite3_value_int64(b);
    }
    if (type == SQLITE_FLOAT) {
        double left = sqlite3_value_double(a);
        double right = sqlite3_value_double(b);
        return memcmp(&left, &right, sizeof left) == 0;
    }
    int size = sqlite3_value_bytes(a);
    return type == SQLITE_NULL ||
           (size == sqlite3_value_bytes(b) &&
            (size == 0 || memcmp(sqlite3_value_blob(a), sqlite3_value_blob(b), (size_t)size) == 0));
}

/* An UPDATE that leaves a row as it is changes nothing, as in MySQL. */
static bool is_changed(struct plain *plain, sqlite3 *db)
{
    for (int i = 0; i < sqlite3_preupdate_count(db); i++) {
        sqlite3_value *before = NULL;
        sqlite3_value *after = NULL;
        if (sqlite3_preupdate_old(db, i, &before) != SQLITE_OK ||
            sqlite3_preupdate_new(db, i, &after) != SQLITE_OK || !is_same(before, after)) {
            /* Some versions take an integer of the row that goes for a REAL. */
            plain->is_unsure = plain->is_unsure || (before != NULL && after != NULL &&
                                                    sqlite3_value_type(before) == SQLITE_FLOAT &&
                                                    sqlite3_value_type(after) == SQLITE_INTEGER);
            return true;
        }
    }
    return false;
}

static void on_change(void *user, sqlite3 *db, int op, const char *schema, const char *table,
                      sqlite3_int64 before, sqlite3_int64 after)
{
    struct plain *plain = user;
    sqlite3_value *value = NULL;
    (void)schema, (void)before, (void)after;
    if (sqlite3_preupdate_depth(db) > 0) {
        return; /* of a trigger, which counts for nothing */
    }
    if (op != SQLITE_DELETE && plain->largest != 0 &&
        sqlite3_preupdate_new(db, 0, &value) == SQLITE_OK &&
        sqlite3_value_type(value) == SQLITE_INTEGER &&
        sqlite3_value_int64(value) > plain->largest) {
        plain->largest = sqlite3_value_int64(value);
    }
    plain->is_unfit = plain->is_unfit || (op != SQLITE_DELETE &&
                                          !fits_row(&plain->fits, db, table, op == SQLITE_INSERT));
    int weight = plain->is_insert && op == SQLITE_UPDATE ? 2 : 1;
    plain->affected +=
        op != SQLITE_UPDATE || plain->is_unsure || is_changed(plain, db) ? weight : 0;
}

static void give_id(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct plain *plain = sqlite3_user_data(context);
    (void)count, (void)values;
    int64_t id = plain->first;
    if (plain->largest >= id) {
        id += ((plain->largest - id) / ID_STEP + 1) * ID_STEP;
    }
    plain->largest = id;
    sqlite3_result_int64(context, id);
}

static void last_id(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct plain *plain = sqlite3_user_data(context);
    (void)count, (void)values;
    sqlite3_result_int64(context, plain->first);
}

struct plain *plain_new(void)
{
    struct plain *plain = mem_alloc(1, sizeof *plain);
    int rc = sqlite3_open(":memory:", &plain->db);
    /* "x" is a name, and an error if there is none. */
    (void)sqlite3_db_config(plain->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    (void)sqlite3_db_config(plain->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_create_function(plain->db, "plain_id", 0, SQLITE_UTF8, plain, give_id, NULL,
                                     NULL);
    }
    if (rc == SQLITE_OK) {
        rc = sqlite3_create_function(plain->db, "last_insert_id", 0, SQLITE_UTF8, plain, last_id,
                                     NULL, NULL);
    }
    if (rc != SQLITE_OK) {
        (void)fprintf(stderr, "same: %s\n", sqlite3_errmsg(plain->db));
        exit(3);
    }
    (void)sqlite3_preupdate_hook(plain->db, on_change, plain);
    return plain;
}

void plain_free(struct plain *plain)
{
    (void)sqlite3_close(plain->db);
    mem_free(plain);
}

void plain_result_init(struct plain_result *result)
{
    *result = (struct plain_result){0};
    rows_init(&result->rows);
}

void plain_result_release(struct plain_result *result)
{
    rows_release(&result->rows);
}

void plain_set_id(struct plain *plain, int64_t first)
{
    plain->first = first;
}

bool plain_is_open(const struct plain *plain)
{
    return sqlite3_get_autocommit(plain->db) == 0;
}

static enum plain_error error_of(sqlite3 *db)
{
    if (strncmp(sqlite3_errmsg(db), "CHECK constraint failed", 23) == 0) {
        return PLAIN_CHECK; /* of a column that is added, too */
    }
    switch (sqlite3_extended_errcode(db)) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return PLAIN_DUPLICATE;
    case SQLITE_CONSTRAINT_NOTNULL:
        return PLAIN_NULL;
    case SQLITE_CONSTRAINT_CHECK:
        return PLAIN_CHECK;
    default:
        return PLAIN_OTHER;
    }
}

static void add_row(struct rows *rows, sqlite3_stmt *stmt)
{
    static const enum cell_kind kinds[] = {
        [SQLITE_INTEGER] = CELL_INTEGER, [SQLITE_FLOAT] = CELL_REAL, [SQLITE_TEXT] = CELL_TEXT,
        [SQLITE_BLOB] = CELL_BLOB,       [SQLITE_NULL] = CELL_NULL,
    };
    for (int i = 0; i < rows->column_count; i++) {
        enum cell_kind kind = kinds[sqlite3_column_type(stmt, i)];
        const void *bytes = kind == CELL_BLOB ? sqlite3_column_blob(stmt, i)
                                              : (const void *)sqlite3_column_text(stmt, i);
        rows_add_cell(rows, kind, bytes != NULL ? bytes : "",
                      (size_t)sqlite3_column_bytes(stmt, i));
    }
}

/* To the hook a column that was added is NULL in the rows that were there: write them anew. */
static void write_rows_anew(struct plain *plain, const char *definition)
{
    char table[40];
    char column[40];
    char sql[200];
    if (sscanf(definition, "ALTER TABLE \"%39[^\"]\" ADD COLUMN \"%39[^\"]\"", table, column) ==
        2) {
        (void)sqlite3_snprintf((int)sizeof sql, sql, "UPDATE \"%w\" SET \"%w\" = \"%w\"", table,
                               column, column);
        (void)sqlite3_db_config(plain->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
        (void)sqlite3_exec(plain->db, sql, NULL, NULL, NULL);
        (void)sqlite3_db_config(plain->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
    }
}

static void run(struct plain *plain, const char *sql, struct plain_result *result)
{
    sqlite3_stmt *stmt = NULL;
    int step = SQLITE_ERROR;
    if (sqlite3_prepare_v2(plain->db, sql, -1, &stmt, NULL) == SQLITE_OK) {
        for (int i = 0; i < sqlite3_column_count(stmt); i++) {
            rows_add_column(&result->rows, sqlite3_column_name(stmt, i));
        }
        while ((step = sqlite3_step(stmt)) == SQLITE_ROW) {
            add_row(&result->rows, stmt);
        }
    }
    if (step != SQLITE_DONE) {
        result->error = error_of(plain->db);
        (void)snprintf(result->text, sizeof result->text, "%s", sqlite3_errmsg(plain->db));
        rows_clear(&result->rows);
    }
    (void)sqlite3_finalize(stmt);
}

/* What wrote a row that does not fit is undone; a transaction around it goes on. */
static void run_rows(struct plain *plain, const char *sql, struct plain_result *result)
{
    bool is_change = strchr("IURD", sql[0]) != NULL && strncmp(sql, "ROLLBACK", 8) != 0;
    if (is_change) {
        (void)sqlite3_exec(plain->db, "SAVEPOINT statement", NULL, NULL, NULL);
    }
    run(plain, sql, result);
    if (is_change && plain->is_unfit) {
        (void)sqlite3_exec(plain->db, "ROLLBACK TO statement", NULL, NULL, NULL);
        result->error = PLAIN_UNFIT;
        (void)snprintf(result->text, sizeof result->text, "a value does not fit");
    }
    if (is_change) {
        (void)sqlite3_exec(plain->db, "RELEASE statement", NULL, NULL, NULL);
    }
}

void plain_run(struct plain *plain, const char *sql, struct plain_result *result)
{
    bool is_definition = strncmp(sql, "CREATE", 6) == 0 || strncmp(sql, "DROP", 4) == 0 ||
                         strncmp(sql, "ALTER", 5) == 0;
    rows_clear(&result->rows);
    result->error = PLAIN_OK;
    result->text[0] = '\0';
    plain->largest = 0;
    plain->affected = 0;
    plain->is_unsure = false;
    plain->is_unfit = false;
    plain->is_insert = strncmp(sql, "INSERT", 6) == 0;
    if (is_definition) {
        run(plain, sql, result);
        rows_clear(&result->rows); /* to add a CHECK, SQLite asks itself something */
        write_rows_anew(plain, sql);
        fits_read(&plain->fits, plain->db);
    } else {
        run_rows(plain, sql, result);
    }
    result->affected = is_definition ? 0 : plain->is_unsure ? -1 : plain->affected;
}
