/* SPDX-License-Identifier: MIT */
/* Each road out of the sandbox is a row of a table: a file, and the sentence it must end with. */
#include "lib/test.h"

#include "base/buf.h"
#include "driver/lua_host.h"

#include <lauxlib.h>
#include <stdio.h>

struct road {
    const char *source;
    const char *error; /* whole; NULL: it must run without one */
};

static struct lua_host *new_host(const char *source, struct err *err)
{
    struct rng rng;
    struct lua_host *host = NULL;
    rng_init(&rng, 1);
    enum rc rc = lua_host_new(&host, "trial", source, strlen(source), rng, err);
    assert_int_equal(rc, err->rc);
    return host;
}

static void walk(const struct road *roads)
{
    for (int i = 0; roads[i].source != NULL; i++) {
        struct err err = {0};
        struct lua_host *host = new_host(roads[i].source, &err);
        if (strcmp(err.text, roads[i].error != NULL ? roads[i].error : "") != 0) {
            print_message("%s\n", roads[i].source);
        }
        assert_string_equal(err.text, roads[i].error != NULL ? roads[i].error : "");
        assert_true((host == NULL) == (roads[i].error != NULL));
        lua_host_free(host);
    }
}

static void sandbox__what_reaches_out__is_not_there(void **state)
{
    (void)state;
    static const char *const names[] = {
        "io",
        "os",
        "package",
        "debug",
        "coroutine",
        "utf8",
        "load",
        "loadstring",
        "loadfile",
        "dofile",
        "require",
        "collectgarbage",
        "rawset",
        "rawget",
        "rawequal",
        "rawlen",
        "next",
        "getmetatable",
        "xpcall",
        "print",
        "warn",
        "_G",
        "_VERSION",
        "string.dump",
        "string.pack",
        "string.unpack",
        "table.move",
        "table.pack",
        "math.randomseed",
        "math.exp",
    };
    for (int i = 0; i < COUNT_OF(names); i++) {
        char source[80];
        (void)snprintf(source, sizeof(source), "assert(%s == nil)", names[i]);
        walk((const struct road[]){{source, NULL}, {NULL, NULL}});
    }
}

