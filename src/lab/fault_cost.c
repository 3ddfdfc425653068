/* SPDX-License-Identifier: MIT */
/*
 * fault_cost: what the last fault has cost, for who asks it a minute later. A fault is whatever
 * takes something away; what happens at the same instant, such as the copies that go dark with
 * their AZ, belongs to it.
 */
#include "lab/lab_state.h"

void lab_on_event_fault(struct lab *lab, const struct event *event)
{
    bool is_part = lab->fault_event > 0 && lab->fault_cost.since == lab->now;
    if (event_is_fault(event) && !is_part && lab->clients != NULL) {
        cost_begin(&lab->fault_cost, lab->clients, lab->now);
        lab->fault_event = event->seq;
    } else if (event->kind == EVENT_OUTAGE_OVER && lab->fault_event > 0) {
        cost_add_outage(&lab->fault_cost, event->client, event->length, lab->now);
    }
}

uint64_t lab_fault(const struct lab *lab)
{
    return lab->fault_event;
}

void lab_look_fault(const struct lab *lab, struct cost_view *out)
{
    *out = (struct cost_view){0};
    if (lab->fault_event > 0) {
        cost_look(&lab->fault_cost, lab->clients, lab->now, out);
        out->event = lab->fault_event;
    }
}

void lab_save_fault(struct buf *out, const struct lab *lab)
{
    pack_u64(out, lab->fault_event);
    cost_save(out, &lab->fault_cost);
}

void lab_load_fault(struct lab *lab, struct unpack *in)
{
    lab->fault_event = unpack_u64(in);
    cost_load(&lab->fault_cost, in);
}
