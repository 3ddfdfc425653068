/* SPDX-License-Identifier: MIT */
#include "driver/load.h"

#include "base/mem.h"
#include "driver/lua_host.h"

#include <lauxlib.h>
#include <string.h>

#define RATE_MAX 1000 /* units a second of one client: one each millisecond */

struct load {
    struct lua_host *host; /* owned */
    char *about;           /* owned, like the texts below; NULL: not said */
    char *driver;
    char *setup[LOAD_SETUP_MAX];
    int setup_count;
    int clients;
    int rate_permille;
    char *statements[UNIT_STATEMENTS_MAX]; /* of the unit given last */
    int statement_count;
};

static char *copy_text(lua_State *L, int index)
{
    return mem_text(lua_tostring(L, index));
}

/* --- the table `load` ----------------------------------------------------------------------- */

/* A text field of the table on top; NULL when it is not there. */
static char *read_text(lua_State *L, const char *field)
{
    char *text = NULL;
    int type = lua_getfield(L, -1, field);
    if (type == LUA_TSTRING) {
        text = copy_text(L, -1);
    } else if (type != LUA_TNIL) {
        (void)luaL_error(L, "load.%s is a %s: it must be a text", field, lua_typename(L, type));
    }
    lua_pop(L, 1);
    return text;
}

static int read_permille(lua_State *L, const char *field, int low, int high, int initial)
{
    int type = lua_getfield(L, -1, field);
    lua_Number value = type == LUA_TNIL ? (lua_Number)initial : lua_tonumber(L, -1);
    bool is_number = type == LUA_TNIL || type == LUA_TNUMBER;
    if (!is_number || !(value * 1000 >= low && value <= high)) {
        (void)luaL_error(L, "load.%s: it must be a number from %f to %d", field,
                         (lua_Number)low / 1000, high);
    }
    lua_pop(L, 1);
    return (int)(value * 1000);
}

static void read_setup(lua_State *L, struct load *load)
{
    int type = lua_getfield(L, -1, "setup");
    if (type != LUA_TNIL && type != LUA_TTABLE) {
        (void)luaL_error(L, "load.setup is a %s: it must be a list of statements",
                         lua_typename(L, type));
    }
    int count = type == LUA_TNIL ? 0 : (int)lua_rawlen(L, -1);
    if (count > LOAD_SETUP_MAX) {
        (void)luaL_error(L, "load.setup: %d statements; at most %d", count, LOAD_SETUP_MAX);
    }
    for (int i = 0; i < count; i++) {
        if (lua_rawgeti(L, -1, i + 1) != LUA_TSTRING) {
            (void)luaL_error(L, "load.setup: statement %d is a %s", i + 1, luaL_typename(L, -1));
        }
        load->setup[i] = copy_text(L, -1);
        load->setup_count = i + 1;
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static void read_facts(lua_State *L, void *user)
{
    struct load *load = user;
    if (lua_getglobal(L, "load") != LUA_TTABLE) {
        (void)luaL_error(L, "there is no table load = {about = ..., rate = ..., setup = {...}}");
    }
    load->about = read_text(L, "about");
    load->driver = read_text(L, "driver");
    load->clients = read_permille(L, "clients", 1000, CLIENTS_MAX, 1) / 1000;
    load->rate_permille = read_permille(L, "rate", 1, RATE_MAX, 1);
    read_setup(L, load);
    if (lua_getglobal(L, "next") != LUA_TFUNCTION) {
        (void)luaL_error(L,
                         "there is no function next(client, number): a load must say what to do");
    }
}

/* --- units ---------------------------------------------------------------------------------- */

struct next {
    struct load *load;
    int index;
    int64_t number;
    sim_us now;
};

static void clear_statements(struct load *load)
{
    for (int i = 0; i < load->statement_count; i++) {
        mem_free(load->statements[i]);
        load->statements[i] = NULL;
    }
    load->statement_count = 0;
}

static void add_statement(lua_State *L, struct load *load)
{
    if (lua_type(L, -1) != LUA_TSTRING) {
        lua_host_fail(L, "next() answered a %s where a statement belongs", luaL_typename(L, -1));
    }
    load->statements[load->statement_count++] = copy_text(L, -1);
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
    for (int i = 0; i < load->statement_count; i++) {
        out->statements[i] = load->statements[i];
        out->is_write = out->is_write || !is_read(load->statements[i]);
    }
    return RC_OK;
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
    for (int i = 0; i < load->setup_count; i++) {
        mem_free(load->setup[i]);
    }
    mem_free(load->about);
    mem_free(load->driver);
    lua_host_free(load->host);
    mem_free(load);
}

void load_facts(const struct load *load, struct load_facts *out)
{
    *out = (struct load_facts){
        .clients = load->clients,
        .rate_permille = load->rate_permille,
        .driver = load->driver != NULL ? load->driver : "round_robin",
        .setup_count = load->setup_count,
        .about = load->about != NULL ? load->about : "",
    };
    for (int i = 0; i < load->setup_count; i++) {
        out->setup[i] = load->setup[i];
    }
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
