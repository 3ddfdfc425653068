/* SPDX-License-Identifier: MIT */
#include "lab/compare_rows.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/quote.h"
#include "base/text.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_ROWS ROWS_SHOWN_MAX /* that one query gives */
#define CELL_COLUMNS_MAX 40      /* a longer value is its beginning and a hash */
#define ROW_NUMBER "row"         /* the key of a table that has none */

/* --- keeping --------------------------------------------------------------------------------- */

/* A cell as text that is the same for the same value only, and fit to be shown. */
static void keep_cell(struct buf *cells, const struct rows *rows, int row, int column)
{
    const struct cell *cell = &rows->cells[row * rows->column_count + column];
    const char *bytes = rows_cell(rows, row, column);
    struct buf safe;
    buf_add_char(cells, (char)('0' + (int)cell->kind));
    buf_init(&safe, VALUE_SIZE_MAX);
    if (cell->kind == CELL_NULL) {
        buf_addf(&safe, "NULL");
    } else if (cell->kind != CELL_BLOB) {
        text_add_safe(&safe, bytes, cell->size);
    }
    size_t size = text_clip(safe.data, CELL_COLUMNS_MAX);
    bool is_whole =
        cell->kind == CELL_NULL || (cell->kind != CELL_BLOB && size == safe.size &&
                                    size == cell->size && memcmp(safe.data, bytes, size) == 0);
    buf_addf(cells, "%.*s", (int)size, safe.data);
    if (!is_whole) {
        buf_addf(cells, "…(%" PRIu32 " bytes, %08" PRIx64 ")", cell->size,
                 hash_bytes(HASH_START, bytes, cell->size) & 0xffffffff);
    }
    buf_add_char(cells, '\0');
    buf_release(&safe);
}

static void keep_page(struct kept_rows *kept, struct kept_table *table, const struct rows *page)
{
    for (int row = 0; row < page->row_count; row++) {
        if (table->row_count >= COMPARE_ROWS_MAX || kept->size >= COMPARE_SIZE_MAX) {
            return;
        }
        size_t before = table->cells.size;
        mem_grow((void **)&table->rows, &table->row_room, table->row_count + 1, sizeof(size_t));
        table->rows[table->row_count++] = before;
        for (int column = 0; column < page->column_count; column++) {
            keep_cell(&table->cells, page, row, column);
        }
        kept->size += table->cells.size - before;
    }
}

/* The columns in the order in which they are asked for: those of the key first. */
static void keep_columns(struct kept_table *table, const struct lab *lab, struct buf *columns)
{
    struct buf sql;
    struct rows rows;
    buf_init(&sql, BUF_CAP_TEXT);
    rows_init(&rows);
    buf_addf(&sql, "SELECT field, key = 'PRI' FROM lab_columns WHERE table_name = ");
    quote_sql_text(&sql, table->name);
    buf_addf(&sql, " ORDER BY key <> 'PRI', position");
    if (lab_peek(lab, table->master, sql.data, &rows, NULL) != RC_OK) {
        rows_clear(&rows);
    }
    bool has_key = rows.row_count > 0 && strcmp(rows_cell(&rows, 0, 1), "1") == 0;
    if (!has_key) {
        buf_addf(columns, "rowid");
        buf_addf(&table->names, "%s", ROW_NUMBER);
        buf_add_char(&table->names, '\0');
        table->column_count = table->key_count = 1;
    }
    for (int i = 0; i < rows.row_count; i++) {
        const char *name = rows_cell(&rows, i, 0);
        buf_addf(columns, "%s", columns->size > 0 ? ", " : "");
        quote_sql_name(columns, name);
        buf_addf(&table->names, "%s", name);
        buf_add_char(&table->names, '\0');
        table->column_count++;
        table->key_count += strcmp(rows_cell(&rows, i, 1), "1") == 0 ? 1 : 0;
    }
    rows_release(&rows);
    buf_release(&sql);
}

static void add_page_query(struct buf *sql, const struct kept_table *table, const char *columns)
{
    buf_addf(sql, "SELECT %s FROM ", columns);
    quote_sql_name(sql, table->name);
    buf_addf(sql, " ORDER BY ");
    for (int i = 0; i < table->key_count; i++) {
        buf_addf(sql, "%s%d", i > 0 ? ", " : "", i + 1);
    }
    buf_addf(sql, " LIMIT %d OFFSET %d", PAGE_ROWS, table->row_count);
}

