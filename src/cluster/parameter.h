/* SPDX-License-Identifier: MIT */
/*
 * parameter: every number of the engine that may be turned, in one table: name,
 * unit, default, range and what it is. `\parameters` prints it, `\set` changes
 * it, a run records the change as the command it was.
 */
#ifndef CLUSTER_PARAMETER_H
#define CLUSTER_PARAMETER_H

#include "base/err.h"

#include <stdint.h>

/* The table itself is PARAMETERS in parameter.c; these are its rows' numbers, in its order. */
enum parameter {
    PARAM_NET_IN_AZ_US, /* one way within an AZ: mean */
    PARAM_NET_IN_AZ_DEV_US,
    PARAM_NET_CROSS_AZ_US,
    PARAM_NET_CROSS_AZ_DEV_US,
    PARAM_DNS_KEPT_US, /* a client's machine keeps what an endpoint means */
    PARAM_NET_RESEND_US,
    PARAM_STORAGE_PERSIST_US,
    PARAM_STORAGE_PERSIST_DEV_US,
    PARAM_STATEMENT_US,
    PARAM_STATEMENT_ROW_US,
    PARAM_LAG_US, /* from durable on the author to visible on a peer: mean */
    PARAM_LAG_DEV_US,
    PARAM_ROWS_PER_PAGE,
    PARAM_PROPOSE_TIMEOUT_US,
    PARAM_QUORUM_WAIT_US,
    PARAM_TIE_BOTH_LOSE, /* 0: the resolver decides; 1: both lose */
    PARAM_PULL_AFTER_US,
    PARAM_RESTART_MIN_US,
    PARAM_RESTART_MAX_US,
    PARAM_RESTART_SLOW_PERMILLE,
    PARAM_SILENT_US,
    PARAM_UNDO_PAGES_PER_S,
    PARAM_CATCH_UP_PER_S,
    PARAM_LOCK_WAIT_US,
    PARAM_GOSSIP_US,
    PARAM_RETENTION,
    PARAM_DDL_US,       /* what a definition takes at least, on top of lag and answers */
    PARAM_DDL_WAIT_US,  /* how long it waits for another master */
    PARAM_READ_WAIT_US, /* how long a read waits for its point */
    PARAM_COUNT
};

enum parameter_unit { UNIT_TIME, UNIT_COUNT, UNIT_PERMILLE, UNIT_SWITCH };

struct parameter_row {
    const char *name; /* "net.in_az" */
    enum parameter_unit unit;
    int64_t initial;
    int64_t min;
    int64_t max;
    const char *meaning; /* one sentence */
};

const struct parameter_row *parameter_row(enum parameter parameter);
/*
 * Read "NAME" and "VALUE" as a person types them ("rep.lag", "200ms").
 *   RC_UNKNOWN  err names the nearest parameter
 *   RC_USAGE, RC_RANGE  err says what is allowed
 */
MUST_CHECK enum rc parameter_parse(enum parameter *out, int64_t *value, const char *name,
                                   const char *text, struct err *err);

#endif
