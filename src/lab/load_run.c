/* SPDX-License-Identifier: MIT */
/*
 * load_run: a load at work. Its tables are made by its first program; then its programs
 * get units of work, in an open loop or a closed one.
 *
 * Open: each gets a unit each period, all evenly spread, whether or not the last one has ended:
 * the world does not wait for a slow database. Closed: each worker gets its next unit some time
 * after its last has ended: who is not answered asks for nothing.
 */
#include "lab/lab_state.h"

#include <string.h>

enum tick { TICK_SET_UP, TICK_BEGIN, TICK_UNIT };

#define SET_UP_LOOK_US (50 * US_PER_MS) /* how often to look whether the tables are made */
#define SET_UP_REST_LAGS 4              /* then every master has their rows, after so many lags */
#define THINK_MIN_US 100
/* For programs that leave the number of each unit of work with what it writes. */
#define KEY_TABLE "CREATE TABLE IF NOT EXISTS unit_key (id BIGINT PRIMARY KEY)"

/* A tick carries the client's index and the \load command it belongs to. */
static void add_tick(struct lab *lab, sim_us at, enum tick tick, int index)
{
    uint32_t thing = lab->load.round << 8 | (uint32_t)index;
    timeline_add(&lab->timeline, at, place_client(0), tick, thing);
}

static const char *name_of_load(const struct lab *lab)
{
    return load_name(lab->loads.items[lab->load.load].load);
}

static void tell_load(struct lab *lab, enum event_kind kind, int64_t count)
{
    struct event event = {
        .kind = kind,
        .place = PLACE_NONE,
        .other = PLACE_NONE,
        .count = count,
    };
    event_set_text(&event, "", name_of_load(lab));
    (void)cluster_emit(lab->cluster, &event);
}

static int64_t units_given(const struct load_run *load)
{
    int64_t units = 0;
    for (int i = 0; i < CLIENTS_MAX; i++) { /* load->clients may be the next load's already */
        units += load->given[i];
    }
    return units;
}

static struct load_counts count_of_clients(const struct lab *lab)
{
    struct load_counts counts = {0};
    struct clients_view view;
    clients_look(lab->clients, &view);
    for (int i = 0; i < lab->load.clients; i++) {
        const struct client_view *client = &view.clients[lab->load.first_client - 1 + i];
        counts.ok += client->ok;
        counts.failed += client->failed;
        counts.unknown += client->unknown;
    }
    return counts;
}

void lab_count_load(const struct lab *lab, struct load_counts *out)
{
    const struct load_run *load = &lab->load;
    *out = count_of_clients(lab);
    out->given = units_given(load);
    out->ok -= load->before.ok;
    out->failed -= load->before.failed;
    out->unknown -= load->before.unknown;
}

void lab_stop_load(struct lab *lab)
{
    if (lab->load.runs) {
        tell_load(lab, EVENT_LOAD_ENDED, units_given(&lab->load));
    }
    lab->load.runs = false;
    lab->load.round++;
}

void lab_forget_load(struct lab *lab)
{
    lab->load.first_client = 0;
    lab->load.load = -1;
}

static bool is_open_loop(const struct load_run *load)
{
    return load->rate_permille > 0;
}

/* From one unit of a client to the next, in an open loop. */
static sim_us period_of(const struct load_run *load)
{
    return 1000 * US_PER_S / load->rate_permille;
}

/* Not at once even if it need not think: a unit that fails at once would come again for ever. */
static void think(struct lab *lab, int index, sim_us length)
{
    lab->load.thinking[index]++;
    add_tick(lab, lab->now + (length > THINK_MIN_US ? length : THINK_MIN_US), TICK_UNIT, index);
}

void lab_on_client_free(void *context, int client, int workers)
{
    struct lab *lab = context;
    struct load_run *load = &lab->load;
    int index = client - load->first_client;
    bool is_fed = load->runs && load->is_set_up && index >= 0 && index < load->clients;
    while (is_fed && !is_open_loop(load) && load->thinking[index] < workers) {
        think(lab, index, load->think);
    }
}

