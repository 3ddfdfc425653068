/* SPDX-License-Identifier: MIT */
#include "shell/refuse.h"

#include "shell/form.h"
#include "shell/rewrite.h"

/* What SQLite would take for a value that nobody gives. */
static bool is_parameter(const struct tokens *tokens, int index)
{
    const struct token *token = &tokens->token[index];
    return tokens_is(tokens, index, "?") || tokens_is(tokens, index, ":") ||
           (token->kind == TOKEN_WORD && *token->at == '$');
}

static enum rc refuse_variable(const struct token *token, struct err *err)
{
    int size = token->size < 40 ? (int)token->size : 40;
    if (token->at[1] == '@') {
        return err_set(err, RC_REFUSED,
                       "%.*s is not in this lab; @@aurora_server_id, @@innodb_read_only, "
                       "@@transaction_isolation, @@aurora_mm_session_consistency_level and those "
                       "of SHOW VARIABLES are",
                       size, token->at);
    }
    return err_set(err, RC_REFUSED, "variables of a session (%.*s) are not in this lab", size,
                   token->at);
}

enum rc refuse_tokens(const struct tokens *tokens, struct err *err)
{
    for (int i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->token[i];
        if (token->kind == TOKEN_VARIABLE && !rewrite_knows_variable(token)) {
            return refuse_variable(token, err);
        }
        if (tokens_is(tokens, i, ";") && tokens_match(tokens, 0, "CREATE TRIGGER") > 0) {
            return err_set(err, RC_REFUSED, "%s", REFUSED_BLOCK);
        }
        if (tokens_is(tokens, i, ";")) {
            return err_set(err, RC_USAGE, "one statement at a time, and one ends at ';'");
        }
        if (is_parameter(tokens, i)) {
            return err_set(err, RC_USAGE,
                           "You have an error in your SQL syntax near '%.40s': a value or a name "
                           "should stand there",
                           token->at);
        }
    }
    return RC_OK;
}

/* "CAST(a AS DATE)" is a number to SQLite, "DATE_FORMAT(a, '%M')" nothing at all. */
static enum rc refuse_function(const struct tokens *tokens, int index, struct err *err)
{
    static const char *const types[] = {"DATE", "DATETIME", "TIME"};
    int close = tokens_is(tokens, index + 1, "(") ? tokens_close(tokens, index + 1) : -1;
    for (int i = 0; close > 0 && tokens_is(tokens, index, "CAST") && i < COUNT_OF(types); i++) {
        if (tokens_is(tokens, close - 1, types[i]) && tokens_is(tokens, close - 2, "AS")) {
            return err_set(err, RC_REFUSED,
                           "CAST(... AS %s) is not in this lab: date(a), time(a) and datetime(a) "
                           "make such texts",
                           types[i]);
        }
    }
    for (int i = index; close > 0 && tokens_is(tokens, index, "GROUP_CONCAT") && i < close; i++) {
        if (tokens_is(tokens, i, "SEPARATOR") || tokens_is(tokens, i, "ORDER")) {
            return err_set(
                err, RC_REFUSED,
                "%s in GROUP_CONCAT() is not in this lab; say group_concat(a, ', ') FROM "
                "(SELECT a FROM t ORDER BY a)",
                tokens_is(tokens, i, "ORDER") ? "ORDER BY" : "SEPARATOR");
        }
    }
    const struct token *last = close > 0 ? &tokens->token[close - 1] : NULL;
    if (last != NULL && tokens_is(tokens, index, "DATE_FORMAT") && !rewrite_is_format(last)) {
        return err_set(err, RC_REFUSED,
                       "DATE_FORMAT() takes a text with %%Y %%m %%d %%H %%i %%s %%j %%w and %%T "
                       "here; names of months and days are not in this lab");
    }
    return RC_OK;
}

/* Is there more than one table before SET or WHERE, outside all brackets? */
static bool has_tables(const struct tokens *tokens, int at)
{
    static const char *const more[] = {",", "JOIN", "USING"};
    static const char *const ends[] = {"SET", "WHERE", "ORDER", "LIMIT", "RETURNING"};
    int depth = 0;
    for (int i = at; i < tokens->count; i++) {
        depth += (int)tokens_is(tokens, i, "(") - (int)tokens_is(tokens, i, ")");
        for (int k = 0; depth == 0 && k < COUNT_OF(ends); k++) {
            if (tokens_is(tokens, i, ends[k])) {
                return false;
            }
        }
        for (int k = 0; depth == 0 && k < COUNT_OF(more); k++) {
            if (tokens_is(tokens, i, more[k])) {
                return true;
            }
        }
    }
    return false;
}

bool refuse_lets_status(const struct tokens *tokens, int at)
{
    int from = tokens_find(tokens, 0, "FROM");
    return tokens_is(tokens, 0, "SELECT") && from == at - 1 &&
           tokens_match(tokens, at, "INFORMATION_SCHEMA . REPLICA_HOST_STATUS") > 0 &&
           tokens_find(tokens, at, "FROM") < 0 && !has_tables(tokens, at);
}

