/* SPDX-License-Identifier: MIT */
/* understand_session: what SHOW and DESCRIBE ask the session and the catalog. */
#include "shell/understand.h"

#include "shell/rewrite.h"

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
    buf_addf(
        &out->sql,
        "SELECT * FROM (SELECT column1 AS \"Variable_name\", column2 AS \"Value\" FROM (VALUES "
        "('aurora_mm_session_consistency_level', lab_consistency()), "
        "('aurora_server_id', 'm' || (lab_server_id() + 1)), "
        "('auto_increment_increment', 16), "
        "('autocommit', CASE lab_autocommit() WHEN 1 THEN 'ON' ELSE 'OFF' END), "
        "('innodb_read_only', 0), "
        "('tx_isolation', lab_isolation())))");
    if (tokens_is(tokens, at, "LIKE") && at + 1 < tokens->count &&
        tokens->token[at + 1].kind == TOKEN_STRING) {
        buf_addf(&out->sql, " WHERE \"Variable_name\" LIKE ");
        rewrite_token(&out->sql, &tokens->token[at + 1]);
        at += 2;
    }
    buf_addf(&out->sql, " ORDER BY 1");
    return form_expect_end(tokens, at, err);
}
