/* SPDX-License-Identifier: MIT */
/*
 * play: one simulated run: a configuration, a start, clients at work while the
 * nemesis strikes, then everything is healed and must be in order.
 *
 * Its lines come from the seed, or, to find out which of them are needed for a
 * failure, from what another run did (`struct replay`).
 */
#ifndef SIM_PLAY_H
#define SIM_PLAY_H

#include "sim/keyed.h"
#include "sim/nemesis.h"
#include "sim/recipes.h"
#include "sim/workload.h"

#define EVENTS_SHOWN 50
#define LOSERS_KEPT 4096
#define TIES_KEPT 8

/* What is about to happen to one master, and all of them just before it. */
struct blow {
    int master; /* -1: none */
    sim_us at;
    uint64_t steps; /* of the lab */
    struct cluster_view before;
};

/* A line of the nemesis. */
struct deed_done {
    sim_us at;
    int units; /* that had begun before it */
    char line[DEED_SIZE];
    bool is_dropped;
};

/* What was done in a run, to be done again, but for what is dropped. */
struct replay {
    struct deed_done *deeds; /* owned */
    int deed_count;
    struct unit *units; /* owned */
    bool *is_dropped;   /* owned; by unit */
    int unit_count;
    bool no_table[RECIPE_TABLES_MAX]; /* by number, of recipe_tables */
    sim_us healed_at;
    sim_us failed_at;
    bool was_healed; /* it failed after that */
};

struct options {
    uint64_t seed;
    int runs;
    int events;        /* things that happen while clients work */
    int focus;         /* a workload; 0: as the seed has it */
    const char *story; /* a tale's name, or "none"; NULL: as the seed has it */
    const char *seeds;
    const char *keep; /* a directory for what failed; NULL: nothing is kept */
    bool is_verbose;
    bool narrates; /* every event is printed */
    bool digest;
    bool stop; /* at the first seed that fails */
    bool once; /* it is not played again with a save on the way */
};

struct sim {
    const struct options *options;
    uint64_t seed;
    struct world world;
    struct workload workload;
    struct nemesis nemesis;
    struct keyed keyed;
    int64_t steps;
    const struct replay *replay; /* borrowed; NULL: the seed decides */
    int next_deed;
    int next_unit;
    struct deed_done *deeds; /* owned: the nemesis' lines so far */
    int deed_count;
    int deed_room;
    sim_us healed_at;
    /* What was seen. */
    struct event last[EVENTS_SHOWN];
    int64_t kinds[EVENT_KIND_COUNT];
    int64_t conflicts[4];
    int64_t event_count;
    int64_t lost_updates;
    uint64_t losers[LOSERS_KEPT]; /* transactions that met 1213, by their number */
    enum endpoint_state endpoints[CLIENTS_MAX][MASTERS_MAX];
    int64_t edges[ENDPOINT_STATE_COUNT][ENDPOINT_STATE_COUNT]; /* taken by them, from and to */
    struct event ties[TIES_KEPT];                              /* in which two copies voted */
    int64_t tie_count;
    int64_t three_ways;        /* ties of three masters, two votes each */
    int64_t spoken_crashes[3]; /* by a statement; enum event_crash */
    int64_t named[2];          /* endpoints added and removed */
    struct blow blow;
    bool has_changed[MASTERS_MAX]; /* it was added or removed on the way */
    bool is_muted;                 /* going on where it will be undone: nothing is counted */
};

/* The caller owns it. */
struct sim *sim_new(const struct options *options, uint64_t seed);
void sim_free(struct sim *sim);

/*
 * Play it to its end, or to the first violation. `save_at`: the step at which it saves itself,
 * goes on for a while and becomes what was saved; < 0: never. Gives the digest of its narrative.
 */
uint64_t sim_play(struct sim *sim, int64_t save_at);
/* "I3: what was violated"; NULL: nothing. */
const char *sim_failure(const struct sim *sim);
/* The invariant alone: "I3"; "" if none. */
void sim_invariant(const struct sim *sim, char out[8]);

/* setting.c: what stands still in a run. Shape: of the tables, before there are any. */
void sim_set(struct sim *sim, enum parameter parameter, int64_t value);
void sim_set_client(struct sim *sim, int number, const char *name, int64_t ms);
void sim_choose_shape(struct sim *sim, struct rng *rng);
void sim_choose_timing(struct sim *sim, struct rng *rng);
/* A story needs time between its lines: those who work meanwhile are few and slow. */
void sim_calm(struct sim *sim, const struct rng *root, int clients);
/* The lab has one client for each master; more of them, here and there. Gives how many. */
int sim_choose_clients(struct sim *sim, struct rng *rng, int masters);

/* watch.c: count what an event tells, and hold it against what may be. */
void sim_watch(struct sim *sim, const struct event *event);
/* watch.c: is there an edge from one state of an endpoint to another? */
bool sim_is_edge(enum endpoint_state from, enum endpoint_state to);
/* watch.c: after each thing that happened: what befell one master changed no other (I21). */
void sim_watch_others(struct sim *sim);

/* shrink.c: what this run did, to be played again; the caller releases it. */
struct replay replay_of(const struct sim *sim);
void replay_release(struct replay *replay);

/* Drop of the replay what is not needed for the same invariant to fail. */
void shrink(struct replay *replay, const struct sim *failed);

#endif
