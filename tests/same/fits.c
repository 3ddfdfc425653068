/* SPDX-License-Identifier: MIT */
#include "same/fits.h"

#ifndef SQLITE_ENABLE_PREUPDATE_HOOK
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#endif
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum kind { KIND_INTEGER, KIND_NUMBER, KIND_TEXT };

/* A type as it is written here; of a text its length in characters. */
static const struct {
    const char *name;
    enum kind kind;
    int64_t least;
    int64_t most;
} types[] = {
    {"SMALLINT", KIND_INTEGER, -32768, 32767},
    {"INT UNSIGNED", KIND_INTEGER, 0, 4294967295},
    {"INT", KIND_INTEGER, -2147483647 - 1, 2147483647},
    {"INTEGER", KIND_INTEGER, -2147483647 - 1, 2147483647},
    {"BIGINT", KIND_INTEGER, INT64_MIN, INT64_MAX},
    {"DECIMAL(10,2)", KIND_NUMBER, -99999999, 99999999},
    {"NUMERIC(8, 2)", KIND_NUMBER, -999999, 999999},
    {"DECIMAL(12,4)", KIND_NUMBER, -99999999, 99999999},
    {"DECIMAL", KIND_NUMBER, INT64_MIN, INT64_MAX},
    {"DECIMAL(30,2)", KIND_NUMBER, INT64_MIN, INT64_MAX},
    {"NUMERIC", KIND_NUMBER, INT64_MIN, INT64_MAX},
    {"DOUBLE", KIND_NUMBER, INT64_MIN, INT64_MAX},
    {"REAL", KIND_NUMBER, INT64_MIN, INT64_MAX},
    {"FLOAT", KIND_NUMBER, INT64_MIN, INT64_MAX},
    {"VARCHAR(200)", KIND_TEXT, 0, 200},
    {"VARCHAR(40)", KIND_TEXT, 0, 40},
    {"VARCHAR(20)", KIND_TEXT, 0, 20},
    {"CHAR(12)", KIND_TEXT, 0, 12},
};

static int find_type(const char *name)
{
    for (int i = 0; i < (int)(sizeof types / sizeof types[0]); i++) {
        if (strcmp(types[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

void fits_read(struct fits *fits, sqlite3 *db)
{
    sqlite3_stmt *stmt = NULL;
    fits->count = 0;
    (void)sqlite3_prepare_v2(
        db,
        "SELECT t.name, c.type, c.hidden, c.dflt_value FROM sqlite_schema AS t,"
        " pragma_table_xinfo(t.name) AS c WHERE t.type = 'table'"
        " ORDER BY t.name, c.cid",
        -1, &stmt, NULL);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        struct fits_table *table = fits->count > 0 ? &fits->tables[fits->count - 1] : NULL;
        if (table == NULL || strcmp(table->name, name) != 0) {
            if (fits->count == FITS_TABLES_MAX) {
                break;
            }
            const char *value = (const char *)sqlite3_column_text(stmt, 3);
            table = &fits->tables[fits->count++];
            *table = (struct fits_table){.has_id = value != NULL && strstr(value, "plain_id")};
            (void)snprintf(table->name, sizeof table->name, "%s", name);
        }
        if (table->count < FITS_COLUMNS_MAX) {
            bool is_generated = sqlite3_column_int(stmt, 2) != 0;
            const char *type = (const char *)sqlite3_column_text(stmt, 1);
            table->types[table->count++] = is_generated ? -1 : find_type(type);
        }
    }
    (void)sqlite3_finalize(stmt);
}

static int64_t count_characters(const unsigned char *text)
{
    int64_t count = 0;
    for (; *text != '\0'; text++) {
        count += *text < 0x80 || *text >= 0xc0 ? 1 : 0;
    }
    return count;
}

static bool fits_value(int type, sqlite3_value *value)
{
    int kind = sqlite3_value_type(value);
    bool is_number = kind == SQLITE_INTEGER || kind == SQLITE_FLOAT;
    if (kind == SQLITE_NULL) {
        return true;
    }
    if (types[type].kind == KIND_TEXT) {
        return kind != SQLITE_TEXT ||
               count_characters(sqlite3_value_text(value)) <= types[type].most;
    }
    int64_t number = is_number ? sqlite3_value_int64(value) : 0;
    bool is_beyond = kind == SQLITE_FLOAT && types[type].kind == KIND_INTEGER &&
                     (number == INT64_MIN || number == INT64_MAX);
    return is_number && !is_beyond && number >= types[type].least && number <= types[type].most;
}

bool fits_row(const struct fits *fits, sqlite3 *db, const char *table, bool is_insert)
{
    for (int i = 0; i < fits->count; i++) {
        const struct fits_table *found = &fits->tables[i];
        for (int c = 0; c < found->count && strcmp(found->name, table) == 0; c++) {
            sqlite3_value *value = NULL;
            (void)sqlite3_preupdate_new(db, c, &value);
            bool is_zero_id = c == 0 && found->has_id && is_insert && value != NULL &&
                              sqlite3_value_int64(value) == 0;
            bool fits_here =
                found->types[c] < 0 || value == NULL || fits_value(found->types[c], value);
            if (is_zero_id || !fits_here) {
                return false;
            }
        }
    }
    return true;
}
