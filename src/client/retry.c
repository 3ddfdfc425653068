/* SPDX-License-Identifier: MIT */
/*
 * retry: what is done about an attempt that failed: whose fault it was, whether there is another
 * one, after what wait. The only place that repeats a unit of work.
 */
#include "client/state.h"

static enum moment moment_of(const struct work *work)
{
    bool is_in_transaction = work_is_in_transaction(work);
    switch (work->phase) {
    case PHASE_REST:
    case PHASE_LINE:
    case PHASE_CONNECT:
    case PHASE_VALIDATE:
        return MOMENT_CONNECT;
    case PHASE_COMMIT:
        return MOMENT_COMMIT;
    case PHASE_USE:
    case PHASE_BEGIN:
    case PHASE_PROBE:
        return is_in_transaction ? MOMENT_INSIDE : MOMENT_READ;
    case PHASE_KEY:
        return MOMENT_INSIDE;
    case PHASE_STATEMENT:
        break;
    }
    if (!is_in_transaction && !work_is_transaction(work)) {
        return work->texts.is_write ? MOMENT_WRITE : MOMENT_READ;
    }
    return work->sent_kind == REQUEST_COMMIT ? MOMENT_COMMIT : MOMENT_INSIDE;
}

bool work_is_in_doubt(const struct work *work)
{
    return work->phase >= PHASE_USE && classify(0, moment_of(work)) == CLASS_UNKNOWN;
}

/* --- when ----------------------------------------------------------------------------------- */

/* base, 2 base, 4 base, ... up to the cap. */
static sim_us ceiling_of(const struct work *work)
{
    sim_us cap = work->client->parameters[CLIENT_RETRY_CAP_US];
    sim_us ceiling = work->client->parameters[CLIENT_RETRY_BASE_US];
    for (int i = 1; i < work->attempt && ceiling < cap; i++) {
        ceiling *= 2;
    }
    return ceiling < cap ? ceiling : cap;
}

/* Between 0 and the cap; chance keeps those apart who failed together. */
static sim_us jittered(struct work *work)
{
    struct client *client = work->client;
    sim_us cap = client->parameters[CLIENT_RETRY_CAP_US];
    sim_us base = client->parameters[CLIENT_RETRY_BASE_US];
    sim_us ceiling = ceiling_of(work);
    sim_us wait = 0;
    base = base < cap ? base : cap;
    switch ((enum retry_jitter)client->parameters[CLIENT_RETRY_JITTER]) {
    case JITTER_NONE:
        return base;
    case JITTER_EXPO:
        return ceiling;
    case JITTER_EQUAL:
        return ceiling / 2 + rng_between(&client->retry_rng, 0, ceiling - ceiling / 2);
    case JITTER_FULL:
        return rng_between(&client->retry_rng, 0, ceiling);
    case JITTER_DECORRELATED:
        wait = work->waited > base ? work->waited : base;
        wait = rng_between(&client->retry_rng, base, 3 * wait);
        return wait < cap ? wait : cap;
    }
    return ceiling;
}

/* The first wait after a conflict lasts at least so long, else it would meet it again. A master
 * that has heard of everything says 0: what is under way to it takes the ordinary lag. */
static sim_us lag_of(const struct clients *all, const struct work *work)
{
    sim_us ordinary = cluster_parameter(all->config.cluster, PARAM_LAG_US);
    sim_us told = work->master >= 0 ? work->client->endpoints[work->master].lag : -1;
    return told > ordinary ? told : ordinary;
}

sim_us retry_back_off(struct clients *all, struct work *work, enum error_class class)
{
    const int64_t *parameters = work->client->parameters;
    if (!class_waits(class)) {
        return class_counts_against_host(class) ? parameters[CLIENT_REDIRECT_GRACE_US] : 0;
    }
    if (class == CLASS_NO_QUORUM) {
        return parameters[CLIENT_RETRY_CAP_US];
    }
    sim_us wait = jittered(work);
    sim_us least = parameters[CLIENT_RETRY_FIRST_WAIT_US];
    least = least == CLIENT_AS_LAG ? lag_of(all, work) : least;
    return work->attempt == 1 && wait < least ? least : wait;
}

