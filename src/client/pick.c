/* SPDX-License-Identifier: MIT */
/*
 * pick: where a unit of work goes. The driver is asked; when it fails, a rule that does no
 * harm answers instead.
 */
#include "client/state.h"

#include <stdio.h>
#include <string.h>

static int list_endpoints(const struct client *client, struct policy_endpoint out[MASTERS_MAX])
{
    int count = 0;
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (client->knows[i]) {
            out[count++] = (struct policy_endpoint){
                .master = i,
                .state = client->endpoints[i].state,
                .az = client->master_az[i],
                .same_az = client->master_az[i] == client->az,
                .weight = 1,
                .warm = 100,
                .in_use = pool_count(&client->pools[i], LINK_IN_USE) +
                          pool_count(&client->pools[i], LINK_IN_TXN),
                .idle = pool_count(&client->pools[i], LINK_IDLE),
                .waiting = line_length(client, i),
                .errors = client->endpoints[i].bad,
                .latency = client->endpoints[i].latency,
                .lag = -1,
                .last_ok = client->endpoints[i].last_ok,
                .trial_at = -1,
            };
        }
    }
    return count;
}

/* The machinery's own rule: stay; else the first that is UP; else any other than the last. */
static int pick_safely(const struct policy_endpoint *endpoints, int count, int last)
{
    for (int i = 0; i < count; i++) {
        if (endpoints[i].master == last && endpoints[i].state != ENDPOINT_IS_DOWN &&
            endpoints[i].errors == 0) {
            return i;
        }
    }
    for (int i = 0; i < count; i++) {
        if (endpoints[i].state == ENDPOINT_IS_UP) {
            return i;
        }
    }
    for (int i = 0; i < count; i++) {
        if (endpoints[i].master != last) {
            return i;
        }
    }
    return count > 0 ? 0 : -1;
}

/* "round_robin, line 7: ..." : the number, for the event. */
static int line_in(const char *text)
{
    int line = 0;
    const char *at = strstr(text, ", line ");
    return at != NULL && sscanf(at, ", line %d:", &line) == 1 ? line : 0;
}

void pick_tell_failure(struct clients *all, struct work *work, const struct err *err)
{
    const struct client *client = work->client;
    struct event event = client_event(client, EVENT_DRIVER_FAILED, -1, work->cause);
    event.count = line_in(err->text);
    event_set_text(&event, "", client->policy.name);
    work->cause = client_emit(all, &event);
    if (all->config.on_policy_failed != NULL) {
        all->config.on_policy_failed(all->config.user, client->number, err->text);
    }
}

/* The master to go to; -1: nowhere now. What was asked and answered is in *decision. */
static int pick_ask(struct clients *all, struct work *work, struct client_decision *decision)
{
    const struct client *client = work->client;
    const struct policy *policy = &client->policy;
    int count = list_endpoints(client, decision->endpoints);
    int last = work->failed_once ? work->failed_master : work->home;
    struct err err = {0};
    decision->count = count;
    decision->index = -1;
    decision->request = (struct policy_request){
        .client = client->number,
        .az = client->az,
        .unit = work->unit,
        .attempt = work->attempt,
        .last_master = last,
        .is_write = work->texts.is_write,
        .table = work->texts.table,
        .has_shard = work->texts.has_shard,
        .shard = work->texts.shard,
        .begun_at = work->begun_at,
        .now = clients_now(all),
    };
    if (count == 0) {
        return -1;
    }
    if (policy->pick(policy->self, &decision->request, decision->endpoints, count, &decision->index,
                     &decision->line, &err) != RC_OK) {
        pick_tell_failure(all, work, &err);
        decision->index = pick_safely(decision->endpoints, count, last);
        decision->line = 0;
        decision->is_by_default = true;
    }
    return decision->index < 0 ? -1 : decision->endpoints[decision->index].master;
}

static void pick_tell(struct clients *all, struct work *work, int master,
                      struct client_decision *decision)
{
    const struct client *client = work->client;
    int from = work->failed_once ? work->failed_master : work->home;
    if (master == from) {
        return;
    }
    struct event event = client_event(client, EVENT_PICKED, master, work->cause);
    event.code = decision->line;
    event_set_text(&event, "", client->policy.name);
    work->cause = decision->event = client_emit(all, &event);
    if (all->config.on_decision != NULL) {
        all->config.on_decision(all->config.user, decision);
    }
    bool leaves = from >= 0 && (work->failed_once || client->endpoints[from].bad > 0);
    if (leaves) {
        event = client_event(client, EVENT_MOVED, master, work->cause);
        event.code = place_master(from);
        work->cause = client_emit(all, &event);
    }
}

int pick_by_driver(struct clients *all, struct work *work)
{
    struct client_decision decision = {0};
    int master = pick_ask(all, work, &decision);
    if (master >= 0) {
        pick_tell(all, work, master, &decision);
    }
    return master;
}

int pick_by_name(struct clients *all, struct work *work)
{
    const struct client *client = work->client;
    sim_us age = 0;
    int master = cluster_resolve(all->config.cluster, client->place, client->endpoint, &age);
    if (master >= 0) {
        struct event event = client_event(client, EVENT_RESOLVED, master, work->cause);
        event.length = age;
        event_set_text(&event, "", cluster_endpoint_name(all->config.cluster, client->endpoint));
        work->cause = client_emit(all, &event);
    }
    return master;
}
