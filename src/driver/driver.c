/* SPDX-License-Identifier: MIT */
#include "driver/driver.h"

#include "base/mem.h"
#include "base/text.h"
#include "client/client_parameter.h"
#include "driver/api.h"
#include "driver/lua_host.h"
#include "driver/settings.h"

#include <lauxlib.h>
#include <string.h>

#define WAIT_MS_MAX 60000 /* a client that waits longer has given up */

struct driver {
    struct lua_host *host; /* owned */
    struct settings settings;
    bool has_on_error;
    bool has_on_unknown;
    bool has_on_tick;
};

static int index_of(const struct policy_endpoint *endpoints, int count, const char *name)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(api_master(endpoints[i].master), name) == 0) {
            return i;
        }
    }
    return -1;
}

/* --- pick ----------------------------------------------------------------------------------- */

struct pick {
    const struct policy_request *request;
    const struct policy_endpoint *endpoints;
    int count;
    int index;
};

static void run_pick(lua_State *L, void *user)
{
    struct pick *pick = user;
    (void)lua_getglobal(L, "pick");
    api_push_request(L, pick->request);
    api_push_endpoints(L, pick->endpoints, pick->count, pick->request->now);
    lua_call(L, 2, 1);
    if (lua_isnil(L, -1)) {
        return;
    }
    if (lua_type(L, -1) != LUA_TSTRING) {
        lua_host_fail(L,
                      "pick() answered a %s: it must be an endpoint's name, such as \"m1\", or nil",
                      luaL_typename(L, -1));
    }
    pick->index = index_of(pick->endpoints, pick->count, lua_tostring(L, -1));
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

/* --- on_error, on_unknown ------------------------------------------------------------------- */

/* What both answer: a word, and perhaps how long to wait before it is done. */
struct question {
    const char *function;
    const char *allowed; /* as the error has it */
    bool may_probe;      /* on_unknown() only */
    const void *facts;   /* of the function's own type */
    struct policy_answer *answer;
};

static void read_wait(lua_State *L, const struct question *question)
{
    if (lua_isnil(L, -1)) {
        return; /* the machinery's own back-off */
    }
    if (lua_type(L, -1) != LUA_TNUMBER) {
        lua_host_fail(L, "%s() answered a wait that is a %s: it must be a number of ms",
                      question->function, luaL_typename(L, -1));
    }
    lua_Number wait_ms = lua_tonumber(L, -1);
    if (wait_ms >= 0 && wait_ms <= WAIT_MS_MAX) {
        question->answer->wait = (sim_us)(wait_ms * (lua_Number)US_PER_MS);
    } else if (wait_ms == wait_ms) {
        lua_host_fail(L, "%s() answered a wait of %.14g ms: allowed are 0 to %d",
                      question->function, (double)wait_ms, WAIT_MS_MAX);
    } else { /* how it is written differs from machine to machine */
        lua_host_fail(L, "%s() answered a wait of nan (such as 0/0) ms: allowed are 0 to %d",
                      question->function, WAIT_MS_MAX);
    }
}

/* The two values on top of the stack. */
static void read_answer(lua_State *L, const struct question *question)
{
    const char *word = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL;
    if (word != NULL && strcmp(word, "report") == 0) {
        question->answer->action = ACTION_REPORT;
    } else if (word != NULL && strcmp(word, "retry") == 0) {
        question->answer->action = ACTION_RETRY;
        read_wait(L, question);
    } else if (word != NULL && strcmp(word, "probe") == 0 && question->may_probe) {
        question->answer->action = ACTION_PROBE;
        read_wait(L, question);
    } else {
        lua_host_fail(L, "%s() answered %s%.40s%s: it must be %s", question->function,
                      word != NULL ? "\"" : "a ", word != NULL ? word : luaL_typename(L, -2),
                      word != NULL ? "\"" : "", question->allowed);
    }
}

static void run_on_error(lua_State *L, void *user)
{
    const struct question *question = user;
    const struct policy_error *error = question->facts;
    (void)lua_getglobal(L, question->function);
    api_push_error(L, error);
    lua_pushinteger(L, error->attempt);
    lua_call(L, 2, 2);
    read_answer(L, question);
}

static void run_on_unknown(lua_State *L, void *user)
{
    const struct question *question = user;
    (void)lua_getglobal(L, question->function);
    api_push_unknown(L, question->facts);
    lua_call(L, 1, 2);
    read_answer(L, question);
}

static enum rc driver_on_error(void *self, const struct policy_error *error,
                               struct policy_answer *answer, struct err *err)
{
    struct driver *driver = self;
    *answer = (struct policy_answer){.action = ACTION_REPORT, .wait = -1};
    struct question question = {
        .function = "on_error",
        .allowed = "\"retry\" or \"report\"",
        .facts = error,
        .answer = answer,
    };
    return lua_host_run(driver->host, run_on_error, &question, &answer->line, err);
}

static enum rc driver_on_unknown(void *self, const struct policy_unknown *unknown,
                                 struct policy_answer *answer, struct err *err)
{
    struct driver *driver = self;
    *answer = (struct policy_answer){.action = ACTION_REPORT, .wait = -1};
    struct question question = {
        .function = "on_unknown",
        .allowed = "\"probe\", \"retry\" or \"report\"",
        .may_probe = true,
        .facts = unknown,
        .answer = answer,
    };
    return lua_host_run(driver->host, run_on_unknown, &question, &answer->line, err);
}

/* --- on_tick -------------------------------------------------------------------------------- */

struct tick {
    sim_us now;
    const struct policy_endpoint *endpoints;
    int count;
    enum policy_wish *wishes;
};

static const char *const wish_words[] = {
    [WISH_ENABLE] = "enable",
    [WISH_DRAIN] = "drain",
    [WISH_DISABLE] = "disable",
};

/* The value on top of the stack, for this endpoint. */
static enum policy_wish read_wish(lua_State *L, const char *name)
{
    const char *word = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    for (int wish = WISH_ENABLE; word != NULL && wish <= WISH_DISABLE; wish++) {
        if (strcmp(word, wish_words[wish]) == 0) {
            return (enum policy_wish)wish;
        }
    }
    lua_host_fail(L,
                  "on_tick() answered %s = %s%.40s%s: it must be \"drain\", \"disable\" or "
                  "\"enable\"",
                  name, word != NULL ? "\"" : "a ", word != NULL ? word : luaL_typename(L, -1),
                  word != NULL ? "\"" : "");
    return WISH_NONE;
}

/*
 * Every key of the table on top must be an endpoint's name. Lua has them in an order that is not
 * the same twice: of several wrong ones, the first by its bytes is named.
 */
static void check_names(lua_State *L, const struct tick *tick)
{
    const char *wrong = NULL;
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING) {
            lua_host_fail(L, "on_tick() answered a table whose keys are not all names: write {m2 = "
                             "\"drain\"}");
        }
        const char *name = lua_tostring(L, -2);
        bool is_wrong = index_of(tick->endpoints, tick->count, name) < 0;
        wrong = is_wrong && (wrong == NULL || strcmp(name, wrong) < 0) ? name : wrong;
    }
    if (wrong != NULL) {
        lua_host_fail(L, "on_tick() answered \"%.40s\": there is no such endpoint", wrong);
    }
}

