/* SPDX-License-Identifier: MIT */
#include "client/state.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

/* --- what the rooms share ------------------------------------------------------------------- */

sim_us clients_now(const struct clients *all)
{
    return cluster_now(all->config.cluster);
}

void client_set_timer(struct clients *all, const struct client *client, enum timer kind, int index,
                      sim_us at)
{
    uint32_t thing = (uint32_t)((client->number - 1) * TIMER_THINGS + index);
    assert(at >= clients_now(all));
    timeline_add(&all->timeline, at, place_client(client->number - 1), kind, thing);
}

struct event client_event(const struct client *client, enum event_kind kind, int master,
                          uint64_t cause)
{
    return (struct event){
        .kind = kind,
        .place = place_client(client->place),
        .other = master >= 0 ? place_master(master) : PLACE_NONE,
        .client = client->number,
        .cause = cause,
    };
}

uint64_t client_emit(struct clients *all, struct event *event)
{
    return cluster_emit(all->config.cluster, event);
}

void texts_clear(struct texts *texts)
{
    for (int i = 0; i < texts->count; i++) {
        mem_free(texts->statements[i]);
    }
    mem_free(texts->table);
    *texts = (struct texts){0};
}

static void take_next(struct clients *all, struct client *client, struct work *work)
{
    work->kind = WORK_UNIT;
    work->texts = client->queue[client->queue_first];
    client->queue[client->queue_first] = (struct texts){0};
    client->queue_first = (client->queue_first + 1) % UNITS_QUEUED_MAX;
    client->queue_count--;
    unit_begin(all, work);
}

/* Workers that are free, and for whom no unit waits. */
static void tell_free(const struct clients *all, const struct client *client)
{
    int free = 0;
    for (int i = 1; i <= (int)client->parameters[CLIENT_POOL_WORKERS]; i++) {
        free += client->works[i].kind == WORK_NONE ? 1 : 0;
    }
    bool is_fed = client->has_load && !client->is_dead && client->queue_count == 0;
    if (is_fed && free > 0 && all->config.on_free != NULL) {
        all->config.on_free(all->config.user, client->number, free);
    }
}

void client_take_next(struct clients *all, struct client *client)
{
    int workers = (int)client->parameters[CLIENT_POOL_WORKERS];
    for (int i = 1; i <= workers && client->queue_count > 0; i++) {
        if (client->works[i].kind == WORK_NONE) {
            take_next(all, client, &client->works[i]);
        }
    }
    tell_free(all, client);
}

/* --- life ----------------------------------------------------------------------------------- */

enum rc clients_new(struct clients **out, const struct clients_config *config, struct err *err)
{
    (void)err;
    struct clients *all = mem_alloc(1, sizeof(*all));
    all->config = *config;
    struct rng root;
    rng_init(&root, config->seed);
    all->root = rng_fork(&root, "clients", 0);
    timeline_init(&all->timeline);
    *out = all;
    return RC_OK;
}

static void free_client(struct client *client)
{
    for (int i = 0; i < WORKS_MAX; i++) {
        texts_clear(&client->works[i].texts);
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        pool_release(&client->pools[i]);
    }
    for (int i = 0; i < UNITS_QUEUED_MAX; i++) {
        texts_clear(&client->queue[i]);
    }
    truth_release(&client->truth);
    mem_free(client);
}

void clients_free(struct clients *all)
{
    if (all == NULL) {
        return;
    }
    for (int i = 0; i < all->count; i++) {
        free_client(all->clients[i]);
    }
    timeline_release(&all->timeline);
    mem_free(all);
}

static struct client *new_client(struct clients *all, int number)
{
    struct client *client = mem_alloc(1, sizeof(*client));
    client->number = number;
    client->rng = rng_fork(&all->root, "client", number);
    client->retry_rng = rng_fork(&all->root, "retry", number);
    client->pool_rng = rng_fork(&all->root, "pool", number);
    client->wish = -1;
    client->tick_at = SIM_NEVER;
    for (int i = 0; i < WORKS_MAX; i++) {
        work_init(&client->works[i], client, i);
    }
    for (int i = 0; i < MASTERS_MAX; i++) {
        pool_init(&client->pools[i]);
    }
    client_parameters_init(client->parameters);
    client->budget = INT64_MAX / 2; /* the first call cuts it down to what there may be */
    meter_init(&client->meter);
    truth_init(&client->truth);
    return client;
}

