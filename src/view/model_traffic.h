/* SPDX-License-Identifier: MIT */
/*
 * model_traffic: the packets on their paths and the votes that come in, while
 * time is slow enough to see them.
 */
#ifndef VIEW_MODEL_TRAFFIC_H
#define VIEW_MODEL_TRAFFIC_H

#include "base/limits.h"
#include "cluster/place.h"

#include <stdbool.h>
#include <stdint.h>

#define MODEL_PACKETS_MAX 96

struct model_packet {
    place_id from, to;
    int permille;  /* of its way */
    char says[16]; /* "vote?" */
};

/* The votes of the six copies on a page of one master. */
struct model_vote {
    bool is_there;
    char page[32];    /* "orders:3" */
    uint32_t yes;     /* bit i: copy i */
    uint32_t refused; /* likewise */
    bool is_accepted;
    bool is_lost;
};

struct model_traffic {
    int count; /* the newest last; 0 where time is too fast */
    struct model_packet packets[MODEL_PACKETS_MAX];
    struct model_vote votes[MASTERS_MAX]; /* by master */
};

#endif
