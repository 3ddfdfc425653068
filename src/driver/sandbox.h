/* SPDX-License-Identifier: MIT */
/*
 * sandbox: what a Lua file may call. A white list: what is not named in
 * sandbox.c does not exist.
 *
 * From Lua's library come only functions that cannot hang, reach out or show an
 * address. Those that could are ours: pairs() goes in the order of the keys;
 * string.find() and string.replace() take plain text, for patterns can hang;
 * table functions look at the table itself, so a false __len cannot make them
 * run for ever; sort() is stable; math.random() draws from the run's chance;
 * tostring() of a table says "table". What takes long for one instruction (a chain
 * of metatables, a long text as a number, a large table that is empty) is charged
 * for it, or is not there: no text holds a zero byte, and __call is a function.
 */
#ifndef DRIVER_SANDBOX_H
#define DRIVER_SANDBOX_H

#include <lua.h>

/* In the metatable of what is no table: a function that makes one of it, for pairs(). */
#define SANDBOX_LIST "__list"

/* Set the globals of an empty state. May raise Lua errors. */
void sandbox_open(lua_State *L);

#endif
