/* SPDX-License-Identifier: MIT */
#include "sim/play.h"

#include "base/mem.h"
#include "cluster/parameter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIVENESS_US (60 * US_PER_S) /* restarts, recovery and catch-up after all was healed */
#define QUIET_US (12 * US_PER_S)    /* gossip and asking for what is missing */
#define GOSSIPS_MORE 10             /* and so often 2 s more, if that was not enough */
#define STEPS_MAX 4000000           /* of one run: more is a cluster that does not come to rest */
#define PROBE_TRIES 100
#define SOUND_EACH 8              /* steps, between looks at the clients' pools */
#define SPOKEN_US (2 * US_PER_S)  /* what the nemesis has asked for may be on its way */
#define LIFT_US (200 * US_PER_MS) /* between two attempts to have a master take writes */
#define NAME_PERMILLE 300         /* of moves, to an endpoint */
#define NARROW_GOSSIP_US (8 * US_PER_S)

/* --- what is heard ---------------------------------------------------------------------------- */

static void narrate(const struct sim *sim, const struct event *event)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    lab_add_event(sim->world.lab, event, &text);
    (void)printf("%s\n", text.data);
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
    if (sim->options->narrates && sim->world.lab != NULL) {
        narrate(sim, event);
    }
    sim_watch(sim, event);
}

static void on_reply(void *user, const struct lab_reply *reply)
{
    if (reply->said != NULL) {
        workload_on_reply(&((struct sim *)user)->workload, reply->said);
    }
}

static void on_truth(void *user, const struct durable *commit)
{
    struct sim *sim = user;
    workload_on_truth(&sim->workload, commit->client, commit->unit);
    keyed_on_truth(&sim->keyed, commit->client + 1, commit->unit);
}

/* --- failing ---------------------------------------------------------------------------------- */

const char *sim_failure(const struct sim *sim)
{
    const char *engine = sim->world.lab != NULL ? lab_failure(sim->world.lab) : NULL;
    if (engine != NULL) {
        return engine;
    }
    return sim->workload.failure[0] != '\0' ? sim->workload.failure : NULL;
}

void sim_invariant(const struct sim *sim, char out[8])
{
    const char *text = sim_failure(sim);
    text = text == NULL ? "" : text;
    text += strncmp(text, "FAIL ", 5) == 0 ? 5 : 0;
    (void)snprintf(out, 8, "%.*s", (int)strcspn(text, ": "), text);
}

static bool failed(const struct sim *sim)
{
    return sim_failure(sim) != NULL;
}

static void fail(struct sim *sim, const char *text)
{
    (void)workload_fail(&sim->workload, text, sim->steps, 0);
}

/* --- the start -------------------------------------------------------------------------------- */

static uint32_t tables_left_out(const struct replay *replay)
{
    uint32_t tables = 0;
    for (int i = 0; replay != NULL && i < recipe_table_count; i++) {
        tables |= replay->no_table[i] ? UINT32_C(1) << i : 0;
    }
    return tables;
}

static const struct tale *choose_tale(const struct sim *sim, const struct rng *root)
{
    const char *name = sim->options->story;
    return name == NULL ? story_draw(root) : story_find(name);
}

/* Who works at the side, besides the clients of the workload, and what breaks. */
static void start_others(struct sim *sim, struct rng *rng, const struct rng *root)
{
    struct rng keys = rng_fork(root, "sim keys", 0);
    if (sim->workload.owners == 0 && rng_chance(rng, 150)) {
        (void)world_typef(&sim->world, "\\load bank clients=2 rate=%d",
                          (int)rng_between(rng, 2, 40));
    } else if (sim->workload.owners == 0 &&
               (sim->options->focus == KEYED_WORK || rng_chance(&keys, 150))) {
        keyed_start(&sim->keyed, &sim->world, &keys);
    }
    struct rng faults = rng_fork(root, "sim nemesis", 0);
    nemesis_init(&sim->nemesis, &faults, world_now(&sim->world));
    if (sim->nemesis.is_narrow) {
        sim_set(sim, PARAM_GOSSIP_US,
                NARROW_GOSSIP_US); /* it would soon show every copy everything */
    }
    if (sim->workload.owners == 0) {
        nemesis_enter(&sim->nemesis, &sim->world, &faults);
        sim->workload.name_permille = sim->nemesis.client > 0 ? NAME_PERMILLE : 0;
    }
}

