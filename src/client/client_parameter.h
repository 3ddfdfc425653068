/* SPDX-License-Identifier: MIT */
/*
 * client_parameter: every number and choice of the client side that may be
 * turned, in one table: name, default, range or words, what it does, and what it
 * is akin to in drivers and proxies that people use.
 *
 * Whose value holds: what a person has set stands over what the client's driver
 * asks for, and that over the default, of which a profile has some of its own.
 */
#ifndef CLIENT_CLIENT_PARAMETER_H
#define CLIENT_CLIENT_PARAMETER_H

#include "base/buf.h"
#include "base/err.h"
#include "client/policy.h"

#include <stdbool.h>
#include <stdint.h>

/* In the order of the table in client_parameter.c. */
enum client_parameter {
    CLIENT_PROFILE, /* an enum client_profile */
    /* What a client looks at, and how often. */
    CLIENT_CHECK_MODE,        /* an enum check_mode */
    CLIENT_CHECK_INTERVAL_US, /* UP */
    CLIENT_CHECK_FAST_US,     /* when the last answer was bad, or the state is in doubt */
    CLIENT_CHECK_DOWN_US,
    CLIENT_CHECK_JITTER, /* percent, up and down */
    CLIENT_CHECK_TIMEOUT_US,
    CLIENT_CHECK_FALL,
    CLIENT_CHECK_RISE,
    CLIENT_CHECK_MAX_LAG_US,
    CLIENT_TOPOLOGY_REFRESH_US,
    CLIENT_TOPOLOGY_TROUBLE_US, /* the same while an endpoint is in doubt */
    /* What it learns on the way. */
    CLIENT_PASSIVE_LIMIT,
    CLIENT_PASSIVE_WINDOW_US,
    CLIENT_BREAKER_RATIO, /* percent */
    CLIENT_BREAKER_MIN,
    CLIENT_BREAKER_WINDOW,
    CLIENT_BREAKER_OPEN_US,
    CLIENT_BREAKER_MAX_US,
    CLIENT_BREAKER_TRIALS,
    CLIENT_SLOW_START_US,
    CLIENT_WEIGHTS, /* one number for all: client_weight() */
    /* Its pools, one for each endpoint. */
    CLIENT_POOL_WORKERS,
    CLIENT_POOL_MIN,
    CLIENT_POOL_MAX,
    CLIENT_ACQUIRE_TIMEOUT_US,
    CLIENT_CONNECT_TIMEOUT_US,
    CLIENT_READ_TIMEOUT_US,
    CLIENT_POOL_IDLE_US,
    CLIENT_POOL_LIFETIME_US,
    CLIENT_POOL_KEEPALIVE_US,
    CLIENT_VALIDATE_AFTER_US,
    CLIENT_VALIDATE_TIMEOUT_US,
    CLIENT_LEAK_AFTER_US,
    /* Where it goes when one is lost, and back. */
    CLIENT_REDIRECT_GRACE_US,
    CLIENT_FAILBACK_MODE, /* an enum failback_mode */
    CLIENT_FAILBACK_HOLD_US,
    /* How it repeats. */
    CLIENT_RETRY_MAX,
    CLIENT_RETRY_BASE_US,
    CLIENT_RETRY_CAP_US,
    CLIENT_RETRY_JITTER,        /* an enum retry_jitter */
    CLIENT_RETRY_FIRST_WAIT_US, /* CLIENT_AS_LAG, or a time */
    CLIENT_RETRY_DEADLINE_US,
    CLIENT_RETRY_BUDGET,       /* percent of calls */
    CLIENT_RETRY_BUDGET_BURST, /* on top */
    CLIENT_RETRY_ON_UNKNOWN,   /* an enum on_unknown */
    CLIENT_UNIT_KEYS,          /* 0, 1 */
    CLIENT_PARAMETER_COUNT
};

/* What words mean, in the order of the words. */
enum client_profile { PROFILE_NORMAL, PROFILE_EASY, PROFILE_AGGRESSIVE };
enum check_mode { CHECK_PING, CHECK_SELECT, CHECK_WRITE };
enum failback_mode { FAILBACK_AUTO, FAILBACK_MANUAL };
enum retry_jitter { JITTER_NONE, JITTER_EXPO, JITTER_EQUAL, JITTER_FULL, JITTER_DECORRELATED };
enum on_unknown { UNKNOWN_REPORT, UNKNOWN_PROBE, UNKNOWN_BLIND };

#define CLIENT_AS_LAG ((int64_t)-1) /* the word "lag" where a time may stand */
#define CLIENT_WEIGHT_MAX 256

/* Every parameter at its default. */
void client_parameters_init(int64_t values[CLIENT_PARAMETER_COUNT]);
/*
 * Read a name ("pool.read_timeout", or its end, "read_timeout") and a value as typed.
 *   RC_UNKNOWN    no parameter has this name
 *   RC_AMBIGUOUS  several end so; err names them
 *   RC_USAGE, RC_RANGE  err says what is allowed
 */
MUST_CHECK enum rc client_parameter_parse(enum client_parameter *out, int64_t *value,
                                          const char *name, const char *text, struct err *err);
/* "hc.interval" */
const char *client_parameter_name(enum client_parameter parameter);
/* The words it takes, "off|on"; NULL: it takes none. */
const char *client_parameter_words(enum client_parameter parameter);
/* Of a value of CLIENT_WEIGHTS what is meant for this master. */
int client_weight(int64_t weights, int master);

/* Can all that a policy asks for be? Else err names its file, the line and what is allowed. */
MUST_CHECK enum rc client_parameters_check(const struct policy *policy, struct err *err);
/*
 * Work out the values anew: those that are `given` (by a person) stay, over what the policy asks
 * for, over the defaults of the profile.
 */
void client_parameters_apply(int64_t values[CLIENT_PARAMETER_COUNT],
                             const bool given[CLIENT_PARAMETER_COUNT], const struct policy *policy);

/* What is shown: values, who gave them, and which are wanted. */
struct client_parameters_shown {
    const int64_t *values;
    const bool *given;           /* NULL: none */
    const struct policy *policy; /* NULL: none */
    const char *word;            /* only those with this in their name or meaning; "": all */
};

/* Two lines for each: name, value, range or words; what it does and is akin to. One more if it
 * is not at its default. */
void client_parameters_add(struct buf *out, const struct client_parameters_shown *shown);

#endif
