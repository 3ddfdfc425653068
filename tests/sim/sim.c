/* SPDX-License-Identifier: MIT */
/*
 * sim: a cluster, clients that write to all of it and a nemesis that breaks it,
 * all drawn from one seed; then everything is healed and must be in order.
 *
 *   sim --seed S --runs N [--events N] [--seeds FILE] [--verbose] [--break RULE]
 *
 * Each seed is run twice. The second run saves itself at a random event, goes on
 * for a while, then becomes what was saved (half the time in a new cluster) and
 * goes on again: its trace must end as that of the first.
 *
 * Of a failure it prints the invariant, the last events, and one line that runs
 * the same again. Seeds that ever failed are kept in a file and come first.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "cluster/check.h"
#include "cluster/cluster.h"
#include "sim/nemesis.h"
#include "sim/workload.h"

#include <assert.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EVENTS_SHOWN 50
#define LIVENESS_US (60 * US_PER_S) /* restarts, recovery and catch-up after all was healed */
#define QUIET_US (12 * US_PER_S)    /* gossip and asking for what is missing */
#define STEPS_MAX 4000000           /* of one run: more is a cluster that does not come to rest */
#define PROBE_TRIES 100

struct options {
    uint64_t seed;
    int runs;
    int events; /* things that happen while clients work */
    const char *seeds;
    bool is_verbose;
    int break_rule;
};

struct sim {
    struct options options;
    struct cluster *cluster;
    struct workload workload;
    struct nemesis nemesis;
    struct event last[EVENTS_SHOWN];
    int64_t kinds[EVENT_KIND_COUNT];
    int64_t conflicts[4];
    int64_t event_count;
    int64_t steps;
    int ddl_phases[MASTERS_MAX]; /* when we last looked */
    bool is_muted;               /* going on where it will be undone: nothing is counted */
};

/* What the next signal handler may say. */
static volatile uint64_t current_seed;

/* --- what is heard --------------------------------------------------------------------------- */

static void print_event(struct sim *sim, const struct event *event)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    span_add_seconds(&text, event->at);
    buf_addf(&text, "  %-6" PRIu64 " ", event->seq);
    event_add_subject(&text, event);
    buf_addf(&text, "  ");
    event_add_sentence(&text, event, cluster_table_name, sim->cluster);
    (void)printf("  %s\n", text.data);
    buf_release(&text);
}

static void on_event(void *user, const struct event *event)
{
    struct sim *sim = user;
    if (sim->is_muted) {
        return;
    }
    sim->last[sim->event_count++ % EVENTS_SHOWN] = *event;
    sim->kinds[event->kind]++;
    if (event->kind == EVENT_CONFLICT && event->code >= 0 && event->code < 4) {
        sim->conflicts[event->code]++;
    }
    if (sim->options.is_verbose) {
        print_event(sim, event);
    }
}

static void on_answer(void *user, const struct answer *answer)
{
    workload_on_answer(&((struct sim *)user)->workload, answer);
}

static void on_truth(void *user, int client, uint64_t unit, uint64_t txn)
{
    (void)client, (void)txn;
    workload_on_truth(&((struct sim *)user)->workload, unit);
}

/* --- a run ----------------------------------------------------------------------------------- */

static bool failed(const struct sim *sim)
{
    return sim->workload.failure[0] != '\0' || cluster_check_failure(sim->cluster) != NULL;
}

static void fail(struct sim *sim, const char *text)
{
    if (!failed(sim)) {
        (void)snprintf(sim->workload.failure, sizeof sim->workload.failure, "%s", text);
    }
}

static void set(struct sim *sim, enum parameter parameter, int64_t value)
{
    cluster_set_parameter(sim->cluster, parameter, value);
}

static int64_t choose(struct rng *rng, const int64_t *values, int count)
{
    return values[rng_below(rng, count)];
}

static void choose_network(struct sim *sim, struct rng *rng)
{
    switch (rng_below(rng, 4)) {
    case 0: /* all packets alike: ties at every corner */
        set(sim, PARAM_NET_IN_AZ_US, 500);
        set(sim, PARAM_NET_IN_AZ_DEV_US, 0);
        set(sim, PARAM_NET_CROSS_AZ_US, 500);
        set(sim, PARAM_NET_CROSS_AZ_DEV_US, 0);
        set(sim, PARAM_STORAGE_PERSIST_DEV_US, 0);
        break;
    case 1: /* far and unsteady */
        set(sim, PARAM_NET_CROSS_AZ_US, 5 * US_PER_MS);
        set(sim, PARAM_NET_CROSS_AZ_DEV_US, 4 * US_PER_MS);
        break;
    default: /* as it comes */
        break;
    }
}