static void sandbox__what_could_hang__ends(void **state)
{
    (void)state;
#define HOLES                                                                                      \
    "local t = {1, 2, 3, 4} for i = 3, 62 do t[1 << i] = true end t[5] = true t[9] = true "        \
    "t[17] = true t[math.maxinteger] = true "
#define SPENT "this call used up its 200000 steps: is there a loop that does not end?"
    static const struct road roads[] = {
        {"while true do end", "trial, line 1: " SPENT},
        {"\nrepeat local x = 1 until false", "trial, line 2: " SPENT},
        {"pcall(function() while true do end end)", "trial, line 1: " SPENT},
        {"while true do pcall(function() while true do end end) end", "trial, line 1: " SPENT},
        {"local function f() pcall(f) end while true do f() end", "trial: " SPENT},
        {"table.sort({3, 2, 1}, function() while true do end end)", "trial, line 1: " SPENT},
        {"local t = setmetatable({}, {__index = function() while true do end end}) local x = t.a",
         "trial, line 1: " SPENT},
        {"for _ in pairs({1}) do while true do end end", "trial, line 1: " SPENT},
        {"local t = {} for i = 1, 1e9 do table.insert(t, 1, i) end", "trial, line 1: " SPENT},
        {"local a = ('a'):rep(8000) while true do local x = a:find(('a'):rep(4000) .. 'b') end",
         "trial, line 1: " SPENT},
        {"local a = ('a'):rep(8000) while true do local x = a:upper() end",
         "trial, line 1: " SPENT},
        {"local a = ('a'):rep(16000) while true do local x = a:sub(2) .. 'b' end",
         "trial, line 1: " SPENT},
        {"setmetatable({}, {__gc = function() while true do end end})",
         "trial, line 1: setmetatable: __gc is not allowed here"},
        {"setmetatable({}, {__close = function() end})",
         "trial, line 1: setmetatable: __close is not allowed here"},
        {"setmetatable({}, {__mode = 'k'})",
         "trial, line 1: setmetatable: __mode is not allowed here"},
        /* added later, it is not seen */
        {"local m = {} local t = setmetatable({}, m) m.__close = error "
         "local ok, text = pcall(function() local x <close> = t end) assert(not ok)",
         NULL},
        {"('a'):match(('a?'):rep(30) .. ('a'):rep(30))",
         "trial, line 1: patterns are not here, because they can hang: use string.find and "
         "string.replace, which take plain text"},
        {"local t = setmetatable({}, {__len = function() return 1 << 60 end}) table.insert(t, 1) "
         "table.concat(t) table.sort(t) table.remove(t)",
         NULL},
        /* a lone key far away that Lua takes for the end */
        {HOLES "table.sort(t)", "trial, line 1: bad argument #1 to 'sort' (it has holes, so nobody "
                                "knows its end)"},
        {HOLES "table.insert(t, 1)", "trial, line 1: bad argument #1 to 'insert' (it has holes, so "
                                     "nobody knows its end)"},
        {"math.random(0, math.maxinteger)",
         "trial, line 1: bad argument #2 to 'random' (interval is too wide)"},
        {"assert(math.random(0, math.maxinteger - 1) >= 0)", NULL},
        {"\xef\xbb\xbf"
         "assert(true)",
         NULL}, /* the mark that some editors begin a file with */
        {"(''):rep(1 << 60)", NULL},
        {"('x'):rep(1 << 60)", "trial, line 1: string.rep: the result is longer than 16384 bytes"},
        {"table.unpack({}, 1, 1 << 40)", "trial, line 1: table.unpack: at most 200 values"},
        {"local function f() f() end f()", "trial, line 1: it needs more than 512 KB of memory"},
        {NULL, NULL},
    };
    walk(roads);
}

static void sandbox__what_grows__stops(void **state)
{
    (void)state;
    static const struct road roads[] = {
        {"local t = {}\nfor i = 1, 1e9 do t[i] = i end",
         "trial, line 2: it needs more than 512 KB of memory"},
        {"local s = 'x'\nwhile true do s = s .. s end",
         "trial, line 2: a text of more than 16384 bytes"},
        {"local t = {}\nfor i = 1, 1e9 do t[i] = ('x'):rep(9000) .. i end",
         "trial, line 2: it needs more than 512 KB of memory"},
        {"local ok = pcall(function() local s = 'x' while true do s = s .. s end end)\n"
         "assert(not ok)",
         NULL},
        {"string.format('%99999s', 1)",
         "trial, line 1: invalid conversion specification: '%99999s'"},
        {NULL, NULL},
    };
    walk(roads);
}

static void sandbox__no_text__shows_an_address(void **state)
{
    (void)state;
    static const struct road roads[] = {
        {"assert(tostring({}) == 'table' and tostring(pairs) == 'function')", NULL},
        {"assert(string.format('%s %s', {}, tostring) == 'table function')", NULL},
        {"string.format('%5p', {})",
         "trial, line 1: string.format: %p is not here: an address is not the same twice"},
        {"assert(tostring(setmetatable({}, {__tostring = function() return 'me' end})) == 'me')",
         NULL},
        {"error({})", "trial, line 1: an error that is no text but a table"},
        {"local ok, text = pcall(function() return {} < {} end)\n"
         "assert(text == 'file:1: attempt to compare two table values')",
         NULL},
        {NULL, NULL},
    };
    walk(roads);
}

