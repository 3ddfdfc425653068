/* SPDX-License-Identifier: MIT */
/*
 * standing: what a host is to a client. It tells the endpoint's machine what has
 * happened, and does what a new state asks for: an event, connections that end, a
 * check that comes sooner, a timer.
 */
#include "client/state.h"

#include <assert.h>

#define TICK_US US_PER_S /* between two calls of a driver's on_tick() */

static struct endpoint_limits limits_of(const struct client *client)
{
    const int64_t *parameters = client->parameters;
    return (struct endpoint_limits){
        .fall = (int)parameters[CLIENT_CHECK_FALL],
        .rise = (int)parameters[CLIENT_CHECK_RISE],
        .open = parameters[CLIENT_BREAKER_OPEN_US],
        .open_max = parameters[CLIENT_BREAKER_MAX_US],
        .trial_calls = (int)parameters[CLIENT_BREAKER_TRIALS],
        .slow_start = parameters[CLIENT_SLOW_START_US],
    };
}

static struct breaker_limits breaker_limits_of(const struct client *client)
{
    const int64_t *parameters = client->parameters;
    return (struct breaker_limits){
        .error_limit = (int)parameters[CLIENT_PASSIVE_LIMIT],
        .error_window = parameters[CLIENT_PASSIVE_WINDOW_US],
        .ratio = (int)parameters[CLIENT_BREAKER_RATIO],
        .calls_min = (int)parameters[CLIENT_BREAKER_MIN],
        .calls = (int)parameters[CLIENT_BREAKER_WINDOW],
    };
}

/* --- events --------------------------------------------------------------------------------- */

/* The event of each state, and its reasons in the order of the event's own. */
static const struct told {
    enum event_kind kind;
    enum endpoint_reason reasons[6]; /* ENDPOINT_NEW: no more */
} told_of[ENDPOINT_STATE_COUNT] = {
    [ENDPOINT_UNKNOWN] = {EVENT_ENDPOINT_ENABLED, {ENDPOINT_BY_PERSON, ENDPOINT_BY_DRIVER}},
    [ENDPOINT_IS_UP] = {EVENT_ENDPOINT_UP, {ENDPOINT_ANSWERS, ENDPOINT_PASSED, ENDPOINT_WARM}},
    [ENDPOINT_IS_SUSPECT] = {EVENT_ENDPOINT_SUSPECT,
                             {ENDPOINT_CHECKS_MISSED, ENDPOINT_ERRORS, ENDPOINT_TIMED_OUT,
                              ENDPOINT_LAGS, ENDPOINT_SLOW}},
    [ENDPOINT_IS_DOWN] = {EVENT_ENDPOINT_DOWN,
                          {[DOWN_CHECKS] = ENDPOINT_CHECKS_MISSED,
                           [DOWN_ERRORS] = ENDPOINT_ERRORS,
                           [DOWN_TIMEOUT] = ENDPOINT_TIMED_OUT,
                           [DOWN_MANY_ERRORS] = ENDPOINT_MANY_ERRORS,
                           [DOWN_BREAKER] = ENDPOINT_BREAKER,
                           [DOWN_TRIAL] = ENDPOINT_TRIAL_FAILED}},
    [ENDPOINT_IS_TRIAL] = {EVENT_ENDPOINT_TRIAL, {ENDPOINT_ANSWERS, ENDPOINT_OPEN_OVER}},
    [ENDPOINT_IS_WARMING] = {EVENT_ENDPOINT_WARMING, {ENDPOINT_PASSED, ENDPOINT_ANSWERS}},
    [ENDPOINT_IS_DRAINING] = {EVENT_ENDPOINT_DRAINING, {ENDPOINT_BY_PERSON, ENDPOINT_BY_DRIVER}},
    [ENDPOINT_IS_DISABLED] = {EVENT_ENDPOINT_DISABLED, {ENDPOINT_BY_PERSON, ENDPOINT_BY_DRIVER}},
};

static int reason_index(const struct told *told, enum endpoint_reason reason)
{
    for (int i = 0; i < COUNT_OF(told->reasons); i++) {
        if (told->reasons[i] == reason) {
            return i;
        }
    }
    assert(false); /* the table of moves has no such row */
    return 0;
}

/* How many it was, of what the reason says. */
static int64_t count_of(const struct client *client, const struct endpoint *endpoint)
{
    if (endpoint->reason == ENDPOINT_MANY_ERRORS) {
        return endpoint->breaker.errors;
    }
    if (endpoint->reason != ENDPOINT_BREAKER) {
        return endpoint->bad;
    }
    int of = 0;
    int window = (int)client->parameters[CLIENT_BREAKER_WINDOW];
    int failed = breaker_failed(&endpoint->breaker, window, &of);
    return failed * 100 / (of > 0 ? of : 1);
}

