/* SPDX-License-Identifier: MIT */
/*
 * pages: which virtual pages and which locks a changed row touches.
 *
 * The clustered page always; of each secondary index the page of a key that is
 * inserted, removed or changed. A page holds rows_per_page keys in a row;
 * generated ids leave gaps for the other masters, so theirs hold 16 times as
 * wide a range. Keys that are not numbers are put together by their first two
 * bytes. Rows and the keys of unique indexes are locks.
 */
#ifndef STORE_PAGES_H
#define STORE_PAGES_H

#include "store/changes.h"
#include "store/schema.h"

/* Where a value of an image begins. */
const char *image_value(const struct changes *changes, struct span_of image, int place);

/* Add the pages and locks of items[item]; unsorted until pages_sort. Sets its `row`. */
void pages_add(struct changes *changes, int item, const struct table *table, int rows_per_page);
/* Bring pages and locks into order, each once. */
void pages_sort(struct changes *changes);

/* How many keys in a row belong to a page of the index, or of the table itself: its key. */
int64_t pages_span(const struct table *table, const struct index *index, int rows_per_page);
/* The bucket of a key's first value. */
int64_t pages_bucket(const char *value, int64_t span, bool folds);

/* The lock of a row whose key values are at `values`, one after another. */
uint64_t pages_row_lock(const struct table *table, const char *values, size_t size);
void pages_add_lock(struct changes *changes, uint64_t lock);
void pages_add_page(struct changes *changes, struct page_id page);

#endif
