/* SPDX-License-Identifier: MIT */
/*
 * create_table: CREATE TABLE and ALTER TABLE as MySQL has them. AUTO_INCREMENT becomes a default
 * that the store computes, for ids must differ between masters; what says
 * nothing to SQLite (engine, character set, comment) is left out. SQLite takes
 * any words as a type, so what it would swallow in silence is refused here.
 */
#include "shell/rewrite.h"

#include <string.h>

/* Part of a CREATE TABLE's list: tokens first..last-1, between commas. */
struct part {
    int first;
    int last;
};

#define PARTS_MAX COLUMNS_MAX

/* Words that a column or key may hold. */
static const struct {
    const char *words;
    const char *becomes; /* "": they say nothing to SQLite */
    int more;            /* tokens after them that go too */
} rules[] = {
    {"UNSIGNED", "", 0},
    {"ZEROFILL", "", 0},
    {"COMMENT", "", 1},
    {"CHARACTER SET", "", 1},
    {"CHARSET", "", 1},
    {"COLLATE", "", 1},
    {"USING BTREE", "", 0},
    {"USING HASH", "", 0},
    {"NOW ( )", "CURRENT_TIMESTAMP", 0},
    {"CURRENT_TIMESTAMP ( )", "CURRENT_TIMESTAMP", 0},
    {"UNIQUE KEY", "UNIQUE", 0},
    {"UNIQUE INDEX", "UNIQUE", 0},
};

static const struct {
    const char *words;
    const char *why;
} refusals[] = {
    {"FULLTEXT", "FULLTEXT indexes do not exist in a multi-master cluster (AWS docs)"},
    {"CASCADE", "foreign keys with CASCADE do not exist in a multi-master cluster (AWS docs)"},
    {"MEDIUMTEXT", "the type MEDIUMTEXT does not exist in a multi-master cluster; use TEXT"},
    {"LONGTEXT", "the type LONGTEXT does not exist in a multi-master cluster; use TEXT"},
    {"MEDIUMBLOB", "the type MEDIUMBLOB does not exist in a multi-master cluster; use BLOB"},
    {"LONGBLOB", "the type LONGBLOB does not exist in a multi-master cluster; use BLOB"},
    {"ENUM (", "the type ENUM is not in this lab; use VARCHAR(20) CHECK (x IN ('a', 'b'))"},
    {"SET (", "the type SET is not in this lab; use a table of its own"},
    {"ON UPDATE CURRENT_TIMESTAMP",
     "ON UPDATE CURRENT_TIMESTAMP is not in this lab; set the column in the UPDATE"},
};

/* What may follow the list of columns and would not be done. Anything else says nothing here. */
static const struct {
    const char *words;
    const char *why;
} refused_options[] = {
    {"AS", "CREATE TABLE ... SELECT is not in this lab: create, then INSERT ... SELECT"},
    {"SELECT", "CREATE TABLE ... SELECT is not in this lab: create, then INSERT ... SELECT"},
    {"PARTITION", "partitions are not in this lab: a page holds neighbouring keys as it is"},
    {"AUTO_INCREMENT", "where ids begin cannot be set: a master's ids are its number, and every "
                       "16th after that"},
};

/* `tokens[index]` by the first rule that fits; how many tokens it took, 0: none fits. */
static int add_by_rule(struct buf *out, const struct tokens *tokens, int index)
{
    for (int i = 0; i < COUNT_OF(rules); i++) {
        int used = tokens_match(tokens, index, rules[i].words);
        if (used > 0) {
            buf_addf(out, "%s", rules[i].becomes);
            return used + rules[i].more;
        }
    }
    return 0;
}

/* "s.t" behind REFERENCES: databases are names in one space. The name of a UNIQUE KEY. */
static int silent_tokens(const struct tokens *tokens, int index, int first)
{
    char name[NAME_SIZE_MAX];
    if (!tokens_name(tokens, index, name, sizeof(name)) || index == first) {
        return 0;
    }
    if (tokens_is(tokens, index - 1, "REFERENCES") && tokens_is(tokens, index + 1, ".")) {
        return 2;
    }
    bool is_key = index - first >= 2 &&
                  (tokens_is(tokens, index - 1, "KEY") || tokens_is(tokens, index - 1, "INDEX"));
    return is_key && tokens_is(tokens, index - 2, "UNIQUE") && tokens_is(tokens, index + 1, "(")
               ? 1
               : 0;
}

