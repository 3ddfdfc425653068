/* SPDX-License-Identifier: MIT */
/*
 * json: as much of it as a line of a history has: words in quotes, whole
 * numbers, null, and punctuation. One cursor, which stops where it is wrong.
 */
#ifndef HISTORY_JSON_H
#define HISTORY_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json {
    const char *at;
    const char *wanted; /* what was not there; NULL: all is well so far */
};

/* Is this character next? If so it is taken. */
bool json_has(struct json *json, char c);
/* It must be. */
bool json_take(struct json *json, char c);
bool json_take_null(struct json *json);
bool json_take_number(struct json *json, int64_t *out);
/* A word without escapes, shorter than `room`. */
bool json_take_word(struct json *json, char *out, size_t room);

#endif
