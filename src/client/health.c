/* SPDX-License-Identifier: MIT */
#include "client/state.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEATS_APART 1000000 /* rows of two masters are on pages of their own, however large */
#define SLOW_PART 2         /* a check that takes more than half of its time-out is slow */

/* --- when ----------------------------------------------------------------------------------- */

static sim_us interval_of(const struct client *client, int master)
{
    static const enum client_parameter parameters[ENDPOINT_STATE_COUNT] = {
        [ENDPOINT_UNKNOWN] = CLIENT_CHECK_FAST_US,
        [ENDPOINT_IS_UP] = CLIENT_CHECK_INTERVAL_US,
        [ENDPOINT_IS_SUSPECT] = CLIENT_CHECK_FAST_US,
        [ENDPOINT_IS_DOWN] = CLIENT_CHECK_DOWN_US,
        [ENDPOINT_IS_TRIAL] = CLIENT_CHECK_FAST_US,
        [ENDPOINT_IS_WARMING] = CLIENT_CHECK_INTERVAL_US,
        [ENDPOINT_IS_DRAINING] = CLIENT_CHECK_INTERVAL_US,
        [ENDPOINT_IS_DISABLED] = CLIENT_CHECK_DOWN_US, /* there are none then */
    };
    return client->parameters[parameters[client->endpoints[master].state]];
}

static void set_check(struct clients *all, struct client *client, int master, sim_us wait)
{
    struct probe *probe = &client->probes[master];
    probe->next_at = clients_now(all) + wait;
    client_set_timer(all, client, TIMER_CHECK, master, probe->next_at);
}

static void plan_check(struct clients *all, struct client *client, int master)
{
    struct probe *probe = &client->probes[master];
    probe->id = 0;
    probe->timeout_at = SIM_NEVER;
    if (client->endpoints[master].state == ENDPOINT_IS_DISABLED) {
        probe->next_at = SIM_NEVER;
        return;
    }
    sim_us interval = interval_of(client, master);
    sim_us jitter = interval * client->parameters[CLIENT_CHECK_JITTER] / 100;
    set_check(all, client, master, interval + rng_between(&client->rng, -jitter, jitter));
}

/* --- checks --------------------------------------------------------------------------------- */

static void drop_check(struct clients *all, struct probe *probe)
{
    conn_id conn = probe->conn;
    probe->conn = 0;
    probe->is_open = false;
    probe->id = 0;
    if (conn != 0) {
        cluster_close(all->config.cluster, conn);
    }
}

static void fail_check(struct clients *all, struct client *client, int master, int code,
                       uint64_t cause)
{
    struct probe *probe = &client->probes[master];
    struct endpoint *endpoint = &client->endpoints[master];
    bool is_known = endpoint->state == ENDPOINT_IS_DOWN ||
                    (endpoint->is_silent && (endpoint->state == ENDPOINT_IS_TRIAL ||
                                             endpoint->state == ENDPOINT_IS_DRAINING));
    if (!is_known) { /* the tenth miss of a dead host is no news */
        struct event event = client_event(client, EVENT_CHECK_FAILED, master, cause);
        event.code = code;
        event.length = code == 0 ? clients_now(all) - probe->sent_at : 0;
        cause = client_emit(all, &event);
    } else {
        cause = endpoint->event;
    }
    endpoint_note_bad(endpoint);
    endpoint->is_silent = true;
    standing_signal(all, client, master, SIGNAL_BAD,
                    code == 0 ? ENDPOINT_CHECKS_MISSED : ENDPOINT_ERRORS, cause);
    plan_check(all, client, master);
}

/* Is this as good as done? A host that is sound may refuse what a check asks: that it takes no
 * writes is told as what it is, and is no reason not to read there. */
static bool is_passed(const struct answer *answer)
{
    return answer->kind == ANSWER_OK || answer->error == SQL_READ_ONLY ||
           !class_counts_against_host(classify((int)answer->error, MOMENT_WRITE));
}

/* What the answer tells beyond that there is one. */
static void read_facts(struct endpoint *endpoint, const struct answer *answer,
                       enum check_mode asked)
{
    const struct rows *rows = answer->rows;
    endpoint->lag = -1;
    endpoint->is_read_only = asked == CHECK_WRITE && answer->error == SQL_READ_ONLY;
    if (asked == CHECK_SELECT && rows != NULL && rows->row_count > 0) {
        endpoint->is_read_only = strcmp(rows_cell(rows, 0, SELF_READ_ONLY), "0") != 0;
        endpoint->lag = strtoll(rows_cell(rows, 0, SELF_LAG_MS), NULL, 10) * US_PER_MS;
    }
}

