/* SPDX-License-Identifier: MIT */
#include "driver/load.h"

#include "base/mem.h"
#include "driver/lua_host.h"

#include <lauxlib.h>
#include <string.h>

#define RATE_MAX 1000       /* units a second of one client: one each millisecond */
#define THINK_MS_MAX 600000 /* who thinks longer has gone home */

struct load {
    struct lua_host *host;                 /* owned */
    struct load_facts facts;               /* its texts are owned */
    char *query;                           /* owned, like the texts below; NULL: it has no check */
    char *setup;                           /* the statement asked for last */
    char *statements[UNIT_STATEMENTS_MAX]; /* of the unit given last */
    int statement_count;
    char *table; /* of that unit; NULL: not told */
};

static char *copy_text(lua_State *L, int index)
{
    return mem_text(lua_tostring(L, index));
}

/* --- the table `load` ----------------------------------------------------------------------- */

/* A text field of the table on top; NULL when it is not there. */
static char *read_text(lua_State *L, const char *of, const char *field)
{
    char *text = NULL;
    int type = lua_getfield(L, -1, field);
    if (type == LUA_TSTRING) {
        text = copy_text(L, -1);
    } else if (type != LUA_TNIL) {
        (void)luaL_error(L, "%s.%s is a %s: it must be a text", of, field, lua_typename(L, type));
    }
    lua_pop(L, 1);
    return text;
}

/* A number field in thousandths, from low / 1000 on; `initial` when it is not there. */
static int read_permille(lua_State *L, const char *field, int low, int high, int initial)
{
    int type = lua_getfield(L, -1, field);
    lua_Number value = type == LUA_TNIL ? 0 : lua_tonumber(L, -1);
    bool is_number = type == LUA_TNIL || type == LUA_TNUMBER;
    if (!is_number || (type != LUA_TNIL && !(value * 1000 >= low && value <= high))) {
        (void)luaL_error(L, "load.%s: it must be a number from %f to %d", field,
                         (lua_Number)low / 1000, high);
    }
    lua_pop(L, 1);
    return type == LUA_TNIL ? initial : (int)(value * 1000);
}

static int64_t read_whole(lua_State *L, const char *knob, const char *field)
{
    int is_whole = 0;
    (void)lua_getfield(L, -1, field);
    int64_t value = lua_tointegerx(L, -1, &is_whole);
    if (!is_whole) {
        (void)luaL_error(L, "load.knobs.%s.%s: it must be a whole number", knob, field);
    }
    lua_pop(L, 1);
    return value;
}

/* The knob whose table is on top. */
static void read_knob(lua_State *L, struct load *load, const char *name)
{
    struct load_knob knob = {
        .initial = read_whole(L, name, "default"),
        .low = read_whole(L, name, "min"),
        .high = read_whole(L, name, "max"),
    };
    if (knob.initial < knob.low || knob.initial > knob.high) {
        (void)luaL_error(L, "load.knobs.%s: its default lies outside min and max", name);
    }
    if (load->facts.knob_count >= LOAD_KNOBS_MAX) {
        (void)luaL_error(L, "load.knobs: at most %d", LOAD_KNOBS_MAX);
    }
    int at = load->facts.knob_count++; /* Lua lists them in no order: they are put in theirs */
    for (; at > 0 && strcmp(load->facts.knobs[at - 1].name, name) > 0; at--) {
        load->facts.knobs[at] = load->facts.knobs[at - 1];
    }
    knob.name = mem_text(name);
    load->facts.knobs[at] = knob;
    char *about = read_text(L, "load.knobs", "about");
    load->facts.knobs[at].about = about != NULL ? about : mem_text("");
}

