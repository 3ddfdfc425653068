/* SPDX-License-Identifier: MIT */
/*
 * cmds_load: a load is a Lua file that gives units of work, and programs that
 * carry them out (load_run.c).
 */
#include "lab/lab_state.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define RATE_MAX 1000 /* units a second of one client */
#define THINK_MAX_US (600 * US_PER_S)

/* What the command says, or else the file. */
struct load_wish {
    int64_t clients;
    int64_t workers;
    int64_t rate_permille; /* 0: closed loop */
    sim_us think;          /* -1: open loop */
    int az;                /* AZ_OFFICE; AZ_EACH: the AZs in turn */
    const char *driver;
    int64_t knobs[LOAD_KNOBS_MAX];
};

#define AZ_EACH (-1)

static const char *const option_names[] = {"clients", "workers", "rate", "think", "az", "driver"};

/* What may be said of this load: options, then its knobs; the list ends with NULL. */
static void list_options(const struct load_facts *facts, const char **names)
{
    memcpy(names, option_names, sizeof(option_names));
    for (int i = 0; i < facts->knob_count; i++) {
        names[COUNT_OF(option_names) + i] = facts->knobs[i].name;
    }
    names[COUNT_OF(option_names) + facts->knob_count] = NULL;
}

/* A number among the options; *out stays as it is if it is not there. */
static enum rc read_number(const struct words *words, const char *name, int64_t low, int64_t high,
                           int64_t *out, struct err *err)
{
    const char *value = lab_option(words, 2, name);
    return value == NULL ? RC_OK : lab_parse_number(value, name, low, high, out, err);
}

/* rate= opens the loop, think= closes it. */
static enum rc read_pace(const struct words *words, struct load_wish *wish, struct err *err)
{
    const char *rate = lab_option(words, 2, "rate");
    const char *think = lab_option(words, 2, "think");
    int64_t units = 0;
    if (rate != NULL && think != NULL) {
        return err_set(err, RC_USAGE,
                       "rate= and think= exclude each other: units come at a rate, or each some "
                       "time after the last has ended");
    }
    if (think != NULL) {
        enum rc rc = span_parse(&wish->think, think, err);
        wish->rate_permille = 0;
        return rc != RC_OK || wish->think <= THINK_MAX_US
                   ? rc
                   : err_set(err, RC_RANGE, "think is a time up to 600s, not \"%.40s\"", think);
    }
    enum rc rc = read_number(words, "rate", 1, RATE_MAX, &units, err);
    if (rate != NULL && rc == RC_OK) {
        wish->rate_permille = units * 1000;
        wish->think = -1;
    }
    return rc;
}

static enum rc read_wish(const struct words *words, const struct load_facts *facts,
                         struct load_wish *wish, struct err *err)
{
    const char *names[COUNT_OF(option_names) + LOAD_KNOBS_MAX + 1];
    list_options(facts, names);
    enum rc rc = lab_check_options(words, 2, names, err);
    if (rc == RC_OK) {
        rc = read_number(words, "clients", 1, CLIENTS_MAX, &wish->clients, err);
    }
    if (rc == RC_OK) {
        rc = read_number(words, "workers", 1, LOAD_WORKERS_MAX, &wish->workers, err);
    }
    rc = rc == RC_OK ? read_pace(words, wish, err) : rc;
    const char *value = lab_option(words, 2, "az");
    if (rc == RC_OK && value != NULL && strcmp(value, "each") == 0) {
        wish->az = AZ_EACH;
    } else if (rc == RC_OK && value != NULL) {
        rc = lab_parse_az(value, &wish->az, err);
    }
    value = lab_option(words, 2, "driver");
    wish->driver = value != NULL ? value : wish->driver;
    for (int i = 0; rc == RC_OK && i < facts->knob_count; i++) {
        const struct load_knob *knob = &facts->knobs[i];
        rc = read_number(words, knob->name, knob->low, knob->high, &wish->knobs[i], err);
    }
    return rc;
}

/* The AZ of the load's next program: each stands where a master of the cluster does. */
static int az_of(const struct lab *lab, const struct load_wish *wish, int index)
{
    struct cluster_view view;
    cluster_look(lab->cluster, &view);
    int azs[MASTERS_MAX];
    int count = 0;
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view.masters[i].state != MASTER_ABSENT) {
            azs[count++] = view.masters[i].az;
        }
    }
    assert(count > 0);
    return wish->az != AZ_EACH ? wish->az : azs[index % count];
}

static void set_workers(struct lab *lab, int client, int64_t workers)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "%" PRId64, workers);
    enum rc rc = clients_set(lab->clients, client, "pool.workers", text, NULL);
    assert(rc == RC_OK); /* its range is that of the option */
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
            rc = lab_add_client(lab, az_of(lab, wish, i), wish->driver, &number, err);
        }
        if (rc != RC_OK) {
            return rc;
        }
        set_workers(lab, number, wish->workers);
    }
    load->first_client = first;
    load->clients = (int)wish->clients;
    load->workers = (int)wish->workers;
    load->rate_permille = (int)wish->rate_permille;
    load->think = wish->think;
    return RC_OK;
}

