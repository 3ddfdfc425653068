/* SPDX-License-Identifier: MIT */
/* watch: invariants that the events tell of, or the moment of an event (I19, I21, I23, I24). */
#include "sim/play.h"

#include <string.h>

#define TIE_LASTS_US (50 * US_PER_MS)
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

bool sim_is_edge(enum endpoint_state from, enum endpoint_state to)
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
    if (!sim_is_edge(*state, to) && !sim->has_changed[place_index(event->other)]) {
        (void)workload_fail(&sim->workload, "I23: an endpoint moves where no edge is",
                            event->client, to);
    }
    sim->edges[*state][to]++;
    *state = to;
    return true;
}

/* Three masters want a page at the same moment, and each has the votes of two copies. */
static void watch_tie(struct sim *sim, const struct event *event)
{
    uint32_t tied = UINT32_C(1) << place_index(event->place);
    if (event->count != 2) {
        return;
    }
    for (int64_t i = sim->tie_count - 1; i >= 0 && i > sim->tie_count - TIES_KEPT; i--) {
        const struct event *other = &sim->ties[i % TIES_KEPT];
        bool is_same = memcmp(&other->page, &event->page, sizeof event->page) == 0;
        if (is_same && event->at - other->at <= TIE_LASTS_US) {
            tied |= UINT32_C(1) << place_index(other->place);
        }
    }
    sim->three_ways += __builtin_popcount(tied) == 3;
    sim->ties[sim->tie_count++ % TIES_KEPT] = *event;
}

/* One of the units that the client has at its try `event->count` will begin it in time. */
static bool keeps_deadline(const struct sim *sim, const struct event *event)
{
    struct clients_view view;
    bool is_met = false;
    clients_look(lab_clients(sim->world.lab), &view);
    const struct client_view *client = &view.clients[event->client - 1];
    for (int i = 0; i < client->worker_count; i++) {
        const struct worker_view *worker = &client->workers[i];
        if (worker->unit == 0 || worker->attempt != event->count) {
            continue;
        }
        if (event->at + event->length < worker->since + client->deadline) {
            return true;
        }
        is_met = true;
    }
    return !is_met; /* else it is a statement that was typed, of which a view tells nothing */
}

/* After a first conflict a client waits for as long as a master lags, if that is longer. */
static sim_us longest_wait(const struct sim *sim, const struct event *event)
{
    struct clients_view view;
    sim_us longest = RETRY_WAIT_MAX_US;
    if (event->count != 2 || event->code != SQL_CONFLICT) {
        return longest;
    }
    clients_look(lab_clients(sim->world.lab), &view);
    for (int i = 0; i < MASTERS_MAX; i++) {
        sim_us lag = view.clients[event->client - 1].endpoints[i].lag;
        longest = lag > longest ? lag : longest;
    }
    return longest;
}

static void watch_retry(struct sim *sim, const struct event *event)
{
    if (event->length < 0 || event->count > RETRIES_MAX ||
        event->length > longest_wait(sim, event)) {
        (void)workload_fail(&sim->workload, "I24: a retry waits too long, or is one too many",
                            event->length, event->count);
    }
    if (!keeps_deadline(sim, event)) {
        (void)workload_fail(&sim->workload, "I24: a try begins after its unit's deadline",
                            event->client, event->count);
    }
}

/* --- a master's end is no other's business (I21) --------------------------------------------- */

#define CAUSES_MAX 100 /* steps back to the fault that something is due to */

static bool befalls_one(enum event_kind kind)
{
    return kind == EVENT_MASTER_CRASHED || kind == EVENT_MASTER_KILLED ||
           kind == EVENT_MASTER_HUNG || kind == EVENT_MASTER_RESTARTED ||
           kind == EVENT_MASTER_REMOVED;
}

/* An event of this kind is told before the thing is done. */
static void watch_blow(struct sim *sim, const struct event *event)
{
    const struct lab *lab = sim->world.lab;
    sim->blow = (struct blow){
        .master = place_index(event->place), .at = lab_now(lab), .steps = lab_steps(lab)};
    cluster_look(lab_cluster(lab), &sim->blow.before);
    if (event->kind == EVENT_MASTER_CRASHED && event->cause != 0) {
        sim->spoken_crashes[event->code]++;
    }
}

static bool is_as_before(const struct master_view *before, const struct master_view *after)
{
    return after->state == before->state && after->is_silent == before->is_silent &&
           after->is_hung == before->is_hung && after->is_read_only == before->is_read_only &&
           after->has_no_dispatcher == before->has_no_dispatcher &&
           after->back_in == before->back_in && after->uptime == before->uptime &&
           after->sessions == before->sessions && after->open_txns == before->open_txns &&
           after->commits == before->commits && after->rows == before->rows;
}

void sim_watch_others(struct sim *sim)
{
    struct cluster_view after;
    const struct lab *lab = sim->world.lab;
    int struck = sim->blow.master;
    sim->blow.master = -1;
    /* Anything else that has happened since would be taken for its doing. */
    if (struck < 0 || lab_now(lab) != sim->blow.at || lab_steps(lab) != sim->blow.steps) {
        return;
    }
    cluster_look(lab_cluster(lab), &after);
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (i != struck && !is_as_before(&sim->blow.before.masters[i], &after.masters[i])) {
            (void)workload_fail(&sim->workload, "I21: what befell one master changed another",
                                struck + 1, i + 1);
        }
    }
}

/* Fenced is who was silent once, left behind who missed too much: that it shows now may be due to
 * anybody. */
static bool has_master_start(enum event_kind kind)
{
    return befalls_one(kind) || kind == EVENT_FENCED || kind == EVENT_LEFT_BEHIND;
}

/* What a master's recovery is due to is not what befell another. */
static void watch_return(struct sim *sim, const struct event *event)
{
    const struct event *cause = lab_event(sim->world.lab, event->cause);
    for (int i = 0; i < CAUSES_MAX && cause != NULL && !has_master_start(cause->kind); i++) {
        cause = lab_event(sim->world.lab, cause->cause);
    }
    if (cause != NULL && has_master_start(cause->kind) && cause->place != event->place) {
        (void)workload_fail(&sim->workload, "I21: a master starts again as another was struck",
                            place_index(event->place) + 1, place_index(cause->place) + 1);
    }
}

/* Endpoints that come and go are told of as what was typed. */
static void watch_command(struct sim *sim, const struct event *event)
{
    sim->named[0] += strncmp(event->text, "\\endpoint add ", 14) == 0;
    sim->named[1] += strncmp(event->text, "\\endpoint remove ", 17) == 0;
}

void sim_watch(struct sim *sim, const struct event *event)
{
    if (befalls_one(event->kind)) {
        watch_blow(sim, event);
    } else if (event->kind == EVENT_MASTER_RECOVERING || event->kind == EVENT_MASTER_ONLINE) {
        watch_return(sim, event);
    } else if (event->kind == EVENT_COMMAND) {
        watch_command(sim, event);
    }
    if (watch_endpoint(sim, event)) {
        return;
    }
    if (event->kind == EVENT_CONFLICT || event->kind == EVENT_COMMITTED) {
        watch_loss(sim, event);
    } else if (event->kind == EVENT_TIED) {
        watch_tie(sim, event);
    } else if (event->kind == EVENT_RETRIED) {
        watch_retry(sim, event);
    } else if (event->kind == EVENT_MASTER_REMOVED || event->kind == EVENT_MASTER_ADDED) {
        /* Each client forgets in its own time what it knew of it. */
        sim->has_changed[place_index(event->place)] = true;
    }
}