/* Append a part as SQLite has it. */
static void add_part(struct buf *out, const struct tokens *tokens, struct part part)
{
    bool wants_gap = false;
    for (int i = part.first; i < part.last;) {
        size_t before = out->size;
        if (wants_gap && i > part.first) {
            buf_add_char(out, ' ');
        }
        size_t begin = out->size;
        int used = add_by_rule(out, tokens, i);
        used = used > 0 ? used : silent_tokens(tokens, i, part.first);
        if (used == 0) {
            rewrite_token(out, &tokens->token[i]);
            used = 1;
        }
        i += used;
        if (out->size == begin) {
            out->size = before; /* nothing came: no blank for it either */
            out->data[before] = '\0';
            wants_gap = wants_gap || i < part.last;
        } else {
            wants_gap = i < part.last && !tokens_touch(tokens, i);
        }
    }
}

/* The parts of the list between `open` and `close`; -1: more than PARTS_MAX. */
static int split_parts(const struct tokens *tokens, int open, int close, struct part *parts)
{
    int count = 0;
    int depth = 0;
    int first = open + 1;
    for (int i = open + 1; i <= close; i++) {
        if (i == close || (depth == 0 && tokens_is(tokens, i, ","))) {
            if (count == PARTS_MAX) {
                return -1;
            }
            parts[count++] = (struct part){first, i};
            first = i + 1;
        }
        depth += (int)tokens_is(tokens, i, "(") - (int)tokens_is(tokens, i, ")");
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

static bool is_generated(const struct tokens *tokens, struct part part)
{
    return part_has(tokens, part, "AUTO_INCREMENT") || part_has(tokens, part, "AUTOINCREMENT");
}

static enum rc check_refused(const struct tokens *tokens, struct part part, struct err *err)
{
    for (int i = part.first; i < part.last; i++) {
        for (int k = 0; k < COUNT_OF(refusals); k++) {
            if (tokens_match(tokens, i, refusals[k].words) > 0) {
                return err_set(err, RC_REFUSED, "%s", refusals[k].why);
            }
        }
    }
    return RC_OK;
}

static enum rc check_options(const struct tokens *tokens, int from, struct err *err)
{
    for (int i = from; i < tokens->count; i++) {
        for (int k = 0; k < COUNT_OF(refused_options); k++) {
            if (tokens_is(tokens, i, refused_options[k].words)) {
                return err_set(err, RC_REFUSED, "%s", refused_options[k].why);
            }
        }
    }
    return RC_OK;
}

static enum rc check_part(const struct tokens *tokens, struct part part, struct err *err)
{
    char name[NAME_SIZE_MAX];
    if (part.first == part.last) {
        return err_set(err, RC_USAGE, "a column is missing before a comma or the last bracket");
    }
    if (tokens_is(tokens, part.first, "KEY") || tokens_is(tokens, part.first, "INDEX")) {
        bool has_name = tokens_name(tokens, part.first + 1, name, sizeof(name));
        return err_set(err, RC_REFUSED,
                       "an index inside CREATE TABLE is not understood here; after it, say "
                       "CREATE INDEX %s ON ...",
                       has_name ? name : "i");
    }
    return check_refused(tokens, part, err);
}

/* The column that AUTO_INCREMENT stands with: the store gives its values. */
static enum rc add_generated(struct buf *out, const struct tokens *tokens, struct part part,
                             const char *table, char *id, struct err *err)
{
    if (id[0] != '\0') {
        return err_set(err, RC_USAGE, "there can be only one AUTO_INCREMENT column");
    }
    if (!tokens_name(tokens, part.first, id, NAME_SIZE_MAX)) {
        return err_set(err, RC_USAGE, "before AUTO_INCREMENT stands a column's name and type");
    }
    rewrite_add_name(out, id);
    buf_addf(out, " BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT (lab_autoinc(");
    rewrite_add_text(out, table);
    buf_addf(out, "))");
    return RC_OK;
}

/* Append the list between its brackets; `id` holds NAME_SIZE_MAX bytes: the generated column. */
static enum rc add_columns(struct buf *out, const struct tokens *tokens, const struct part *parts,
                           int count, const char *table, char *id, struct err *err)
{
    bool has_key = false;
    enum rc rc = RC_OK;
    for (int i = 0; rc == RC_OK && i < count; i++) {
        rc = check_part(tokens, parts[i], err);
        buf_addf(out, "%s", i > 0 ? ", " : "");
        if (rc == RC_OK && is_generated(tokens, parts[i])) {
            rc = add_generated(out, tokens, parts[i], table, id, err);
        } else if (rc == RC_OK) {
            has_key = has_key || part_has(tokens, parts[i], "PRIMARY KEY");
            add_part(out, tokens, parts[i]);
        }
    }
    if (rc == RC_OK && id[0] != '\0' && !has_key) {
        buf_addf(out, ", PRIMARY KEY (");
        rewrite_add_name(out, id);
        buf_add_char(out, ')');
    }
    return rc;
}

enum rc rewrite_create_table(struct buf *out, const struct tokens *tokens, int head,
                             const char *name, struct err *err)
{
    struct part parts[PARTS_MAX];
    char id[NAME_SIZE_MAX] = "";
    if (tokens_is(tokens, head, "LIKE") || tokens_is(tokens, head + 1, "LIKE")) {
        return err_set(err, RC_REFUSED,
                       "CREATE TABLE ... LIKE is not in this lab; SHOW CREATE "
                       "TABLE says what to type");
    }
    if (!tokens_is(tokens, head, "(")) {
        return err_set(err, RC_USAGE, "after CREATE TABLE %s comes a list of columns in ( )", name);
    }
    int close = tokens_close(tokens, head);
    if (close < 0) {
        return err_set(err, RC_USAGE, "the list of columns of %s is not closed", name);
    }
    int count = split_parts(tokens, head, close, parts);
    if (count < 0) {
        return err_set(err, RC_REFUSED, "a table has at most %d columns and keys here", PARTS_MAX);
    }
    enum rc rc = check_options(tokens, close + 1, err);
    if (rc != RC_OK) {
        return rc;
    }
    buf_addf(out, "CREATE TABLE ");
    rewrite_add_name(out, name);
    buf_addf(out, " (");
    rc = add_columns(out, tokens, parts, count, name, id, err);
    bool is_without = id[0] != '\0' || tokens_find(tokens, close, "WITHOUT") >= 0;
    buf_addf(out, ")%s", is_without ? " WITHOUT ROWID" : "");
    return rc;
}

enum rc rewrite_alter_table(struct buf *out, const struct tokens *tokens, int at, struct err *err)
{
    static const char *const known[] = {"ADD COLUMN", "ADD", "DROP COLUMN", "DROP", "RENAME"};
    /* After ADD or DROP, what is no column. SQLite would take some of them for a column's name. */
    static const char *const others[] = {"INDEX",   "KEY",   "UNIQUE",    "PRIMARY", "CONSTRAINT",
                                         "FOREIGN", "CHECK", "PARTITION", "("};
    static const char *const swallowed[] = {"AUTO_INCREMENT", "AFTER", "FIRST", ","};
    struct part part = {at, tokens->count};
    int used = 0;
    for (int i = 0; used == 0 && i < COUNT_OF(known); i++) {
        used = tokens_match(tokens, at, known[i]);
    }
    bool is_other = used == 0;
    for (int i = 0; i < COUNT_OF(others); i++) {
        is_other = is_other || tokens_is(tokens, at + used, others[i]);
    }
    int depth = 0;
    for (int i = at; i < tokens->count; i++) {
        depth += (int)tokens_is(tokens, i, "(") - (int)tokens_is(tokens, i, ")");
        for (int k = 0; depth == 0 && i > at + used && k < COUNT_OF(swallowed); k++) {
            is_other = is_other || tokens_is(tokens, i, swallowed[k]);
        }
    }
    if (is_other) {
        return err_set(err, RC_REFUSED,
                       "ALTER TABLE knows one ADD COLUMN, DROP COLUMN or RENAME at a time here; "
                       "for an index there are CREATE INDEX and DROP INDEX");
    }
    enum rc rc = check_refused(tokens, part, err);
    add_part(out, tokens, part);
    return rc;
}