static bool start(struct sim *sim)
{
    struct rng root;
    struct err err = {0};
    rng_init(&root, sim->seed);
    const struct tale *tale = choose_tale(sim, &root);
    struct rng rng = rng_fork(&root, "sim config", 0);
    int masters = (int)rng_between(&rng, MASTERS_MIN, MASTERS_MAX);
    masters = tale != NULL && masters < STORY_MASTERS ? STORY_MASTERS : masters;
    struct lab_config config = {
        .seed = sim->seed,
        .masters = masters,
        .sink = {.on_event = on_event, .on_reply = on_reply, .user = sim},
        .on_truth = on_truth,
    };
    if (!world_open(&sim->world, &config, &err)) {
        (void)fprintf(stderr, "sim: %s\n", err.text);
        exit(3);
    }
    struct rng work = rng_fork(&root, "sim workload", 0);
    sim_choose_shape(sim, &rng);
    if (tale != NULL) {
        sim_set(sim, PARAM_ROWS_PER_PAGE, STORY_PAGE_ROWS);
    }
    if (!workload_start(&sim->workload, &sim->world, &work, tables_left_out(sim->replay))) {
        return false;
    }
    sim->workload.focus = sim->options->focus != 0 ? sim->options->focus : sim->workload.focus;
    sim->workload.is_given = sim->replay != NULL;
    sim->workload.owners = rng_chance(&rng, 50) && tale == NULL ? masters : 0;
    workload_add_clients(&sim->workload, sim_choose_clients(sim, &rng, masters));
    sim_choose_timing(sim, &rng);
    if (tale != NULL) {
        sim_calm(sim, &root, sim->workload.client_count);
        nemesis_init(&sim->nemesis, &root, world_now(&sim->world));
        nemesis_tell(&sim->nemesis, &sim->world, tale, &root);
    } else {
        start_others(sim, &rng, &root);
    }
    if (sim->replay != NULL || sim->workload.owners > 0) {
        nemesis_end(&sim->nemesis);
    }
    return true;
}

/* --- one thing after the other ---------------------------------------------------------------- */

static void do_deed(struct sim *sim, const char *line)
{
    mem_grow((void **)&sim->deeds, &sim->deed_room, sim->deed_count + 1, sizeof(*sim->deeds));
    struct deed_done *deed = &sim->deeds[sim->deed_count++];
    *deed = (struct deed_done){.at = world_now(&sim->world), .units = sim->workload.unit_count};
    memcpy(deed->line, line, DEED_SIZE);
    (void)world_type(&sim->world, line);
    sim_watch_others(sim);
}

static void do_strike(struct sim *sim, const struct strike *strike)
{
    for (int i = 0; i < strike->count; i++) {
        do_deed(sim, strike->lines[i]);
    }
}

/* Let one thing happen in the lab, and strike where the nemesis takes aim: just before or after. */
static void step_lab(struct sim *sim)
{
    struct strike strike;
    struct lab *lab = sim->world.lab;
    nemesis_watch(&sim->nemesis, lab, &strike);
    sim_us at = lab_next_at(lab);
    if (strike.count > 0 && strike.is_before && at - 1 > lab_now(lab)) {
        lab_reach(lab, at - 1);
        do_strike(sim, &strike);
        return;
    }
    (void)lab_step(lab);
    sim_watch_others(sim);
    do_strike(sim, &strike);
}

