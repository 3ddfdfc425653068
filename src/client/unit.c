/* SPDX-License-Identifier: MIT */
/*
 * unit: one unit of work, from pick to outcome. The only place that retries.
 *
 *                +--------------- retry, after a wait -----------------+
 *                v                                                     |
 *   begin --> pick --> CONNECT --> USE --> BEGIN --> STATEMENT --> COMMIT --> ok
 *               ^  \________________________________/      |
 *               |         has a connection                 +--> failed, unknown
 *               +-- REST: nowhere to go now
 *
 * USE is sent only if the connection is new, BEGIN and COMMIT only if there is
 * more than one statement.
 */
#include "client/state.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define TRANSACTION_LOST                                                                           \
    "Lost connection to MySQL server during query: the open transaction is lost with it"
#define NOWHERE_WAIT (100 * US_PER_MS) /* before a driver that knew no place is asked again */

static void pick_place(struct clients *all, struct client *client);

/* --- outcome -------------------------------------------------------------------------------- */

static void tell_reply(struct clients *all, struct client *client, const struct client_reply *reply)
{
    struct client_reply whole = *reply;
    whole.client = client->number;
    whole.unit = client->work.unit;
    whole.took = clients_now(all) - client->work.begun_at;
    if (all->config.on_reply != NULL) {
        all->config.on_reply(all->config.user, &whole);
    }
}

/* Done, one way or the other: ready for the next. */
static void end_work(struct clients *all, struct client *client)
{
    texts_clear(&client->work.texts);
    client->work = (struct work){.master = -1, .failed_master = -1, .due_at = SIM_NEVER};
    client_take_next(all, client);
}

static void count_failure(struct client *client, bool is_unknown, int code)
{
    *(is_unknown ? &client->meter.unknown : &client->meter.failed) += 1;
    client->meter.last_error = code;
}

static void end_outage(struct clients *all, struct client *client, uint64_t cause)
{
    if (meter_end_outage(&client->meter, clients_now(all))) {
        struct event event = client_event(client, EVENT_OUTAGE_OVER, client->home, cause);
        event.length = client->meter.outage;
        (void)client_emit(all, &event);
    }
}

static void succeed(struct clients *all, struct client *client, const struct answer *answer)
{
    struct work *work = &client->work;
    sim_us now = clients_now(all);
    meter_add_ok(&client->meter, now, now - work->begun_at);
    client->meter.last_error = 0;
    struct link *link = &client->links[work->master];
    if (!link->in_transaction) {
        if (link->changed_rows && work->sent_kind != REQUEST_ROLLBACK) {
            truth_acknowledge(&client->truth, work->unit);
        }
        link->changed_rows = false;
    }
    end_outage(all, client, answer->event);
    if (work->kind == WORK_CONSOLE) {
        tell_reply(all, client,
                   &(struct client_reply){.master = work->master, .answer = answer, .text = ""});
    } else {
        struct event event = client_event(client, EVENT_UNIT_OK, work->master, answer->event);
        event.count = work->attempt;
        event.length = now - work->begun_at;
        (void)client_emit(all, &event);
    }
    end_work(all, client);
}

/* What a program is told when an attempt has failed and there is no other. */
static void report(struct clients *all, struct client *client, const struct answer *answer,
                   int code, enum error_class class, uint64_t cause)
{
    struct work *work = &client->work;
    bool is_unknown = class == CLASS_UNKNOWN;
    int shown = code != 0 ? code : work->phase == PHASE_CONNECT ? SQL_CANNOT_CONNECT : SQL_LOST;
    count_failure(client, is_unknown, shown);
    enum event_kind kind = is_unknown ? EVENT_UNIT_UNKNOWN : EVENT_UNIT_FAILED;
    struct event event = client_event(client, kind, work->master, cause);
    event.count = work->attempt;
    event.code = shown;
    if (work->kind == WORK_UNIT || is_unknown) {
        cause = client_emit(all, &event);
    }
    if (work->kind != WORK_CONSOLE) {
        end_work(all, client);
        return;
    }
    tell_reply(all, client,
               &(struct client_reply){
                   .master = work->master,
                   .answer = answer,
                   .error = (enum sql_error)shown,
                   .text = class == CLASS_TXN_LOST ? TRANSACTION_LOST
                           : answer != NULL        ? answer->text
                                                   : "",
                   .is_unknown = is_unknown,
               });
    end_work(all, client);
    if (client->work.kind == WORK_NONE && !link_is_open(client, client->home)) {
        unit_move(all, client, shown == SQL_INTERRUPTED ? -1 : client->home, cause);
    }
}

