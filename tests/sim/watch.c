/* SPDX-License-Identifier: MIT */
/* watch: invariants that the events alone can tell of (I19, I23, I24). */
#include "sim/play.h"

#define RETRIES_MAX 8                    /* the default of retry.max */
#define RETRY_WAIT_MAX_US (2 * US_PER_S) /* retry.cap, and a connection that is waited for */

/* A transaction that lost ends: nothing of it is committed (I19). */
static void watch_loss(struct sim *sim, const struct event *event)
{
    if (event->kind == EVENT_CONFLICT) {
        sim->conflicts[event->code]++;
    }
    if (event->kind == EVENT_CONFLICT && event->txn != 0) {
        sim->losers[event->txn % LOSERS_KEPT] = event->txn;
    } else if (event->kind == EVENT_COMMITTED && event->txn != 0 &&
               sim->losers[event->txn % LOSERS_KEPT] == event->txn) {
        (void)workload_fail(&sim->workload, "I19: a transaction is committed after its 1213",
                            (int64_t)event->txn, event->client);
    }
}

/* Where an event says that an endpoint is now. */
static const struct {
    enum event_kind kind;
    enum endpoint_state to;
} moves[] = {
    {EVENT_ENDPOINT_UP, ENDPOINT_IS_UP},
    {EVENT_ENDPOINT_SUSPECT, ENDPOINT_IS_SUSPECT},
    {EVENT_ENDPOINT_DOWN, ENDPOINT_IS_DOWN},
    {EVENT_ENDPOINT_TRIAL, ENDPOINT_IS_TRIAL},
    {EVENT_ENDPOINT_WARMING, ENDPOINT_IS_WARMING},
    {EVENT_ENDPOINT_DRAINING, ENDPOINT_IS_DRAINING},
    {EVENT_ENDPOINT_DISABLED, ENDPOINT_IS_DISABLED},
    {EVENT_ENDPOINT_ENABLED, ENDPOINT_UNKNOWN},
};

/* The edges of its machine as design and client/endpoint.h draw them; from UNKNOWN it may have
 * come to be UP without a word. */
static const bool edges[ENDPOINT_STATE_COUNT][ENDPOINT_STATE_COUNT] = {
    [ENDPOINT_UNKNOWN] = {[ENDPOINT_IS_SUSPECT] = true, [ENDPOINT_IS_DOWN] = true},
    [ENDPOINT_IS_UP] = {[ENDPOINT_IS_SUSPECT] = true, [ENDPOINT_IS_DOWN] = true},
    [ENDPOINT_IS_SUSPECT] =
        {[ENDPOINT_IS_UP] = true, [ENDPOINT_IS_DOWN] = true, [ENDPOINT_IS_WARMING] = true},
    [ENDPOINT_IS_DOWN] = {[ENDPOINT_IS_TRIAL] = true},
    [ENDPOINT_IS_TRIAL] =
        {[ENDPOINT_IS_UP] = true, [ENDPOINT_IS_DOWN] = true, [ENDPOINT_IS_WARMING] = true},
    [ENDPOINT_IS_WARMING] =
        {[ENDPOINT_IS_UP] = true, [ENDPOINT_IS_SUSPECT] = true, [ENDPOINT_IS_DOWN] = true},
    [ENDPOINT_IS_DRAINING] = {[ENDPOINT_UNKNOWN] = true},
    [ENDPOINT_IS_DISABLED] = {[ENDPOINT_UNKNOWN] = true},
};

static bool is_edge(enum endpoint_state from, enum endpoint_state to)
{
    bool is_wished = to == ENDPOINT_IS_DRAINING || to == ENDPOINT_IS_DISABLED;
    return is_wished ? from != to : edges[from][to];
}

/* An endpoint moves along the edges of its machine, each for a reason (I23). */
static bool watch_endpoint(struct sim *sim, const struct event *event)
{
    int index = 0;
    while (index < COUNT_OF(moves) && moves[index].kind != event->kind) {
        index++;
    }
    if (index == COUNT_OF(moves) || event->client < 1 || event->client > CLIENTS_MAX ||
        event->other == PLACE_NONE) {
        return index < COUNT_OF(moves);
    }
    enum endpoint_state to = moves[index].to;
    enum endpoint_state *state = &sim->endpoints[event->client - 1][place_index(event->other)];
    if (!is_edge(*state, to) && !sim->has_changed[place_index(event->other)]) {
        (void)workload_fail(&sim->workload, "I23: an endpoint moves where no edge is",
                            event->client, to);
    }
    *state = to;
    return true;
}

static void watch_retry(struct sim *sim, const struct event *event)
{
    if (event->length < 0 || event->count > RETRIES_MAX || event->length > RETRY_WAIT_MAX_US) {
        (void)workload_fail(&sim->workload, "I24: a retry waits too long, or is one too many",
                            event->length, event->count);
    }
}

void sim_watch(struct sim *sim, const struct event *event)
{
    if (watch_endpoint(sim, event)) {
        return;
    }
    if (event->kind == EVENT_CONFLICT || event->kind == EVENT_COMMITTED) {
        watch_loss(sim, event);
    } else if (event->kind == EVENT_RETRIED) {
        watch_retry(sim, event);
    } else if (event->kind == EVENT_MASTER_REMOVED || event->kind == EVENT_MASTER_ADDED) {
        /* Each client forgets in its own time what it knew of it. */
        sim->has_changed[place_index(event->place)] = true;
    }
}
