/* SPDX-License-Identifier: MIT */
/*
 * due: what kinds of things stand in the cluster's timeline. A timer that has
 * been overtaken stays in the timeline and finds, when due, that its owner waits
 * for another time: then it does nothing.
 */
#ifndef CLUSTER_DUE_H
#define CLUSTER_DUE_H

#include "base/limits.h"

#include <stdint.h>

enum due_kind {
    DUE_PACKET,     /* thing: slot of the net */
    DUE_SESSION,    /* a statement was thought over, or has waited long enough */
    DUE_WRITE,      /* a write asks again */
    DUE_RESEND,     /* a master repeats what nobody acknowledged */
    DUE_TICK,       /* a master looks after itself, once a second */
    DUE_PULL,       /* a master asks storage for what it lacks */
    DUE_UNDO,       /* a master cleans a page of dead intents */
    DUE_RECOVERY,   /* a recovery goes on */
    DUE_RESTART,    /* a crashed instance starts */
    DUE_DISPATCHER, /* what carries a master's writes to storage starts again */
    DUE_DDL,        /* a definition goes on */
    DUE_GOSSIP,     /* thing: a copy */
    DUE_WIPED,      /* thing: a copy that lost its disk */
    DUE_DISK,       /* a fault of disks may be over */
    DUE_KIND_COUNT
};

#define DUE_SLOT_BITS 24

/* The thing of a timer that belongs to a master, and a slot of its own within it. */
static inline uint32_t due_thing(int master, uint32_t slot)
{
    return (uint32_t)master << DUE_SLOT_BITS | slot;
}

static inline int due_master(uint32_t thing)
{
    return (int)(thing >> DUE_SLOT_BITS);
}

static inline uint32_t due_slot(uint32_t thing)
{
    return thing & ((UINT32_C(1) << DUE_SLOT_BITS) - 1);
}

#endif
