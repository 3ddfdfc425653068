/* SPDX-License-Identifier: MIT */
/*
 * policy: what a driver decides, as plain data in and out.
 *
 * The client side has machinery (pools, checks, time-outs, retries), which is
 * ours and has parameters; every decision is the policy's. A policy sees what a
 * program could see and nothing of the engine.
 */
#ifndef CLIENT_POLICY_H
#define CLIENT_POLICY_H

#include "base/err.h"
#include "base/limits.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

enum endpoint_state {
    ENDPOINT_UNKNOWN, /* never checked */
    ENDPOINT_IS_UP,
    ENDPOINT_IS_SUSPECT, /* one check missed, or it is slow, or lags */
    ENDPOINT_IS_DOWN,
    ENDPOINT_IS_TRIAL,    /* was down; a few are let through to see whether it is well */
    ENDPOINT_IS_WARMING,  /* is well again; takes a growing share of the work */
    ENDPOINT_IS_DRAINING, /* no new work; transactions end */
    ENDPOINT_IS_DISABLED, /* by an operator, or by the driver */
};

#define ENDPOINT_STATE_COUNT (ENDPOINT_IS_DISABLED + 1)

/* Why an endpoint is in its state. */
enum endpoint_reason {
    ENDPOINT_NEW, /* nothing is known of it yet */
    /* for the worse */
    ENDPOINT_CHECKS_MISSED,
    ENDPOINT_ERRORS,    /* in a row */
    ENDPOINT_TIMED_OUT, /* statements, in a row */
    ENDPOINT_MANY_ERRORS,
    ENDPOINT_BREAKER,
    ENDPOINT_TRIAL_FAILED,
    ENDPOINT_LAGS,
    ENDPOINT_SLOW,
    /* for the better */
    ENDPOINT_ANSWERS,
    ENDPOINT_OPEN_OVER,
    ENDPOINT_PASSED,
    ENDPOINT_WARM,
    /* as somebody wishes */
    ENDPOINT_BY_PERSON,
    ENDPOINT_BY_DRIVER,
};

#define ENDPOINT_REASON_COUNT (ENDPOINT_BY_DRIVER + 1)

/* One instance endpoint as a client knows it. */
struct policy_endpoint {
    int master; /* 0-based; its name is m1, ... */
    int az;     /* 0-based */
    enum endpoint_state state;
    bool same_az; /* as the client */
    bool is_read_only;
    int weight;      /* lb.weights */
    int warm;        /* percent of its share that it may have: 100 but while it warms up */
    int in_use;      /* connections of this client in use */
    int idle;        /* connections of this client that wait for work */
    int waiting;     /* of its units, for a connection to it */
    int errors;      /* in a row */
    sim_us latency;  /* of its answers, smoothed; -1: none yet */
    sim_us lag;      /* that its last check told; -1: not told */
    sim_us last_ok;  /* when it last answered; -1: never */
    sim_us trial_at; /* DOWN: when it may be tried again; -1: else */
    bool is_settled; /* UP, and well, for failback.hold: work may go back there (failback.mode) */
};

/* What is to be placed. */
struct policy_request {
    int client;      /* 1.. */
    int az;          /* where it stands; AZ_OFFICE */
    uint64_t unit;   /* number of the unit of work, counted from 1 for each client */
    int attempt;     /* 1: the first try */
    int last_master; /* where the last attempt or the last unit went; -1: none */
    bool is_write;
    const char *table; /* that it writes first, as the load says; NULL: not told */
    bool has_shard;    /* the load says to which shard (tenant, key) it belongs: */
    int64_t shard;
    sim_us begun_at; /* the unit */
    sim_us now;
};

/* What an attempt failed with, by what it means for the host (the table of design G8). */
enum error_class {
    CLASS_NONE,
    CLASS_CONFLICT,     /* 1213: restart the whole unit; never counts against the host */
    CLASS_LOCK_WAIT,    /* 1205, and 1036 while DDL on the table is under way */
    CLASS_NOT_WRITABLE, /* 1290 */
    CLASS_NO_QUORUM,    /* cluster-wide */
    CLASS_CONNECTION,   /* refused, reset or silent outside a transaction */
    CLASS_TXN_LOST,     /* the same inside one, before COMMIT: it cannot have committed */
    CLASS_UNKNOWN,      /* the same on COMMIT or an autocommit write */
    CLASS_DUPLICATE,    /* 1062 */
    CLASS_APP,          /* the statement's own fault */
};
#define CLASS_COUNT (CLASS_APP + 1)

struct policy_error {
    enum error_class class;
    int code;    /* MySQL's number; 0: a time-out, which has none */
    int master;  /* 0-based */
    int attempt; /* that failed, from 1 */
    uint64_t unit;
    bool is_write;
    sim_us begun_at; /* the unit */
    sim_us now;
};

enum policy_action {
    ACTION_REPORT, /* give up: the program is told */
    ACTION_RETRY,  /* again, after `wait`; pick() says where */
    ACTION_PROBE,  /* of an unknown outcome only: ask, after `wait`, whether its key is there */
};

struct policy_answer {
    enum policy_action action;
    sim_us wait; /* -1: as long as the machinery's own back-off says */
    int line;    /* of the policy's source that answered; 0: not known */
};

/* A unit of which nobody knows whether it was committed. */
struct policy_unknown {
    uint64_t unit;
    int master;   /* 0-based; that did not answer */
    int attempt;  /* that ended so, from 1 */
    bool has_key; /* it wrote an idempotency key: a probe can find it, and a retry meets it */
    int probes;   /* made so far, that did not find it */
    sim_us since; /* when it became unknown */
    sim_us now;
};

/* What a driver wants done with an endpoint, apart from any unit. */
enum policy_wish { WISH_NONE, WISH_ENABLE, WISH_DRAIN, WISH_DISABLE };

/* A client parameter that a policy asks for: {"retry.max", "5"}. Texts are borrowed. */
struct policy_setting {
    const char *name;
    const char *value;
    int line; /* of the policy's source; 0: not known */
};

/*
 * A policy. Each call may fail (a Lua error, the budget): then the machinery
 * acts by its own safe rule, counts the failure and says so. Where there is no
 * function (NULL) the machinery's rule holds.
 */
struct policy {
    void *self;                            /* borrowed */
    const char *name;                      /* borrowed: "round_robin" */
    const struct policy_setting *settings; /* borrowed */
    int setting_count;
    /* RC_OK: *index is the place in `endpoints` to connect to, or -1: nowhere now. */
    enum rc (*pick)(void *self, const struct policy_request *request,
                    const struct policy_endpoint *endpoints, int count, int *index, int *line,
                    struct err *err);
    enum rc (*on_error)(void *self, const struct policy_error *error, struct policy_answer *answer,
                        struct err *err);
    enum rc (*on_unknown)(void *self, const struct policy_unknown *unknown,
                          struct policy_answer *answer, struct err *err);
    /* Once a second; wishes[i] is for endpoints[i] and comes in as WISH_NONE. */
    enum rc (*on_tick)(void *self, sim_us now, const struct policy_endpoint *endpoints, int count,
                       enum policy_wish *wishes, int *line, struct err *err);
};

#endif
