/* SPDX-License-Identifier: MIT */
#include "store/page_rows.h"

#include "base/mem.h"
#include "base/quote.h"
#include "store/inside.h"
#include "store/pages.h"
#include "store/value.h"

#include <inttypes.h>
#include <stdlib.h>

struct list {
    struct page_rows *items; /* owned */
    int count;
    int room;
};

/* The key of the table, or an index; NULL: there is none of this number. */
static const struct index *find_index(const struct table *table, int32_t number)
{
    if (number == PAGE_INDEX_TABLE) {
        return &table->key;
    }
    for (int i = 0; i < table->index_count; i++) {
        if (table->indexes[i].number == number) {
            return &table->indexes[i];
        }
    }
    return NULL;
}

/* The column that stands first in an index; NULL: the hidden row number. */
static const struct column *first_column(const struct table *table, const struct index *index)
{
    for (int i = 0; index->count > 0 && i < table->column_count; i++) {
        if (table->columns[i].image == index->images[0]) {
            return &table->columns[i];
        }
    }
    return NULL;
}

static void add_row(struct list *list, const struct page_id *page)
{
    for (int i = list->count - 1; i >= 0; i--) {
        if (page_compare(&list->items[i].page, page) == 0) {
            list->items[i].rows++;
            return;
        }
    }
    mem_grow((void **)&list->items, &list->room, list->count + 1, sizeof *list->items);
    list->items[list->count++] = (struct page_rows){.page = *page, .rows = 1};
}

/* In the order of the key, in which a page's rows follow one another nearly always. */
static void walk(struct store *store, const struct table *table, const struct index *index,
                 struct list *list)
{
    const struct column *column = first_column(table, index);
    int64_t span = pages_span(table, index, table->rows_per_page);
    bool folds = index->count > 0 && index->folds[0];
    sqlite3_stmt *stmt = NULL;
    struct buf sql;
    struct buf value;
    buf_init(&sql, BUF_CAP_TEXT);
    buf_init(&value, BUF_CAP_STATE);
    buf_addf(&sql, "SELECT ");
    quote_sql_name(&sql, column != NULL ? column->name : "rowid");
    buf_addf(&sql, " FROM ");
    quote_sql_name(&sql, table->name);
    buf_addf(&sql, " ORDER BY 1");
    (void)sqlite3_prepare_v2(store->db, sql.data, -1, &stmt, NULL);
    while (stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW) {
        buf_clear(&value);
        value_add(&value, sqlite3_column_value(stmt, 0), false);
        struct page_id page = {.table = table->number,
                               .index = index->number,
                               .bucket = pages_bucket(value.data, span, folds)};
        add_row(list, &page);
    }
    (void)sqlite3_finalize(stmt);
    buf_release(&value);
    buf_release(&sql);
}

static int compare(const void *a, const void *b)
{
    return page_compare(&((const struct page_rows *)a)->page, &((const struct page_rows *)b)->page);
}

int store_page_rows(struct store *store, uint32_t number, struct page_rows **out)
{
    const struct table *table = schema_find_number(&store->schema, number);
    struct list list = {0};
    *out = NULL;
    if (table == NULL) {
        return 0;
    }
    walk(store, table, &table->key, &list);
    for (int i = 0; i < table->index_count; i++) {
        walk(store, table, &table->indexes[i], &list);
    }
    if (list.count > 0) {
        qsort(list.items, (size_t)list.count, sizeof *list.items, compare);
    }
    *out = list.items;
    return list.count;
}

static bool is_printable(int64_t c)
{
    return c > ' ' && c <= '~';
}

/* Keys that are texts go by their first two bytes. */
static void add_letters(struct buf *out, int64_t bucket)
{
    int64_t first = bucket >> 8 & 255;
    int64_t second = bucket & 255;
    if (bucket < 0) {
        buf_addf(out, "NULL");
    } else if (is_printable(first) && is_printable(second)) {
        buf_addf(out, "%c%c...", (char)first, (char)second);
    } else if (is_printable(first) && second == 0) {
        buf_addf(out, "%c", (char)first);
    } else {
        buf_addf(out, "x'%02x%02x'", (unsigned)first, (unsigned)second);
    }
}

bool store_page_keys(const struct store *store, const struct page_id *page, int64_t *first,
                     int64_t *count)
{
    const struct table *table = schema_find_number(&store->schema, page->table);
    const struct index *index = table != NULL ? find_index(table, page->index) : NULL;
    if (page->index == PAGE_INDEX_HEADER || index == NULL) {
        return false;
    }
    const struct column *column = first_column(table, index);
    bool is_number =
        column == NULL || column->fit.kind == FIT_INTEGER || column->fit.kind == FIT_NUMBER;
    *count = pages_span(table, index, table->rows_per_page);
    *first = is_number ? page->bucket * *count : 0;
    return is_number;
}

void store_add_page_keys(struct buf *out, const struct store *store, const struct page_id *page)
{
    const struct table *table = schema_find_number(&store->schema, page->table);
    const struct index *index = table != NULL ? find_index(table, page->index) : NULL;
    int64_t first = 0;
    int64_t count = 0;
    if (page->index == PAGE_INDEX_HEADER || index == NULL) {
        buf_addf(out, page->index == PAGE_INDEX_HEADER ? "definition" : "");
    } else if (store_page_keys(store, page, &first, &count)) {
        buf_addf(out, "%" PRId64 "..%" PRId64, first, first + count - 1);
    } else {
        add_letters(out, page->bucket);
    }
}