static void pass_check(struct clients *all, struct client *client, const struct answer *answer)
{
    int master = answer->master;
    const struct probe *probe = &client->probes[master];
    struct endpoint *endpoint = &client->endpoints[master];
    sim_us took = clients_now(all) - probe->sent_at;
    read_facts(endpoint, answer, probe->asks);
    bool lags = endpoint->lag > client->parameters[CLIENT_CHECK_MAX_LAG_US];
    bool is_slow = took > (probe->timeout_at - probe->sent_at) / SLOW_PART;
    endpoint->is_poor = lags || is_slow;
    endpoint_note_good(endpoint, clients_now(all), took);
    standing_signal(all, client, master, endpoint->is_poor ? SIGNAL_POOR : SIGNAL_GOOD,
                    lags ? ENDPOINT_LAGS : ENDPOINT_SLOW, answer->event);
    endpoint->is_silent = false;
    plan_check(all, client, master);
}

static void send_check(struct clients *all, struct client *client, int master,
                       struct request *request)
{
    struct probe *probe = &client->probes[master];
    request->id = ++client->requests;
    probe->id = request->id;
    cluster_send(all->config.cluster, probe->conn, request);
}

static void send_sql(struct clients *all, struct client *client, int master, const char *sql)
{
    struct request request = {0};
    struct err err = {0};
    enum rc rc = all->config.parse(all->config.user, &request, sql, &err);
    assert(rc == RC_OK); /* the text is ours */
    send_check(all, client, master, &request);
}

/*
 * A write of its own: rows of one master are a page apart from those of others, so that checks
 * do not meet in one, and each client has its row.
 */
static void send_beat(struct clients *all, struct client *client, int master)
{
    char sql[160];
    (void)snprintf(sql, sizeof(sql),
                   "INSERT INTO heartbeat (id, beats) VALUES (%d, 1) "
                   "ON DUPLICATE KEY UPDATE beats = beats + 1",
                   (master + 1) * BEATS_APART + client->number);
    send_sql(all, client, master, sql);
}

/* A definition takes longer than a check may. */
static void make_table(struct clients *all, struct client *client, int master)
{
    struct probe *probe = &client->probes[master];
    probe->timeout_at = clients_now(all) + client->parameters[CLIENT_READ_TIMEOUT_US];
    client_set_timer(all, client, TIMER_CHECK_TIMEOUT, master, probe->timeout_at);
    send_sql(all, client, master,
             "CREATE TABLE IF NOT EXISTS heartbeat (id BIGINT PRIMARY KEY, beats BIGINT NOT NULL)");
}

static void ask(struct clients *all, struct client *client, int master)
{
    struct probe *probe = &client->probes[master];
    probe->asks = (enum check_mode)client->parameters[CLIENT_CHECK_MODE];
    switch (probe->asks) {
    case CHECK_PING:
        send_check(all, client, master, &(struct request){.kind = REQUEST_PING});
        break;
    case CHECK_SELECT:
        send_check(all, client, master,
                   &(struct request){.kind = REQUEST_STATUS, .number = STATUS_SELF});
        break;
    case CHECK_WRITE:
        send_beat(all, client, master);
        break;
    }
}

void health_on_check(struct clients *all, struct client *client, int master)
{
    struct probe *probe = &client->probes[master];
    sim_us now = clients_now(all);
    if (!client->knows[master]) {
        probe->next_at = SIM_NEVER;
        return;
    }
    probe->next_at = SIM_NEVER;
    probe->sent_at = now;
    probe->timeout_at = now + client->parameters[CLIENT_CHECK_TIMEOUT_US];
    client_set_timer(all, client, TIMER_CHECK_TIMEOUT, master, probe->timeout_at);
    if (probe->is_open) {
        ask(all, client, master);
    } else {
        probe->conn = cluster_connect(all->config.cluster, client->place, master);
    }
}

void health_on_timeout(struct clients *all, struct client *client, int master)
{
    drop_check(all, &client->probes[master]);
    fail_check(all, client, master, 0, cluster_cause(all->config.cluster));
}

void health_on_answer(struct clients *all, struct client *client, const struct answer *answer)
{
    int master = answer->master;
    struct probe *probe = &client->probes[master];
    if (answer->kind == ANSWER_BROKEN) {
        probe->conn = 0;
        probe->is_open = false;
        bool was_under_way = probe->timeout_at != SIM_NEVER;
        if (was_under_way || client->endpoints[master].state != ENDPOINT_IS_DOWN) {
            fail_check(all, client, master, (int)answer->error, answer->event);
        }
        return;
    }
    if (answer->kind == ANSWER_CONNECTED) {
        probe->is_open = true;
        ask(all, client, master);
        return;
    }
    if (answer->id != probe->id || probe->id == 0) {
        return;
    }
    if (answer->error == SQL_NO_TABLE && probe->asks == CHECK_WRITE) {
        make_table(all, client, master);
    } else if (is_passed(answer)) {
        pass_check(all, client, answer);
    } else {
        fail_check(all, client, master, (int)answer->error, answer->event);
    }
}

