/* SPDX-License-Identifier: MIT */
#include "store/changes.h"

#include "base/mem.h"
#include "store/value.h"

#include <assert.h>
#include <string.h>

#define COUNT_LOADED_MAX (16 * 1024 * 1024) /* against damaged bytes, not a limit of the lab */

void changes_init(struct changes *changes)
{
    *changes = (struct changes){0};
    buf_init(&changes->bytes, BUF_CAP_STATE);
}

void changes_release(struct changes *changes)
{
    mem_free(changes->items);
    mem_free(changes->locks);
    mem_free(changes->pages);
    buf_release(&changes->bytes);
    *changes = (struct changes){0};
}

void changes_clear(struct changes *changes)
{
    changes->count = 0;
    changes->lock_count = 0;
    changes->page_count = 0;
    buf_clear(&changes->bytes);
}

void changes_slim(struct changes *changes)
{
    mem_free(changes->locks);
    mem_free(changes->pages);
    changes->locks = NULL;
    changes->lock_count = 0;
    changes->lock_room = 0;
    changes->pages = NULL;
    changes->page_count = 0;
    changes->page_room = 0;
    for (int i = 0; i < changes->count; i++) {
        changes->items[i].row = 0;
    }
}

static void reserve(struct changes *changes, int items, int locks, int pages)
{
    mem_grow((void **)&changes->items, &changes->room, items, sizeof(*changes->items));
    mem_grow((void **)&changes->locks, &changes->lock_room, locks, sizeof(*changes->locks));
    mem_grow((void **)&changes->pages, &changes->page_room, pages, sizeof(*changes->pages));
}

static void copy_items(void *to, const void *from, int count, size_t size)
{
    if (count > 0) {
        memcpy(to, from, (size_t)count * size);
    }
}

static void put(struct buf *out, const void *bytes, size_t size)
{
    enum rc rc = buf_add_bytes(out, bytes, size, NULL);
    assert(rc == RC_OK); /* a transaction's changes are far below BUF_CAP_STATE */
}

void changes_copy(struct changes *to, const struct changes *from)
{
    assert(to != from);
    changes_clear(to);
    reserve(to, from->count, from->lock_count, from->page_count);
    to->count = from->count;
    to->lock_count = from->lock_count;
    to->page_count = from->page_count;
    copy_items(to->items, from->items, from->count, sizeof(*to->items));
    copy_items(to->locks, from->locks, from->lock_count, sizeof(*to->locks));
    copy_items(to->pages, from->pages, from->page_count, sizeof(*to->pages));
    put(&to->bytes, from->bytes.data, from->bytes.size);
}

bool changes_touch(const struct changes *changes, uint32_t table)
{
    for (int i = 0; i < changes->page_count; i++) {
        if (changes->pages[i].table == table) {
            return true;
        }
    }
    return false;
}

int page_compare(const struct page_id *a, const struct page_id *b)
{
    if (a->table != b->table) {
        return a->table < b->table ? -1 : 1;
    }
    if (a->index != b->index) {
        return a->index < b->index ? -1 : 1;
    }
    return (a->bucket > b->bucket) - (a->bucket < b->bucket);
}

static int compare_items(const struct changes *a, const struct change *x, const struct changes *b,
                         const struct change *y)
{
    if (x->table != y->table) {
        return x->table < y->table ? -1 : 1;
    }
    uint32_t size = x->key.size < y->key.size ? x->key.size : y->key.size;
    int order = memcmp(a->bytes.data + x->key.at, b->bytes.data + y->key.at, size);
    if (order != 0) {
        return order;
    }
    return (x->key.size > y->key.size) - (x->key.size < y->key.size);
}

static struct span_of move_span(struct buf *to, const struct buf *from, struct span_of span)
{
    struct span_of moved = {.at = (uint32_t)to->size, .size = span.size};
    put(to, from->data + span.at, span.size);
    return moved;
}

/* A copy of `item` of `from`, with its bytes in `to`. */
static void add_moved(struct changes *to, const struct changes *from, const struct change *item)
{
    mem_grow((void **)&to->items, &to->room, to->count + 1, sizeof(*to->items));
    struct change *moved = &to->items[to->count++];
    *moved = *item;
    moved->key = move_span(&to->bytes, &from->bytes, item->key);
    moved->before = move_span(&to->bytes, &from->bytes, item->before);
    moved->after = move_span(&to->bytes, &from->bytes, item->after);
}

static bool ends_as_it_began(const struct changes *changes, const struct change *item)
{
    if (!item->had_before || !item->has_after) {
        return item->had_before == item->has_after;
    }
    const char *data = changes->bytes.data;
    return item->before.size == item->after.size &&
           memcmp(data + item->before.at, data + item->after.at, item->after.size) == 0;
}

/* Both changed one row: what it was stays from the first, what it will be from the later. */
static void add_both(struct changes *to, const struct changes *first, const struct change *x,
                     const struct changes *later, const struct change *y)
{
    add_moved(to, first, x);
    struct change *item = &to->items[to->count - 1];
    item->has_after = y->has_after;
    item->after = move_span(&to->bytes, &later->bytes, y->after);
    if (ends_as_it_began(to, item)) {
        to->count--;
    }
}

static void merge_items(struct changes *to, const struct changes *first,
                        const struct changes *later)
{
    int i = 0;
    int j = 0;
    while (i < first->count || j < later->count) {
        int order = i == first->count ? 1 : -1;
        if (i < first->count && j < later->count) {
            order = compare_items(first, &first->items[i], later, &later->items[j]);
        }
        if (order < 0) {
            add_moved(to, first, &first->items[i++]);
        } else if (order > 0) {
            add_moved(to, later, &later->items[j++]);
        } else {
            add_both(to, first, &first->items[i++], later, &later->items[j++]);
        }
    }
}