/* Read a load's file; the turn of the run says which chance it has. */
static enum rc read_file(const struct lab *lab, const char *name, struct kept_file *file,
                         struct buf *source, struct err *err)
{
    buf_init(source, DRIVER_SIZE_MAX);
    enum rc rc = lab_read_file(lab, "loads", name, source, err);
    struct rng root;
    rng_init(&root, lab->seed);
    *file = (struct kept_file){
        .name = name,
        .source = source->data,
        .size = source->size,
        .rng = rng_fork(&root, "load", lab->load_turn),
    };
    return rc;
}

static enum rc read_load(struct lab *lab, const char *name, int *index, struct err *err)
{
    if (lab->load_turn >= LOADS_MAX) {
        return err_set(err, RC_FULL, "this run has begun %d loads: leave it and start anew",
                       LOADS_MAX);
    }
    struct buf source;
    struct kept_file file;
    enum rc rc = read_file(lab, name, &file, &source, err);
    rc = rc == RC_OK ? kept_find(&lab->loads, &file, index, err) : rc;
    buf_release(&source);
    return rc;
}

void lab_offer_load_options(const struct lab *lab, const char *name, cmd_offer_fn offer, void *to)
{
    struct buf source;
    struct kept_file file;
    struct load *load = NULL;
    struct load_facts facts = {0};
    enum rc rc = read_file(lab, name, &file, &source, NULL);
    if (rc == RC_OK && load_new(&load, name, file.source, file.size, file.rng, NULL) == RC_OK) {
        load_facts(load, &facts);
    }
    const char *names[COUNT_OF(option_names) + LOAD_KNOBS_MAX + 1];
    list_options(&facts, names);
    for (int i = 0; names[i] != NULL; i++) {
        char word[NAME_SIZE_MAX + 2];
        (void)snprintf(word, sizeof(word), "%s=", names[i]);
        offer(to, word);
    }
    load_free(load);
    buf_release(&source);
}

/* "knobs: accounts=200 (2 to 5000), accounts in all" */
static void add_knobs(struct buf *reply, const struct load_facts *facts,
                      const struct load_wish *wish)
{
    for (int i = 0; i < facts->knob_count; i++) {
        const struct load_knob *knob = &facts->knobs[i];
        buf_addf(reply, "  %s=%" PRId64 " (%" PRId64 " to %" PRId64 "): %s\n", knob->name,
                 wish->knobs[i], knob->low, knob->high, knob->about);
    }
}

/* "2 clients, from @3 on, driver careful: 20 units a second each." */
static void add_begun(struct buf *reply, const struct load_run *load, const char *driver)
{
    buf_addf(reply, "%d client%s, from @%d on, driver %s", load->clients,
             load->clients == 1 ? "" : "s", load->first_client, driver);
    if (load->rate_permille > 0) {
        buf_addf(reply, ": ");
        if (load->rate_permille % 1000 == 0) {
            buf_addf(reply, "%d", load->rate_permille / 1000);
        } else {
            buf_addf(reply, "%d.%03d", load->rate_permille / 1000, load->rate_permille % 1000);
        }
        buf_addf(reply, " unit%s a second each", load->rate_permille == 1000 ? "" : "s");
    } else {
        buf_addf(reply, ": the next unit ");
        span_add_length(reply, load->think);
        buf_addf(reply, " after the last");
    }
    if (load->workers > 1) {
        buf_addf(reply, ", %d at a time", load->workers);
    }
    buf_addf(reply, ".\n");
}

static enum rc stop_load(struct lab *lab, struct buf *reply, struct err *err)
{
    if (!lab->load.runs) {
        return err_set(err, RC_STATE, "no load runs");
    }
    lab_stop_load(lab);
    buf_addf(reply, "The load has stopped; what is under way ends by itself.\n");
    return RC_OK;
}

enum rc cmds_load_load(void *context, const struct words *words, struct buf *reply, struct err *err)
{
    struct lab *lab = context;
    bool stops = strcmp(words->word[1], "stop") == 0;
    bool checks = strcmp(words->word[1], "check") == 0;
    if ((stops || checks) && words->count > 2) {
        return err_set(err, RC_USAGE, "\"%.40s\" is too much: \\load %s stands alone",
                       words->word[2], words->word[1]);
    }
    if (stops || checks) {
        return stops ? stop_load(lab, reply, err) : lab_check_load(lab, reply, err);
    }
    int index = 0;
    enum rc rc = read_load(lab, words->word[1], &index, err);
    if (rc != RC_OK) {
        return rc;
    }
    struct load *load = lab->loads.items[index].load;
    struct load_facts facts;
    load_facts(load, &facts);
    struct load_wish wish = {
        .clients = facts.clients,
        .workers = facts.workers,
        .rate_permille = facts.rate_permille,
        .think = facts.think,
        .az = AZ_OFFICE,
        .driver = facts.driver,
    };
    for (int i = 0; i < facts.knob_count; i++) {
        wish.knobs[i] = facts.knobs[i].initial;
    }
    rc = read_wish(words, &facts, &wish, err);
    rc = rc == RC_OK ? load_begin(load, wish.knobs, err) : rc;
    rc = rc == RC_OK ? take_clients(lab, &wish, err) : rc;
    if (rc == RC_OK) {
        lab_begin_load(lab, index);
        buf_addf(reply, "%s\n", facts.about);
        add_begun(reply, &lab->load, wish.driver);
        add_knobs(reply, &facts, &wish);
    }
    return rc;
}
