/* SPDX-License-Identifier: MIT */
/* look: what can be seen of the clients, as plain data. It looks, and touches nothing. */
#include "client/state.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#define IN_VAIN_AFTER_US (200 * US_PER_MS) /* far beyond what any answer takes */

/* The worker that stands for the client: the console, if it is a person's, else one that works. */
static const struct work *work_shown(const struct client *client)
{
    const struct work *console = &client->works[WORKER_CONSOLE];
    if (client->is_persons && (!client->has_load || console->kind != WORK_NONE)) {
        return console;
    }
    for (int i = 1; i < WORKS_MAX; i++) {
        if (client->works[i].kind != WORK_NONE) {
            return &client->works[i];
        }
    }
    return client->is_persons ? console : &client->works[1];
}

static enum client_doing doing_of(const struct client *client, const struct work *work)
{
    if (client->is_dead) {
        return CLIENT_DEAD;
    }
    if (work->kind == WORK_NONE) {
        return CLIENT_IDLE;
    }
    if (work->failed_once && work->phase > PHASE_REST && work->phase <= PHASE_VALIDATE) {
        return work->master == work->failed_master ? CLIENT_RETRIES : CLIENT_MOVES;
    }
    return work->phase <= PHASE_LINE ? CLIENT_WAITS : CLIENT_WORKS;
}

static bool asks(const struct work *work)
{
    return work->kind != WORK_NONE && work->phase > PHASE_LINE && work->master >= 0;
}

static bool is_connecting(const struct work *work)
{
    return asks(work) && (work->phase == PHASE_CONNECT || work->phase == PHASE_VALIDATE);
}

/* Is what it asked of a host in doubt as good as cut off: no connection yet, or no answer long? */
static bool waits_in_vain(const struct work *work, sim_us now)
{
    const struct client *client = work->client;
    if (!asks(work) || meter_is_out(&client->meter)) {
        return false;
    }
    bool is_long = now - work->tried_at >= IN_VAIN_AFTER_US;
    return endpoint_is_doubtful(&client->endpoints[work->master]) &&
           (is_long || is_connecting(work));
}

/* Who failed it last, or, where that unit was given up and the next has begun, whom it asks. */
static int outage_master(const struct client *client, const struct work *work)
{
    if (!meter_is_out(&client->meter)) {
        return -1;
    }
    int last = work->master >= 0 ? work->master : work->home;
    return work->failed_master >= 0 ? work->failed_master : last;
}

static bool has_open(const struct client *client, int master)
{
    const struct pool *pool = &client->pools[master];
    for (int i = 0; i < pool->count; i++) {
        if (link_is_open(&pool->links[i])) {
            return true;
        }
    }
    return false;
}

/* A master has failed it, and it waits before it picks where to go; -1: none has. */
static int lost_master(const struct client *client, const struct work *work)
{
    bool is_between = work->kind != WORK_NONE && work->failed_once && work->phase == PHASE_REST;
    bool has_lost =
        is_between && work->failed_master >= 0 && !has_open(client, work->failed_master);
    return has_lost ? work->failed_master : -1;
}

static void look_at_pools(const struct client *client, struct client_view *out)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        const struct pool *pool = &client->pools[i];
        out->pools[i] = (struct pool_view){
            .idle = pool_count(pool, LINK_IDLE),
            .in_use = pool_count(pool, LINK_IN_USE) + pool_count(pool, LINK_IN_TXN),
            .busy = pool_count(pool, LINK_CONNECTING) + pool_count(pool, LINK_VALIDATING) +
                    pool_count(pool, LINK_RESETTING),
            .max = (int)client->parameters[CLIENT_POOL_MAX],
            .waiting = line_length(client, i),
        };
        out->opened += pool->opened;
    }
}

static void look_at_workers(const struct client *client, struct client_view *out)
{
    out->deadline = client->parameters[CLIENT_RETRY_DEADLINE_US];
    sim_us connect = client->parameters[CLIENT_CONNECT_TIMEOUT_US];
    sim_us read = client->parameters[CLIENT_READ_TIMEOUT_US];
    out->timeout = connect < read ? connect : read;
    out->worker_count = (int)client->parameters[CLIENT_POOL_WORKERS];
    for (int i = 0; i < CLIENT_WORKERS_MAX; i++) {
        const struct work *work = &client->works[i + 1];
        bool works = work->kind != WORK_NONE;
        out->workers[i] = (struct worker_view){
            .doing = doing_of(client, work),
            .is_probing = work->is_probing,
            .master = works ? work->master : -1,
            .unit = works ? work->unit : 0,
            .attempt = work->attempt,
            .since = work->begun_at,
        };
        out->worker_count = works && i >= out->worker_count ? i + 1 : out->worker_count;
    }
    for (int i = 0; i < WORKS_MAX; i++) {
        out->in_doubt += client->works[i].doubts;
    }
}

static_assert(CLIENT_WORKERS_MAX == WORKERS_MAX && CLIENT_TRIES == METER_TRIES,
              "what is shown has room for all that there is");