static void read_knobs(lua_State *L, struct load *load)
{
    int type = lua_getfield(L, -1, "knobs");
    if (type != LUA_TNIL && type != LUA_TTABLE) {
        (void)luaL_error(L, "load.knobs is a %s: it must be a table", lua_typename(L, type));
    }
    if (type == LUA_TTABLE) {
        lua_pushnil(L);
    }
    while (type == LUA_TTABLE && lua_next(L, -2) != 0) {
        if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TTABLE) {
            (void)luaL_error(L, "load.knobs: a knob is written name = {default = 8, min = 1, "
                                "max = 99, about = \"...\"}");
        }
        read_knob(L, load, lua_tostring(L, -2));
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* Open or closed loop: units at a rate, or one after the other. */
static void read_pace(lua_State *L, struct load_facts *facts)
{
    facts->rate_permille = read_permille(L, "rate", 1, RATE_MAX, 0);
    facts->think = (sim_us)read_permille(L, "think_ms", 0, THINK_MS_MAX, -1);
    if (facts->rate_permille > 0 && facts->think >= 0) {
        (void)luaL_error(L, "load.rate and load.think_ms: a load has one of them: units come at a "
                            "rate, or each some time after the last");
    }
    if (facts->rate_permille == 0 && facts->think < 0) {
        facts->rate_permille = 1000;
    }
}

/* The list on top, of which each is a statement. */
static void check_setup(lua_State *L)
{
    if (lua_type(L, -1) != LUA_TTABLE) {
        (void)luaL_error(L,
                         "load.setup is a %s: it must be a list of statements, or a function "
                         "that gives one",
                         luaL_typename(L, -1));
    }
    int count = (int)lua_rawlen(L, -1);
    if (count > LOAD_SETUP_MAX) {
        (void)luaL_error(L, "load.setup: %d statements; at most %d", count, LOAD_SETUP_MAX);
    }
    for (int i = 1; i <= count; i++) {
        if (lua_rawgeti(L, -1, i) != LUA_TSTRING) {
            (void)luaL_error(L, "load.setup: statement %d is a %s", i, luaL_typename(L, -1));
        }
        lua_pop(L, 1);
    }
}

static void check_function(lua_State *L, const char *name, const char *else_says)
{
    if (lua_getglobal(L, name) != LUA_TFUNCTION) {
        (void)luaL_error(L, "%s", else_says);
    }
    lua_pop(L, 1);
}

static void read_facts(lua_State *L, void *user)
{
    struct load *load = user;
    struct load_facts *facts = &load->facts;
    if (lua_getglobal(L, "load") != LUA_TTABLE) {
        (void)luaL_error(L, "there is no table load = {about = ..., rate = ..., setup = {...}}");
    }
    facts->about = read_text(L, "load", "about");
    facts->driver = read_text(L, "load", "driver");
    facts->clients = read_permille(L, "clients", 1000, CLIENTS_MAX, 1000) / 1000;
    facts->workers = read_permille(L, "workers", 1000, LOAD_WORKERS_MAX, 1000) / 1000;
    read_pace(L, facts);
    read_knobs(L, load);
    if (lua_getfield(L, -1, "setup") != LUA_TNIL && !lua_isfunction(L, -1)) {
        check_setup(L);
    }
    lua_pop(L, 1);
    load->query = read_text(L, "load", "check");
    check_function(L, "next",
                   "there is no function next(client, number): a load must say what to do");
    if (load->query != NULL) {
        check_function(L, "check",
                       "load.check is a query, but there is no function check(row, units)");
    }
}

/* --- setup ---------------------------------------------------------------------------------- */

struct begin {
    const struct load *load;
    const int64_t *values;
};

/* The knobs become the table `knob`; the setup, made up, takes the place of what made it. */
static void run_begin(lua_State *L, void *user)
{
    const struct begin *begin = user;
    const struct load_facts *facts = &begin->load->facts;
    lua_createtable(L, 0, facts->knob_count);
    for (int i = 0; i < facts->knob_count; i++) {
        lua_pushinteger(L, begin->values[i]);
        lua_setfield(L, -2, facts->knobs[i].name);
    }
    lua_setglobal(L, "knob");
    (void)lua_getglobal(L, "load");
    if (lua_getfield(L, -1, "setup") == LUA_TFUNCTION) {
        lua_call(L, 0, 1);
    } else if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_newtable(L);
    }
    check_setup(L);
    lua_setfield(L, -2, "setup");
}

