/* SPDX-License-Identifier: MIT */
/*
 * world: the insides of struct cluster, for the files of cluster/ only.
 */
#ifndef CLUSTER_WORLD_H
#define CLUSTER_WORLD_H

#include "base/timeline.h"
#include "cluster/book.h"
#include "cluster/check.h"
#include "cluster/cluster.h"
#include "cluster/copy.h"
#include "cluster/dns.h"
#include "cluster/master.h"
#include "cluster/net.h"
#include "cluster/resolver.h"

/* The client's end of a connection. Its master's end is the session of the same slot. */
enum conn_state { CONN_FREE, CONN_ASKED, CONN_OPEN };

struct conn {
    enum conn_state state;
    conn_id id;
    int client;
    int master;
    uint64_t in_flight; /* id of the request without an answer */
    bool has_in_flight;
    bool none[7]; /* no hole: states are saved by their words (plain.h) */
};

struct cluster {
    struct cluster_config config;
    sim_us now;
    uint64_t cause;  /* the event that what happens now is due to */
    uint64_t events; /* ever */
    uint64_t digest;
    struct timeline timeline;
    int64_t parameters[PARAM_COUNT];
    struct rng restart_rng;
    struct rng recovery_rng;
    struct net net;
    struct book book;
    struct copy copies[COPIES_MAX];
    bool copy_is_killed[COPIES_MAX]; /* by itself, not with its AZ */
    struct resolver resolvers[RESOLVERS_MAX];
    struct master masters[MASTERS_MAX];
    bool az_is_down[AZS_MAX];
    bool is_removed[MASTERS_MAX]; /* and its log is for the others to settle */
    int client_count;
    struct conn conns[CONNECTIONS_MAX];
    uint32_t conns_made; /* of which the number is part of a conn_id */
    uint64_t txns;       /* numbers given */
    uint64_t proposals;
    uint32_t tables;
    struct bits shown_txns; /* room for a sweep */
    struct dns dns;
    struct hot_pages hot;
    int64_t conflicts_told; /* answers with error 1213 that reached their clients */
    sim_us counted_at;      /* when the counters are checked next */
    struct check *check;    /* owned; NULL: nothing is asserted */
};

/* The slot of a connection, from 0. */
static inline uint32_t conn_slot(uint32_t conn)
{
    return (conn - 1) % CONNECTIONS_MAX;
}

/* A blank event of a master, with the cause of what happens now. */
struct event master_event(const struct master *master, enum event_kind kind);
/* Number it, tell it, and let it be the cause of what follows. */
uint64_t master_emit(struct master *master, struct event *event);

/* How old what a master shows may be (look.c). */
sim_us cluster_staleness(const struct cluster *cluster, int index);

/* What the packet proposes, from the book (look.c). */
void cluster_fill_flight(const struct cluster *cluster, const struct packet *packet,
                         struct flight *flight);

/* The answer that has arrived at a client, from a packet of the master's or of the host's. */
void wire_deliver(struct cluster *cluster, const struct packet *packet);

#endif