enum rc clients_add(struct clients *all, int az, const struct policy *policy, int *number,
                    struct err *err)
{
    if (all->count >= CLIENTS_MAX) {
        return err_set(err, RC_FULL, "there are %d clients already, and no more can be",
                       CLIENTS_MAX);
    }
    int place = 0;
    enum rc rc = cluster_add_client(all->config.cluster, az, &place, err);
    if (rc != RC_OK) {
        return rc;
    }
    struct client *client = new_client(all, all->count + 1);
    client->place = place;
    client->az = az;
    client->policy = *policy;
    client_parameters_apply(client->parameters, client->given, policy);
    all->clients[all->count++] = client;
    *number = client->number;
    struct event event = client_event(client, EVENT_CLIENT_ADDED, -1, 0);
    event.other = place_az(az);
    (void)client_emit(all, &event);
    health_begin(all, client);
    standing_set_tick(all, client, false);
    return RC_OK;
}

int clients_count(const struct clients *all)
{
    return all->count;
}

static struct client *at(const struct clients *all, int number)
{
    return number >= 1 && number <= all->count ? all->clients[number - 1] : NULL;
}

static enum rc fail_number(const struct clients *all, int number, struct err *err)
{
    if (all->count == 0) {
        return err_set(err, RC_UNKNOWN, "there is no client yet: \\client add makes one");
    }
    return err_set(err, RC_UNKNOWN, "there is no @%d: there are @1 to @%d", number, all->count);
}

struct client *client_find(const struct clients *all, int number, struct err *err)
{
    struct client *client = at(all, number);
    if (client == NULL) {
        (void)fail_number(all, number, err);
    }
    return client;
}

void clients_set_policy(struct clients *all, int number, const struct policy *policy)
{
    struct client *client = at(all, number);
    assert(client != NULL);
    client->policy = *policy;
    client_parameters_apply(client->parameters, client->given, policy);
    standing_set_tick(all, client, false);
}

/* --- time ----------------------------------------------------------------------------------- */

bool client_waits_for(const struct client *client, const struct due *due)
{
    int index = index_of_due(due);
    switch ((enum timer)due->kind) {
    case TIMER_WORK:
        return client->works[index].kind != WORK_NONE && client->works[index].due_at == due->at;
    case TIMER_CHECK:
        return client->probes[index].next_at == due->at;
    case TIMER_CHECK_TIMEOUT:
        return client->probes[index].timeout_at == due->at;
    case TIMER_TOPOLOGY:
        return client->topology_at == due->at;
    case TIMER_POOL:
        return client->pools[index].look_at == due->at;
    case TIMER_ENDPOINT:
        return client->endpoints[index].due_at == due->at;
    case TIMER_TICK:
        return client->tick_at == due->at;
    }
    return false;
}

struct client *client_of_due(const struct clients *all, const struct due *due)
{
    return all->clients[due->thing / TIMER_THINGS];
}

int index_of_due(const struct due *due)
{
    return (int)(due->thing % TIMER_THINGS);
}

sim_us clients_next_at(const struct clients *all)
{
    return timeline_next_at(&all->timeline);
}

/* Nobody hears of it: masters keep their ends until they look after them. */
static void close_everything(struct clients *all, struct client *client)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        for (int j = 0; j < client->pools[i].count; j++) {
            if (client->pools[i].links[j].state != LINK_CLOSED) {
                link_close(all, client, i, j);
            }
        }
        if (client->probes[i].conn != 0) {
            cluster_close(all->config.cluster, client->probes[i].conn);
        }
        client->probes[i].conn = 0;
        client->probes[i].is_open = false;
    }
}

/* Its AZ went dark, or came back: a machine without power forgets what it was doing. */
static void look_at_power(struct clients *all, struct client *client)
{
    bool is_up = cluster_client_is_up(all->config.cluster, client->place);
    if (is_up && client->is_dead) {
        client->is_dead = false;
        tell_free(all, client);
    }
    if (is_up || client->is_dead) {
        return;
    }
    client->is_dead = true;
    client->lost_transaction |= work_is_in_transaction(&client->works[WORKER_CONSOLE]);
    for (int i = 0; i < WORKS_MAX; i++) {
        unit_drop(all, &client->works[i]);
    }
    for (; client->queue_count > 0; client->queue_count--) {
        texts_clear(&client->queue[client->queue_first]);
        client->queue_first = (client->queue_first + 1) % UNITS_QUEUED_MAX;
    }
    close_everything(all, client);
}

/* Take away what comes next as long as nobody waits for it: a step is something that happens. */
static void drop_void_timers(struct clients *all)
{
    struct due due;
    const struct due *next = timeline_next(&all->timeline);
    while (next != NULL && !client_waits_for(client_of_due(all, next), next)) {
        (void)timeline_take(&all->timeline, &due);
        next = timeline_next(&all->timeline);
    }
}

