/* SPDX-License-Identifier: MIT */
#include "shell/understand.h"

#include "base/quote.h"
#include "shell/constraint.h"
#include "shell/refuse.h"
#include "shell/rewrite.h"

#include <string.h>

enum rc understand_end(struct dialect_statement *out, const struct tokens *tokens, int at,
                       struct err *err)
{
    (void)out;
    return form_expect_end(tokens, at + (tokens_is(tokens, at, "WORK") ? 1 : 0), err);
}

enum rc understand_start(struct dialect_statement *out, const struct tokens *tokens, int at,
                         struct err *err)
{
    static const struct {
        const char *words;
        int64_t flag; /* of out->number */
    } kinds[] = {{"READ ONLY", 1}, {"READ WRITE", 0}, {"WITH CONSISTENT SNAPSHOT", 2}};
    bool goes_on = at < tokens->count;
    while (goes_on) {
        int used = 0;
        for (int i = 0; used == 0 && i < COUNT_OF(kinds); i++) {
            used = tokens_match(tokens, at, kinds[i].words);
            out->number |= used > 0 ? kinds[i].flag : 0;
        }
        if (used == 0) {
            return form_say_wanted(tokens, at, "READ ONLY or WITH CONSISTENT SNAPSHOT", err);
        }
        at += used;
        goes_on = tokens_is(tokens, at, ",");
        at += goes_on ? 1 : 0;
    }
    return form_expect_end(tokens, at, err);
}

/* Cut FOR UPDATE and its like from the end: how many tokens are left. */
static int cut_locking(struct dialect_statement *out, const struct tokens *tokens)
{
    static const char *const locking[] = {"FOR UPDATE", "FOR SHARE", "LOCK IN SHARE MODE"};
    for (int i = 0; i < COUNT_OF(locking); i++) {
        for (int from = tokens->count - 4; from < tokens->count; from++) {
            if (from > 0 && tokens_match(tokens, from, locking[i]) == tokens->count - from) {
                out->lock_rows = true;
                return from;
            }
        }
    }
    return tokens->count;
}

/* Does a statement that begins with WITH change rows? The verb stands outside all brackets. */
static bool with_writes(const struct tokens *tokens)
{
    static const char *const verbs[] = {"INSERT", "UPDATE", "DELETE", "REPLACE"};
    int depth = 0;
    for (int i = 0; i < tokens->count; i++) {
        depth += (int)tokens_is(tokens, i, "(") - (int)tokens_is(tokens, i, ")");
        for (int k = 0; depth == 0 && k < COUNT_OF(verbs); k++) {
            if (tokens_is(tokens, i, verbs[k]) && !tokens_is(tokens, i + 1, "(")) {
                return true;
            }
        }
    }
    return false;
}

enum rc understand_rows(struct dialect_statement *out, const struct tokens *tokens, int at,
                        struct err *err)
{
    (void)at;
    bool is_select = tokens_is(tokens, 0, "SELECT");
    enum rc rc = refuse_rows(tokens, err);
    int status = tokens_find(tokens, 0, "REPLICA_HOST_STATUS");
    if (rc == RC_OK && refuse_lets_status(tokens, status - 2)) {
        out->kind = DIALECT_STATUS;
        rewrite_rows(&out->sql, tokens, 0, tokens->count);
    } else if (rc == RC_OK) {
        rewrite_rows(&out->sql, tokens, 0, is_select ? cut_locking(out, tokens) : tokens->count);
        rewrite_add_qualified(&out->qualified, tokens);
        out->is_write = tokens_is(tokens, 0, "WITH") && with_writes(tokens);
    }
    return rc;
}

/* SQLite has ORDER BY there only with LIMIT. */
static bool wants_limit(const struct tokens *tokens)
{
    int depth = 0;
    bool wants = false;
    for (int i = 0; i < tokens->count; i++) {
        depth += (int)tokens_is(tokens, i, "(") - (int)tokens_is(tokens, i, ")");
        wants = wants || (depth == 0 && tokens_match(tokens, i, "ORDER BY") > 0);
        wants = wants && !(depth == 0 && tokens_is(tokens, i, "LIMIT"));
    }
    return wants;
}

/* UPDATE and DELETE: of one table. */
enum rc understand_change(struct dialect_statement *out, const struct tokens *tokens, int at,
                          struct err *err)
{
    enum rc rc = refuse_change(tokens, at, err);
    rc = rc == RC_OK ? understand_rows(out, tokens, at, err) : rc;
    if (rc == RC_OK && wants_limit(tokens)) {
        buf_addf(&out->sql, " LIMIT -1");
    }
    out->is_write = true;
    return rc;
}

/* EXPLAIN t describes the table; before a statement it asks SQLite how it would be run. */
enum rc understand_explain(struct dialect_statement *out, const struct tokens *tokens, int at,
                           struct err *err)
{
    static const char *const verbs[] = {"SELECT",  "INSERT", "UPDATE", "DELETE",
                                        "REPLACE", "WITH",   "VALUES"};
    bool is_statement = false;
    for (int i = 0; i < COUNT_OF(verbs); i++) {
        is_statement = is_statement || tokens_is(tokens, at, verbs[i]);
    }
    if (!is_statement) {
        return understand_columns(out, tokens, at, err);
    }
    enum rc rc = refuse_rows(tokens, err);
    buf_addf(&out->sql, "EXPLAIN QUERY PLAN ");
    rewrite_rows(&out->sql, tokens, at, tokens->count);
    rewrite_add_qualified(&out->qualified, tokens);
    return rc;
}

