/* SPDX-License-Identifier: MIT */
/*
 * inspect: pages and copies in full, for people who look. No part of the model
 * asks for it.
 */
#ifndef CLUSTER_INSPECT_H
#define CLUSTER_INSPECT_H

#include "cluster/cluster.h"
#include "store/changes.h"

/* A page that was written at least once. */
struct page_detail {
    struct page_id id;
    int64_t rows;    /* as the first master at work has them */
    uint64_t newest; /* lsn of the newest version at any copy; 0: none has it yet */
    int author;      /* 0-based, of that version; -1: none */
    sim_us age;      /* since it was made */
    int copies;      /* that hold it */
    int claims;      /* votes that stand, at all copies together */
    int intents;     /* uncommitted changes that it shows */
    int64_t conflicts;
    bool is_known[MASTERS_MAX]; /* in a master's cache */
    uint64_t cached[MASTERS_MAX];
};

/*
 * The pages of a table, its header first, then in order of index and key. The caller frees *out
 * with mem_free().
 *   RC_UNKNOWN  no master at work has such a table
 */
MUST_CHECK enum rc cluster_inspect_pages(struct cluster *cluster, const char *table,
                                         struct page_detail **out, int *count, struct err *err);
/* One page by its dense number, without its rows. */
void cluster_inspect_page(const struct cluster *cluster, uint32_t page, struct page_detail *out);
/* "0..99": the keys that belong to a page. */
void cluster_add_page_keys(struct buf *out, const struct cluster *cluster,
                           const struct page_id *page);

struct copy_detail {
    bool is_up;
    int pages;
    int claims;
    int64_t lacks_commits; /* of the longest log of each master at any copy */
    int lacks_pages;       /* of which another copy has a newer version */
    uint64_t length[MASTERS_MAX];
    uint64_t epoch[MASTERS_MAX];   /* its round; 0: none is known here */
    int epoch_author[MASTERS_MAX]; /* who began it, 0-based */
    bool is_cut[MASTERS_MAX];
    uint64_t cut_last[MASTERS_MAX];
};

void cluster_inspect_copy(const struct cluster *cluster, int index, struct copy_detail *out);

#endif
