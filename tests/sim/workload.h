/* SPDX-License-Identifier: MIT */
/*
 * workload: simple programs that type units of work at every master, and a model
 * of their own of what must have come of it.
 *
 * A unit of work is tried once, by one client; it ends OK, FAILED or UNKNOWN. What
 * it does to the rows is known beforehand, so at the end the rows of every master
 * can be held against the units that became durable, and those against what the
 * clients were told. Nothing here looks into the engine: it sees replies, and the
 * count of durable commits (cluster_truth_fn).
 *
 * All that a unit does follows from the unit itself: played at the same time
 * in the same world, alone or among others, it types the same.
 */
#ifndef SIM_WORKLOAD_H
#define SIM_WORKLOAD_H

#include "base/rng.h"
#include "lab/lab.h"
#include "sim/world.h"

#include <stdbool.h>
#include <stdint.h>

#define SIM_CLIENTS_MAX 8
#define SIM_UNITS_MAX 8000 /* of a run, and of one client as the lab counts them */
#define SIM_INBOX_MAX 4

enum unit_outcome { UNIT_RUNS, UNIT_IS_OK, UNIT_IS_FAILED, UNIT_IS_UNKNOWN };

struct unit {
    /* Chosen before it begins. */
    int recipe;
    int client; /* 0-based */
    int wish;   /* the master its client asks for first, or, from MASTERS_MAX on, a name of
                   world_names; -1: it stays where it is */
    int64_t a;  /* rows it concerns */
    int64_t b;
    int64_t amount;
    uint64_t chance; /* of what it draws on its way */
    /* What became of it. */
    sim_us begun;
    sim_us ended;
    enum unit_outcome outcome;
    int master;      /* that ran its last step; -1: none */
    uint64_t number; /* its client's own number of it; 0: nothing was run */
    int64_t generated;
    int64_t read;  /* the number that its last SELECT gave */
    bool missed;   /* its write found no row */
    sim_us asked;  /* when its last step was typed */
    int selects;   /* shown so far */
    sim_us locked; /* when it was told that it holds a row FOR UPDATE; 0: never */
};

enum sim_client_state { SIM_RESTS, SIM_THINKS, SIM_ASKS };

/* What a client keeps of a reply until it is its turn. */
struct letter {
    enum sql_error error;
    bool is_answered; /* by the master; the connection lives on */
    bool is_unknown;
    bool in_transaction;
    bool has_rows;
    int master;
    uint64_t unit;
    int64_t affected;
    int64_t last_insert_id;
    int64_t number; /* the first cell, as a number */
};

struct sim_client {
    enum sim_client_state state;
    sim_us due;
    int unit; /* -1: none */
    int step;
    bool rolls_back;
    struct letter inbox[SIM_INBOX_MAX];
    int inbox_count;
};

struct workload {
    struct world *world; /* borrowed */
    struct rng rng;
    struct sim_client clients[SIM_CLIENTS_MAX];
    int client_count;
    struct unit units[SIM_UNITS_MAX];
    int unit_count;
    /* How often a commit of a client's unit came to be held by four copies, by its number. */
    uint8_t durable[SIM_CLIENTS_MAX][SIM_UNITS_MAX];
    bool is_over;       /* no new units */
    bool is_given;      /* units begin when workload_begin() says so, and only then */
    sim_us rest_max;    /* between two units */
    int hot_permille;   /* how many units go for the few hot rows */
    int ddl_permille;   /* how many units define something */
    int move_permille;  /* before how many units a client asks for another master */
    int name_permille;  /* how many of those ask for it by a name */
    int focus;          /* a workload that most units are of; 0: all alike */
    bool is_pure;       /* of that one alone */
    bool has_triggers;  /* a trigger echoes a table */
    uint32_t no_tables; /* bits: of recipe_tables, those that are not made */
    int owners;         /* above 0: so many masters, each with rows and clients of its own (I15) */
    char failure[500];  /* the first violation seen; "": none */
};

/* Type tables and rows at m1, with no fault about, but for `no_tables`. False: see failure. */
bool workload_start(struct workload *workload, struct world *world, const struct rng *rng,
                    uint32_t no_tables);
/* The lab's first clients, `count` of them, begin to work. */
void workload_add_clients(struct workload *workload, int count);
/* When a client will do something by itself. */
sim_us workload_next_at(const struct workload *workload);
/* Let every client do what is due now, replies first. */
void workload_step(struct workload *workload);
/* Begin a unit that was chosen before. False: its client is not free. */
bool workload_begin(struct workload *workload, const struct unit *unit);
void workload_on_reply(struct workload *workload, const struct client_reply *reply);
void workload_on_truth(struct workload *workload, int client, uint64_t unit);
bool workload_is_idle(const struct workload *workload);

/* One more increment through this master, until it is OK or `tries` are over. */
bool workload_probe(struct workload *workload, int master, int tries);

/* Was a commit of this unit ever held by four copies, and how often? */
int unit_durable(const struct workload *workload, const struct unit *unit);
/* Its effects, or none if it missed. */
unsigned unit_effects(const struct unit *unit);
int workload_count(const struct workload *workload, enum unit_outcome outcome);
/* Keep a violation, if it is the first. Gives false. */
bool workload_fail(struct workload *workload, const char *text, int64_t a, int64_t b);

/* model.c: the rows of this master against the units; false: see workload->failure. */
bool workload_check(struct workload *workload, int master);
/* model.c: updates that programs lost to others by writing what they had read. */
int64_t workload_lost_updates(struct workload *workload, int master);

#endif