static void choose_parameters(struct sim *sim, struct rng *rng)
{
    static const int64_t rows[] = {1, 2, 4, 8, 100};
    static const int64_t lags[] = {0, 3000, 25000, 40000, 200000};
    static const int64_t kept[] = {1, 3, 10, 30, 1000};
    static const int64_t works[] = {0, 2000, 30000, 200000};
    choose_network(sim, rng);
    set(sim, PARAM_ROWS_PER_PAGE, choose(rng, rows, COUNT_OF(rows)));
    set(sim, PARAM_LAG_US, choose(rng, lags, COUNT_OF(lags)));
    set(sim, PARAM_TIE_BOTH_LOSE, rng_below(rng, 2));
    set(sim, PARAM_RESTART_MIN_US, 20 * US_PER_MS);
    set(sim, PARAM_RESTART_MAX_US, rng_between(rng, 50, 3000) * US_PER_MS);
    set(sim, PARAM_RESTART_SLOW_PERMILLE, 0);
    set(sim, PARAM_SILENT_US, rng_between(rng, 40, 5000) * US_PER_MS);
    set(sim, PARAM_QUORUM_WAIT_US, rng_between(rng, 100, 3000) * US_PER_MS);
    set(sim, PARAM_LOCK_WAIT_US, rng_between(rng, 50, 2000) * US_PER_MS);
    set(sim, PARAM_GOSSIP_US, rng_between(rng, 100, 2000) * US_PER_MS);
    set(sim, PARAM_UNDO_PAGES_PER_S, rng_between(rng, 50, 2000));
    set(sim, PARAM_RETENTION, choose(rng, kept, COUNT_OF(kept)));
    set(sim, PARAM_DDL_US, choose(rng, works, COUNT_OF(works)));
    set(sim, PARAM_DDL_WAIT_US, rng_between(rng, 100, 3000) * US_PER_MS);
}

static bool start(struct sim *sim)
{
    struct rng root;
    struct err err = {0};
    rng_init(&root, sim->options.seed);
    struct rng rng = rng_fork(&root, "sim config", 0);
    struct cluster_config config = {.seed = sim->options.seed,
                                    .master_count =
                                        (int)rng_between(&rng, MASTERS_MIN, MASTERS_MAX),
                                    .check = true,
                                    .on_event = on_event,
                                    .on_answer = on_answer,
                                    .on_truth = on_truth,
                                    .user = sim};
    if (cluster_new(&sim->cluster, &config, &err) != RC_OK) {
        (void)fprintf(stderr, "sim: %s\n", err.text);
        exit(3);
    }
    struct rng work = rng_fork(&root, "sim workload", 0);
    choose_parameters(sim, &rng);
    /* At the start nobody is lost: who is idle shall not be taken for silent. */
    int64_t silent = cluster_parameter(sim->cluster, PARAM_SILENT_US);
    set(sim, PARAM_SILENT_US, 10 * US_PER_S);
    if (!workload_start(&sim->workload, sim->cluster, &work)) {
        return false;
    }
    set(sim, PARAM_SILENT_US, silent);
    struct rng faults = rng_fork(&root, "sim nemesis", 0);
    nemesis_init(&sim->nemesis, &faults);
    sim->nemesis.due += cluster_now(sim->cluster);
    return true;
}

/* Tell the nemesis of definitions that have come to another step. */
static void look_at_ddl(struct sim *sim)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        int phase = cluster_ddl_phase(sim->cluster, i);
        if (phase != sim->ddl_phases[i] && phase != 0) {
            nemesis_on_ddl(&sim->nemesis, sim->cluster, i);
        }
        sim->ddl_phases[i] = phase;
    }
}

/* Let one thing happen: in the cluster, at a client or by the nemesis. False: nothing is due. */
static bool step(struct sim *sim)
{
    sim_us cluster_at = cluster_next_at(sim->cluster);
    sim_us client_at = workload_next_at(&sim->workload);
    sim_us at = client_at < sim->nemesis.due ? client_at : sim->nemesis.due;
    sim->steps++;
    /* Letters first, then what was to come anyway, then new work. */
    if (client_at <= cluster_now(sim->cluster)) {
        workload_step(&sim->workload);
    } else if (cluster_at != SIM_NEVER && cluster_at <= at) {
        (void)cluster_step(sim->cluster);
        look_at_ddl(sim);
    } else if (at == SIM_NEVER) {
        return false;
    } else {
        cluster_wait(sim->cluster, at);
        if (client_at == at) {
            workload_step(&sim->workload);
        } else {
            nemesis_step(&sim->nemesis, sim->cluster);
        }
    }
    return true;
}

