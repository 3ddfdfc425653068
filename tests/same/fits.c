/* SPDX-License-Identifier: MIT */
#include "same/fits.h"

#include "base/buf.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* A type as it is written here; the column stands for %s. */
static const struct {
    const char *type;
    const char *fits;
} types[] = {
    {"SMALLINT", "CAST(%s AS INTEGER) BETWEEN -32768 AND 32767"},
    {"INT UNSIGNED", "CAST(%s AS INTEGER) BETWEEN 0 AND 4294967295"},
    {"INT", "CAST(%s AS INTEGER) BETWEEN -2147483648 AND 2147483647"},
    {"INTEGER", "CAST(%s AS INTEGER) BETWEEN -2147483648 AND 2147483647"},
    {"BIGINT", "(typeof(%s) = 'integer' OR abs(%s) < 9.2233720368547748e18)"},
    {"DECIMAL(10,2)", "CAST(%s AS INTEGER) BETWEEN -99999999 AND 99999999"},
    {"NUMERIC(8, 2)", "CAST(%s AS INTEGER) BETWEEN -999999 AND 999999"},
    {"DECIMAL(12,4)", "CAST(%s AS INTEGER) BETWEEN -99999999 AND 99999999"},
    {"DECIMAL", "1"},
    {"DECIMAL(30,2)", "1"},
    {"NUMERIC", "1"},
    {"DOUBLE", "1"},
    {"REAL", "1"},
    {"FLOAT", "1"},
};

static const struct {
    const char *type;
    const char *fits;
} texts[] = {
    {"VARCHAR(200)", "length(%s) <= 200"},
    {"VARCHAR(40)", "length(%s) <= 40"},
    {"VARCHAR(20)", "length(%s) <= 20"},
    {"CHAR(12)", "length(%s) <= 12"},
};

/* `form` with the column in the place of each %s. */
static void add_form(struct buf *out, const char *form, const char *column)
{
    for (const char *at = form; *at != '\0'; at++) {
        if (at[0] == '%' && at[1] == 's') {
            buf_addf(out, "new.\"%s\"", column);
            at++;
        } else {
            buf_add_char(out, *at);
        }
    }
}

static void add_column(struct buf *out, const char *column, const char *type)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(types[i].type, type) == 0) {
            add_form(out, " AND (%s IS NULL OR (typeof(%s) IN ('integer', 'real') AND ", column);
            add_form(out, types[i].fits, column);
            buf_addf(out, "))");
        }
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(texts[i].type, type) == 0) {
            add_form(out, " AND (typeof(%s) <> 'text' OR ", column);
            add_form(out, texts[i].fits, column);
            buf_addf(out, ")");
        }
    }
}

/* What must be true of a new row of the table; `is_insert`: an id that is given is not 0. */
static void add_condition(struct buf *out, sqlite3 *db, const char *table, int is_insert)
{
    sqlite3_stmt *stmt = NULL;
    (void)sqlite3_prepare_v2(db,
                             "SELECT name, type, coalesce(dflt_value, '') LIKE '%plain_id%' FROM "
                             "pragma_table_xinfo(?1) WHERE hidden = 0",
                             -1, &stmt, NULL);
    (void)sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC);
    buf_addf(out, "1");
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *column = (const char *)sqlite3_column_text(stmt, 0);
        add_column(out, column, (const char *)sqlite3_column_text(stmt, 1));
        if (is_insert && sqlite3_column_int(stmt, 2) != 0) {
            add_form(out, " AND CAST(%s AS INTEGER) <> 0", column);
        }
    }
    (void)sqlite3_finalize(stmt);
}

static void run_each(sqlite3 *db, const char *sql, void (*run)(sqlite3 *db, const char *name))
{
    char names[50][80];
    int count = 0;
    sqlite3_stmt *stmt = NULL;
    (void)sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    while (sqlite3_step(stmt) == SQLITE_ROW && count < 50) {
        (void)snprintf(names[count++], sizeof names[0], "%s", sqlite3_column_text(stmt, 0));
    }
    (void)sqlite3_finalize(stmt);
    for (int i = 0; i < count; i++) {
        run(db, names[i]);
    }
}

static void remove_one(sqlite3 *db, const char *name)
{
    char sql[120];
    (void)snprintf(sql, sizeof sql, "DROP TRIGGER \"%s\"", name);
    (void)sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static void add_one(sqlite3 *db, const char *table)
{
    for (int is_insert = 0; is_insert < 2; is_insert++) {
        struct buf sql;
        buf_init(&sql, BUF_CAP_TEXT);
        buf_addf(&sql, "CREATE TRIGGER \"fits %s %d\" AFTER %s ON \"%s\" WHEN NOT (", table,
                 is_insert, is_insert ? "INSERT" : "UPDATE", table);
        add_condition(&sql, db, table, is_insert);
        buf_addf(&sql, ") BEGIN SELECT RAISE(ABORT, '" FITS_WORDS "'); END");
        char *error = NULL;
        if (sqlite3_exec(db, sql.data, NULL, NULL, &error) != SQLITE_OK) {
            (void)fprintf(stderr, "same: %s: %s\n", error, sql.data);
        }
        sqlite3_free(error);
        buf_release(&sql);
    }
}

void fits_remove(sqlite3 *db)
{
    run_each(db, "SELECT name FROM sqlite_schema WHERE type = 'trigger'", remove_one);
}

void fits_add(sqlite3 *db)
{
    run_each(db, "SELECT name FROM sqlite_schema WHERE type = 'table'", add_one);
}
