/* SPDX-License-Identifier: MIT */
#include "lab/silence.h"

#include "base/compiler.h"

/* Whose an event is: a master's, or of the link between two places. */
struct subject {
    place_id master;
    place_id from; /* PLACE_NONE: of the master alone */
};

static bool is_its(const struct event *event, const struct subject *subject, bool is_link)
{
    if (!is_link) {
        return event->place == subject->master || event->other == subject->master;
    }
    return subject->from != PLACE_NONE &&
           ((event->place == subject->master && event->other == subject->from) ||
            (event->place == subject->from && event->other == subject->master));
}

/* The number of the newest of a kind before `seq`, of this subject; 0: there is none. */
static uint64_t last_of(const struct lab *lab, enum event_kind kind, uint64_t seq,
                        const struct subject *subject)
{
    bool is_link = kind == EVENT_LINK_CUT || kind == EVENT_LINK_WHOLE;
    const struct event *event = lab_event_newest(lab, kind);
    while (event != NULL &&
           (event->seq >= seq || (kind != EVENT_HEALED && !is_its(event, subject, is_link)))) {
        event = lab_event_before(lab, event);
    }
    return event != NULL ? event->seq : 0;
}

static uint64_t fault_of(const struct lab *lab, const struct subject *subject, uint64_t seq)
{
    static const enum event_kind faults[] = {EVENT_AZ_DOWN, EVENT_MASTER_KILLED, EVENT_MASTER_HUNG,
                                             EVENT_MASTER_CRASHED, EVENT_LINK_CUT};
    static const enum event_kind ends[] = {EVENT_AZ_UP, EVENT_MASTER_RESTARTED, EVENT_MASTER_ONLINE,
                                           EVENT_LINK_WHOLE, EVENT_HEALED};
    uint64_t fault = 0;
    for (int i = 0; i < COUNT_OF(faults); i++) {
        uint64_t last = last_of(lab, faults[i], seq, subject);
        fault = last > fault ? last : fault;
    }
    for (int i = 0; fault != 0 && i < COUNT_OF(ends); i++) {
        fault = last_of(lab, ends[i], seq, subject) > fault ? 0 : fault;
    }
    return fault;
}

uint64_t silence_fault(const struct lab *lab, place_id master, const struct event *at)
{
    return fault_of(lab, &(struct subject){master, at->place}, at->seq);
}

uint64_t silence_of_winner(const struct lab *lab, const struct event *conflict)
{
    bool is_kept = conflict->kind == EVENT_CONFLICT &&
                   (conflict->code == CONFLICT_TIE || conflict->code == CONFLICT_LOGICAL);
    if (!is_kept || conflict->other == PLACE_NONE) { /* else one has but not heard of it yet */
        return 0;
    }
    return fault_of(lab, &(struct subject){conflict->other, PLACE_NONE}, conflict->seq);
}

const struct event *silence_claim_in(const struct lab *lab, const struct event *over)
{
    const struct event *event = lab_event_newest(lab, EVENT_CONFLICT);
    while (event != NULL && event->at + over->length >= over->at) {
        bool is_its = event->seq < over->seq && event->client == over->client;
        if (is_its && silence_of_winner(lab, event) != 0) {
            return event;
        }
        event = lab_event_before(lab, event);
    }
    return NULL;
}