/* Whatever is wrong, the sentence about it has no address either. */
static void sandbox__no_error__shows_an_address(void **state)
{
    (void)state;
    static const char *const wrongs[] = {
        "local t = {} local x = t[t].y",
        "local t = {} t[nil] = 1",
        "local t = {[{}] = 1} table.concat(t, {})",
        "({})()",
        "local x = pairs .. ''",
        "local x = {} + pairs",
        "local x = #pairs",
        "local x = -{}",
        "for i = {}, 1 do end",
        "for _ in {} do end",
        "string.rep({}, 1)",
        "string.format('%d', {})",
        "string.format('%d', pairs)",
        "table.concat({{}})",
        "table.concat({pairs})",
        "table.insert(pairs, 1)",
        "table.sort({{}, {}})",
        "table.sort({1, pairs})",
        "setmetatable({}, pairs)",
        "tonumber({}, 10)",
        "math.floor({})",
        "select({}, 1)",
        "error({})",
        "error(pairs)",
        "error(setmetatable({}, {__tostring = function() return 'mine' end}))",
        "tostring(setmetatable({}, {__tostring = function() return {} end}))",
        "assert(nil, {})",
        "assert(false, pairs)",
        "pairs(pairs)",
        "for k in pairs({[pairs] = 1}) do end",
        "error(tostring({}) .. tostring(pairs) .. string.format('%s %s', {}, error))",
        "local ok, e = pcall(error, {}) error(tostring(e))",
    };
    for (int i = 0; i < COUNT_OF(wrongs); i++) {
        struct err err = {0};
        if (new_host(wrongs[i], &err) != NULL || strstr(err.text, "0x") != NULL) {
            fail_msg("%s: %s", wrongs[i], err.text);
        }
        assert_memory_equal(err.text, "trial, line 1: ", 15);
    }
}

static void sandbox__pairs__goes_in_order(void **state)
{
    (void)state;
    static const struct road roads[] = {
        {"local t = {b = 1, a = 2, [10] = 3, [2] = 4, [1.5] = 5, [true] = 6, ab = 7, [-1] = 8}\n"
         "local seen = ''\n"
         "for k, v in pairs(t) do seen = seen .. tostring(k) .. v .. ' ' end\n"
         "assert(seen == '-18 1.55 24 103 a2 ab7 b1 true6 ', seen)",
         NULL},
        /* removed on the way: not seen; added on the way: not seen either */
        {"local t = {a = 1, b = 2, c = 3} local seen = ''\n"
         "for k in pairs(t) do seen = seen .. k t.b = nil t.z = 1 end assert(seen == 'ac', seen)",
         NULL},
        {"for k in pairs({[{}] = 1}) do end",
         "trial, line 1: pairs: a key that is a table has no place in an order"},
        {"local t = {} for i = 1, 300 do t[i] = {n = i * 7 % 10, i = i} end\n"
         "table.sort(t, function(a, b) return a.n < b.n end)\n"
         "for i = 2, 300 do local a, b = t[i - 1], t[i]\n"
         "assert(a.n < b.n or a.n == b.n and a.i < b.i) end",
         NULL},
        {"local t = {'b', 'c', 'a'} table.sort(t) assert(table.concat(t, ' ') == 'a b c')", NULL},
        {"table.sort({1, {}})", "trial, line 1: attempt to compare table with number"},
        {"local t = {1, 2, 3} table.insert(t, 1, 0) table.remove(t, 2) table.insert(t, 9)\n"
         "assert(table.concat(t, ',') == '0,2,3,9')",
         NULL},
        {"assert(('a.b.c'):find('.') == 2 and ('a.b'):find('c') == nil and ('ab'):find('b', -1) "
         "== 2) local s, n = ('a.b.c'):replace('.', '--') assert(s == 'a--b--c' and n == 2)",
         NULL},
        {"assert(('abc'):find('') == 1 and ('abc'):find('', 4) == 4 and ('abc'):find('', 5) == "
         "nil)",
         NULL},
        {NULL, NULL},
    };
    walk(roads);
}

/* --- one instruction that costs much --------------------------------------------------------- */

/* go() turns until its steps are used up, and counts its turns in n. */
struct costly {
    const char *source;
    int turns_max; /* as many as its cost in steps allows */
};

static void call_go(lua_State *L, void *user)
{
    (void)user;
    (void)lua_getglobal(L, "go");
    lua_call(L, 0, 0);
}

