/* SPDX-License-Identifier: MIT */
/*
 * traffic: the packets that are under way, and the votes that are being given:
 * for a picture of them. It looks, and touches nothing.
 */
#ifndef CLUSTER_TRAFFIC_H
#define CLUSTER_TRAFFIC_H

#include "cluster/cluster.h"

#define TRAFFIC_PACKETS_MAX 96 /* more would be a cloud, and not a picture */

struct traffic_packet {
    place_id from, to;
    sim_us sent, arrives;
    const char *says; /* "vote?", "yes", "commit": what it asks or answers, in a word */
};

/* Votes on a page that a master proposes, or proposed last. */
struct traffic_vote {
    bool is_there;
    struct page_id page;
    uint32_t yes;     /* bit i: copy i has promised it */
    uint32_t refused; /* or has not, for whatever reason */
    bool is_accepted; /* four had: it is over */
};

struct traffic {
    int count; /* the newest last */
    struct traffic_packet packets[TRAFFIC_PACKETS_MAX];
    struct traffic_vote votes[MASTERS_MAX];
};

/* What a master's cache knows of pages. */
struct cache_look {
    int pages; /* that it knows, */
    int old;   /* of which copies hold a newer version */
};
/* Of all masters; it costs a look at every page there is. */
void cluster_look_caches(const struct cluster *cluster, struct cache_look out[MASTERS_MAX]);

void cluster_look_traffic(const struct cluster *cluster, struct traffic *out);

#endif
