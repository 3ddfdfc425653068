/* SPDX-License-Identifier: MIT */
#include "driver/driver.h"

#include "base/mem.h"
#include "driver/lua_host.h"

#include <lauxlib.h>
#include <string.h>

#define WAIT_MS_MAX 60000 /* a client that waits longer has given up */

struct driver {
    struct lua_host *host; /* owned */
    bool has_on_error;
};

/* Words that drivers compare with; they are interface. Lua keeps what it was given by address, so
 * a word of a table costs it a fraction of a text made on the way. */
static const char *const master_words[MASTERS_MAX] = {"m1", "m2", "m3", "m4"};
static const char *const state_words[ENDPOINT_STATE_COUNT] = {
    [ENDPOINT_UNKNOWN] = "unknown",      [ENDPOINT_IS_UP] = "up",
    [ENDPOINT_IS_SUSPECT] = "suspect",   [ENDPOINT_IS_DOWN] = "down",
    [ENDPOINT_IS_TRIAL] = "trial",       [ENDPOINT_IS_WARMING] = "warming",
    [ENDPOINT_IS_DRAINING] = "draining", [ENDPOINT_IS_DISABLED] = "disabled",
};
static const char *const class_words[CLASS_COUNT] = {
    [CLASS_NONE] = "none",           [CLASS_CONFLICT] = "conflict",
    [CLASS_LOCK_WAIT] = "lock_wait", [CLASS_NOT_WRITABLE] = "not_writable",
    [CLASS_NO_QUORUM] = "no_quorum", [CLASS_CONNECTION] = "connection",
    [CLASS_TXN_LOST] = "txn_lost",   [CLASS_UNKNOWN] = "unknown",
    [CLASS_DUPLICATE] = "duplicate", [CLASS_APP] = "app",
};

/* --- filling tables ------------------------------------------------------------------------- */

static void set_integer(lua_State *L, const char *field, int64_t value)
{
    lua_pushinteger(L, value);
    lua_setfield(L, -2, field);
}

static void set_boolean(lua_State *L, const char *field, bool value)
{
    lua_pushboolean(L, value);
    lua_setfield(L, -2, field);
}

static void set_text(lua_State *L, const char *field, const char *value)
{
    (void)lua_pushstring(L, value);
    lua_setfield(L, -2, field);
}

/* "m2"; a field that is not set is nil. */
static void set_master(lua_State *L, const char *field, int master)
{
    if (master >= 0) {
        set_text(L, field, master_words[master]);
    }
}

static void push_request(lua_State *L, const struct policy_request *request)
{
    lua_createtable(L, 0, 6);
    set_integer(L, "client", request->client);
    set_integer(L, "unit", (int64_t)request->unit);
    set_integer(L, "attempt", request->attempt);
    set_master(L, "last", request->last_master);
    set_boolean(L, "is_write", request->is_write);
    set_integer(L, "now_ms", request->now / US_PER_MS);
}

static void push_endpoint(lua_State *L, const struct policy_endpoint *endpoint, sim_us now)
{
    lua_createtable(L, 0, 7);
    set_master(L, "name", endpoint->master);
    set_text(L, "state", state_words[endpoint->state]);
    set_boolean(L, "same_az", endpoint->same_az);
    set_integer(L, "in_use", endpoint->in_use);
    set_integer(L, "errors", endpoint->errors);
    if (endpoint->latency >= 0) {
        set_integer(L, "latency_us", endpoint->latency);
    }
    if (endpoint->last_ok >= 0) {
        set_integer(L, "last_ok_ms_ago", (now - endpoint->last_ok) / US_PER_MS);
    }
}

static void push_error(lua_State *L, const struct policy_error *error)
{
    lua_createtable(L, 0, 6);
    set_text(L, "class", class_words[error->class]);
    set_integer(L, "code", error->code);
    set_master(L, "master", error->master);
    set_integer(L, "attempt", error->attempt);
    set_integer(L, "unit", (int64_t)error->unit);
    set_integer(L, "now_ms", error->now / US_PER_MS);
}

/* --- pick ----------------------------------------------------------------------------------- */

struct pick {
    const struct policy_request *request;
    const struct policy_endpoint *endpoints;
    int count;
    int index;
};

static int index_of(const struct pick *pick, const char *name)
{
    for (int i = 0; i < pick->count; i++) {
        if (strcmp(master_words[pick->endpoints[i].master], name) == 0) {
            return i;
        }
    }
    return -1;
}

