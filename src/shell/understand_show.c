/* SPDX-License-Identifier: MIT */
/* understand_show: SHOW and DESCRIBE are questions to the store's catalog. */
#include "base/quote.h"
#include "shell/understand.h"

#include "shell/rewrite.h"

/* LIKE 'a%' may follow, and then nothing. `column` is what it is about; `joint` WHERE or AND. */
static enum rc add_like(struct dialect_statement *out, const struct tokens *tokens, int at,
                        const char *column, const char *joint, struct err *err)
{
    if (tokens_is(tokens, at, "WHERE")) {
        return err_set(err, RC_REFUSED,
                       "SHOW ... WHERE is not in this lab; SHOW ... LIKE 'a%%' is");
    }
    if (!tokens_is(tokens, at, "LIKE")) {
        return form_expect_end(tokens, at, err);
    }
    if (at + 1 >= tokens->count || tokens->token[at + 1].kind != TOKEN_STRING) {
        return form_say_wanted(tokens, at + 1, "a pattern like 'a%'", err);
    }
    buf_addf(&out->sql, " %s %s LIKE ", joint, column);
    rewrite_token(&out->sql, &tokens->token[at + 1]);
    return form_expect_end(tokens, at + 2, err);
}

/* A question that has one answer; nothing may follow. */
static enum rc ask(struct dialect_statement *out, const struct tokens *tokens, int at,
                   const char *sql, struct err *err)
{
    buf_addf(&out->sql, "%s", sql);
    return form_expect_end(tokens, at, err);
}

enum rc understand_databases(struct dialect_statement *out, const struct tokens *tokens, int at,
                             struct err *err)
{
    buf_addf(&out->sql, "SELECT name AS \"Database\" FROM lab_databases");
    enum rc rc = add_like(out, tokens, at, "name", "WHERE", err);
    buf_addf(&out->sql, " ORDER BY name");
    return rc;
}

enum rc understand_tables(struct dialect_statement *out, const struct tokens *tokens, int at,
                          struct err *err)
{
    enum rc rc = RC_OK;
    const char *joint = "WHERE";
    buf_addf(&out->sql, "SELECT name AS \"Table\", database AS \"Database\" FROM lab_tables");
    if (tokens_is(tokens, at, "FROM") || tokens_is(tokens, at, "IN")) {
        at++;
        rc = form_take_name(out, tokens, &at, "a database's name", err);
        buf_addf(&out->qualified, "%s.\n", out->name); /* it must be there */
        buf_addf(&out->sql, " WHERE database = ");
        quote_sql_text(&out->sql, out->name);
        joint = "AND";
    }
    rc = rc == RC_OK ? add_like(out, tokens, at, "name", joint, err) : rc;
    buf_addf(&out->sql, " ORDER BY name");
    return rc;
}

/* A table that is not there is an error, not one without rows: the store finds it missing. */
static void add_named_table(struct dialect_statement *out, const char *column)
{
    buf_addf(&out->sql, " WHERE %s = ", column);
    quote_sql_text(&out->sql, out->name);
    buf_addf(&out->sql, " AND NOT EXISTS (SELECT 1 FROM ");
    quote_sql_name(&out->sql, out->name);
    buf_addf(&out->sql, " WHERE 0)");
}

/* "t" or "t FROM d". *at moves behind it. */
static enum rc take_table(struct dialect_statement *out, const struct tokens *tokens, int *at,
                          struct err *err)
{
    enum rc rc = form_take_name(out, tokens, at, "a table's name", err);
    char database[NAME_SIZE_MAX];
    bool has_database = tokens_is(tokens, *at, "FROM") || tokens_is(tokens, *at, "IN");
    if (rc == RC_OK && has_database && tokens_name(tokens, *at + 1, database, sizeof(database))) {
        buf_addf(&out->qualified, "%s.%s\n", database, out->name);
        *at += 2;
    }
    return rc;
}

