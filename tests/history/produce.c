/* SPDX-License-Identifier: MIT */
/*
 * produce: histories for check, one for each seed.
 *
 *   produce --seed S --runs N [--keep FOLDER]
 *
 * Programs append to lists and count registers up, in transactions and without, at levels that
 * they change, while a nemesis breaks things; all of it typed into a lab. What they asked and what
 * they were answered is written as check.c says, and at the end, when all was healed and is long
 * quiet, what every master shows. With --keep the runs are written, too, for the screen.
 *
 * A program calls an outcome unknown when its COMMIT, or a write that is a transaction by itself,
 * was not answered. All else that is not OK has no effect, for certain: check holds it to that.
 */
#include "history/program.h"

#include "base/mem.h"
#include "sim/nemesis.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 3000000
#define ONLINE_US (60 * US_PER_S) /* restarts after all was healed */
#define QUIET_US (20 * US_PER_S)
#define LAST_TRIES 50

struct producer {
    struct world world;
    struct programs programs;
    struct nemesis nemesis;
    int64_t steps;
};

static void on_reply(void *user, const struct lab_reply *reply)
{
    if (reply->said != NULL) {
        programs_on_reply(&((struct producer *)user)->programs, reply->said);
    }
}

static void give_up(struct producer *producer, const char *why)
{
    (void)printf("\n%s\n", why); /* no line of a history: check stops here, too */
    (void)fprintf(stderr, "produce: %s\n", why);
    producer->steps = STEPS_MAX;
}

static void do_strike(struct producer *producer, const struct strike *strike)
{
    for (int i = 0; i < strike->count; i++) {
        (void)world_type(&producer->world, strike->lines[i]);
    }
}

/* Let one thing happen: in the lab, to a program, by the nemesis. */
static void step(struct producer *producer)
{
    struct strike strike;
    struct lab *lab = producer->world.lab;
    producer->steps++;
    sim_us lab_at = lab_next_at(lab);
    sim_us program_at = programs_next_at(&producer->programs);
    if (producer->nemesis.due <= lab_at && producer->nemesis.due <= program_at) {
        lab_reach(lab, producer->nemesis.due > lab_now(lab) ? producer->nemesis.due : lab_now(lab));
        nemesis_choose(&producer->nemesis, lab, lab_now(lab), &strike);
        do_strike(producer, &strike);
    } else if (program_at <= lab_at) {
        lab_reach(lab, program_at > lab_now(lab) ? program_at : lab_now(lab));
        programs_step(&producer->programs);
    } else {
        nemesis_watch(&producer->nemesis, lab, &strike);
        (void)lab_step(lab);
        do_strike(producer, &strike);
    }
    if (lab_failure(lab) != NULL) {
        give_up(producer, lab_failure(lab));
    }
}

static void run_until(struct producer *producer, sim_us until)
{
    while (world_now(&producer->world) < until && producer->steps < STEPS_MAX) {
        step(producer);
    }
}

/* --- the configuration ------------------------------------------------------------------------ */

static void choose_configuration(struct producer *producer, struct rng *rng, int masters)
{
    static const int rows[] = {1, 4, 100};
    static const int lags_ms[] = {0, 3, 25, 200};
    static const int silent_ms[] = {40, 1000, 5000};
    struct world *world = &producer->world;
    (void)world_typef(world, "\\set page.rows=%d", rows[rng_below(rng, 3)]);
    (void)world_typef(world, "\\set rep.lag=%dms", lags_ms[rng_below(rng, 4)]);
    (void)world_typef(world, "\\set rep.silent=%dms", silent_ms[rng_below(rng, 3)]);
    (void)world_typef(world, "\\set eng.restart_min=20ms");
    (void)world_typef(world, "\\set eng.restart_max=%dms", (int)rng_between(rng, 50, 3000));
    (void)world_typef(world, "\\set eng.restart_slow=0");
    (void)world_typef(world, "\\set eng.lock_wait=%dms", (int)rng_between(rng, 50, 2000));
    (void)world_typef(world, "\\set eng.quorum_wait=%dms", (int)rng_between(rng, 100, 3000));
    (void)world_typef(world, "\\set rep.graw_timeout=%dms", (int)rng_between(rng, 50, 3000));
    int clients = (int)rng_between(rng, masters, PROGRAMS_MAX);
    for (int i = masters; i < clients; i++) {
        (void)world_typef(world, "\\client add az=%c", (int)('a' + rng_below(rng, AZS_MAX)));
    }
    for (int i = 1; i <= clients; i++) {
        if (rng_chance(rng, 300)) {
            (void)world_typef(world, "\\client %d driver round_robin", i);
        }
        (void)world_typef(world, "\\client %d set pool.connect_timeout=300ms", i);
        (void)world_typef(world, "\\client %d set pool.read_timeout=%dms", i,
                          (int)rng_between(rng, 20, 2000));
    }
    programs_begin(&producer->programs, clients);
}

