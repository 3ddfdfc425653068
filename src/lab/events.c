/* SPDX-License-Identifier: MIT */
#include "lab/events.h"

#include "base/limits.h"
#include "base/mem.h"

#include <assert.h>
#include <string.h>

void events_init(struct events *events)
{
    *events = (struct events){
        .ring = mem_alloc(EVENTS_KEPT_MAX, sizeof(struct event)),
        .before = mem_alloc(EVENTS_KEPT_MAX, sizeof(uint64_t)),
        .starts = mem_alloc(TXN_STARTS_MAX, sizeof(struct txn_start)),
        .first = 1,
    };
}

void events_release(struct events *events)
{
    mem_free(events->ring);
    mem_free(events->before);
    mem_free(events->starts);
    *events = (struct events){0};
}

void events_clear(struct events *events)
{
    events->first = events->last + 1;
}

/* Numbers of transactions grow: where two meet, the newer one is kept. */
static void note_start(struct events *events, const struct event *event)
{
    struct txn_start *start = &events->starts[event->txn % TXN_STARTS_MAX];
    if (event->txn > start->txn) {
        *start = (struct txn_start){.txn = event->txn, .seq = event->seq};
    }
}

static void note_kind(struct events *events, const struct event *event)
{
    events->before[event->seq % EVENTS_KEPT_MAX] = events->newest[event->kind];
    events->newest[event->kind] = event->seq;
}

void events_add(struct events *events, const struct event *event)
{
    assert(event->seq == events->last + 1);
    events->ring[event->seq % EVENTS_KEPT_MAX] = *event;
    events->last = event->seq;
    note_start(events, event);
    note_kind(events, event);
    if (events->last - events->first >= EVENTS_KEPT_MAX) {
        events->first = events->last - EVENTS_KEPT_MAX + 1;
    }
}

const struct event *events_find(const struct events *events, uint64_t seq)
{
    if (seq < events->first || seq > events->last) {
        return NULL;
    }
    return &events->ring[seq % EVENTS_KEPT_MAX];
}

const struct event *events_newest(const struct events *events, enum event_kind kind)
{
    return events_find(events, events->newest[kind]);
}

const struct event *events_before(const struct events *events, const struct event *event)
{
    return events_find(events, events->before[event->seq % EVENTS_KEPT_MAX]);
}

uint64_t events_start(const struct events *events, uint64_t txn)
{
    const struct txn_start *start = &events->starts[txn % TXN_STARTS_MAX];
    return txn != 0 && start->txn == txn && events_find(events, start->seq) != NULL ? start->seq
                                                                                    : 0;
}

void events_save(struct buf *out, const struct events *events, uint64_t most)
{
    uint64_t end = events->last + 1;
    uint64_t first = end - events->first > most ? end - most : events->first;
    pack_mark(out, "events");
    pack_u64(out, first);
    pack_u64(out, events->last);
    for (uint64_t seq = first; seq < end; seq++) {
        event_save(out, events_find(events, seq));
    }
}

void events_load(struct events *events, struct unpack *in)
{
    unpack_mark(in, "events");
    events->first = unpack_u64(in);
    events->last = unpack_u64(in);
    if (events->first < 1 || events->last + 1 - events->first > EVENTS_KEPT_MAX) {
        in->damaged = true;
        events_clear(events);
    }
    memset(events->newest, 0, sizeof(events->newest));
    memset(events->starts, 0, TXN_STARTS_MAX * sizeof(events->starts[0]));
    for (uint64_t seq = events->first; seq <= events->last && !in->damaged; seq++) {
        struct event *event = &events->ring[seq % EVENTS_KEPT_MAX];
        event_load(event, in);
        if (!in->damaged) { /* else its kind may be none */
            note_start(events, event);
            note_kind(events, event);
        }
    }
}
