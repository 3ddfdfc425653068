/* SPDX-License-Identifier: MIT */
/*
 * understand_trigger: CREATE TRIGGER as MySQL has it, made into SQLite's. Its one statement is
 * understood as if it stood alone; what SQLite's triggers cannot do is refused.
 */
#include "base/quote.h"
#include "shell/understand.h"

#include "shell/refuse.h"
#include "shell/rewrite.h"

enum { ERROR_NO_SUCH_ROW = 1363 };

/* What may not stand where the statement should. */
static const struct {
    const char *word;
    const char *why;
} others[] = {
    {"SET",
     "SET NEW.a in a trigger is not in this lab: SQLite's triggers cannot change the row that "
     "is on its way; say the value in the INSERT, or make a DEFAULT or AS (...) of it"},
    {"SIGNAL", "SIGNAL in a trigger is not in this lab: a CHECK constraint refuses a row"},
    {"BEGIN", REFUSED_BLOCK},
    {"IF", "IF in a trigger is not in this lab: say INSERT ... SELECT ... WHERE, or UPDATE ... "
           "WHERE, with what must be so"},
    {"REPLACE", "REPLACE in a trigger is not in this lab: say INSERT ... ON DUPLICATE KEY UPDATE"},
    {"FOLLOWS", "FOLLOWS is not in this lab: give a table one trigger for each time and event"},
    {"PRECEDES", "PRECEDES is not in this lab: give a table one trigger for each time and event"},
};

/* One of these words; NULL: none, and the error says so. */
static const char *take_word(const struct tokens *tokens, int *at, const char *const *words,
                             const char *wanted, struct err *err)
{
    for (; *words != NULL; words++) {
        int used = tokens_match(tokens, *at, *words);
        if (used > 0) {
            *at += used;
            return *words;
        }
    }
    (void)form_say_wanted(tokens, *at, wanted, err);
    return NULL;
}

/* "d.name": the database must be there, and says nothing else. */
static void skip_database(struct dialect_statement *out, const struct tokens *tokens, int *at)
{
    char database[NAME_SIZE_MAX];
    if (tokens_is(tokens, *at + 1, ".") && tokens_name(tokens, *at, database, sizeof(database))) {
        buf_addf(&out->qualified, "%s.\n", database);
        *at += 2;
    }
}

/* An INSERT has no OLD row, a DELETE no NEW one. */
static enum rc check_rows(struct dialect_statement *out, const struct tokens *tokens, int at,
                          const char *event, struct err *err)
{
    const char *none = *event == 'I' ? "OLD" : *event == 'D' ? "NEW" : "";
    for (int i = at; i < tokens->count && *none != '\0'; i++) {
        if (tokens_is(tokens, i, none) && tokens_is(tokens, i + 1, ".") &&
            !tokens_is(tokens, i - 1, ".")) {
            out->refusal = ERROR_NO_SUCH_ROW;
            return err_set(err, RC_REFUSED, "There is no %s row in on %s trigger", none, event);
        }
    }
    return RC_OK;
}

/* SQLite's triggers have neither. */
static enum rc refuse_order(const struct tokens *body, struct err *err)
{
    int depth = 0;
    for (int i = 0; i < body->count; i++) {
        depth += (int)tokens_is(body, i, "(") - (int)tokens_is(body, i, ")");
        if (depth == 0 && (tokens_is(body, i, "LIMIT") || tokens_match(body, i, "ORDER BY") > 0)) {
            return err_set(
                err, RC_REFUSED,
                "ORDER BY and LIMIT of a trigger's UPDATE or DELETE are not in this lab: "
                "say WHERE id IN (SELECT ...)");
        }
    }
    return RC_OK;
}

/* Append the statement that begins at `at`. */
static enum rc add_body(struct dialect_statement *out, const struct tokens *tokens, int at,
                        struct err *err)
{
    static const char *const verbs[] = {"INSERT", "UPDATE", "DELETE", NULL};
    const struct tokens body = {.token = tokens->token + at, .count = tokens->count - at};
    struct dialect_statement statement;
    for (int i = 0; i < COUNT_OF(others); i++) {
        if (tokens_is(tokens, at, others[i].word)) {
            return err_set(err, RC_REFUSED, "%s", others[i].why);
        }
    }
    const char *verb = take_word(tokens, &at, verbs, "an INSERT, UPDATE or DELETE", err);
    if (verb == NULL) {
        return RC_USAGE;
    }
    dialect_init(&statement);
    enum rc rc = *verb == 'I' ? RC_OK : refuse_order(&body, err);
    if (rc == RC_OK) {
        rc = (*verb == 'I' ? understand_insert : understand_change)(&statement, &body, 1, err);
    }
    buf_addf(&out->sql, " FOR EACH ROW BEGIN %s; END", statement.sql.data);
    buf_addf(&out->qualified, "%s", statement.qualified.data);
    dialect_release(&statement);
    return rc;
}

enum rc understand_create_trigger(struct dialect_statement *out, const struct tokens *tokens,
                                  int at, struct err *err)
{
    static const char *const timings[] = {"BEFORE", "AFTER", NULL};
    static const char *const events[] = {"INSERT", "UPDATE", "DELETE", NULL};
    static const char *const on[] = {"ON", NULL};
    static const char *const rows[] = {"FOR EACH ROW", NULL};
    char name[NAME_SIZE_MAX];
    at = form_skip_if_exists(out, tokens, at);
    skip_database(out, tokens, &at);
    if (!tokens_name(tokens, at, name, sizeof(name))) {
        return form_say_wanted(tokens, at, "a trigger's name", err);
    }
    at++;
    const char *timing = take_word(tokens, &at, timings, "BEFORE or AFTER", err);
    const char *event =
        timing != NULL ? take_word(tokens, &at, events, "INSERT, UPDATE or DELETE", err) : NULL;
    if (event == NULL || take_word(tokens, &at, on, "ON and a table", err) == NULL) {
        return RC_USAGE;
    }
    enum rc rc = form_take_name(out, tokens, &at, "a table's name", err);
    if (rc == RC_OK && take_word(tokens, &at, rows, "FOR EACH ROW", err) == NULL) {
        rc = RC_USAGE;
    }
    rc = rc == RC_OK ? check_rows(out, tokens, at, event, err) : rc;
    if (rc == RC_OK) {
        buf_addf(&out->sql, "CREATE TRIGGER ");
        quote_sql_name(&out->sql, name);
        buf_addf(&out->sql, " %s %s ON ", timing, event);
        quote_sql_name(&out->sql, out->name);
        rc = add_body(out, tokens, at, err);
    }
    return rc;
}

enum rc understand_drop_trigger(struct dialect_statement *out, const struct tokens *tokens, int at,
                                struct err *err)
{
    at = form_skip_if_exists(out, tokens, at);
    skip_database(out, tokens, &at);
    enum rc rc = form_take_name(out, tokens, &at, "a trigger's name", err);
    buf_addf(&out->sql, "DROP TRIGGER ");
    quote_sql_name(&out->sql, out->name);
    return rc == RC_OK ? form_expect_end(tokens, at, err) : rc;
}
