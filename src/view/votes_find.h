/* SPDX-License-Identifier: MIT */
/*
 * votes_find: which proposals for a page met, and what became of each, as the events and packets
 * in memory tell it.
 */
#ifndef VIEW_VOTES_FIND_H
#define VIEW_VOTES_FIND_H

#include "lab/lab.h"
#include "view/model_votes.h"

#include <stdbool.h>
#include <stdint.h>

struct bid {
    uint64_t proposed; /* its event */
    uint64_t proposal; /* its number among packets; 0: they fell out of memory */
    int64_t row;
    uint64_t lsn, base;
    uint64_t accepted, tied, verdict, lost; /* events of its end; 0: none, or not yet */
    uint8_t looks[COPIES_MAX];              /* enum vote_look */
    uint64_t since[COPIES_MAX];             /* number of the packet that said so */
};

#define BIDS_MAX 32 /* for a page in a tenth of a second, most of which never met */

struct bids {
    struct page_id page;
    struct bid items[BIDS_MAX]; /* in the order in which they were made; found: VOTES_BIDS_MAX */
    int count;
};

/*
 * The proposals that met at the event's page: those of its transaction, of the one that won, and
 * of others at the same time. `is_now`: rather one that is under way. Votes are counted up to
 * `until`, the number of an event; what ended later is known all the same.
 */
void votes_find(struct bids *bids, const struct lab *lab, uint64_t focus, bool is_now);

#endif
