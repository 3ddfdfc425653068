/* SPDX-License-Identifier: MIT */
/*
 * resolver: who gives way in a tie, one of them in each of three AZs.
 *
 * It gives a verdict only, STAY or YIELD, and touches no copy. Nothing rests on
 * it being right, or up: who stays still needs his four votes, and who hears
 * nothing gives way by himself.
 */
#ifndef CLUSTER_RESOLVER_H
#define CLUSTER_RESOLVER_H

#include "cluster/net.h"

#define RESOLVER_MEMORY 16 /* verdicts remembered; they count for 200 ms */

struct resolver {
    int index;
    struct net *net; /* borrowed */
    struct {
        uint32_t page;
        uint64_t txn; /* was told STAY */
        sim_us at;
    } stays[RESOLVER_MEMORY];
    int next;
};

void resolver_init(struct resolver *resolver, int index, struct net *net);
void resolver_receive(struct resolver *resolver, const struct packet *packet);
/* Which one decides about a page: one for each page, never two. */
int resolver_of_page(uint32_t page);

void resolver_save(struct buf *out, const struct resolver *resolver);
void resolver_load(struct resolver *resolver, struct unpack *in);

#endif
