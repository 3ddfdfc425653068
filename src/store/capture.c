/* SPDX-License-Identifier: MIT */
#include "store/capture.h"

#include "base/mem.h"
#include "store/autoinc.h"
#include "store/explain.h"
#include "store/pages.h"
#include "store/strict.h"
#include "store/value.h"

#include <assert.h>
#include <string.h>

#define EXACT_MAX ((int64_t)1 << 53) /* up to it every whole number is a REAL, too */

/* What the hook was called with. */
struct event {
    int op;
    int64_t old_row;
    int64_t new_row;
    struct table *table;
};

/*
 * The hook's column number. Up to some version SQLite counts columns as they are
 * stored, virtual ones last, where it reads a record or registers by place.
 */
static int hook_column(const struct capture *capture, const struct event *event,
                       const struct column *column, bool is_new)
{
    bool by_place = !event->table->has_key || (is_new && event->op == SQLITE_UPDATE);
    if (capture->counts_stored && by_place) {
        return column->stored;
    }
    return (int)(column - event->table->columns);
}

/* Bind the key of the row that goes; false: the hook does not give it as it is. */
static bool bind_key(struct store *store, const struct event *event, sqlite3_stmt *stmt)
{
    const struct table *table = event->table;
    bool is_bound = table->has_key || sqlite3_bind_int64(stmt, 1, event->old_row) == SQLITE_OK;
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        for (int k = 0; k < table->key.count && column->image >= 0; k++) {
            sqlite3_value *value = NULL;
            if (table->key.images[k] != column->image) {
                continue;
            }
            int at = hook_column(&store->capture, event, column, false);
            is_bound = is_bound && sqlite3_preupdate_old(store->db, at, &value) == SQLITE_OK &&
                       sqlite3_bind_value(stmt, k + 1, value) == SQLITE_OK;
            if (is_bound && column->is_misread && sqlite3_value_type(value) == SQLITE_FLOAT) {
                sqlite3_int64 number = sqlite3_value_int64(value); /* as a REAL it must be exact */
                is_bound = number > -EXACT_MAX && number < EXACT_MAX;
            }
        }
    }
    return is_bound;
}

/* The row that goes, read from its table, for the hook would not give it as it is. */
static struct span_of read_image(struct store *store, const struct event *event)
{
    struct table *table = event->table;
    struct buf *bytes = &store->capture.changes->bytes;
    struct span_of image = {.at = (uint32_t)bytes->size};
    sqlite3_stmt *stmt = table->statements[TABLE_READ];
    int column = table->has_key ? 0 : 1;
    bool is_read = stmt != NULL && bind_key(store, event, stmt) && sqlite3_step(stmt) == SQLITE_ROW;
    for (int i = 0; i < table->column_count; i++) {
        if (table->columns[i].image < 0) {
            continue;
        }
        if (is_read) {
            value_add(bytes, sqlite3_column_value(stmt, column++), table->columns[i].is_real);
        } else {
            buf_add_char(bytes, CELL_NULL);
        }
    }
    if (!is_read && store->capture.result != NULL) {
        explain_set(store->capture.result, SQL_NOT_SUPPORTED,
                    "This version of SQLite cannot tell which row of '%s' that is: its key is too "
                    "large a number",
                    table->name);
    }
    (void)sqlite3_reset(stmt);
    image.size = (uint32_t)bytes->size - image.at;
    return image;
}

static struct span_of add_image(struct store *store, const struct event *event, bool is_new)
{
    struct buf *bytes = &store->capture.changes->bytes;
    struct span_of image = {.at = (uint32_t)bytes->size};
    if (!is_new && store->capture.misreads && event->table->is_misread) {
        return read_image(store, event);
    }
    for (int i = 0; i < event->table->column_count; i++) {
        const struct column *column = &event->table->columns[i];
        sqlite3_value *value = NULL;
        if (column->image < 0) {
            continue;
        }
        int at = hook_column(&store->capture, event, column, is_new);
        int rc = is_new ? sqlite3_preupdate_new(store->db, at, &value)
                        : sqlite3_preupdate_old(store->db, at, &value);
        if (rc != SQLITE_OK || value == NULL) {
            store->capture.is_full = true; /* out of memory: the statement is ended */
            buf_add_char(bytes, CELL_NULL);
            continue;
        }
        value_add(bytes, value, column->is_real);
    }
    image.size = (uint32_t)bytes->size - image.at;
    return image;
}

