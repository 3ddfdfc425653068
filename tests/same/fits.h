/* SPDX-License-Identifier: MIT */
/*
 * fits: what MySQL's strict mode lets into a column of a declared type, for the
 * plain side: asked by its hook of each new row, so that nothing in the schema
 * makes SQLite go another way than in a store.
 */
#ifndef SAME_FITS_H
#define SAME_FITS_H

#include <stdbool.h>

#define FITS_TABLES_MAX 8
#define FITS_COLUMNS_MAX 16

struct sqlite3;

struct fits_table {
    char name[40];
    int types[FITS_COLUMNS_MAX]; /* rows of the table of types; -1: any value fits */
    int count;
    bool has_id; /* column 0 is generated */
};

struct fits {
    struct fits_table tables[FITS_TABLES_MAX];
    int count;
};

/* Read the declared types anew, after a definition. */
void fits_read(struct fits *fits, struct sqlite3 *db);
/* Inside the hook: does the new row of `table` fit? */
bool fits_row(const struct fits *fits, struct sqlite3 *db, const char *table, bool is_insert);

#endif