enum rc understand_insert(struct dialect_statement *out, const struct tokens *tokens, int at,
                          struct err *err)
{
    enum rc rc = refuse_insert(tokens, at, err);
    rc = rc == RC_OK ? refuse_rows(tokens, err) : rc;
    rc = rc == RC_OK ? rewrite_insert(&out->sql, tokens, at, err) : rc;
    rewrite_add_qualified(&out->qualified, tokens);
    out->is_write = true;
    return rc;
}

/* What says nothing here, whatever it is: NAMES utf8. */
enum rc understand_nothing(struct dialect_statement *out, const struct tokens *tokens, int at,
                           struct err *err)
{
    (void)out;
    return at < tokens->count ? RC_OK : form_say_wanted(tokens, at, "a name", err);
}

enum rc understand_name(struct dialect_statement *out, const struct tokens *tokens, int at,
                        struct err *err)
{
    enum rc rc = form_take_name(out, tokens, &at, "a database's name", err);
    return rc == RC_OK ? form_expect_end(tokens, at, err) : rc;
}

enum rc understand_database(struct dialect_statement *out, const struct tokens *tokens, int at,
                            struct err *err)
{
    at = form_skip_if_exists(out, tokens, at);
    enum rc rc = form_take_name(out, tokens, &at, "a database's name", err);
    return rc == RC_OK && strpbrk(out->name, "./\\") != NULL /* what divides names */
               ? err_set(err, RC_USAGE, "a database's name has no . / or \\ here")
               : rc;
}

enum rc understand_create_table(struct dialect_statement *out, const struct tokens *tokens, int at,
                                struct err *err)
{
    at = form_skip_if_exists(out, tokens, at);
    enum rc rc = form_take_name(out, tokens, &at, "a table's name", err);
    int close = tokens_is(tokens, at, "(") ? tokens_close(tokens, at) : -1;
    for (int i = close; rc == RC_OK && i > 0 && i < tokens->count; i++) {
        int used = 0;
        const struct phrase *phrase = form_find_phrase(PHRASES_OF_ENGINES, tokens, i, &used);
        if (phrase != NULL) {
            return err_set(err, RC_REFUSED, "%s", phrase->help);
        }
    }
    return rc == RC_OK ? rewrite_create_table(&out->sql, tokens, at, out->name, &out->refusal, err)
                       : rc;
}

/* CREATE TEMPORARY TABLE: to the session it is a statement like any other. */
enum rc understand_temporary(struct dialect_statement *out, const struct tokens *tokens, int at,
                             struct err *err)
{
    static const char head[] = "CREATE TABLE ";
    struct buf sql;
    at = form_skip_if_exists(out, tokens, at);
    enum rc rc = form_take_name(out, tokens, &at, "a table's name", err);
    int generated = tokens_find(tokens, at, "AUTO_INCREMENT");
    if (rc == RC_OK && generated >= 0) {
        return err_set(err, RC_REFUSED,
                       "AUTO_INCREMENT of a temporary table is not in this lab: give the ids, or "
                       "do without");
    }
    if (rc == RC_OK && tokens_is(tokens, at, "(") && /* a column may have that name */
        tokens_find(tokens, tokens_close(tokens, at), "WITHOUT") >= 0) {
        return err_set(err, RC_REFUSED,
                       "WITHOUT ROWID of a temporary table is not in this lab: leave it out");
    }
    buf_init(&sql, out->sql.cap);
    rc = rc == RC_OK ? rewrite_create_table(&sql, tokens, at, out->name, &out->refusal, err) : rc;
    if (rc == RC_OK) {
        buf_addf(&out->sql, "CREATE TEMP TABLE %s%s", out->if_exists ? "IF NOT EXISTS " : "",
                 sql.data + sizeof(head) - 1);
    }
    buf_release(&sql);
    out->is_temporary = true;
    out->is_write = true;
    return rc;
}

enum rc understand_drop_temporary(struct dialect_statement *out, const struct tokens *tokens,
                                  int at, struct err *err)
{
    at = form_skip_if_exists(out, tokens, at);
    enum rc rc = form_take_name(out, tokens, &at, "a table's name", err);
    buf_addf(&out->sql, "DROP TABLE %stemp.", out->if_exists ? "IF EXISTS " : "");
    quote_sql_name(&out->sql, out->name);
    out->is_temporary = true;
    out->is_write = true;
    return rc == RC_OK ? form_expect_end(tokens, at, err) : rc;
}

