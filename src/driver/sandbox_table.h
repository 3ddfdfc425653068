/* SPDX-License-Identifier: MIT */
/* sandbox_table: the functions of the sandbox that walk over tables. */
#ifndef DRIVER_SANDBOX_TABLE_H
#define DRIVER_SANDBOX_TABLE_H

#include <lauxlib.h>
#include <lua.h>

/* pairs(table): numbers first, then texts, then booleans, each in rising order. */
int sandbox_pairs(lua_State *L);
/* The library `table`: ends with a NULL name. */
extern const luaL_Reg sandbox_table[];

#endif
