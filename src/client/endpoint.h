/* SPDX-License-Identifier: MIT */
/*
 * endpoint: what one client believes of one master, from what it was answered.
 *
 *             good                                    slow start over
 *   UNKNOWN ---------> UP <-------------------------------------------- WARMING
 *      |             |    ^                                            ^   |
 *      |         bad |    | good                     rise good in a row|   | bad
 *      |             v    |     fall bad, or errors,                   |   v
 *      +----------> SUSPECT --------------------> DOWN -----------> TRIAL  SUSPECT
 *          bad                  or the breaker     ^  open time over  |
 *                                                  |  or it answers   | bad: the open
 *                                                  +------------------+ time doubles
 *
 *   any ---> DRAINING, DISABLED ---> UNKNOWN: a person or the driver says so
 *
 * Good and bad are answers to health checks, and what happens to statements on
 * the way: a reset, a refusal, a time-out. Error 1213 is neither. From UP and
 * WARMING, too, the way to DOWN is open. What leads from where to where, and
 * why, is the table in endpoint.c.
 */
#ifndef CLIENT_ENDPOINT_H
#define CLIENT_ENDPOINT_H

#include "base/pack.h"
#include "client/breaker.h"
#include "client/policy.h"

/* What its machine is told. */
enum endpoint_signal {
    SIGNAL_GOOD, /* it answered */
    SIGNAL_POOR, /* it answered a check, and is slow, or lags */
    SIGNAL_BAD,  /* it did not */
    SIGNAL_GAVE, /* the breaker: too many calls failed, though not all */
    SIGNAL_TIME, /* endpoint.due_at is there */
    SIGNAL_DRAIN,
    SIGNAL_DISABLE,
    SIGNAL_ENABLE,
};

struct endpoint {
    enum endpoint_state state;
    enum endpoint_reason reason;
    int bad;        /* in a row */
    int good;       /* in a row */
    bool is_poor;   /* its last check was answered late, or tells of lag */
    bool is_silent; /* its last check failed */
    bool is_read_only;
    sim_us latency; /* smoothed; -1: none yet */
    sim_us lag;     /* -1: not told */
    sim_us last_ok; /* -1: never */
    sim_us since;   /* when it came into its state */
    sim_us due_at;  /* DOWN: its trial begins; WARMING: it is warm; SIM_NEVER: nothing is due */
    sim_us open;    /* how long it was DOWN last, or is: doubles with each failed trial */
    sim_us warm_at; /* when its slow start ends, or ended */
    int trials;     /* TRIAL: calls that may still go there */
    uint64_t event; /* that told of its state; 0: none did */
    struct breaker breaker;
};

struct endpoint_limits {
    int fall;
    int rise;
    sim_us open;
    sim_us open_max;
    int trial_calls;
    sim_us slow_start;
};

void endpoint_init(struct endpoint *endpoint);
/* It answered, `latency` after it was asked. */
void endpoint_note_good(struct endpoint *endpoint, sim_us now, sim_us latency);
/* It did not. */
void endpoint_note_bad(struct endpoint *endpoint);
/*
 * Move along the table; `reason` is told by whoever signals, and holds where the table has none
 * of its own. True: the state is another now.
 */
bool endpoint_signal(struct endpoint *endpoint, enum endpoint_signal signal,
                     enum endpoint_reason reason, sim_us now, const struct endpoint_limits *limits);
/* May new work go there, as far as a person or the driver has said? */
bool endpoint_takes_work(const struct endpoint *endpoint);
/* Has it let its client down of late? One that lags, or is slow, answers. */
bool endpoint_is_doubtful(const struct endpoint *endpoint);
/* Percent of its share that it may have now. */
int endpoint_warmth(const struct endpoint *endpoint, sim_us now, sim_us slow_start);

void endpoint_save(struct buf *out, const struct endpoint *endpoint);
void endpoint_load(struct endpoint *endpoint, struct unpack *in);

#endif
