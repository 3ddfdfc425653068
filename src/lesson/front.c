/* SPDX-License-Identifier: MIT */
/* front: the front matter of a lesson file, "key: value" between two lines "---". */
#include "base/nearest.h"
#include "base/span.h"
#include "lesson/reader.h"
#include "shell/words.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A number of its own, all of it digits. */
static enum rc read_number(const struct reader *reader, const char *value, uint64_t low,
                           uint64_t high, uint64_t *out, struct err *err)
{
    size_t size = strspn(value, "0123456789");
    errno = 0;
    *out = strtoull(value, NULL, 10);
    if (size == 0 || value[size] != '\0' || errno != 0 || *out < low || *out > high) {
        return reader_fail(reader, value, RC_RANGE, err,
                           "\"%.40s\" is no number from %" PRIu64 " to %" PRIu64, value, low, high);
    }
    return RC_OK;
}

static enum rc read_slug(struct reader *reader, char *value, struct err *err)
{
    if (!reader_is_slug(value)) {
        return reader_fail(reader, value, RC_USAGE, err,
                           "\"%.40s\" is no name of a lesson: small letters, digits and -", value);
    }
    (void)snprintf(reader->lesson->slug, sizeof(reader->lesson->slug), "%s", value);
    return RC_OK;
}

static enum rc read_demo(struct reader *reader, char *value, struct err *err)
{
    if (reader->lesson->slug[0] != '\0') {
        return reader_fail(reader, value, RC_USAGE, err, "a file is a lesson or a demo, not both");
    }
    reader->lesson->is_demo = true;
    return read_slug(reader, value, err);
}

static enum rc read_format(struct reader *reader, char *value, struct err *err)
{
    uint64_t number = 0;
    enum rc rc = read_number(reader, value, 1, 1000000, &number, err);
    if (rc == RC_OK && number != LESSON_FORMAT) {
        rc = reader_fail(reader, value, RC_USAGE, err,
                         "this Quartet reads format %d; the lesson was written for another",
                         LESSON_FORMAT);
    }
    return rc;
}

static enum rc read_title(struct reader *reader, char *value, struct err *err)
{
    if (*value == '\0') {
        return reader_fail(reader, value, RC_USAGE, err, "the title is empty");
    }
    reader->lesson->title = reader_text(reader, value);
    return RC_OK;
}

/* The next of a list with commas between; *at moves behind it. NULL: that was the last. */
static char *take_item(char **at)
{
    char *item = *at;
    if (item == NULL) {
        return NULL;
    }
    char *comma = strchr(item, ',');
    *at = comma != NULL ? comma + 1 : NULL;
    if (comma != NULL) {
        *comma = '\0';
    }
    return reader_trim(item);
}

static enum rc read_needs(struct reader *reader, char *value, struct err *err)
{
    struct lesson *lesson = reader->lesson;
    for (char *at = value, *item = take_item(&at); item != NULL; item = take_item(&at)) {
        if (!reader_is_slug(item)) {
            return reader_fail(reader, item, RC_USAGE, err,
                               "\"%.40s\" is no name of a lesson: small letters, digits and -",
                               item);
        }
        if (lesson->need_count == NEEDS_MAX) {
            return reader_fail(reader, item, RC_FULL, err, "a lesson needs at most %d others",
                               NEEDS_MAX);
        }
        (void)snprintf(lesson->needs[lesson->need_count++], NAME_SIZE_MAX, "%s", item);
    }
    return RC_OK;
}

static enum rc read_minutes(struct reader *reader, char *value, struct err *err)
{
    uint64_t number = 0;
    enum rc rc = read_number(reader, value, 1, 60, &number, err);
    reader->lesson->minutes = (int)number;
    return rc;
}

static enum rc read_masters(struct reader *reader, char *value, struct err *err)
{
    uint64_t number = 0;
    enum rc rc = read_number(reader, value, MASTERS_MIN, MASTERS_MAX, &number, err);
    reader->lesson->masters = (int)number;
    return rc;
}

static enum rc read_seed(struct reader *reader, char *value, struct err *err)
{
    return read_number(reader, value, 0, UINT64_MAX, &reader->lesson->seed, err);
}

/* "\heal, \restore -- why". */
static enum rc read_forbid(struct reader *reader, char *value, struct err *err)
{
    struct lesson *lesson = reader->lesson;
    char *why = strstr(value, "--");
    if (why == NULL || why[2 + strspn(why + 2, " \t")] == '\0') {
        return reader_fail(reader, value, RC_USAGE, err,
                           "what is forbidden says why: \\heal, \\restore -- a sentence");
    }
    *why = '\0';
    lesson->forbidden_why = reader_text(reader, reader_trim(why + 2));
    for (char *at = value, *item = take_item(&at); item != NULL; item = take_item(&at)) {
        if (item[0] != '\\' || !reader_is_slug(item + 1)) {
            return reader_fail(reader, item, RC_USAGE, err, "\"%.40s\" is no command: \\heal",
                               item);
        }
        if (lesson->forbidden_count == FORBIDDEN_MAX) {
            return reader_fail(reader, item, RC_FULL, err, "at most %d commands are forbidden",
                               FORBIDDEN_MAX);
        }
        (void)snprintf(lesson->forbidden[lesson->forbidden_count++], NAME_SIZE_MAX, "%s", item + 1);
    }
    return RC_OK;
}