/* The schemas of the server itself, of which there is one table. */
static enum rc refuse_schemas(const struct tokens *tokens, struct err *err)
{
    static const char *const schemas[] = {"INFORMATION_SCHEMA", "PERFORMANCE_SCHEMA", "MYSQL"};
    for (int i = 1; i < tokens->count; i++) {
        for (int k = 0; k < COUNT_OF(schemas); k++) {
            if (tokens_is(tokens, i, schemas[k]) && tokens_is(tokens, i + 1, ".") &&
                (tokens_is(tokens, i - 1, "FROM") || tokens_is(tokens, i - 1, "JOIN")) &&
                !refuse_lets_status(tokens, i)) {
                return err_set(
                    err, RC_REFUSED,
                    "of the server's own tables there is only "
                    "information_schema.replica_host_status, for a SELECT from it alone; "
                    "SHOW TABLES and SHOW COLUMNS FROM t tell of yours");
            }
        }
    }
    return RC_OK;
}

/* Of what SQLite may do with a row in the way: "OR ROLLBACK" would end the whole transaction. */
static bool has_policy(const struct tokens *tokens, int at)
{
    return (tokens_is(tokens, at, "INSERT") || tokens_is(tokens, at, "UPDATE")) &&
           tokens_is(tokens, at + 1, "OR") && !tokens_is(tokens, at + 2, "IGNORE") &&
           !tokens_is(tokens, at + 2, "REPLACE");
}

enum rc refuse_rows(const struct tokens *tokens, struct err *err)
{
    for (int i = 0; i < tokens->count; i++) {
        int used = 0;
        if (has_policy(tokens, i)) {
            return form_say_wanted(tokens, i + 1, "a table's name", err);
        }
        const struct phrase *phrase = form_find_phrase(PHRASES_OF_ROWS, tokens, i, &used);
        if (phrase != NULL && phrase->becomes == NULL) {
            return err_set(err, RC_REFUSED, "%s", phrase->help);
        }
        enum rc rc = tokens->token[i].first != '\0' ? refuse_function(tokens, i, err) : RC_OK;
        if (rc != RC_OK) {
            return rc;
        }
    }
    return refuse_schemas(tokens, err);
}

enum rc refuse_change(const struct tokens *tokens, int at, struct err *err)
{
    bool is_update = tokens_is(tokens, 0, "UPDATE");
    at += tokens_is(tokens, at, "LOW_PRIORITY") ? 1 : 0;
    if (!is_update && tokens_is(tokens, at, "QUICK") && !tokens_is(tokens, at - 1, "FROM")) {
        return err_set(err, RC_REFUSED, "QUICK says nothing to InnoDB: say DELETE FROM t");
    }
    bool names_first = !is_update && !tokens_is(tokens, at, "FROM") &&
                       tokens_find(tokens, at, "FROM") > 0 && !tokens_is(tokens, at, "IGNORE");
    if (names_first || has_tables(tokens, at)) {
        return err_set(err, RC_REFUSED,
                       "%s of several tables at once is not in this lab: one table a statement, "
                       "WHERE id IN (SELECT ...) asks the others",
                       is_update ? "UPDATE" : "DELETE");
    }
    if (tokens_is(tokens, at, "IGNORE") && !is_update) {
        return err_set(err, RC_REFUSED, "DELETE IGNORE is not in this lab; say DELETE FROM t");
    }
    return RC_OK;
}

/* Which value of a row is the generated id's: the column called id, or the first if none is
 * named; -1: none. *values moves to the word behind the list of columns. */
static int find_id(const struct tokens *tokens, int *values)
{
    int place = 0;
    int into = tokens_find(tokens, 0, "INTO");
    int open = into >= 0 ? into + 2 + (tokens_is(tokens, into + 2, ".") ? 2 : 0) : -1;
    *values = open;
    if (open < 0 || !tokens_is(tokens, open, "(")) {
        return 0;
    }
    int close = tokens_close(tokens, open);
    *values = close + 1;
    for (int i = open + 1; i < close; i++) {
        char name[NAME_SIZE_MAX];
        place += tokens_is(tokens, i, ",") ? 1 : 0;
        if (tokens_name(tokens, i, name, sizeof(name)) && (name[0] == 'i' || name[0] == 'I') &&
            (name[1] == 'd' || name[1] == 'D') && name[2] == '\0') {
            return place;
        }
    }
    return -1;
}

/* Does a row of VALUES from `at` on have a bare NULL at `place`? */
static bool has_null(const struct tokens *tokens, int at, int place)
{
    int depth = 0;
    int seen = 0;
    for (int i = at; i < tokens->count; i++) {
        if (tokens_is(tokens, i, "(")) {
            depth++;
            seen = depth == 1 ? 0 : seen;
        } else if (tokens_is(tokens, i, ")")) {
            depth--;
        } else if (depth == 1 && tokens_is(tokens, i, ",")) {
            seen++;
        }
        bool ends = tokens_is(tokens, i + 2, ",") || tokens_is(tokens, i + 2, ")");
        bool begins = tokens_is(tokens, i, "(") || tokens_is(tokens, i, ",");
        if (depth == 1 && seen == place && begins && ends && tokens_is(tokens, i + 1, "NULL")) {
            return true;
        }
    }
    return false;
}

enum rc refuse_insert(const struct tokens *tokens, int at, struct err *err)
{
    int values = 0;
    int id = find_id(tokens, &values);
    bool ignores = tokens_is(tokens, at, "IGNORE") || tokens_match(tokens, at, "OR IGNORE") > 0;
    if (ignores && id >= 0 && tokens_is(tokens, values, "VALUES") &&
        has_null(tokens, values + 1, id)) {
        return err_set(err, RC_REFUSED,
                       "with IGNORE a row whose id is NULL would be dropped here; leave the id "
                       "out: INSERT IGNORE INTO t (other columns) VALUES (...)");
    }
    return RC_OK;
}
