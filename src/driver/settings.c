/* SPDX-License-Identifier: MIT */
#include "driver/settings.h"

#include "base/mem.h"

#include <ctype.h>
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#define TABLE "parameters"

/* --- lines ---------------------------------------------------------------------------------- */

/*
 * Lua does not keep where a field of a table was written, so its name is looked for in the text,
 * outside of comments.
 */

/* Behind the comment at `at`. */
static const char *pass_comment(const char *at)
{
    if (strncmp(at, "--[[", 4) == 0) {
        const char *end = strstr(at, "]]");
        return end != NULL ? end + 2 : at + strlen(at);
    }
    return at + strcspn(at, "\n");
}

static bool is_of_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* The first line at or after `from` on which `name` stands as a whole word; 0: none. */
static int find_line(const char *source, int from, const char *name)
{
    size_t size = strlen(name);
    int line = 1;
    char quote = '\0'; /* of the string one is in */
    for (const char *at = source; *at != '\0'; at++) {
        if (quote == '\0' && strncmp(at, "--", 2) == 0) {
            for (const char *end = pass_comment(at); at < end; at++) {
                line += *at == '\n' ? 1 : 0;
            }
            if (*at == '\0') {
                return 0;
            }
        }
        bool begins = at == source || !is_of_name(at[-1]);
        if (line >= from && begins && strncmp(at, name, size) == 0 && !is_of_name(at[size])) {
            return line;
        }
        if (*at == '\n') {
            line++;
            quote = '\0';
        } else if (*at == quote) {
            quote = '\0';
        } else if (quote == '\0' && (*at == '"' || *at == '\'')) {
            quote = *at;
        }
    }
    return 0;
}

static int line_of(const char *source, const char *name)
{
    int table = find_line(source, 1, TABLE);
    int line = table > 0 ? find_line(source, table, name) : 0;
    return line > 0 ? line : table;
}

/* --- reading -------------------------------------------------------------------------------- */

struct reading {
    struct settings *out;
    const char *type; /* of the global `parameters`; NULL: it is a table, or there is none */
    bool has_number;  /* a key that is no name */
    bool has_too_many;
    const char *wrong; /* name of a value that is neither text, number nor boolean; the first */
    const char *wrong_type;
};

static const char *keep_text(struct settings *settings, const char *text)
{
    char *kept = mem_text(text);
    settings->texts[settings->text_count++] = kept;
    return kept;
}

/* The value on top of the stack as a text; NULL: it is of a type that no parameter has. */
static const char *read_value(lua_State *L)
{
    switch (lua_type(L, -1)) {
    case LUA_TBOOLEAN:
        return lua_toboolean(L, -1) ? "on" : "off";
    case LUA_TNUMBER:
        if ((lua_Number)lua_tointegerx(L, -1, NULL) == lua_tonumber(L, -1)) { /* 5.0 is 5 */
            lua_pushinteger(L, lua_tointeger(L, -1));
            lua_replace(L, -2);
        }
        return lua_tostring(L, -1);
    case LUA_TSTRING:
        return lua_tostring(L, -1);
    default:
        return NULL;
    }
}

static void run_read(lua_State *L, void *user)
{
    struct reading *reading = user;
    struct settings *out = reading->out;
    int table = lua_getglobal(L, TABLE);
    if (table != LUA_TTABLE) {
        reading->type = table != LUA_TNIL ? lua_typename(L, table) : NULL;
        return;
    }
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING) {
            reading->has_number = true;
            continue;
        }
        if (out->count == SETTINGS_MAX) {
            reading->has_too_many = true;
            return;
        }
        struct policy_setting *item = &out->items[out->count++];
        const char *value = read_value(L);
        *item = (struct policy_setting){.name = keep_text(out, lua_tostring(L, -2))};
        if (value != NULL) {
            item->value = keep_text(out, value);
        } else if (reading->wrong == NULL || strcmp(item->name, reading->wrong) < 0) {
            reading->wrong = item->name;
            reading->wrong_type = luaL_typename(L, -1);
        }
    }
}

/* Lua's own order of keys is not the same twice. */
static int compare_settings(const void *left, const void *right)
{
    const struct policy_setting *a = left;
    const struct policy_setting *b = right;
    return strcmp(a->name, b->name);
}

static enum rc check_table(const struct reading *reading, const char *source, const char *name,
                           struct err *err)
{
    int line = find_line(source, 1, TABLE);
    if (reading->type != NULL) {
        return err_set(err, RC_USAGE,
                       "%s, line %d: " TABLE " is a %s: it must be a table, such as "
                       "{[\"retry.max\"] = 5}",
                       name, line, reading->type);
    }
    if (reading->has_number) {
        return err_set(err, RC_USAGE,
                       "%s, line %d: " TABLE " has a value without a name: write "
                       "{[\"retry.max\"] = 5}",
                       name, line);
    }
    if (reading->has_too_many) {
        return err_set(err, RC_FULL, "%s, line %d: " TABLE " has more than %d values", name, line,
                       SETTINGS_MAX);
    }
    if (reading->wrong != NULL) {
        return err_set(err, RC_USAGE,
                       "%s, line %d: parameter %.40s is a %s: it must be a text or a number", name,
                       line_of(source, reading->wrong), reading->wrong, reading->wrong_type);
    }
    return RC_OK;
}

enum rc settings_read(struct settings *out, struct lua_host *host, struct err *err)
{
    const char *source = lua_host_source(host);
    const char *name = lua_host_name(host);
    struct reading reading = {.out = out};
    *out = (struct settings){0};
    enum rc rc = lua_host_run(host, run_read, &reading, NULL, err);
    rc = rc == RC_OK ? check_table(&reading, source, name, err) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    qsort(out->items, (size_t)out->count, sizeof(out->items[0]), compare_settings);
    for (int i = 0; i < out->count; i++) {
        out->items[i].line = line_of(source, out->items[i].name);
    }
    return RC_OK;
}

void settings_release(struct settings *settings)
{
    for (int i = 0; i < settings->text_count; i++) {
        mem_free(settings->texts[i]);
    }
    *settings = (struct settings){0};
}
