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
        return is_in_transaction ? MOMENT_INSIDE : MOMENT_READ;
    case PHASE_STATEMENT:
        break;
    }
    if (!is_in_transaction && work->texts.count == 1) {
        return work->texts.is_write ? MOMENT_WRITE : MOMENT_READ;
    }
    return work->sent_kind == REQUEST_COMMIT ? MOMENT_COMMIT : MOMENT_INSIDE;
}

bool work_is_in_doubt(const struct work *work)
{
    return work->phase >= PHASE_USE && classify(0, moment_of(work)) == CLASS_UNKNOWN;
}

/* --- whether, and when ---------------------------------------------------------------------- */

/* Full jitter; the first wait after a conflict lasts at least the lag, else it would meet it
 * again. */
static sim_us back_off(struct clients *all, struct work *work, enum error_class class)
{
    struct client *client = work->client;
    if (!class_waits(class)) {
        return 0;
    }
    sim_us cap = client->parameters[CLIENT_RETRY_CAP_US];
    if (class == CLASS_NO_QUORUM) {
        return cap;
    }
    sim_us ceiling = client->parameters[CLIENT_RETRY_BASE_US];
    for (int i = 1; i < work->attempt && ceiling < cap; i++) {
        ceiling *= 2;
    }
    ceiling = ceiling < cap ? ceiling : cap;
    sim_us wait = rng_between(&client->rng, 0, ceiling);
    sim_us lag = cluster_parameter(all->config.cluster, PARAM_LAG_US);
    return work->attempt == 1 && wait < lag ? lag : wait;
}

/* What the driver says, or the machinery's own rule. */
static struct policy_answer ask(struct clients *all, struct work *work,
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
    bool asks = work->kind == WORK_UNIT && policy->on_error != NULL;
    if (asks && policy->on_error(policy->self, &error, &answer, &err) != RC_OK) {
        pick_tell_failure(all, work, &err);
        answer = (struct policy_answer){.action = class_action(failure->class), .wait = -1};
    }
    return answer;
}

/* True: try again, after *wait. */
static bool decide(struct clients *all, struct work *work, const struct failure *failure,
                   sim_us *wait)
{
    const struct client *client = work->client;
    struct policy_answer answer = ask(all, work, failure);
    /* A person's statement is repeated only if it never was sent. */
    bool was_sent = work->phase >= PHASE_USE && failure->code != SQL_GONE_AWAY;
    if (work->kind == WORK_CONSOLE && (was_sent || failure->class != CLASS_CONNECTION)) {
        return false;
    }
    *wait = answer.wait >= 0 ? answer.wait : back_off(all, work, failure->class);
    if (work->kind == WORK_MOVE) {
        /* Nobody waits for it: it goes on looking, a little slower each time. */
        *wait = work->attempt % MASTERS_MAX == 0 ? client->parameters[CLIENT_RETRY_CAP_US] : 0;
        return true;
    }
    sim_us ends_at = work->begun_at + client->parameters[CLIENT_RETRY_DEADLINE_US];
    return answer.action == ACTION_RETRY && work->attempt < client->parameters[CLIENT_RETRY_MAX] &&
           clients_now(all) + *wait < ends_at;
}

static void repeat(struct clients *all, struct work *work, const struct failure *failure,
                   sim_us wait)
{
    work->attempt++;
    work->statement = 0;
    work->phase = PHASE_REST;
    work->request = 0;
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
    work->failed_master = work->master;
    client->meter.last_error = code;
    client->meter.conflicts += failure.class == CLASS_CONFLICT ? 1 : 0;
    let_go(all, work, answer);
    if (class_counts_against_host(failure.class)) {
        failure.cause = blame_host(all, work, code, cause);
    }
    sim_us wait = 0;
    if (decide(all, work, &failure, &wait)) {
        repeat(all, work, &failure, wait);
    } else {
        outcome_report(all, work, &failure);
    }
}
