/* SPDX-License-Identifier: MIT */
#include "driver/api.h"

#include "base/compiler.h"
#include "driver/driver.h"
#include "driver/sandbox.h"

#include <assert.h>
#include <inttypes.h>
#include <lauxlib.h>
#include <stddef.h>
#include <string.h>

/* --- words ---------------------------------------------------------------------------------- */

/*
 * Words that drivers compare with; they are interface. Lua keeps what it was given by address, so
 * a word of a table costs it a fraction of a text made on the way.
 */
struct word {
    const char *word;
    const char *meaning;
};

static const char *const master_words[MASTERS_MAX] = {"m1", "m2", "m3", "m4"};
static const char *const az_words[AZS_MAX + 1] = {"a", "b", "c", "d", "office"};

static const struct word state_words[ENDPOINT_STATE_COUNT] = {
    [ENDPOINT_UNKNOWN] = {"unknown", "never checked"},
    [ENDPOINT_IS_UP] = {"up", "its checks succeed"},
    [ENDPOINT_IS_SUSPECT] = {"suspect", "a check was missed, or it is slow, or lags"},
    [ENDPOINT_IS_DOWN] = {"down", "several in a row were missed"},
    [ENDPOINT_IS_TRIAL] = {"trial", "it was down; a few are let through to see whether it is well"},
    [ENDPOINT_IS_WARMING] = {"warming", "it is well again, and takes a growing share"},
    [ENDPOINT_IS_DRAINING] = {"draining", "it gets no new work; transactions end there"},
    [ENDPOINT_IS_DISABLED] = {"disabled", "an operator or the driver has switched it off"},
};

static const struct word class_words[CLASS_COUNT] = {
    [CLASS_NONE] = {"none", "nothing failed"},
    [CLASS_CONFLICT] = {"conflict", "1213: rolled back; the host is well. Do all of it again"},
    [CLASS_LOCK_WAIT] = {"lock_wait", "1205, 1036: a row or a table was locked for too long"},
    [CLASS_NOT_WRITABLE] = {"not_writable", "1290: this master takes no writes"},
    [CLASS_NO_QUORUM] = {"no_quorum", "too few copies answer; no master can help that"},
    [CLASS_CONNECTION] = {"connection", "refused, reset or silent; nothing can have committed"},
    [CLASS_TXN_LOST] = {"txn_lost", "the same before COMMIT was sent: nothing has committed"},
    [CLASS_UNKNOWN] = {"unknown", "the same after it was sent: it may have committed"},
    [CLASS_DUPLICATE] = {"duplicate", "1062: a unique key is taken"},
    [CLASS_APP] = {"app", "the statement's own fault: it will fail again"},
};

/* --- kinds of fields ------------------------------------------------------------------------ */

struct value {
    enum { VALUE_UNKNOWN, VALUE_NUMBER, VALUE_BOOLEAN, VALUE_TEXT } type;
    int64_t number;
    const char *text; /* borrowed */
};

static struct value number(int64_t value)
{
    return (struct value){.type = VALUE_NUMBER, .number = value};
}

static struct value text(const char *value)
{
    return (struct value){.type = value != NULL ? VALUE_TEXT : VALUE_UNKNOWN, .text = value};
}

/* Each reads its own C type at `at`. */

static struct value read_int(const void *at, sim_us now)
{
    (void)now;
    return number(*(const int *)at);
}

static struct value read_count(const void *at, sim_us now)
{
    (void)now;
    return number((int64_t) * (const uint64_t *)at);
}

static struct value read_key(const void *at, sim_us now)
{
    (void)now;
    return number(*(const int64_t *)at);
}

static struct value read_boolean(const void *at, sim_us now)
{
    (void)now;
    return (struct value){.type = VALUE_BOOLEAN, .number = *(const bool *)at ? 1 : 0};
}

static struct value read_name(const void *at, sim_us now)
{
    (void)now;
    return text(*(const char *const *)at);
}

static struct value read_master(const void *at, sim_us now)
{
    int master = *(const int *)at;
    (void)now;
    return text(master >= 0 ? api_master(master) : NULL);
}