static struct span_of add_key(struct changes *changes, const struct table *table,
                              struct span_of image, int64_t row)
{
    struct span_of key = {.at = (uint32_t)changes->bytes.size};
    if (!table->has_key) {
        value_add_integer(&changes->bytes, row);
    }
    for (int i = 0; i < table->key.count; i++) {
        size_t at =
            (size_t)(image_value(changes, image, table->key.images[i]) - changes->bytes.data);
        size_t size = value_size(changes->bytes.data + at);
        char number[16];
        if (size <= sizeof(number)) {
            memcpy(number, changes->bytes.data + at, size);
            enum rc rc = buf_add_bytes(&changes->bytes, number, size, NULL);
            assert(rc == RC_OK);
        } else {
            char *copy = mem_alloc(size, 1);
            memcpy(copy, changes->bytes.data + at, size);
            enum rc rc = buf_add_bytes(&changes->bytes, copy, size, NULL);
            assert(rc == RC_OK);
            mem_free(copy);
        }
    }
    key.size = (uint32_t)changes->bytes.size - key.at;
    return key;
}

static struct change *add_item(struct changes *changes, const struct table *table,
                               struct span_of key)
{
    mem_grow((void **)&changes->items, &changes->room, changes->count + 1, sizeof(*changes->items));
    struct change *item = &changes->items[changes->count++];
    *item = (struct change){.table = table->number, .key = key};
    const char *first = changes->bytes.data + key.at;
    if (value_kind(first) == CELL_INTEGER && value_size(first) == key.size) {
        item->has_number = true;
        item->number = value_integer(first);
    }
    return item;
}

static bool has_same_bytes(const struct changes *changes, struct span_of a, struct span_of b)
{
    const char *data = changes->bytes.data;
    return a.size == b.size && memcmp(data + a.at, data + b.at, a.size) == 0;
}

/* A new row of a table without a key gets a number that no other master gives. */
static int64_t renumber(struct store *store, struct table *table, int64_t from)
{
    struct capture *capture = &store->capture;
    int64_t to = autoinc_next(table, store->config.master);
    assert(to != 0); /* numbers of rows are ours alone and step by 16: they never run out */
    mem_grow((void **)&capture->renumbered, &capture->renumbered_room,
             capture->renumbered_count + 1, sizeof(*capture->renumbered));
    capture->renumbered[capture->renumbered_count++] =
        (struct renumbered){.table = table->number, .from = from, .to = to};
    return to;
}

/* The number we know the row by; the newest counts, for SQLite may give a number again. */
static int64_t row_number(const struct capture *capture, const struct table *table, int64_t row)
{
    for (int i = capture->renumbered_count - 1; i >= 0; i--) {
        const struct renumbered *entry = &capture->renumbered[i];
        if (entry->table == table->number && entry->from == row) {
            return entry->to;
        }
    }
    return row;
}

static void see_generated(struct table *table, const struct changes *changes, struct span_of image)
{
    if (table->auto_column >= 0) {
        int place = table->columns[table->auto_column].image;
        autoinc_see(table, value_integer(image_value(changes, image, place)));
    }
}

/* A value that does not fit its column ends the statement. */
static void see_fit(struct store *store, const struct event *event, struct span_of image)
{
    struct capture *capture = &store->capture;
    const struct table *table = event->table;
    struct store_result *result = capture->result;
    if (result == NULL ||
        !strict_check(table, capture->changes, image, capture->affected + 1, result)) {
        return;
    }
    int place = table->auto_column >= 0 ? table->columns[table->auto_column].image : -1;
    const char *id = place >= 0 ? image_value(capture->changes, image, place) : NULL;
    if (id != NULL && event->op == SQLITE_INSERT && value_integer(id) == 0) {
        explain_set(result, SQL_NOT_SUPPORTED,
                    "0 does not stand for a new id here: leave the column '%s' out, or say NULL",
                    table->columns[table->auto_column].name);
    }
}

static void capture_insert(struct store *store, const struct event *event)
{
    struct changes *changes = store->capture.changes;
    struct table *table = event->table;
    int64_t row = table->has_key ? 0 : renumber(store, table, event->new_row);
    struct span_of after = add_image(store, event, true);
    see_fit(store, event, after);
    struct change *item = add_item(changes, table, add_key(changes, table, after, row));
    item->has_after = true;
    item->after = after;
    see_generated(table, changes, after);
}

static void capture_delete(struct store *store, const struct event *event)
{
    struct changes *changes = store->capture.changes;
    int64_t row = row_number(&store->capture, event->table, event->old_row);
    struct span_of before = add_image(store, event, false);
    struct span_of key = add_key(changes, event->table, before, row);
    struct change *item = add_item(changes, event->table, key);
    item->had_before = true;
    item->before = before;
}

