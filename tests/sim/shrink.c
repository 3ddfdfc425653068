/* SPDX-License-Identifier: MIT */
/*
 * shrink: which of the things that were done in a run are needed for what failed
 * in it. Deeds are dropped first, then whole clients, then units: each time half
 * of them, then quarters, as long as the same invariant fails.
 */
#include "sim/play.h"

#include "base/mem.h"

#include <string.h>

#define TRIES_MAX 150

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
    int tries;
};

/* Play the replay: does the same invariant fail? */
static bool still_fails(struct shrinking *shrinking)
{
    char invariant[8];
    struct sim *sim = sim_new(shrinking->failed->options, shrinking->failed->seed);
    sim->replay = shrinking->replay;
    (void)sim_play(sim, -1);
    sim_invariant(sim, invariant);
    sim_free(sim);
    shrinking->tries++;
    return strcmp(invariant, shrinking->invariant) == 0;
}

/* What is dropped or not: deeds and units alike, by number. */
static bool *flag(struct shrinking *shrinking, int number, bool of_units)
{
    return of_units ? &shrinking->replay->is_dropped[number]
                    : &shrinking->replay->deeds[number].is_dropped;
}

/* Drop `count` from `first` on, if they are not needed. */
static void try_stretch(struct shrinking *shrinking, int first, int count, bool of_units)
{
    bool *before = mem_alloc((size_t)count, sizeof *before);
    bool has_changed = false;
    for (int i = 0; i < count; i++) {
        bool *is_dropped = flag(shrinking, first + i, of_units);
        before[i] = *is_dropped;
        has_changed = has_changed || !*is_dropped;
        *is_dropped = true;
    }
    if (has_changed && !still_fails(shrinking)) {
        for (int i = 0; i < count; i++) {
            *flag(shrinking, first + i, of_units) = before[i];
        }
    }
    mem_free(before);
}

static void shrink_list(struct shrinking *shrinking, int count, bool of_units)
{
    for (int size = count; size >= 1; size /= 2) {
        for (int first = 0; first < count && shrinking->tries < TRIES_MAX; first += size) {
            int left = count - first < size ? count - first : size;
            try_stretch(shrinking, first, left, of_units);
        }
    }
}

static void shrink_clients(struct shrinking *shrinking)
{
    struct replay *replay = shrinking->replay;
    bool *before = mem_alloc((size_t)replay->unit_count + 1, sizeof *before);
    for (int client = 0; client < SIM_CLIENTS_MAX && shrinking->tries < TRIES_MAX; client++) {
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
    shrink_list(&shrinking, replay->deed_count, false);
    shrink_clients(&shrinking);
    shrink_list(&shrinking, replay->unit_count, true);
    shrink_list(&shrinking, replay->deed_count, false);
}
