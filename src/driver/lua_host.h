/* SPDX-License-Identifier: MIT */
/*
 * lua_host: one Lua file in a state of its own that can neither reach out nor
 * run away nor surprise.
 *
 * What it may call is a white list (driver/sandbox.h). Each call has a budget of
 * steps: instructions, and bytes that the library moves for it. Memory is one
 * block (driver/heap.h), so a state is saved by copying it. The garbage collector
 * runs between calls by a rule of ours. A file that breaks a rule gets an error with
 * its line, and no pcall() of its own can hide that.
 *
 * One thing is left to the machine: Lua seeds its hashes with an address and the
 * time. Nothing a file can see depends on it, for pairs() is sorted, no text
 * has an address, and there are no weak tables.
 */
#ifndef DRIVER_LUA_HOST_H
#define DRIVER_LUA_HOST_H

#include "base/compiler.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/pack.h"
#include "base/rng.h"

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LUA_HEAP_SIZE (1024 * 1024)
#define LUA_MEMORY_MAX (512 * 1024) /* alive at a time; the rest of the heap is for waste */
#define LUA_STEPS_MAX 200000        /* of one call: about 2 ms */
#define LUA_TEXT_MAX SQL_SIZE_MAX   /* of one string: the longest a program has use for */

struct lua_host; /* opaque; made by lua_host_new(), one owner */

/*
 * Load a file and run it once, so that it defines its functions.
 *   RC_USAGE  a syntax error, or it fails: "name, line 7: ..."
 *   RC_FULL   longer than DRIVER_SIZE_MAX, or over the memory limit
 */
MUST_CHECK enum rc lua_host_new(struct lua_host **out, const char *name, const char *source,
                                size_t size, struct rng rng, struct err *err);
void lua_host_free(struct lua_host *host);

const char *lua_host_name(const struct lua_host *host);
const char *lua_host_source(const struct lua_host *host);
/* Does the file define a global function of this name? */
bool lua_host_defines(struct lua_host *host, const char *function);

/* What to do inside: may raise Lua errors; leaves what it likes on the stack. */
typedef void (*lua_host_body_fn)(lua_State *L, void *user);

/*
 * Run `body` with a fresh budget. *line (may be NULL) is the line at which the last Lua function
 * called by `body` returned; 0: not known.
 *   RC_USAGE  it failed: "name, line 7: ..."
 *   RC_FULL   the memory limit
 */
MUST_CHECK enum rc lua_host_run(struct lua_host *host, lua_host_body_fn body, void *user, int *line,
                                struct err *err);
/* Inside a body: what the function called last has answered is wrong; raises an error that
 * names the line at which it returned. */
void lua_host_fail(lua_State *L, const char *format, ...) PRINTF_LIKE(2, 3);

/* For the library: charge steps to the call under way; raises the budget's error. */
void lua_host_charge(lua_State *L, size_t steps);
/* Is the budget of the call under way used up? Then no pcall() may hold its error. */
bool lua_host_is_spent(lua_State *L);
/* Bytes that the file holds. */
size_t lua_host_live(lua_State *L);
struct rng *lua_host_rng(lua_State *L);

void lua_host_save(struct buf *out, const struct lua_host *host);
/* RC_DAMAGED: not a copy of this very host. */
MUST_CHECK enum rc lua_host_load(struct lua_host *host, struct unpack *in, struct err *err);

#endif