static void look_at_client(const struct clients *all, const struct client *client,
                           struct client_view *out)
{
    const struct work *work = work_shown(client);
    const struct meter *meter = &client->meter;
    const struct link *link = work_link(work);
    sim_us now = clients_now(all);
    int on = work->home >= 0 && has_open(client, work->home) ? work->home : -1;
    *out = (struct client_view){
        .number = client->number,
        .az = client->az,
        .driver = client->policy.name,
        .endpoint = client->endpoint,
        .master = on,
        .lost = lost_master(client, work),
        .moving_from = -1,
        .moving_to = -1,
        .doing = doing_of(client, work),
        .going_to = is_connecting(work) ? work->master : -1,
        .in_transaction = work_is_in_transaction(work),
        .statements = link != NULL ? link->statements : 0,
        .consistency = client->consistency,
        .isolation = client->isolation,
        .has_load = client->has_load,
        .is_asked = client->works[WORKER_CONSOLE].kind == WORK_CONSOLE,
        .ok = meter->ok,
        .writes = meter->writes,
        .wrote_to = meter->wrote_to,
        .failed = meter->failed,
        .unknown = meter->unknown,
        .conflicts = meter->conflicts,
        .retries = meter->retries,
        .resolved_ok = meter->resolved_ok,
        .resolved_absent = meter->resolved_absent,
        .unresolved = meter->unresolved,
        .duplicates = meter->duplicates,
        .stale = client->truth.stale,
        .stale_own = client->truth.stale_own,
        .ok_per_s = meter_ok_per_s(meter, now),
        .p99 = meter_p99(meter),
        .slowest = meter_slowest(meter, now),
        .outage_master = outage_master(client, work),
        .outage_since = meter->outage_since,
        .outage = meter_is_out(meter) ? now - meter->outage_since : meter->outage,
        .outage_detect = meter->detect,
        .outage_reroute = meter->reroute,
        .outage_first_ok = meter->first_ok,
        .longest_outage = meter->longest,
        .last_error = meter->last_error,
    };
    if (out->doing == CLIENT_MOVES) {
        out->moving_from = work->failed_master;
        out->moving_to = work->master;
    }
    if (waits_in_vain(work, now)) {
        out->outage_master = work->master;
        out->outage_since = work->tried_at;
        out->outage = now - work->tried_at;
    }
    if (out->outage_since != SIM_NEVER && out->outage > out->longest_outage) {
        out->longest_outage = out->outage;
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        standing_look(all, client, i, &out->endpoints[i]);
    }
    memcpy(out->tries, meter->tries, sizeof(out->tries));
    look_at_pools(client, out);
    look_at_workers(client, out);
}

void clients_look(const struct clients *all, struct clients_view *out)
{
    memset(out, 0, offsetof(struct clients_view, clients)); /* what is not there is large */
    out->count = all->count;
    for (int i = 0; i < all->count; i++) {
        struct client_view *view = &out->clients[i];
        look_at_client(all, all->clients[i], view);
        out->ok += view->ok;
        out->failed += view->failed;
        out->unknown += view->unknown;
        out->conflicts += view->conflicts;
        out->retries += view->retries;
        out->resolved_ok += view->resolved_ok;
        out->resolved_absent += view->resolved_absent;
        out->unresolved += view->unresolved;
        out->in_doubt += view->in_doubt;
        out->duplicates += view->duplicates;
        out->opened += view->opened;
        out->stale += view->stale;
        out->stale_own += view->stale_own;
        out->lost += all->clients[i]->truth.lost;
        out->doubled += all->clients[i]->truth.doubled;
        if (view->longest_outage > out->longest_outage) {
            out->longest_outage = view->longest_outage;
        }
    }
}

bool clients_is_fed(const struct clients *clients, int number)
{
    return number >= 1 && number <= clients->count && clients->clients[number - 1]->has_load;
}

const char *client_doing_word(enum client_doing doing)
{
    static const char *const words[] = {
        [CLIENT_IDLE] = "idle",   [CLIENT_WAITS] = "waits", [CLIENT_WORKS] = "writes",
        [CLIENT_MOVES] = "moves", [CLIENT_DEAD] = "dead",   [CLIENT_RETRIES] = "retries",
    };
    return words[doing];
}

int client_turns_to(const struct client_view *client)
{
    return client->going_to >= 0 ? client->going_to : client->master;
}

bool client_waits_in_vain(const struct client_view *client)
{
    return client->doing == CLIENT_WORKS && client->outage_since != SIM_NEVER &&
           client->outage_master == client_turns_to(client);
}

/* Whoever holds a connection is held by it, and the other way round. */
static bool is_sound(const struct client *client)
{
    for (int i = 0; i < WORKS_MAX; i++) {
        const struct link *link = work_link(&client->works[i]);
        if (link != NULL && (link->state == LINK_CLOSED || link->worker != i)) {
            return false;
        }
    }
    for (int m = 0; m < MASTERS_MAX; m++) {
        const struct pool *pool = &client->pools[m];
        for (int i = 0; i < pool->count; i++) {
            int worker = pool->links[i].worker;
            bool has_worker = pool->links[i].state != LINK_CLOSED && worker != WORKER_NOBODY;
            if (has_worker && work_link(&client->works[worker]) != &pool->links[i]) {
                return false;
            }
        }
        if (!pool_is_sound(pool)) {
            return false;
        }
    }
    return true;
}

/* Each unit that ended OK did so at some try. */
static bool adds_up(const struct meter *meter)
{
    int64_t ok = 0;
    for (int i = 0; i < METER_TRIES; i++) {
        ok += meter->tries[i];
    }
    return ok == meter->ok;
}

bool clients_are_sound(const struct clients *all)
{
    for (int i = 0; i < all->count; i++) {
        if (!is_sound(all->clients[i]) || !adds_up(&all->clients[i]->meter)) {
            return false;
        }
    }
    return true;
}
