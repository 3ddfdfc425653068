/* SPDX-License-Identifier: MIT */
/*
 * unit: one unit of work, from pick to outcome.
 *
 *                +------------------------ retry, after a wait -----------------------+
 *                v                                                                    |
 *   begin --> pick --> LINE, CONNECT or VALIDATE --> USE --> BEGIN --> KEY --> STATEMENT --> COMMIT
 *               ^  \__________________________________/                                |       |
 *               |         has a connection                                             v       v
 *               +-- REST: nowhere to go now                                failed, unknown     ok
 *
 * USE is sent only if the connection has another database or level than the client, BEGIN and
 * COMMIT only if there is more than one statement, or a key to leave.
 */
#include "client/state.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define NOWHERE_WAIT (100 * US_PER_MS) /* before a driver that knew no place is asked again */

/* --- sending -------------------------------------------------------------------------------- */

void unit_set_due(struct clients *all, struct work *work, sim_us wait)
{
    work->due_at = clients_now(all) + wait;
    client_set_timer(all, work->client, TIMER_WORK, work->number, work->due_at);
}

/* For ground truth alone: what a read that is sent now should see. */
static void note_read(const struct clients *all, struct work *work, const struct request *request)
{
    work->is_read = work->phase == PHASE_STATEMENT && request_is_read(request);
    if (work->is_read) {
        memcpy(work->then.any, all->acknowledged, sizeof(work->then.any));
        memcpy(work->then.own, work->client->own, sizeof(work->then.own));
    }
}

static void send(struct clients *all, struct work *work, enum work_phase phase,
                 struct request *request)
{
    struct client *client = work->client;
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
    note_read(all, work, request);
    work->sent_at = clients_now(all);
    unit_set_due(all, work, persons_answer_wait(work));
    /* Nothing of *work is touched after this: the answer may come at once. */
    cluster_send(all->config.cluster, work_link(work)->conn, request);
}

static void send_text(struct clients *all, struct work *work, enum work_phase phase,
                      const char *sql)
{
    struct request request = {0};
    struct err err = {0};
    if (all->config.parse(all->config.user, &request, sql, &err) != RC_OK) {
        outcome_not_parsed(all, work, &err);
        return;
    }
    send(all, work, phase, &request);
}

void unit_go_on(struct clients *all, struct work *work)
{
    struct request setting;
    char sql[KEY_SQL_SIZE];
    work->home = work->master;
    if (work->kind == WORK_MOVE) {
        outcome_end_outage(all, work, work->cause);
        outcome_end(all, work);
        return;
    }
    bool is_transaction = work_is_transaction(work);
    if (link_lacks_setting(work, &setting)) {
        send(all, work, PHASE_USE, &setting);
    } else if (work->is_probing) {
        probe_tell(all, work);
        send_text(all, work, PHASE_PROBE, key_question(work, sql));
    } else if (is_transaction && work->phase < PHASE_BEGIN) {
        send(all, work, PHASE_BEGIN, &(struct request){.kind = REQUEST_BEGIN});
    } else if (work->has_key && work->phase < PHASE_KEY) {
        send_text(all, work, PHASE_KEY, key_insert(work, sql));
    } else if (work->statement < work->texts.count) {
        send_text(all, work, PHASE_STATEMENT, work->texts.statements[work->statement]);
    } else {
        send(all, work, PHASE_COMMIT, &(struct request){.kind = REQUEST_COMMIT});
    }
}

/* --- picking -------------------------------------------------------------------------------- */