static struct value read_az(const void *at, sim_us now)
{
    int az = *(const int *)at;
    (void)now;
    assert(az >= 0 && az <= AZS_MAX);
    return text(az_words[az]);
}

static struct value read_state(const void *at, sim_us now)
{
    (void)now;
    return text(state_words[*(const enum endpoint_state *)at].word);
}

static struct value read_class(const void *at, sim_us now)
{
    (void)now;
    return text(class_words[*(const enum error_class *)at].word);
}

static struct value read_us(const void *at, sim_us now)
{
    sim_us length = *(const sim_us *)at;
    (void)now;
    return length >= 0 ? number(length) : text(NULL);
}

static struct value read_ms(const void *at, sim_us now)
{
    sim_us length = *(const sim_us *)at;
    (void)now;
    return length >= 0 ? number(length / US_PER_MS) : text(NULL);
}

static struct value read_ms_ago(const void *at, sim_us now)
{
    sim_us time = *(const sim_us *)at;
    return time >= 0 ? number((now - time) / US_PER_MS) : text(NULL);
}

/* What is due already is due in 0 ms. */
static struct value read_ms_until(const void *at, sim_us now)
{
    sim_us time = *(const sim_us *)at;
    return time >= 0 ? number(time > now ? (time - now) / US_PER_MS : 0) : text(NULL);
}

static const struct kind {
    const char *unit; /* as the manual has it */
    struct value (*read)(const void *at, sim_us now);
} int_kind = {"number", read_int}, count_kind = {"number", read_count},
  key_kind = {"number", read_key}, boolean_kind = {"boolean", read_boolean},
  name_kind = {"text", read_name}, master_kind = {"text", read_master}, az_kind = {"text", read_az},
  state_kind = {"text", read_state}, class_kind = {"text", read_class}, us_kind = {"us", read_us},
  ms_kind = {"ms", read_ms}, ago_kind = {"ms", read_ms_ago}, until_kind = {"ms", read_ms_until};

/* --- tables --------------------------------------------------------------------------------- */

#define ALWAYS ((size_t)-1)

struct field {
    const char *name;
    const struct kind *kind;
    size_t at;  /* in its struct */
    size_t has; /* the boolean that says whether it is known; ALWAYS: its own value does */
    const char *meaning;
};

#define OF_REQUEST(member) offsetof(struct policy_request, member)
#define OF_ENDPOINT(member) offsetof(struct policy_endpoint, member)
#define OF_ERROR(member) offsetof(struct policy_error, member)
#define OF_UNKNOWN(member) offsetof(struct policy_unknown, member)

/* clang-format off */
static const struct field request_fields[] = {
    {"client", &int_kind, OF_REQUEST(client), ALWAYS, "whose work it is: 3 is @3"},
    {"az", &az_kind, OF_REQUEST(az), ALWAYS, "where the client stands: a to d, or office"},
    {"unit", &count_kind, OF_REQUEST(unit), ALWAYS, "number of the unit of work, from 1 on"},
    {"attempt", &int_kind, OF_REQUEST(attempt), ALWAYS, "1 is the first try of the unit"},
    {"last", &master_kind, OF_REQUEST(last_master), ALWAYS,
        "where the last try or unit went, such as \"m1\"; or nil"},
    {"is_write", &boolean_kind, OF_REQUEST(is_write), ALWAYS, "does it change rows?"},
    {"table", &name_kind, OF_REQUEST(table), ALWAYS, "that it writes first, if the load says"},
    {"shard", &key_kind, OF_REQUEST(shard), OF_REQUEST(has_shard),
        "of the rows: a tenant, a key, if the load says"},
    {"now_ms", &ms_kind, OF_REQUEST(now), ALWAYS, "the time, since the run began"},
    {"elapsed_ms", &ago_kind, OF_REQUEST(begun_at), ALWAYS, "since the unit began"},
};

