/* SPDX-License-Identifier: MIT */
#include "driver/sandbox.h"

#include "base/compiler.h"
#include "driver/lua_host.h"
#include "driver/sandbox_table.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdbool.h>
#include <string.h>

#define BYTES_A_STEP 8      /* of text that a library function walks over */
#define STEPS_A_LINK 4      /* of a chain of metatables */
#define STEPS_A_FRACTION 32 /* of string.format(): it may be 300 digits long */

/* From Lua's own library, as they are: each works in constant time and shows no address. */
static const char *const base_names[] = {"error", "ipairs", "type", NULL};
static const char *const math_names[] = {"huge", "maxinteger", "mininteger", "pi", "type", NULL};
static const char *const string_names[] = {"len", NULL};
/* From Lua's own library, charged by what they are given: a text may be read as a number. */
static const char *const base_charged[] = {"assert", "select", "tonumber", NULL};
static const char *const math_charged[] = {
    "abs", "ceil", "floor", "fmod", "max", "min", "sqrt", "ult", "tointeger", NULL,
};
static const char *const string_charged[] = {"byte", "lower", "reverse", "sub", "upper", NULL};
/* Texts that are numbers can be added: by these, of the texts' own metatable. */
static const char *const arithmetic[] = {
    "__add", "__sub", "__mul", "__mod", "__pow", "__div", "__idiv", "__unm", NULL,
};

/* --- globals -------------------------------------------------------------------------------- */

/* Push a text for any value; never an address. */
static void push_text(lua_State *L, int index)
{
    int type = lua_type(L, index);
    bool is_plain =
        type == LUA_TNIL || type == LUA_TBOOLEAN || type == LUA_TNUMBER || type == LUA_TSTRING;
    if (is_plain || luaL_getmetafield(L, index, "__tostring") != LUA_TNIL) {
        if (!is_plain) {
            lua_pop(L, 1);
        }
        (void)luaL_tolstring(L, index, NULL);
    } else {
        (void)lua_pushstring(L, lua_typename(L, type));
    }
}

static int base_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    push_text(L, 1);
    return 1;
}