static bool all_online(const struct sim *sim)
{
    struct cluster_view view;
    cluster_look(sim->cluster, &view);
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view.masters[i].state == MASTER_OFFLINE || view.masters[i].state == MASTER_RECOVERY) {
            return false;
        }
    }
    return true;
}

static void run_until(struct sim *sim, sim_us until, bool (*is_done)(const struct sim *sim))
{
    while (!failed(sim) && cluster_now(sim->cluster) < until && !is_done(sim)) {
        if (sim->steps > STEPS_MAX) {
            fail(sim, "I26: the cluster does not come to rest");
            return;
        }
        if (cluster_next_at(sim->cluster) > until && workload_next_at(&sim->workload) > until) {
            cluster_wait(sim->cluster, until);
            return;
        }
        (void)step(sim);
    }
}

static bool is_never_done(const struct sim *sim)
{
    (void)sim;
    return false;
}

static bool clients_rest(const struct sim *sim)
{
    return workload_is_idle(&sim->workload);
}

static void probe_masters(struct sim *sim)
{
    struct cluster_view view;
    cluster_look(sim->cluster, &view);
    for (int i = 0; i < MASTERS_MAX && !failed(sim); i++) {
        if (view.masters[i].state == MASTER_ONLINE) {
            (void)workload_probe(&sim->workload, i, PROBE_TRIES);
        }
    }
}

/* I11 by the engine's own account, by the stores' digests, and by the rows themselves. */
static void check_quiet(struct sim *sim)
{
    struct err err = {0};
    struct cluster_view view;
    int first = -1;
    if (cluster_check_quiet(sim->cluster, &err) != RC_OK) {
        fail(sim, err.text);
    }
    cluster_look(sim->cluster, &view);
    for (int i = 0; i < MASTERS_MAX && !failed(sim); i++) {
        if (view.masters[i].state != MASTER_ONLINE) {
            continue;
        }
        first = first < 0 ? i : first;
        if (cluster_store_digest(sim->cluster, i) != cluster_store_digest(sim->cluster, first)) {
            fail(sim, "I11: two masters' rows differ");
        }
        if (view.masters[i].open_txns != 0) {
            fail(sim, "I11: a transaction is still open");
        }
        (void)workload_check(&sim->workload, i);
    }
}

static void finish(struct sim *sim)
{
    nemesis_end(&sim->nemesis, sim->cluster);
    sim_us bound = cluster_now(sim->cluster) + LIVENESS_US;
    run_until(sim, bound, all_online);
    if (!failed(sim) && !all_online(sim)) {
        fail(sim, "I26: a master is not Online 60 s after everything was healed");
    }
    for (int64_t end = sim->steps + sim->options.events * 3 / 10;
         sim->steps < end && !failed(sim);) {
        (void)step(sim); /* the clients work on, and nothing is in their way */
    }
    sim->workload.is_over = true;
    run_until(sim, cluster_now(sim->cluster) + LIVENESS_US, clients_rest);
    if (!failed(sim)) {
        probe_masters(sim);
    }
    run_until(sim, cluster_now(sim->cluster) + QUIET_US, is_never_done);
    if (!failed(sim)) {
        check_quiet(sim);
    }
}

/* --- saving on the way ------------------------------------------------------------------------ */

static void load_into_new(struct sim *sim)
{
    struct cluster_config config = {.seed = 1,
                                    .master_count = MASTERS_MIN,
                                    .check = true,
                                    .on_event = on_event,
                                    .on_answer = on_answer,
                                    .on_truth = on_truth,
                                    .user = sim};
    cluster_free(sim->cluster);
    enum rc rc = cluster_new(&sim->cluster, &config, NULL);
    assert(rc == RC_OK);
    sim->workload.cluster = sim->cluster;
}

