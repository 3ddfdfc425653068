/* SPDX-License-Identifier: MIT */
#include "driver/lua_host.h"

#include "base/mem.h"
#include "base/text.h"
#include "driver/heap.h"
#include "driver/sandbox.h"

#include <assert.h>
#include <ctype.h>
#include <lauxlib.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_BETWEEN_LOOKS 1000
#define BYTES_A_STEP 64         /* memory that costs as much as one instruction */
#define STEPS_A_REFUSAL 4000    /* each makes Lua collect everything, which is slow */
#define GARBAGE_MAX (64 * 1024) /* collected after the call that passes this */
#define CHUNK "file"            /* as Lua knows the file; short, so that it is never cut */

enum refusal { REFUSED_NOTHING, REFUSED_MEMORY, REFUSED_TEXT };

struct lua_host {
    char *name;        /* owned */
    char *source;      /* owned */
    struct heap *heap; /* owned; everything of `lua` lies in it */
    lua_State *lua;
    size_t live; /* bytes in use */
    size_t live_after_collection;
    struct rng rng;

    /* Of the call under way. */
    size_t steps;
    enum refusal refusal; /* the last reason to give no memory */
    int failed_line;      /* where the last refusal or error came from; 0: not known */
    int line;             /* where the last function returned */
};

struct call {
    lua_host_body_fn body;
    void *user;
};

static struct lua_host *host_of(lua_State *L)
{
    struct lua_host *host = NULL;
    memcpy(&host, lua_getextraspace(L), sizeof(host));
    return host;
}

/* --- memory --------------------------------------------------------------------------------- */

/* The line that runs now: for errors to which Lua itself adds none. */
static int line_now(lua_State *L)
{
    lua_Debug at = {0};
    for (int level = 0; L != NULL && level < 256 && lua_getstack(L, level, &at) == 1; level++) {
        if (lua_getinfo(L, "l", &at) != 0 && at.currentline > 0) {
            return at.currentline;
        }
    }
    return 0;
}

static void *refuse(struct lua_host *host, enum refusal refusal)
{
    host->refusal = refusal;
    host->failed_line = line_now(host->lua);
    host->steps += STEPS_A_REFUSAL;
    return NULL;
}

static void *grow(struct lua_host *host, void *piece, size_t held, size_t wanted, bool is_text)
{
    host->steps += wanted / BYTES_A_STEP;
    if (is_text && wanted > LUA_TEXT_MAX + 64) { /* 64: Lua's own head of a string */
        return refuse(host, REFUSED_TEXT);
    }
    if (host->live - held + wanted > LUA_MEMORY_MAX || host->steps > LUA_STEPS_MAX) {
        return refuse(host, REFUSED_MEMORY);
    }
    if (piece != NULL && heap_piece_size(piece) >= wanted) {
        return piece;
    }
    void *grown = heap_take(host->heap, wanted);
    if (grown == NULL) {
        return refuse(host, REFUSED_MEMORY);
    }
    if (piece != NULL) {
        memcpy(grown, piece, held);
        heap_give(host->heap, piece);
    }
    return grown;
}

/* Lua relies on this: to become smaller never fails. */
static void *shrink(struct lua_host *host, void *piece, size_t wanted)
{
    if (wanted > heap_piece_size(piece) / 2) {
        return piece;
    }
    void *small = heap_take(host->heap, wanted);
    if (small == NULL) {
        return piece;
    }
    memcpy(small, piece, wanted);
    heap_give(host->heap, piece);
    return small;
}

/* Lua's one door to memory. For a new piece, `held` is the kind of object instead. */
static void *allocate(void *user, void *piece, size_t held, size_t wanted)
{
    struct lua_host *host = user;
    bool is_text = piece == NULL && held == LUA_TSTRING;
    held = piece == NULL ? 0 : held;
    void *result = NULL;
    if (wanted == 0) {
        if (piece != NULL) {
            heap_give(host->heap, piece);
        }
    } else {
        result =
            wanted > held ? grow(host, piece, held, wanted, is_text) : shrink(host, piece, wanted);
        if (result == NULL) {
            return NULL;
        }
    }
    host->live += wanted - held;
    return result;
}

/* --- the budget ----------------------------------------------------------------------------- */

static void check_budget(lua_State *L)
{
    if (host_of(L)->steps > LUA_STEPS_MAX) {
        host_of(L)->failed_line = line_now(L);
        lua_pushnil(L); /* no text, for that would need memory: fail() has the words */
        (void)lua_error(L);
    }
}

static void on_hook(lua_State *L, lua_Debug *at)
{
    struct lua_host *host = host_of(L);
    if (at->event == LUA_HOOKCOUNT) {
        host->steps += STEPS_BETWEEN_LOOKS;
        check_budget(L);
        return;
    }
    /* A return: of interest is that of the function which the body called. */
    lua_Debug caller = {0};
    bool is_called_by_body = lua_getstack(L, 1, &caller) == 1 && lua_getstack(L, 2, &caller) == 0;
    if (is_called_by_body && lua_getinfo(L, "l", at) != 0 && at->currentline > 0) {
        host->line = at->currentline;
    }
}