void lab_on_statement_failed(void *context, int client, const char *sql, int code,
                             const char *words)
{
    struct lab *lab = context;
    const struct load_run *load = &lab->load;
    int index = client - load->first_client;
    if (!load->runs || index < 0 || index >= load->clients) {
        return;
    }
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(&text, "%s: \"%.60s%s\" fails: ", name_of_load(lab), sql,
             strlen(sql) > 60 ? "..." : "");
    dialect_add_error(&text, code, words);
    if (load->is_set_up) {
        lab_say_trouble_once(lab, text.data, text.data);
    } else {
        buf_addf(&text, "\nThe load ends: without its tables it can do nothing.");
        lab_say_trouble(lab, text.data);
        lab_stop_load(lab);
    }
    buf_release(&text);
}

static void give_unit(struct lab *lab, int index)
{
    struct load_run *load = &lab->load;
    struct unit_work work = {0};
    struct err err = {0};
    enum rc rc = load_next(lab->loads.items[load->load].load, index + 1, load->given[index] + 1,
                           lab->now, &work, &err);
    if (rc == RC_OK) {
        rc = clients_submit(lab->clients, load->first_client + index, &work, &err);
    }
    if (rc == RC_OK) {
        load->given[index]++;
    } else if (rc == RC_FULL) {
        load->refused++;
    } else if (rc != RC_STATE) { /* that would be a machine without power, which takes no orders */
        /* A load that fails once would fail each time: it ends, with its reason. */
        lab_say_trouble(lab, err.text);
        lab_stop_load(lab);
    }
}

/* Programs begin when the first rows are on every master. */
static void begin_units(struct lab *lab)
{
    struct load_run *load = &lab->load;
    load->is_set_up = true;
    load->before = count_of_clients(lab);
    for (int i = 0; i < load->clients; i++) {
        if (is_open_loop(load)) {
            add_tick(lab, lab->now + period_of(load) * i / load->clients, TICK_UNIT, i);
        }
        for (int k = 0; k < load->workers && !is_open_loop(load); k++) {
            think(lab, i, load->think * (k * load->clients + i) / (load->clients * load->workers));
        }
    }
}

/* Those of the load, and then one more; NULL: that is all. */
static const char *setup_statement(const struct lab *lab)
{
    struct load *load = lab->loads.items[lab->load.load].load;
    int index = lab->load.set_up;
    const char *statement = load_setup(load, index);
    if (statement != NULL) {
        return statement;
    }
    return index == 0 || load_setup(load, index - 1) != NULL ? KEY_TABLE : NULL;
}

/*
 * The statements that make the tables go to the first program one at a time. The driver may send
 * the next one to another master: what the last one defined, that one has already. One that no
 * master took is given again: one that fails by its own fault has ended the load.
 */
static void set_up(struct lab *lab)
{
    struct load_run *load = &lab->load;
    if (clients_is_busy(lab->clients, load->first_client)) {
        add_tick(lab, lab->now + SET_UP_LOOK_US, TICK_SET_UP, 0);
        return;
    }
    struct load_counts counts = count_of_clients(lab);
    load->set_up += load->is_asked && counts.ok > load->before.ok ? 1 : 0;
    load->is_asked = false;
    load->before = counts;
    const char *statement = setup_statement(lab);
    if (statement == NULL) {
        sim_us rest = SET_UP_REST_LAGS * cluster_parameter(lab->cluster, PARAM_LAG_US);
        add_tick(lab, lab->now + rest, TICK_BEGIN, 0);
        return;
    }
    struct unit_work work = {
        .statements = {statement}, .count = 1, .is_write = true, .has_no_key = true};
    struct err err = {0};
    if (clients_submit(lab->clients, load->first_client, &work, &err) == RC_OK) {
        load->is_asked = true; /* else its queue is full, or it has no power */
    }
    add_tick(lab, lab->now + SET_UP_LOOK_US, TICK_SET_UP, 0);
}

/* Is the tick one of a load that was stopped? */
static bool is_over(const struct lab *lab, const struct due *due)
{
    return !lab->load.runs || due->thing >> 8 != (lab->load.round & 0xffffff);
}

void lab_describe_load(const struct lab *lab, const struct due *due, struct buf *out)
{
    int client = lab->load.first_client + (int)(due->thing & 0xff);
    if (is_over(lab, due)) {
        buf_addf(out, "the load that was stopped gives nothing more");
    } else if (due->kind == TICK_SET_UP) {
        buf_addf(out, "the load %s makes its tables as @%d", name_of_load(lab), client);
    } else if (due->kind == TICK_BEGIN) {
        buf_addf(out, "the load %s has made its tables, and begins", name_of_load(lab));
    } else {
        buf_addf(out, "the load %s gives @%d its next unit of work", name_of_load(lab), client);
    }
}

