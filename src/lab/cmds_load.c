/* SPDX-License-Identifier: MIT */
/*
 * cmds_load: a load is a Lua file that gives units of work, and programs that
 * carry them out. Its tables are made by its first program; then each program
 * gets a unit each period, all evenly spread.
 */
#include "lab/lab_state.h"

#include <string.h>

enum tick { TICK_SET_UP, TICK_BEGIN, TICK_UNIT };

#define SET_UP_LOOK_US (50 * US_PER_MS) /* how often to look whether the tables are made */
#define SET_UP_REST_LAGS 4              /* then every master has their rows, after so many lags */
#define RATE_MAX 1000                   /* units a second of one client */

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

void lab_stop_load(struct lab *lab)
{
    if (lab->load.load >= 0) {
        tell_load(lab, EVENT_LOAD_ENDED, units_given(&lab->load));
    }
    lab->load.load = -1;
    lab->load.round++;
}

static sim_us period_of(const struct load_run *load)
{
    return 1000 * US_PER_S / load->rate_permille;
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
    } else if (rc != RC_FULL) {
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
    for (int i = 0; i < load->clients; i++) {
        add_tick(lab, lab->now + period_of(load) * i / load->clients, TICK_UNIT, i);
    }
}

/*
 * The statements that make the tables go to the first program one at a time. The driver may send
 * the next one to another master: what the last one defined, that one has already.
 */
static void set_up(struct lab *lab)
{
    struct load_run *load = &lab->load;
    struct load_facts facts;
    load_facts(lab->loads.items[load->load].load, &facts);
    if (clients_is_busy(lab->clients, load->first_client)) {
        add_tick(lab, lab->now + SET_UP_LOOK_US, TICK_SET_UP, 0);
        return;
    }
    if (load->set_up >= facts.setup_count) {
        sim_us rest = SET_UP_REST_LAGS * cluster_parameter(lab->cluster, PARAM_LAG_US);
        add_tick(lab, lab->now + rest, TICK_BEGIN, 0);
        return;
    }
    struct unit_work work = {
        .statements = {facts.setup[load->set_up++]}, .count = 1, .is_write = true};
    struct err err = {0};
    if (clients_submit(lab->clients, load->first_client, &work, &err) != RC_OK) {
        load->set_up--; /* its queue is full; it is asked again */
    }
    add_tick(lab, lab->now + SET_UP_LOOK_US, TICK_SET_UP, 0);
}

/* Is the tick one of a load that was stopped? */
static bool is_over(const struct lab *lab, const struct due *due)
{
    return lab->load.load < 0 || due->thing >> 8 != (lab->load.round & 0xffffff);
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
    add_tick(lab, lab->now + period_of(&lab->load), TICK_UNIT, index);
    give_unit(lab, index);
}

/* What the command says, or else the file. */
struct load_wish {
    int64_t clients;
    int64_t rate_permille;
    int az; /* AZ_OFFICE: the AZs in turn */
    const char *driver;
};

static enum rc read_wish(const struct words *words, struct load_wish *wish, struct err *err)
{
    static const char *const names[] = {"clients", "rate", "az", "driver", NULL};
    enum rc rc = lab_check_options(words, 2, names, err);
    const char *value = lab_option(words, 2, "clients");
    if (rc == RC_OK && value != NULL) {
        rc = lab_parse_number(value, "clients", 1, CLIENTS_MAX, &wish->clients, err);
    }
    value = lab_option(words, 2, "rate");
    if (rc == RC_OK && value != NULL) {
        rc = lab_parse_number(value, "rate", 1, RATE_MAX, &wish->rate_permille, err);
        wish->rate_permille *= 1000;
    }
    value = lab_option(words, 2, "az");
    rc = rc == RC_OK && value != NULL ? lab_parse_az(value, &wish->az, err) : rc;
    value = lab_option(words, 2, "driver");
    wish->driver = value != NULL ? value : wish->driver;
    return rc;
}

