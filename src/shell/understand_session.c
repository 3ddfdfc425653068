/* SPDX-License-Identifier: MIT */
/* understand_session: what a session sets, and what SHOW and DESCRIBE ask the catalog. */
#include "shell/understand.h"

#include "shell/rewrite.h"

enum rc understand_autocommit(struct dialect_statement *out, const struct tokens *tokens, int at,
                              struct err *err)
{
    at += tokens_is(tokens, at, "=") ? 1 : 0;
    bool is_digit =
        at < tokens->count && tokens->token[at].kind == TOKEN_NUMBER && tokens->token[at].size == 1;
    if (tokens_is(tokens, at, "ON") || (is_digit && *tokens->token[at].at == '1')) {
        out->number = 1;
    } else if (tokens_is(tokens, at, "OFF") || (is_digit && *tokens->token[at].at == '0')) {
        out->number = 0;
    } else {
        return form_say_wanted(tokens, at, "0 or 1", err);
    }
    return form_expect_end(tokens, at + 1, err);
}

enum rc understand_isolation(struct dialect_statement *out, const struct tokens *tokens, int at,
                             struct err *err)
{
    if (tokens_is(tokens, at, "SERIALIZABLE")) {
        return err_set(err, RC_REFUSED,
                       "SERIALIZABLE does not exist in a multi-master cluster (AWS docs); "
                       "REPEATABLE READ and READ COMMITTED do");
    }
    if (tokens_match(tokens, at, "READ COMMITTED") > 0) {
        out->number = 1;
        return form_expect_end(tokens, at + 2, err);
    }
    if (tokens_match(tokens, at, "REPEATABLE READ") > 0) {
        out->number = 0;
        return form_expect_end(tokens, at + 2, err);
    }
    return form_say_wanted(tokens, at, "REPEATABLE READ or READ COMMITTED", err);
}

/* SHOW and DESCRIBE are questions to the store's catalog. */
enum rc understand_databases(struct dialect_statement *out, const struct tokens *tokens, int at,
                             struct err *err)
{
    buf_addf(&out->sql, "SELECT name AS \"Database\" FROM lab_databases ORDER BY name");
    return form_expect_end(tokens, at, err);
}

enum rc understand_tables(struct dialect_statement *out, const struct tokens *tokens, int at,
                          struct err *err)
{
    buf_addf(&out->sql, "SELECT name AS \"Table\", database AS \"Database\" FROM lab_tables "
                        "ORDER BY name");
    return form_expect_end(tokens, at, err);
}

/* A table that is not there is an error, not one without rows: the store finds it missing. */
static void add_named_table(struct dialect_statement *out, const char *column)
{
    buf_addf(&out->sql, " WHERE %s = ", column);
    rewrite_add_text(&out->sql, out->name);
    buf_addf(&out->sql, " AND NOT EXISTS (SELECT 1 FROM ");
    rewrite_add_name(&out->sql, out->name);
    buf_addf(&out->sql, " WHERE 0)");
}

enum rc understand_columns(struct dialect_statement *out, const struct tokens *tokens, int at,
                           struct err *err)
{
    enum rc rc = form_take_name(out, tokens, &at, "a table's name", err);
    buf_addf(&out->sql,
             "SELECT field AS \"Field\", type AS \"Type\", is_null AS \"Null\", key AS \"Key\", "
             "default_value AS \"Default\", extra AS \"Extra\" FROM lab_columns");
    add_named_table(out, "table_name");
    buf_addf(&out->sql, " ORDER BY position");
    return rc == RC_OK ? form_expect_end(tokens, at, err) : rc;
}

enum rc understand_show_create(struct dialect_statement *out, const struct tokens *tokens, int at,
                               struct err *err)
{
    enum rc rc = form_take_name(out, tokens, &at, "a table's name", err);
    buf_addf(&out->sql, "SELECT name AS \"Table\", sql AS \"Create Table\" FROM lab_tables");
    add_named_table(out, "name");
    return rc == RC_OK ? form_expect_end(tokens, at, err) : rc;
}

enum rc understand_show_variables(struct dialect_statement *out, const struct tokens *tokens,
                                  int at, struct err *err)
{
    buf_addf(&out->sql,
             "SELECT 'aurora_server_id' AS \"Variable_name\", 'm' || (lab_server_id() + 1) AS "
             "\"Value\" UNION ALL SELECT 'auto_increment_increment', 16 UNION ALL "
             "SELECT 'innodb_read_only', 0");
    return form_expect_end(tokens, at, err);
}
