/* SPDX-License-Identifier: MIT */
#include "lab/lab.h"

#include "base/hash.h"
#include "base/mem.h"
#include "cluster/check.h"
#include "lab/lab_state.h"
#include "shell/script.h"

#include <assert.h>
#include <string.h>

#define MASTERS_DEFAULT_DRIVER "active_standby" /* of the student's own clients */
#define STEP_LIMIT_NONE INT32_MAX

static void on_event(void *user, const struct event *event)
{
    struct lab *lab = user;
    events_add(&lab->events, event);
    lab_on_event_fault(lab, event);
    lab_on_event_chaos(lab, event);
    if (lab->config.sink.on_event != NULL) {
        lab->config.sink.on_event(lab->config.sink.user, event);
    }
}

/* Answers and truths can come while lab_create_world() has a cluster but no clients yet. */
static void on_answer(void *user, const struct answer *answer)
{
    struct lab *lab = user;
    if (lab->clients != NULL) {
        clients_on_answer(lab->clients, answer);
    }
}

static void on_truth(void *user, const struct durable *commit)
{
    struct lab *lab = user;
    if (lab->clients != NULL) {
        clients_on_truth(lab->clients, commit);
    }
    if (lab->config.on_truth != NULL) {
        lab->config.on_truth(lab->config.sink.user, commit);
    }
}

/* One client of the student's own for each master, connected there. */
static enum rc add_own_clients(struct lab *lab, struct err *err)
{
    for (int i = 0; i < lab->masters; i++) {
        int number = 0;
        enum rc rc = lab_add_client(lab, AZ_OFFICE, MASTERS_DEFAULT_DRIVER, &number, err);
        if (rc == RC_OK) {
            rc = clients_connect(lab->clients, number, i, err);
        }
        if (rc != RC_OK) {
            return rc;
        }
    }
    return RC_OK;
}

static enum rc make_world(struct lab *lab, struct err *err)
{
    struct cluster_config config = {
        .seed = lab->seed,
        .master_count = lab->masters,
        .start = lab->now,
        .events_before = lab->events.last,
        .check = lab->config.check,
        .on_event = on_event,
        .on_answer = on_answer,
        .on_truth = on_truth,
        .user = lab,
    };
    enum rc rc = cluster_new(&lab->cluster, &config, err);
    if (rc != RC_OK) {
        return rc;
    }
    struct clients_config clients = {
        .cluster = lab->cluster,
        .seed = lab->seed,
        .parse = lab_parse_sql,
        .on_reply = lab_on_client_reply,
        .on_policy_failed = lab_on_driver_failed,
        .on_free = lab_on_client_free,
        .on_statement_failed = lab_on_statement_failed,
        .on_decision = lab_on_decision,
        .user = lab,
    };
    rc = clients_new(&lab->clients, &clients, err);
    if (rc != RC_OK) {
        return rc;
    }
    return add_own_clients(lab, err);
}

static void free_world(struct lab *lab)
{
    clients_free(lab->clients);
    cluster_free(lab->cluster);
    lab->clients = NULL;
    lab->cluster = NULL;
}

