/* SPDX-License-Identifier: MIT */
/*
 * pick: where a unit of work goes. The driver is asked; when it fails, a rule that does no
 * harm answers instead.
 */
#include "client/state.h"

#include <stdio.h>
#include <string.h>

/* It has been UP, and well, for so long that work may go back there by itself. */
static bool is_settled(const struct client *client, const struct endpoint *endpoint, sim_us now)
{
    return client->parameters[CLIENT_FAILBACK_MODE] == FAILBACK_AUTO &&
           endpoint->state == ENDPOINT_IS_UP &&
           now - endpoint->since >= client->parameters[CLIENT_FAILBACK_HOLD_US];
}

static struct policy_endpoint endpoint_of(const struct client *client, int master, sim_us now)
{
    const struct endpoint *endpoint = &client->endpoints[master];
    /* A trial that lets nobody else through is as good as DOWN. */
    bool is_full = endpoint->state == ENDPOINT_IS_TRIAL && endpoint->trials == 0;
    return (struct policy_endpoint){
        .master = master,
        .state = is_full ? ENDPOINT_IS_DOWN : endpoint->state,
        .az = client->master_az[master],
        .same_az = client->master_az[master] == client->az,
        .is_read_only = endpoint->is_read_only,
        .weight = client_weight(client->parameters[CLIENT_WEIGHTS], master),
        .warm = endpoint_warmth(endpoint, now, client->parameters[CLIENT_SLOW_START_US]),
        .in_use = pool_count(&client->pools[master], LINK_IN_USE) +
                  pool_count(&client->pools[master], LINK_IN_TXN),
        .idle = pool_count(&client->pools[master], LINK_IDLE),
        .waiting = line_length(client, master),
        .errors = endpoint->bad,
        .latency = endpoint->latency,
        .lag = endpoint->lag,
        .last_ok = endpoint->last_ok,
        .trial_at = endpoint->state == ENDPOINT_IS_DOWN ? endpoint->due_at : -1,
        .is_settled = is_settled(client, endpoint, now),
    };
}

int pick_list_endpoints(const struct client *client, sim_us now, bool with_idle,
                        struct policy_endpoint out[MASTERS_MAX])
{
    int count = 0;
    for (int i = 0; i < MASTERS_MAX; i++) {
        bool is_wanted = with_idle || endpoint_takes_work(&client->endpoints[i]);
        if (client->knows[i] && is_wanted) {
            out[count++] = endpoint_of(client, i, now);
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
    int count = pick_list_endpoints(client, clients_now(all), false, decision->endpoints);
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

/* Where it may wait in vain for long, it is told when that begins. */
static void tell_doubt(struct clients *all, struct work *work, int master)
{
    const struct endpoint *endpoint = &work->client->endpoints[master];
    if (endpoint_is_doubtful(endpoint)) {
        struct event event = client_event(work->client, EVENT_TRIES, master, work->cause);
        event.code = endpoint->state == ENDPOINT_IS_DOWN ? DOUBT_DOWN : DOUBT_SUSPECT;
        work->cause = client_emit(all, &event);
    }
}

/* Who left where, and why: this one sentence is what a reader of a lost AZ looks for. */
static void tell_move(struct clients *all, struct work *work, int from, int master)
{
    enum endpoint_state state = work->client->endpoints[from].state;
    bool is_heard = work->client->endpoints[from].bad == 0; /* it answered, and with an error */
    struct event event = client_event(work->client, EVENT_MOVED, master, work->cause);
    event.count = place_master(from);
    event.code = state == ENDPOINT_IS_DOWN      ? MOVED_FROM_DOWN
                 : state == ENDPOINT_IS_SUSPECT ? MOVED_FROM_SUSPECT
                 : is_heard                     ? MOVED_AFTER_ERROR
                                                : MOVED_AFTER_FAILURE;
    work->cause = client_emit(all, &event);
}

static void pick_tell(struct clients *all, struct work *work, int master,
                      struct client_decision *decision)
{
    const struct client *client = work->client;
    int from = work->failed_once ? work->failed_master : work->home;
    bool stays = master == from;
    if (stays && !work->failed_once && client->endpoints[master].state != ENDPOINT_IS_DOWN) {
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
    if (leaves && !stays) {
        tell_move(all, work, from, master);
    }
    tell_doubt(all, work, master);
}

int pick_by_driver(struct clients *all, struct work *work)
{
    struct client_decision decision = {0};
    int master = pick_ask(all, work, &decision);
    if (master >= 0) {
        struct endpoint *endpoint = &work->client->endpoints[master];
        bool is_trial = endpoint->state == ENDPOINT_IS_TRIAL && endpoint->trials > 0;
        endpoint->trials -= is_trial ? 1 : 0;
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