static void run_on_tick(lua_State *L, void *user)
{
    const struct tick *tick = user;
    (void)lua_getglobal(L, "on_tick");
    lua_pushinteger(L, tick->now / US_PER_MS);
    api_push_endpoints(L, tick->endpoints, tick->count, tick->now);
    lua_call(L, 2, 1);
    if (lua_isnil(L, -1)) {
        return;
    }
    if (lua_type(L, -1) != LUA_TTABLE) {
        lua_host_fail(L,
                      "on_tick() answered a %s: it must be a table, such as {m2 = \"drain\"}, "
                      "or nil",
                      luaL_typename(L, -1));
    }
    check_names(L, tick);
    for (int i = 0; i < tick->count; i++) {
        const char *name = api_master(tick->endpoints[i].master);
        (void)lua_pushstring(L, name);
        if (lua_rawget(L, -2) != LUA_TNIL) {
            tick->wishes[i] = read_wish(L, name);
        }
        lua_pop(L, 1);
    }
}

static enum rc driver_on_tick(void *self, sim_us now, const struct policy_endpoint *endpoints,
                              int count, enum policy_wish *wishes, int *line, struct err *err)
{
    struct driver *driver = self;
    struct tick tick = {.now = now, .endpoints = endpoints, .count = count, .wishes = wishes};
    enum rc rc = lua_host_run(driver->host, run_on_tick, &tick, line, err);
    for (int i = 0; rc != RC_OK && i < count; i++) {
        wishes[i] = WISH_NONE; /* all of an answer, or nothing */
    }
    return rc;
}

