/* SPDX-License-Identifier: MIT */
/*
 * create_table: CREATE TABLE as MySQL has it. AUTO_INCREMENT becomes a default
 * that the store computes, for ids must differ between masters; what says
 * nothing to SQLite (engine, character set, comment) is left out.
 */
#include "shell/rewrite.h"

#include <string.h>

/* Part of a CREATE TABLE's list: tokens first..last-1, between commas. */
struct part {
    int first;
    int last;
};

#define PARTS_MAX COLUMNS_MAX

/* Words in a column that say nothing to SQLite, and how many tokens go with each. */
static const struct {
    const char *words;
    int more; /* tokens after them that go too */
} dropped[] = {
    {"UNSIGNED", 0},
    {"ZEROFILL", 0},
    {"COMMENT", 1},
    {"CHARACTER SET", 1},
    {"CHARSET", 1},
    {"COLLATE", 1},
    {"ON UPDATE CURRENT_TIMESTAMP", 0},
};

static const struct {
    const char *words;
    const char *why;
} refused[] = {
    {"FULLTEXT", "FULLTEXT indexes do not exist in a multi-master cluster (AWS docs)"},
    {"CASCADE", "foreign keys with CASCADE do not exist in a multi-master cluster (AWS docs)"},
    {"MEDIUMTEXT", "the type MEDIUMTEXT does not exist in a multi-master cluster; use TEXT"},
    {"LONGTEXT", "the type LONGTEXT does not exist in a multi-master cluster; use TEXT"},
    {"MEDIUMBLOB", "the type MEDIUMBLOB does not exist in a multi-master cluster; use BLOB"},
    {"LONGBLOB", "the type LONGBLOB does not exist in a multi-master cluster; use BLOB"},
};

static int dropped_tokens(const struct tokens *tokens, int index)
{
    for (int i = 0; i < COUNT_OF(dropped); i++) {
        int used = tokens_match(tokens, index, dropped[i].words);
        if (used > 0) {
            return used + dropped[i].more;
        }
    }
    return 0;
}

/* Append a part without what SQLite does not know. */
static void add_part(struct buf *out, const struct tokens *tokens, struct part part)
{
    for (int i = part.first; i < part.last;) {
        int used = dropped_tokens(tokens, i);
        if (used > 0) {
            i += used;
            continue;
        }
        if (i > part.first) {
            buf_add_char(out, ' ');
        }
        bool is_unique_key = tokens_match(tokens, i, "UNIQUE KEY") > 0 ||
                             tokens_match(tokens, i, "UNIQUE INDEX") > 0;
        if (is_unique_key && i == part.first) {
            buf_addf(out, "UNIQUE");
            i += tokens_is(tokens, i + 2, "(") ? 2 : 3; /* its name says nothing here */
            continue;
        }
        rewrite_token(out, &tokens->token[i]);
        i++;
    }
}

/* The parts of the list that opens at `open`; *close is its ')'. */
static int split_parts(const struct tokens *tokens, int open, struct part *parts, int *close)
{
    int count = 0;
    int depth = 1;
    int first = open + 1;
    *close = -1;
    for (int i = open + 1; i < tokens->count && depth > 0; i++) {
        depth += tokens_is(tokens, i, "(") - tokens_is(tokens, i, ")");
        bool ends = depth == 0 || (depth == 1 && tokens_is(tokens, i, ","));
        if (ends && count < PARTS_MAX) {
            parts[count++] = (struct part){first, i};
            first = i + 1;
        }
        *close = depth == 0 ? i : *close;
    }
    return count;
}

static bool part_has(const struct tokens *tokens, struct part part, const char *words)
{
    for (int i = part.first; i < part.last; i++) {
        if (tokens_match(tokens, i, words) > 0) {
            return true;
        }
    }
    return false;
}

static enum rc check_refused(const struct tokens *tokens, struct err *err)
{
    for (int i = 0; i < tokens->count; i++) {
        for (int k = 0; k < COUNT_OF(refused); k++) {
            if (tokens_match(tokens, i, refused[k].words) > 0) {
                return err_set(err, RC_REFUSED, "%s", refused[k].why);
            }
        }
    }
    return RC_OK;
}

static enum rc check_part(const struct tokens *tokens, struct part part, struct err *err)
{
    char name[NAME_SIZE_MAX];
    bool is_index = tokens_is(tokens, part.first, "KEY") || tokens_is(tokens, part.first, "INDEX");
    if (is_index && tokens_name(tokens, part.first + 1, name, sizeof(name))) {
        return err_set(err, RC_REFUSED,
                       "an index inside CREATE TABLE is not understood here; after it, say "
                       "CREATE INDEX %s ON ...",
                       name);
    }
    return RC_OK;
}

enum rc rewrite_create_table(struct buf *out, const struct tokens *tokens, int head,
                             const char *name, struct err *err)
{
    struct part parts[PARTS_MAX];
    int close = -1;
    if (!tokens_is(tokens, head, "(")) {
        return err_set(err, RC_USAGE, "after CREATE TABLE %s comes a list of columns in ( )", name);
    }
    int count = split_parts(tokens, head, parts, &close);
    if (close < 0) {
        return err_set(err, RC_USAGE, "the list of columns of %s is not closed", name);
    }
    enum rc rc = check_refused(tokens, err);
    char id[NAME_SIZE_MAX] = "";
    bool has_key_part = false;
    buf_addf(out, "CREATE TABLE \"%s\" (", name);
    for (int i = 0; rc == RC_OK && i < count; i++) {
        rc = check_part(tokens, parts[i], err);
        buf_addf(out, "%s", i > 0 ? ", " : "");
        if (part_has(tokens, parts[i], "AUTO_INCREMENT")) {
            (void)tokens_name(tokens, parts[i].first, id, sizeof(id));
            buf_addf(out, "\"%s\" BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT (lab_autoinc('%s'))",
                     id, name);
        } else {
            has_key_part = has_key_part ||
                           tokens_match(tokens, parts[i].first, "PRIMARY KEY") > 0 ||
                           tokens_is(tokens, parts[i].first, "CONSTRAINT");
            add_part(out, tokens, parts[i]);
        }
    }
    if (rc == RC_OK && id[0] != '\0') {
        buf_addf(out, "%s%s%s)%s", has_key_part ? "" : ", PRIMARY KEY (\"", has_key_part ? "" : id,
                 has_key_part ? "" : "\")", " WITHOUT ROWID");
    } else {
        bool is_without = tokens_find(tokens, close, "WITHOUT") >= 0;
        buf_addf(out, ")%s", is_without ? " WITHOUT ROWID" : "");
    }
    return rc;
}