/* --- the budget ----------------------------------------------------------------------------- */

#define WHOLE 100                /* percent: what one retry costs */
#define BURST_IN (10 * US_PER_S) /* so long it takes to earn all of the burst by waiting */

void retry_earn(struct clients *all, struct client *client)
{
    int64_t burst = WHOLE * client->parameters[CLIENT_RETRY_BUDGET_BURST];
    sim_us waited = clients_now(all) - client->earned_at;
    waited = waited < BURST_IN ? waited : BURST_IN;
    int64_t earned = burst * waited / BURST_IN;
    client->earned_at += earned > 0 || burst == 0 ? clients_now(all) - client->earned_at : 0;
    client->budget += client->parameters[CLIENT_RETRY_BUDGET] + earned;
    client->budget = client->budget < WHOLE + burst ? client->budget : WHOLE + burst;
}

/*
 * Who repeats against hosts that fail makes their trouble worse: so many percent of all calls, and
 * a few more each ten seconds, are enough. A conflict is no trouble of a host; to repeat it is how
 * it is meant.
 */
static bool is_free(const struct work *work, enum error_class class)
{
    return work->kind != WORK_UNIT || class == CLASS_CONFLICT || class == CLASS_LOCK_WAIT;
}

bool retry_may(struct clients *all, struct work *work, struct failure *failure, sim_us wait)
{
    struct client *client = work->client;
    sim_us ends_at = work->begun_at + client->parameters[CLIENT_RETRY_DEADLINE_US];
    if (work->attempt >= client->parameters[CLIENT_RETRY_MAX] ||
        clients_now(all) + wait >= ends_at) {
        return false;
    }
    if (is_free(work, failure->class)) {
        return true;
    }
    if (client->budget < WHOLE) {
        struct event event = client_event(client, EVENT_BUDGET_SPENT, work->master, failure->cause);
        event.count = client->parameters[CLIENT_RETRY_BUDGET];
        failure->cause = client_emit(all, &event);
        return false;
    }
    client->budget -= WHOLE;
    return true;
}

/* --- whether -------------------------------------------------------------------------------- */

struct policy_answer retry_ask(struct clients *all, struct work *work,
                               const struct failure *failure)
{
    const struct policy *policy = &work->client->policy;
    struct policy_answer answer = {.action = class_action(failure->class), .wait = -1};
    struct policy_error error = {
        .class = failure->class,
        .code = failure->code,
        .master = work->master,
        .attempt = work->attempt,
        .unit = work->unit,
        .is_write = work->texts.is_write,
        .begun_at = work->begun_at,
        .now = clients_now(all),
    };
    struct err err = {0};
    if (failure->class == CLASS_LOCK_WAIT && work->lock_waits > 1) {
        answer.action = ACTION_REPORT; /* who holds it will not let go of it */
    }
    enum policy_action otherwise = answer.action;
    bool asks = work->kind == WORK_UNIT && policy->on_error != NULL;
    if (asks && policy->on_error(policy->self, &error, &answer, &err) != RC_OK) {
        pick_tell_failure(all, work, &err);
        answer = (struct policy_answer){.action = otherwise, .wait = -1};
    }
    return answer;
}

/* True: try again, after *wait. */
static bool decide(struct clients *all, struct work *work, struct failure *failure, sim_us *wait)
{
    const struct client *client = work->client;
    struct policy_answer answer = retry_ask(all, work, failure);
    /* A person's statement is repeated only if it never was sent. */
    bool was_sent = work->phase >= PHASE_USE && failure->code != SQL_GONE_AWAY;
    if (work->kind == WORK_CONSOLE && (was_sent || failure->class != CLASS_CONNECTION)) {
        return false;
    }
    if (work->kind == WORK_MOVE) {
        /* Nobody waits for it: it goes on looking, a little slower each time. */
        *wait = work->attempt % MASTERS_MAX == 0 ? client->parameters[CLIENT_RETRY_CAP_US] : 0;
        return true;
    }
    *wait = answer.wait >= 0 ? answer.wait : retry_back_off(all, work, failure->class);
    return answer.action == ACTION_RETRY && retry_may(all, work, failure, *wait);
}