static const struct field endpoint_fields[] = {
    {"name", &master_kind, OF_ENDPOINT(master), ALWAYS, "what pick() answers: \"m1\" to \"m4\""},
    {"az", &az_kind, OF_ENDPOINT(az), ALWAYS, "where it stands: a to d"},
    {"same_az", &boolean_kind, OF_ENDPOINT(same_az), ALWAYS, "in the client's own AZ?"},
    {"state", &state_kind, OF_ENDPOINT(state), ALWAYS, "see below"},
    {"is_read_only", &boolean_kind, OF_ENDPOINT(is_read_only), ALWAYS, "it takes no writes"},
    {"weight", &int_kind, OF_ENDPOINT(weight), ALWAYS, "its share of the work, by lb.weights"},
    {"warm", &int_kind, OF_ENDPOINT(warm), ALWAYS, "percent of its share that it may have now"},
    {"in_use", &int_kind, OF_ENDPOINT(in_use), ALWAYS, "connections of this client that work"},
    {"idle", &int_kind, OF_ENDPOINT(idle), ALWAYS, "connections of this client that do not"},
    {"waiting", &int_kind, OF_ENDPOINT(waiting), ALWAYS, "units that wait for a connection"},
    {"errors", &int_kind, OF_ENDPOINT(errors), ALWAYS, "in a row, by checks and by statements"},
    {"latency_us", &us_kind, OF_ENDPOINT(latency), ALWAYS, "of its answers, smoothed; or nil"},
    {"lag_ms", &ms_kind, OF_ENDPOINT(lag), ALWAYS, "that its last check told; or nil"},
    {"last_ok_ms_ago", &ago_kind, OF_ENDPOINT(last_ok), ALWAYS, "since its last answer; nil: none"},
    {"trial_in_ms", &until_kind, OF_ENDPOINT(trial_at), ALWAYS,
        "until it may be tried again; nil: it is not down"},
    {"is_settled", &boolean_kind, OF_ENDPOINT(is_settled), ALWAYS,
        "up for failback.hold: work may go back there"},
};

static const struct field error_fields[] = {
    {"class", &class_kind, OF_ERROR(class), ALWAYS, "see below"},
    {"code", &int_kind, OF_ERROR(code), ALWAYS, "MySQL's number, such as 1213; 0: a time-out"},
    {"master", &master_kind, OF_ERROR(master), ALWAYS, "where it failed; nil: nowhere"},
    {"attempt", &int_kind, OF_ERROR(attempt), ALWAYS, "that failed, from 1 on"},
    {"unit", &count_kind, OF_ERROR(unit), ALWAYS, "number of the unit of work"},
    {"is_write", &boolean_kind, OF_ERROR(is_write), ALWAYS, "does it change rows?"},
    {"elapsed_ms", &ago_kind, OF_ERROR(begun_at), ALWAYS, "since the unit began"},
    {"now_ms", &ms_kind, OF_ERROR(now), ALWAYS, "the time, since the run began"},
};

static const struct field unknown_fields[] = {
    {"unit", &count_kind, OF_UNKNOWN(unit), ALWAYS, "number of the unit of work"},
    {"master", &master_kind, OF_UNKNOWN(master), ALWAYS, "that did not answer"},
    {"attempt", &int_kind, OF_UNKNOWN(attempt), ALWAYS, "that ended so, from 1 on"},
    {"has_key", &boolean_kind, OF_UNKNOWN(has_key), ALWAYS,
        "it wrote its key (unit.keys): then a retry is safe"},
    {"probes", &int_kind, OF_UNKNOWN(probes), ALWAYS, "made so far that did not find the key"},
    {"since_ms", &ms_kind, OF_UNKNOWN(since), ALWAYS, "when it became unknown"},
    {"now_ms", &ms_kind, OF_UNKNOWN(now), ALWAYS, "the time, since the run began"},
};
/* clang-format on */

static struct value read_field(const struct field *field, const void *facts, sim_us now)
{
    const char *base = facts;
    bool is_known = field->has == ALWAYS || *(const bool *)(base + field->has);
    return is_known ? field->kind->read(base + field->at, now) : text(NULL);
}