static void run_pick(lua_State *L, void *user)
{
    struct pick *pick = user;
    (void)lua_getglobal(L, "pick");
    push_request(L, pick->request);
    lua_createtable(L, pick->count, 0);
    for (int i = 0; i < pick->count; i++) {
        push_endpoint(L, &pick->endpoints[i], pick->request->now);
        lua_rawseti(L, -2, i + 1);
    }
    lua_call(L, 2, 1);
    pick->index = -1;
    if (lua_isnil(L, -1)) {
        return;
    }
    if (lua_type(L, -1) != LUA_TSTRING) {
        lua_host_fail(L,
                      "pick() answered a %s: it must be an endpoint's name, such as \"m1\", or nil",
                      luaL_typename(L, -1));
    }
    pick->index = index_of(pick, lua_tostring(L, -1));
    if (pick->index < 0) {
        lua_host_fail(L, "pick() answered \"%.40s\": there is no such endpoint",
                      lua_tostring(L, -1));
    }
}

static enum rc driver_pick(void *self, const struct policy_request *request,
                           const struct policy_endpoint *endpoints, int count, int *index,
                           int *line, struct err *err)
{
    struct driver *driver = self;
    struct pick pick = {.request = request, .endpoints = endpoints, .count = count, .index = -1};
    enum rc rc = lua_host_run(driver->host, run_pick, &pick, line, err);
    *index = pick.index;
    return rc;
}

/* --- on_error ------------------------------------------------------------------------------- */

struct on_error {
    const struct policy_error *error;
    struct policy_answer *answer;
};

/* The second value that on_error() gave: how long to wait before the retry. */
static sim_us read_wait(lua_State *L)
{
    if (lua_isnil(L, -1)) {
        return -1;
    }
    if (lua_type(L, -1) != LUA_TNUMBER) {
        lua_host_fail(L, "on_error() answered a wait that is a %s: it must be a number of ms",
                      luaL_typename(L, -1));
    }
    lua_Number wait_ms = lua_tonumber(L, -1);
    if (!(wait_ms >= 0 && wait_ms <= WAIT_MS_MAX)) { /* not a number is outside, too */
        lua_host_fail(L, "on_error() answered a wait of %.14g ms: allowed are 0 to %d",
                      (double)wait_ms, WAIT_MS_MAX);
    }
    return (sim_us)(wait_ms * (lua_Number)US_PER_MS);
}

static void run_on_error(lua_State *L, void *user)
{
    struct on_error *call = user;
    (void)lua_getglobal(L, "on_error");
    push_error(L, call->error);
    lua_pushinteger(L, call->error->attempt);
    lua_call(L, 2, 2);

    const char *word = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL;
    if (word != NULL && strcmp(word, "retry") == 0) {
        call->answer->action = ACTION_RETRY;
        call->answer->wait = read_wait(L);
    } else if (word != NULL && strcmp(word, "report") == 0) {
        call->answer->action = ACTION_REPORT;
    } else {
        lua_host_fail(L, "on_error() answered %s%.40s%s: it must be \"retry\" or \"report\"",
                      word != NULL ? "\"" : "a ", word != NULL ? word : luaL_typename(L, -2),
                      word != NULL ? "\"" : "");
    }
}

static enum rc driver_on_error(void *self, const struct policy_error *error,
                               struct policy_answer *answer, struct err *err)
{
    struct driver *driver = self;
    *answer = (struct policy_answer){.action = ACTION_REPORT, .wait = -1};
    struct on_error call = {.error = error, .answer = answer};
    return lua_host_run(driver->host, run_on_error, &call, &answer->line, err);
}

/* --- life ----------------------------------------------------------------------------------- */

enum rc driver_new(struct driver **out, const char *name, const char *source, size_t size,
                   struct rng rng, struct err *err)
{
    *out = NULL;
    struct lua_host *host = NULL;
    enum rc rc = lua_host_new(&host, name, source, size, rng, err);
    if (rc != RC_OK) {
        return rc;
    }
    if (!lua_host_defines(host, "pick")) {
        lua_host_free(host);
        return err_set(err, RC_USAGE,
                       "%s: there is no function pick(request, endpoints): a driver must say where "
                       "to go",
                       name);
    }
    struct driver *driver = mem_alloc(1, sizeof(*driver));
    driver->host = host;
    driver->has_on_error = lua_host_defines(host, "on_error");
    *out = driver;
    return RC_OK;
}

void driver_free(struct driver *driver)
{
    if (driver != NULL) {
        lua_host_free(driver->host);
        mem_free(driver);
    }
}

struct policy driver_policy(struct driver *driver)
{
    return (struct policy){
        .self = driver,
        .name = lua_host_name(driver->host),
        .pick = driver_pick,
        .on_error = driver->has_on_error ? driver_on_error : NULL,
    };
}

const char *driver_name(const struct driver *driver)
{
    return lua_host_name(driver->host);
}

const char *driver_source(const struct driver *driver)
{
    return lua_host_source(driver->host);
}

void driver_save(struct buf *out, const struct driver *driver)
{
    lua_host_save(out, driver->host);
}

enum rc driver_load(struct driver *driver, struct unpack *in, struct err *err)
{
    return lua_host_load(driver->host, in, err);
}

const char *driver_lua_version(void)
{
    return LUA_RELEASE;
}