static void read_turns(lua_State *L, void *user)
{
    int *turns = user;
    (void)lua_getglobal(L, "n");
    *turns = (int)lua_tointeger(L, -1);
}

static void sandbox__what_costs_much_in_one_instruction__is_charged(void **state)
{
    (void)state;
#define CHAIN(how, count) "local t = {} for i = 1, " count " do t = setmetatable({}, " how ") end "
#define TURN(what) "n = 0 function go() while true do n = n + 1 " what " end end"
    static const struct costly rows[] = {
        {CHAIN("{__index = t}", "150") TURN("local x = t.a"), LUA_STEPS_MAX / (4 * 150)},
        {CHAIN("{__newindex = t}", "150") TURN("t.a = nil"), LUA_STEPS_MAX / (4 * 150)},
        /* in a circle, and too long: Lua's own limit of calls within calls ends each */
        {"local t = {} setmetatable(t, {__index = t}) " TURN("pcall(function() return t.a end)"),
         LUA_STEPS_MAX / (4 * 150)},
        {CHAIN("{__index = t}", "900") TURN("pcall(function() return t.a end)"),
         LUA_STEPS_MAX / (4 * 150)},
        {"local s = ('1'):rep(16000) " TURN("local x = s + 1"), LUA_STEPS_MAX / 2000},
        {"local s = ('1'):rep(16000) " TURN("local x = -s"), LUA_STEPS_MAX / 2000},
        {"local s = ('1'):rep(16000) " TURN("math.abs(s)"), LUA_STEPS_MAX / 2000},
        {"local s = ('1'):rep(16000) " TURN("math.fmod(1, s)"), LUA_STEPS_MAX / 2000},
        {"local s = ('1'):rep(16000) " TURN("tonumber(s)"), LUA_STEPS_MAX / 2000},
        {"local s = ('x'):rep(16000) " TURN("s:sub(2)"), LUA_STEPS_MAX / 2000},
        {"local s = ('x'):rep(16000) " TURN("string.format('%s', s)"), LUA_STEPS_MAX / 2000},
        {TURN("string.format('%99.99f', 1e308)"), LUA_STEPS_MAX / 32},
        {"local t = {} for i = 1, 200 do t[i] = 65 end " TURN("table.unpack(t)"),
         LUA_STEPS_MAX / 200},
        {"local t = {} for i = 1, 200 do t[i] = 65 end " TURN("string.char(table.unpack(t))"),
         LUA_STEPS_MAX / 400},
        {"local t = {} for i = 1, 200 do t[i] = 65 end "
         "local function f(...) while true do n = n + 1 select(-1, ...) end end "
         "n = 0 function go() f(table.unpack(t)) end",
         LUA_STEPS_MAX / 25},
        /* large, and empty again */
        {"local t = {} for i = 1, 4000 do t['k' .. i] = i end for i = 1, 4000 do t['k' .. i] = nil "
         "end " TURN("pairs(t)"),
         LUA_STEPS_MAX / 150},
        {"local t = {} for i = 1, 1000 do t[i] = i end " TURN("table.sort(t)"), 10},
        {"local t = {} for i = 1, 1000 do t[i] = i end " TURN("table.insert(t, 1, 0)"),
         LUA_STEPS_MAX / 1000},
        {"local t = {} for i = 1, 1000 do t[i] = 'x' end " TURN("table.concat(t)"),
         LUA_STEPS_MAX / 1000},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        struct lua_host *host = new_host(rows[i].source, &err);
        int turns = 0;
        assert_string_equal(err.text, "");
        assert_int_equal(lua_host_run(host, call_go, NULL, NULL, &err), RC_USAGE);
        if (strstr(err.text, SPENT) == NULL) {
            fail_msg("%s: %s", err.text, rows[i].source);
        }
        assert_int_equal(lua_host_run(host, read_turns, &turns, NULL, &err), RC_OK);
        if (turns < 1 || turns > rows[i].turns_max + 1) {
            fail_msg("%d turns, not at most %d: %s", turns, rows[i].turns_max + 1, rows[i].source);
        }
        lua_host_free(host);
    }
}