/* --- sending -------------------------------------------------------------------------------- */

static void set_due(struct clients *all, struct client *client, sim_us wait)
{
    client->work.due_at = clients_now(all) + wait;
    client_set_timer(all, client, TIMER_WORK, 0, client->work.due_at);
}

static void send(struct clients *all, struct client *client, enum work_phase phase,
                 struct request *request)
{
    struct work *work = &client->work;
    request->id = ++client->requests;
    request->unit = work->unit;
    work->phase = phase;
    work->sent_kind = request->kind;
    work->use[0] = '\0';
    if (request->kind == REQUEST_USE) {
        (void)snprintf(work->use, sizeof(work->use), "%s", request->name);
    }
    work->set = request->next_only ? -1 : request->number;
    memcpy(request->seen, client->seen, sizeof(request->seen));
    work->request = request->id;
    work->sent_at = clients_now(all);
    set_due(all, client, persons_answer_wait(client));
    /* Nothing of *work is touched after this: the answer may come at once. */
    cluster_send(all->config.cluster, client->links[work->master].conn, request);
}

static void fail_parse(struct clients *all, struct client *client, const struct err *err)
{
    struct work *work = &client->work;
    if (work->kind == WORK_CONSOLE) { /* was parsed when it was given, so this is a bug of ours */
        tell_reply(all, client,
                   &(struct client_reply){.master = -1, .error = SQL_SYNTAX, .text = err->text});
    }
    struct event event = client_event(client, EVENT_UNIT_FAILED, work->master, work->cause);
    event.count = work->attempt;
    event.code = SQL_SYNTAX;
    (void)client_emit(all, &event);
    count_failure(client, false, SQL_SYNTAX);
    end_work(all, client);
}

static void send_statement(struct clients *all, struct client *client)
{
    struct request request = {0};
    struct err err = {0};
    const char *sql = client->work.texts.statements[client->work.statement];
    if (all->config.parse(all->config.user, &request, sql, &err) != RC_OK) {
        fail_parse(all, client, &err);
        return;
    }
    send(all, client, PHASE_STATEMENT, &request);
}

/* Connected: send what comes next. */
static void go_on(struct clients *all, struct client *client)
{
    struct work *work = &client->work;
    struct link *link = &client->links[work->master];
    client->home = work->master;
    if (work->kind == WORK_MOVE) {
        end_outage(all, client, work->cause);
        end_work(all, client);
        return;
    }
    bool is_many = work->texts.count > 1;
    struct request setting;
    if (link_lacks_setting(client, link, &setting)) {
        send(all, client, PHASE_USE, &setting);
    } else if (is_many && work->phase < PHASE_BEGIN) {
        send(all, client, PHASE_BEGIN, &(struct request){.kind = REQUEST_BEGIN});
    } else if (work->statement < work->texts.count) {
        send_statement(all, client);
    } else {
        send(all, client, PHASE_COMMIT, &(struct request){.kind = REQUEST_COMMIT});
    }
}

/* --- picking -------------------------------------------------------------------------------- */

static void connect_to(struct clients *all, struct client *client, int master)
{
    struct work *work = &client->work;
    work->master = master;
    work->phase = PHASE_CONNECT;
    work->request = 0;
    work->sent_at = clients_now(all);
    if (client->links[master].conn != 0) {
        link_close(all, client, master); /* one that was being opened and never was */
    }
    set_due(all, client, client->parameters[CLIENT_CONNECT_TIMEOUT_US]);
    link_open(all, client, master);
}

static void pick_place(struct clients *all, struct client *client)
{
    struct work *work = &client->work;
    work->tried_at = clients_now(all);
    bool may_stay = client->is_persons && link_is_open(client, client->home);
    int master = may_stay ? client->home : client->wish;
    if (!may_stay && client->endpoint != ENDPOINT_NONE) {
        master = pick_by_name(all, client);
    } else if (master < 0 || (!may_stay && work->failed_once)) {
        master = pick_by_driver(all, client);
    }
    if (master < 0) {
        work->phase = PHASE_REST;
        set_due(all, client, NOWHERE_WAIT);
    } else if (link_is_open(client, master)) {
        work->master = master;
        work->phase = PHASE_CONNECT;
        if (work->failed_once) {
            meter_reroute(&client->meter, clients_now(all));
        }
        go_on(all, client);
    } else {
        connect_to(all, client, master);
    }
}

