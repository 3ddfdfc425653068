/* SPDX-License-Identifier: MIT */
/*
 * pool: the connections of one client to one master, and whose each of them is.
 *
 *   CLOSED --> CONNECTING --> IDLE --> VALIDATING --> IN_USE <--> IN_TXN
 *     ^          |   |         ^ \                    ^  |          |
 *     |          |   +---------|--\-------------------+  |          |
 *     |          v             |   (idle for a moment) --+          |
 *     +------ BROKEN           +------- RESETTING <------+----------+
 *
 * Any may become BROKEN, and be closed. A connection is used by one worker at a time, and a
 * worker uses one connection. Nothing is sent from here: what is due is told to whoever asks.
 */
#ifndef CLIENT_POOL_H
#define CLIENT_POOL_H

#include "base/pack.h"
#include "cluster/cluster.h"

#include <stdbool.h>
#include <stdint.h>

#define WORKERS_MAX 8  /* of a client: as the range of pool.workers says */
#define LINKS_MAX 80   /* of a pool: as the range of pool.max says, and those that end */
#define LINK_NONE (-1) /* no place in a pool */

#define WORKER_NOBODY (-1)
#define WORKER_CONSOLE 0 /* a person's session: it stays as it is until it breaks */

enum link_state {
    LINK_CLOSED,
    LINK_CONNECTING,
    LINK_IDLE,
    LINK_VALIDATING, /* pinged: before it is used, or to keep it alive */
    LINK_IN_USE,
    LINK_IN_TXN,
    LINK_RESETTING, /* what its last user left open is rolled back */
    LINK_BROKEN,    /* its end was seen, or it was silent */
    LINK_STATE_COUNT
};

/* A connection for statements. */
struct link {
    enum link_state state;
    int worker;       /* who uses it, or waits for it */
    conn_id conn;     /* 0: the cluster had none to give */
    uint64_t request; /* of the pool's own ping or ROLLBACK under way; 0: none */
    sim_us since;     /* when it came into this state; while it is used: when it was taken */
    sim_us used_at;   /* when it became idle */
    sim_us heard_at;  /* its last answer */
    sim_us dies_at;   /* of age; SIM_NEVER: it does not */
    bool is_told;     /* that it has been in use for very long */
    /* The session. */
    int statements;    /* of the open transaction */
    bool changed_rows; /* acknowledged: then the commit must be durable */
    char database[NAME_SIZE_MAX];
    enum consistency consistency;
    enum isolation isolation;
};

struct pool {
    struct link *links; /* owned; places, of which some are CLOSED */
    int count;
    int room;
    int64_t opened; /* ever */
    int64_t closed;
    sim_us look_at; /* when something may be due; SIM_NEVER: nothing will be */
};

/* What the parameters pool.* say. A time of 0 means never. */
struct pool_limits {
    int min;
    int max;
    sim_us idle;
    sim_us keepalive;
    sim_us leak_after;
    sim_us connect_timeout;
    sim_us validate_timeout;
    sim_us read_timeout;
};

/* What is to be done with a connection now. */
enum pool_due {
    POOL_NOTHING,
    POOL_CLOSE_IDLE,  /* more of them than are kept lie idle, and this one for long */
    POOL_CLOSE_OLD,   /* its time is over */
    POOL_PING,        /* it would be cut as idle on the way */
    POOL_GIVE_UP,     /* what the pool asked is not answered */
    POOL_WARN_OF_LEAK /* in use for very long */
};

void pool_init(struct pool *pool);
void pool_release(struct pool *pool);

/* A place for a new connection, which is CONNECTING then; LINK_NONE: LINKS_MAX are there. */
int pool_open(struct pool *pool, int worker, sim_us now);
/* Along an edge of the drawing above. */
void pool_move(struct pool *pool, int index, enum link_state state, sim_us now);
/* A worker has it now: IN_USE. */
void pool_give(struct pool *pool, int index, int worker, sim_us now);

bool link_is_open(const struct link *link); /* the master has answered */
/* The place of a connection; LINK_NONE: it is not of this pool, or closed. */
int pool_find(const struct pool *pool, conn_id conn);
/* The idle one that was used last; LINK_NONE: none is idle. */
int pool_find_idle(const struct pool *pool);
int pool_count(const struct pool *pool, enum link_state state);
/* Those that count: all but a person's session. */
int pool_size(const struct pool *pool);
/* Is one of those that count answered? */
bool pool_is_alive(const struct pool *pool);
/* Every connection ever opened is closed or there, and nobody shares one. */
bool pool_is_sound(const struct pool *pool);

/* The first thing that is due, and with which connection. */
enum pool_due pool_due(const struct pool *pool, const struct pool_limits *limits, sim_us now,
                       int *index);
/* When something will be due; SIM_NEVER: as it is, nothing will. */
sim_us pool_next_at(const struct pool *pool, const struct pool_limits *limits);

void pool_save(struct buf *out, const struct pool *pool);
void pool_load(struct pool *pool, struct unpack *in);

#endif
