/* SPDX-License-Identifier: MIT */
/*
 * flight: what became of the packets of the last while, for whoever looks: who told whom, when it
 * left and arrived, what it carried, what it was due to and what came of it.
 *
 * It is always kept, looked at or not, and nothing in the cluster reads it: a run is the same
 * without it. The last FLIGHTS_KEPT_MAX are in memory; a saved state has but the newest
 * FLIGHTS_SAVED_MAX of them. What the copies tell each other all the time is left out.
 */
#ifndef CLUSTER_FLIGHT_H
#define CLUSTER_FLIGHT_H

#include "base/pack.h"
#include "base/span.h"
#include "cluster/packet.h"

#include <stdbool.h>
#include <stdint.h>

#define FLIGHT_TEXT_SIZE 40 /* the first words of a statement */

enum flight_fate {
    FLIGHT_IS_UNDER_WAY, /* never of those that are kept: cluster_flights_under_way() */
    FLIGHT_HAS_ARRIVED,
    FLIGHT_IS_LOST, /* on a cut or lossy link, or an end of it was silent */
};

/* Fields without a meaning for its kind are zero. */
struct flight {
    uint64_t number;   /* 1.. in the order in which they arrived or were lost; 0: under way */
    sim_us sent;       /* when it left */
    sim_us at;         /* when it arrived or was lost */
    uint64_t cause;    /* the event that it is due to; 0: none */
    uint64_t led_to;   /* the first event that came of its arrival; 0: none did */
    uint64_t led_last; /* the last of them */
    uint64_t request;  /* the client's number of a request, and of its answer */
    uint64_t proposal;
    uint64_t txn;  /* of a proposal, as the three below */
    uint64_t lsn;  /* the version proposed */
    uint64_t base; /* the version it was built on */
    int64_t row;   /* an integer key that stands for the rows changed */
    uint32_t page; /* for cluster_page() */
    uint32_t conn;
    uint8_t kind; /* enum packet_kind */
    uint8_t fate; /* enum flight_fate */
    bool flag;    /* of a verdict: yield */
    bool none[3]; /* no hole: states are saved by their words (plain.h) */
    int16_t from; /* place_id */
    int16_t to;
    int16_t asks;  /* of a request: enum request_kind */
    int32_t error; /* of an answer: enum sql_error; 0: none */
    char text[FLIGHT_TEXT_SIZE];
};

struct flights {
    struct flight *ring; /* owned: FLIGHTS_KEPT_MAX */
    uint64_t last;       /* number of the newest; 0: none yet */
    uint64_t first;      /* number of the oldest kept */
};

void flights_init(struct flights *flights);
void flights_release(struct flights *flights);

/* The first words of a statement, whole characters only. */
void flight_set_text(struct flight *flight, const char *text);
/* One more, to be filled, with its number and kind. NULL: the kind is not kept. Borrowed. */
struct flight *flights_add(struct flights *flights, enum packet_kind kind);
/* NULL: it fell out, or has not come yet. Borrowed until the next add. */
const struct flight *flights_find(const struct flights *flights, uint64_t number);

/* The newest, at most so many. */
void flights_save(struct buf *out, const struct flights *flights, uint64_t most);
void flights_load(struct flights *flights, struct unpack *in);

#endif