static void sandbox__what_cannot_be_charged__is_refused(void **state)
{
    (void)state;
#define ZERO "a text may not hold a zero byte"
    static const struct road roads[] = {
        {"local t = {} setmetatable(t, {__call = t})",
         "trial, line 1: setmetatable: __call must be a function, not a table"},
        {"setmetatable({}, {__index = 1})",
         "trial, line 1: setmetatable: __index must be a function or a table, not a number"},
        {"setmetatable({}, {__lt = {}})",
         "trial, line 1: setmetatable: __lt must be a function, not a table"},
        {"\nlocal x = 'a\\0b'", "trial, line 2: " ZERO},
        {"local x = '\\000'", "trial, line 1: " ZERO},
        {"local x = '\\x00'", "trial, line 1: " ZERO},
        {"local x = '\\u{000}'", "trial, line 1: " ZERO},
        {"assert('\\065\\x41\\u{41}\\\\0\\1' == 'AAA\\\\' .. '0' .. string.char(1))", NULL},
        {"string.char(0)",
         "trial, line 1: bad argument #1 to 'char' (value out of range: 1 to 255)"},
        {"string.format('%c', 0)",
         "trial, line 1: string.format: %c is not here: string.char makes a letter"},
        /* what inherits still works */
        {"local base = {kind = 'base'} function base:name() return self.kind end\n"
         "local t = setmetatable({}, {__index = base}) assert(t:name() == 'base' and not t.x)\n"
         "local log = setmetatable({}, {__newindex = base}) log.kind = 'new'\n"
         "assert(t:name() == 'new' and log.kind == nil)\n"
         "assert('10' + 1 == 11 and -'2' == -2 and '7' // 2 == 3)",
         NULL},
        {"local x = 'a' + 1", "trial, line 1: attempt to add a 'string' with a 'number'"},
        {NULL, NULL},
    };
    walk(roads);
}

/* Each call of another kind that ends in the limit; none of them may be the last one. */
static void sandbox__calls_within_calls__end(void **state)
{
    (void)state;
    static const char *const sources[] = {
        "local function f() return 1 + f() end function go() while true do pcall(f) end end",
        "local function f() pcall(f) end function go() while true do f() end end",
        "local t t = setmetatable({}, {__tostring = function() return tostring(t) end})\n"
        "function go() while true do pcall(tostring, t) end end",
        "local function f() table.sort({2, 1}, f) end function go() while true do pcall(f) end end",
        "local t t = setmetatable({}, {__index = function(_, k) return t[k] end})\n"
        "function go() while true do pcall(function() return t.x end) end end",
        "local t t = setmetatable({}, {__concat = function(a, b) return a .. b end})\n"
        "function go() while true do pcall(function() return t .. t end) end end",
        "local t t = setmetatable({}, {__eq = function(a, b) return a == setmetatable({}, {__eq = "
        "t.eq}) end})\nfunction go() while true do pcall(function() return t == {} end) end end",
        "local function f(n) return f(n + 1) end function go() f(1) end",
        "local function f(...) return select('#', ...) + f(1, ...) end\n"
        "function go() while true do pcall(f) end end",
        "function go() while true do pcall(error, ('x'):rep(16000)) end end",
        "function go() while true do pcall(pcall, pcall, pcall, error) end end",
        "function go() while true do pcall(assert, false, 'no') end end",
        "function go() while true do pcall(function() local s = 'x' while true do s = s .. s end "
        "end) end end",
        "function go() while true do pcall(function() local t = {} for i = 1, 1e9 do t[i] = {} end "
        "end) end end",
        "function go() for i in ipairs(setmetatable({}, {__index = function() return 1 end})) do "
        "end end",
        "function go() goto go ::go:: goto go end",
        "function go() local s = ('x'):rep(16000) local a, b = s .. 'a', s .. 'b'\n"
        "while true do local x = a < b, a == b end end",
    };
    for (int i = 0; i < COUNT_OF(sources); i++) {
        struct err err = {0};
        struct lua_host *host = new_host(sources[i], &err);
        assert_string_equal(err.text, "");
        for (int turn = 0; turn < 3; turn++) {
            err = (struct err){0};
            assert_int_equal(lua_host_run(host, call_go, NULL, NULL, &err), RC_USAGE);
            if (strstr(err.text, SPENT) == NULL) {
                fail_msg("%s: %s", err.text, sources[i]);
            }
        }
        lua_host_free(host);
    }
}

