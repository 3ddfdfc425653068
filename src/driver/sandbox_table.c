/* SPDX-License-Identifier: MIT */
#include "driver/sandbox_table.h"

#include "driver/lua_host.h"
#include "driver/sandbox.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define BYTES_A_STEP 1024 /* of memory alive that a table may take */
#define UNPACK_MAX 200    /* Lua's own limit for the arguments of a call is about this */

/* --- pairs ---------------------------------------------------------------------------------- */

/* A key, as what decides its place. */
struct key {
    int type; /* LUA_TNUMBER, LUA_TSTRING, LUA_TBOOLEAN */
    bool is_integer;
    lua_Integer integer; /* or 0, 1 for a boolean */
    lua_Number number;
    const char *text; /* borrowed from the table's key */
    size_t size;
};

static int rank(int type)
{
    return type == LUA_TNUMBER ? 0 : type == LUA_TSTRING ? 1 : 2;
}

static int compare_numbers(const struct key *a, const struct key *b)
{
    if (a->is_integer && b->is_integer) {
        return (a->integer > b->integer) - (a->integer < b->integer);
    }
    if (a->number < b->number || a->number > b->number) {
        return a->number < b->number ? -1 : 1;
    }
    return a->is_integer ? -1 : b->is_integer ? 1 : 0;
}

static int compare_keys(const void *left, const void *right)
{
    const struct key *a = left;
    const struct key *b = right;
    if (a->type != b->type) {
        return rank(a->type) - rank(b->type);
    }
    if (a->type == LUA_TNUMBER) {
        return compare_numbers(a, b);
    }
    if (a->type == LUA_TBOOLEAN) {
        return (int)(a->integer - b->integer);
    }
    int order = memcmp(a->text, b->text, a->size < b->size ? a->size : b->size);
    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

/* The key on top of the stack. */
static struct key read_key(lua_State *L)
{
    struct key key = {.type = lua_type(L, -1)};
    if (key.type == LUA_TNUMBER) {
        key.is_integer = lua_isinteger(L, -1) == 1;
        key.integer = key.is_integer ? lua_tointeger(L, -1) : 0;
        key.number = lua_tonumber(L, -1);
    } else if (key.type == LUA_TSTRING) {
        key.text = lua_tolstring(L, -1, &key.size);
    } else if (key.type == LUA_TBOOLEAN) {
        key.integer = lua_toboolean(L, -1);
    } else {
        (void)luaL_error(L, "pairs: a key that is a %s has no place in an order",
                         lua_typename(L, key.type));
    }
    return key;
}

static void push_key(lua_State *L, const struct key *key)
{
    if (key->type == LUA_TNUMBER && key->is_integer) {
        lua_pushinteger(L, key->integer);
    } else if (key->type == LUA_TNUMBER) {
        lua_pushnumber(L, key->number);
    } else if (key->type == LUA_TSTRING) {
        (void)lua_pushlstring(L, key->text, key->size);
    } else {
        lua_pushboolean(L, (int)key->integer);
    }
}

/* Push a table of the sorted keys of the one at 1. */
static void push_sorted_keys(lua_State *L)
{
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) {
        count++;
    }
    /* A table that was large and is empty is walked over, too. */
    lua_host_charge(L, 8 * count + lua_host_live(L) / BYTES_A_STEP);
    struct key *keys = lua_newuserdatauv(L, (count + 1) * sizeof(*keys), 0);
    size_t at = 0;
    for (lua_pushnil(L); lua_next(L, 1) != 0;) {
        lua_pop(L, 1);
        keys[at++] = read_key(L);
    }
    qsort(keys, count, sizeof(*keys), compare_keys);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        push_key(L, &keys[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

/* Upvalues: the table, its keys, how many were given. */
static int next_pair(lua_State *L)
{
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(3));
    for (;;) {
        at++;
        lua_host_charge(L, 1);
        if (lua_rawgeti(L, lua_upvalueindex(2), at) == LUA_TNIL) {
            return 1;
        }
        lua_pushvalue(L, -1);
        if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) {
            lua_pushinteger(L, at);
            lua_replace(L, lua_upvalueindex(3));
            return 2;
        }
        lua_pop(L, 2); /* removed since: pass on */
    }
}

int sandbox_pairs(lua_State *L)
{
    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TUSERDATA && luaL_callmeta(L, 1, SANDBOX_LIST)) {
        lua_replace(L, 1);
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    push_sorted_keys(L);
    lua_pushvalue(L, 1);
    lua_insert(L, -2);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_pair, 3);
    return 1;
}

/* --- table ---------------------------------------------------------------------------------- */

/*
 * How many the table at 1 holds, whatever its __len says; it is walked over, so it costs. With
 * holes Lua may take a lone key for the end, however large it is: more than memory holds is none.
 */
static lua_Integer length_of(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Unsigned size = lua_rawlen(L, 1);
    luaL_argcheck(L, size <= LUA_MEMORY_MAX, 1, "it has holes, so nobody knows its end");
    return (lua_Integer)size;
}

static int table_insert(lua_State *L)
{
    lua_Integer end = length_of(L) + 1;
    lua_Integer place = end;
    if (lua_gettop(L) == 3) {
        place = luaL_checkinteger(L, 2);
        luaL_argcheck(L, place >= 1 && place <= end, 2, "position out of bounds");
        lua_host_charge(L, (size_t)(end - place));
        for (lua_Integer i = end; i > place; i--) {
            lua_rawgeti(L, 1, i - 1);
            lua_rawseti(L, 1, i);
        }
    } else if (lua_gettop(L) != 2) {
        return luaL_error(L, "table.insert takes a table, perhaps a position, and a value");
    }
    lua_rawseti(L, 1, place);
    return 0;
}

