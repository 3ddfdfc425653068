/* SPDX-License-Identifier: MIT */
/*
 * breaker: what calls on the way tell of a host, apart from those in a row: too
 * many failed within a while, or too great a part of the last ones did.
 *
 * It only counts. What it leads to is the endpoint's (client/endpoint.h).
 */
#ifndef CLIENT_BREAKER_H
#define CLIENT_BREAKER_H

#include "base/pack.h"
#include "base/span.h"

#include <stdbool.h>

#define BREAKER_CALLS_MAX 64

struct breaker {
    uint64_t failed; /* of the last calls, the latest the lowest bit: 1, it failed */
    int calls;       /* that are in it, at most BREAKER_CALLS_MAX */
    sim_us since;    /* when the errors of a while began */
    int errors;      /* since then */
};

struct breaker_limits {
    int error_limit; /* within `window` of time */
    sim_us error_window;
    int ratio; /* percent of the last `calls` */
    int calls_min;
    int calls;
};

enum breaker_verdict {
    BREAKER_HOLDS,
    BREAKER_ERRORS, /* as many as the limit, within the while */
    BREAKER_RATIO,
};

void breaker_note_good(struct breaker *breaker);
enum breaker_verdict breaker_note_bad(struct breaker *breaker, sim_us now,
                                      const struct breaker_limits *limits);
/* How many of the last `calls` failed; *of is how many there are. */
int breaker_failed(const struct breaker *breaker, int calls, int *of);

void breaker_save(struct buf *out, const struct breaker *breaker);
void breaker_load(struct breaker *breaker, struct unpack *in);

#endif
