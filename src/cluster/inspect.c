/* SPDX-License-Identifier: MIT */
#include "cluster/inspect.h"

#include "cluster/cache.h"
#include "cluster/copy_pages.h"
#include "cluster/world.h"
#include "store/page_rows.h"

#include <assert.h>
#include <stdlib.h>

/* --- pages ---------------------------------------------------------------------------------- */

/* The first master at work, else the first there is: at least two are. */
static const struct master *first_master(const struct cluster *cluster)
{
    const struct master *first = NULL;
    for (int i = MASTERS_MAX - 1; i >= 0; i--) {
        const struct master *master = &cluster->masters[i];
        bool is_better =
            master->state == MASTER_ONLINE || first == NULL || first->state != MASTER_ONLINE;
        first = master->state != MASTER_ABSENT && is_better ? master : first;
    }
    assert(first != NULL); /* a cluster has two masters at least */
    return first;
}

static uint64_t lsn_at(const struct cluster *cluster, int copy, uint32_t page)
{
    return book_version(&cluster->book, copy_page(&cluster->copies[copy], page)->version)->lsn;
}

static const struct version *newest_version(const struct cluster *cluster, uint32_t page)
{
    const struct version *newest = book_version(&cluster->book, 0);
    for (int i = 0; i < COPIES_MAX; i++) {
        const struct version *version =
            book_version(&cluster->book, copy_page(&cluster->copies[i], page)->version);
        newest = version->lsn > newest->lsn ? version : newest;
    }
    return newest;
}

void cluster_inspect_page(const struct cluster *cluster, uint32_t page, struct page_detail *out)
{
    const struct version *newest = newest_version(cluster, page);
    *out = (struct page_detail){.id = *book_page_id(&cluster->book, page),
                                .newest = newest->lsn,
                                .author = newest->lsn != 0 ? newest->author : -1,
                                .age = cluster->now - newest->made_at,
                                .conflicts = hot_pages_conflicts(&cluster->hot, page)};
    for (int i = 0; i < COPIES_MAX; i++) {
        out->copies += newest->lsn != 0 && lsn_at(cluster, i, page) == newest->lsn;
        out->claims += copy_claim_count(&cluster->copies[i], page);
    }
    for (int i = 0; i < newest->intent_count; i++) {
        out->intents += cache_intent_is_open(first_master(cluster), &newest->intents[i]);
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct master *master = &cluster->masters[i];
        bool is_there = master->state != MASTER_ABSENT && (int)page < master->page_room;
        const struct cached *cached = is_there ? &master->pages[page] : NULL;
        out->is_known[i] = cached != NULL && (cached->is_known || cached->version != 0);
        out->cached[i] = out->is_known[i] ? book_version(&cluster->book, cached->version)->lsn : 0;
    }
}

static int compare_details(const void *a, const void *b)
{
    return page_compare(&((const struct page_detail *)a)->id, &((const struct page_detail *)b)->id);
}

/* Both lists are in order of page. */
static void add_rows(struct page_detail *pages, int count, const struct page_rows *rows,
                     int row_count)
{
    int at = 0;
    for (int i = 0; i < count; i++) {
        while (at < row_count && page_compare(&rows[at].page, &pages[i].id) < 0) {
            at++;
        }
        if (at < row_count && page_compare(&rows[at].page, &pages[i].id) == 0) {
            pages[i].rows = rows[at].rows;
        }
    }
}

enum rc cluster_inspect_pages(struct cluster *cluster, const char *table, struct page_detail **out,
                              int *count, struct err *err)
{
    const struct master *master = first_master(cluster);
    uint32_t number = store_table_number(master->store, table);
    struct page_rows *rows = NULL;
    int room = 0;
    *out = NULL;
    *count = 0;
    if (number == 0) {
        return err_set(err, RC_UNKNOWN, "m%d has no table \"%.40s\"", master->index + 1, table);
    }
    for (uint32_t page = 0; page < (uint32_t)cluster->book.page_count; page++) {
        if (book_page_id(&cluster->book, page)->table == number) {
            mem_grow((void **)out, &room, *count + 1, sizeof **out);
            cluster_inspect_page(cluster, page, &(*out)[(*count)++]);
        }
    }
    if (*count > 0) {
        qsort(*out, (size_t)*count, sizeof **out, compare_details);
    }
    int row_count = store_page_rows(master->store, number, &rows);
    add_rows(*out, *count, rows, row_count);
    mem_free(rows);
    return RC_OK;
}

bool cluster_page_keys(const struct cluster *cluster, const struct page_id *page, int64_t *first,
                       int64_t *count)
{
    return store_page_keys(first_master(cluster)->store, page, first, count);
}

void cluster_add_page_keys(struct buf *out, const struct cluster *cluster,
                           const struct page_id *page)
{
    store_add_page_keys(out, first_master(cluster)->store, page);
}

/* --- copies --------------------------------------------------------------------------------- */

static void look_at_log(const struct cluster *cluster, int index, int master,
                        struct copy_detail *out)
{
    const struct copy *copy = &cluster->copies[index];
    uint64_t longest = 0;
    for (int i = 0; i < COPIES_MAX; i++) {
        uint64_t end = copy_log_end(&cluster->copies[i].log[master]);
        longest = end > longest ? end : longest;
    }
    out->length[master] = copy_log_end(&copy->log[master]);
    out->lacks_commits += (int64_t)(longest - out->length[master]);
    out->epoch[master] = copy->epoch[master] / AUTHORS;
    out->epoch_author[master] = epoch_master(copy->epoch[master]);
    out->is_cut[master] = copy->cut[master].epoch != 0;
    out->cut_last[master] = copy->cut[master].last;
}

void cluster_inspect_copy(const struct cluster *cluster, int index, struct copy_detail *out)
{
    *out = (struct copy_detail){.is_up = !cluster->net.silent[place_copy(index)]};
    for (int i = 0; i < MASTERS_MAX; i++) {
        look_at_log(cluster, index, i, out);
    }
    for (uint32_t page = 0; page < (uint32_t)cluster->book.page_count; page++) {
        const struct copy_page *held = copy_page(&cluster->copies[index], page);
        out->pages += held->version != 0;
        out->claims += copy_claim_count(&cluster->copies[index], page);
        out->lacks_pages += lsn_at(cluster, index, page) < newest_version(cluster, page)->lsn;
    }
}