static bool start(struct producer *producer, uint64_t seed, int *masters)
{
    struct rng root;
    struct err err = {0};
    rng_init(&root, seed);
    struct rng rng = rng_fork(&root, "history", 0);
    struct rng faults = rng_fork(&root, "history nemesis", 0);
    struct rng work = rng_fork(&root, "history programs", 0);
    *masters = (int)rng_between(&rng, MASTERS_MIN, MASTERS_MAX);
    struct lab_config config = {
        .seed = seed, .masters = *masters, .sink = {.on_reply = on_reply, .user = producer}};
    if (!world_open(&producer->world, &config, &err)) {
        (void)fprintf(stderr, "produce: %s\n", err.text);
        exit(3);
    }
    (void)printf("{\"history\":\"seed %" PRIu64 ", %d masters\"}\n", seed, *masters);
    nemesis_end(&producer->nemesis);
    if (!programs_fill(&producer->programs, &producer->world, &work)) {
        return false;
    }
    choose_configuration(producer, &rng, *masters);
    nemesis_init(&producer->nemesis, &faults, world_now(&producer->world));
    return true;
}

/* --- the end ---------------------------------------------------------------------------------- */

static bool is_absent(struct producer *producer, int master)
{
    return !world_typef(&producer->world, "\\client 1 connect m%d", master + 1);
}

/* What a master shows at last; some tries, as the client must first come to it. */
static void read_last(struct producer *producer, int master)
{
    for (int i = 0; i < LAST_TRIES; i++) {
        if (is_absent(producer, master) || programs_read_last(&producer->programs, master)) {
            return;
        }
        lab_advance(producer->world.lab, world_now(&producer->world) + 200 * US_PER_MS);
    }
    give_up(producer, "a master shows nothing after all was healed");
}

static void finish(struct producer *producer)
{
    programs_end(&producer->programs);
    nemesis_end(&producer->nemesis);
    (void)world_type(&producer->world, "\\heal");
    sim_us limit = world_now(&producer->world) + ONLINE_US;
    while (!programs_are_idle(&producer->programs) && world_now(&producer->world) < limit) {
        run_until(producer, world_now(&producer->world) + 1);
    }
    if (!programs_are_idle(&producer->programs)) {
        give_up(producer, "a program waits for an answer after all was healed");
        return;
    }
    run_until(producer, world_now(&producer->world) + QUIET_US);
    for (int i = 0; i < MASTERS_MAX; i++) {
        read_last(producer, i);
    }
}

static bool produce(uint64_t seed, const char *keep)
{
    struct producer *producer = mem_alloc(1, sizeof(*producer));
    int masters = 0;
    if (!start(producer, seed, &masters)) {
        give_up(producer, "the tables cannot be made");
    }
    while (producer->steps < STEPS_MAX && !programs_are_done(&producer->programs)) {
        step(producer);
    }
    if (producer->steps < STEPS_MAX) {
        finish(producer);
    }
    bool is_good = producer->steps < STEPS_MAX;
    if (keep != NULL) {
        char path[300];
        (void)snprintf(path, sizeof(path), "%s/history-%" PRIu64 ".run", keep, seed);
        is_good = world_keep(&producer->world, path, "the history ends") && is_good;
    }
    programs_release(&producer->programs);
    world_close(&producer->world);
    mem_free(producer);
    return is_good;
}

int main(int count, char **words)
{
    uint64_t seed = 1;
    int runs = 1;
    const char *keep = NULL;
    for (int i = 1; i < count; i += 2) {
        const char *value = i + 1 < count ? words[i + 1] : NULL;
        if (value != NULL && strcmp(words[i], "--seed") == 0) {
            seed = strtoull(value, NULL, 10);
        } else if (value != NULL && strcmp(words[i], "--runs") == 0) {
            runs = (int)strtol(value, NULL, 10);
        } else if (value != NULL && strcmp(words[i], "--keep") == 0) {
            keep = value;
        } else {
            (void)fprintf(stderr, "usage: produce [--seed S] [--runs N] [--keep FOLDER]\n");
            return 2;
        }
    }
    bool is_good = true;
    for (int i = 0; i < runs && is_good; i++) {
        is_good = produce(seed + (uint64_t)i, keep);
    }
    return is_good ? 0 : 1;
}
