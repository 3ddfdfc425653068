/* SPDX-License-Identifier: MIT */
/*
 * lease: the connections of a client's pools, as its workers have them: taken, waited for in line,
 * given back clean; and between whiles kept alive, let go when they are old, made anew.
 *
 * An attempt takes one connection and gives it back at its end, however it ends. A person's
 * session is taken once and kept. What a connection is asked by nobody's order (a ping, a
 * ROLLBACK) is the pool's own; its answers come to lease_on_answer().
 */
#include "client/state.h"

#include <assert.h>

static struct pool_limits limits_of(const struct client *client)
{
    return (struct pool_limits){
        .min = (int)client->parameters[CLIENT_POOL_MIN],
        .max = (int)client->parameters[CLIENT_POOL_MAX],
        .idle = client->parameters[CLIENT_POOL_IDLE_US],
        .keepalive = client->parameters[CLIENT_POOL_KEEPALIVE_US],
        .leak_after = client->parameters[CLIENT_LEAK_AFTER_US],
        .connect_timeout = client->parameters[CLIENT_CONNECT_TIMEOUT_US],
        .validate_timeout = client->parameters[CLIENT_VALIDATE_TIMEOUT_US],
        .read_timeout = client->parameters[CLIENT_READ_TIMEOUT_US],
    };
}

struct link *work_link(const struct work *work)
{
    return work->link == LINK_NONE ? NULL : &work->client->pools[work->at].links[work->link];
}

bool work_is_connected(const struct work *work)
{
    const struct link *link = work_link(work);
    return link != NULL && (link->state == LINK_IN_USE || link->state == LINK_IN_TXN);
}

bool work_is_in_transaction(const struct work *work)
{
    const struct link *link = work_link(work);
    return link != NULL && link->state == LINK_IN_TXN;
}

/* Have the pool looked after when something may be due. */
static void plan_look(struct clients *all, struct client *client, int master)
{
    struct pool *pool = &client->pools[master];
    struct pool_limits limits = limits_of(client);
    sim_us next = pool_next_at(pool, &limits);
    sim_us now = clients_now(all);
    next = next > now ? next : now; /* one may have grown old while it was used */
    if (next < pool->look_at) {
        pool->look_at = next;
        client_set_timer(all, client, TIMER_POOL, master, next);
    }
    assert(pool_is_sound(pool));
}

/* As many as are to be kept, as long as one shows that the master takes them. */
static void refill(struct clients *all, struct client *client, int master)
{
    struct pool *pool = &client->pools[master];
    while (pool_is_alive(pool) && pool_size(pool) < (int)client->parameters[CLIENT_POOL_MIN] &&
           link_open(all, client, master, WORKER_NOBODY) != LINK_NONE) {
    }
}

/* --- taking --------------------------------------------------------------------------------- */

static void hold(struct work *work, int index)
{
    work->at = work->master;
    work->link = index;
}

/* The pool, or a worker before it works, asks whether the connection lives. */
static void ping(struct clients *all, struct client *client, int master, int index)
{
    struct pool *pool = &client->pools[master];
    struct link *link = &pool->links[index];
    struct request request = {.kind = REQUEST_PING, .id = ++client->requests};
    pool_move(pool, index, LINK_VALIDATING, clients_now(all));
    link->request = request.id;
    cluster_send(all->config.cluster, link->conn, &request);
}

static bool take_idle(struct clients *all, struct work *work, int index)
{
    struct client *client = work->client;
    struct pool *pool = &client->pools[work->master];
    struct link *link = &pool->links[index];
    sim_us now = clients_now(all);
    sim_us limit = client->parameters[CLIENT_VALIDATE_AFTER_US];
    bool is_console = work->number == WORKER_CONSOLE;
    hold(work, index);
    if (is_console || now - link->heard_at < limit) {
        pool_give(pool, index, work->number, now);
        link->dies_at = is_console ? SIM_NEVER : link->dies_at;
        return true;
    }
    link->worker = work->number;
    work->phase = PHASE_VALIDATE;
    work->sent_at = now;
    unit_set_due(all, work, client->parameters[CLIENT_VALIDATE_TIMEOUT_US]);
    ping(all, client, work->master, index);
    work->request = link->request;
    return false;
}

static struct work *first_in_line(struct client *client, int master)
{
    struct work *first = NULL;
    for (int i = 0; i < WORKS_MAX; i++) {
        struct work *work = &client->works[i];
        bool waits = work->kind != WORK_NONE && work->phase == PHASE_LINE && work->master == master;
        first = waits && (first == NULL || work->ticket < first->ticket) ? work : first;
    }
    return first;
}