/* When the replay has its next unit or deed. */
static sim_us replay_next_at(struct sim *sim)
{
    const struct replay *replay = sim->replay;
    if (replay == NULL) {
        return SIM_NEVER;
    }
    while (sim->next_deed < replay->deed_count && replay->deeds[sim->next_deed].is_dropped) {
        sim->next_deed++;
    }
    while (sim->next_unit < replay->unit_count && replay->is_dropped[sim->next_unit]) {
        sim->next_unit++;
    }
    sim_us deed =
        sim->next_deed < replay->deed_count ? replay->deeds[sim->next_deed].at : SIM_NEVER;
    sim_us unit =
        sim->next_unit < replay->unit_count ? replay->units[sim->next_unit].begun : SIM_NEVER;
    return deed < unit ? deed : unit;
}

static void step_replay(struct sim *sim)
{
    const struct replay *replay = sim->replay;
    const struct deed_done *deed = &replay->deeds[sim->next_deed];
    const struct unit *unit = &replay->units[sim->next_unit];
    bool has_deed = sim->next_deed < replay->deed_count;
    bool has_unit = sim->next_unit < replay->unit_count;
    bool is_deeds_turn = has_deed && (!has_unit || deed->at < unit->begun ||
                                      (deed->at == unit->begun && deed->units <= sim->next_unit));
    if (is_deeds_turn) {
        sim->next_deed++;
        do_deed(sim, deed->line);
    } else {
        sim->next_unit++;
        (void)workload_begin(&sim->workload, unit);
    }
}

static sim_us earliest(sim_us a, sim_us b)
{
    return a < b ? a : b;
}

/* Replies first, then what was to come anyway, then new work. */
static void step(struct sim *sim)
{
    sim_us now = world_now(&sim->world);
    sim_us lab_at = lab_next_at(sim->world.lab);
    sim_us client_at = workload_next_at(&sim->workload);
    sim_us replay_at = replay_next_at(sim);
    sim_us at = earliest(client_at, earliest(replay_at, sim->nemesis.due));
    sim->steps++;
    if (sim->steps % SOUND_EACH == 0 && !clients_are_sound(lab_clients(sim->world.lab))) {
        fail(sim, "I22: connections that are not closed and not there, or used by two");
    }
    if (client_at <= now) {
        workload_step(&sim->workload);
    } else if (replay_at <= now) {
        step_replay(sim);
    } else if (lab_at <= at) {
        step_lab(sim);
    } else {
        lab_reach(sim->world.lab, at);
        if (client_at == at) {
            workload_step(&sim->workload);
        } else if (replay_at == at) {
            step_replay(sim);
        } else {
            struct strike strike;
            nemesis_choose(&sim->nemesis, sim->world.lab, at, &strike);
            do_strike(sim, &strike);
        }
    }
}

/* --- the end ---------------------------------------------------------------------------------- */

static bool all_online(const struct sim *sim)
{
    struct cluster_view view;
    cluster_look(lab_cluster(sim->world.lab), &view);
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (view.masters[i].state == MASTER_OFFLINE || view.masters[i].state == MASTER_RECOVERY) {
            return false;
        }
    }
    return true;
}

static void run_until(struct sim *sim, sim_us until, bool (*is_done)(const struct sim *sim))
{
    while (!failed(sim) && world_now(&sim->world) < until && !is_done(sim)) {
        if (sim->steps > STEPS_MAX) {
            fail(sim, "I26: the cluster does not come to rest");
            return;
        }
        sim_us next = earliest(lab_next_at(sim->world.lab),
                               earliest(workload_next_at(&sim->workload), replay_next_at(sim)));
        if (next > until) {
            lab_reach(sim->world.lab, until);
            return;
        }
        step(sim);
    }
}

static bool is_never_done(const struct sim *sim)
{
    (void)sim;
    return false;
}

static bool clients_rest(const struct sim *sim)
{
    return workload_is_idle(&sim->workload) && lab_is_answered(sim->world.lab, 0);
}

static void probe_masters(struct sim *sim)
{
    struct cluster_view view;
    cluster_look(lab_cluster(sim->world.lab), &view);
    for (int i = 0; i < MASTERS_MAX && !failed(sim); i++) {
        if (view.masters[i].state == MASTER_ONLINE) {
            (void)workload_probe(&sim->workload, i, PROBE_TRIES);
        }
    }
}