/* Where the person of this client is; its units go there, too. -1: nowhere. */
static int place_of_person(const struct work *work)
{
    const struct client *client = work->client;
    const struct work *console = &client->works[WORKER_CONSOLE];
    if (!client->is_persons) {
        return -1;
    }
    if (work_is_connected(console)) {
        bool ends_it = work == console && work_is_in_transaction(console);
        return ends_it || endpoint_takes_work(&client->endpoints[console->at]) ? console->at : -1;
    }
    /* A person goes on where the client has worked before. */
    int home = client->works[WORKER_CONSOLE + 1].home;
    bool is_new = work == console && console->home < 0 && home >= 0 &&
                  endpoint_takes_work(&client->endpoints[home]);
    return is_new && pool_find_idle(&client->pools[home]) != LINK_NONE ? home : -1;
}

void unit_pick(struct clients *all, struct work *work)
{
    const struct client *client = work->client;
    work->tried_at = clients_now(all);
    int master = place_of_person(work);
    bool may_stay = master >= 0;
    master = may_stay ? master : client->wish;
    if (!may_stay && client->endpoint != ENDPOINT_NONE) {
        master = pick_by_name(all, work);
    } else if (master < 0 || (!may_stay && work->failed_once)) {
        master = pick_by_driver(all, work);
    }
    if (master < 0) {
        work->phase = PHASE_REST;
        unit_set_due(all, work, NOWHERE_WAIT);
        return;
    }
    work->master = master;
    work->phase = PHASE_CONNECT;
    bool has_it = work_is_connected(work) && work->at == master;
    if (!has_it) {
        lease_drop(all, work); /* a person's session elsewhere */
        has_it = lease_take(all, work);
    }
    if (has_it) {
        if (work->failed_once) {
            meter_reroute(&work->client->meter, clients_now(all));
        }
        unit_go_on(all, work);
    }
}

/* --- what comes in -------------------------------------------------------------------------- */

bool work_is_at(const struct work *work, int master)
{
    return work->kind != WORK_NONE && work->phase != PHASE_REST && work->master == master;
}

static void on_connected(struct clients *all, struct work *work, const struct answer *answer)
{
    struct client *client = work->client;
    sim_us took = clients_now(all) - work->sent_at;
    lease_answered(all, work);
    if (work->kind == WORK_NONE) {
        return;
    }
    work->due_at = SIM_NEVER;
    struct event event = client_event(client, EVENT_CONNECTED, answer->master, work->cause);
    event.length = took;
    work->cause = client_emit(all, &event);
    if (work->home != answer->master || work->failed_once) {
        meter_reroute(&client->meter, clients_now(all));
    }
    unit_go_on(all, work);
}

static void note_transaction(struct clients *all, struct work *work, const struct answer *answer)
{
    struct link *link = work_link(work);
    if (answer->in_transaction != (link->state == LINK_IN_TXN)) {
        pool_move(&work->client->pools[work->at], work->link,
                  answer->in_transaction ? LINK_IN_TXN : LINK_IN_USE, clients_now(all));
    }
}

static void on_ok(struct clients *all, struct work *work, const struct answer *answer)
{
    struct link *link = work_link(work);
    lease_answered(all, work);
    note_transaction(all, work, answer);
    link->statements = answer->in_transaction ? link->statements + 1 : 0;
    work->request = 0;
    work->due_at = SIM_NEVER;
    if (work->phase == PHASE_VALIDATE) { /* a ping: it says no more than a check does */
        unit_go_on(all, work);
        return;
    }
    health_note_good(all, work->client, answer->master, clients_now(all) - work->sent_at,
                     answer->event);
    if (work->phase == PHASE_PROBE) {
        probe_on_answer(all, work, answer);
        return;
    }
    if (work->phase == PHASE_STATEMENT || work->phase == PHASE_KEY) {
        work->statement += work->phase == PHASE_STATEMENT ? 1 : 0;
        link->changed_rows |= answer->has_changed;
    }
    if (work->is_read) {
        truth_read(&work->client->truth, answer->seen, &work->then);
        work->is_read = false;
    }
    link_note_setting(work, link);
    bool is_done = work->phase == PHASE_COMMIT ||
                   (work->phase == PHASE_STATEMENT && !work_is_transaction(work));
    if (is_done) {
        outcome_ok(all, work, answer);
    } else {
        unit_go_on(all, work);
    }
}