/* --- failing -------------------------------------------------------------------------------- */

static enum moment moment_of(const struct client *client)
{
    const struct work *work = &client->work;
    bool is_in_transaction = client->links[work->master].in_transaction;
    switch (work->phase) {
    case PHASE_REST:
    case PHASE_CONNECT:
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

/* Would nobody know what became of it, if it ended now? */
static bool is_in_doubt(const struct client *client)
{
    return client->work.phase > PHASE_CONNECT && classify(0, moment_of(client)) == CLASS_UNKNOWN;
}

/* Full jitter; the first wait after a conflict lasts at least the lag, else it would meet it
 * again. */
static sim_us back_off(struct clients *all, struct client *client, enum error_class class)
{
    if (!class_waits(class)) {
        return 0;
    }
    sim_us cap = client->parameters[CLIENT_RETRY_CAP_US];
    if (class == CLASS_NO_QUORUM) {
        return cap;
    }
    sim_us ceiling = client->parameters[CLIENT_RETRY_BASE_US];
    for (int i = 1; i < client->work.attempt && ceiling < cap; i++) {
        ceiling *= 2;
    }
    ceiling = ceiling < cap ? ceiling : cap;
    sim_us wait = rng_between(&client->rng, 0, ceiling);
    sim_us lag = cluster_parameter(all->config.cluster, PARAM_LAG_US);
    return client->work.attempt == 1 && wait < lag ? lag : wait;
}

/* True: try again, after *wait. */
static bool decide_retry(struct clients *all, struct client *client, int code,
                         enum error_class class, sim_us *wait)
{
    struct work *work = &client->work;
    struct policy_answer answer = {.action = class_action(class), .wait = -1};
    struct policy_error error = {
        .class = class,
        .code = code,
        .master = work->master,
        .attempt = work->attempt,
        .unit = work->unit,
        .is_write = work->texts.is_write,
        .begun_at = work->begun_at,
        .now = clients_now(all),
    };
    struct err err = {0};
    bool asks = work->kind == WORK_UNIT && client->policy.on_error != NULL;
    if (asks && client->policy.on_error(client->policy.self, &error, &answer, &err) != RC_OK) {
        pick_tell_failure(all, client, &err);
        answer = (struct policy_answer){.action = class_action(class), .wait = -1};
    }
    /* A person's statement is repeated only if it never was sent. */
    bool was_sent = work->phase != PHASE_CONNECT && code != SQL_GONE_AWAY;
    if (work->kind == WORK_CONSOLE && (was_sent || class != CLASS_CONNECTION)) {
        return false;
    }
    *wait = answer.wait >= 0 ? answer.wait : back_off(all, client, class);
    if (work->kind == WORK_MOVE) {
        /* Nobody waits for it: it goes on looking, a little slower each time. */
        *wait = work->attempt % MASTERS_MAX == 0 ? client->parameters[CLIENT_RETRY_CAP_US] : 0;
        return true;
    }
    sim_us ends_at = work->begun_at + client->parameters[CLIENT_RETRY_DEADLINE_US];
    return answer.action == ACTION_RETRY && work->attempt < client->parameters[CLIENT_RETRY_MAX] &&
           clients_now(all) + *wait < ends_at;
}

static void retry(struct clients *all, struct client *client, int code, sim_us wait, uint64_t cause)
{
    struct work *work = &client->work;
    work->attempt++;
    work->statement = 0;
    work->phase = PHASE_REST;
    work->request = 0;
    work->cause = cause;
    if (work->kind != WORK_MOVE) {
        client->meter.retries++;
        struct event event = client_event(client, EVENT_RETRIED, work->failed_master, cause);
        event.count = work->attempt;
        event.length = wait;
        event.code = code;
        work->cause = client_emit(all, &event);
    }
    if (wait > 0) {
        set_due(all, client, wait);
    } else {
        work->due_at = SIM_NEVER;
        pick_place(all, client);
    }
}

/* The host failed it: note that, start the outage clock, drop what is left of the connection. */
static uint64_t blame_host(struct clients *all, struct client *client, int code, uint64_t cause)
{
    struct work *work = &client->work;
    sim_us now = clients_now(all);
    int master = work->master;
    work->failed_once = true;
    client->wish = client->wish == master ? -1 : client->wish;
    if (meter_begin_outage(&client->meter, work->tried_at, now)) {
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

/* The attempt failed. `answer` is NULL if nothing came. */
static void fail(struct clients *all, struct client *client, const struct answer *answer, int code,
                 uint64_t cause)
{
    struct work *work = &client->work;
    enum error_class class = classify(code, moment_of(client));
    work->due_at = SIM_NEVER;
    work->request = 0;
    work->failed_master = work->master;
    client->meter.last_error = code;
    client->meter.conflicts += class == CLASS_CONFLICT ? 1 : 0;
    bool has_ended = answer == NULL || answer->kind == ANSWER_BROKEN;
    bool is_left_open = work->kind == WORK_UNIT && client->links[work->master].in_transaction;
    if (has_ended || is_left_open) {
        link_close(all, client, work->master);
    }
    if (class_counts_against_host(class)) {
        cause = blame_host(all, client, code, cause);
    }
    sim_us wait = 0;
    if (decide_retry(all, client, code, class, &wait)) {
        retry(all, client, code, wait, cause);
    } else {
        report(all, client, answer, code, class, cause);
    }
}

/* --- what comes in -------------------------------------------------------------------------- */

static void on_connected(struct clients *all, struct client *client, const struct answer *answer)
{
    struct work *work = &client->work;
    sim_us took = clients_now(all) - work->sent_at;
    client->links[answer->master].is_open = true;
    if (work->kind == WORK_NONE || work->phase != PHASE_CONNECT || work->master != answer->master) {
        return;
    }
    work->due_at = SIM_NEVER;
    struct event event = client_event(client, EVENT_CONNECTED, answer->master, work->cause);
    event.length = took;
    work->cause = client_emit(all, &event);
    health_note_good(all, client, answer->master, took, work->cause);
    if (client->home != answer->master || work->failed_once) {
        meter_reroute(&client->meter, clients_now(all));
    }
    go_on(all, client);
}

static void on_ok(struct clients *all, struct client *client, const struct answer *answer)
{
    struct work *work = &client->work;
    struct link *link = &client->links[answer->master];
    link->in_transaction = answer->in_transaction;
    link->statements = answer->in_transaction ? link->statements + 1 : 0;
    work->request = 0;
    work->due_at = SIM_NEVER;
    health_note_good(all, client, answer->master, clients_now(all) - work->sent_at, answer->event);
    if (work->phase == PHASE_STATEMENT) {
        work->statement++;
        link->changed_rows |= answer->affected > 0;
    }
    link_note_setting(client, link);
    bool is_done =
        work->phase == PHASE_COMMIT || (work->texts.count == 1 && work->phase == PHASE_STATEMENT);
    if (is_done) {
        succeed(all, client, answer);
    } else {
        go_on(all, client);
    }
}

static void on_broken(struct clients *all, struct client *client, const struct answer *answer)
{
    bool works_there = client->work.kind != WORK_NONE && client->work.phase != PHASE_REST &&
                       client->work.master == answer->master;
    bool is_refused = !client->links[answer->master].is_open;
    struct event event =
        client_event(client, is_refused ? EVENT_CONNECTION_REFUSED : EVENT_CONNECTION_LOST,
                     answer->master, answer->event);
    event.code = answer->error;
    uint64_t cause = client_emit(all, &event);
    bool had_transaction = client->links[answer->master].in_transaction;
    client->links[answer->master].conn = 0; /* nothing to close at our end */
    if (works_there) {
        fail(all, client, answer, (int)answer->error, cause);
        return;
    }
    link_forget(client, answer->master);
    client->lost_transaction |= had_transaction;
    if (client->home == answer->master && client->is_persons && client->work.kind == WORK_NONE) {
        sim_us now = clients_now(all);
        if (meter_begin_outage(&client->meter, now, now)) {
            event = client_event(client, EVENT_OUTAGE_BEGUN, answer->master, cause);
            cause = client_emit(all, &event);
        }
        health_note_bad(all, client, answer->master, ENDPOINT_ERRORS, cause);
        unit_move(all, client, answer->master, cause);
    }
}

void unit_on_answer(struct clients *all, struct client *client, const struct answer *answer)
{
    struct work *work = &client->work;
    for (int m = 0; m < MASTERS_MAX; m++) {
        client->seen[m] = answer->seen[m] > client->seen[m] ? answer->seen[m] : client->seen[m];
    }
    if (answer->kind == ANSWER_CONNECTED) {
        on_connected(all, client, answer);
    } else if (answer->kind == ANSWER_BROKEN) {
        on_broken(all, client, answer);
    } else if (work->request != 0 && answer->id == work->request) {
        if (answer->kind == ANSWER_OK) {
            on_ok(all, client, answer);
            return;
        }
        struct link *link = &client->links[answer->master];
        link->in_transaction = answer->in_transaction;
        link->changed_rows &= answer->in_transaction;
        health_note_good(all, client, answer->master, clients_now(all) - work->sent_at,
                         answer->event);
        fail(all, client, answer, (int)answer->error, answer->event);
    }
}

void unit_on_timer(struct clients *all, struct client *client)
{
    struct work *work = &client->work;
    work->due_at = SIM_NEVER;
    if (work->phase == PHASE_REST) {
        sim_us ends_at = work->begun_at + client->parameters[CLIENT_RETRY_DEADLINE_US];
        if (work->kind != WORK_MOVE && work->master < 0 && clients_now(all) >= ends_at) {
            report(all, client, NULL, SQL_CANNOT_CONNECT, CLASS_CONNECTION, work->cause);
            return;
        }
        pick_place(all, client);
        return;
    }
    struct event event = client_event(client, EVENT_TIMED_OUT, work->master, work->cause);
    event.length = clients_now(all) - work->sent_at;
    fail(all, client, NULL, 0, client_emit(all, &event));
}

void unit_abort(struct clients *all, struct client *client, uint64_t cause)
{
    struct event event = client_event(client, EVENT_CONNECTION_LOST, client->work.master, cause);
    fail(all, client, NULL, 0, client_emit(all, &event));
}

void unit_cancel(struct clients *all, struct client *client)
{
    struct work *work = &client->work;
    struct event event = client_event(client, EVENT_CONNECTION_LOST, work->master, 0);
    event.code = SQL_INTERRUPTED;
    uint64_t cause = client_emit(all, &event);
    bool is_unknown = is_in_doubt(client);
    if (work->master >= 0) {
        link_close(all, client, work->master);
    }
    report(all, client, NULL, SQL_INTERRUPTED, is_unknown ? CLASS_UNKNOWN : CLASS_APP, cause);
}

/* --- begin ---------------------------------------------------------------------------------- */

static void begin(struct clients *all, struct client *client, int failed_master, uint64_t cause)
{
    struct work *work = &client->work;
    work->attempt = 1;
    work->master = -1;
    work->failed_master = failed_master;
    work->failed_once = failed_master >= 0;
    work->begun_at = clients_now(all);
    work->cause = cause;
    work->due_at = SIM_NEVER;
    bool goes_on = client->is_persons && link_is_open(client, client->home) &&
                   client->links[client->home].in_transaction;
    if (work->kind != WORK_MOVE && !goes_on) {
        client->units++;
    }
    work->unit = client->units;
    pick_place(all, client);
}

void unit_begin(struct clients *all, struct client *client)
{
    begin(all, client, -1, 0);
}

void unit_move(struct clients *all, struct client *client, int failed, uint64_t cause)
{
    client->work = (struct work){.kind = WORK_MOVE};
    client->wish = failed < 0 ? client->home : client->wish == failed ? -1 : client->wish;
    begin(all, client, failed, cause);
}

void unit_execute(struct clients *all, struct client *client, struct texts *texts)
{
    int failed = -1;
    if (client->work.kind == WORK_MOVE) { /* the statement does the looking now */
        failed = client->work.failed_once ? client->work.failed_master : -1;
        if (client->work.phase == PHASE_CONNECT) {
            link_close(all, client, client->work.master);
        }
    }
    client->work = (struct work){.kind = WORK_CONSOLE, .texts = *texts};
    *texts = (struct texts){0};
    begin(all, client, failed, 0);
}

void unit_drop(struct clients *all, struct client *client)
{
    const struct work *work = &client->work;
    if (work->kind == WORK_CONSOLE) {
        struct client_reply reply = {.master = work->master, .error = SQL_LOST, .text = ""};
        reply.is_unknown = is_in_doubt(client);
        tell_reply(all, client, &reply);
    }
    texts_clear(&client->work.texts);
    client->work = (struct work){.master = -1, .failed_master = -1, .due_at = SIM_NEVER};
}