/* What a load promises of the rows that it writes. */
static void check_load(struct sim *sim)
{
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    if (lab_apply(sim->world.lab, "\\load check", 1, &reply, NULL) == RC_OK &&
        strstr(reply.data, "WRONG") != NULL) {
        fail(sim, "I6: a load's check finds its rows wrong");
    }
    buf_release(&reply);
}

/* I11 by the engine's own account, by the stores' digests, and by the rows themselves. */
static void check_quiet(struct sim *sim)
{
    struct err err = {0};
    struct cluster_view view;
    struct clients_view clients;
    uint64_t first = 0;
    if (lab_check_quiet(sim->world.lab, &err) != RC_OK) {
        fail(sim, err.text);
    }
    clients_look(lab_clients(sim->world.lab), &clients);
    if (clients.lost > 0) {
        fail(sim, "I2: what a load's client was told is OK is not durable");
    }
    cluster_look(lab_cluster(sim->world.lab), &view);
    check_load(sim);
    const char *wrong = keyed_check(&sim->keyed, sim->world.lab);
    if (wrong != NULL) {
        fail(sim, wrong);
    }
    for (int i = 0; i < MASTERS_MAX && !failed(sim); i++) {
        uint64_t digest = 0;
        if (view.masters[i].state != MASTER_ONLINE ||
            !lab_store_digest(sim->world.lab, i, &digest)) {
            continue;
        }
        first = first == 0 ? digest : first;
        if (digest != first) {
            fail(sim, "I11: two masters' rows differ");
        }
        if (view.masters[i].open_txns != 0) {
            fail(sim, "I11: a transaction is still open");
        }
        if (workload_check(&sim->workload, i)) {
            sim->lost_updates = workload_lost_updates(&sim->workload, i);
        }
    }
}

/*
 * Nothing is asked any more. What one copy alone has noted, of a transaction that its master's end
 * left undone, gets to the others by gossip alone, and by chance not for a while.
 */
static void come_to_rest(struct sim *sim)
{
    struct err err = {0};
    run_until(sim, world_now(&sim->world) + QUIET_US, is_never_done);
    for (int i = 0; i < GOSSIPS_MORE && !failed(sim); i++) {
        if (lab_check_quiet(sim->world.lab, &err) == RC_OK) {
            return;
        }
        run_until(sim, world_now(&sim->world) + 2 * US_PER_S, is_never_done);
    }
}

/* The clients work on, and nothing is in their way. */
static void work_in_peace(struct sim *sim)
{
    int64_t end = sim->steps + sim->options->events * 3 / 10;
    while (!failed(sim) &&
           (sim->replay == NULL ? sim->steps < end : replay_next_at(sim) != SIM_NEVER)) {
        step(sim);
    }
}

/* Nobody is in the other's way where each master has pages of its own, unless one was away. */
static void check_owners(struct sim *sim)
{
    int64_t conflicts = sim->conflicts[CONFLICT_PHYSICAL] + sim->conflicts[CONFLICT_LOGICAL] +
                        sim->conflicts[CONFLICT_TIE];
    if (sim->workload.owners > 0 && conflicts > 0 && sim->kinds[EVENT_MASTER_RECOVERING] == 0) {
        fail(sim, "I15: masters that write pages of their own are in conflict");
    }
}

static void heal(struct sim *sim)
{
    int tries = 0;
    (void)world_type(&sim->world, "\\heal");
    sim_set(sim, PARAM_GOSSIP_US, US_PER_S);
    if (sim->nemesis.client > 0) {
        run_until(sim, world_now(&sim->world) + SPOKEN_US, is_never_done);
        (void)world_type(&sim->world, "\\heal");
    }
    run_until(sim, world_now(&sim->world) + LIVENESS_US, all_online);
    if (!failed(sim) && !all_online(sim)) {
        fail(sim, "I26: a master is not Online 60 s after everything was healed");
    }
    while (!failed(sim) && nemesis_lift(&sim->nemesis, &sim->world)) {
        run_until(sim, world_now(&sim->world) + LIFT_US, is_never_done);
        if (++tries == PROBE_TRIES) {
            fail(sim, "I26: a master stays read only after everything was healed");
        }
    }
}