void lua_host_charge(lua_State *L, size_t steps)
{
    struct lua_host *host = host_of(L);
    host->steps += steps <= LUA_STEPS_MAX ? steps : LUA_STEPS_MAX + 1; /* it never goes round */
    check_budget(L);
    /* Lua's text buffers ask for memory without collecting first, so room is made here. */
    if (host->live > host->live_after_collection + 2 * GARBAGE_MAX) {
        host->steps += STEPS_A_REFUSAL / 4;
        lua_gc(L, LUA_GCCOLLECT);
        host->live_after_collection = host->live;
    }
}

bool lua_host_is_spent(lua_State *L)
{
    return host_of(L)->steps > LUA_STEPS_MAX;
}

size_t lua_host_live(lua_State *L)
{
    return host_of(L)->live;
}

struct rng *lua_host_rng(lua_State *L)
{
    return &host_of(L)->rng;
}

void lua_host_fail(lua_State *L, const char *format, ...)
{
    char text[200];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    int line = host_of(L)->line;
    (void)(line > 0 ? lua_pushfstring(L, CHUNK ":%d: %s", line, text) : lua_pushstring(L, text));
    (void)lua_error(L);
}

/* --- calls ---------------------------------------------------------------------------------- */

static int run_body(lua_State *L)
{
    const struct call *call = lua_touserdata(L, 1);
    lua_pop(L, 1);
    call->body(L, call->user);
    return 0;
}

static int collect(lua_State *L)
{
    lua_gc(L, LUA_GCCOLLECT);
    return 0;
}

/* Note the line, for errors that do not name one. */
static int on_failure(lua_State *L)
{
    if (!lua_host_is_spent(L)) {
        host_of(L)->failed_line = line_now(L);
    }
    return 1;
}

/* The words for an error, and its rc. Lua's own begin with "file:7: ". */
static enum rc fail(struct lua_host *host, int status, struct err *err)
{
    static const char start[] = CHUNK ":";
    char words[300];
    enum rc rc = RC_USAGE;
    const char *text = words;
    long line = host->failed_line;
    if (host->steps > LUA_STEPS_MAX) {
        (void)snprintf(words, sizeof(words),
                       "this call used up its %d steps: is there a loop that does not end?",
                       LUA_STEPS_MAX);
    } else if (status == LUA_ERRMEM) {
        rc = RC_FULL;
        (void)(host->refusal == REFUSED_TEXT
                   ? snprintf(words, sizeof(words), "a text of more than %d bytes", LUA_TEXT_MAX)
                   : snprintf(words, sizeof(words), "it needs more than %d KB of memory",
                              LUA_MEMORY_MAX / 1024));
    } else if (lua_type(host->lua, -1) != LUA_TSTRING) {
        (void)snprintf(words, sizeof(words), "an error that is no text but a %s",
                       luaL_typename(host->lua, -1));
    } else {
        text = lua_tostring(host->lua, -1);
        char *end = NULL;
        if (strncmp(text, start, sizeof(start) - 1) == 0) {
            line = strtol(text + sizeof(start) - 1, &end, 10);
            text = strncmp(end, ": ", 2) == 0 ? end + 2 : end;
        }
    }
    if (line > 0) {
        return err_set(err, rc, "%s, line %ld: %s", host->name, line, text);
    }
    return err_set(err, rc, "%s: %s", host->name, text);
}

enum rc lua_host_run(struct lua_host *host, lua_host_body_fn body, void *user, int *line,
                     struct err *err)
{
    lua_State *L = host->lua;
    struct call call = {.body = body, .user = user};
    host->steps = 0;
    host->refusal = REFUSED_NOTHING;
    host->failed_line = 0;
    host->line = 0;

    lua_sethook(L, on_hook, LUA_MASKCOUNT | LUA_MASKRET, STEPS_BETWEEN_LOOKS);
    lua_pushcfunction(L, on_failure);
    lua_pushcfunction(L, run_body);
    lua_pushlightuserdata(L, &call);
    int status = lua_pcall(L, 1, 0, 1);
    lua_sethook(L, NULL, 0, 0);

    enum rc rc = status == LUA_OK ? RC_OK : fail(host, status, err);
    lua_settop(L, 0);
    if (line != NULL) {
        *line = host->line;
    }
    if (host->live > host->live_after_collection + GARBAGE_MAX) {
        host->steps = 0;
        lua_pushcfunction(L, collect);
        (void)lua_pcall(L, 0, 0, 0);
        lua_settop(L, 0);
        host->live_after_collection = host->live;
    }
    return rc;
}

struct look {
    const char *name;
    bool is_there;
};

static void look_for(lua_State *L, void *user)
{
    struct look *look = user;
    look->is_there = lua_getglobal(L, look->name) == LUA_TFUNCTION;
}

bool lua_host_defines(struct lua_host *host, const char *function)
{
    struct look look = {.name = function};
    enum rc rc = lua_host_run(host, look_for, &look, NULL, NULL);
    return rc == RC_OK && look.is_there;
}

/* --- life ----------------------------------------------------------------------------------- */