/*
 * A row that is written as it is stays as it is, but it is written: who does that waits for others
 * of this master that change it, as in InnoDB.
 */
static void lock_row(struct changes *changes, const struct table *table, struct span_of key)
{
    pages_add_lock(changes, pages_row_lock(table, changes->bytes.data + key.at, key.size));
}

/* False: the row stays as it is. */
static bool capture_update(struct store *store, const struct event *event)
{
    struct changes *changes = store->capture.changes;
    struct table *table = event->table;
    size_t start = changes->bytes.size;
    int64_t row = row_number(&store->capture, table, event->old_row);
    struct span_of before = add_image(store, event, false);
    struct span_of after = add_image(store, event, true);
    if (has_same_bytes(changes, before, after)) {
        lock_row(changes, table, add_key(changes, table, before, row));
        changes->bytes.size = start;
        return false;
    }
    see_fit(store, event, after);
    struct span_of key = add_key(changes, table, before, row);
    struct span_of new_key = add_key(changes, table, after, row);
    struct change *item = add_item(changes, table, key);
    item->had_before = true;
    item->before = before;
    if (!has_same_bytes(changes, key, new_key)) {
        item = add_item(changes, table, new_key);
    }
    item->has_after = true;
    item->after = after;
    see_generated(table, changes, after);
    return true;
}

static void on_change(void *user, sqlite3 *db, int op, const char *schema, const char *name,
                      sqlite3_int64 old_row, sqlite3_int64 new_row)
{
    struct store *store = user;
    struct capture *capture = &store->capture;
    if (!capture->is_on || capture->is_full) {
        return;
    }
    if (strcmp(schema, "temp") == 0) {
        capture->has_temporary = true;
        capture->affected++;
        return;
    }
    struct event event = {
        .op = op,
        .old_row = old_row,
        .new_row = new_row,
        .table = schema_find(&store->schema, name),
    };
    bool is_changed = true;
    bool is_triggered = sqlite3_preupdate_depth(db) > 0;
    assert(event.table != NULL); /* the fence lets statements change no other */
    if (op == SQLITE_INSERT) {
        capture_insert(store, &event);
    } else if (op == SQLITE_DELETE) {
        capture_delete(store, &event);
    } else {
        is_changed = capture_update(store, &event);
    }
    if (is_triggered && op == SQLITE_INSERT && event.table->number == store->first_table) {
        store->first_id = 0; /* LAST_INSERT_ID() is of the statement, not of its triggers */
    }
    if (is_changed && !is_triggered) {
        /* An upsert that changes a row counts for two, as in MySQL. */
        capture->affected += capture->is_insert && op == SQLITE_UPDATE ? 2 : 1;
    }
    if (capture->result != NULL && capture->result->error != SQL_OK) {
        capture->is_on = false;
        sqlite3_interrupt(db);
    }
    if (capture->is_full || capture->changes->bytes.size > CHANGES_SIZE_MAX) {
        capture->is_full = true;
        sqlite3_interrupt(db);
    }
}

static void learn(void *user, sqlite3 *db, int op, const char *schema, const char *name,
                  sqlite3_int64 old_row, sqlite3_int64 new_row)
{
    struct capture *capture = user;
    sqlite3_value *value = NULL;
    (void)schema;
    (void)old_row;
    (void)new_row;
    if (op == SQLITE_INSERT && strcmp(name, "probe") == 0) {
        /* Column 1 is virtual, column 2 holds 'seen', which is stored second. */
        capture->counts_stored = sqlite3_preupdate_new(db, 1, &value) == SQLITE_OK &&
                                 value != NULL && sqlite3_value_type(value) == SQLITE_TEXT;
    } else if (op == SQLITE_DELETE) {
        /* Column 1 holds 7, which is stored first, where column 0 has REAL affinity. */
        capture->misreads = sqlite3_preupdate_old(db, 1, &value) == SQLITE_OK && value != NULL &&
                            sqlite3_value_type(value) == SQLITE_FLOAT;
    }
}

enum rc capture_install(struct store *store, struct err *err)
{
    (void)sqlite3_preupdate_hook(store->db, learn, &store->capture);
    const char *sql = "BEGIN; CREATE TABLE probe(a, b AS (a), c);"
                      "INSERT INTO probe(a, c) VALUES(1, 'seen');"
                      "CREATE TABLE reals(a REAL, b INT PRIMARY KEY) WITHOUT ROWID;"
                      "INSERT INTO reals VALUES(0.5, 7); DELETE FROM reals WHERE b = 7; ROLLBACK;";
    int rc = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    (void)sqlite3_preupdate_hook(store->db, on_change, store);
    if (rc != SQLITE_OK) {
        return store_fail(store, "learning how rows are seen", err);
    }
    return RC_OK;
}

