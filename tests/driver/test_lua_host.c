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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sandbox__what_reaches_out__is_not_there),
        cmocka_unit_test(sandbox__what_could_hang__ends),
        cmocka_unit_test(sandbox__what_grows__stops),
        cmocka_unit_test(sandbox__no_text__shows_an_address),
        cmocka_unit_test(sandbox__pairs__goes_in_order),
        cmocka_unit_test(host__errors__name_file_and_line),
        cmocka_unit_test(host__load__replays_the_same_future),
        cmocka_unit_test(host__after_an_error__goes_on),
    };
    return cmocka_run_group_tests_name("driver/lua_host", tests, NULL, NULL);
}
