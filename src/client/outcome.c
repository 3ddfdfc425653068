/* SPDX-License-Identifier: MIT */
/* outcome: how a unit of work ended: what its program is told, what is counted, what comes next. */
#include "client/state.h"

#define TRANSACTION_LOST                                                                           \
    "Lost connection to MySQL server during query: the open transaction is lost with it"

void work_init(struct work *work, struct client *client, int number)
{
    bool is_new = work->client == NULL;
    *work = (struct work){
        .client = client,
        .number = number,
        .home = is_new ? -1 : work->home,
        .at = is_new ? -1 : work->at,
        .link = is_new ? LINK_NONE : work->link,
        .unit = work->unit,
        .master = -1,
        .failed_master = -1,
        .due_at = SIM_NEVER,
    };
}

void outcome_reply(struct clients *all, const struct work *work, const struct client_reply *reply)
{
    struct client_reply whole = *reply;
    whole.client = work->client->number;
    whole.unit = work->unit;
    whole.took = clients_now(all) - work->begun_at;
    if (all->config.on_reply != NULL) {
        all->config.on_reply(all->config.user, &whole);
    }
}

void outcome_end(struct clients *all, struct work *work)
{
    struct client *client = work->client;
    texts_clear(&work->texts);
    work_init(work, client, work->number);
    lease_release(all, work);
    client_take_next(all, client);
}

void outcome_end_outage(struct clients *all, struct work *work, uint64_t cause)
{
    struct client *client = work->client;
    if (meter_end_outage(&client->meter, clients_now(all))) {
        struct event event = client_event(client, EVENT_OUTAGE_OVER, work->home, cause);
        event.length = client->meter.outage;
        (void)client_emit(all, &event);
    }
}

static void tell_ok(struct clients *all, struct work *work, uint64_t cause)
{
    struct event event = client_event(work->client, EVENT_UNIT_OK, work->master, cause);
    event.count = work->attempt;
    event.length = clients_now(all) - work->begun_at;
    (void)client_emit(all, &event);
}

static void count_ok(struct clients *all, struct work *work)
{
    struct meter *meter = &work->client->meter;
    sim_us now = clients_now(all);
    meter_add_ok(meter, now, now - work->begun_at, work->attempt);
    meter->last_error = 0;
}

/* Its commit is among what its master had applied when it answered. */
static void acknowledge(struct clients *all, struct work *work, const struct answer *answer)
{
    struct client *client = work->client;
    int master = answer->master;
    uint64_t last = answer->seen[master];
    truth_acknowledge(&client->truth, work->unit);
    meter_add_write(&client->meter, master);
    client->own[master] = last > client->own[master] ? last : client->own[master];
    all->acknowledged[master] = last > all->acknowledged[master] ? last : all->acknowledged[master];
}

void outcome_ok(struct clients *all, struct work *work, const struct answer *answer)
{
    struct client *client = work->client;
    count_ok(all, work);
    /* It has left its key now, so no earlier attempt did; without one nobody can tell. */
    *(work->has_key ? &client->meter.resolved_absent : &client->meter.unresolved) += work->doubts;
    work->doubts = 0;
    struct link *link = work_link(work);
    if (link->state != LINK_IN_TXN) {
        if (link->changed_rows && work->sent_kind != REQUEST_ROLLBACK) {
            acknowledge(all, work, answer);
        }
        link->changed_rows = false;
    }
    outcome_end_outage(all, work, answer->event);
    if (work->kind == WORK_CONSOLE) {
        outcome_reply(all, work,
                      &(struct client_reply){.master = work->master, .answer = answer, .text = ""});
    } else {
        tell_ok(all, work, answer->event);
    }
    outcome_end(all, work);
}

void outcome_resolved(struct clients *all, struct work *work, uint64_t cause)
{
    struct client *client = work->client;
    count_ok(all, work);
    /* The key is there once: one attempt was committed, and no other. */
    client->meter.resolved_ok += work->doubts > 0 ? 1 : 0;
    client->meter.resolved_absent += work->doubts > 0 ? work->doubts - 1 : 0;
    work->doubts = 0;
    truth_acknowledge(&client->truth, work->unit);
    meter_add_write(&client->meter, work->master);
    outcome_end_outage(all, work, cause);
    tell_ok(all, work, cause);
    outcome_end(all, work);
}

static void count_failure(struct work *work, bool is_unknown, int code)
{
    struct meter *meter = &work->client->meter;
    *(is_unknown ? &meter->unknown : &meter->failed) += 1;
    meter->unresolved += work->doubts;
    meter->last_error = code;
    work->doubts = 0;
}

/* The number that the program is shown: silence has none of its own. */
static int code_shown(const struct work *work, int code)
{
    if (code != 0) {
        return code;
    }
    bool was_connected = work->phase >= PHASE_USE;
    return was_connected ? SQL_LOST : SQL_CANNOT_CONNECT;
}

/* Of a unit that ends with it. */
static void tell_statement(struct clients *all, const struct work *work, int code,
                           const char *words)
{
    bool has_statement = work->kind == WORK_UNIT && work->statement < work->texts.count;
    if (has_statement && all->config.on_statement_failed != NULL) {
        all->config.on_statement_failed(all->config.user, work->client->number,
                                        work->texts.statements[work->statement], code, words);
    }
}

void outcome_report(struct clients *all, struct work *work, const struct failure *failure)
{
    struct client *client = work->client;
    const struct answer *answer = failure->answer;
    /* One attempt may have been committed, whatever became of those after it. */
    bool is_unknown = failure->class == CLASS_UNKNOWN || work->doubts > 0;
    int shown = code_shown(work, failure->code);
    count_failure(work, is_unknown, shown);
    enum event_kind kind = is_unknown ? EVENT_UNIT_UNKNOWN : EVENT_UNIT_FAILED;
    struct event event = client_event(client, kind, work->master, failure->cause);
    event.count = work->attempt;
    event.code = shown;
    uint64_t cause = failure->cause;
    if (work->kind == WORK_UNIT || is_unknown) {
        cause = client_emit(all, &event);
    }
    if (work->kind != WORK_CONSOLE) {
        if (failure->class == CLASS_APP) {
            tell_statement(all, work, shown, answer != NULL ? answer->text : "");
        }
        outcome_end(all, work);
        return;
    }
    outcome_reply(all, work,
                  &(struct client_reply){
                      .master = work->master,
                      .answer = answer,
                      .error = (enum sql_error)shown,
                      .text = failure->class == CLASS_TXN_LOST ? TRANSACTION_LOST
                              : answer != NULL                 ? answer->text
                                                               : "",
                      .is_unknown = is_unknown,
                  });
    outcome_end(all, work);
    if (work->kind == WORK_NONE && !work_is_connected(work)) {
        unit_move(all, client, shown == SQL_INTERRUPTED ? -1 : work->home, cause);
    }
}

void outcome_not_parsed(struct clients *all, struct work *work, const struct err *err)
{
    if (work->kind == WORK_CONSOLE) { /* was parsed when it was given, so this is a bug of ours */
        outcome_reply(all, work,
                      &(struct client_reply){.master = -1, .error = SQL_SYNTAX, .text = err->text});
    }
    struct event event = client_event(work->client, EVENT_UNIT_FAILED, work->master, work->cause);
    event.count = work->attempt;
    event.code = SQL_SYNTAX;
    (void)client_emit(all, &event);
    count_failure(work, false, SQL_SYNTAX);
    tell_statement(all, work, SQL_SYNTAX, err->text);
    outcome_end(all, work);
}
