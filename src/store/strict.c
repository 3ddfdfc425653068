/* SPDX-License-Identifier: MIT */
#include "store/strict.h"

#include "store/explain.h"
#include "store/value.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN_MAX 64 /* bytes of a wrong value that are shown */

/* --- declared types ------------------------------------------------------------------------- */

static const struct {
    const char *name; /* the type's first word */
    enum fit_kind kind;
    int64_t least;
    int64_t most;
    int64_t most_unsigned; /* of a number; of a text: its length if none is given, 0: any */
} types[] = {
    {"tinyint", FIT_INTEGER, -128, 127, 255},
    {"bool", FIT_INTEGER, -128, 127, 255},
    {"boolean", FIT_INTEGER, -128, 127, 255},
    {"smallint", FIT_INTEGER, -32768, 32767, 65535},
    {"mediumint", FIT_INTEGER, -8388608, 8388607, 16777215},
    {"int", FIT_INTEGER, INT32_MIN, INT32_MAX, UINT32_MAX},
    {"integer", FIT_INTEGER, INT32_MIN, INT32_MAX, UINT32_MAX},
    {"bigint", FIT_INTEGER, INT64_MIN, INT64_MAX, INT64_MAX},
    {"year", FIT_INTEGER, 0, 2155, 2155},
    {"decimal", FIT_NUMBER, INT64_MIN, INT64_MAX, INT64_MAX},
    {"dec", FIT_NUMBER, INT64_MIN, INT64_MAX, INT64_MAX},
    {"numeric", FIT_NUMBER, INT64_MIN, INT64_MAX, INT64_MAX},
    {"fixed", FIT_NUMBER, INT64_MIN, INT64_MAX, INT64_MAX},
    {"float", FIT_NUMBER, INT64_MIN, INT64_MAX, INT64_MAX},
    {"double", FIT_NUMBER, INT64_MIN, INT64_MAX, INT64_MAX},
    {"real", FIT_NUMBER, INT64_MIN, INT64_MAX, INT64_MAX},
    {"char", FIT_CHARACTERS, 0, 0, 1},
    {"varchar", FIT_CHARACTERS, 0, 0, 0},
    {"nchar", FIT_CHARACTERS, 0, 0, 1},
    {"nvarchar", FIT_CHARACTERS, 0, 0, 0},
    {"tinytext", FIT_BYTES, 0, 0, 255},
    {"tinyblob", FIT_BYTES, 0, 0, 255},
    {"binary", FIT_BYTES, 0, 0, 1},
    {"varbinary", FIT_BYTES, 0, 0, 0},
    {"date", FIT_DATE, 0, 0, 0},
    {"datetime", FIT_TIME, 0, 0, 0},
    {"timestamp", FIT_TIME, 0, 0, 0},
};

static bool has_exact_digits(const char *name)
{
    return name[0] == 'd' ? name[1] == 'e' : name[0] == 'n' || strcmp(name, "fixed") == 0;
}

/* DECIMAL(5,2) holds three digits before the point. */
static void limit_digits(struct fit *out, const char *bracket)
{
    const char *comma = strchr(bracket, ',');
    long digits = strtol(bracket + 1, NULL, 10);
    digits -= comma != NULL ? strtol(comma + 1, NULL, 10) : 0;
    if (digits < 0 || digits > 18) {
        return;
    }
    out->most = 1;
    for (long i = 0; i < digits; i++) {
        out->most *= 10;
    }
    out->most--;
    out->least = -out->most;
}

void strict_read(struct fit *out, const char *declared)
{
    const char *type = declared != NULL ? declared : "";
    size_t size = strcspn(type, " (");
    const char *bracket = strchr(type, '(');
    *out = (struct fit){FIT_ANY, 0, 0};
    for (int i = 0; i < COUNT_OF(types) && out->kind == FIT_ANY; i++) {
        if (strlen(types[i].name) != size ||
            sqlite3_strnicmp(type, types[i].name, (int)size) != 0) {
            continue;
        }
        *out = (struct fit){types[i].kind, types[i].least, types[i].most};
        if (out->kind == FIT_NUMBER && bracket != NULL && has_exact_digits(types[i].name)) {
            limit_digits(out, bracket);
        } else if (out->kind == FIT_CHARACTERS || out->kind == FIT_BYTES) {
            out->most = bracket != NULL ? strtol(bracket + 1, NULL, 10) : types[i].most_unsigned;
        }
        if (sqlite3_strlike("%unsigned%", type, 0) == 0) {
            out->least = 0;
            out->most = out->kind == FIT_INTEGER ? types[i].most_unsigned : out->most;
        }
    }
}

/* --- values --------------------------------------------------------------------------------- */