int line_length(const struct client *client, int master)
{
    int count = 0;
    for (int i = 0; i < WORKS_MAX; i++) {
        const struct work *work = &client->works[i];
        count += work->kind != WORK_NONE && work->phase == PHASE_LINE && work->master == master;
    }
    return count;
}

static void stand_in_line(struct clients *all, struct work *work)
{
    struct client *client = work->client;
    work->phase = PHASE_LINE;
    work->ticket = ++client->tickets;
    work->sent_at = clients_now(all);
    struct event event = client_event(client, EVENT_POOL_FULL, work->master, work->cause);
    event.count = pool_size(&client->pools[work->master]);
    work->cause = client_emit(all, &event);
    unit_set_due(all, work, client->parameters[CLIENT_ACQUIRE_TIMEOUT_US]);
}

/* One that is idle, or a new one; false: there is none to have. */
static bool find(struct clients *all, struct work *work, bool *is_ready)
{
    struct client *client = work->client;
    struct pool *pool = &client->pools[work->master];
    bool may_open = work->number == WORKER_CONSOLE ||
                    pool_size(pool) < (int)client->parameters[CLIENT_POOL_MAX];
    int index = pool_find_idle(pool);
    if (index != LINK_NONE) {
        *is_ready = take_idle(all, work, index);
        return true;
    }
    index = may_open ? link_open(all, client, work->master, work->number) : LINK_NONE;
    if (index == LINK_NONE) {
        return false;
    }
    hold(work, index);
    work->phase = PHASE_CONNECT;
    work->sent_at = clients_now(all);
    unit_set_due(all, work, client->parameters[CLIENT_CONNECT_TIMEOUT_US]);
    *is_ready = false;
    return true;
}

bool lease_take(struct clients *all, struct work *work)
{
    struct client *client = work->client;
    bool is_ready = false;
    assert(work->link == LINK_NONE);
    work->request = 0;
    bool is_console = work->number == WORKER_CONSOLE;
    bool is_first = is_console || first_in_line(client, work->master) == NULL;
    if (!is_first || !find(all, work, &is_ready)) {
        stand_in_line(all, work);
    }
    plan_look(all, client, work->master);
    return is_ready;
}

void lease_answered(struct clients *all, struct work *work)
{
    struct client *client = work->client;
    sim_us now = clients_now(all);
    struct link *link = work_link(work);
    link->heard_at = now;
    link->request = 0;
    if (!work_is_connected(work)) {
        pool_give(&client->pools[work->at], work->link, work->number, now);
        refill(all, client, work->at);
        plan_look(all, client, work->at);
    }
}

/* Whoever waits for a connection, and can have one now, has it. */
static void serve_line(struct clients *all, struct client *client, int master)
{
    for (int i = 0; i < WORKS_MAX; i++) {
        struct work *work = first_in_line(client, master);
        bool is_ready = false;
        if (work == NULL || !find(all, work, &is_ready)) {
            return;
        }
        if (is_ready) {
            unit_go_on(all, work);
        }
    }
}

/* --- giving back ---------------------------------------------------------------------------- */

static void reset(struct clients *all, struct client *client, int master, int index)
{
    struct pool *pool = &client->pools[master];
    struct link *link = &pool->links[index];
    sim_us now = clients_now(all);
    bool is_clean = link->state == LINK_IN_USE;
    pool_move(pool, index, LINK_RESETTING, now);
    link->changed_rows = false;
    link->statements = 0;
    if (is_clean) {
        pool_move(pool, index, LINK_IDLE, now);
        return;
    }
    struct request request = {.kind = REQUEST_ROLLBACK, .id = ++client->requests};
    link->request = request.id;
    cluster_send(all->config.cluster, link->conn, &request);
}

void lease_release(struct clients *all, struct work *work)
{
    struct client *client = work->client;
    if (work->link == LINK_NONE || work->number == WORKER_CONSOLE) {
        return;
    }
    if (!work_is_connected(work)) {
        lease_drop(all, work);
        return;
    }
    int master = work->at;
    int index = work->link;
    work->link = LINK_NONE;
    reset(all, client, master, index);
    serve_line(all, client, master);
    plan_look(all, client, master);
}

void lease_drop(struct clients *all, struct work *work)
{
    if (work->link != LINK_NONE) {
        link_close(all, work->client, work->at, work->link);
        serve_line(all, work->client, work->at);
    }
}

void lease_end(struct clients *all, struct work *work)
{
    if (work->link != LINK_NONE) {
        link_end(all, work->client, work->at, work->link);
        serve_line(all, work->client, work->at);
    }
}