enum rc load_begin(struct load *load, const int64_t *values, struct err *err)
{
    struct begin begin = {.load = load, .values = values};
    return lua_host_run(load->host, run_begin, &begin, NULL, err);
}

struct setup {
    struct load *load;
    int index;
};

static void run_setup(lua_State *L, void *user)
{
    struct setup *setup = user;
    (void)lua_getglobal(L, "load");
    if (lua_type(L, -1) == LUA_TTABLE && lua_getfield(L, -1, "setup") == LUA_TTABLE &&
        lua_rawgeti(L, -1, setup->index + 1) == LUA_TSTRING) {
        setup->load->setup = copy_text(L, -1);
    }
}

const char *load_setup(struct load *load, int index)
{
    struct setup setup = {.load = load, .index = index};
    mem_free(load->setup);
    load->setup = NULL;
    return lua_host_run(load->host, run_setup, &setup, NULL, NULL) == RC_OK ? load->setup : NULL;
}

/* --- units ---------------------------------------------------------------------------------- */

struct next {
    struct load *load;
    int index;
    int64_t number;
    sim_us now;
    bool has_shard;
    int64_t shard;
};

static void clear_statements(struct load *load)
{
    for (int i = 0; i < load->statement_count; i++) {
        mem_free(load->statements[i]);
        load->statements[i] = NULL;
    }
    load->statement_count = 0;
    mem_free(load->table);
    load->table = NULL;
}

static void add_statement(lua_State *L, struct load *load)
{
    if (lua_type(L, -1) != LUA_TSTRING) {
        lua_host_fail(L, "next() answered a %s where a statement belongs", luaL_typename(L, -1));
    }
    load->statements[load->statement_count++] = copy_text(L, -1);
}

/* The two fields of a unit beside its statements: for drivers that map shards. */
static void read_place(lua_State *L, struct next *next)
{
    int type = lua_getfield(L, -1, "table");
    if (type == LUA_TSTRING) {
        next->load->table = copy_text(L, -1);
    } else if (type != LUA_TNIL) {
        lua_host_fail(L, "next() answered a table= that is a %s: it must be a name",
                      lua_typename(L, type));
    }
    lua_pop(L, 1);
    type = lua_getfield(L, -1, "shard");
    int is_whole = 0;
    next->shard = lua_tointegerx(L, -1, &is_whole);
    next->has_shard = is_whole != 0;
    if (type != LUA_TNIL && !is_whole) {
        lua_host_fail(L, "next() answered a shard= that is a %s: it must be a whole number",
                      lua_typename(L, type));
    }
    lua_pop(L, 1);
}

static void run_next(lua_State *L, void *user)
{
    struct next *next = user;
    (void)lua_getglobal(L, "next");
    lua_pushinteger(L, next->index);
    lua_pushinteger(L, next->number);
    lua_pushinteger(L, next->now / US_PER_MS);
    lua_call(L, 3, 1);
    if (lua_type(L, -1) != LUA_TTABLE) {
        add_statement(L, next->load);
        return;
    }
    int count = (int)lua_rawlen(L, -1);
    if (count < 1 || count > UNIT_STATEMENTS_MAX) {
        lua_host_fail(L, "next() answered %d statements: a unit has 1 to %d", count,
                      UNIT_STATEMENTS_MAX);
    }
    for (int i = 1; i <= count; i++) {
        lua_rawgeti(L, -1, i);
        add_statement(L, next->load);
        lua_pop(L, 1);
    }
    read_place(L, next);
}

/* Does it only read? Whatever does not begin with SELECT may write. */
static bool is_read(const char *sql)
{
    static const char word[] = "select";
    sql += strspn(sql, " \t\r\n(");
    for (size_t i = 0; i < sizeof(word) - 1; i++) {
        if ((sql[i] | 0x20) != word[i]) {
            return false;
        }
    }
    return true;
}

