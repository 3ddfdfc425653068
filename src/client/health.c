/* SPDX-License-Identifier: MIT */
#include "client/state.h"

#define JITTER_PERCENT 10

static struct endpoint_limits limits_of(const struct client *client)
{
    return (struct endpoint_limits){
        .fall = (int)client->parameters[CLIENT_CHECK_FALL],
        .rise = (int)client->parameters[CLIENT_CHECK_RISE],
    };
}

/* --- when ----------------------------------------------------------------------------------- */

static sim_us interval_of(const struct client *client, int master)
{
    const struct endpoint *endpoint = &client->endpoints[master];
    switch (endpoint->state) {
    case ENDPOINT_IS_UP:
        return client->parameters[CLIENT_CHECK_INTERVAL_US];
    case ENDPOINT_IS_DOWN:
        return endpoint->good > 0 ? client->parameters[CLIENT_CHECK_FAST_US]
                                  : client->parameters[CLIENT_CHECK_DOWN_US];
    case ENDPOINT_UNKNOWN:
    case ENDPOINT_IS_SUSPECT:
    case ENDPOINT_IS_TRIAL:
    case ENDPOINT_IS_WARMING:
    case ENDPOINT_IS_DRAINING:
    case ENDPOINT_IS_DISABLED:
        break;
    }
    return client->parameters[CLIENT_CHECK_FAST_US];
}

static void plan_check(struct clients *all, struct client *client, int master)
{
    sim_us interval = interval_of(client, master);
    sim_us jitter = interval * JITTER_PERCENT / 100;
    struct probe *probe = &client->probes[master];
    probe->id = 0;
    probe->timeout_at = SIM_NEVER;
    probe->next_at = clients_now(all) + interval + rng_between(&client->rng, -jitter, jitter);
    client_set_timer(all, client, TIMER_CHECK, master, probe->next_at);
}

/* --- what an endpoint's change leads to ----------------------------------------------------- */

void health_note_good(struct clients *all, struct client *client, int master, sim_us latency,
                      uint64_t cause)
{
    struct endpoint *endpoint = &client->endpoints[master];
    enum endpoint_state before = endpoint->state;
    struct endpoint_limits limits = limits_of(client);
    bool changed = endpoint_good(endpoint, clients_now(all), latency, &limits);
    if (changed && before != ENDPOINT_UNKNOWN) { /* of the first look nothing is told */
        struct event event = client_event(client, EVENT_ENDPOINT_UP, master, cause);
        (void)client_emit(all, &event);
    }
}

void health_note_bad(struct clients *all, struct client *client, int master,
                     enum endpoint_reason reason, uint64_t cause)
{
    struct endpoint *endpoint = &client->endpoints[master];
    struct endpoint_limits limits = limits_of(client);
    if (!endpoint_bad(endpoint, &limits)) {
        return;
    }
    bool is_down = endpoint->state == ENDPOINT_IS_DOWN;
    struct event event =
        client_event(client, is_down ? EVENT_ENDPOINT_DOWN : EVENT_ENDPOINT_SUSPECT, master, cause);
    event.count = endpoint->bad;
    event.code = reason;
    cause = client_emit(all, &event);
    if (is_down) {
        unit_give_up(all, client, master, cause);
    } else if (client->probes[master].next_at != SIM_NEVER) {
        plan_check(all, client, master); /* a doubt is looked into soon */
    }
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
    bool is_known_down = client->endpoints[master].state == ENDPOINT_IS_DOWN;
    if (!is_known_down) { /* the tenth miss of a dead host is no news */
        struct event event = client_event(client, EVENT_CHECK_FAILED, master, cause);
        event.code = code;
        event.length = code == 0 ? clients_now(all) - probe->sent_at : 0;
        cause = client_emit(all, &event);
    }
    health_note_bad(all, client, master, code == 0 ? ENDPOINT_CHECKS_MISSED : ENDPOINT_ERRORS,
                    cause);
    plan_check(all, client, master);
}

static void send_ping(struct clients *all, struct client *client, int master)
{
    struct probe *probe = &client->probes[master];
    struct request ping = {.kind = REQUEST_PING, .id = ++client->requests};
    probe->id = ping.id;
    cluster_send(all->config.cluster, probe->conn, &ping);
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
        send_ping(all, client, master);
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
        send_ping(all, client, master);
        return;
    }
    if (answer->id != probe->id || probe->id == 0) {
        return;
    }
    health_note_good(all, client, master, clients_now(all) - probe->sent_at, answer->event);
    plan_check(all, client, master);
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
        }
    }
}

void health_on_topology(struct clients *all, struct client *client)
{
    client->is_dead = !cluster_client_is_up(all->config.cluster, client->place);
    if (!client->is_dead) {
        health_look(all, client);
    }
    client->topology_at = clients_now(all) + client->parameters[CLIENT_TOPOLOGY_REFRESH_US];
    client_set_timer(all, client, TIMER_TOPOLOGY, 0, client->topology_at);
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
