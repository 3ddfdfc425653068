/* SPDX-License-Identifier: MIT */
/*
 * shrink: which of the things that were done in a run are needed for what failed
 * in it. Tables with their rows are dropped first, then deeds, whole clients and
 * units: all of them, then halves, then quarters, as long as the same invariant
 * fails; and all that once more, until there is nothing left to drop.
 *
 * What it may take is a number of steps, not of seconds: it ends alike everywhere.
 */
#include "sim/play.h"

#include "base/mem.h"

#include <string.h>

#define STEPS_MAX 10000000 /* of all runs together: less than a minute */
#define START_STEPS 2000   /* what a run costs before its first */
#define ROUNDS_MAX 4

struct replay replay_of(const struct sim *sim)
{
    struct replay replay = {.deed_count = sim->deed_count,
                            .unit_count = sim->workload.unit_count,
                            .healed_at = sim->healed_at,
                            .failed_at = world_now(&sim->world),
                            .was_healed = sim->healed_at > 0};
    replay.deeds = mem_alloc((size_t)replay.deed_count + 1, sizeof *replay.deeds);
    replay.units = mem_alloc((size_t)replay.unit_count + 1, sizeof *replay.units);
    replay.is_dropped = mem_alloc((size_t)replay.unit_count + 1, sizeof *replay.is_dropped);
    memcpy(replay.deeds, sim->deeds, (size_t)replay.deed_count * sizeof *replay.deeds);
    for (int i = 0; i < replay.unit_count; i++) {
        const struct unit *unit = &sim->workload.units[i];
        replay.units[i] = (struct unit){.recipe = unit->recipe,
                                        .client = unit->client,
                                        .wish = unit->wish,
                                        .a = unit->a,
                                        .b = unit->b,
                                        .amount = unit->amount,
                                        .chance = unit->chance,
                                        .begun = unit->begun};
    }
    return replay;
}

void replay_release(struct replay *replay)
{
    mem_free(replay->deeds);
    mem_free(replay->units);
    mem_free(replay->is_dropped);
    *replay = (struct replay){0};
}

struct shrinking {
    struct replay *replay;
    const struct sim *failed;
    char invariant[8];
    int64_t steps;
};

enum list { LIST_TABLES, LIST_DEEDS, LIST_UNITS };

static bool is_over(const struct shrinking *shrinking)
{
    return shrinking->steps >= STEPS_MAX;
}

/* Play the replay: does the same invariant fail? */
static bool still_fails(struct shrinking *shrinking)
{
    char invariant[8];
    struct sim *sim = sim_new(shrinking->failed->options, shrinking->failed->seed);
    sim->replay = shrinking->replay;
    (void)sim_play(sim, -1);
    sim_invariant(sim, invariant);
    shrinking->steps += sim->steps + START_STEPS;
    sim_free(sim);
    return strcmp(invariant, shrinking->invariant) == 0;
}

/* What is dropped or not, by number. */
static bool *flag(struct shrinking *shrinking, enum list list, int number)
{
    struct replay *replay = shrinking->replay;
    return list == LIST_TABLES  ? &replay->no_table[number]
           : list == LIST_DEEDS ? &replay->deeds[number].is_dropped
                                : &replay->is_dropped[number];
}

/* Drop `count` from `first` on, if they are not needed. Gives how many were. */
static int try_stretch(struct shrinking *shrinking, enum list list, int first, int count)
{
    bool *before = mem_alloc((size_t)count, sizeof *before);
    int dropped = 0;
    for (int i = 0; i < count; i++) {
        bool *is_dropped = flag(shrinking, list, first + i);
        before[i] = *is_dropped;
        dropped += !*is_dropped;
        *is_dropped = true;
    }
    if (dropped > 0 && !still_fails(shrinking)) {
        for (int i = 0; i < count; i++) {
            *flag(shrinking, list, first + i) = before[i];
        }
        dropped = 0;
    }
    mem_free(before);
    return dropped;
}

static int shrink_list(struct shrinking *shrinking, enum list list, int count)
{
    int dropped = 0;
    for (int size = count; size >= 1; size /= 2) {
        for (int first = 0; first < count && !is_over(shrinking); first += size) {
            int left = count - first < size ? count - first : size;
            dropped += try_stretch(shrinking, list, first, left);
        }
    }
    return dropped;
}

static void shrink_clients(struct shrinking *shrinking)
{
    struct replay *replay = shrinking->replay;
    bool *before = mem_alloc((size_t)replay->unit_count + 1, sizeof *before);
    for (int client = 0; client < SIM_CLIENTS_MAX && !is_over(shrinking); client++) {
        memcpy(before, replay->is_dropped, (size_t)replay->unit_count * sizeof *before);
        for (int i = 0; i < replay->unit_count; i++) {
            replay->is_dropped[i] |= replay->units[i].client == client;
        }
        if (!still_fails(shrinking)) {
            memcpy(replay->is_dropped, before, (size_t)replay->unit_count * sizeof *before);
        }
    }
    mem_free(before);
}

void shrink(struct replay *replay, const struct sim *failed)
{
    struct shrinking shrinking = {.replay = replay, .failed = failed};
    sim_invariant(failed, shrinking.invariant);
    if (!still_fails(&shrinking)) {
        return; /* it stands and falls with the moment at which somebody typed */
    }
    int dropped = 1;
    for (int i = 0; i < ROUNDS_MAX && dropped > 0 && !is_over(&shrinking); i++) {
        dropped = shrink_list(&shrinking, LIST_TABLES, recipe_table_count);
        dropped += shrink_list(&shrinking, LIST_DEEDS, replay->deed_count);
        shrink_clients(&shrinking);
        dropped += shrink_list(&shrinking, LIST_UNITS, replay->unit_count);
    }
}
