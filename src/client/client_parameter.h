/* SPDX-License-Identifier: MIT */
/*
 * client_parameter: every number of the client side that may be turned, in one
 * table: name, default, range and what it is akin to in drivers and proxies
 * that people use.
 */
#ifndef CLIENT_CLIENT_PARAMETER_H
#define CLIENT_CLIENT_PARAMETER_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

/* In the order of the table in client_parameter.c. */
enum client_parameter {
    CLIENT_CHECK_INTERVAL_US,
    CLIENT_CHECK_FAST_US, /* when the last answer was bad, or the state is in doubt */
    CLIENT_CHECK_DOWN_US,
    CLIENT_CHECK_TIMEOUT_US,
    CLIENT_CHECK_FALL,
    CLIENT_CHECK_RISE,
    CLIENT_TOPOLOGY_REFRESH_US,
    CLIENT_CONNECT_TIMEOUT_US,
    CLIENT_READ_TIMEOUT_US,
    CLIENT_RETRY_MAX,
    CLIENT_RETRY_BASE_US,
    CLIENT_RETRY_CAP_US,
    CLIENT_RETRY_DEADLINE_US,
    CLIENT_PARAMETER_COUNT
};

/* Every parameter at its default. */
void client_parameters_init(int64_t values[CLIENT_PARAMETER_COUNT]);
/*
 * Read a name ("pool.read_timeout", or its end, "read_timeout") and a value as typed.
 *   RC_UNKNOWN  err lists the names
 *   RC_USAGE, RC_RANGE  err says what is allowed
 */
MUST_CHECK enum rc client_parameter_parse(enum client_parameter *out, int64_t *value,
                                          const char *name, const char *text, struct err *err);
/* One line for each whose name has `word` in it: name, value, default, range, akin to. */
void client_parameters_add(struct buf *out, const int64_t values[CLIENT_PARAMETER_COUNT],
                           const char *word);

#endif
