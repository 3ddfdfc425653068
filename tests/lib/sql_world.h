/* SPDX-License-Identifier: MIT */
/*
 * sql_world: a cluster with people at its wires, for tests: connect, send, wait
 * for the answer, let time pass.
 */
#ifndef LIB_SQL_WORLD_H
#define LIB_SQL_WORLD_H

#include "cluster/check.h"
#include "cluster/cluster.h"

#define SQL_CELL_SIZE 512

/* How a request ended, as far as the client knows. */
struct sql_outcome {
    bool is_answered;
    enum answer_kind kind;
    enum sql_error error;
    char text[SQL_CELL_SIZE];
    char cell[SQL_CELL_SIZE]; /* the first cell of the first row */
    int row_count;
    int64_t affected;
    int64_t last_insert_id;
    bool in_transaction;
    uint64_t seen[MASTERS_MAX];
    sim_us took;
};

struct sql_world {
    struct cluster *cluster; /* owned */
    uint64_t requests;       /* sent */
    struct sql_outcome outcomes[CONNECTIONS_MAX];
    uint64_t waits_for[CONNECTIONS_MAX]; /* request id by connection slot; 0: none */
    sim_us sent_at[CONNECTIONS_MAX];
    uint64_t seen[MASTERS_MAX]; /* goes along with each request */
    int master_count;
    uint64_t seed;
    int64_t truths; /* commits that four copies held */
    int64_t counts[EVENT_KIND_COUNT];
    struct event last[EVENT_KIND_COUNT]; /* the last event of each kind */
    bool is_loud;                        /* print each event */
};

void sql_world_init(struct sql_world *world, int masters, uint64_t seed);
/* What its cluster was made with, for making another like it. */
struct cluster_config sql_world_config(struct sql_world *world);
/* Fails the test if an invariant was violated. */
void sql_world_release(struct sql_world *world);

int sql_client(struct sql_world *world, int az);
/* Connect and wait for it; 0: refused or silent for a second. */
conn_id sql_connect(struct sql_world *world, int client, int master);
/* Send, and do not wait. */
void sql_send(struct sql_world *world, conn_id conn, enum request_kind kind, const char *sql);
/* What came for the last request of this connection. */
const struct sql_outcome *sql_outcome(const struct sql_world *world, conn_id conn);
/* Send and wait, at most 100 s. */
const struct sql_outcome *sql_do(struct sql_world *world, conn_id conn, enum request_kind kind,
                                 const char *sql);
const struct sql_outcome *sql_run(struct sql_world *world, conn_id conn, const char *sql);
/* A request that is a number, as SET is: send and wait. */
const struct sql_outcome *sql_set(struct sql_world *world, conn_id conn, enum request_kind kind,
                                  int64_t number);
/* CREATE TABLE name(sql...), and wait until every master has it. */
void sql_create(struct sql_world *world, conn_id conn, const char *name, const char *sql);
void sql_advance(struct sql_world *world, sim_us length);
/* The first cell of a query at a master, with no trace. Borrowed until the next call. */
const char *sql_peek(struct sql_world *world, int master, const char *sql);

/* Two masters, a client at each, and a table with rows that both have. */
struct sql_pair {
    struct sql_world world;
    conn_id first, second;
};
void sql_pair_init(struct sql_pair *pair, uint64_t seed, const char *name, const char *create,
                   const char *insert);

#endif