static void host__errors__name_file_and_line(void **state)
{
    (void)state;
    static const struct road roads[] = {
        {"local x =\n\n= 3", "trial, line 3: unexpected symbol near '='"},
        {"\n\nlocal x = nothing.field",
         "trial, line 3: attempt to index a nil value (global 'nothing')"},
        {"error('mine', 0)", "trial, line 1: mine"},
        {"error('mine')", "trial, line 1: mine"},
        {"\x1bLua", "trial: attempt to load a binary chunk (mode is 't')"},
        {NULL, NULL},
    };
    walk(roads);

    struct err err = {0};
    struct rng rng;
    struct lua_host *host = NULL;
    rng_init(&rng, 1);
    assert_int_equal(lua_host_new(&host, "trial", "a\0b", 3, rng, &err), RC_USAGE);
    assert_string_equal(err.text, "trial: this is no text: byte 2 is zero");
    assert_int_equal(lua_host_new(&host, "trial", "", DRIVER_SIZE_MAX + 1, rng, &err), RC_FULL);
    assert_string_equal(err.text, "trial: longer than 64 KB");
}

/* --- state ---------------------------------------------------------------------------------- */

struct draw {
    char text[400];
};

static void call_draw(lua_State *L, void *user)
{
    struct draw *draw = user;
    (void)lua_getglobal(L, "draw");
    lua_call(L, 0, 1);
    (void)snprintf(draw->text, sizeof(draw->text), "%s", lua_tostring(L, -1));
}

static const char drawing[] =
    "local count, kept = 0, {}\n"
    "function draw()\n"
    "  count = count + 1\n"
    "  kept['k' .. count % 50] = {n = math.random(1000), text = ('x'):rep(count % 90)}\n"
    "  local seen = count .. ':'\n"
    "  for k, v in pairs(kept) do if v.n > 900 then seen = seen .. k .. v.n .. ' ' end end\n"
    "  return seen\n"
    "end\n";

static void host__load__replays_the_same_future(void **state)
{
    (void)state;
    struct err err = {0};
    struct lua_host *host = new_host(drawing, &err);
    struct draw draws[100];
    struct draw again;
    struct buf saved;
    buf_init(&saved, BUF_CAP_STATE);
    for (int i = 0; i < 300; i++) {
        assert_int_equal(lua_host_run(host, call_draw, &draws[0], NULL, &err), RC_OK);
    }
    lua_host_save(&saved, host);
    print_message("a saved state: %d bytes\n", (int)saved.size);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(lua_host_run(host, call_draw, &draws[i], NULL, &err), RC_OK);
    }
    for (int turn = 0; turn < 3; turn++) {
        struct unpack in = unpack_start(saved.data, saved.size);
        assert_int_equal(lua_host_load(host, &in, &err), RC_OK);
        for (int i = 0; i < 100; i++) {
            assert_int_equal(lua_host_run(host, call_draw, &again, NULL, &err), RC_OK);
            assert_string_equal(again.text, draws[i].text);
        }
    }
    /* The same file with the same chance does the same in another state. */
    struct lua_host *other = new_host(drawing, &err);
    for (int i = 0; i < 300; i++) {
        assert_int_equal(lua_host_run(other, call_draw, &again, NULL, &err), RC_OK);
    }
    assert_int_equal(lua_host_run(other, call_draw, &again, NULL, &err), RC_OK);
    assert_string_equal(again.text, draws[0].text);
    lua_host_free(other);
    buf_release(&saved);
    lua_host_free(host);
}