bool clients_step(struct clients *all)
{
    struct due due = {0};
    if (!timeline_take(&all->timeline, &due)) {
        return false;
    }
    struct client *client = client_of_due(all, &due);
    int index = index_of_due(&due);
    if (!client_waits_for(client, &due)) {
        drop_void_timers(all); /* its time was changed by a command since */
        return true;
    }
    look_at_power(all, client);
    switch ((enum timer)due.kind) {
    case TIMER_WORK:
        if (client->works[index].kind != WORK_NONE) {
            unit_on_timer(all, &client->works[index]);
        }
        break;
    case TIMER_CHECK:
        health_on_check(all, client, index);
        break;
    case TIMER_CHECK_TIMEOUT:
        health_on_timeout(all, client, index);
        break;
    case TIMER_TOPOLOGY:
        health_on_topology(all, client);
        break;
    case TIMER_POOL:
        lease_look(all, client, index);
        break;
    case TIMER_ENDPOINT:
        standing_on_timer(all, client, index);
        break;
    case TIMER_TICK:
        standing_on_tick(all, client);
        break;
    }
    drop_void_timers(all);
    return true;
}

void clients_wait(struct clients *all, sim_us until)
{
    /* The clock is the cluster's. */
    assert(timeline_next_at(&all->timeline) >= until);
}

/* Who asked: a worker, the pool, or a check; of a connection that was closed nobody wants more. */
static void hand_over(struct clients *all, struct client *client, const struct answer *answer)
{
    const struct pool *pool = &client->pools[answer->master];
    int index = pool_find(pool, answer->conn);
    if (index == LINK_NONE) {
        if (client->probes[answer->master].conn == answer->conn) {
            health_on_answer(all, client, answer);
        }
    } else if (pool->links[index].worker == WORKER_NOBODY) {
        lease_on_answer(all, client, index, answer);
    } else {
        unit_on_answer(all, &client->works[pool->links[index].worker], answer);
    }
}

void clients_on_answer(struct clients *all, const struct answer *answer)
{
    for (int i = 0; i < all->count; i++) {
        struct client *client = all->clients[i];
        if (client->place != answer->client) {
            continue;
        }
        hand_over(all, client, answer);
        drop_void_timers(all);
        return;
    }
}

void clients_on_truth(struct clients *all, const struct durable *commit)
{
    for (int i = 0; i < all->count && !commit->is_definition; i++) {
        struct client *client = all->clients[i];
        if (client->place != commit->client) {
            continue;
        }
        if (truth_commit(&client->truth, commit->unit)) {
            struct event event =
                client_event(client, EVENT_UNIT_DOUBLED, commit->master, commit->cause);
            event.txn = commit->txn;
            (void)client_emit(all, &event);
        }
        return;
    }
}

/* --- what a person does --------------------------------------------------------------------- */

bool request_is_read(const struct request *request)
{
    return request->kind == REQUEST_SQL &&
           (strncmp(request->sql, "SELECT", 6) == 0 || strncmp(request->sql, "select", 6) == 0);
}

/* Whatever is not known to read only may write. */
static bool is_write(const struct request *request)
{
    bool is_of_rows = request->kind == REQUEST_SQL || request->kind == REQUEST_DDL;
    return is_of_rows && !request_is_read(request);
}

enum rc clients_execute(struct clients *all, int number, const char *sql, struct err *err)
{
    struct client *client = at(all, number);
    if (client == NULL) {
        return fail_number(all, number, err);
    }
    if (client->works[WORKER_CONSOLE].kind == WORK_CONSOLE) {
        return err_set(err, RC_STATE,
                       "the last statement of @%d is not answered yet: \\cancel (Ctrl-C) drops it",
                       number);
    }
    struct request request = {0};
    enum rc rc = all->config.parse(all->config.user, &request, sql, err);
    if (rc != RC_OK) {
        return rc;
    }
    client->is_persons = true;
    if (client->lost_transaction) {
        client->lost_transaction = false;
        client->meter.failed++;
        struct client_reply reply = {
            .client = number,
            .master = -1,
            .error = SQL_GONE_AWAY,
            .text = "MySQL server has gone away: the open transaction is lost, and this statement "
                    "was not run",
        };
        all->config.on_reply(all->config.user, &reply);
        return RC_OK;
    }
    struct texts texts = {.count = 1, .is_write = is_write(&request)};
    texts.statements[0] = mem_text(sql);
    unit_execute(all, client, &texts);
    return RC_OK;
}

void clients_cancel(struct clients *all, int number)
{
    struct client *client = at(all, number);
    if (client != NULL && client->works[WORKER_CONSOLE].kind == WORK_CONSOLE) {
        unit_cancel(all, &client->works[WORKER_CONSOLE]);
    }
}

