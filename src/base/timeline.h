/* SPDX-License-Identifier: MIT */
/*
 * timeline: what is to come. A queue of numbered things, each due at a time and
 * a place.
 *
 * The order is part of the contract, for the whole engine rests on it: the
 * earlier time first; at equal times the lower place; at equal places what was
 * entered first.
 *
 * What is due soon stands in a short list: packets come and go by the million,
 * among hundreds of time-outs which nearly all find nothing to do.
 */
#ifndef BASE_TIMELINE_H
#define BASE_TIMELINE_H

#include "base/pack.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

struct due {
    sim_us at;
    uint64_t order; /* set by timeline_add: place in the upper 16 bits, then entry number */
    uint32_t kind;  /* the owner's */
    uint32_t thing; /* the owner's: an index, a slot */
};

#define SOON_MAX 64 /* more stand in the heap, as if they were due later */

struct timeline {
    struct due soon[SOON_MAX]; /* the latest first: the next is the last */
    int soon_count;
    struct due *heap; /* owned */
    int count;        /* in the heap */
    int room;
    sim_us now;       /* when the last was taken */
    sim_us next_at;   /* SIM_NEVER: there is none */
    uint64_t entries; /* ever made */
};

void timeline_init(struct timeline *timeline);
void timeline_release(struct timeline *timeline);

void timeline_add(struct timeline *timeline, sim_us at, int place, uint32_t kind, uint32_t thing);
/* When the next is due; SIM_NEVER when nothing is. */
static inline sim_us timeline_next_at(const struct timeline *timeline)
{
    return timeline->next_at;
}
/* The next, borrowed until one is added or taken; NULL: there is none. */
const struct due *timeline_next(const struct timeline *timeline);
/* Take the next; false: there is none. */
bool timeline_take(struct timeline *timeline, struct due *out);

void timeline_save(struct buf *out, const struct timeline *timeline);
void timeline_load(struct timeline *timeline, struct unpack *in);

#endif
