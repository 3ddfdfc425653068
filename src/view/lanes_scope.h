/* SPDX-License-Identifier: MIT */
/*
 * lanes_scope: which packets and events belong to one: those of its transaction and of the one
 * that won against it, and those of the chain of its causes. Or else all packets of a while.
 */
#ifndef VIEW_LANES_SCOPE_H
#define VIEW_LANES_SCOPE_H

#include "cluster/cluster.h"
#include "lab/lab.h"

#include <stdbool.h>
#include <stdint.h>

#define SCOPE_CHAIN_MAX 32
#define SCOPE_TXNS_MAX 4

struct lanes_scope {
    const struct lab *lab; /* borrowed */
    uint64_t focus;        /* an event; 0: nothing has happened */
    uint64_t chain[SCOPE_CHAIN_MAX];
    int chain_count;
    uint64_t txns[SCOPE_TXNS_MAX];
    int txn_count;
    uint64_t first;  /* the oldest event that belongs to it; 0: it is not known */
    sim_us begun;    /* when that was: what arrived before is no part of it */
    place_id client; /* whose move or outage it is; PLACE_NONE */
    sim_us since;    /* from where on packets of that client belong to it */
    sim_us until;
    bool is_all;      /* every packet belongs to it, */
    sim_us all_until; /* if it is drawn no later than that */
};

void lanes_scope_make(struct lanes_scope *scope, const struct lab *lab, uint64_t focus);
/* From here on all packets belong to it: until a moment after the event, or until now. */
void lanes_scope_take_all(struct lanes_scope *scope, bool is_now);
bool lanes_scope_has_flight(const struct lanes_scope *scope, const struct flight *flight);

#endif