static void keep_table(struct kept_rows *kept, struct kept_table *table, const struct lab *lab)
{
    struct buf columns;
    struct buf sql;
    struct rows page;
    bool has_more = true;
    buf_init(&columns, BUF_CAP_TEXT);
    buf_init(&sql, BUF_CAP_TEXT);
    rows_init(&page);
    keep_columns(table, lab, &columns);
    buf_addf(&sql, "SELECT count(*) FROM ");
    quote_sql_name(&sql, table->name);
    if (lab_peek(lab, table->master, sql.data, &page, NULL) == RC_OK && page.row_count == 1) {
        table->rows_total = strtoll(rows_cell(&page, 0, 0), NULL, 10);
    }
    while (has_more) {
        int before = table->row_count;
        buf_clear(&sql);
        rows_clear(&page);
        add_page_query(&sql, table, columns.data);
        if (lab_peek(lab, table->master, sql.data, &page, NULL) != RC_OK) {
            break; /* past what one statement may do: then they are not all compared */
        }
        keep_page(kept, table, &page);
        has_more = page.row_count == PAGE_ROWS && table->row_count == before + PAGE_ROWS;
    }
    rows_release(&page);
    buf_release(&sql);
    buf_release(&columns);
}

/* --- which tables ---------------------------------------------------------------------------- */

static int order_tables(const struct kept_table *a, const struct kept_table *b)
{
    int order = strcmp(a->name, b->name);
    return order != 0 ? order : a->master - b->master;
}

static void add_table(struct kept_rows *kept, const char *name, int master)
{
    if (kept->count >= COMPARE_TABLES_MAX) {
        kept->left++;
        return;
    }
    struct kept_table table = {.master = master};
    (void)snprintf(table.name, sizeof(table.name), "%s", name);
    mem_grow((void **)&kept->tables, &kept->room, kept->count + 1, sizeof(table));
    int at = kept->count++;
    for (; at > 0 && order_tables(&table, &kept->tables[at - 1]) < 0; at--) {
        kept->tables[at] = kept->tables[at - 1];
    }
    kept->tables[at] = table;
}

void kept_rows_take(struct kept_rows *kept, const struct lab *lab)
{
    struct cluster_view view;
    const struct cluster *cluster = lab_cluster(lab);
    cluster_look(cluster, &view);
    *kept = (struct kept_rows){0};
    for (int master = 0; master < MASTERS_MAX; master++) {
        const struct master_view *from = &view.masters[master];
        kept->is_online[master] = from->state == MASTER_ONLINE && !from->is_silent;
        int count = kept->is_online[master] ? cluster_table_count(cluster, master) : 0;
        for (int i = 0; i < count; i++) {
            add_table(kept, cluster_table_at(cluster, master, i), master);
        }
    }
    for (int i = 0; i < kept->count; i++) {
        buf_init(&kept->tables[i].names, BUF_CAP_TEXT);
        buf_init(&kept->tables[i].cells, BUF_CAP_STATE);
        keep_table(kept, &kept->tables[i], lab);
    }
}

void kept_rows_release(struct kept_rows *kept)
{
    for (int i = 0; i < kept->count; i++) {
        buf_release(&kept->tables[i].names);
        buf_release(&kept->tables[i].cells);
        mem_free(kept->tables[i].rows);
    }
    mem_free(kept->tables);
    *kept = (struct kept_rows){0};
}

/* --- row against row ------------------------------------------------------------------------- */

/* A cell: its kind, then its text. */
static const char *cell_of(const struct kept_table *table, int row, int column)
{
    const char *cell = table->cells.data + table->rows[row];
    for (int i = 0; i < column; i++) {
        cell += strlen(cell) + 1;
    }
    return cell;
}

static const char *name_of(const struct kept_table *table, int column)
{
    const char *name = table->names.data;
    for (int i = 0; i < column; i++) {
        name += strlen(name) + 1;
    }
    return name;
}

/* Of the first cells of a row, kinds and NULs between them included. */
static size_t size_of(const struct kept_table *table, int row, int columns)
{
    const char *start = cell_of(table, row, 0);
    return (size_t)(cell_of(table, row, columns) - start);
}