enum rc lab_create_world(struct lab *lab, int masters, uint64_t seed, struct err *err)
{
    if (masters < MASTERS_MIN || masters > MASTERS_MAX) {
        return err_set(err, RC_RANGE, "a cluster has %d to %d masters, not %d", MASTERS_MIN,
                       MASTERS_MAX, masters);
    }
    enum rc rc = lab_check_driver(lab, seed, 1, masters, MASTERS_DEFAULT_DRIVER, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (lab->cluster != NULL) {
        lab->past_digest = hash_u64(lab->past_digest, cluster_trace_digest(lab->cluster));
    }
    lab_stop_chaos(lab);
    lab_stop_load(lab);
    lab_forget_load(lab);
    lab_stop_watches(lab);
    lab->fault_event = 0;
    free_world(lab);
    events_clear(&lab->events);
    decisions_clear(&lab->decisions);
    lab->masters = masters;
    lab->seed = seed;
    return make_world(lab, err);
}

enum rc lab_new(struct lab **out, const struct lab_config *config, struct err *err)
{
    *out = NULL;
    struct lab *lab = mem_alloc(1, sizeof(*lab));
    lab->config = *config;
    lab->past_digest = HASH_START;
    lab->load.load = -1;
    lab->loads.holds_loads = true;
    timeline_init(&lab->timeline);
    events_init(&lab->events);
    decisions_init(&lab->decisions);
    lab_init_parsed(lab);
    lab->guest = config->guest != NULL ? config->guest->make() : NULL;
    enum rc rc = lab_create_world(lab, config->masters, config->seed, err);
    if (rc != RC_OK) {
        lab_free(lab);
        return rc;
    }
    *out = lab;
    return RC_OK;
}

void lab_free(struct lab *lab)
{
    if (lab == NULL) {
        return;
    }
    free_world(lab);
    if (lab->guest != NULL) {
        lab->config.guest->free(lab->guest);
    }
    kept_release(&lab->drivers);
    kept_release(&lab->loads);
    timeline_release(&lab->timeline);
    events_release(&lab->events);
    lab_release_chaos(lab);
    lab_stop_watches(lab);
    decisions_release(&lab->decisions);
    lab_release_parsed(lab);
    mem_free(lab);
}

/* --- lines ---------------------------------------------------------------------------------- */

enum rc lab_find_command(const struct cmd **out, struct words *words, const char *text,
                         struct err *err)
{
    enum rc rc = words_split(words, text + 1, err);
    if (rc == RC_OK && words->count == 0) {
        rc = err_set(err, RC_USAGE, "a command's name must follow the backslash: try \\help");
    }
    return rc == RC_OK ? cmd_find(out, lab_commands(), words->word[0], err) : rc;
}

static enum rc apply_command(struct lab *lab, const char *text, int client, struct buf *reply,
                             struct err *err)
{
    struct words words = {0};
    const struct cmd *cmd = NULL;
    enum rc rc = lab_find_command(&cmd, &words, text, err);
    if (rc == RC_OK) {
        lab->client_in_focus = client;
        lab->command = text + 1;
        rc = cmd_run(cmd, lab, &words, reply, err);
    }
    words_release(&words);
    return rc;
}

enum rc lab_read_line(const char *line, int client, struct buf *full, bool *is_recorded,
                      struct err *err)
{
    struct line parsed;
    enum rc rc = line_parse(&parsed, line, err);
    *is_recorded = false;
    if (rc != RC_OK || parsed.kind == LINE_EMPTY) {
        return rc;
    }
    buf_addf(full, "@%d ", parsed.client > 0 ? parsed.client : client);
    if (parsed.kind == LINE_SQL) {
        *is_recorded = true;
        return buf_add(full, parsed.text, err);
    }
    struct words words = {0};
    const struct cmd *cmd = NULL;
    rc = lab_find_command(&cmd, &words, parsed.text, err);
    if (rc == RC_OK) {
        bool only_tells = words.count == 1 && (cmd->flags & CMD_ALONE_TELLS) != 0;
        *is_recorded = (cmd->flags & CMD_RECORD) != 0 && !only_tells;
        buf_addf(full, "\\%s", cmd->name);
        rc = buf_add(full, parsed.text + strcspn(parsed.text, " \t"), err);
    }
    words_release(&words);
    return rc;
}

enum rc lab_do_line(struct lab *lab, const char *line, int client, struct buf *reply,
                    struct err *err)
{
    struct line parsed;
    enum rc rc = line_parse(&parsed, line, err);
    if (rc != RC_OK) {
        return rc;
    }
    int speaker = parsed.client > 0 ? parsed.client : client;
    switch (parsed.kind) {
    case LINE_EMPTY:
        return RC_OK;
    case LINE_COMMAND:
        return apply_command(lab, parsed.text, speaker, reply, err);
    case LINE_SQL:
        return lab_run_sql(lab, speaker, parsed.text, parsed.vertical, err);
    }
    return RC_OK;
}

enum rc lab_apply(struct lab *lab, const char *line, int client, struct buf *reply, struct err *err)
{
    cluster_wait(lab->cluster, lab->now); /* a line has no cause but who gave it */
    enum rc rc = lab_ask_guest(lab, line, err);
    rc = rc == RC_OK ? lab_do_line(lab, line, client, reply, err) : rc;
    if (rc == RC_OK && lab->guest != NULL) {
        lab->config.guest->on_rest(lab->guest, lab, true);
    }
    return rc;
}

/* --- time ----------------------------------------------------------------------------------- */

sim_us lab_now(const struct lab *lab)
{
    return lab->now;
}

sim_us lab_next_at(const struct lab *lab)
{
    sim_us next = cluster_next_at(lab->cluster);
    sim_us clients = clients_next_at(lab->clients);
    sim_us load = timeline_next_at(&lab->timeline);
    next = clients < next ? clients : next;
    return load < next ? load : next;
}

/* Bring every clock to the present, so that what is done now is done now. */
static void move_time(struct lab *lab, sim_us now)
{
    assert(now >= lab->now);
    lab->now = now;
    cluster_wait(lab->cluster, now);
    clients_wait(lab->clients, now);
}

uint64_t lab_steps(const struct lab *lab)
{
    return lab->steps;
}

/* Who adds ticks, by the lowest of their kinds. */
static const struct ticker {
    int from;
    void (*tick)(struct lab *lab, const struct due *due);
    void (*describe)(const struct lab *lab, const struct due *due, struct buf *out);
} tickers[] = {
    {TICK_WATCH, lab_tick_watch, lab_describe_watch},
    {TICK_CHAOS, lab_tick_chaos, lab_describe_chaos},
    {0, lab_tick_load, lab_describe_load},
};

static const struct ticker *ticker_of(const struct due *due)
{
    const struct ticker *ticker = tickers;
    while ((int)due->kind < ticker->from) {
        ticker++;
    }
    return ticker;
}

/* Let the one thing happen that is due at `at`, which is lab_next_at(). */
static void step(struct lab *lab, sim_us at)
{
    bool has_happened = true;
    assert(at >= lab->now);
    lab->steps++;
    lab->stepped_at = at;
    /* At equal times the cluster goes first, then the clients, then what ticks here. */
    if (cluster_next_at(lab->cluster) == at) {
        clients_wait(lab->clients, at);
        lab->now = at;
        has_happened = cluster_step(lab->cluster);
    } else if (clients_next_at(lab->clients) == at) {
        cluster_wait(lab->cluster, at);
        lab->now = at;
        has_happened = clients_step(lab->clients);
    } else {
        struct due due = {0};
        cluster_wait(lab->cluster, at);
        lab->now = at;
        clients_wait(lab->clients, at);
        has_happened = timeline_take(&lab->timeline, &due);
        ticker_of(&due)->tick(lab, &due);
    }
    assert(has_happened);
    if (lab->guest != NULL) {
        lab->config.guest->on_rest(lab->guest, lab, false);
    }
}

bool lab_step(struct lab *lab)
{
    sim_us at = lab_next_at(lab);
    if (at == SIM_NEVER) {
        return false;
    }
    step(lab, at);
    return true;
}

bool lab_advance_some(struct lab *lab, sim_us until, int events_max)
{
    int events = 0;
    for (sim_us at = lab_next_at(lab); at <= until; at = lab_next_at(lab)) {
        if (events++ >= events_max) {
            return false;
        }
        step(lab, at);
    }
    move_time(lab, until);
    return true;
}

void lab_advance(struct lab *lab, sim_us until)
{
    while (!lab_advance_some(lab, until, STEP_LIMIT_NONE)) {
    }
}

void lab_settle(struct lab *lab)
{
    lab_advance(lab, lab->now);
    if (lab->stepped_at == lab->now && lab->steps > 0) {
        move_time(lab, lab->now + 1);
    }
}

void lab_reach(struct lab *lab, sim_us at)
{
    if (at > lab->now) {
        lab_advance(lab, at - 1);
        move_time(lab, at);
    }
}

void lab_describe_next(const struct lab *lab, struct buf *out)
{
    sim_us at = lab_next_at(lab);
    if (at == SIM_NEVER) {
        return;
    }
    if (cluster_next_at(lab->cluster) == at) {
        cluster_describe_next(lab->cluster, out);
    } else if (clients_next_at(lab->clients) == at) {
        clients_describe_next(lab->clients, out);
    } else {
        const struct due *due = timeline_next(&lab->timeline);
        ticker_of(due)->describe(lab, due, out);
    }
}

bool lab_is_idle(const struct lab *lab)
{
    int feeds_from = lab->load.runs ? lab->load.first_client : CLIENTS_MAX + 1;
    for (int i = 1; i <= clients_count(lab->clients) && i < feeds_from; i++) {
        if (clients_is_busy(lab->clients, i)) {
            return false;
        }
    }
    return true;
}

bool lab_is_answered(const struct lab *lab, int client)
{
    if (lab->is_hushed) {
        return false;
    }
    return client > 0 ? !clients_is_busy(lab->clients, client) : lab_is_idle(lab);
}

/* --- what is shown -------------------------------------------------------------------------- */

const struct cluster *lab_cluster(const struct lab *lab)
{
    return lab->cluster;
}

const struct clients *lab_clients(const struct lab *lab)
{
    return lab->clients;
}

uint64_t lab_seed(const struct lab *lab)
{
    return lab->seed;
}

enum rc lab_peek(const struct lab *lab, int master, const char *sql, struct rows *out,
                 struct err *err)
{
    return cluster_peek(lab->cluster, master, sql, out, err);
}

void lab_look_table(const struct lab *lab, const char *table, int64_t first, int limit,
                    struct table_look *out)
{
    cluster_look_table(lab->cluster, table, first, limit, out);
}

/* --- state ---------------------------------------------------------------------------------- */

void lab_save(struct lab *lab, struct buf *out)
{
    pack_mark(out, "lab");
    pack_i64(out, lab->now);
    pack_u64(out, lab->steps);
    pack_i64(out, lab->stepped_at);
    pack_u64(out, lab->seed);
    pack_int(out, lab->masters);
    pack_u64(out, lab->past_digest);
    cluster_save(out, lab->cluster);
    clients_save(out, lab->clients);
    timeline_save(out, &lab->timeline);
    kept_save(out, lab);
    lab_save_load(out, &lab->load);
    lab_save_chaos(out, lab);
    lab_save_fault(out, lab);
    lab_save_watches(out, lab);
    pack_items(out, lab->is_vertical, CLIENTS_MAX, sizeof(bool));
    events_save(out, &lab->events, EVENTS_SAVED_MAX);
    decisions_save(out, &lab->decisions, DECISIONS_SAVED_MAX);
    pack_bool(out, lab->is_hushed);
    if (lab->guest != NULL) {
        lab->config.guest->save(out, lab->guest);
    }
}

enum rc lab_load(struct lab *lab, const void *data, size_t size, struct err *err)
{
    struct unpack in = unpack_start(data, size);
    unpack_mark(&in, "lab");
    lab->times_loaded++;
    lab->now = unpack_i64(&in);
    lab->steps = unpack_u64(&in);
    lab->stepped_at = unpack_i64(&in);
    lab->seed = unpack_u64(&in);
    lab->masters = unpack_int(&in, MASTERS_MIN, MASTERS_MAX);
    lab->past_digest = unpack_u64(&in);
    enum rc rc = unpack_check(&in, err);
    rc = rc == RC_OK ? cluster_load(lab->cluster, &in, err) : rc;
    rc = rc == RC_OK ? clients_load(lab->clients, &in, err) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    timeline_load(&lab->timeline, &in);
    rc = kept_restore(lab, &in, err);
    if (rc != RC_OK) {
        return rc;
    }
    lab_load_load(&lab->load, &in);
    lab_load_chaos(lab, &in);
    lab_load_fault(lab, &in);
    lab_load_watches(lab, &in);
    unpack_items(&in, lab->is_vertical, CLIENTS_MAX, sizeof(bool));
    events_load(&lab->events, &in);
    decisions_load(&lab->decisions, &in, lab->drivers.count);
    lab->is_hushed = unpack_bool(&in);
    if (lab->guest != NULL) {
        lab->config.guest->load(lab->guest, &in);
    }
    return unpack_check(&in, err);
}

bool lab_store_digest(struct lab *lab, int master, uint64_t *out)
{
    struct cluster_view view;
    cluster_look(lab->cluster, &view);
    if (view.masters[master].state == MASTER_ABSENT) {
        return false;
    }
    *out = cluster_store_digest(lab->cluster, master);
    return true;
}

const char *lab_failure(const struct lab *lab)
{
    return cluster_check_failure(lab->cluster);
}

enum rc lab_check_quiet(struct lab *lab, struct err *err)
{
    return cluster_check_quiet(lab->cluster, err);
}

const char *lab_sqlite(void)
{
    return cluster_sqlite();
}

uint64_t lab_trace(const struct lab *lab)
{
    return hash_u64(lab->past_digest, cluster_trace_digest(lab->cluster));
}

uint64_t lab_digest(struct lab *lab)
{
    uint64_t hash = lab_trace(lab);
    for (int i = 0; i < MASTERS_MAX; i++) {
        uint64_t store = 0;
        if (lab_store_digest(lab, i, &store)) {
            hash = hash_u64(hash, store);
        }
    }
    return hash;
}