/* As Lua's, but an error of the budget goes through. */
static int base_pcall(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    int status = lua_pcall(L, lua_gettop(L) - 2, LUA_MULTRET, 0);
    if (status == LUA_OK) {
        return lua_gettop(L);
    }
    if (lua_host_is_spent(L)) {
        return lua_error(L);
    }
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

/*
 * Lua looks through a chain of tables, or calls one that is called by another, in a single
 * instruction, however long the chain is. So a table that stands for __index or __newindex becomes
 * a function that costs something, and the others must be functions.
 */
static int read_through(lua_State *L)
{
    lua_host_charge(L, STEPS_A_LINK);
    lua_settop(L, 2);
    lua_gettable(L, lua_upvalueindex(1));
    return 1;
}

static int write_through(lua_State *L)
{
    lua_host_charge(L, STEPS_A_LINK);
    lua_settop(L, 3);
    lua_settable(L, lua_upvalueindex(1));
    return 0;
}

/* What stands for a metamethod, on top of the stack, as it may be used. */
static void check_metamethod(lua_State *L, const char *name)
{
    bool is_index = strcmp(name, "__index") == 0;
    bool may_be_table = is_index || strcmp(name, "__newindex") == 0;
    if (lua_type(L, -1) == LUA_TTABLE && may_be_table) {
        lua_pushcclosure(L, is_index ? read_through : write_through, 1);
    } else if (lua_type(L, -1) != LUA_TFUNCTION) {
        (void)luaL_error(L, "setmetatable: %s must be a function%s, not a %s", name,
                         may_be_table ? " or a table" : "", luaL_typename(L, -1));
    }
}

/*
 * The metatable becomes a copy, so that what is not allowed cannot be added later: __gc and
 * __close run when nobody counts, __mode shows when the collector ran.
 */
static int base_setmetatable(lua_State *L)
{
    static const char *const allowed[] = {
        "__index", "__newindex", "__call", "__tostring", "__len", "__eq",  "__lt",
        "__le",    "__concat",   "__unm",  "__add",      "__sub", "__mul", "__div",
        "__mod",   "__idiv",     "__pow",  "__band",     "__bor", NULL,
    };
    static const char *const refused[] = {"__gc", "__close", "__mode", "__name", NULL};
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checktype(L, 2, LUA_TTABLE);
    for (int i = 0; refused[i] != NULL; i++) {
        lua_pushstring(L, refused[i]);
        if (lua_rawget(L, 2) != LUA_TNIL) {
            return luaL_error(L, "setmetatable: %s is not allowed here", refused[i]);
        }
        lua_pop(L, 1);
    }
    lua_host_charge(L, COUNT_OF(allowed));
    lua_newtable(L);
    for (int i = 0; allowed[i] != NULL; i++) {
        lua_pushstring(L, allowed[i]);
        lua_pushvalue(L, -1);
        if (lua_rawget(L, 2) == LUA_TNIL) {
            lua_pop(L, 2);
        } else {
            check_metamethod(L, allowed[i]);
            lua_rawset(L, -3);
        }
    }
    lua_setmetatable(L, 1);
    lua_settop(L, 1);
    return 1;
}

/* --- string --------------------------------------------------------------------------------- */

/* A function of Lua's, as upvalue, charged by what it is given. */
static int charged(lua_State *L)
{
    size_t bytes = (size_t)lua_gettop(L);
    for (int i = 1; i <= lua_gettop(L); i++) {
        if (lua_type(L, i) == LUA_TSTRING) {
            bytes += lua_rawlen(L, i);
        }
    }
    lua_host_charge(L, bytes / BYTES_A_STEP);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

/* As Lua's, but no zero byte: Lua compares texts with them piece by piece, in one instruction. */
static int string_char(lua_State *L)
{
    int count = lua_gettop(L);
    luaL_Buffer out;
    lua_host_charge(L, (size_t)count);
    char *bytes = luaL_buffinitsize(L, &out, (size_t)count);
    for (int i = 1; i <= count; i++) {
        lua_Integer byte = luaL_checkinteger(L, i);
        luaL_argcheck(L, byte >= 1 && byte <= 255, i, "value out of range: 1 to 255");
        bytes[i - 1] = (char)byte;
    }
    luaL_pushresultsize(&out, (size_t)count);
    return 1;
}

static int string_rep(lua_State *L)
{
    size_t size = 0;
    size_t between_size = 0;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_Integer count = luaL_checkinteger(L, 2);
    const char *between = luaL_optlstring(L, 3, "", &between_size);
    size_t each = size + between_size;
    if (count <= 0 || each == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if (count > LUA_TEXT_MAX || (size_t)count * each > LUA_TEXT_MAX) {
        return luaL_error(L, "string.rep: the result is longer than %d bytes", LUA_TEXT_MAX);
    }
    lua_host_charge(L, (size_t)count * each / BYTES_A_STEP);
    luaL_Buffer out;
    luaL_buffinit(L, &out);
    for (lua_Integer i = 0; i < count; i++) {
        luaL_addlstring(&out, text, size);
        if (i + 1 < count) {
            luaL_addlstring(&out, between, between_size);
        }
    }
    luaL_pushresult(&out);
    return 1;
}

static int string_format(lua_State *L)
{
    size_t size = 0;
    const char *format = luaL_checklstring(L, 1, &size);
    lua_host_charge(L, size);
    for (const char *at = strchr(format, '%'); at != NULL; at = strchr(at, '%')) {
        at += 1 + strspn(at + 1, "-+ #0123456789.");
        lua_host_charge(L, *at != '\0' && strchr("aAeEfFgG", *at) != NULL ? STEPS_A_FRACTION : 1);
        if (*at == 'p') {
            return luaL_error(L,
                              "string.format: %%p is not here: an address is not the same twice");
        }
        if (*at == 'c') {
            return luaL_error(L, "string.format: %%c is not here: string.char makes a letter");
        }
        at += *at != '\0';
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    for (int i = 3; i <= lua_gettop(L); i++) {
        bool is_number = lua_type(L, i) == LUA_TNUMBER;
        if (!is_number && lua_type(L, i) != LUA_TSTRING) {
            push_text(L, i);
            lua_replace(L, i);
        } else if (!is_number) {
            lua_host_charge(L, lua_rawlen(L, i) / BYTES_A_STEP);
        }
    }
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

/* Where `part` begins in text from `from` on; text_size: nowhere. */
static size_t find_plain(lua_State *L, size_t from, const char *part, size_t part_size)
{
    size_t size = 0;
    const char *text = lua_tolstring(L, 1, &size);
    for (; from + part_size <= size; from++) {
        lua_host_charge(L, 1);
        size_t same = 0;
        while (same < part_size && text[from + same] == part[same]) {
            same++;
        }
        if (same == part_size) {
            return from;
        }
        lua_host_charge(L, same / BYTES_A_STEP);
    }
    return size;
}

/* find(text, part [, from]): always plain. */
static int string_find(lua_State *L)
{
    size_t size = 0;
    size_t part_size = 0;
    (void)luaL_checklstring(L, 1, &size);
    const char *part = luaL_checklstring(L, 2, &part_size);
    lua_Integer from = luaL_optinteger(L, 3, 1);
    if (from < 0) {
        from = (lua_Integer)size + from + 1;
    }
    from = from < 1 ? 1 : from;
    if (from > (lua_Integer)size + 1) {
        lua_pushnil(L);
        return 1;
    }
    size_t at = find_plain(L, (size_t)from - 1, part, part_size);
    if (at + part_size > size || (at == size && part_size > 0)) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, (lua_Integer)at + 1);
    lua_pushinteger(L, (lua_Integer)(at + part_size));
    return 2;
}

/* replace(text, part, by): each `part`, plain; also tells how many. */
static int string_replace(lua_State *L)
{
    size_t size = 0;
    size_t part_size = 0;
    const char *text = luaL_checklstring(L, 1, &size);
    const char *part = luaL_checklstring(L, 2, &part_size);
    size_t by_size = 0;
    const char *by = luaL_checklstring(L, 3, &by_size);
    luaL_argcheck(L, part_size > 0, 2, "there must be something to replace");
    luaL_Buffer out;
    luaL_buffinit(L, &out);
    lua_Integer count = 0;
    size_t from = 0;
    for (;;) {
        size_t at = find_plain(L, from, part, part_size);
        luaL_addlstring(&out, text + from, at - from);
        if (at == size) {
            break;
        }
        lua_host_charge(L, by_size / BYTES_A_STEP);
        luaL_addlstring(&out, by, by_size);
        from = at + part_size;
        count++;
    }
    luaL_pushresult(&out);
    lua_pushinteger(L, count);
    return 2;
}

static int string_no_patterns(lua_State *L)
{
    return luaL_error(L, "patterns are not here, because they can hang: use string.find and "
                         "string.replace, which take plain text");
}

/* --- math ----------------------------------------------------------------------------------- */

static int math_random(lua_State *L)
{
    struct rng *rng = lua_host_rng(L);
    if (lua_gettop(L) == 0) {
        lua_pushnumber(L, (lua_Number)(rng_next(rng) >> 11) * 0x1p-53);
        return 1;
    }
    bool has_low = lua_gettop(L) >= 2;
    lua_Integer low = has_low ? luaL_checkinteger(L, 1) : 1;
    lua_Integer high = luaL_checkinteger(L, has_low ? 2 : 1);
    luaL_argcheck(L, low <= high, has_low ? 2 : 1, "interval is empty");
    luaL_argcheck(L, low > 0 || high < INT64_MAX + low, has_low ? 2 : 1, "interval is too wide");
    lua_pushinteger(L, rng_between(rng, low, high));
    return 1;
}

/* --- putting it together -------------------------------------------------------------------- */

static const luaL_Reg base_own[] = {
    {"pairs", sandbox_pairs},    {"pcall", base_pcall}, {"setmetatable", base_setmetatable},
    {"tostring", base_tostring}, {NULL, NULL},
};
static const luaL_Reg string_own[] = {
    {"char", string_char},         {"find", string_find},
    {"rep", string_rep},           {"replace", string_replace},
    {"match", string_no_patterns}, {"gmatch", string_no_patterns},
    {"gsub", string_no_patterns},  {NULL, NULL},
};
static const luaL_Reg math_own[] = {{"random", math_random}, {NULL, NULL}};

/* Copy fields of the table at `from` into the one at `to`; as they are, or wrapped. */
static void copy(lua_State *L, int from, int to, const char *const *names, lua_CFunction wrapper)
{
    for (int i = 0; names[i] != NULL; i++) {
        lua_getfield(L, from, names[i]);
        if (wrapper != NULL) {
            lua_pushcclosure(L, wrapper, 1);
        }
        lua_setfield(L, to, names[i]);
    }
}

/* Push one of Lua's libraries, without a trace of it in the globals. */
static int open(lua_State *L, lua_CFunction opener)
{
    lua_pushcfunction(L, opener);
    lua_call(L, 0, 1);
    return lua_gettop(L);
}

static void open_string(lua_State *L, int globals)
{
    int library = open(L, luaopen_string);
    lua_newtable(L);
    int ours = lua_gettop(L);
    copy(L, library, ours, string_names, NULL);
    copy(L, library, ours, string_charged, charged);
    luaL_setfuncs(L, string_own, 0);
    lua_getfield(L, library, "format");
    lua_pushcclosure(L, string_format, 1);
    lua_setfield(L, ours, "format");

    /* ("m2"):sub(2) finds our functions, not Lua's. */
    lua_pushliteral(L, "");
    (void)lua_getmetatable(L, -1);
    copy(L, lua_gettop(L), lua_gettop(L), arithmetic, charged);
    lua_pushvalue(L, ours);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 2);
    lua_setfield(L, globals, "string");
    lua_pop(L, 1);
}

void sandbox_open(lua_State *L)
{
    /* Lua's own globals go into a table that is thrown away; the real ones are ours. */
    lua_pushglobaltable(L);
    int library = lua_gettop(L);
    (void)open(L, luaopen_base);
    lua_pop(L, 1);
    lua_newtable(L);
    int globals = lua_gettop(L);
    copy(L, library, globals, base_names, NULL);
    copy(L, library, globals, base_charged, charged);
    luaL_setfuncs(L, base_own, 0);

    open_string(L, globals);

    library = open(L, luaopen_math);
    lua_newtable(L);
    copy(L, library, lua_gettop(L), math_names, NULL);
    copy(L, library, lua_gettop(L), math_charged, charged);
    luaL_setfuncs(L, math_own, 0);
    lua_setfield(L, globals, "math");
    lua_pop(L, 1);

    lua_newtable(L);
    luaL_setfuncs(L, sandbox_table, 0);
    lua_setfield(L, globals, "table");

    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_settop(L, 0);
}
