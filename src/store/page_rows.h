/* SPDX-License-Identifier: MIT */
/*
 * page_rows: what lies on a table's virtual pages, for people who look: how many
 * rows, and which keys belong there. It costs a walk over the table.
 */
#ifndef STORE_PAGE_ROWS_H
#define STORE_PAGE_ROWS_H

#include "store/changes.h"
#include "store/store.h"

struct page_rows {
    struct page_id page;
    int64_t rows;
};

/* The pages of a table and of its indexes that have rows now, in order of page. The caller frees
 * *out with mem_free(). 0: no such table, or it is empty. */
int store_page_rows(struct store *store, uint32_t table, struct page_rows **out);
/* Which integer keys belong to a page. False: its keys are none, or it holds no rows. */
bool store_page_keys(const struct store *store, const struct page_id *page, int64_t *first,
                     int64_t *count);
/* "0..99", or "ab..." for keys that are texts: the keys that belong to a page. */
void store_add_page_keys(struct buf *out, const struct store *store, const struct page_id *page);

#endif
