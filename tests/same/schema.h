/* SPDX-License-Identifier: MIT */
/*
 * schema: the tables that the grammar believes to be there, and both ways to
 * write things down: a pair is one statement in MySQL's dialect and in SQLite's.
 */
#ifndef SAME_SCHEMA_H
#define SAME_SCHEMA_H

#include "base/buf.h"
#include "base/rng.h"

#include <stdbool.h>

#define TABLES_MAX 5
#define TABLE_COLUMNS_MAX 10
#define TABLE_KEY_MAX 3
#define TABLE_INDEXES 4
#define SQL_NAME_SIZE 24

struct pair {
    struct buf lab;
    struct buf plain;
    int range; /* how many small values there are */
};

enum column_type { TYPE_INTEGER, TYPE_TEXT, TYPE_REAL, TYPE_DECIMAL, TYPE_BLOB, TYPE_COUNT };

struct column {
    char name[SQL_NAME_SIZE];
    enum column_type type;
    bool not_null;
    bool has_default;
    bool is_generated;
    bool is_unique;
};

enum key_kind { KEY_AUTO, KEY_INTEGER, KEY_TEXT, KEY_COMPOSITE, KEY_NONE, KEY_COUNT };

struct table {
    char name[SQL_NAME_SIZE];
    bool is_there;
    enum key_kind key_kind;
    int key[TABLE_KEY_MAX]; /* columns of the primary key */
    int key_count;
    struct column columns[TABLE_COLUMNS_MAX];
    int column_count;
    char indexes[TABLE_INDEXES][SQL_NAME_SIZE]; /* "": free */
};

void pair_init(struct pair *pair);
void pair_release(struct pair *pair);
void pair_clear(struct pair *pair);
/* Append to both, or to each its own. */
void pair_both(struct pair *pair, const char *text);
void pair_each(struct pair *pair, const char *lab, const char *plain);
void pair_name(struct pair *pair, struct rng *rng, const char *name);
/* Append a text with quotes, each in one of the ways that its dialect has. */
void pair_text(struct pair *pair, struct rng *rng, const char *text);

/* Append a value of a type: an edge of it, NULL or one of another type now and then. */
void pair_value(struct pair *pair, struct rng *rng, enum column_type type);
/* The same, never NULL and of few values, so that they meet again. */
void pair_small_value(struct pair *pair, struct rng *rng, enum column_type type);

/* Draw a table called `name` and append its CREATE TABLE. `plain_rows`: nothing but what a
 * statement can change by looking at its own rows alone. */
void schema_create_table(struct pair *pair, struct rng *rng, struct table *table, const char *name,
                         bool plain_rows);
/* Draw a column to add behind the others and append it; false: there is no room. */
bool schema_add_column(struct pair *pair, struct rng *rng, struct table *table);

#endif
