/* SPDX-License-Identifier: MIT */
/* wire_rig: a net, a book and a clock with nobody at them, for tests of single parts. */
#ifndef LIB_WIRE_RIG_H
#define LIB_WIRE_RIG_H

#include "cluster/net.h"

struct wire_rig {
    sim_us now;
    uint64_t cause;
    int64_t parameters[PARAM_COUNT];
    struct rng root;
    struct timeline timeline;
    struct net net;
};

void wire_rig_init(struct wire_rig *rig, uint64_t seed);
void wire_rig_release(struct wire_rig *rig);

/* Move to the next delivery and take its packet out; false: nothing is under way. The bundle
 * stays readable until net_done(). */
bool wire_rig_next(struct wire_rig *rig, struct packet *out);
/* The same, when it must be this kind; its bundle is freed. */
struct packet wire_rig_expect(struct wire_rig *rig, enum packet_kind kind);

#endif