/* Save, go on for `detour` steps, and become what was saved. */
static void save_and_return(struct sim *sim, int64_t detour, bool in_new)
{
    struct buf saved;
    struct err err = {0};
    struct sim *copy = mem_alloc(1, sizeof *copy);
    buf_init(&saved, BUF_CAP_STATE);
    cluster_save(&saved, sim->cluster);
    *copy = *sim;
    sim->is_muted = true;
    while (detour-- > 0 && step(sim)) {
    }
    struct cluster *cluster = sim->cluster;
    *sim = *copy;
    sim->cluster = cluster;
    sim->is_muted = true; /* a new cluster says what a new cluster says */
    if (in_new) {
        load_into_new(sim);
    }
    struct unpack in = unpack_start(saved.data, saved.size);
    if (cluster_load(sim->cluster, &in, &err) != RC_OK) {
        (void)snprintf(sim->workload.failure, sizeof sim->workload.failure, "I27: %s", err.text);
    }
    sim->is_muted = copy->is_muted;
    mem_free(copy);
    buf_release(&saved);
}

/* A whole run; `save_at` < 0: without saving. Gives the digest of its trace. */
static uint64_t run(struct sim *sim, int64_t save_at)
{
    if (!start(sim)) {
        return 0;
    }
    sim->steps = 0;
    int64_t faults_end = sim->options.events * 7 / 10;
    while (sim->steps < faults_end && !failed(sim) && step(sim)) {
        if (sim->steps == save_at) {
            save_and_return(sim, 1 + save_at % 997, save_at % 2 == 0);
        }
    }
    if (!failed(sim)) {
        finish(sim);
    }
    return cluster_trace_digest(sim->cluster);
}

/* --- many runs ------------------------------------------------------------------------------- */

struct sums {
    int64_t kinds[EVENT_KIND_COUNT];
    int64_t conflicts[4];
    int64_t outcomes[4];
    int64_t adopted_units; /* unknown to the client, and durable */
    int64_t steps;
    int passed;
    int failed;
};

static void report(struct sim *sim, const char *extra)
{
    const char *engine = cluster_check_failure(sim->cluster);
    (void)printf("FAIL seed=%" PRIu64 " at ", sim->options.seed);
    struct buf at;
    buf_init(&at, 40);
    span_add_seconds(&at, cluster_now(sim->cluster));
    (void)printf("%s step %" PRId64 ": %s%s%s\n", at.data, sim->steps, engine != NULL ? engine : "",
                 sim->workload.failure, extra);
    buf_release(&at);
    int64_t count = sim->event_count < EVENTS_SHOWN ? sim->event_count : EVENTS_SHOWN;
    for (int64_t i = sim->event_count - count; i < sim->event_count; i++) {
        print_event(sim, &sim->last[i % EVENTS_SHOWN]);
    }
    (void)printf("again: tests/sim/sim --seed %" PRIu64 " --runs 1 --events %d --verbose\n",
                 sim->options.seed, sim->options.events);
}

static void add_up(struct sums *sums, const struct sim *sim)
{
    for (int i = 0; i < EVENT_KIND_COUNT; i++) {
        sums->kinds[i] += sim->kinds[i];
    }
    for (int i = 0; i < 4; i++) {
        sums->conflicts[i] += sim->conflicts[i];
        sums->outcomes[i] += workload_count(&sim->workload, (enum unit_outcome)i);
    }
    for (int i = 0; i < sim->workload.unit_count; i++) {
        const struct unit *unit = &sim->workload.units[i];
        sums->adopted_units += unit->outcome == UNIT_IS_UNKNOWN && unit->durable > 0;
    }
    sums->steps += sim->steps;
}

static struct sim *sim_new(const struct options *options, uint64_t seed)
{
    struct sim *sim = mem_alloc(1, sizeof *sim);
    sim->options = *options;
    sim->options.seed = seed;
    return sim;
}

static void sim_free(struct sim *sim)
{
    cluster_free(sim->cluster);
    mem_free(sim);
}

static void run_seed(const struct options *options, uint64_t seed, struct sums *sums)
{
    current_seed = seed;
    struct sim *first = sim_new(options, seed);
    uint64_t digest = run(first, -1);
    bool is_bad = failed(first);
    if (is_bad) {
        report(first, "");
    }
    struct sim *second = sim_new(options, seed);
    second->options.is_verbose = false;
    if (!is_bad) {
        int64_t save_at =
            1 + (int64_t)(hash_u64(HASH_START, seed) % (uint64_t)options->events) * 7 / 10;
        uint64_t again = run(second, save_at);
        is_bad = failed(second) || again != digest;
        if (is_bad) {
            char text[80];
            (void)snprintf(text, sizeof text, " I27: another trace after a save at step %" PRId64,
                           save_at);
            report(second, text);
        }
    }
    add_up(sums, first);
    sums->passed += !is_bad;
    sums->failed += is_bad;
    if (second->cluster != NULL) {
        cluster_free(second->cluster);
    }
    mem_free(second);
    sim_free(first);
}