/* A person's session has ended while nothing was asked on it: nobody has waited yet. */
static void lose_session(struct clients *all, struct client *client, const struct answer *answer,
                         uint64_t cause)
{
    health_note_bad(all, client, answer->master, ENDPOINT_ERRORS, cause);
    unit_move(all, client, answer->master, cause);
}

static void on_broken(struct clients *all, struct work *work, const struct answer *answer)
{
    struct client *client = work->client;
    bool is_refused = !link_is_open(work_link(work));
    struct event event =
        client_event(client, is_refused ? EVENT_CONNECTION_REFUSED : EVENT_CONNECTION_LOST,
                     answer->master, answer->event);
    event.code = answer->error;
    uint64_t cause = client_emit(all, &event);
    if (work_is_at(work, answer->master)) {
        retry_or_report(all, work, answer, (int)answer->error, cause);
        return;
    }
    client->lost_transaction |= work_is_in_transaction(work);
    link_end(all, client, answer->master, work->link);
    if (work->home == answer->master && work->kind == WORK_NONE) {
        lose_session(all, client, answer, cause);
    }
}

static void on_error(struct clients *all, struct work *work, const struct answer *answer)
{
    struct link *link = work_link(work);
    lease_answered(all, work);
    note_transaction(all, work, answer);
    link->changed_rows &= answer->in_transaction;
    health_note_error(all, work, answer);
    if (work->phase == PHASE_KEY && answer->error == SQL_DUPLICATE_KEY) {
        probe_met_key(all, work, answer);
    } else {
        retry_or_report(all, work, answer, (int)answer->error, answer->event);
    }
}

void unit_on_answer(struct clients *all, struct work *work, const struct answer *answer)
{
    struct client *client = work->client;
    for (int m = 0; m < MASTERS_MAX; m++) {
        client->seen[m] = answer->seen[m] > client->seen[m] ? answer->seen[m] : client->seen[m];
    }
    if (answer->kind == ANSWER_CONNECTED) {
        on_connected(all, work, answer);
    } else if (answer->kind == ANSWER_BROKEN) {
        on_broken(all, work, answer);
    } else if (work->request != 0 && answer->id == work->request) {
        if (answer->kind == ANSWER_OK) {
            on_ok(all, work, answer);
        } else {
            on_error(all, work, answer);
        }
    }
}

/* Nothing is under way, or nothing came: time is up. */
void unit_on_timer(struct clients *all, struct work *work)
{
    const struct client *client = work->client;
    work->due_at = SIM_NEVER;
    if (work->phase == PHASE_REST) {
        sim_us ends_at = work->begun_at + client->parameters[CLIENT_RETRY_DEADLINE_US];
        if (work->kind != WORK_MOVE && work->master < 0 && clients_now(all) >= ends_at) {
            outcome_report(all, work,
                           &(struct failure){.code = SQL_CANNOT_CONNECT,
                                             .class = CLASS_CONNECTION,
                                             .cause = work->cause});
            return;
        }
        unit_pick(all, work);
        return;
    }
    bool is_in_line = work->phase == PHASE_LINE;
    struct event event = client_event(client, is_in_line ? EVENT_POOL_EXHAUSTED : EVENT_TIMED_OUT,
                                      work->master, work->cause);
    event.length = clients_now(all) - work->sent_at;
    uint64_t cause = client_emit(all, &event);
    if (is_in_line) { /* no host is at fault: the program itself has all its connections in use */
        outcome_report(all, work,
                       &(struct failure){
                           .code = SQL_CANNOT_CONNECT, .class = CLASS_CONNECTION, .cause = cause});
        return;
    }
    retry_or_report(all, work, NULL, 0, cause);
}

/* --- ends from outside ---------------------------------------------------------------------- */

