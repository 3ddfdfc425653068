/* SPDX-License-Identifier: MIT */
/*
 * changes: the rows that a statement or a transaction changes, as plain bytes
 * that any store with the same tables can apply.
 *
 * A change is the net effect on one row: what it was (nothing, for an insert)
 * and what it will be (nothing, for a delete). A change of key is a delete and
 * an insert. With it stand what the engine decides by, and never looks behind:
 * the pages touched, and the lock keys (the row and its unique keys, as 64-bit
 * hashes of table, index and key).
 */
#ifndef STORE_CHANGES_H
#define STORE_CHANGES_H

#include "base/buf.h"
#include "base/pack.h"

#include <stdbool.h>
#include <stdint.h>

#define PAGE_INDEX_TABLE 0 /* the page of the rows themselves; 1.. are secondary indexes */
#define PAGE_INDEX_HEADER (-1)

struct page_id {
    uint32_t table; /* the table's number, the same in every store */
    int32_t index;  /* PAGE_INDEX_TABLE, PAGE_INDEX_HEADER or the index's number */
    int64_t bucket; /* floor(key / rows a page holds) */
};

struct span_of { /* a part of changes.bytes */
    uint32_t at;
    uint32_t size;
};

struct change {
    uint32_t table;
    bool had_before; /* the row existed */
    bool has_after;  /* it will exist */
    uint64_t row;    /* lock key of the row itself: hash of (table, key) */
    int64_t number;  /* the key if it is an integer, for sentences: "id 7"; else 0 */
    bool has_number;
    struct span_of key;    /* encoded key values */
    struct span_of before; /* encoded column values; meaningless unless had_before */
    struct span_of after;  /* as `before` */
};

struct changes {
    struct change *items; /* owned; ordered by (table, key bytes), one a row */
    int count;
    int room;
    uint64_t *locks; /* owned; sorted, each once: rows and unique keys */
    int lock_count;
    int lock_room;
    struct page_id *pages; /* owned; sorted by (table, index, bucket), each once */
    int page_count;
    int page_room;
    struct buf bytes; /* owned; keys and images */
};

void changes_init(struct changes *changes);
void changes_release(struct changes *changes);
void changes_clear(struct changes *changes);
/* They are committed: which locks and pages that took is of no use any more. */
void changes_slim(struct changes *changes);
void changes_copy(struct changes *to, const struct changes *from);

/*
 * Put `later` on top of `changes`: per row the first before-image and the last
 * after-image stay; a row that ends as it began is dropped from `items`, but its
 * pages and locks stay, for they were touched.
 */
void changes_merge(struct changes *changes, const struct changes *later);

/* Is one of the pages of this table? */
bool changes_touch(const struct changes *changes, uint32_t table);

int page_compare(const struct page_id *a, const struct page_id *b);

void changes_save(struct buf *out, const struct changes *changes);
void changes_load(struct changes *changes, struct unpack *in);

#endif
