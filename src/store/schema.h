/* SPDX-License-Identifier: MIT */
/*
 * schema: what tables there are, as the rooms of store/ need to know them: keys,
 * columns, indexes, the number that every store agrees on, and the statements
 * that apply a change to each.
 *
 * It is read from SQLite after each definition and never edited. A row's image
 * is its columns but the generated ones, in order; its key is the primary key's
 * columns, or the hidden row number of a table that has none.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "store/sqlite.h"

#include <stdbool.h>
#include <stdint.h>

#define KEY_COLUMNS_MAX 16   /* as in MySQL */
#define TABLE_INDEXES_MAX 64 /* as in MySQL */

enum fit_kind { FIT_ANY, FIT_INTEGER, FIT_NUMBER, FIT_CHARACTERS, FIT_BYTES, FIT_DATE, FIT_TIME };

/* What a column's declared type lets in. See store/strict.h. */
struct fit {
    enum fit_kind kind;
    int64_t least; /* of a number */
    int64_t most;  /* of a number, or how many characters or bytes */
};

struct column {
    char name[NAME_SIZE_MAX];
    struct fit fit;
    bool is_generated;
    bool is_virtual;
    bool is_real;    /* REAL affinity: integers are kept as REAL */
    bool is_auto;    /* AUTO_INCREMENT */
    bool is_misread; /* by some versions' hook: an integer of a row that goes comes as a REAL */
    int image;       /* place in the row's image; -1: generated */
    int stored;      /* place in the stored record: virtual columns come last */
};

struct index {
    char name[NAME_SIZE_MAX];
    int number; /* 1..: a page's index number */
    bool is_unique;
    int count;
    int images[KEY_COLUMNS_MAX]; /* places of its columns in the image */
    bool folds[KEY_COLUMNS_MAX]; /* compared without case */
};

enum table_statement { TABLE_DELETE, TABLE_INSERT, TABLE_REPLACE, TABLE_READ, TABLE_STATEMENTS };

struct table {
    char name[NAME_SIZE_MAX];
    char database[NAME_SIZE_MAX];
    uint32_t number;
    uint64_t definition;         /* hash of its SQL and its indexes' */
    uint64_t columns_definition; /* hash of its number and its SQL alone */
    int rows_per_page;
    bool has_key;    /* a primary key; else the hidden row number */
    bool has_unique; /* a unique index besides the primary key */
    bool has_foreign_keys;
    bool is_misread;   /* one of its columns is */
    bool is_used;      /* seen while preparing: by the statement itself */
    bool is_triggered; /* seen while preparing: a trigger changes it */
    int column_count;
    struct column *columns; /* owned */
    int image_count;
    struct index key; /* number 0; count 0 when there is none */
    int auto_column;  /* in columns; -1: none */
    int index_count;
    struct index *indexes;                      /* owned */
    int64_t largest;                            /* integer key seen, see store/autoinc */
    sqlite3_stmt *statements[TABLE_STATEMENTS]; /* owned; made when first needed */
};

struct trigger {
    char name[NAME_SIZE_MAX];
};

struct schema {
    struct table *tables; /* owned; in order of name */
    int count;
    struct trigger *triggers; /* owned */
    int trigger_count;
    uint64_t definitions; /* of the columns of all tables, as a hash */
    bool has_triggers;
    bool has_foreign_keys;
};

/* Make the catalog's own tables in an empty database. */
MUST_CHECK enum rc schema_create(sqlite3 *db, struct err *err);

/* Read what is defined now: tables that are as they were are kept, and the counters of all that
 * are still there. */
MUST_CHECK enum rc schema_read(struct schema *schema, sqlite3 *db, struct err *err);
void schema_release(struct schema *schema);
/* Let go of the prepared statements of every table. */
void schema_finalize(struct schema *schema);

struct table *schema_find(const struct schema *schema, const char *name); /* without case */
bool schema_has_trigger(const struct schema *schema, const char *name);   /* without case */
struct table *schema_find_number(const struct schema *schema, uint32_t number);

/* The table's statement, prepared once; NULL: SQLite failed. */
sqlite3_stmt *schema_statement(struct table *table, sqlite3 *db, enum table_statement which);

/* The columns of the image, and before them the row number where that is the key. */
void schema_add_image_names(struct buf *sql, const struct table *table);

#endif