static void push_value(lua_State *L, struct value value)
{
    switch (value.type) {
    case VALUE_UNKNOWN:
        lua_pushnil(L);
        break;
    case VALUE_NUMBER:
        lua_pushinteger(L, value.number);
        break;
    case VALUE_BOOLEAN:
        lua_pushboolean(L, (int)value.number);
        break;
    case VALUE_TEXT:
        (void)lua_pushstring(L, value.text);
        break;
    }
}

const char *api_master(int master)
{
    assert(master >= 0 && master < MASTERS_MAX);
    return master_words[master];
}

/* --- given to Lua --------------------------------------------------------------------------- */

/*
 * A driver is given a dozen fields of each of several things at every decision, and reads few:
 * tables of them all would cost ten times what it decides with. So Lua holds the facts as they
 * were, and a field is made when it is read. Each kind of thing has one metatable.
 */
static const struct thing {
    const char *name; /* as errors have it */
    const struct field *fields;
    int count;
} request_thing = {"a request", request_fields, COUNT_OF(request_fields)},
  endpoint_thing = {"an endpoint", endpoint_fields, COUNT_OF(endpoint_fields)},
  error_thing = {"an error", error_fields, COUNT_OF(error_fields)},
  unknown_thing = {"a unit", unknown_fields, COUNT_OF(unknown_fields)};

struct held {
    sim_us now;
    union {
        struct policy_request request;
        struct policy_endpoint endpoint;
        struct policy_error error;
        struct policy_unknown unknown;
    } facts;
};

static const struct thing *thing_of(lua_State *L)
{
    return lua_touserdata(L, lua_upvalueindex(1));
}

/* Upvalues: the thing; the place of each field by its name. */
static int read_held(lua_State *L)
{
    const struct thing *thing = thing_of(L);
    const struct held *held = lua_touserdata(L, 1);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(2)) == LUA_TNIL) {
        bool is_name = lua_type(L, 2) == LUA_TSTRING;
        return luaL_error(L, "%s has no %s: \\help driver lists what it has", thing->name,
                          is_name ? lua_tostring(L, 2) : luaL_typename(L, 2));
    }
    const struct field *field = &thing->fields[lua_tointeger(L, -1)];
    push_value(L, read_field(field, &held->facts, held->now));
    return 1;
}

static int refuse_change(lua_State *L)
{
    return luaL_error(L, "%s cannot be changed: keep what you note in a table of your own",
                      thing_of(L)->name);
}

/* A table of all that is known, for pairs(). */
static int list_held(lua_State *L)
{
    const struct thing *thing = thing_of(L);
    const struct held *held = lua_touserdata(L, 1);
    lua_createtable(L, 0, thing->count);
    for (int i = 0; i < thing->count; i++) {
        push_value(L, read_field(&thing->fields[i], &held->facts, held->now));
        lua_setfield(L, -2, thing->fields[i].name); /* nil: nothing is set */
    }
    return 1;
}

static void push_places(lua_State *L, const struct thing *thing)
{
    lua_createtable(L, 0, thing->count);
    for (int i = 0; i < thing->count; i++) {
        lua_pushinteger(L, i);
        lua_setfield(L, -2, thing->fields[i].name);
    }
}

/* A constant's address, which Lua only hands back. */
static void push_thing(lua_State *L, const struct thing *thing)
{
    lua_pushlightuserdata(L, (void *)(uintptr_t)thing);
}

static void open_thing(lua_State *L, const struct thing *thing)
{
    lua_createtable(L, 0, 3);
    push_thing(L, thing);
    push_places(L, thing);
    lua_pushcclosure(L, read_held, 2);
    lua_setfield(L, -2, "__index");
    push_thing(L, thing);
    lua_pushcclosure(L, refuse_change, 1);
    lua_setfield(L, -2, "__newindex");
    push_thing(L, thing);
    lua_pushcclosure(L, list_held, 1);
    lua_setfield(L, -2, SANDBOX_LIST);
    lua_rawsetp(L, LUA_REGISTRYINDEX, thing);
}