/* The time that the event of its new state tells. */
static sim_us length_of(const struct client *client, int master, sim_us was_for, sim_us now)
{
    const struct endpoint *endpoint = &client->endpoints[master];
    if (endpoint->reason == ENDPOINT_LAGS) {
        return endpoint->lag;
    }
    if (endpoint->reason == ENDPOINT_SLOW) {
        return now - client->probes[master].sent_at;
    }
    if (endpoint->reason == ENDPOINT_OPEN_OVER) {
        return was_for;
    }
    return endpoint->due_at != SIM_NEVER ? endpoint->due_at - now : 0;
}

static uint64_t tell(struct clients *all, const struct client *client, int master, sim_us was_for,
                     uint64_t cause)
{
    const struct endpoint *endpoint = &client->endpoints[master];
    const struct told *told = &told_of[endpoint->state];
    struct event event = client_event(client, told->kind, master, cause);
    event.code = reason_index(told, endpoint->reason);
    if (endpoint->state == ENDPOINT_IS_SUSPECT || endpoint->state == ENDPOINT_IS_DOWN) {
        event.count = count_of(client, endpoint);
    }
    event.length = length_of(client, master, was_for, clients_now(all));
    if (endpoint->reason == ENDPOINT_BY_DRIVER) {
        event_set_text(&event, "", client->policy.name);
    }
    return client_emit(all, &event);
}

/* --- what a new state asks for -------------------------------------------------------------- */

void standing_signal(struct clients *all, struct client *client, int master,
                     enum endpoint_signal signal, enum endpoint_reason reason, uint64_t cause)
{
    struct endpoint *endpoint = &client->endpoints[master];
    struct endpoint_limits limits = limits_of(client);
    enum endpoint_state before = endpoint->state;
    sim_us now = clients_now(all);
    sim_us was_for = now - endpoint->since;
    if (!endpoint_signal(endpoint, signal, reason, now, &limits)) {
        return;
    }
    if (before != ENDPOINT_UNKNOWN || endpoint->state != ENDPOINT_IS_UP) {
        cause = tell(all, client, master, was_for, cause); /* of a good first look nothing is */
        endpoint->event = cause;
    }
    if (endpoint->due_at != SIM_NEVER) {
        client_set_timer(all, client, TIMER_ENDPOINT, master, endpoint->due_at);
    }
    health_on_state(all, client, master);
    if (!endpoint_takes_work(endpoint) && client->wish == master) {
        client->wish = -1;
    }
    if (endpoint->state == ENDPOINT_IS_DOWN || endpoint->state == ENDPOINT_IS_DISABLED) {
        unit_give_up(all, client, master, cause);
    }
}

void standing_on_timer(struct clients *all, struct client *client, int master)
{
    struct endpoint *endpoint = &client->endpoints[master];
    endpoint->due_at = SIM_NEVER;
    standing_signal(all, client, master, SIGNAL_TIME, ENDPOINT_NEW, endpoint->event);
}

/* --- what statements on the way tell -------------------------------------------------------- */

void health_note_good(struct clients *all, struct client *client, int master, sim_us latency,
                      uint64_t cause)
{
    struct endpoint *endpoint = &client->endpoints[master];
    endpoint_note_good(endpoint, clients_now(all), latency);
    breaker_note_good(&endpoint->breaker);
    /* Who goes to a host that is DOWN for all is told nothing new by one answer: a check is. */
    if (endpoint->state != ENDPOINT_IS_UP && endpoint->state != ENDPOINT_IS_DOWN) {
        standing_signal(all, client, master, SIGNAL_GOOD, ENDPOINT_ANSWERS, cause);
    }
}

void health_note_error(struct clients *all, const struct work *work, const struct answer *answer)
{
    /* Only of a lost connection it matters what was under way, and here there is none. */
    if (!class_counts_against_host(classify((int)answer->error, MOMENT_WRITE))) {
        health_note_good(all, work->client, answer->master, clients_now(all) - work->sent_at,
                         answer->event);
    }
}

void health_note_bad(struct clients *all, struct client *client, int master,
                     enum endpoint_reason reason, uint64_t cause)
{
    static const enum endpoint_reason gave[] = {
        [BREAKER_ERRORS] = ENDPOINT_MANY_ERRORS,
        [BREAKER_RATIO] = ENDPOINT_BREAKER,
    };
    struct endpoint *endpoint = &client->endpoints[master];
    struct breaker_limits limits = breaker_limits_of(client);
    endpoint_note_bad(endpoint);
    enum breaker_verdict verdict = breaker_note_bad(&endpoint->breaker, clients_now(all), &limits);
    bool all_failed = endpoint->bad >= client->parameters[CLIENT_CHECK_FALL];
    if (verdict == BREAKER_HOLDS || all_failed) {
        standing_signal(all, client, master, SIGNAL_BAD, reason, cause);
    } else {
        standing_signal(all, client, master, SIGNAL_GAVE, gave[verdict], cause);
    }
}

/* --- what a person or the driver wishes ----------------------------------------------------- */

static const enum endpoint_signal signal_of[] = {
    [WISH_ENABLE] = SIGNAL_ENABLE,
    [WISH_DRAIN] = SIGNAL_DRAIN,
    [WISH_DISABLE] = SIGNAL_DISABLE,
};

