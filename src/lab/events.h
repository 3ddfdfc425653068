/* SPDX-License-Identifier: MIT */
/*
 * events: the narrative kept in memory: the last EVENTS_KEPT_MAX events, found
 * by number. What falls out is forgotten here, not in the run; a saved state has but the
 * newest EVENTS_SAVED_MAX of them.
 */
#ifndef LAB_EVENTS_H
#define LAB_EVENTS_H

#include "base/pack.h"
#include "cluster/event.h"

/* Where the events of a transaction begin. */
struct txn_start {
    uint64_t txn; /* 0: none */
    uint64_t seq;
};

struct events {
    struct event *ring;       /* owned: EVENTS_KEPT_MAX */
    uint64_t *before;         /* owned: of each in the ring, the one of its kind before it */
    struct txn_start *starts; /* owned: TXN_STARTS_MAX, by the number of the transaction */
    uint64_t newest[EVENT_KIND_COUNT]; /* of each kind; 0: none yet */
    uint64_t last;                     /* number of the newest; 0: none yet */
    uint64_t first;                    /* number of the oldest kept */
};

void events_init(struct events *events);
void events_release(struct events *events);
/* Forget what is kept; numbers go on. */
void events_clear(struct events *events);

/* Numbers come without a gap. */
void events_add(struct events *events, const struct event *event);
/* NULL: it fell out, or has not happened. Borrowed until the next add. */
const struct event *events_find(const struct events *events, uint64_t seq);
/* The newest of a kind, and the one of its kind before a kept event; NULL: none is kept. */
const struct event *events_newest(const struct events *events, enum event_kind kind);
const struct event *events_before(const struct events *events, const struct event *event);
/* The first event of a transaction that was not forgotten; 0: it is not known. */
uint64_t events_start(const struct events *events, uint64_t txn);

/* The newest, at most so many. */
void events_save(struct buf *out, const struct events *events, uint64_t most);
void events_load(struct events *events, struct unpack *in);

#endif
