/* SPDX-License-Identifier: MIT */
#include "store/table_rows.h"

#include "base/mem.h"
#include "base/quote.h"
#include "store/inside.h"
#include "store/pages.h"
#include "store/value.h"

#include <string.h>

void table_rows_init(struct table_rows *rows)
{
    *rows = (struct table_rows){0};
    buf_init(&rows->bytes, BUF_CAP_STATE);
}

void table_rows_release(struct table_rows *rows)
{
    mem_free(rows->items);
    buf_release(&rows->bytes);
    *rows = (struct table_rows){0};
}

/* --- the query ------------------------------------------------------------------------------ */

/* The column at a place of the image. */
static const struct column *column_of(const struct table *table, int image)
{
    for (int i = 0; i < table->column_count; i++) {
        if (table->columns[i].image == image) {
            return &table->columns[i];
        }
    }
    return NULL;
}

static int key_count(const struct table *table)
{
    return table->key.count > 0 ? table->key.count : 1;
}

/* "id, part"; of a table without a key, its hidden row number. */
static void add_key(struct buf *sql, const struct table *table)
{
    if (table->key.count == 0) {
        buf_addf(sql, "rowid");
    }
    for (int i = 0; i < table->key.count; i++) {
        buf_addf(sql, "%s", i > 0 ? ", " : "");
        quote_sql_name(sql, column_of(table, table->key.images[i])->name);
    }
}

static void add_query(struct buf *sql, const struct table *table, bool has_from)
{
    buf_addf(sql, "SELECT ");
    add_key(sql, table);
    for (int i = 0; i < table->image_count; i++) {
        buf_addf(sql, ", ");
        quote_sql_name(sql, column_of(table, i)->name);
    }
    buf_addf(sql, " FROM ");
    quote_sql_name(sql, table->name);
    if (has_from) {
        buf_addf(sql, " WHERE (");
        add_key(sql, table);
        buf_addf(sql, ") >= (");
        for (int i = 0; i < key_count(table); i++) {
            buf_addf(sql, "%s?", i > 0 ? ", " : "");
        }
        buf_addf(sql, ")");
    }
    buf_addf(sql, " ORDER BY ");
    add_key(sql, table);
    buf_addf(sql, " LIMIT ? OFFSET ?");
}

static bool bind(sqlite3_stmt *stmt, const struct table *table, const struct table_range *range)
{
    int parameter = 1;
    int rc = SQLITE_OK;
    const char *at = range->from;
    for (int i = 0; at != NULL && rc == SQLITE_OK && i < key_count(table); i++) {
        rc = value_bind(stmt, parameter++, at);
        at += value_size(at);
    }
    rc = rc == SQLITE_OK ? sqlite3_bind_int(stmt, parameter, range->limit) : rc;
    rc = rc == SQLITE_OK ? sqlite3_bind_int64(stmt, parameter + 1, range->skip) : rc;
    return rc == SQLITE_OK;
}

/* Values of the row from one place on, one after the other. */
static struct span_of take_values(sqlite3_stmt *stmt, int from, int count,
                                  const struct table *table, struct buf *out)
{
    struct span_of span = {.at = (uint32_t)out->size};
    for (int i = 0; i < count; i++) {
        bool is_key = from == 0;
        bool is_hidden = is_key && table->key.count == 0;
        const struct column *column =
            is_hidden ? NULL : column_of(table, is_key ? table->key.images[i] : i);
        value_add(out, sqlite3_column_value(stmt, from + i), column != NULL && column->is_real);
    }
    span.size = (uint32_t)out->size - span.at;
    return span;
}

static void take_row(sqlite3_stmt *stmt, const struct table *table, struct table_rows *out)
{
    int keys = key_count(table);
    mem_grow((void **)&out->items, &out->room, out->count + 1, sizeof(*out->items));
    struct table_row *row = &out->items[out->count++];
    row->key = take_values(stmt, 0, keys, table, &out->bytes);
    row->image = take_values(stmt, keys, table->image_count, table, &out->bytes);
    const char *key = out->bytes.data + row->key.at;
    row->lock = pages_row_lock(table, key, row->key.size);
    row->page = pages_bucket(key, pages_span(table, &table->key, table->rows_per_page),
                             table->key.folds[0]);
}

bool store_table_rows(struct store *store, const struct table_range *range, struct table_rows *out)
{
    const struct table *table = schema_find_number(&store->schema, range->table);
    sqlite3_stmt *stmt = NULL;
    int rc = SQLITE_ERROR;
    struct buf sql;
    if (table == NULL) {
        return false;
    }
    buf_init(&sql, BUF_CAP_TEXT);
    add_query(&sql, table, range->from != NULL);
    if (sqlite3_prepare_v2(store->db, sql.data, -1, &stmt, NULL) == SQLITE_OK &&
        bind(stmt, table, range)) {
        for (rc = sqlite3_step(stmt); rc == SQLITE_ROW; rc = sqlite3_step(stmt)) {
            take_row(stmt, table, out);
        }
    }
    (void)sqlite3_finalize(stmt);
    buf_release(&sql);
    return rc == SQLITE_DONE;
}

/* --- keys ----------------------------------------------------------------------------------- */

int store_order_keys(const struct store *store, uint32_t number, const char *a, const char *b)
{
    const struct table *table = schema_find_number(&store->schema, number);
    int count = table != NULL ? key_count(table) : 0;
    for (int i = 0; i < count; i++) {
        int order = value_order(a, b, i < table->key.count && table->key.folds[i]);
        if (order != 0) {
            return order;
        }
        a += value_size(a);
        b += value_size(b);
    }
    return 0;
}

int64_t store_page_of_key(const struct store *store, uint32_t number, const char *key)
{
    const struct table *table = schema_find_number(&store->schema, number);
    int64_t span = pages_span(table, &table->key, table->rows_per_page);
    return pages_bucket(key, span, table->key.folds[0]);
}

void store_add_key(struct buf *out, const struct store *store, uint32_t number, const char *key)
{
    const struct table *table = schema_find_number(&store->schema, number);
    for (int i = 0; table != NULL && i < key_count(table); i++) {
        buf_addf(out, "%s", i > 0 ? ", " : "");
        value_add_shown(out, key);
        key += value_size(key);
    }
}

/* --- images --------------------------------------------------------------------------------- */

const char *store_image_column(const struct store *store, uint32_t number, int place)
{
    const struct table *table = schema_find_number(&store->schema, number);
    bool is_there = table != NULL && place < table->image_count;
    return is_there ? column_of(table, place)->name : NULL;
}

bool store_is_key_column(const struct store *store, uint32_t number, int place)
{
    const struct table *table = schema_find_number(&store->schema, number);
    for (int i = 0; table != NULL && i < table->key.count; i++) {
        if (table->key.images[i] == place) {
            return true;
        }
    }
    return false;
}

enum cell_kind store_add_image_cell(struct buf *out, const char *image, int place)
{
    for (int i = 0; i < place; i++) {
        image += value_size(image);
    }
    value_add_shown(out, image);
    return value_kind(image);
}