enum rc understand_columns(struct dialect_statement *out, const struct tokens *tokens, int at,
                           struct err *err)
{
    enum rc rc = take_table(out, tokens, &at, err);
    buf_addf(&out->sql,
             "SELECT field AS \"Field\", type AS \"Type\", is_null AS \"Null\", key AS \"Key\", "
             "default_value AS \"Default\", extra AS \"Extra\" FROM lab_columns");
    add_named_table(out, "table_name");
    rc = rc == RC_OK ? add_like(out, tokens, at, "field", "AND", err) : rc;
    buf_addf(&out->sql, " ORDER BY position");
    return rc;
}

enum rc understand_indexes(struct dialect_statement *out, const struct tokens *tokens, int at,
                           struct err *err)
{
    enum rc rc = take_table(out, tokens, &at, err);
    buf_addf(&out->sql,
             "SELECT table_name AS \"Table\", NOT is_unique AS \"Non_unique\", "
             "name AS \"Key_name\", position AS \"Seq_in_index\", field AS \"Column_name\" "
             "FROM lab_indexes");
    add_named_table(out, "table_name");
    buf_addf(&out->sql, " ORDER BY number, position");
    return rc == RC_OK ? form_expect_end(tokens, at, err) : rc;
}

/* LIKE is of the tables', as in MySQL. */
enum rc understand_triggers(struct dialect_statement *out, const struct tokens *tokens, int at,
                            struct err *err)
{
    enum rc rc = RC_OK;
    const char *joint = "WHERE";
    buf_addf(&out->sql,
             "SELECT t.name AS \"Trigger\", t.event AS \"Event\", t.table_name AS \"Table\", "
             "t.statement AS \"Statement\", t.timing AS \"Timing\" FROM lab_triggers AS t");
    if (tokens_is(tokens, at, "FROM") || tokens_is(tokens, at, "IN")) {
        at++;
        rc = form_take_name(out, tokens, &at, "a database's name", err);
        buf_addf(&out->qualified, "%s.\n", out->name); /* it must be there */
        buf_addf(&out->sql, " JOIN lab_tables AS d ON d.name = t.table_name WHERE d.database = ");
        quote_sql_text(&out->sql, out->name);
        joint = "AND";
    }
    rc = rc == RC_OK ? add_like(out, tokens, at, "t.table_name", joint, err) : rc;
    buf_addf(&out->sql, " ORDER BY t.name");
    return rc;
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
    buf_addf(&out->sql, "SELECT * FROM (");
    rewrite_add_variables(&out->sql);
    buf_addf(&out->sql, ")");
    enum rc rc = add_like(out, tokens, at, "\"Variable_name\"", "WHERE", err);
    buf_addf(&out->sql, " ORDER BY 1");
    return rc;
}

/* The master has the table lab_status at hand. */
enum rc understand_show_status(struct dialect_statement *out, const struct tokens *tokens, int at,
                               struct err *err)
{
    buf_addf(&out->sql, "SELECT name AS \"Variable_name\", value AS \"Value\" FROM lab_status");
    enum rc rc = add_like(out, tokens, at, "name", "WHERE", err);
    buf_addf(&out->sql, " ORDER BY place");
    return rc;
}

enum rc understand_processes(struct dialect_statement *out, const struct tokens *tokens, int at,
                             struct err *err)
{
    (void)out;
    return form_expect_end(tokens, at, err);
}

/* Nothing is done by halves here, so there is never anything to warn of. */
enum rc understand_warnings(struct dialect_statement *out, const struct tokens *tokens, int at,
                            struct err *err)
{
    return ask(out, tokens, at,
               "SELECT '' AS \"Level\", 0 AS \"Code\", '' AS \"Message\" WHERE false", err);
}

enum rc understand_engines(struct dialect_statement *out, const struct tokens *tokens, int at,
                           struct err *err)
{
    return ask(out, tokens, at,
               "SELECT 'InnoDB' AS \"Engine\", 'DEFAULT' AS \"Support\", 'pages, locks and quorum "
               "are computed, rows are kept by SQLite' AS \"Comment\"",
               err);
}