/* --- life ----------------------------------------------------------------------------------- */

static void open_api(lua_State *L, void *user)
{
    (void)user;
    api_open(L);
}

enum rc driver_new(struct driver **out, const char *name, const char *source, size_t size,
                   struct rng rng, struct err *err)
{
    *out = NULL;
    struct lua_host *host = NULL;
    enum rc rc = lua_host_new(&host, name, source, size, rng, err);
    if (rc != RC_OK) {
        return rc;
    }
    struct driver *driver = mem_alloc(1, sizeof(*driver));
    driver->host = host;
    if (!lua_host_defines(host, "pick")) {
        rc = err_set(err, RC_USAGE,
                     "%s: there is no function pick(request, endpoints): a driver must say where "
                     "to go",
                     name);
    }
    rc = rc == RC_OK ? lua_host_run(host, open_api, NULL, NULL, err) : rc;
    rc = rc == RC_OK ? settings_read(&driver->settings, host, err) : rc;
    if (rc == RC_OK) {
        struct policy policy = driver_policy(driver);
        rc = client_parameters_check(&policy, err);
    }
    if (rc != RC_OK) {
        driver_free(driver);
        return rc;
    }
    driver->has_on_error = lua_host_defines(host, "on_error");
    driver->has_on_unknown = lua_host_defines(host, "on_unknown");
    driver->has_on_tick = lua_host_defines(host, "on_tick");
    *out = driver;
    return RC_OK;
}

void driver_free(struct driver *driver)
{
    if (driver != NULL) {
        settings_release(&driver->settings);
        lua_host_free(driver->host);
        mem_free(driver);
    }
}

struct policy driver_policy(struct driver *driver)
{
    return (struct policy){
        .self = driver,
        .name = lua_host_name(driver->host),
        .settings = driver->settings.items,
        .setting_count = driver->settings.count,
        .pick = driver_pick,
        .on_error = driver->has_on_error ? driver_on_error : NULL,
        .on_unknown = driver->has_on_unknown ? driver_on_unknown : NULL,
        .on_tick = driver->has_on_tick ? driver_on_tick : NULL,
    };
}

const char *driver_name(const struct driver *driver)
{
    return lua_host_name(driver->host);
}

static const char *source_of(const struct driver *driver)
{
    return lua_host_source(driver->host);
}

void driver_add_line(struct buf *out, const struct driver *driver, int line)
{
    const char *at = source_of(driver);
    for (int i = 1; i < line && *at != '\0'; i++) {
        at += strcspn(at, "\n");
        at += *at == '\n' ? 1 : 0;
    }
    at += strspn(at, " \t");
    size_t size = strcspn(at, "\r\n");
    while (size > 0 && (at[size - 1] == ' ' || at[size - 1] == '\t')) {
        size--;
    }
    text_add_safe(out, at, size);
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