static void come_to_an_end(struct sim *sim)
{
    run_until(sim, world_now(&sim->world) + LIVENESS_US, clients_rest);
    if (!failed(sim) && !clients_rest(sim)) {
        fail(sim, "I26: a client waits still, 60 s after everything was healed");
    }
}

static void finish(struct sim *sim)
{
    nemesis_end(&sim->nemesis);
    sim->healed_at = world_now(&sim->world);
    heal(sim);
    work_in_peace(sim);
    sim->workload.is_over = true;
    (void)world_type(&sim->world, "\\load stop");
    come_to_an_end(sim);
    story_end(&sim->nemesis.story, &sim->world);
    come_to_an_end(sim);
    check_owners(sim);
    sim_set_client(sim, 1, "pool.read_timeout", 5000); /* whoever asks now has patience */
    if (!failed(sim)) {
        probe_masters(sim);
    }
    for (int i = 1; i <= clients_count(lab_clients(sim->world.lab)); i++) {
        sim_set_client(sim, i, "hc.interval", 60000);
        sim_set_client(sim, i, "topo.refresh", 60000);
        sim_set_client(sim, i, "pool.lifetime", 0); /* nobody opens or closes a connection */
        sim_set_client(sim, i, "pool.idle", 0);
    }
    come_to_rest(sim);
    if (!failed(sim)) {
        check_quiet(sim);
    }
}

/* --- saving on the way ------------------------------------------------------------------------ */

/* Save, go on for `detour` steps, and become what was saved. */
static void save_and_return(struct sim *sim, int64_t detour)
{
    struct buf saved;
    struct err err = {0};
    struct sim *copy = mem_alloc(1, sizeof *copy);
    buf_init(&saved, BUF_CAP_STATE);
    lab_save(sim->world.lab, &saved);
    *copy = *sim;
    int lines = world_lines(&sim->world);
    sim->is_muted = true;
    while (detour-- > 0) {
        step(sim);
    }
    if (world_return(&sim->world, &saved, lines, &err) != RC_OK) {
        (void)snprintf(copy->workload.failure, sizeof copy->workload.failure, "I27: %s", err.text);
    }
    /* What is owned has grown meanwhile. */
    copy->world = sim->world;
    copy->deeds = sim->deeds;
    copy->deed_room = sim->deed_room;
    *sim = *copy;
    mem_free(copy);
    buf_release(&saved);
}

uint64_t sim_play(struct sim *sim, int64_t save_at)
{
    if (!start(sim)) {
        return 0;
    }
    sim->steps = 0;
    int64_t faults_end = sim->options->events * 7 / 10;
    const struct replay *replay = sim->replay;
    sim_us until = replay == NULL       ? SIM_NEVER
                   : replay->was_healed ? replay->healed_at
                                        : replay->failed_at + US_PER_S;
    while (!failed(sim) && world_now(&sim->world) < until &&
           (replay != NULL || sim->steps < faults_end)) {
        step(sim);
        if (sim->steps == save_at) {
            save_and_return(sim, 1 + save_at % 997);
        }
    }
    if (!failed(sim) && (replay == NULL || replay->was_healed)) {
        finish(sim);
    }
    return lab_trace(sim->world.lab);
}

/* --- life ------------------------------------------------------------------------------------- */

struct sim *sim_new(const struct options *options, uint64_t seed)
{
    struct sim *sim = mem_alloc(1, sizeof *sim);
    sim->options = options;
    sim->seed = seed;
    sim->blow.master = -1;
    return sim;
}

void sim_free(struct sim *sim)
{
    world_close(&sim->world);
    mem_free(sim->deeds);
    mem_free(sim);
}