static int table_remove(lua_State *L)
{
    lua_Integer size = length_of(L);
    lua_Integer place = luaL_optinteger(L, 2, size);
    if (size == 0 && (place == 0 || place == 1)) {
        lua_pushnil(L);
        return 1;
    }
    luaL_argcheck(L, place >= 1 && place <= size, 2, "position out of bounds");
    lua_rawgeti(L, 1, place);
    lua_host_charge(L, (size_t)(size - place));
    for (lua_Integer i = place; i < size; i++) {
        lua_rawgeti(L, 1, i + 1);
        lua_rawseti(L, 1, i);
    }
    lua_pushnil(L);
    lua_rawseti(L, 1, size);
    return 1;
}

static int table_concat(lua_State *L)
{
    lua_Integer size = length_of(L);
    size_t between_size = 0;
    const char *between = luaL_optlstring(L, 2, "", &between_size);
    lua_host_charge(L, (size_t)size);
    luaL_Buffer out;
    luaL_buffinit(L, &out);
    for (lua_Integer i = 1; i <= size; i++) {
        int type = lua_rawgeti(L, 1, i);
        if (type != LUA_TSTRING && type != LUA_TNUMBER) {
            return luaL_error(L, "table.concat: value %d is a %s", (int)i, lua_typename(L, type));
        }
        luaL_addvalue(&out);
        if (i < size) {
            luaL_addlstring(&out, between, between_size);
        }
    }
    luaL_pushresult(&out);
    return 1;
}

static int table_unpack(lua_State *L)
{
    lua_Integer low = luaL_optinteger(L, 2, 1);
    lua_Integer high = lua_isnoneornil(L, 3) ? length_of(L) : luaL_checkinteger(L, 3);
    luaL_checktype(L, 1, LUA_TTABLE);
    if (low > high) {
        return 0;
    }
    if (low < 1 || high > LUA_TEXT_MAX || high - low >= UNPACK_MAX) {
        return luaL_error(L, "table.unpack: at most %d values", UNPACK_MAX);
    }
    lua_host_charge(L, (size_t)(high - low) + 1);
    luaL_checkstack(L, UNPACK_MAX, NULL);
    for (lua_Integer i = low; i <= high; i++) {
        lua_rawgeti(L, 1, i);
    }
    return (int)(high - low) + 1;
}

/* Is value `a` of the table at `from` before value `b`, by the function at 2 or by < ? */
static bool is_before(lua_State *L, int from, lua_Integer a, lua_Integer b)
{
    lua_host_charge(L, 4);
    bool has_function = !lua_isnil(L, 2);
    if (has_function) {
        lua_pushvalue(L, 2);
    }
    lua_rawgeti(L, from, a);
    lua_rawgeti(L, from, b);
    bool result = false;
    if (has_function) {
        lua_call(L, 2, 1);
        result = lua_toboolean(L, -1);
        lua_pop(L, 1);
    } else {
        result = lua_compare(L, -2, -1, LUA_OPLT);
        lua_pop(L, 2);
    }
    return result;
}

/* Merge the sorted runs [low, middle) and [middle, high) of one table into the other. */
static void merge(lua_State *L, int from, int to, const lua_Integer bounds[3])
{
    lua_Integer left = bounds[0];
    lua_Integer right = bounds[1];
    for (lua_Integer at = bounds[0]; at < bounds[2]; at++) {
        bool takes_right =
            left >= bounds[1] || (right < bounds[2] && is_before(L, from, right, left));
        lua_rawgeti(L, from, takes_right ? right++ : left++);
        lua_rawseti(L, to, at);
    }
}

/* A merge sort, stable, in copies: if the function fails, the table is as it was. */
static int table_sort(lua_State *L)
{
    lua_Integer size = length_of(L);
    lua_settop(L, 2);
    if (!lua_isnil(L, 2)) {
        luaL_checktype(L, 2, LUA_TFUNCTION);
    }
    lua_host_charge(L, 4 * (size_t)size);
    lua_createtable(L, (int)size, 0);
    lua_createtable(L, (int)size, 0);
    int from = 3;
    int to = 4;
    for (lua_Integer i = 1; i <= size; i++) {
        lua_rawgeti(L, 1, i);
        lua_rawseti(L, from, i);
    }
    for (lua_Integer run = 1; run < size; run *= 2) {
        for (lua_Integer low = 1; low <= size; low += 2 * run) {
            lua_Integer middle = low + run <= size ? low + run : size + 1;
            lua_Integer high = low + 2 * run <= size ? low + 2 * run : size + 1;
            merge(L, from, to, (const lua_Integer[]){low, middle, high});
        }
        from = 7 - from; /* 3 and 4 change places */
        to = 7 - to;
    }
    for (lua_Integer i = 1; i <= size; i++) {
        lua_rawgeti(L, from, i);
        lua_rawseti(L, 1, i);
    }
    return 0;
}

const luaL_Reg sandbox_table[] = {
    {"concat", table_concat}, {"insert", table_insert}, {"remove", table_remove},
    {"sort", table_sort},     {"unpack", table_unpack}, {NULL, NULL},
};