/* The load's programs: those of the last load are used again, as far as they go. All or none. */
static enum rc take_clients(struct lab *lab, const struct load_wish *wish, struct err *err)
{
    struct load_run *load = &lab->load;
    int first = load->first_client > 0 ? load->first_client : clients_count(lab->clients) + 1;
    if (first + (int)wish->clients - 1 > CLIENTS_MAX) {
        return err_set(err, RC_FULL,
                       "there can be %d clients, of which %d are taken: say clients=%d or fewer",
                       CLIENTS_MAX, first - 1, CLIENTS_MAX - first + 1);
    }
    enum rc checked =
        lab_check_driver(lab, lab->seed, first, (int)wish->clients, wish->driver, err);
    if (checked != RC_OK) {
        return checked;
    }
    for (int i = 0; i < (int)wish->clients; i++) {
        enum rc rc = RC_OK;
        int number = first + i;
        if (number <= clients_count(lab->clients)) {
            rc = lab_set_driver(lab, number, wish->driver, err);
        } else {
            rc = lab_add_client(lab, wish->az, wish->driver, &number, err);
        }
        if (rc != RC_OK) {
            return rc;
        }
    }
    load->first_client = first;
    load->clients = (int)wish->clients;
    return RC_OK;
}

static enum rc begin_load(struct lab *lab, int index, const struct load_wish *wish, struct err *err)
{
    enum rc rc = take_clients(lab, wish, err);
    if (rc != RC_OK) {
        return rc;
    }
    lab_stop_load(lab);
    struct load_run *load = &lab->load;
    load->load = index;
    lab->load_turn++;
    load->rate_permille = (int)wish->rate_permille;
    load->set_up = 0;
    load->is_set_up = false;
    memset(load->given, 0, sizeof(load->given));
    tell_load(lab, EVENT_LOAD_BEGUN, load->clients);
    add_tick(lab, lab->now, TICK_SET_UP, 0);
    return RC_OK;
}

static enum rc read_load(struct lab *lab, const char *name, int *index, struct err *err)
{
    if (lab->load_turn >= LOADS_MAX) {
        return err_set(err, RC_FULL, "this run has begun %d loads: leave it and start anew",
                       LOADS_MAX);
    }
    struct buf source;
    buf_init(&source, DRIVER_SIZE_MAX);
    enum rc rc = lab->config.files.read(lab->config.files.user, "loads", name, &source, err);
    if (rc == RC_OK) {
        struct rng root;
        rng_init(&root, lab->seed);
        struct kept_file file = {
            .name = name,
            .source = source.data,
            .size = source.size,
            .rng = rng_fork(&root, "load", lab->load_turn),
        };
        rc = kept_find(&lab->loads, &file, index, err);
    }
    buf_release(&source);
    return rc;
}

enum rc cmds_load_load(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct lab *lab = context;
    if (strcmp(words->word[1], "stop") == 0) {
        if (words->count > 2) {
            return err_set(err, RC_USAGE, "\"%.40s\" is too much: \\load stop stands alone",
                           words->word[2]);
        }
        if (lab->load.load < 0) {
            return err_set(err, RC_STATE, "no load runs");
        }
        lab_stop_load(lab);
        buf_addf(reply, "The load has stopped; what is under way ends by itself.\n");
        return RC_OK;
    }
    int index = 0;
    enum rc rc = read_load(lab, words->word[1], &index, err);
    if (rc != RC_OK) {
        return rc;
    }
    struct load_facts facts;
    load_facts(lab->loads.items[index].load, &facts);
    struct load_wish wish = {
        .clients = facts.clients,
        .rate_permille = facts.rate_permille,
        .az = AZ_OFFICE,
        .driver = facts.driver,
    };
    rc = read_wish(words, &wish, err);
    if (rc != RC_OK) {
        return rc;
    }
    rc = begin_load(lab, index, &wish, err);
    if (rc == RC_OK) {
        buf_addf(reply, "%s\n%d client%s, from @%d on, driver %s.\n", facts.about,
                 lab->load.clients, lab->load.clients == 1 ? "" : "s", lab->load.first_client,
                 wish.driver);
    }
    return rc;
}