void lease_close_spare(struct clients *all, struct client *client, int master)
{
    const struct pool *pool = &client->pools[master];
    for (int i = 0; i < pool->count; i++) {
        const struct link *link = &pool->links[i];
        if (link->state != LINK_CLOSED && link->worker == WORKER_NOBODY) {
            link_close(all, client, master, i);
        }
    }
}

/* --- upkeep --------------------------------------------------------------------------------- */

static void tell_closed(struct clients *all, struct client *client, int master,
                        enum event_closed reason, sim_us length)
{
    struct event event = client_event(client, EVENT_CONNECTION_CLOSED, master, 0);
    event.code = (int)reason;
    event.length = length;
    (void)client_emit(all, &event);
}

static void give_up(struct clients *all, struct client *client, int master, int index)
{
    struct event event = client_event(client, EVENT_TIMED_OUT, master, 0);
    event.length = clients_now(all) - client->pools[master].links[index].since;
    uint64_t cause = client_emit(all, &event);
    link_close(all, client, master, index);
    health_note_bad(all, client, master, ENDPOINT_TIMED_OUT, cause);
}

static void warn_of_leak(struct clients *all, struct client *client, int master, int index)
{
    struct link *link = &client->pools[master].links[index];
    struct event event =
        client_event(client, EVENT_LEAK, master, client->works[link->worker].cause);
    event.length = clients_now(all) - link->since;
    link->is_told = true;
    (void)client_emit(all, &event);
}

static void do_due(struct clients *all, struct client *client, int master, int index,
                   enum pool_due due)
{
    const struct link *link = &client->pools[master].links[index];
    switch (due) {
    case POOL_CLOSE_IDLE:
        tell_closed(all, client, master, CLOSED_IDLE, clients_now(all) - link->used_at);
        link_close(all, client, master, index);
        break;
    case POOL_CLOSE_OLD:
        tell_closed(all, client, master, CLOSED_OLD, 0);
        link_close(all, client, master, index);
        break;
    case POOL_PING:
        ping(all, client, master, index);
        break;
    case POOL_GIVE_UP:
        give_up(all, client, master, index);
        break;
    case POOL_WARN_OF_LEAK:
        warn_of_leak(all, client, master, index);
        break;
    case POOL_NOTHING:
        break;
    }
}

void lease_look(struct clients *all, struct client *client, int master)
{
    struct pool *pool = &client->pools[master];
    struct pool_limits limits = limits_of(client);
    int index = LINK_NONE;
    pool->look_at = SIM_NEVER;
    for (int i = 0; i < LINKS_MAX; i++) {
        enum pool_due due = pool_due(pool, &limits, clients_now(all), &index);
        if (due == POOL_NOTHING) {
            break;
        }
        do_due(all, client, master, index, due);
    }
    refill(all, client, master);
    serve_line(all, client, master);
    plan_look(all, client, master);
}

static void on_broken(struct clients *all, struct client *client, int index,
                      const struct answer *answer)
{
    int master = answer->master;
    bool is_refused = client->pools[master].links[index].state == LINK_CONNECTING;
    struct event event =
        client_event(client, is_refused ? EVENT_CONNECTION_REFUSED : EVENT_CONNECTION_LOST, master,
                     answer->event);
    event.code = answer->error;
    uint64_t cause = client_emit(all, &event);
    link_end(all, client, master, index);
    if (is_refused) {
        health_note_bad(all, client, master, ENDPOINT_ERRORS, cause);
    }
}

void lease_on_answer(struct clients *all, struct client *client, int index,
                     const struct answer *answer)
{
    int master = answer->master;
    struct pool *pool = &client->pools[master];
    struct link *link = &pool->links[index];
    sim_us now = clients_now(all);
    if (answer->kind == ANSWER_BROKEN) {
        on_broken(all, client, index, answer);
    } else if (answer->kind == ANSWER_CONNECTED) {
        struct event event = client_event(client, EVENT_CONNECTED, master, answer->event);
        event.length = now - link->since;
        (void)client_emit(all, &event);
        link->heard_at = now;
        pool_move(pool, index, LINK_IDLE, now);
        refill(all, client, master);
    } else if (answer->id != link->request || link->request == 0) {
        return;
    } else if (answer->kind == ANSWER_OK) {
        health_note_good(all, client, master, now - link->since, answer->event);
        link->request = 0;
        link->heard_at = now;
        pool_move(pool, index, LINK_IDLE, now);
    } else {
        link_close(all, client, master, index);
    }
    serve_line(all, client, master);
    plan_look(all, client, master);
}