bool clients_is_busy(const struct clients *all, int number)
{
    const struct client *client = at(all, number);
    bool is_busy = client != NULL && client->queue_count > 0;
    for (int i = 0; client != NULL && i < WORKS_MAX; i++) {
        enum work_kind kind = client->works[i].kind;
        is_busy |= kind == WORK_UNIT || kind == WORK_CONSOLE;
    }
    return is_busy;
}

enum console_state clients_console(const struct clients *all, int number)
{
    const struct client *client = at(all, number);
    assert(client != NULL);
    const struct work *console = &client->works[WORKER_CONSOLE];
    if (client->is_dead || !cluster_client_is_up(all->config.cluster, client->place)) {
        return CONSOLE_HAS_NO_POWER;
    }
    if (console->kind == WORK_CONSOLE) {
        return CONSOLE_ASKS;
    }
    bool is_open = client->lost_transaction || work_is_in_transaction(console);
    return is_open ? CONSOLE_IN_TRANSACTION : CONSOLE_RESTS;
}

enum rc clients_submit(struct clients *all, int number, const struct unit_work *work,
                       struct err *err)
{
    struct client *client = at(all, number);
    if (client == NULL) {
        return fail_number(all, number, err);
    }
    assert(work->count >= 1 && work->count <= UNIT_STATEMENTS_MAX);
    if (client->is_dead) {
        return err_set(err, RC_STATE, "@%d has no power", number);
    }
    if (client->queue_count >= UNITS_QUEUED_MAX) {
        return err_set(err, RC_FULL, "@%d has %d units of work to do already", number,
                       UNITS_QUEUED_MAX);
    }
    int place = (client->queue_first + client->queue_count++) % UNITS_QUEUED_MAX;
    struct texts *texts = &client->queue[place];
    *texts = (struct texts){
        .count = work->count,
        .is_write = work->is_write,
        .table = work->table != NULL ? mem_text(work->table) : NULL,
        .has_shard = work->has_shard,
        .shard = work->shard,
        .has_no_key = work->has_no_key,
    };
    for (int i = 0; i < work->count; i++) {
        texts->statements[i] = mem_text(work->statements[i]);
    }
    client->has_load = true;
    client_take_next(all, client);
    return RC_OK;
}

/* --- parameters ----------------------------------------------------------------------------- */

enum rc clients_set(struct clients *all, int number, const char *name, const char *value,
                    struct err *err)
{
    if (number != 0 && at(all, number) == NULL) {
        return fail_number(all, number, err);
    }
    enum client_parameter parameter = 0;
    int64_t wanted = 0;
    enum rc rc = client_parameter_parse(&parameter, &wanted, name, value, err);
    for (int i = 1; rc == RC_OK && i <= all->count; i++) {
        if (number == 0 || number == i) {
            struct client *client = all->clients[i - 1];
            client->parameters[parameter] = wanted;
            client->given[parameter] = true;
            client_parameters_apply(client->parameters, client->given, &client->policy);
            health_on_set(all, client);
        }
    }
    return rc;
}

void clients_add_parameters(const struct clients *all, int number, const char *word,
                            struct buf *out)
{
    const struct client *client = at(all, number);
    int64_t defaults[CLIENT_PARAMETER_COUNT];
    client_parameters_init(defaults);
    struct client_parameters_shown shown = {.values = defaults, .word = word};
    if (client != NULL) {
        shown.values = client->parameters;
        shown.given = client->given;
        shown.policy = &client->policy;
    }
    client_parameters_add(out, &shown);
}

/* --- state ---------------------------------------------------------------------------------- */

void clients_save(struct buf *out, const struct clients *all)
{
    pack_mark(out, "clients");
    pack_items(out, &all->root, 1, sizeof(all->root));
    pack_items(out, all->acknowledged, MASTERS_MAX, sizeof(all->acknowledged[0]));
    pack_int(out, all->count);
    for (int i = 0; i < all->count; i++) {
        client_save(out, all->clients[i]);
    }
    timeline_save(out, &all->timeline);
}

enum rc clients_load(struct clients *all, struct unpack *in, struct err *err)
{
    unpack_mark(in, "clients");
    unpack_items(in, &all->root, 1, sizeof(all->root)); /* of those that are still to come */
    unpack_items(in, all->acknowledged, MASTERS_MAX, sizeof(all->acknowledged[0]));
    int count = unpack_int(in, 0, CLIENTS_MAX);
    while (all->count > count) {
        free_client(all->clients[--all->count]);
    }
    while (all->count < count) { /* its policy is set by whoever keeps the drivers */
        all->clients[all->count] = new_client(all, all->count + 1);
        all->count++;
    }
    for (int i = 0; i < count; i++) {
        client_load(all->clients[i], in);
    }
    timeline_load(&all->timeline, in);
    return unpack_check(in, err);
}