/* --- topology ------------------------------------------------------------------------------- */

void health_look(struct clients *all, struct client *client)
{
    struct cluster_view view;
    cluster_look(all->config.cluster, &view);
    for (int i = 0; i < MASTERS_MAX; i++) {
        bool is_there = view.masters[i].state != MASTER_ABSENT;
        client->master_az[i] = view.masters[i].az;
        if (is_there && !client->knows[i]) {
            endpoint_init(&client->endpoints[i]);
            client->knows[i] = true;
            /* The first look comes soon, but not that of all clients at once. */
            struct probe *probe = &client->probes[i];
            probe->next_at = clients_now(all) + rng_between(&client->rng, 1000, 50000);
            client_set_timer(all, client, TIMER_CHECK, i, probe->next_at);
        } else if (!is_there && client->knows[i]) {
            client->knows[i] = false;
            drop_check(all, &client->probes[i]);
            client->probes[i].timeout_at = SIM_NEVER;
            endpoint_init(&client->endpoints[i]);
        }
    }
}

/* A list of masters comes from a master: is there one that answers, or none known yet? */
static bool can_look(const struct client *client)
{
    bool knows_any = false;
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct endpoint *endpoint = &client->endpoints[i];
        bool answers = endpoint->last_ok >= 0 && endpoint->bad == 0 && !endpoint->is_silent;
        if (client->knows[i] && answers) {
            return true;
        }
        knows_any |= client->knows[i];
    }
    return !knows_any;
}

static sim_us refresh_of(const struct client *client)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        enum endpoint_state state = client->endpoints[i].state;
        if (client->knows[i] && (state == ENDPOINT_IS_SUSPECT || state == ENDPOINT_IS_DOWN ||
                                 state == ENDPOINT_IS_TRIAL)) {
            return client->parameters[CLIENT_TOPOLOGY_TROUBLE_US];
        }
    }
    return client->parameters[CLIENT_TOPOLOGY_REFRESH_US];
}

static void plan_look(struct clients *all, struct client *client)
{
    client->topology_at = clients_now(all) + refresh_of(client);
    client_set_timer(all, client, TIMER_TOPOLOGY, 0, client->topology_at);
}

void health_on_topology(struct clients *all, struct client *client)
{
    client->is_dead = !cluster_client_is_up(all->config.cluster, client->place);
    if (!client->is_dead && can_look(client)) {
        health_look(all, client);
    }
    plan_look(all, client);
}

/* --- begin, and a new state ------------------------------------------------------------------ */

void health_on_state(struct clients *all, struct client *client, int master)
{
    if (client->topology_at > clients_now(all) + refresh_of(client)) {
        plan_look(all, client);
    }
    struct probe *probe = &client->probes[master];
    enum endpoint_state state = client->endpoints[master].state;
    bool is_under_way = probe->timeout_at != SIM_NEVER;
    if (state == ENDPOINT_IS_DISABLED) {
        drop_check(all, probe);
        probe->timeout_at = SIM_NEVER;
        probe->next_at = SIM_NEVER;
    } else if (is_under_way) {
        return; /* what comes of it plans the next */
    } else if (state == ENDPOINT_UNKNOWN || state == ENDPOINT_IS_TRIAL) {
        set_check(all, client, master, 0);
    } else if (state == ENDPOINT_IS_SUSPECT) {
        plan_check(all, client, master); /* a doubt is looked into soon */
    }
}

void health_on_set(struct clients *all, struct client *client)
{
    sim_us now = clients_now(all);
    for (int i = 0; i < MASTERS_MAX; i++) {
        sim_us longest = interval_of(client, i) * (100 + client->parameters[CLIENT_CHECK_JITTER]);
        sim_us next_at = client->probes[i].next_at;
        if (client->knows[i] && next_at != SIM_NEVER && next_at > now + longest / 100) {
            plan_check(all, client, i);
        }
    }
    if (client->topology_at > now + refresh_of(client)) {
        plan_look(all, client);
    }
}

void health_begin(struct clients *all, struct client *client)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        endpoint_init(&client->endpoints[i]);
        client->probes[i].next_at = SIM_NEVER;
        client->probes[i].timeout_at = SIM_NEVER;
    }
    health_on_topology(all, client);
}
