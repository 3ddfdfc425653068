/* SPDX-License-Identifier: MIT */
/* demand_scan: the words, numbers and facts of which a check is made. */
#include "base/nearest.h"
#include "lesson/demand_tree.h"
#include "shell/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

/* --- words ------------------------------------------------------------------------------------ */

void scan_skip_blanks(struct scan *scan)
{
    scan->at += strspn(scan->at, " \t");
}

enum rc scan_fail(const struct scan *scan, const char *at, enum rc rc, const char *format, ...)
{
    char sentence[300];
    struct lesson_text place = scan->place;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(sentence, sizeof(sentence), format, args);
    va_end(args);
    for (const char *c = scan->from; c < at; c++) {
        place.column = *c == '\n' ? 1 : place.column + (((unsigned char)*c & 0xc0) != 0x80);
        place.line += *c == '\n';
    }
    return lesson_fail(scan->file, &place, rc, scan->err, "%s", sentence);
}

bool scan_sign(struct scan *scan, const char *sign)
{
    scan_skip_blanks(scan);
    size_t size = strlen(sign);
    if (strncmp(scan->at, sign, size) != 0) {
        return false;
    }
    scan->at += size;
    return true;
}

bool scan_name(struct scan *scan, const char *more, char *out, size_t room)
{
    scan_skip_blanks(scan);
    size_t size = 0;
    while (scan->at[size] != '\0' &&
           (strchr(LETTERS, scan->at[size]) != NULL || strchr(more, scan->at[size]) != NULL)) {
        size++;
    }
    (void)snprintf(out, room, "%.*s", (int)size, scan->at);
    scan->at += size;
    return size > 0 && size < room;
}

bool scan_word(struct scan *scan, const char *word)
{
    char next[NAME_SIZE_MAX];
    const char *from = scan->at;
    if (scan_name(scan, "", next, sizeof(next)) && strcmp(next, word) == 0) {
        return true;
    }
    scan->at = from;
    return false;
}

bool scan_comparison(struct scan *scan, enum comparison *out)
{
    static const struct {
        const char *sign;
        enum comparison comparison;
    } signs[] = {
        {"!=", IS_NOT}, {"<=", IS_AT_MOST}, {">=", IS_AT_LEAST}, {"=", IS},
        {"<", IS_LESS}, {">", IS_MORE},     {"~", HOLDS_TEXT},
    };
    for (int i = 0; i < COUNT_OF(signs); i++) {
        if (scan_sign(scan, signs[i].sign)) {
            *out = signs[i].comparison;
            return true;
        }
    }
    return false;
}

enum rc scan_number(struct scan *scan, struct fact_value *out, enum fact_type *type)
{
    char word[NAME_SIZE_MAX];
    scan_skip_blanks(scan);
    const char *from = scan->at;
    bool is_whole = scan_name(scan, ".%", word, sizeof(word));
    size_t digits = strspn(word, "0123456789");
    struct err err = {0};
    *out = (struct fact_value){.is_known = true};
    *type = TYPE_NUMBER;
    if (is_whole && digits <= 15 && word[digits] == '\0') {
        out->number = strtoll(word, NULL, 10);
        return RC_OK;
    }
    bool has_tenth =
        digits > 0 && word[digits] == '.' && word[digits + 1] >= '0' && word[digits + 1] <= '9';
    if (is_whole && digits <= 6 && strcmp(word + digits + (has_tenth ? 2 : 0), "%") == 0) {
        *type = TYPE_PERMILLE;
        out->number = strtoll(word, NULL, 10) * 10 + (has_tenth ? word[digits + 1] - '0' : 0);
        return RC_OK;
    }
    *type = TYPE_TIME;
    enum rc rc = span_parse(&out->number, word, &err);
    return rc == RC_OK ? RC_OK : scan_fail(scan, from, rc, "%.200s", err.text);
}

/* --- facts ------------------------------------------------------------------------------------ */

