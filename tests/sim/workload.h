/* SPDX-License-Identifier: MIT */
/*
 * workload: simple clients that write to every master, and a model of their own
 * of what must have come of it.
 *
 * A unit of work is run once, by one client, on one connection; it ends OK,
 * FAILED or UNKNOWN. What it does to the rows is known beforehand, so at the end
 * the rows of every master can be held against the units that became durable,
 * and those against what the clients were told. Nothing here looks into the
 * engine: it sees answers, and the count of durable commits (cluster_truth_fn).
 *
 * All state is in one plain struct, so that a copy of it is a save.
 */
#ifndef SIM_WORKLOAD_H
#define SIM_WORKLOAD_H

#include "base/rng.h"
#include "cluster/cluster.h"

#include <stdbool.h>
#include <stdint.h>

#define SIM_CLIENTS_MAX 8
#define SIM_UNITS_MAX 6000
#define SIM_INBOX_MAX 4

enum unit_outcome { UNIT_RUNS, UNIT_IS_OK, UNIT_IS_FAILED, UNIT_IS_UNKNOWN };

struct unit {
    int recipe;
    int client;
    int master;
    int64_t a; /* rows it concerns */
    int64_t b;
    int64_t amount;
    sim_us begun;
    sim_us ended;
    enum unit_outcome outcome;
    int durable; /* how often a commit of it came to be held by four copies */
    int64_t generated;
};

enum sim_client_state { SIM_RESTS, SIM_CONNECTS, SIM_ASKS };

/* What a client keeps of an answer until it is its turn. */
struct letter {
    enum answer_kind kind;
    conn_id conn;
    uint64_t id;
    enum sql_error error;
    int64_t affected;
    int64_t last_insert_id;
    int64_t number; /* the first cell, as a number */
    bool has_rows;
    bool in_transaction;
};

struct sim_client {
    enum sim_client_state state;
    conn_id conn;
    int master;
    int unit; /* that it works on; -1: none */
    int step;
    bool rolls_back; /* it failed and says ROLLBACK before it rests */
    sim_us due;      /* when it stops resting or waiting */
    struct letter inbox[SIM_INBOX_MAX];
    int inbox_count;
    int ok; /* units since the faults stopped */
};

struct workload {
    struct cluster *cluster; /* borrowed */
    struct rng rng;
    struct sim_client clients[SIM_CLIENTS_MAX];
    int client_count;
    struct unit units[SIM_UNITS_MAX];
    int unit_count;
    bool is_over;        /* no new units */
    sim_us read_timeout; /* of its clients */
    sim_us rest_max;     /* between two units */
    int hot_permille;    /* how many units go for the few hot rows */
    int ddl_permille;    /* how many units define something */
    char failure[500];   /* the first violation seen; "": none */
};

/* Make tables and rows through m1, with no fault about. False: see workload->failure. */
bool workload_start(struct workload *workload, struct cluster *cluster, const struct rng *rng);
/* When a client will do something by itself. */
sim_us workload_next_at(const struct workload *workload);
/* Let every client do what is due now, answers first. */
void workload_step(struct workload *workload);
void workload_on_answer(struct workload *workload, const struct answer *answer);
void workload_on_truth(struct workload *workload, uint64_t unit);
bool workload_is_idle(const struct workload *workload);

/* One more increment through this master, until it is OK or `tries` are over. */
bool workload_probe(struct workload *workload, int master, int tries);
/* The rows of this master against the model; false: see workload->failure. */
bool workload_check(struct workload *workload, int master);

int workload_count(const struct workload *workload, enum unit_outcome outcome);

#endif
