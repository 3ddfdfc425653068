/* SPDX-License-Identifier: MIT */
/*
 * cost: what the clients have paid since a moment, such as the last fault or the beginning of a
 * game day: units, acknowledged rows, and the longest time in which one of them could not write.
 */
#ifndef LAB_COST_H
#define LAB_COST_H

#include "base/pack.h"
#include "client/client.h"

/* What is kept to know it. */
struct cost {
    sim_us since;
    int64_t failed, unknown, lost, doubled; /* counted until then */
    sim_us outage;                          /* the longest of those that are over since */
    int client;                             /* whose; 0: there was none */
};

struct cost_view {
    uint64_t event; /* of the fault that it is due to; 0: it is no fault's, or there was none */
    sim_us since;
    int64_t failed, unknown; /* units */
    int64_t lost, doubled;   /* acknowledged rows; units */
    sim_us outage;           /* the longest, over or not, as far as it lies in this time; 0: none */
    int client;              /* whose */
};

void cost_begin(struct cost *cost, const struct clients *clients, sim_us now);
/* An outage of a client is over, that lasted so long. */
void cost_add_outage(struct cost *cost, int client, sim_us length, sim_us now);
void cost_look(const struct cost *cost, const struct clients *clients, sim_us now,
               struct cost_view *out);

/* Its outage and whose: "2.37 s (@7)"; or "none". */
void cost_add_longest(struct buf *out, const struct cost_view *cost);

void cost_save(struct buf *out, const struct cost *cost);
void cost_load(struct cost *cost, struct unpack *in);

#endif