static void open_library(lua_State *L, void *user)
{
    (void)user;
    sandbox_open(L);
}

static void run_source(lua_State *L, void *user)
{
    struct lua_host *host = user;
    size_t size = strlen(host->source);
    size_t mark = text_mark_size(host->source, size);
    if (luaL_loadbufferx(L, host->source + mark, size - mark, "=" CHUNK, "t") != LUA_OK) {
        (void)lua_error(L);
    }
    lua_call(L, 0, 0);
}

/* Is the escape behind a backslash one for a zero byte: 0, 00, 000, x00, u{0} ? */
static bool is_zero(const char *at)
{
    if (at[0] == 'u' && at[1] == '{') {
        size_t zeros = strspn(at + 2, "0");
        return zeros > 0 && at[2 + zeros] == '}';
    }
    if (at[0] == 'x') {
        return at[1] == '0' && at[2] == '0';
    }
    size_t zeros = strspn(at, "0");
    return zeros >= 3 || (zeros > 0 && !isdigit((unsigned char)at[zeros]));
}

/*
 * No text holds a zero byte: Lua compares such texts piece by piece, which takes a
 * thousand times as long as it should, in one instruction.
 */
static enum rc check_zeros(const char *name, const char *source, struct err *err)
{
    int line = 1;
    for (const char *at = source; *at != '\0'; at++) {
        line += *at == '\n' ? 1 : 0;
        if (at[0] == '\\' && is_zero(at + 1)) {
            return err_set(err, RC_USAGE, "%s, line %d: a text may not hold a zero byte", name,
                           line);
        }
        at += at[0] == '\\' && at[1] == '\\' ? 1 : 0;
    }
    return RC_OK;
}

/* A copy of the source, which the caller owns, if it is a text that may be run. */
static enum rc take_source(char **out, const char *name, const char *source, size_t size,
                           struct err *err)
{
    *out = NULL;
    if (size > DRIVER_SIZE_MAX) {
        return err_set(err, RC_FULL, "%s: longer than %d KB", name, DRIVER_SIZE_MAX / 1024);
    }
    char *text = mem_alloc(size + 1, 1);
    memcpy(text, size > 0 ? source : "", size);
    size_t length = strlen(text);
    enum rc rc = length < size ? err_set(err, RC_USAGE, "%s: this is no text: byte %d is zero",
                                         name, (int)length + 1)
                               : check_zeros(name, text, err);
    if (rc != RC_OK) {
        mem_free(text);
        return rc;
    }
    *out = text;
    return RC_OK;
}

enum rc lua_host_new(struct lua_host **out, const char *name, const char *source, size_t size,
                     struct rng rng, struct err *err)
{
    *out = NULL;
    char *text = NULL;
    enum rc rc = take_source(&text, name, source, size, err);
    if (rc != RC_OK) {
        return rc;
    }
    struct lua_host *host = mem_alloc(1, sizeof(*host));
    host->name = mem_text(name);
    host->source = text;
    host->heap = heap_new(LUA_HEAP_SIZE);
    host->rng = rng;
    host->lua = lua_newstate(allocate, host);
    assert(host->lua != NULL); /* an empty state needs a fraction of the heap */
    memcpy(lua_getextraspace(host->lua), &host, sizeof(host));
    lua_gc(host->lua, LUA_GCSTOP);

    rc = lua_host_run(host, open_library, NULL, NULL, err);
    assert(rc == RC_OK); /* ours */
    rc = lua_host_run(host, run_source, host, NULL, err);
    if (rc != RC_OK) {
        lua_host_free(host);
        return rc;
    }
    *out = host;
    return RC_OK;
}

void lua_host_free(struct lua_host *host)
{
    if (host == NULL) {
        return;
    }
    /* No lua_close(): a state owns nothing but its heap, and no finalizer is ours to run. */
    heap_free(host->heap);
    mem_free(host->source);
    mem_free(host->name);
    mem_free(host);
}

const char *lua_host_name(const struct lua_host *host)
{
    return host->name;
}

const char *lua_host_source(const struct lua_host *host)
{
    return host->source;
}

void lua_host_save(struct buf *out, const struct lua_host *host)
{
    pack_mark(out, "lua");
    pack_u64(out, host->live);
    pack_u64(out, host->live_after_collection);
    for (int i = 0; i < 4; i++) {
        pack_u64(out, host->rng.state[i]);
    }
    heap_save(out, host->heap);
}

enum rc lua_host_load(struct lua_host *host, struct unpack *in, struct err *err)
{
    unpack_mark(in, "lua");
    size_t live = (size_t)unpack_u64(in);
    size_t live_after_collection = (size_t)unpack_u64(in);
    struct rng rng;
    for (int i = 0; i < 4; i++) {
        rng.state[i] = unpack_u64(in);
    }
    enum rc rc = heap_load(host->heap, in, err);
    if (rc != RC_OK) {
        return err_wrap(err, rc, "%s", host->name);
    }
    host->live = live;
    host->live_after_collection = live_after_collection;
    host->rng = rng;
    return RC_OK;
}