static void merge_locks(struct changes *to, const struct changes *first,
                        const struct changes *later)
{
    int i = 0;
    int j = 0;
    reserve(to, 0, first->lock_count + later->lock_count, 0);
    while (i < first->lock_count || j < later->lock_count) {
        bool take_first =
            j == later->lock_count || (i < first->lock_count && first->locks[i] <= later->locks[j]);
        uint64_t lock = take_first ? first->locks[i++] : later->locks[j++];
        if (to->lock_count == 0 || to->locks[to->lock_count - 1] != lock) {
            to->locks[to->lock_count++] = lock;
        }
    }
}

static void merge_pages(struct changes *to, const struct changes *first,
                        const struct changes *later)
{
    int i = 0;
    int j = 0;
    reserve(to, 0, 0, first->page_count + later->page_count);
    while (i < first->page_count || j < later->page_count) {
        bool take_first =
            j == later->page_count ||
            (i < first->page_count && page_compare(&first->pages[i], &later->pages[j]) <= 0);
        const struct page_id *page = take_first ? &first->pages[i++] : &later->pages[j++];
        if (to->page_count == 0 || page_compare(&to->pages[to->page_count - 1], page) != 0) {
            to->pages[to->page_count++] = *page;
        }
    }
}

void changes_merge(struct changes *changes, const struct changes *later)
{
    if (changes->count == 0 && changes->lock_count == 0 && changes->page_count == 0) {
        changes_copy(changes, later);
        return;
    }
    struct changes merged;
    changes_init(&merged);
    merge_items(&merged, changes, later);
    merge_locks(&merged, changes, later);
    merge_pages(&merged, changes, later);
    changes_release(changes);
    *changes = merged;
}

/* --- save and load -------------------------------------------------------------------------- */

enum { HAD_BEFORE = 1, HAS_AFTER = 2, HAS_NUMBER = 4 };

static void save_span(struct buf *out, const struct changes *changes, struct span_of span)
{
    pack_u64(out, span.size);
    value_pack(out, changes->bytes.data + span.at, span.size);
}

static void save_item(struct buf *out, const struct changes *changes, const struct change *item)
{
    pack_u64(out, item->table);
    pack_u64(out, (item->had_before ? HAD_BEFORE : 0) | (item->has_after ? HAS_AFTER : 0) |
                      (item->has_number ? HAS_NUMBER : 0));
    pack_u64(out, item->row);
    pack_i64(out, item->number);
    save_span(out, changes, item->key);
    if (item->had_before) {
        save_span(out, changes, item->before);
    }
    if (item->has_after) {
        save_span(out, changes, item->after);
    }
}

void changes_save(struct buf *out, const struct changes *changes)
{
    pack_int(out, changes->count);
    for (int i = 0; i < changes->count; i++) {
        save_item(out, changes, &changes->items[i]);
    }
    pack_int(out, changes->lock_count);
    for (int i = 0; i < changes->lock_count; i++) {
        pack_u64(out, changes->locks[i]);
    }
    pack_int(out, changes->page_count);
    for (int i = 0; i < changes->page_count; i++) {
        pack_u64(out, changes->pages[i].table);
        pack_int(out, changes->pages[i].index);
        pack_i64(out, changes->pages[i].bucket);
    }
}

static struct span_of load_span(struct changes *changes, struct unpack *in)
{
    uint32_t size = (uint32_t)unpack_u64(in);
    struct span_of span = {.at = (uint32_t)changes->bytes.size, .size = size};
    value_unpack(&changes->bytes, size, in);
    if (in->damaged) {
        span = (struct span_of){0};
    }
    return span;
}

static void load_item(struct changes *changes, struct unpack *in)
{
    struct change item = {.table = (uint32_t)unpack_u64(in)};
    uint64_t flags = unpack_u64(in);
    item.had_before = (flags & HAD_BEFORE) != 0;
    item.has_after = (flags & HAS_AFTER) != 0;
    item.has_number = (flags & HAS_NUMBER) != 0;
    item.row = unpack_u64(in);
    item.number = unpack_i64(in);
    item.key = load_span(changes, in);
    if (item.had_before) {
        item.before = load_span(changes, in);
    }
    if (item.has_after) {
        item.after = load_span(changes, in);
    }
    mem_grow((void **)&changes->items, &changes->room, changes->count + 1, sizeof(*changes->items));
    changes->items[changes->count++] = item;
}

void changes_load(struct changes *changes, struct unpack *in)
{
    changes_clear(changes);
    int count = unpack_int(in, 0, COUNT_LOADED_MAX);
    for (int i = 0; i < count && !in->damaged; i++) {
        load_item(changes, in);
    }
    count = unpack_int(in, 0, COUNT_LOADED_MAX);
    for (int i = 0; i < count && !in->damaged; i++) {
        mem_grow((void **)&changes->locks, &changes->lock_room, i + 1, sizeof(*changes->locks));
        changes->locks[i] = unpack_u64(in);
        changes->lock_count = i + 1;
    }
    count = unpack_int(in, 0, COUNT_LOADED_MAX);
    for (int i = 0; i < count && !in->damaged; i++) {
        mem_grow((void **)&changes->pages, &changes->page_room, i + 1, sizeof(*changes->pages));
        struct page_id *page = &changes->pages[i];
        page->table = (uint32_t)unpack_u64(in);
        page->index = unpack_int(in, PAGE_INDEX_HEADER, COUNT_LOADED_MAX);
        page->bucket = unpack_i64(in);
        changes->page_count = i + 1;
    }
}