/* So many digits as a number; -1: something else stands among them. */
static int digits(const char *at, int count)
{
    int number = 0;
    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9') {
            return -1;
        }
        number = number * 10 + at[i] - '0';
    }
    return number;
}

static int days_of(int year, int month)
{
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

static bool is_below(const char *text, int limit)
{
    int number = digits(text, 2);
    return number >= 0 && number < limit;
}

/* "12:30", "12:30:59", "12:30:59.123". */
static bool is_time(const char *text, size_t size)
{
    if (size < 5 || !is_below(text, 24) || text[2] != ':' || !is_below(text + 3, 60)) {
        return false;
    }
    bool has_seconds = size >= 8 && text[5] == ':' && is_below(text + 6, 60);
    bool has_parts = has_seconds && size > 8 && text[8] == '.' && size - 9 <= 6 &&
                     (size == 9 || digits(text + 9, (int)size - 9) >= 0);
    return size == 5 || (has_seconds && size == 8) || has_parts;
}

/* "2026-11-26", and perhaps a time behind it. */
static bool is_date(const char *text, size_t size)
{
    if (size < 10 || text[4] != '-' || text[7] != '-') {
        return false;
    }
    int year = digits(text, 4);
    int month = digits(text + 5, 2);
    int day = digits(text + 8, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > days_of(year, month)) {
        return false;
    }
    return size == 10 || ((text[10] == ' ' || text[10] == 'T') && is_time(text + 11, size - 11));
}

static int64_t count_characters(const char *text, size_t size)
{
    int64_t count = 0;
    for (size_t i = 0; i < size; i++) {
        count += ((unsigned char)text[i] & 0xc0) != 0x80 ? 1 : 0;
    }
    return count;
}

static void say_wrong(struct store_result *result, enum sql_error error, const char *what,
                      const char *value, const char *column, int64_t row)
{
    size_t size = 0;
    const char *text = value_bytes(value, &size);
    explain_set(result, error, "Incorrect %s value: '%.*s' for column '%s' at row %lld", what,
                (int)(size < SHOWN_MAX ? size : SHOWN_MAX), text, column, (long long)row);
}

static void check_number(const struct column *column, const char *value, int64_t row,
                         struct store_result *result)
{
    enum cell_kind kind = value_kind(value);
    if (kind == CELL_TEXT || kind == CELL_BLOB) {
        say_wrong(result, SQL_WRONG_VALUE, column->fit.kind == FIT_INTEGER ? "integer" : "decimal",
                  value, column->name, row);
        return;
    }
    int64_t number = value_integer(value);
    /* A REAL beyond all integers reads as the last of them. */
    bool is_beyond = kind == CELL_REAL && column->fit.kind == FIT_INTEGER &&
                     (number == INT64_MAX || number == INT64_MIN);
    if (is_beyond || number < column->fit.least || number > column->fit.most) {
        explain_set(result, SQL_OUT_OF_RANGE, "Out of range value for column '%s' at row %lld",
                    column->name, (long long)row);
    }
}

static void check_text(const struct column *column, const char *value, int64_t row,
                       struct store_result *result)
{
    enum cell_kind kind = value_kind(value);
    size_t size = 0;
    if (kind != CELL_TEXT && kind != CELL_BLOB) {
        return;
    }
    const char *text = value_bytes(value, &size);
    const struct fit *fit = &column->fit;
    bool is_day = fit->kind == FIT_DATE || fit->kind == FIT_TIME;
    if (is_day && !is_date(text, size)) {
        say_wrong(result, SQL_WRONG_DATE, fit->kind == FIT_DATE ? "date" : "datetime", value,
                  column->name, row);
    } else if (!is_day && fit->most > 0 && (int64_t)size > fit->most &&
               (fit->kind == FIT_BYTES || count_characters(text, size) > fit->most)) {
        explain_set(result, SQL_TOO_BIG, "Data too long for column '%s' at row %lld", column->name,
                    (long long)row);
    }
}

bool strict_check(const struct table *table, const struct changes *changes, struct span_of image,
                  int64_t row, struct store_result *result)
{
    const char *value = changes->bytes.data + image.at;
    for (int i = 0; i < table->column_count && result->error == SQL_OK; i++) {
        const struct column *column = &table->columns[i];
        if (column->image < 0) {
            continue;
        }
        if (column->fit.kind != FIT_ANY && value_kind(value) != CELL_NULL) {
            bool is_number = column->fit.kind == FIT_INTEGER || column->fit.kind == FIT_NUMBER;
            (is_number ? check_number : check_text)(column, value, row, result);
        }
        value += value_size(value);
    }
    return result->error == SQL_OK;
}
