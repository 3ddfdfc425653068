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

/* An endpoint moves along the edges of its machine, each for a reason (I23). */
static void watch_endpoint(struct sim *sim, const struct event *event)
{
    enum endpoint_state to = event->kind == EVENT_ENDPOINT_SUSPECT ? ENDPOINT_IS_SUSPECT
                             : event->kind == EVENT_ENDPOINT_DOWN  ? ENDPOINT_IS_DOWN
                                                                   : ENDPOINT_IS_UP;
    if (event->client < 1 || event->client > CLIENTS_MAX || event->other == PLACE_NONE) {
        return;
    }
    enum endpoint_state *state = &sim->endpoints[event->client - 1][place_index(event->other)];
    bool is_edge = *state != to && !(*state == ENDPOINT_IS_DOWN && to == ENDPOINT_IS_SUSPECT);
    if (!is_edge && *state != ENDPOINT_UNKNOWN && !sim->has_changed[place_index(event->other)]) {
        (void)workload_fail(&sim->workload, "I23: an endpoint moves where no edge is",
                            event->client, to);
    }
    *state = to;
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
    bool moves = event->kind == EVENT_ENDPOINT_SUSPECT || event->kind == EVENT_ENDPOINT_DOWN ||
                 event->kind == EVENT_ENDPOINT_UP;
    if (moves) {
        watch_endpoint(sim, event);
    } else if (event->kind == EVENT_CONFLICT || event->kind == EVENT_COMMITTED) {
        watch_loss(sim, event);
    } else if (event->kind == EVENT_RETRIED) {
        watch_retry(sim, event);
    } else if (event->kind == EVENT_MASTER_REMOVED || event->kind == EVENT_MASTER_ADDED) {
        /* Each client forgets in its own time what it knew of it. */
        sim->has_changed[place_index(event->place)] = true;
    }
}