void retry_repeat(struct clients *all, struct work *work, const struct failure *failure,
                  sim_us wait)
{
    work->attempt++;
    work->statement = 0;
    work->phase = PHASE_REST;
    work->request = 0;
    work->is_probing = false;
    work->waited = wait;
    work->cause = failure->cause;
    if (work->kind != WORK_MOVE) {
        work->client->meter.retries++;
        struct event event =
            client_event(work->client, EVENT_RETRIED, work->failed_master, failure->cause);
        event.count = work->attempt;
        event.length = wait;
        event.code = failure->code;
        work->cause = client_emit(all, &event);
    }
    if (wait > 0) {
        unit_set_due(all, work, wait);
    } else {
        work->due_at = SIM_NEVER;
        unit_pick(all, work);
    }
}

/* The host failed it: note that, start the outage clock. */
static uint64_t blame_host(struct clients *all, struct work *work, int code, uint64_t cause)
{
    struct client *client = work->client;
    int master = work->master;
    work->failed_once = true;
    client->wish = client->wish == master ? -1 : client->wish;
    if (meter_begin_outage(&client->meter, work->tried_at, clients_now(all))) {
        struct event event = client_event(client, EVENT_OUTAGE_BEGUN, master, cause);
        event.length = clients_now(all) - work->tried_at;
        cause = client_emit(all, &event);
    }
    if (client->endpoints[master].state != ENDPOINT_IS_DOWN) {
        enum work_phase phase = work->phase;
        work->phase = PHASE_REST; /* it is aborted already, should this endpoint be given up */
        health_note_bad(all, client, master, code == 0 ? ENDPOINT_TIMED_OUT : ENDPOINT_ERRORS,
                        cause);
        work->phase = phase;
    }
    return cause;
}

/* The connection is of no use if it ended, or may still bring the answer; else it is given back. */
static void let_go(struct clients *all, struct work *work, const struct answer *answer)
{
    if (answer == NULL) {
        lease_drop(all, work);
    } else if (answer->kind == ANSWER_BROKEN) {
        lease_end(all, work);
    } else {
        lease_release(all, work);
    }
}

void retry_or_report(struct clients *all, struct work *work, const struct answer *answer, int code,
                     uint64_t cause)
{
    struct client *client = work->client;
    struct failure failure = {
        .answer = answer,
        .code = code,
        .class = classify(code, moment_of(work)),
        .cause = cause,
    };
    work->due_at = SIM_NEVER;
    work->request = 0;
    work->is_read = false;
    work->failed_master = work->master;
    client->meter.last_error = code;
    work->lock_waits += failure.class == CLASS_LOCK_WAIT ? 1 : 0;
    client->meter.conflicts += failure.class == CLASS_CONFLICT ? 1 : 0;
    let_go(all, work, answer);
    if (class_counts_against_host(failure.class)) {
        failure.cause = blame_host(all, work, code, cause);
    }
    if (work->is_probing) {
        probe_failed(all, work, &failure);
        return;
    }
    if (failure.class == CLASS_UNKNOWN && work->kind != WORK_MOVE) {
        work->unknown_since = work->doubts == 0 ? clients_now(all) : work->unknown_since;
        work->doubts++;
        client->meter.doubts++;
    }
    sim_us wait = 0;
    if (failure.class == CLASS_UNKNOWN && work->kind == WORK_UNIT) {
        probe_unknown(all, work, &failure);
    } else if (decide(all, work, &failure, &wait)) {
        retry_repeat(all, work, &failure, wait);
    } else {
        outcome_report(all, work, &failure);
    }
}