/* Is it as wished already? */
static bool is_so(const struct endpoint *endpoint, enum policy_wish wish)
{
    switch (wish) {
    case WISH_NONE:
        return true;
    case WISH_ENABLE:
        return endpoint_takes_work(endpoint);
    case WISH_DRAIN:
        return endpoint->state == ENDPOINT_IS_DRAINING;
    case WISH_DISABLE:
        return endpoint->state == ENDPOINT_IS_DISABLED;
    }
    return true;
}

enum rc clients_manage(struct clients *all, int number, int master, enum policy_wish wish,
                       struct err *err)
{
    static const char *const so[] = {
        [WISH_ENABLE] = "is neither drained nor disabled",
        [WISH_DRAIN] = "is drained already",
        [WISH_DISABLE] = "is disabled already",
    };
    struct client *client = client_find(all, number, err);
    if (client == NULL) {
        return RC_UNKNOWN;
    }
    if (is_so(&client->endpoints[master], wish)) {
        return err_set(err, RC_STATE, "m%d %s for @%d", master + 1, so[wish], number);
    }
    health_look(all, client); /* the master may be newer than its last look */
    standing_signal(all, client, master, signal_of[wish], ENDPOINT_BY_PERSON, 0);
    return RC_OK;
}

/* What a person has said of an endpoint is not the driver's to undo. */
static void carry_out(struct clients *all, struct client *client, int master, enum policy_wish wish)
{
    const struct endpoint *endpoint = &client->endpoints[master];
    bool is_persons = !endpoint_takes_work(endpoint) && endpoint->reason == ENDPOINT_BY_PERSON;
    if (!is_persons && !is_so(endpoint, wish)) {
        standing_signal(all, client, master, signal_of[wish], ENDPOINT_BY_DRIVER, endpoint->event);
    }
}

void standing_on_tick(struct clients *all, struct client *client)
{
    struct policy_endpoint endpoints[MASTERS_MAX];
    enum policy_wish wishes[MASTERS_MAX] = {WISH_NONE};
    int line = 0;
    struct err err = {0};
    standing_set_tick(all, client, true);
    if (client->is_dead || client->policy.on_tick == NULL) {
        return;
    }
    int count = pick_list_endpoints(client, clients_now(all), true, endpoints);
    if (client->policy.on_tick(client->policy.self, clients_now(all), endpoints, count, wishes,
                               &line, &err) != RC_OK) {
        struct work none = {.client = client}; /* it failed no unit of work */
        pick_tell_failure(all, &none, &err);
        return;
    }
    for (int i = 0; i < count; i++) {
        carry_out(all, client, endpoints[i].master, wishes[i]);
    }
}

void standing_set_tick(struct clients *all, struct client *client, bool again)
{
    if (client->policy.on_tick == NULL) {
        client->tick_at = SIM_NEVER;
    } else if (again || client->tick_at == SIM_NEVER) {
        client->tick_at = clients_now(all) + TICK_US;
        client_set_timer(all, client, TIMER_TICK, 0, client->tick_at);
    }
}

/* --- what is seen of it --------------------------------------------------------------------- */

static sim_us sooner(sim_us a, sim_us b)
{
    return a < b ? a : b;
}

void standing_look(const struct clients *all, const struct client *client, int master,
                   struct endpoint_view *out)
{
    const struct endpoint *endpoint = &client->endpoints[master];
    const struct probe *probe = &client->probes[master];
    *out = (struct endpoint_view){
        .is_known = client->knows[master],
        .state = endpoint->state,
        .reason = endpoint->reason,
        .since = endpoint->since,
        .checked_at = sooner(probe->next_at, probe->timeout_at),
        .is_being_checked = probe->timeout_at != SIM_NEVER,
        .due_at = endpoint->due_at,
        .latency = endpoint->latency,
        .lag = endpoint->lag,
        .errors = endpoint->bad,
        .is_read_only = endpoint->is_read_only,
        .warm =
            endpoint_warmth(endpoint, clients_now(all), client->parameters[CLIENT_SLOW_START_US]),
    };
}

const char *clients_reason_words(enum endpoint_reason reason)
{
    static const char *const words[ENDPOINT_REASON_COUNT] = {
        [ENDPOINT_NEW] = "not checked yet",
        [ENDPOINT_CHECKS_MISSED] = "checks missed",
        [ENDPOINT_ERRORS] = "errors in a row",
        [ENDPOINT_TIMED_OUT] = "no answer",
        [ENDPOINT_MANY_ERRORS] = "too many errors",
        [ENDPOINT_BREAKER] = "breaker opened",
        [ENDPOINT_TRIAL_FAILED] = "its trial failed",
        [ENDPOINT_LAGS] = "lags",
        [ENDPOINT_SLOW] = "slow",
        [ENDPOINT_ANSWERS] = "answers",
        [ENDPOINT_OPEN_OVER] = "waited long enough",
        [ENDPOINT_PASSED] = "passed its trial",
        [ENDPOINT_WARM] = "warm",
        [ENDPOINT_BY_PERSON] = "by hand",
        [ENDPOINT_BY_DRIVER] = "by its driver",
    };
    return words[reason];
}