void capture_release(struct capture *capture)
{
    mem_free(capture->renumbered);
    mem_free(capture->sorted);
    *capture = (struct capture){0};
}

void capture_start(struct store *store, struct changes *changes, struct store_result *result)
{
    const char *sql = store->statement != NULL ? store->statement->sql : "";
    struct capture *capture = &store->capture;
    capture->is_on = true;
    capture->is_full = false;
    capture->is_insert = sqlite3_strnicmp(sql, "insert", 6) == 0;
    capture->changes = changes;
    capture->result = result;
    capture->affected = 0;
    capture->renumbered_count = 0;
}

void capture_stop(struct store *store)
{
    store->capture.is_on = false;
    store->capture.changes = NULL;
    store->capture.result = NULL;
}

static int compare_items(const struct changes *changes, const struct change *a,
                         const struct change *b)
{
    if (a->table != b->table) {
        return a->table < b->table ? -1 : 1;
    }
    uint32_t size = a->key.size < b->key.size ? a->key.size : b->key.size;
    int order = memcmp(changes->bytes.data + a->key.at, changes->bytes.data + b->key.at, size);
    if (order != 0) {
        return order;
    }
    return (a->key.size > b->key.size) - (a->key.size < b->key.size);
}

static bool is_sorted(const struct changes *changes)
{
    for (int i = 1; i < changes->count; i++) {
        if (compare_items(changes, &changes->items[i - 1], &changes->items[i]) > 0) {
            return false;
        }
    }
    return true;
}

/* Merge from[low..middle) and from[middle..high) into to[low..high). */
static void merge_runs(const struct changes *changes, struct change *to, const struct change *from,
                       const int bounds[3])
{
    int i = bounds[0];
    int j = bounds[1];
    for (int at = bounds[0]; at < bounds[2]; at++) {
        bool take_first =
            j == bounds[2] || (i < bounds[1] && compare_items(changes, &from[i], &from[j]) <= 0);
        to[at] = take_first ? from[i++] : from[j++];
    }
}

/* By table and key; what happened to one row stays in the order in which it happened. */
static void sort_items(struct capture *capture, struct changes *changes)
{
    int count = changes->count;
    mem_grow((void **)&capture->sorted, &capture->sorted_room, count, sizeof(struct change));
    struct change *from = changes->items;
    struct change *to = capture->sorted;
    for (int width = 1; width < count; width *= 2) {
        for (int low = 0; low < count; low += 2 * width) {
            int middle = low + width < count ? low + width : count;
            int high = middle + width < count ? middle + width : count;
            merge_runs(changes, to, from, (const int[3]){low, middle, high});
        }
        struct change *swap = from;
        from = to;
        to = swap;
    }
    if (from != changes->items) {
        memcpy(changes->items, from, (size_t)count * sizeof(*from));
    }
}

/* Several events of one row become one change, or none. */
static void fold_items(const struct schema *schema, struct changes *changes)
{
    int kept = 0;
    for (int i = 0; i < changes->count;) {
        struct change item = changes->items[i++];
        while (i < changes->count && compare_items(changes, &item, &changes->items[i]) == 0) {
            item.has_after = changes->items[i].has_after;
            item.after = changes->items[i].after;
            i++;
        }
        bool is_nothing = !item.had_before && !item.has_after;
        if (item.had_before && item.has_after) {
            is_nothing = has_same_bytes(changes, item.before, item.after);
        }
        if (!is_nothing) {
            changes->items[kept++] = item;
        } else if (item.had_before) {
            lock_row(changes, schema_find_number(schema, item.table), item.key);
        }
    }
    changes->count = kept;
}

void capture_finish(struct store *store, struct changes *changes)
{
    if (changes->count > 1) {
        if (!is_sorted(changes)) {
            sort_items(&store->capture, changes);
        }
        fold_items(&store->schema, changes);
    }
    const struct table *table = NULL;
    for (int i = 0; i < changes->count; i++) {
        if (table == NULL || table->number != changes->items[i].table) {
            table = schema_find_number(&store->schema, changes->items[i].table);
        }
        assert(table != NULL);
        pages_add(changes, i, table, table->rows_per_page);
    }
    pages_sort(changes);
}