void api_open(lua_State *L)
{
    open_thing(L, &request_thing);
    open_thing(L, &endpoint_thing);
    open_thing(L, &error_thing);
    open_thing(L, &unknown_thing);
}

static struct held *push_held(lua_State *L, const struct thing *thing, sim_us now)
{
    struct held *held = lua_newuserdatauv(L, sizeof(*held), 1);
    *held = (struct held){.now = now};
    (void)lua_rawgetp(L, LUA_REGISTRYINDEX, thing);
    (void)lua_setmetatable(L, -2);
    return held;
}

void api_push_request(lua_State *L, const struct policy_request *request)
{
    struct held *held = push_held(L, &request_thing, request->now);
    held->facts.request = *request;
    if (request->table != NULL) { /* the caller's text goes away; Lua's stays as long as this */
        held->facts.request.table = lua_pushstring(L, request->table);
        (void)lua_setiuservalue(L, -2, 1);
    }
}

void api_push_endpoints(lua_State *L, const struct policy_endpoint *endpoints, int count,
                        sim_us now)
{
    lua_createtable(L, count, 0);
    for (int i = 0; i < count; i++) {
        push_held(L, &endpoint_thing, now)->facts.endpoint = endpoints[i];
        lua_rawseti(L, -2, i + 1);
    }
}

void api_push_error(lua_State *L, const struct policy_error *error)
{
    push_held(L, &error_thing, error->now)->facts.error = *error;
}

void api_push_unknown(lua_State *L, const struct policy_unknown *unknown)
{
    push_held(L, &unknown_thing, unknown->now)->facts.unknown = *unknown;
}

/* --- as text -------------------------------------------------------------------------------- */

static void add_facts(struct buf *out, const struct field *fields, int count, const void *facts,
                      sim_us now)
{
    const char *between = "";
    for (int i = 0; i < count; i++) {
        struct value value = read_field(&fields[i], facts, now);
        if (value.type == VALUE_NUMBER) {
            buf_addf(out, "%s%s=%" PRId64, between, fields[i].name, value.number);
        } else if (value.type == VALUE_BOOLEAN) {
            buf_addf(out, "%s%s=%s", between, fields[i].name, value.number ? "true" : "false");
        } else if (value.type == VALUE_TEXT) {
            buf_addf(out, "%s%s=%s", between, fields[i].name, value.text);
        } else {
            continue;
        }
        between = " ";
    }
}

void driver_add_request(struct buf *out, const struct policy_request *request)
{
    add_facts(out, request_fields, COUNT_OF(request_fields), request, request->now);
}

void driver_add_endpoint(struct buf *out, const struct policy_endpoint *endpoint, sim_us now)
{
    add_facts(out, endpoint_fields, COUNT_OF(endpoint_fields), endpoint, now);
}

/* --- the manual ----------------------------------------------------------------------------- */

static void add_fields(struct buf *out, const struct field *fields, int count)
{
    for (int i = 0; i < count; i++) {
        buf_addf(out, "  %-14s  %-7s  %s\n", fields[i].name, fields[i].kind->unit,
                 fields[i].meaning);
    }
}

static void add_words(struct buf *out, const struct word *words, int count)
{
    for (int i = 0; i < count; i++) {
        buf_addf(out, "  %-14s  %s\n", words[i].word, words[i].meaning);
    }
}

void api_add_request(struct buf *out)
{
    add_fields(out, request_fields, COUNT_OF(request_fields));
}

void api_add_endpoint(struct buf *out)
{
    add_fields(out, endpoint_fields, COUNT_OF(endpoint_fields));
}

void api_add_error(struct buf *out)
{
    add_fields(out, error_fields, COUNT_OF(error_fields));
}

void api_add_unknown(struct buf *out)
{
    add_fields(out, unknown_fields, COUNT_OF(unknown_fields));
}

void api_add_states(struct buf *out)
{
    add_words(out, state_words, COUNT_OF(state_words));
}

void api_add_classes(struct buf *out)
{
    add_words(out, class_words + 1, COUNT_OF(class_words) - 1);
}