/* "commands=2" or "outage=2s". */
static enum rc read_par_word(struct reader *reader, char *word, struct err *err)
{
    struct lesson *lesson = reader->lesson;
    sim_us length = 0;
    if (strncmp(word, "commands=", 9) == 0) {
        uint64_t number = 0;
        enum rc rc = read_number(reader, word + 9, 1, 1000, &number, err);
        lesson->par_commands = (int)number;
        return rc;
    }
    if (strncmp(word, "outage=", 7) == 0 && span_parse(&length, word + 7, NULL) == RC_OK) {
        lesson->par_outage = reader_text(reader, word + 7);
        return RC_OK;
    }
    return reader_fail(reader, word, RC_USAGE, err, "\"%.40s\" is no par: commands=2 outage=2s",
                       word);
}

static enum rc read_par(struct reader *reader, char *value, struct err *err)
{
    enum rc rc = RC_OK;
    while (rc == RC_OK && *value != '\0') {
        char *end = value + strcspn(value, " \t");
        char *next = end + strspn(end, " \t");
        *end = '\0';
        rc = read_par_word(reader, value, err);
        value = next;
    }
    return rc;
}

static const struct key {
    const char *name;
    bool is_wanted; /* no lesson is without */
    enum rc (*read)(struct reader *reader, char *value, struct err *err);
} keys[] = {
    {"lesson", false, read_slug}, {"format", true, read_format},   {"title", true, read_title},
    {"needs", false, read_needs}, {"minutes", true, read_minutes}, {"masters", true, read_masters},
    {"seed", true, read_seed},    {"forbid", false, read_forbid},  {"par", false, read_par},
    {"demo", false, read_demo},
};

static enum rc fail_key(const struct reader *reader, const char *word, struct err *err)
{
    const char *names[COUNT_OF(keys) + 1] = {NULL};
    for (int i = 0; i < COUNT_OF(keys); i++) {
        names[i] = keys[i].name;
    }
    const char *nearest = nearest_name(word, names);
    return reader_fail(reader, word, RC_UNKNOWN, err,
                       "there is no \"%.40s:\"%s%s%s there are lesson, format, title, needs, "
                       "minutes, masters, seed, forbid, par and demo",
                       word, nearest != NULL ? "; did you mean " : "",
                       nearest != NULL ? nearest : "", nearest != NULL ? "?" : ":");
}

static enum rc read_pair(struct reader *reader, unsigned *seen, struct err *err)
{
    char *colon = strchr(reader->line, ':');
    if (colon == NULL) {
        return reader_fail(reader, NULL, RC_USAGE, err, "key: value is wanted here, or ---");
    }
    *colon = '\0';
    char *word = reader_trim(reader->line);
    for (int i = 0; i < COUNT_OF(keys); i++) {
        if (strcmp(keys[i].name, word) == 0) {
            if ((*seen & 1u << i) != 0) {
                return reader_fail(reader, NULL, RC_USAGE, err, "%s: stands here twice", word);
            }
            *seen |= 1u << i;
            if (reader->is_translation && keys[i].read != read_title) {
                return reader_fail(
                    reader, NULL, RC_USAGE, err,
                    "%s: stands in the lesson itself; a translation has title: alone", word);
            }
            return keys[i].read(reader, reader_trim(colon + 1), err);
        }
    }
    return fail_key(reader, word, err);
}

enum rc front_read(struct reader *reader, struct err *err)
{
    unsigned seen = 0;
    enum rc rc = RC_OK;
    bool has_end = false;
    while (rc == RC_OK && !has_end && reader_next(reader)) {
        has_end = strcmp(reader->line, "---") == 0;
        if (!has_end && reader->line[strspn(reader->line, " \t")] != '\0') {
            rc = read_pair(reader, &seen, err);
        }
    }
    if (rc == RC_OK && !has_end) {
        rc = reader_fail(reader, NULL, RC_USAGE, err, "the front matter has no end: ---");
    }
    bool is_named = reader->is_translation || reader->lesson->slug[0] != '\0';
    if (rc == RC_OK && !is_named) {
        rc = reader_fail(reader, NULL, RC_USAGE, err, "lesson: is missing above");
    }
    for (int i = 0; rc == RC_OK && i < COUNT_OF(keys); i++) {
        bool is_wanted = reader->is_translation ? keys[i].read == read_title : keys[i].is_wanted;
        if (is_wanted && (seen & 1u << i) == 0) {
            rc = reader_fail(reader, NULL, RC_USAGE, err, "%s: is missing above", keys[i].name);
        }
    }
    return rc;
}
