/* SPDX-License-Identifier: MIT */
/*
 * endpoint: what one client believes of one master, from what it was answered.
 *
 *              good                     rise good in a row
 *   UNKNOWN ----------> UP <------------------------------- DOWN
 *      |               |  ^                                  ^
 *      |           bad |  | good                             |
 *      |               v  |            fall bad in a row     |
 *      +----------> SUSPECT ---------------------------------+
 *          bad
 *
 * Good and bad are answers to health checks, and what happens to statements on
 * the way: a reset, a refusal, a time-out. Error 1213 is neither.
 */
#ifndef CLIENT_ENDPOINT_H
#define CLIENT_ENDPOINT_H

#include "base/pack.h"
#include "client/policy.h"

/* Why an endpoint is in doubt: the reasons of the events suspect and endpoint_down. */
enum endpoint_reason { ENDPOINT_CHECKS_MISSED, ENDPOINT_ERRORS, ENDPOINT_TIMED_OUT };

struct endpoint {
    enum endpoint_state state;
    int bad;  /* in a row */
    int good; /* in a row */
    sim_us latency;
    sim_us last_ok;
};

struct endpoint_limits {
    int fall;
    int rise;
};

void endpoint_init(struct endpoint *endpoint);
/* It answered, `latency` after it was asked. True: the state is another now. */
bool endpoint_good(struct endpoint *endpoint, sim_us now, sim_us latency,
                   const struct endpoint_limits *limits);
/* It did not. True: the state is another now. */
bool endpoint_bad(struct endpoint *endpoint, const struct endpoint_limits *limits);

void endpoint_save(struct buf *out, const struct endpoint *endpoint);
void endpoint_load(struct endpoint *endpoint, struct unpack *in);

#endif