enum rc load_next(struct load *load, int index, int64_t number, sim_us now, struct unit_work *out,
                  struct err *err)
{
    struct next next = {.load = load, .index = index, .number = number, .now = now};
    *out = (struct unit_work){0};
    clear_statements(load);
    int line = 0;
    enum rc rc = lua_host_run(load->host, run_next, &next, &line, err);
    if (rc != RC_OK) {
        return rc;
    }
    out->count = load->statement_count;
    out->table = load->table;
    out->has_shard = next.has_shard;
    out->shard = next.shard;
    for (int i = 0; i < load->statement_count; i++) {
        out->statements[i] = load->statements[i];
        out->is_write = out->is_write || !is_read(load->statements[i]);
    }
    return RC_OK;
}

/* --- check ---------------------------------------------------------------------------------- */

struct check {
    const char *const *values;
    int count;
    const struct load_counts *counts;
    bool *is_right;
    struct buf *text;
};

static void set_count(lua_State *L, const char *field, int64_t value)
{
    lua_pushinteger(L, value);
    lua_setfield(L, -2, field);
}

/* check(row, units): a whole number of the row is a number, all else a text. */
static void run_check(lua_State *L, void *user)
{
    const struct check *check = user;
    (void)lua_getglobal(L, "check");
    lua_createtable(L, check->count, 0);
    for (int i = 0; i < check->count; i++) {
        if (lua_stringtonumber(L, check->values[i]) == 0) {
            (void)lua_pushstring(L, check->values[i]);
        }
        lua_rawseti(L, -2, i + 1);
    }
    lua_createtable(L, 0, 4);
    set_count(L, "given", check->counts->given);
    set_count(L, "ok", check->counts->ok);
    set_count(L, "failed", check->counts->failed);
    set_count(L, "unknown", check->counts->unknown);
    lua_call(L, 2, 2);
    if (lua_type(L, -2) != LUA_TBOOLEAN || lua_type(L, -1) != LUA_TSTRING) {
        lua_host_fail(L, "check() must answer true or false, and a sentence");
    }
    *check->is_right = lua_toboolean(L, -2) != 0;
    buf_addf(check->text, "%s", lua_tostring(L, -1));
}

const char *load_query(struct load *load)
{
    return load->query;
}

enum rc load_check(struct load *load, const char *const *values, int count,
                   const struct load_counts *counts, bool *is_right, struct buf *text,
                   struct err *err)
{
    struct check check = {values, count, counts, is_right, text};
    return lua_host_run(load->host, run_check, &check, NULL, err);
}

/* --- life ----------------------------------------------------------------------------------- */

enum rc load_new(struct load **out, const char *name, const char *source, size_t size,
                 struct rng rng, struct err *err)
{
    *out = NULL;
    struct load *load = mem_alloc(1, sizeof(*load));
    enum rc rc = lua_host_new(&load->host, name, source, size, rng, err);
    if (rc == RC_OK) {
        rc = lua_host_run(load->host, read_facts, load, NULL, err);
    }
    if (rc != RC_OK) {
        load_free(load);
        return rc;
    }
    *out = load;
    return RC_OK;
}

void load_free(struct load *load)
{
    if (load == NULL) {
        return;
    }
    clear_statements(load);
    for (int i = 0; i < load->facts.knob_count; i++) {
        mem_free((char *)load->facts.knobs[i].name);
        mem_free((char *)load->facts.knobs[i].about);
    }
    mem_free((char *)load->facts.about);
    mem_free((char *)load->facts.driver);
    mem_free(load->query);
    mem_free(load->setup);
    lua_host_free(load->host);
    mem_free(load);
}

void load_facts(const struct load *load, struct load_facts *out)
{
    *out = load->facts;
    out->driver = out->driver != NULL ? out->driver : "round_robin";
    out->about = out->about != NULL ? out->about : "";
}

const char *load_name(const struct load *load)
{
    return lua_host_name(load->host);
}

void load_save(struct buf *out, const struct load *load)
{
    lua_host_save(out, load->host);
}

enum rc load_load(struct load *load, struct unpack *in, struct err *err)
{
    clear_statements(load);
    return lua_host_load(load->host, in, err);
}
