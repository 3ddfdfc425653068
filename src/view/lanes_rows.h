/* SPDX-License-Identifier: MIT */
/*
 * lanes_rows: packets put together into rows: what one sends to several at once is one row, what
 * two copies of an AZ answer at about the same time is one, too.
 */
#ifndef VIEW_LANES_ROWS_H
#define VIEW_LANES_ROWS_H

#include "lab/run.h"
#include "view/lanes_scope.h"
#include "view/model_lanes.h"

#define DRAFTS_MAX 400 /* rows before the older ones are left out */

/* A row, before its lanes are known. */
struct draft {
    sim_us at;           /* when it left, or arrived if it is an answer; of an event: when it was */
    struct flight first; /* the first packet of it; kind 0: it is an event */
    uint64_t event;      /* 0: it is a packet */
    uint64_t led_to, led_last;
    uint32_t from, arrived, lost, flying; /* sets of places, as place_bit() has them */
    int count;
};

struct drafts {
    struct draft items[DRAFTS_MAX];
    int count;
    bool is_short; /* packets of its time have fallen out of memory */
};

/* All that belongs to the scope, in the order of time. */
void lanes_rows_gather(struct drafts *drafts, const struct lanes_scope *scope);
/* Is it drawn where it arrives? */
bool lanes_is_answer(enum packet_kind kind);
/* Its words, its role and how it is drawn. */
void lanes_say(struct lanes_row *row, const struct draft *draft, const struct lanes_scope *scope);

/* "12.4050": tenths of a millisecond. */
void lanes_print_time(char *out, size_t size, sim_us at);
/* Why it happened, effect first, and what helps (lanes_why.c). */
void lanes_fill_causes(struct model_lanes *out, const struct lanes_scope *scope,
                       const struct run *run);

/* A place in a set; a client stands alone in one, so all have the same bit. */
static inline uint32_t place_bit(place_id place)
{
    return UINT32_C(1) << (place < FIRST_CLIENT ? place : FIRST_CLIENT);
}

#endif