void unit_give_up(struct clients *all, struct client *client, int master, uint64_t cause)
{
    struct work *console = &client->works[WORKER_CONSOLE];
    bool was_idle = console->kind == WORK_NONE && console->link != LINK_NONE;
    bool was_home = was_idle && console->at == master;
    client->lost_transaction |= was_home && work_is_in_transaction(console);
    bool is_at[WORKS_MAX];
    for (int i = 0; i < WORKS_MAX; i++) {
        is_at[i] = work_is_at(&client->works[i], master);
    }
    lease_close_spare(all, client, master);
    for (int i = 0; i < WORKS_MAX; i++) {
        struct work *work = &client->works[i];
        if (is_at[i] && work_is_at(work, master)) {
            struct event event = client_event(client, EVENT_CONNECTION_LOST, master, cause);
            retry_or_report(all, work, NULL, 0, client_emit(all, &event));
        }
    }
    if (was_home) {
        lease_drop(all, console);
        unit_move(all, client, master, cause);
    }
}

void unit_cancel(struct clients *all, struct work *work)
{
    struct event event = client_event(work->client, EVENT_CONNECTION_LOST, work->master, 0);
    event.code = SQL_INTERRUPTED;
    uint64_t cause = client_emit(all, &event);
    bool is_unknown = work_is_in_doubt(work);
    work->doubts += is_unknown ? 1 : 0;
    work->client->meter.doubts += is_unknown ? 1 : 0;
    lease_drop(all, work);
    outcome_report(all, work,
                   &(struct failure){.code = SQL_INTERRUPTED,
                                     .class = is_unknown ? CLASS_UNKNOWN : CLASS_APP,
                                     .cause = cause});
}

/* --- begin ---------------------------------------------------------------------------------- */

static void begin(struct clients *all, struct work *work, int failed_master, uint64_t cause)
{
    struct client *client = work->client;
    work->attempt = 1;
    work->master = -1;
    work->failed_master = failed_master;
    work->failed_once = failed_master >= 0;
    work->begun_at = clients_now(all);
    work->cause = cause;
    work->due_at = SIM_NEVER;
    work->has_key = key_is_wanted(work);
    if (work->kind != WORK_MOVE && !work_is_in_transaction(work)) {
        work->unit = ++client->units;
        retry_earn(all, client);
    }
    unit_pick(all, work);
}

void unit_begin(struct clients *all, struct work *work)
{
    begin(all, work, -1, 0);
}

void unit_move(struct clients *all, struct client *client, int failed, uint64_t cause)
{
    struct work *work = &client->works[WORKER_CONSOLE];
    work_init(work, client, WORKER_CONSOLE);
    work->kind = WORK_MOVE;
    client->wish = failed < 0 ? work->home : client->wish == failed ? -1 : client->wish;
    begin(all, work, failed, cause);
}

void unit_execute(struct clients *all, struct client *client, struct texts *texts)
{
    struct work *work = &client->works[WORKER_CONSOLE];
    int failed = -1;
    if (work->kind == WORK_MOVE) { /* the statement does the looking now */
        failed = work->failed_once ? work->failed_master : -1;
        if (work->phase == PHASE_CONNECT) {
            lease_drop(all, work);
        }
    }
    work_init(work, client, WORKER_CONSOLE);
    work->kind = WORK_CONSOLE;
    work->texts = *texts;
    *texts = (struct texts){0};
    begin(all, work, failed, 0);
}

void unit_drop(struct clients *all, struct work *work)
{
    work->client->meter.unresolved += work->doubts;
    if (work->kind == WORK_CONSOLE) {
        struct client_reply reply = {.master = work->master, .error = SQL_LOST, .text = ""};
        reply.is_unknown = work_is_in_doubt(work);
        outcome_reply(all, work, &reply);
    }
    texts_clear(&work->texts);
    work_init(work, work->client, work->number);
}
