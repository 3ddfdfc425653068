/* SPDX-License-Identifier: MIT */
/*
 * driver: a short Lua file as a client policy.
 *
 * The file runs in a sandbox: no io, os, package or debug, seeded chance,
 * sorted pairs(), a budget of instructions for each call and a memory limit.
 * What it does wrong is an error with its line; it can hurt nothing else.
 */
#ifndef DRIVER_DRIVER_H
#define DRIVER_DRIVER_H

#include "base/err.h"
#include "base/pack.h"
#include "base/rng.h"
#include "client/policy.h"

#include <stddef.h>

struct driver; /* opaque; made by driver_new(), one owner */

/*
 * Load a driver from its source. The caller owns *out.
 *   RC_USAGE  a syntax error, an error while it loads, pick() is missing, or `parameters` is no
 *             table of values: "name, line 7: ..."
 *   RC_UNKNOWN, RC_RANGE  there is no such parameter, or it may not have this value
 *   RC_FULL   longer than DRIVER_SIZE_MAX, or over the memory limit
 */
MUST_CHECK enum rc driver_new(struct driver **out, const char *name, const char *source,
                              size_t size, struct rng rng, struct err *err);
void driver_free(struct driver *driver);

/* The policy; it lives as long as the driver. */
struct policy driver_policy(struct driver *driver);
const char *driver_name(const struct driver *driver);

/* The whole Lua state, by copy. driver_load() only into the driver that was saved. */
void driver_save(struct buf *out, const struct driver *driver);
MUST_CHECK enum rc driver_load(struct driver *driver, struct unpack *in, struct err *err);

/* A line of the source, 1.., without the blanks around it; nothing if there is none. */
void driver_add_line(struct buf *out, const struct driver *driver, int line);
/* What pick() is given, as text: "client=1 unit=7 ..."; what is nil there is left out. */
void driver_add_request(struct buf *out, const struct policy_request *request);
void driver_add_endpoint(struct buf *out, const struct policy_endpoint *endpoint, sim_us now);

/* The manual: what a driver may define, what it is given and may answer. */
void driver_add_manual(struct buf *out);

/* The version of Lua that drivers are written in: "Lua 5.4.4". */
const char *driver_lua_version(void);

#endif
