/* SPDX-License-Identifier: MIT */
/*
 * table_rows: some rows of a table in the order of its key, each with its page
 * and its lock, for people who look. Reading them leaves no trace and costs no
 * simulated time.
 *
 * Keys and images are encoded as in store/changes.h, so that what is read here
 * and what transactions changed can be told apart byte by byte.
 */
#ifndef STORE_TABLE_ROWS_H
#define STORE_TABLE_ROWS_H

#include "store/changes.h"
#include "store/store.h"

struct table_row {
    uint64_t lock; /* as in struct change: it stands for the key */
    int64_t page;  /* the bucket of its key */
    struct span_of key;
    struct span_of image; /* its columns, but the generated ones */
};

/* Init with table_rows_init, release when done. */
struct table_rows {
    struct table_row *items; /* owned */
    int count;
    int room;
    struct buf bytes; /* owned; keys and images */
};

void table_rows_init(struct table_rows *rows);
void table_rows_release(struct table_rows *rows);

struct table_range {
    uint32_t table;
    const char *from; /* the encoded key of the first one, or of what would be; NULL: the start */
    int64_t skip;     /* rows passed over, from there */
    int limit;
};

/* Append the rows of a range; false: there is no such table, or SQLite failed. */
bool store_table_rows(struct store *store, const struct table_range *range, struct table_rows *out);
/* As another row of the table: before its key, at it, behind it, as SQLite orders them. */
int store_order_keys(const struct store *store, uint32_t table, const char *a, const char *b);
/* The page that a key is on. */
int64_t store_page_of_key(const struct store *store, uint32_t table, const char *key);

/* "641", or "7, 2": a key for people. */
void store_add_key(struct buf *out, const struct store *store, uint32_t table, const char *key);

/* The columns of an image, by place; NULL: there are no more. */
const char *store_image_column(const struct store *store, uint32_t table, int place);
/* Is this one of the key? */
bool store_is_key_column(const struct store *store, uint32_t table, int place);
/* Append value `place` of an image as a cell shows it. Returns its kind. */
enum cell_kind store_add_image_cell(struct buf *out, const char *image, int place);

#endif
