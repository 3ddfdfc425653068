/* SPDX-License-Identifier: MIT */
#include "store/pages.h"

#include "base/hash.h"
#include "base/mem.h"
#include "store/value.h"

#include <stdlib.h>

#define NULL_BUCKET (-1) /* a key that is NULL stands before the others */

const char *image_value(const struct changes *changes, struct span_of image, int place)
{
    const char *at = changes->bytes.data + image.at;
    for (int i = 0; i < place; i++) {
        at += value_size(at);
    }
    return at;
}

void pages_add_lock(struct changes *changes, uint64_t lock)
{
    mem_grow((void **)&changes->locks, &changes->lock_room, changes->lock_count + 1,
             sizeof(*changes->locks));
    changes->locks[changes->lock_count++] = lock;
}

void pages_add_page(struct changes *changes, struct page_id page)
{
    if (changes->page_count > 0 &&
        page_compare(&changes->pages[changes->page_count - 1], &page) == 0) {
        return;
    }
    mem_grow((void **)&changes->pages, &changes->page_room, changes->page_count + 1,
             sizeof(*changes->pages));
    changes->pages[changes->page_count++] = page;
}

static unsigned char fold(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

static uint64_t lock_start(const struct table *table, int index)
{
    return hash_u64(hash_u64(HASH_START, table->number), (uint64_t)index);
}

static uint64_t add_to_lock(uint64_t lock, const char *value, bool folds)
{
    if (!folds || value_kind(value) != CELL_TEXT) {
        return hash_bytes(lock, value, value_size(value));
    }
    size_t size = 0;
    const char *text = value_bytes(value, &size);
    lock = hash_u64(lock, size);
    for (size_t i = 0; i < size; i++) {
        lock = hash_u64(lock, fold((unsigned char)text[i]));
    }
    return lock;
}

uint64_t pages_row_lock(const struct table *table, const char *values, size_t size)
{
    uint64_t lock = lock_start(table, 0);
    const char *at = values;
    for (int i = 0; at < values + size; i++) {
        lock = add_to_lock(lock, at, i < table->key.count && table->key.folds[i]);
        at += value_size(at);
    }
    return lock;
}

/* The lock of an image's key in a unique index; false: a NULL in it, so it is never taken. */
static bool unique_lock(uint64_t *lock, const struct changes *changes, struct span_of image,
                        const struct table *table, const struct index *index)
{
    *lock = lock_start(table, index->number);
    for (int i = 0; i < index->count; i++) {
        const char *value = image_value(changes, image, index->images[i]);
        if (value_kind(value) == CELL_NULL) {
            return false;
        }
        *lock = add_to_lock(*lock, value, index->folds[i]);
    }
    return true;
}

static int64_t floor_divide(int64_t value, int64_t by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

int64_t pages_bucket(const char *value, int64_t span, bool folds)
{
    size_t size = 0;
    switch (value_kind(value)) {
    case CELL_INTEGER:
    case CELL_REAL:
        return floor_divide(value_integer(value), span);
    case CELL_TEXT:
    case CELL_BLOB: {
        const char *bytes = value_bytes(value, &size);
        unsigned char first = size > 0 ? (unsigned char)bytes[0] : 0;
        unsigned char second = size > 1 ? (unsigned char)bytes[1] : 0;
        return folds ? fold(first) << 8 | fold(second) : first << 8 | second;
    }
    case CELL_NULL:
        break;
    }
    return NULL_BUCKET;
}

static bool is_auto_image(const struct table *table, int image)
{
    return table->auto_column >= 0 && table->columns[table->auto_column].image == image;
}

/* Generated ids leave gaps for the other masters. */
int64_t pages_span(const struct table *table, const struct index *index, int rows_per_page)
{
    bool is_spread = index->count == 0 || is_auto_image(table, index->images[0]);
    return is_spread ? (int64_t)rows_per_page * AUTOINC_STEP : rows_per_page;
}

static void add_index_page(struct changes *changes, struct span_of image, const struct table *table,
                           const struct index *index, int rows_per_page)
{
    int64_t span = pages_span(table, index, rows_per_page);
    const char *value = image_value(changes, image, index->images[0]);
    pages_add_page(changes, (struct page_id){
                                .table = table->number,
                                .index = index->number,
                                .bucket = pages_bucket(value, span, index->folds[0]),
                            });
}

static bool has_same_key(const struct changes *changes, const struct change *item,
                         const struct index *index)
{
    for (int i = 0; i < index->count; i++) {
        const char *before = image_value(changes, item->before, index->images[i]);
        const char *after = image_value(changes, item->after, index->images[i]);
        size_t size = value_size(before);
        if (size != value_size(after) || memcmp(before, after, size) != 0) {
            return false;
        }
    }
    return true;
}

static void add_index(struct changes *changes, struct span_of image, const struct table *table,
                      const struct index *index, int rows_per_page)
{
    uint64_t lock;
    add_index_page(changes, image, table, index, rows_per_page);
    if (index->is_unique && unique_lock(&lock, changes, image, table, index)) {
        pages_add_lock(changes, lock);
    }
}

void pages_add(struct changes *changes, int item, const struct table *table, int rows_per_page)
{
    struct change *change = &changes->items[item];
    const char *key = changes->bytes.data + change->key.at;
    int64_t span = pages_span(table, &table->key, rows_per_page);
    change->row = pages_row_lock(table, key, change->key.size);
    pages_add_lock(changes, change->row);
    pages_add_page(changes, (struct page_id){
                                .table = table->number,
                                .index = PAGE_INDEX_TABLE,
                                .bucket = pages_bucket(key, span, table->key.folds[0]),
                            });
    for (int i = 0; i < table->index_count; i++) {
        const struct index *index = &table->indexes[i];
        if (change->had_before && change->has_after && has_same_key(changes, change, index)) {
            continue;
        }
        if (change->had_before) {
            add_index(changes, change->before, table, index, rows_per_page);
        }
        if (change->has_after) {
            add_index(changes, change->after, table, index, rows_per_page);
        }
    }
}

static int compare_locks(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static int compare_pages(const void *a, const void *b)
{
    return page_compare(a, b);
}

void pages_sort(struct changes *changes)
{
    int kept = 0;
    if (changes->lock_count > 1) {
        qsort(changes->locks, (size_t)changes->lock_count, sizeof(uint64_t), compare_locks);
    }
    for (int i = 0; i < changes->lock_count; i++) {
        if (kept == 0 || changes->locks[kept - 1] != changes->locks[i]) {
            changes->locks[kept++] = changes->locks[i];
        }
    }
    changes->lock_count = kept;
    kept = 0;
    if (changes->page_count > 1) {
        qsort(changes->pages, (size_t)changes->page_count, sizeof(struct page_id), compare_pages);
    }
    for (int i = 0; i < changes->page_count; i++) {
        if (kept == 0 || page_compare(&changes->pages[kept - 1], &changes->pages[i]) != 0) {
            changes->pages[kept++] = changes->pages[i];
        }
    }
    changes->page_count = kept;
}
