/* SPDX-License-Identifier: MIT */
/* narrative: what is kept in memory of what has happened, for all who ask a lab. */
#include "base/text.h"
#include "lab/lab_state.h"

uint64_t lab_event_last(const struct lab *lab)
{
    return lab->events.last;
}

const struct event *lab_event(const struct lab *lab, uint64_t seq)
{
    return events_find(&lab->events, seq);
}

const struct event *lab_event_newest(const struct lab *lab, enum event_kind kind)
{
    return events_newest(&lab->events, kind);
}

const struct event *lab_event_before(const struct lab *lab, const struct event *event)
{
    return events_before(&lab->events, event);
}

uint64_t lab_txn_start(const struct lab *lab, uint64_t txn)
{
    return events_start(&lab->events, txn);
}

void lab_add_event(const struct lab *lab, const struct event *event, struct buf *out)
{
    struct buf sentence; /* with names and texts that somebody chose */
    buf_init(&sentence, BUF_CAP_TEXT);
    event_add_sentence(&sentence, event, cluster_table_name, lab->cluster);
    span_add_seconds(out, event->at);
    buf_addf(out, "  ");
    event_add_subject(out, event);
    buf_addf(out, "  ");
    text_add_safe(out, sentence.data, sentence.size);
    buf_release(&sentence);
}

void lab_save_narrative(const struct lab *lab, struct buf *out)
{
    events_save(out, &lab->events, EVENTS_KEPT_MAX);
    decisions_save(out, &lab->decisions, DECISIONS_KEPT_MAX);
    cluster_save_flights(out, lab->cluster);
}

enum rc lab_load_narrative(struct lab *lab, const void *data, size_t size, struct err *err)
{
    struct unpack in = unpack_start(data, size);
    events_load(&lab->events, &in);
    decisions_load(&lab->decisions, &in, lab->drivers.count);
    cluster_load_flights(lab->cluster, &in);
    return unpack_check(&in, err);
}