bool scan_is_fact(const char *name)
{
    int count = 0;
    const struct fact_row *rows = facts_table(&count);
    for (int i = 0; i < count; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

enum rc scan_fail_name(const struct scan *scan, const char *name, const char *at)
{
    const char *names[EVENT_KIND_COUNT + NODES_MAX * 2] = {NULL};
    int used = 0;
    int count = 0;
    const struct fact_row *rows = facts_table(&count);
    for (int i = 0; i < count && i < NODES_MAX * 2 - 2; i++) {
        names[used++] = rows[i].name;
    }
    for (int i = 0; i < EVENT_KIND_COUNT; i++) {
        names[used++] = event_row((enum event_kind)i)->name;
    }
    const char *nearest = nearest_name(name, names);
    return scan_fail(
        scan, at, RC_UNKNOWN,
        "\"%.40s\" is neither a fact nor an event%s%s%s; quartet help checks lists them", name,
        nearest != NULL ? ": did you mean " : "", nearest != NULL ? nearest : "",
        nearest != NULL ? "?" : "");
}

/* The row of a fact with this name and member; members are told if it is none. */
static enum rc find_row(const struct scan *scan, const char *name, const char *member,
                        const char *at, struct fact *out)
{
    int count = 0;
    const struct fact_row *rows = facts_table(&count);
    struct buf members;
    buf_init(&members, 300);
    for (int i = 0; i < count; i++) {
        if (strcmp(rows[i].name, name) != 0) {
            continue;
        }
        const char *its = rows[i].member != NULL ? rows[i].member : "";
        if (strcmp(its, member) == 0) {
            out->row = &rows[i];
        }
        buf_addf(&members, "%s%s%s", members.size > 0 ? ", " : "", name, its[0] != '\0' ? "." : "");
        buf_addf(&members, "%s", its);
    }
    enum rc rc = RC_OK;
    if (name[0] == '\0') {
        rc = scan_fail(scan, at, RC_USAGE, "a fact is wanted here, such as {lost}");
    } else if (members.size == 0) {
        rc = scan_fail_name(scan, name, at);
    } else if (out->row == NULL) {
        rc = scan_fail(scan, at, RC_UNKNOWN, "there is no %s%s%s: there is %s", name,
                       member[0] != '\0' ? "." : "", member, members.data);
    }
    buf_release(&members);
    return rc;
}

enum rc scan_branch(struct scan *scan, char *branch)
{
    const char *at = scan->at;
    if (scan_sign(scan, "(")) {
        at = scan->at;
        if (scan_name(scan, "-", branch, NAME_SIZE_MAX) && scan_sign(scan, ")") &&
            scan_sign(scan, ".")) {
            return RC_OK;
        }
    }
    return scan_fail(scan, at, RC_USAGE, "branch(NAME).FACT asks another branch: its name first");
}

/* branch(NAME).FACT, of which "branch" is read. */
static enum rc scan_fact_of_branch(struct scan *scan, struct fact *out)
{
    char branch[NAME_SIZE_MAX];
    char name[NAME_SIZE_MAX];
    enum rc rc = scan_branch(scan, branch);
    const char *at = scan->at;
    if (rc != RC_OK) {
        return rc;
    }
    if (!scan_name(scan, "", name, sizeof(name)) || !scan_is_fact(name)) {
        return scan_fail(scan, at, RC_UNKNOWN,
                         "\"%.40s\" is no fact: branch(NAME).FACT asks one of another branch",
                         name);
    }
    rc = scan_fact(scan, name, at, out);
    if (rc == RC_OK && out->row->type == TYPE_TEXT) {
        rc = scan_fail(scan, at, RC_USAGE, "of another branch only numbers and words are noted");
    }
    (void)snprintf(out->branch, sizeof(out->branch), "%s", branch);
    return rc;
}

enum rc scan_fact(struct scan *scan, const char *name, const char *at, struct fact *out)
{
    char argument[NAME_SIZE_MAX * 2] = "";
    char member[NAME_SIZE_MAX] = "";
    *out = (struct fact){0};
    if (strcmp(name, "branch") == 0) {
        return scan_fact_of_branch(scan, out);
    }
    const char *argument_at = scan->at;
    bool has_argument = scan_sign(scan, "(");
    if (has_argument) {
        argument_at = scan->at;
        if (!scan_name(scan, "@.", argument, sizeof(argument)) || !scan_sign(scan, ")")) {
            return scan_fail(scan, argument_at, RC_USAGE, "%s(...) wants one word and \")\"", name);
        }
    }
    if (*scan->at == '.') {
        scan->at++;
        (void)scan_name(scan, "", member, sizeof(member));
    }
    enum rc rc = find_row(scan, name, member, at, out);
    if (rc != RC_OK) {
        return rc;
    }
    const char *wanted = fact_argument_words(out->row->argument);
    if (has_argument != (wanted[0] != '\0')) {
        return scan_fail(scan, at, RC_USAGE,
                         has_argument ? "%s takes nothing in parentheses"
                                      : "%s wants %s in parentheses",
                         name, wanted);
    }
    struct err err = {0};
    rc = fact_read_argument(out, argument, &err);
    return rc == RC_OK ? RC_OK : scan_fail(scan, argument_at, rc, "%.250s", err.text);
}
