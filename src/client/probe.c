/* SPDX-License-Identifier: MIT */
/*
 * probe: idempotency keys, and what is done about an outcome that nobody knows.
 *
 * A unit with a key leaves its number in the table unit_key, in the transaction of its other
 * writes. So whoever repeats it meets the key if an earlier attempt was committed after all
 * (error 1062: then it is done), and whoever reads the key knows the same. That the key is not
 * there proves nothing: a recovery may still adopt the commit. But the retry proves it, for the
 * key can be written once only.
 */
#include "client/state.h"

#include "store/rows.h"

#include <inttypes.h>
#include <stdio.h>

#define KEY_OF_CLIENT INT64_C(1000000000) /* units of one client: more than a run can have */

/* --- keys ----------------------------------------------------------------------------------- */

bool key_is_wanted(const struct work *work)
{
    return work->kind == WORK_UNIT && work->texts.is_write && !work->texts.has_no_key &&
           work->client->parameters[CLIENT_UNIT_KEYS] != 0;
}

bool work_is_transaction(const struct work *work)
{
    return work->texts.count > 1 || work->has_key;
}

static int64_t key_of(const struct work *work)
{
    return work->client->number * KEY_OF_CLIENT + (int64_t)work->unit;
}

const char *key_insert(const struct work *work, char out[KEY_SQL_SIZE])
{
    (void)snprintf(out, KEY_SQL_SIZE, "INSERT INTO unit_key (id) VALUES (%" PRId64 ")",
                   key_of(work));
    return out;
}

const char *key_question(const struct work *work, char out[KEY_SQL_SIZE])
{
    (void)snprintf(out, KEY_SQL_SIZE, "SELECT id FROM unit_key WHERE id = %" PRId64, key_of(work));
    return out;
}

static uint64_t tell_key(struct clients *all, struct work *work, enum event_key what,
                         uint64_t cause)
{
    struct event event = client_event(work->client, EVENT_KEY_SOUGHT, work->master, cause);
    event.code = (int)what;
    return client_emit(all, &event);
}

void probe_met_key(struct clients *all, struct work *work, const struct answer *answer)
{
    work->client->meter.duplicates++;
    outcome_resolved(all, work, tell_key(all, work, KEY_MET, answer->event));
}

/* --- what next ------------------------------------------------------------------------------ */

/* The parameter's word: to ask once, then to repeat, is safe with a key, and neither without. */
static struct policy_answer own_rule(const struct work *work)
{
    struct policy_answer answer = {.action = ACTION_REPORT, .wait = -1};
    switch ((enum on_unknown)work->client->parameters[CLIENT_RETRY_ON_UNKNOWN]) {
    case UNKNOWN_REPORT:
        break;
    case UNKNOWN_PROBE:
        answer.action = !work->has_key      ? ACTION_REPORT
                        : work->probes == 0 ? ACTION_PROBE
                                            : ACTION_RETRY;
        break;
    case UNKNOWN_BLIND:
        answer.action = ACTION_RETRY;
        break;
    }
    return answer;
}

/* on_unknown() decides if there is one; else an on_error() that says to repeat; else the rule. */
static struct policy_answer ask(struct clients *all, struct work *work,
                                const struct failure *failure)
{
    const struct policy *policy = &work->client->policy;
    struct policy_answer answer = own_rule(work);
    struct policy_unknown unknown = {
        .unit = work->unit,
        .master = work->failed_master,
        .attempt = work->attempt,
        .has_key = work->has_key,
        .probes = work->probes,
        .since = work->unknown_since,
        .now = clients_now(all),
    };
    struct err err = {0};
    if (policy->on_unknown != NULL) {
        if (policy->on_unknown(policy->self, &unknown, &answer, &err) != RC_OK) {
            pick_tell_failure(all, work, &err);
            answer = own_rule(work);
        }
    } else if (policy->on_error != NULL && work->probes == 0) {
        struct policy_answer said = retry_ask(all, work, failure);
        answer = said.action == ACTION_RETRY ? said : answer;
    }
    return answer;
}

/* Ask for the key, after `wait`; false: it was asked for often enough. */
static bool probe(struct clients *all, struct work *work, struct failure *failure, sim_us wait)
{
    const struct client *client = work->client;
    sim_us ends_at = work->begun_at + client->parameters[CLIENT_RETRY_DEADLINE_US];
    if (work->asked >= client->parameters[CLIENT_RETRY_MAX] || clients_now(all) + wait >= ends_at) {
        return false;
    }
    work->asked++;
    work->is_probing = true;
    work->phase = PHASE_REST;
    work->request = 0;
    work->cause = failure->cause;
    unit_set_due(all, work, wait);
    return true;
}

/* Of the last attempt, or after a probe that found nothing. */
static void go_on(struct clients *all, struct work *work, struct failure *failure)
{
    struct policy_answer answer = ask(all, work, failure);
    bool is_vain = answer.action == ACTION_PROBE && !work->has_key;
    answer.action = is_vain ? ACTION_REPORT : answer.action;
    if (answer.action != ACTION_REPORT && work->probes == 0) {
        struct event event = client_event(work->client, EVENT_UNSURE, work->master, failure->cause);
        event.count = work->attempt;
        failure->cause = client_emit(all, &event);
    }
    sim_us wait = answer.wait;
    bool goes_on = false;
    if (answer.action == ACTION_PROBE) {
        wait = wait >= 0 ? wait : work->client->parameters[CLIENT_RETRY_CAP_US];
        goes_on = probe(all, work, failure, wait);
    } else if (answer.action == ACTION_RETRY) {
        wait = wait >= 0 ? wait : retry_back_off(all, work, CLASS_UNKNOWN);
        goes_on = retry_may(all, work, failure, wait);
        if (goes_on) {
            retry_repeat(all, work, failure, wait);
        }
    }
    if (!goes_on) {
        outcome_report(all, work, failure);
    }
}

void probe_unknown(struct clients *all, struct work *work, struct failure *failure)
{
    work->probes = 0;
    go_on(all, work, failure);
}

void probe_tell(struct clients *all, struct work *work)
{
    struct event event = client_event(work->client, EVENT_PROBES, work->master, work->cause);
    event.count = work->asked;
    work->cause = client_emit(all, &event);
}

void probe_on_answer(struct clients *all, struct work *work, const struct answer *answer)
{
    bool is_found = answer->rows != NULL && answer->rows->rows_total > 0;
    uint64_t cause = tell_key(all, work, is_found ? KEY_FOUND : KEY_ABSENT, answer->event);
    if (is_found) {
        outcome_resolved(all, work, cause);
        return;
    }
    struct failure failure = {.code = 0, .class = CLASS_UNKNOWN, .cause = cause};
    work->probes++;
    lease_release(all, work);
    go_on(all, work, &failure);
}

void probe_failed(struct clients *all, struct work *work, struct failure *failure)
{
    sim_us wait = retry_back_off(all, work, failure->class);
    sim_us least = work->client->parameters[CLIENT_RETRY_BASE_US];
    if (!probe(all, work, failure, wait > least ? wait : least)) {
        outcome_report(all, work, failure);
    }
}
