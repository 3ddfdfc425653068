/* SPDX-License-Identifier: MIT */
#include "history/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void skip_blanks(struct json *json)
{
    while (*json->at == ' ' || *json->at == '\t') {
        json->at++;
    }
}

static bool miss(struct json *json, const char *what)
{
    if (json->wanted == NULL) {
        json->wanted = what;
    }
    return false;
}

bool json_has(struct json *json, char c)
{
    skip_blanks(json);
    if (json->wanted != NULL || *json->at != c) {
        return false;
    }
    json->at++;
    return true;
}

bool json_take(struct json *json, char c)
{
    static const char *const names[] = {"a {", "a }", "a [", "a ]", "a :", "a ,", "a \""};
    static const char marks[] = "{}[]:,\"";
    return json_has(json, c) || miss(json, names[strchr(marks, c) - marks]);
}

bool json_take_null(struct json *json)
{
    skip_blanks(json);
    if (json->wanted != NULL || strncmp(json->at, "null", 4) != 0) {
        return false;
    }
    json->at += 4;
    return true;
}

bool json_take_number(struct json *json, int64_t *out)
{
    char *end = NULL;
    skip_blanks(json);
    errno = 0;
    *out = json->wanted == NULL ? strtoll(json->at, &end, 10) : 0;
    if (json->wanted != NULL || end == json->at || errno != 0 || *json->at == '+') {
        return miss(json, "a whole number");
    }
    json->at = end;
    return true;
}

bool json_take_word(struct json *json, char *out, size_t room)
{
    if (!json_take(json, '"')) {
        return false;
    }
    size_t size = strcspn(json->at, "\"\\");
    if (json->at[size] != '"' || size >= room) {
        return miss(json, "a short word in quotes, without backslashes");
    }
    memcpy(out, json->at, size);
    out[size] = '\0';
    json->at += size + 1;
    return true;
}