static uint64_t key_hash(const struct kept_table *table, int row)
{
    return hash_bytes(HASH_START, cell_of(table, row, 0), size_of(table, row, table->key_count));
}

static bool is_same(const struct kept_table *a, int row_a, const struct kept_table *b, int row_b,
                    int columns)
{
    size_t size = size_of(a, row_a, columns);
    return size == size_of(b, row_b, columns) &&
           memcmp(cell_of(a, row_a, 0), cell_of(b, row_b, 0), size) == 0;
}

/* Where the keys of a table are, by their hash: rows + 1, 0 where there is none. */
struct index {
    const struct kept_table *table;
    int *slots; /* owned */
    int size;   /* a power of two */
};

static struct index index_make(const struct kept_table *table)
{
    struct index index = {.table = table, .size = 16};
    while (index.size < 2 * table->row_count) {
        index.size *= 2;
    }
    index.slots = mem_alloc((size_t)index.size, sizeof(int));
    for (int row = 0; row < table->row_count; row++) {
        uint64_t slot = key_hash(table, row);
        while (index.slots[slot % (uint64_t)index.size] != 0) {
            slot++;
        }
        index.slots[slot % (uint64_t)index.size] = row + 1;
    }
    return index;
}

/* The row with the key of this one; -1: there is none. */
static int index_find(const struct index *index, const struct kept_table *table, int row)
{
    uint64_t slot = key_hash(table, row);
    for (;; slot++) {
        int found = index->slots[slot % (uint64_t)index->size] - 1;
        if (found < 0 || is_same(table, row, index->table, found, table->key_count)) {
            return found;
        }
    }
}