static void host__after_an_error__goes_on(void **state)
{
    (void)state;
    struct err err = {0};
    struct lua_host *host = new_host("local n = 0\n"
                                     "function draw()\n"
                                     "  n = n + 1\n"
                                     "  if n % 2 == 1 then while true do end end\n"
                                     "  return 'turn ' .. n\n"
                                     "end",
                                     &err);
    struct draw draw = {{0}};
    int line = 0;
    for (int i = 0; i < 20; i++) {
        assert_int_equal(lua_host_run(host, call_draw, &draw, NULL, &err), RC_USAGE);
        assert_string_equal(err.text,
                            "trial, line 4: this call used up its 200000 steps: is there a loop "
                            "that does not end?");
        assert_int_equal(lua_host_run(host, call_draw, &draw, &line, &err), RC_OK);
        assert_int_equal(line, 5);
    }
    assert_string_equal(draw.text, "turn 40");
    lua_host_free(host);
}

/* What a call that was cut off has left behind is part of the state, too. */
static void host__saved_after_an_error__goes_on_as_before(void **state)
{
    (void)state;
    static const char source[] =
        "local kept, n = {}, 0\n"
        "function draw()\n"
        "  n = n + 1\n"
        "  kept[n] = ('x'):rep(n % 70) .. math.random(99)\n"
        "  if n % 3 == 0 then while true do kept[n] = {} end end\n"
        "  if n % 7 == 0 then kept[n - 6] = {{}, {}} kept[n - 5] = nil end\n"
        "  local seen = n .. ':'\n"
        "  for k, v in pairs(kept) do\n"
        "    if k > n - 9 then seen = seen .. k .. tostring(v) end\n"
        "  end\n"
        "  return seen\n"
        "end\n";
    struct err err = {0};
    struct lua_host *host = new_host(source, &err);
    struct draw draws[40] = {{{0}}};
    struct buf saved;
    buf_init(&saved, BUF_CAP_STATE);
    for (int i = 0; i < 30; i++) { /* the last one is cut off */
        enum rc rc = lua_host_run(host, call_draw, &draws[0], NULL, &err);
        assert_int_equal(rc, i % 3 == 2 ? RC_USAGE : RC_OK);
    }
    lua_host_save(&saved, host);
    for (int turn = 0; turn < 3; turn++) {
        for (int i = 0; i < COUNT_OF(draws); i++) {
            struct draw again = {{0}};
            enum rc rc = lua_host_run(host, call_draw, &again, NULL, &err);
            assert_int_equal(rc, i % 3 == 2 ? RC_USAGE : RC_OK);
            if (turn > 0) {
                assert_string_equal(again.text, draws[i].text);
            }
            draws[i] = again;
        }
        struct unpack in = unpack_start(saved.data, saved.size);
        assert_int_equal(lua_host_load(host, &in, &err), RC_OK);
    }
    buf_release(&saved);
    lua_host_free(host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sandbox__what_reaches_out__is_not_there),
        cmocka_unit_test(sandbox__what_could_hang__ends),
        cmocka_unit_test(sandbox__what_grows__stops),
        cmocka_unit_test(sandbox__no_text__shows_an_address),
        cmocka_unit_test(sandbox__no_error__shows_an_address),
        cmocka_unit_test(sandbox__pairs__goes_in_order),
        cmocka_unit_test(sandbox__what_costs_much_in_one_instruction__is_charged),
        cmocka_unit_test(sandbox__what_cannot_be_charged__is_refused),
        cmocka_unit_test(sandbox__calls_within_calls__end),
        cmocka_unit_test(host__errors__name_file_and_line),
        cmocka_unit_test(host__load__replays_the_same_future),
        cmocka_unit_test(host__after_an_error__goes_on),
        cmocka_unit_test(host__saved_after_an_error__goes_on_as_before),
    };
    return cmocka_run_group_tests_name("driver/lua_host", tests, NULL, NULL);
}