static void run_kept_seeds(const struct options *options, struct sums *sums)
{
    char line[200];
    FILE *file = options->seeds != NULL ? fopen(options->seeds, "r") : NULL;
    if (options->seeds != NULL && file == NULL) {
        (void)fprintf(stderr, "sim: cannot read %s\n", options->seeds);
        exit(3);
    }
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (line[0] >= '0' && line[0] <= '9') {
            run_seed(options, strtoull(line, NULL, 10), sums);
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
}

/* How often what is rare was met: what is 0 over many seeds is not tested by them. */
static void print_sums(const struct sums *sums)
{
    static const enum event_kind rare[] = {
        EVENT_TIED,        EVENT_VERDICT,   EVENT_LOCK_WAITS,   EVENT_QUORUM_WAITS,
        EVENT_PULLED,      EVENT_FENCED,    EVENT_RECOVERED,    EVENT_ADOPTED,
        EVENT_VOIDED,      EVENT_UNDONE,    EVENT_COMMITTED,    EVENT_MASTER_ONLINE,
        EVENT_LEFT_BEHIND, EVENT_FULL_COPY, EVENT_COPY_REBUILT, EVENT_FORWARDED,
        EVENT_CLOSED,      EVENT_DEFINED,   EVENT_DDL_FAILED,
    };
    (void)printf("units: %" PRId64 " ok, %" PRId64 " failed, %" PRId64 " unknown (%" PRId64
                 " of them durable), %" PRId64 " things happened\n",
                 sums->outcomes[UNIT_IS_OK], sums->outcomes[UNIT_IS_FAILED],
                 sums->outcomes[UNIT_IS_UNKNOWN], sums->adopted_units, sums->steps);
    (void)printf("conflicts: %" PRId64 " physical, %" PRId64 " logical, %" PRId64 " tie, %" PRId64
                 " local\n",
                 sums->conflicts[CONFLICT_PHYSICAL], sums->conflicts[CONFLICT_LOGICAL],
                 sums->conflicts[CONFLICT_TIE], sums->conflicts[CONFLICT_LOCAL]);
    (void)printf("sometimes:");
    for (int i = 0; i < COUNT_OF(rare); i++) {
        (void)printf(" %s %" PRId64 "%s", event_row(rare[i])->name, sums->kinds[rare[i]],
                     i + 1 < COUNT_OF(rare) ? "," : "\n");
    }
}

/* An assertion of the engine ends the program; its seed must not be lost. */
static void on_signal(int number)
{
    char text[64];
    int size = snprintf(text, sizeof text, "FAIL seed=%" PRIu64 ": it crashed\n", current_seed);
    ssize_t written = write(STDOUT_FILENO, text, (size_t)size);
    (void)written;
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

static bool parse_option(struct options *options, const char *name, const char *value)
{
    if (strcmp(name, "--seed") == 0) {
        options->seed = strtoull(value, NULL, 10);
    } else if (strcmp(name, "--runs") == 0) {
        options->runs = (int)strtol(value, NULL, 10);
    } else if (strcmp(name, "--events") == 0) {
        options->events = (int)strtol(value, NULL, 10);
    } else if (strcmp(name, "--seeds") == 0) {
        options->seeds = value;
    } else {
        return false;
    }
    return true;
}

int main(int count, char **words)
{
    struct options options = {.seed = 1, .runs = 1, .events = 15000};
    struct sums sums = {0};
    for (int i = 1; i < count; i++) {
        if (strcmp(words[i], "--verbose") == 0) {
            options.is_verbose = true;
        } else if (i + 1 < count && parse_option(&options, words[i], words[i + 1])) {
            i++;
        } else {
            (void)fprintf(stderr, "usage: sim [--seed S] [--runs N] [--events N] [--seeds FILE] "
                                  "[--verbose]\n");
            return 2;
        }
    }
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    (void)signal(SIGABRT, on_signal);
    (void)signal(SIGSEGV, on_signal);
    run_kept_seeds(&options, &sums);
    for (int i = 0; i < options.runs; i++) {
        run_seed(&options, options.seed + (uint64_t)i, &sums);
    }
    print_sums(&sums);
    (void)printf("%d passed, %d failed\n", sums.passed, sums.failed);
    return sums.failed == 0 ? 0 : 1;
}