enum rc understand_drop_table(struct dialect_statement *out, const struct tokens *tokens, int at,
                              struct err *err)
{
    at = form_skip_if_exists(out, tokens, at);
    enum rc rc = form_take_name(out, tokens, &at, "a table's name", err);
    if (rc == RC_OK && tokens_is(tokens, at, ",")) {
        return err_set(err, RC_REFUSED, "one table a statement: DROP TABLE %s, then the next",
                       out->name);
    }
    buf_addf(&out->sql, "DROP TABLE IF EXISTS ");
    quote_sql_name(&out->sql, out->name);
    return rc == RC_OK ? form_expect_end(tokens, at, err) : rc;
}

/* DROP INDEX i ON t, as in MySQL: what is locked meanwhile is the table. */
enum rc understand_drop_index(struct dialect_statement *out, const struct tokens *tokens, int at,
                              struct err *err)
{
    at = form_skip_if_exists(out, tokens, at);
    enum rc rc = form_take_name(out, tokens, &at, "an index's name", err);
    buf_addf(&out->sql, "DROP INDEX %s", out->if_exists ? "IF EXISTS " : "");
    quote_sql_name(&out->sql, out->name);
    if (rc == RC_OK && !tokens_is(tokens, at, "ON")) {
        rc = form_say_wanted(tokens, at, "ON and the index's table", err);
    }
    at++;
    rc = rc == RC_OK ? form_take_name(out, tokens, &at, "a table's name", err) : rc;
    return rc == RC_OK ? form_expect_end(tokens, at, err) : rc;
}

/* ALTER TABLE t ADD INDEX or DROP INDEX is CREATE INDEX or DROP INDEX. False: it is neither. */
static bool alter_index(struct dialect_statement *out, const struct tokens *tokens, int at,
                        enum rc *rc, struct err *err)
{
    char name[NAME_SIZE_MAX];
    bool is_key = false;
    *rc = RC_OK;
    if (tokens_is(tokens, at, "ADD")) {
        *rc = rewrite_add_key(&out->sql, tokens, at + 1, out->name, &is_key, err);
        out->kind = is_key ? DIALECT_CREATE_INDEX : out->kind;
        return is_key;
    }
    bool is_drop =
        tokens_match(tokens, at, "DROP INDEX") > 0 || tokens_match(tokens, at, "DROP KEY") > 0;
    if (is_drop && tokens_name(tokens, at + 2, name, sizeof(name))) {
        out->kind = DIALECT_DROP_INDEX;
        buf_addf(&out->sql, "DROP INDEX ");
        quote_sql_name(&out->sql, name);
        *rc = form_expect_end(tokens, at + 3, err);
        return true;
    }
    return false;
}

enum rc understand_alter_table(struct dialect_statement *out, const struct tokens *tokens, int at,
                               struct err *err)
{
    enum rc rc = form_take_name(out, tokens, &at, "a table's name", err);
    if (rc != RC_OK || alter_index(out, tokens, at, &rc, err)) {
        return rc;
    }
    buf_addf(&out->sql, "ALTER TABLE ");
    quote_sql_name(&out->sql, out->name);
    buf_add_char(&out->sql, ' ');
    return rewrite_alter_table(&out->sql, tokens, at, &out->refusal, err);
}

/* RENAME TABLE a TO b. */
enum rc understand_rename(struct dialect_statement *out, const struct tokens *tokens, int at,
                          struct err *err)
{
    char name[NAME_SIZE_MAX];
    enum rc rc = form_take_name(out, tokens, &at, "a table's name", err);
    if (rc == RC_OK &&
        (!tokens_is(tokens, at, "TO") || !tokens_name(tokens, at + 1, name, sizeof(name)))) {
        rc = form_say_wanted(tokens, at, "TO and its new name", err);
    }
    if (rc == RC_OK) {
        buf_addf(&out->sql, "ALTER TABLE ");
        quote_sql_name(&out->sql, out->name);
        buf_addf(&out->sql, " RENAME TO ");
        quote_sql_name(&out->sql, name);
        rc = form_expect_end(tokens, at + 2, err);
    }
    return rc;
}

enum rc understand_create_index(struct dialect_statement *out, const struct tokens *tokens, int at,
                                struct err *err)
{
    char name[NAME_SIZE_MAX];
    at = form_skip_if_exists(out, tokens, at);
    if (!tokens_name(tokens, at, name, sizeof(name))) {
        return form_say_wanted(tokens, at, "an index's name", err);
    }
    int on = constraint_skip_options(tokens, at + 1);
    if (!tokens_is(tokens, on, "ON")) {
        return form_say_wanted(tokens, on, "ON and a table", err);
    }
    int open = on + 1;
    enum rc rc = form_take_name(out, tokens, &open, "a table's name", err);
    int behind = open;
    rc = rc == RC_OK ? constraint_read_columns(tokens, &behind, err) : rc;
    if (rc == RC_OK) {
        rewrite_rows(&out->sql, tokens, 0, at + 1);
        buf_addf(&out->sql, " ON ");
        quote_sql_name(&out->sql, out->name);
        buf_add_char(&out->sql, ' ');
        rewrite_rows(&out->sql, tokens, open, behind);
        rc = form_expect_end(tokens, constraint_skip_options(tokens, behind), err);
    }
    return rc;
}
