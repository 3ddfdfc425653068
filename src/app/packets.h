/* SPDX-License-Identifier: MIT */
/*
 * packets: what of the packets can be seen. Each is on its path for three frames
 * at least, however short its flight, and never further than it is; a vote that is
 * decided stays a moment. Only how the model is drawn, never what is true.
 */
#ifndef APP_PACKETS_H
#define APP_PACKETS_H

#include "cluster/traffic.h"
#include "lab/lab.h"
#include "view/model_traffic.h"

struct packet_seen {
    struct traffic_packet packet;
    int64_t age_ns; /* real time since it was first seen */
};

struct vote_seen {
    struct traffic_vote vote;
    bool is_lost;
    int64_t age_ns; /* since it was decided */
};

struct packets {
    struct cache_look caches[MASTERS_MAX];
    sim_us counted_at;  /* when these were counted, */
    int64_t counted_ns; /* and the real time since then */
    int count;          /* in the order in which they were sent */
    struct packet_seen items[MODEL_PACKETS_MAX];
    struct vote_seen votes[MASTERS_MAX];
    sim_us looked_at;
    uint64_t seen; /* the last event looked at */
};

/* Real time has passed. */
void packets_pass(struct packets *packets, int64_t wall_ns);
/* Look at what is under way now. */
void packets_look(struct packets *packets, const struct lab *lab);
/* Time is too fast, or stands elsewhere. */
void packets_clear(struct packets *packets);
void packets_apply(const struct packets *packets, const struct lab *lab,
                   struct model_traffic *model);
/* Count the pages that caches know: when there is something new, and four times a second at most
 * while time runs. */
void packets_count_caches(struct packets *packets, const struct lab *lab, bool is_paused);
/* Is one shown behind where it is? */
bool packets_are_moving(const struct packets *packets);

#endif
