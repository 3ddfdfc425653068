/* SPDX-License-Identifier: MIT */
#include "store/lockread.h"

#include "base/quote.h"
#include "store/explain.h"
#include "store/pages.h"
#include "store/quoted.h"
#include "store/value.h"

#include <string.h>

/* Words outside parentheses with which rows of the result are not rows of the table. */
static const char *const merging_words[] = {
    "distinct", "group", "having", "union", "intersect", "except", "join", "window", "with",
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static size_t word_size(const char *at)
{
    size_t size = 0;
    while (is_letter(at[size]) || (at[size] >= '0' && at[size] <= '9')) {
        size++;
    }
    return size;
}

/* The FROM of the outer query; NULL: there is none, or a word that bars a locking read. */
static const char *find_from(const char *sql)
{
    const char *from = NULL;
    int depth = 0;
    for (const char *at = sql; *at != '\0';) {
        const char *behind = quoted_skip(at);
        size_t size = word_size(at);
        if (behind != at) {
            at = behind;
            continue;
        }
        depth += (*at == '(') - (*at == ')');
        for (int i = 0; size > 0 && depth == 0 && i < COUNT_OF(merging_words); i++) {
            if (strlen(merging_words[i]) == size &&
                sqlite3_strnicmp(merging_words[i], at, (int)size) == 0) {
                return NULL;
            }
        }
        if (depth == 0 && from == NULL && size == 4 && sqlite3_strnicmp(at, "from", 4) == 0) {
            from = at;
        }
        at += size > 0 ? size : 1;
    }
    return from;
}

static void add_keys(struct buf *sql, const struct table *table)
{
    if (!table->has_key) {
        buf_addf(sql, ", rowid ");
    }
    for (int i = 0; i < table->key.count; i++) {
        for (int c = 0; c < table->column_count; c++) {
            if (table->columns[c].image == table->key.images[i]) {
                buf_addf(sql, ", ");
                quote_sql_name(sql, table->columns[c].name);
            }
        }
    }
    buf_addf(sql, " ");
}

static void refuse(struct store_result *result, const char *why)
{
    explain_set(result, SQL_NOT_SUPPORTED, "This lab does not support 'FOR UPDATE' %s", why);
}

/* Which table it reads, learnt by preparing it as it is; NULL: the reason is in the result. */
static struct table *find_table(struct store *store, const char *sql, struct store_result *result)
{
    sqlite3_stmt *stmt = NULL;
    struct table *table = NULL;
    struct fence *fence = &store->fence;
    fence->tables_read = 0;
    fence->has_aggregate = false;
    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) != SQLITE_OK) {
        explain_failure(store, sql, result);
        return NULL;
    }
    (void)sqlite3_finalize(stmt);
    if (fence->tables_read == 1) {
        table = schema_find(&store->schema, fence->table_read);
    }
    if (table == NULL) {
        refuse(result, "on anything but one table: lock the rows table by table");
    } else if (fence->has_aggregate) {
        refuse(result, "with a function over many rows: select the rows themselves");
        table = NULL;
    }
    return table;
}

void lockread_prepare(struct store *store, struct cached *entry, struct store_result *result)
{
    struct table *table = find_table(store, entry->sql, result);
    const char *from = find_from(entry->sql);
    if (table == NULL) {
        return;
    }
    if (from == NULL) {
        refuse(result, "where rows are joined or merged: select the rows themselves");
        return;
    }
    struct buf sql;
    buf_init(&sql, BUF_CAP_TEXT);
    buf_addf(&sql, "%.*s", (int)(from - entry->sql), entry->sql);
    add_keys(&sql, table);
    buf_addf(&sql, "%s", from);
    if (sqlite3_prepare_v3(store->db, sql.data, -1, SQLITE_PREPARE_PERSISTENT, &entry->stmt,
                           NULL) != SQLITE_OK) {
        explain_failure(store, sql.data, result);
    }
    entry->lock_table = table->number;
    entry->lock_columns = table->has_key ? table->key.count : 1;
    buf_release(&sql);
}

void lockread_add(struct store *store, const struct cached *entry, struct changes *changes)
{
    const struct table *table = schema_find_number(&store->schema, entry->lock_table);
    int count = sqlite3_column_count(entry->stmt);
    buf_clear(&store->scratch);
    for (int i = count - entry->lock_columns; i < count; i++) {
        value_add(&store->scratch, sqlite3_column_value(entry->stmt, i), false);
    }
    pages_add_lock(changes, pages_row_lock(table, store->scratch.data, store->scratch.size));
}