void lab_tick_load(struct lab *lab, const struct due *due)
{
    int index = (int)(due->thing & 0xff);
    if (is_over(lab, due)) {
        return;
    }
    if (due->kind == TICK_SET_UP) {
        set_up(lab);
        return;
    }
    if (due->kind == TICK_BEGIN) {
        begin_units(lab);
        return;
    }
    if (is_open_loop(&lab->load)) {
        add_tick(lab, lab->now + period_of(&lab->load), TICK_UNIT, index);
    } else {
        lab->load.thinking[index]--;
    }
    give_unit(lab, index);
}

void lab_begin_load(struct lab *lab, int load)
{
    lab_stop_load(lab);
    struct load_run *run = &lab->load;
    run->load = load;
    run->runs = true;
    lab->load_turn++;
    run->set_up = 0;
    run->is_asked = false;
    run->is_set_up = false;
    run->refused = 0;
    lab->told_count = 0; /* what it does wrong is news */
    run->before = (struct load_counts){0};
    memset(run->given, 0, sizeof(run->given));
    memset(run->thinking, 0, sizeof(run->thinking));
    tell_load(lab, EVENT_LOAD_BEGUN, run->clients);
    add_tick(lab, lab->now, TICK_SET_UP, 0);
}

void lab_look_load(const struct lab *lab, struct lab_load_view *out)
{
    *out = (struct lab_load_view){.name = "", .driver = ""};
    if (lab->load.runs) {
        struct lab_driver_view driver;
        lab_look_driver(lab, lab->load.first_client, &driver);
        out->name = load_name(lab->loads.items[lab->load.load].load);
        out->driver = driver.name;
        out->driver_is_own = driver.is_own;
        out->first_client = lab->load.first_client;
        out->clients = lab->load.clients;
        out->rate_permille = lab->load.rate_permille * lab->load.clients;
        out->think = lab->load.think;
        out->workers = lab->load.workers;
        out->refused = lab->load.refused;
    }
}

/* --- state ---------------------------------------------------------------------------------- */

void lab_save_load(struct buf *out, const struct load_run *load)
{
    pack_int(out, load->load);
    pack_bool(out, load->runs);
    pack_int(out, load->clients);
    pack_int(out, load->first_client);
    pack_int(out, load->workers);
    pack_int(out, load->rate_permille);
    pack_i64(out, load->think);
    pack_int(out, load->set_up);
    pack_bool(out, load->is_asked);
    pack_bool(out, load->is_set_up);
    pack_u64(out, load->round);
    pack_i64(out, load->refused);
    pack_i64(out, load->before.ok);
    pack_i64(out, load->before.failed);
    pack_i64(out, load->before.unknown);
    for (int i = 0; i < load->clients; i++) {
        pack_i64(out, load->given[i]);
        pack_int(out, load->thinking[i]);
    }
}

void lab_load_load(struct load_run *load, struct unpack *in)
{
    *load = (struct load_run){0};
    load->load = unpack_int(in, -1, INT32_MAX);
    load->runs = unpack_bool(in);
    load->clients = unpack_int(in, 0, CLIENTS_MAX);
    load->first_client = unpack_int(in, 0, CLIENTS_MAX);
    load->workers = unpack_int(in, 0, LOAD_WORKERS_MAX);
    load->rate_permille = unpack_int(in, 0, INT32_MAX);
    load->think = unpack_i64(in);
    load->set_up = unpack_int(in, 0, LOAD_SETUP_MAX);
    load->is_asked = unpack_bool(in);
    load->is_set_up = unpack_bool(in);
    load->round = (uint32_t)unpack_u64(in);
    load->refused = unpack_i64(in);
    load->before.ok = unpack_i64(in);
    load->before.failed = unpack_i64(in);
    load->before.unknown = unpack_i64(in);
    for (int i = 0; i < load->clients; i++) {
        load->given[i] = unpack_i64(in);
        load->thinking[i] = unpack_int(in, 0, LOAD_WORKERS_MAX);
    }
}