/* Which of two keys comes first: integers by value, all else by its text. */
static int order_keys(const struct kept_table *a, int row_a, const struct kept_table *b, int row_b)
{
    for (int column = 0; column < a->key_count; column++) {
        const char *left = cell_of(a, row_a, column);
        const char *right = cell_of(b, row_b, column);
        bool are_numbers = left[0] == '0' + CELL_INTEGER && right[0] == '0' + CELL_INTEGER;
        int order = strcmp(left + 1, right + 1);
        if (are_numbers && order != 0) {
            long long x = strtoll(left + 1, NULL, 10);
            long long y = strtoll(right + 1, NULL, 10);
            order = x < y ? -1 : 1;
        }
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

/* --- what is told of it ---------------------------------------------------------------------- */

static void add_value(char *out, const struct kept_table *table, int row, int column)
{
    size_t used = strlen(out);
    const char *cell = cell_of(table, row, column);
    const char *quote = cell[0] == '0' + CELL_TEXT ? "'" : "";
    (void)snprintf(out + used, COMPARE_TEXT_SIZE - used, "%s%s %s%s%s", used > 0 ? ", " : "",
                   name_of(table, column), quote, cell + 1, quote);
}

static void tell_key(struct compare_row *out, const struct kept_table *table, int row)
{
    for (int column = 0; column < table->key_count; column++) {
        add_value(out->key, table, row, column);
    }
}

static void tell_single(struct compare_table *out, enum compare_side side,
                        const struct kept_table *table, int row)
{
    out->differ++;
    if (out->shown >= COMPARE_ROWS_SHOWN) {
        return;
    }
    struct compare_row *told = &out->first[out->shown++];
    tell_key(told, table, row);
    for (int column = table->key_count; column < table->column_count; column++) {
        add_value(told->values[side], table, row, column);
    }
    if (table->key_count == table->column_count) {
        (void)snprintf(told->values[side], COMPARE_TEXT_SIZE, "there");
    }
}

static void tell_pair(struct compare_table *out, const struct kept_table *const tables[],
                      const int rows[])
{
    const struct kept_table *other = tables[COMPARE_OTHER];
    const struct kept_table *here = tables[COMPARE_HERE];
    if (is_same(other, rows[COMPARE_OTHER], here, rows[COMPARE_HERE], other->column_count)) {
        return;
    }
    out->differ++;
    if (out->shown >= COMPARE_ROWS_SHOWN) {
        return;
    }
    struct compare_row *told = &out->first[out->shown++];
    tell_key(told, other, rows[COMPARE_OTHER]);
    for (int column = other->key_count; column < other->column_count; column++) {
        const char *left = cell_of(other, rows[COMPARE_OTHER], column);
        const char *right = cell_of(here, rows[COMPARE_HERE], column);
        if (strcmp(left, right) != 0) {
            add_value(told->values[COMPARE_OTHER], other, rows[COMPARE_OTHER], column);
            add_value(told->values[COMPARE_HERE], here, rows[COMPARE_HERE], column);
        }
    }
}

/* Both in the order of their keys; where one ends before all its rows, nothing is known beyond. */
static void compare_rows(struct compare_table *out, const struct kept_table *other,
                         const struct kept_table *here)
{
    const struct kept_table *const tables[] = {other, here};
    struct index in_other = index_make(other);
    struct index in_here = index_make(here);
    bool is_other_cut = other->row_count < other->rows_total;
    bool is_here_cut = here->row_count < here->rows_total;
    int rows[COMPARE_SIDES] = {0, 0};
    out->is_cut = is_other_cut || is_here_cut;
    while (rows[0] < other->row_count || rows[1] < here->row_count) {
        bool has_other = rows[0] < other->row_count;
        bool has_here = rows[1] < here->row_count;
        if ((!has_other && is_other_cut) || (!has_here && is_here_cut)) {
            break;
        }
        int match = has_other ? index_find(&in_here, other, rows[0]) : -1;
        bool is_other_single = has_other && match < 0;
        bool is_here_single = has_here && index_find(&in_other, here, rows[1]) < 0;
        if (is_other_single && is_here_single) {
            is_other_single = order_keys(other, rows[0], here, rows[1]) <= 0;
        }
        if (is_other_single) {
            tell_single(out, COMPARE_OTHER, other, rows[0]++);
        } else if (is_here_single) {
            tell_single(out, COMPARE_HERE, here, rows[1]++);
        } else {
            int pair[] = {rows[0], has_other ? match : rows[1]};
            if (has_other) {
                tell_pair(out, tables, pair);
            }
            rows[0] += has_other ? 1 : 0;
            rows[1] += has_here ? 1 : 0;
        }
    }
    mem_free(in_other.slots);
    mem_free(in_here.slots);
}

/* --- table against table --------------------------------------------------------------------- */

static bool has_same_columns(const struct kept_table *a, const struct kept_table *b)
{
    return a->key_count == b->key_count && a->names.size == b->names.size &&
           memcmp(a->names.data, b->names.data, a->names.size) == 0;
}

/* A table of one of the two, or of both: which there is. */
static void compare_table(const struct kept_rows *const kept[], const struct kept_table *other,
                          const struct kept_table *here, struct compare_table *out)
{
    const struct kept_table *one = other != NULL ? other : here;
    assert(one != NULL);
    *out = (struct compare_table){.master = one->master};
    (void)snprintf(out->name, sizeof(out->name), "%s", one->name);
    out->rows[COMPARE_OTHER] = other != NULL ? other->rows_total : 0;
    out->rows[COMPARE_HERE] = here != NULL ? here->rows_total : 0;
    if (other == NULL || here == NULL) {
        out->without = other == NULL ? COMPARE_OTHER : COMPARE_HERE;
        out->kind =
            kept[out->without]->is_online[one->master] ? TABLE_ABSENT : TABLE_MASTER_OFFLINE;
    } else if (!has_same_columns(other, here)) {
        out->kind = TABLE_OTHER_COLUMNS;
    } else {
        compare_rows(out, other, here);
    }
}

void kept_rows_compare(const struct kept_rows *other, const struct kept_rows *here,
                       struct compare_result *result)
{
    const struct kept_rows *const kept[] = {other, here};
    int at[COMPARE_SIDES] = {0, 0};
    result->tables_left = other->left > here->left ? other->left : here->left;
    while (at[0] < other->count || at[1] < here->count) {
        const struct kept_table *left = at[0] < other->count ? &other->tables[at[0]] : NULL;
        const struct kept_table *right = at[1] < here->count ? &here->tables[at[1]] : NULL;
        int order = left == NULL ? 1 : right == NULL ? -1 : order_tables(left, right);
        left = order <= 0 ? left : NULL;
        right = order >= 0 ? right : NULL;
        at[0] += left != NULL ? 1 : 0;
        at[1] += right != NULL ? 1 : 0;
        if (result->table_count < COMPARE_TABLES_MAX) {
            compare_table(kept, left, right, &result->tables[result->table_count++]);
        } else {
            result->tables_left++;
        }
    }
}
