/* SPDX-License-Identifier: MIT */
/*
 * api: what a driver is told: a row for each field of each thing that it is given.
 *
 * The same rows answer when a field is read and make the manual, so neither can say what
 * the other does not. A driver is told what a program could know: plain values with
 * their units in the names, and nil where something is not known.
 */
#ifndef DRIVER_API_H
#define DRIVER_API_H

#include "base/buf.h"
#include "client/policy.h"

#include <lua.h>

/* "m1" to "m4", as text that drivers compare with. */
const char *api_master(int master);

/* Prepare an empty state for what follows. May raise Lua errors, as what follows. */
void api_open(lua_State *L);

/* Push what can be read like a table, and not changed; of endpoints, a list of them. */
void api_push_request(lua_State *L, const struct policy_request *request);
void api_push_endpoints(lua_State *L, const struct policy_endpoint *endpoints, int count,
                        sim_us now);
void api_push_error(lua_State *L, const struct policy_error *error);
void api_push_unknown(lua_State *L, const struct policy_unknown *unknown);

/* The fields of each thing: name, unit, meaning; of the functions that are given them. */
void api_add_request(struct buf *out);
void api_add_endpoint(struct buf *out);
void api_add_error(struct buf *out);
void api_add_unknown(struct buf *out);

/* The words of endpoint.state and of error.class, each with what it means. */
void api_add_states(struct buf *out);
void api_add_classes(struct buf *out);

#endif
