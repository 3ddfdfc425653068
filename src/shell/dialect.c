/* SPDX-License-Identifier: MIT */
#include "shell/dialect.h"

#include "shell/refuse.h"
#include "shell/rewrite.h"
#include "shell/token.h"
#include "shell/words.h"

#include <stdio.h>
#include <string.h>

enum { ERROR_SYNTAX = 1064, ERROR_NOT_SUPPORTED = 1235, ERROR_TOO_LONG = 1406 };

/* One way a statement may begin, and what to make of it. */
struct form {
    const char *head; /* its first words */
    enum dialect_kind kind;
    /* Fill *out; `at` is the index behind the head. */
    enum rc (*understand)(struct dialect_statement *out, const struct tokens *tokens, int at,
                          struct err *err);
    int64_t number;
    const char *refused; /* why the lab does not do it; then nothing else counts */
};

static enum rc say_syntax(const struct tokens *tokens, int at, const char *wanted, struct err *err)
{
    if (at >= tokens->count) {
        return err_set(err, RC_USAGE,
                       "You have an error in your SQL syntax: it ends where %s should stand",
                       wanted);
    }
    return err_set(err, RC_USAGE,
                   "You have an error in your SQL syntax near '%.40s': %s should stand there",
                   tokens->token[at].at, wanted);
}

/* Move behind IF EXISTS or IF NOT EXISTS. */
static int skip_if_exists(struct dialect_statement *out, const struct tokens *tokens, int at)
{
    int used = tokens_match(tokens, at, "IF NOT EXISTS");
    used = used > 0 ? used : tokens_match(tokens, at, "IF EXISTS");
    out->if_exists = used > 0;
    return at + used;
}

/* A table's or database's name; its database before it goes to `qualified`. *at moves behind it. */
static enum rc take_name(struct dialect_statement *out, const struct tokens *tokens, int *at,
                         const char *what, struct err *err)
{
    char database[NAME_SIZE_MAX] = "";
    if (tokens_is(tokens, *at + 1, ".")) {
        (void)tokens_name(tokens, *at, database, sizeof(database));
        *at += 2;
    }
    if (!tokens_name(tokens, *at, out->name, sizeof(out->name))) {
        bool is_long = *at < tokens->count && tokens->token[*at].size >= sizeof(out->name);
        return is_long ? err_set(err, RC_USAGE, "Identifier name '%.30s...' is too long",
                                 tokens->token[*at].at)
                       : say_syntax(tokens, *at, what, err);
    }
    (*at)++;
    if (database[0] != '\0') {
        buf_addf(&out->qualified, "%s.%s\n", database, out->name);
    }
    return RC_OK;
}

/* Nothing may follow. */
static enum rc expect_end(const struct tokens *tokens, int at, struct err *err)
{
    return at < tokens->count ? say_syntax(tokens, at, "the statement's end", err) : RC_OK;
}

static enum rc understand_end(struct dialect_statement *out, const struct tokens *tokens, int at,
                              struct err *err)
{
    (void)out;
    return expect_end(tokens, at + (tokens_is(tokens, at, "WORK") ? 1 : 0), err);
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

static enum rc understand_rows(struct dialect_statement *out, const struct tokens *tokens, int at,
                               struct err *err)
{
    (void)at;
    bool is_select = tokens_is(tokens, 0, "SELECT");
    int status = tokens_find(tokens, 0, "REPLICA_HOST_STATUS");
    if (status > 0 && is_select) {
        out->kind = DIALECT_STATUS;
        return RC_OK;
    }
    rewrite_rows(&out->sql, tokens, 0, is_select ? cut_locking(out, tokens) : tokens->count);
    rewrite_add_qualified(&out->qualified, tokens);
    bool is_with = tokens_is(tokens, 0, "WITH");
    out->is_write =
        is_with ? with_writes(tokens)
                : !is_select && !tokens_is(tokens, 0, "EXPLAIN") && !tokens_is(tokens, 0, "VALUES");
    return refuse_schemas(tokens, err);
}

static enum rc understand_insert(struct dialect_statement *out, const struct tokens *tokens, int at,
                                 struct err *err)
{
    enum rc rc = refuse_insert(tokens, at, err);
    return rc == RC_OK ? understand_rows(out, tokens, at, err) : rc;
}

static enum rc understand_name(struct dialect_statement *out, const struct tokens *tokens, int at,
                               struct err *err)
{
    enum rc rc = take_name(out, tokens, &at, "a database's name", err);
    return rc == RC_OK ? expect_end(tokens, at, err) : rc;
}

static enum rc understand_database(struct dialect_statement *out, const struct tokens *tokens,
                                   int at, struct err *err)
{
    at = skip_if_exists(out, tokens, at);
    return take_name(out, tokens, &at, "a database's name", err);
}

static enum rc understand_create_table(struct dialect_statement *out, const struct tokens *tokens,
                                       int at, struct err *err)
{
    at = skip_if_exists(out, tokens, at);
    enum rc rc = take_name(out, tokens, &at, "a table's name", err);
    return rc == RC_OK ? rewrite_create_table(&out->sql, tokens, at, out->name, err) : rc;
}

static enum rc understand_drop_table(struct dialect_statement *out, const struct tokens *tokens,
                                     int at, struct err *err)
{
    at = skip_if_exists(out, tokens, at);
    enum rc rc = take_name(out, tokens, &at, "a table's name", err);
    if (rc == RC_OK && tokens_is(tokens, at, ",")) {
        return err_set(err, RC_REFUSED, "one table a statement: DROP TABLE %s, then the next",
                       out->name);
    }
    buf_addf(&out->sql, "DROP TABLE IF EXISTS ");
    rewrite_add_name(&out->sql, out->name);
    return rc == RC_OK ? expect_end(tokens, at, err) : rc;
}

/* DROP INDEX i ON t, as in MySQL: what is locked meanwhile is the table. */
static enum rc understand_drop_index(struct dialect_statement *out, const struct tokens *tokens,
                                     int at, struct err *err)
{
    at = skip_if_exists(out, tokens, at);
    enum rc rc = take_name(out, tokens, &at, "an index's name", err);
    buf_addf(&out->sql, "DROP INDEX %s", out->if_exists ? "IF EXISTS " : "");
    rewrite_add_name(&out->sql, out->name);
    if (rc == RC_OK && !tokens_is(tokens, at, "ON")) {
        rc = say_syntax(tokens, at, "ON and the index's table", err);
    }
    at++;
    rc = rc == RC_OK ? take_name(out, tokens, &at, "a table's name", err) : rc;
    return rc == RC_OK ? expect_end(tokens, at, err) : rc;
}

static enum rc understand_alter_table(struct dialect_statement *out, const struct tokens *tokens,
                                      int at, struct err *err)
{
    enum rc rc = take_name(out, tokens, &at, "a table's name", err);
    if (rc == RC_OK) {
        buf_addf(&out->sql, "ALTER TABLE ");
        rewrite_add_name(&out->sql, out->name);
        buf_add_char(&out->sql, ' ');
        rc = rewrite_alter_table(&out->sql, tokens, at, err);
    }
    return rc;
}

static enum rc understand_create_index(struct dialect_statement *out, const struct tokens *tokens,
                                       int at, struct err *err)
{
    int on = tokens_find(tokens, at, "ON");
    if (on < 0) {
        return say_syntax(tokens, tokens->count, "ON and a table", err);
    }
    int table = on + 1;
    enum rc rc = take_name(out, tokens, &table, "a table's name", err);
    if (rc == RC_OK) {
        rewrite_rows(&out->sql, tokens, 0, on + 1);
        buf_add_char(&out->sql, ' ');
        rewrite_add_name(&out->sql, out->name);
        buf_add_char(&out->sql, ' ');
        rewrite_rows(&out->sql, tokens, table, tokens->count);
    }
    return rc;
}

static enum rc understand_autocommit(struct dialect_statement *out, const struct tokens *tokens,
                                     int at, struct err *err)
{
    at += tokens_is(tokens, at, "=") ? 1 : 0;
    bool is_digit =
        at < tokens->count && tokens->token[at].kind == TOKEN_NUMBER && tokens->token[at].size == 1;
    if (tokens_is(tokens, at, "ON") || (is_digit && *tokens->token[at].at == '1')) {
        out->number = 1;
    } else if (tokens_is(tokens, at, "OFF") || (is_digit && *tokens->token[at].at == '0')) {
        out->number = 0;
    } else {
        return say_syntax(tokens, at, "0 or 1", err);
    }
    return expect_end(tokens, at + 1, err);
}

static enum rc understand_isolation(struct dialect_statement *out, const struct tokens *tokens,
                                    int at, struct err *err)
{
    if (tokens_is(tokens, at, "SERIALIZABLE")) {
        return err_set(err, RC_REFUSED,
                       "SERIALIZABLE does not exist in a multi-master cluster (AWS docs); "
                       "REPEATABLE READ and READ COMMITTED do");
    }
    if (tokens_match(tokens, at, "READ COMMITTED") > 0) {
        out->number = 1;
        return expect_end(tokens, at + 2, err);
    }
    if (tokens_match(tokens, at, "REPEATABLE READ") > 0) {
        out->number = 0;
        return expect_end(tokens, at + 2, err);
    }
    return say_syntax(tokens, at, "REPEATABLE READ or READ COMMITTED", err);
}

/* SHOW and DESCRIBE are questions to the store's catalog. */
static enum rc understand_databases(struct dialect_statement *out, const struct tokens *tokens,
                                    int at, struct err *err)
{
    buf_addf(&out->sql, "SELECT name AS \"Database\" FROM lab_databases ORDER BY name");
    return expect_end(tokens, at, err);
}

static enum rc understand_tables(struct dialect_statement *out, const struct tokens *tokens, int at,
                                 struct err *err)
{
    buf_addf(&out->sql, "SELECT name AS \"Table\", database AS \"Database\" FROM lab_tables "
                        "ORDER BY name");
    return expect_end(tokens, at, err);
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

static enum rc understand_columns(struct dialect_statement *out, const struct tokens *tokens,
                                  int at, struct err *err)
{
    enum rc rc = take_name(out, tokens, &at, "a table's name", err);
    buf_addf(&out->sql,
             "SELECT field AS \"Field\", type AS \"Type\", is_null AS \"Null\", key AS \"Key\", "
             "default_value AS \"Default\", extra AS \"Extra\" FROM lab_columns");
    add_named_table(out, "table_name");
    buf_addf(&out->sql, " ORDER BY position");
    return rc == RC_OK ? expect_end(tokens, at, err) : rc;
}

static enum rc understand_show_create(struct dialect_statement *out, const struct tokens *tokens,
                                      int at, struct err *err)
{
    enum rc rc = take_name(out, tokens, &at, "a table's name", err);
    buf_addf(&out->sql, "SELECT name AS \"Table\", sql AS \"Create Table\" FROM lab_tables");
    add_named_table(out, "name");
    return rc == RC_OK ? expect_end(tokens, at, err) : rc;
}

static enum rc understand_show_variables(struct dialect_statement *out, const struct tokens *tokens,
                                         int at, struct err *err)
{
    buf_addf(&out->sql,
             "SELECT 'aurora_server_id' AS \"Variable_name\", 'm' || (lab_server_id() + 1) AS "
             "\"Value\" UNION ALL SELECT 'auto_increment_increment', 16 UNION ALL "
             "SELECT 'innodb_read_only', 0");
    return expect_end(tokens, at, err);
}

#define REFUSE(words, why)                                                                         \
    {                                                                                              \
        .head = words, .refused = why                                                              \
    }

#define REGIONAL_RAW                                                                               \
    "aurora_mm_session_consistency_level is not in this version yet: every session reads as "      \
    "INSTANCE_RAW, what its own master has applied"

/* The first form whose head stands at the start is the statement's. */
static const struct form forms[] = {
    REFUSE("START TRANSACTION READ", "READ ONLY and READ WRITE transactions are not in this lab: "
                                     "every transaction may write"),
    REFUSE("START TRANSACTION WITH", "a snapshot is taken at the transaction's first SELECT here, "
                                     "not at its start"),
    {"START TRANSACTION", DIALECT_BEGIN, understand_end, 0, NULL},
    {"BEGIN", DIALECT_BEGIN, understand_end, 0, NULL},
    REFUSE("COMMIT AND", "CHAIN and RELEASE are not in this lab: COMMIT, then BEGIN"),
    {"COMMIT", DIALECT_COMMIT, understand_end, 0, NULL},
    REFUSE("ROLLBACK TO",
           "SAVEPOINT and ROLLBACK TO are not in this lab: ROLLBACK undoes the whole transaction"),
    REFUSE("ROLLBACK AND", "CHAIN and RELEASE are not in this lab: ROLLBACK, then BEGIN"),
    {"ROLLBACK", DIALECT_ROLLBACK, understand_end, 0, NULL},
    {"USE", DIALECT_USE, understand_name, 0, NULL},
    {"CREATE DATABASE", DIALECT_CREATE_DATABASE, understand_database, 0, NULL},
    {"CREATE SCHEMA", DIALECT_CREATE_DATABASE, understand_database, 0, NULL},
    {"DROP DATABASE", DIALECT_DROP_DATABASE, understand_database, 0, NULL},
    {"DROP SCHEMA", DIALECT_DROP_DATABASE, understand_database, 0, NULL},
    {"CREATE TABLE", DIALECT_CREATE_TABLE, understand_create_table, 0, NULL},
    {"DROP TABLE", DIALECT_DROP_TABLE, understand_drop_table, 0, NULL},
    {"ALTER TABLE", DIALECT_ALTER_TABLE, understand_alter_table, 0, NULL},
    {"CREATE INDEX", DIALECT_CREATE_INDEX, understand_create_index, 0, NULL},
    {"CREATE UNIQUE INDEX", DIALECT_CREATE_INDEX, understand_create_index, 0, NULL},
    {"DROP INDEX", DIALECT_DROP_INDEX, understand_drop_index, 0, NULL},
    {"SET AUTOCOMMIT", DIALECT_AUTOCOMMIT, understand_autocommit, 0, NULL},
    {"SET SESSION AUTOCOMMIT", DIALECT_AUTOCOMMIT, understand_autocommit, 0, NULL},
    REFUSE("SET AURORA_MM_SESSION_CONSISTENCY_LEVEL", REGIONAL_RAW),
    REFUSE("SET SESSION AURORA_MM_SESSION_CONSISTENCY_LEVEL", REGIONAL_RAW),
    {"SET SESSION TRANSACTION ISOLATION LEVEL", DIALECT_ISOLATION, understand_isolation, 0, NULL},
    {"SET TRANSACTION ISOLATION LEVEL", DIALECT_ISOLATION, understand_isolation, 0, NULL},
    {"SHOW DATABASES", DIALECT_SQL, understand_databases, 0, NULL},
    {"SHOW TABLES", DIALECT_SQL, understand_tables, 0, NULL},
    {"SHOW CREATE TABLE", DIALECT_SQL, understand_show_create, 0, NULL},
    {"SHOW COLUMNS FROM", DIALECT_SQL, understand_columns, 0, NULL},
    {"SHOW VARIABLES", DIALECT_SQL, understand_show_variables, 0, NULL},
    {"DESCRIBE", DIALECT_SQL, understand_columns, 0, NULL},
    {"DESC", DIALECT_SQL, understand_columns, 0, NULL},
    {"ALTER SYSTEM CRASH INSTANCE", DIALECT_CRASH, understand_end, 0, NULL},
    {"ALTER SYSTEM CRASH NODE", DIALECT_CRASH, understand_end, 1, NULL},
    {"ALTER SYSTEM CRASH DISPATCHER", DIALECT_CRASH, understand_end, 2, NULL},
    {"ALTER SYSTEM CRASH", DIALECT_CRASH, understand_end, 0, NULL},
    {"SELECT", DIALECT_SQL, understand_rows, 0, NULL},
    {"INSERT", DIALECT_SQL, understand_insert, 0, NULL},
    {"UPDATE", DIALECT_SQL, understand_rows, 0, NULL},
    {"DELETE", DIALECT_SQL, understand_rows, 0, NULL},
    {"REPLACE", DIALECT_SQL, understand_insert, 0, NULL},
    {"WITH", DIALECT_SQL, understand_rows, 0, NULL},
    {"VALUES", DIALECT_SQL, understand_rows, 0, NULL},
    {"EXPLAIN", DIALECT_SQL, understand_rows, 0, NULL},
    REFUSE("SHOW",
           "SHOW knows DATABASES, TABLES, CREATE TABLE t, COLUMNS FROM t and VARIABLES here"),
    REFUSE("SET", "SET knows autocommit and TRANSACTION ISOLATION LEVEL here; \\set changes "
                  "parameters of the lab"),
    REFUSE("CREATE TEMPORARY", "temporary tables are not in this lab"),
    REFUSE("CREATE TEMP", "temporary tables are not in this lab"),
    REFUSE("CREATE FULLTEXT", "FULLTEXT indexes do not exist in a multi-master cluster (AWS docs)"),
    REFUSE("CREATE TRIGGER", "triggers are not in this lab"),
    REFUSE("CREATE VIEW", "views are not in this lab"),
    REFUSE("CREATE EVENT",
           "the event scheduler does not exist in a multi-master cluster (AWS docs)"),
    REFUSE("CREATE VIRTUAL", "virtual tables belong to SQLite; the lab keeps them out"),
    REFUSE("SAVEPOINT",
           "SAVEPOINT and ROLLBACK TO are not in this lab: a transaction is all or nothing"),
    REFUSE("RELEASE", "savepoints are not in this lab: a transaction is all or nothing"),
    REFUSE("LOCK", "LOCK TABLES would lock one master only; it is not in this lab"),
    REFUSE("UNLOCK", "LOCK TABLES would lock one master only; it is not in this lab"),
    REFUSE("GRANT", "there are no users in this lab"),
    REFUSE("REVOKE", "there are no users in this lab"),
    REFUSE("CALL", "there are no stored procedures in this lab"),
    REFUSE("TRUNCATE", "TRUNCATE is not in this lab; DELETE FROM empties a table"),
    REFUSE("PRAGMA", "PRAGMA belongs to SQLite; the lab keeps it out. \\parameters lists what can "
                     "be set"),
    REFUSE("ATTACH", "ATTACH belongs to SQLite; the lab keeps it out. CREATE DATABASE makes one"),
    REFUSE("DETACH", "DETACH belongs to SQLite; the lab keeps it out"),
    REFUSE("VACUUM", "VACUUM belongs to SQLite; the lab keeps it out"),
    REFUSE("RENAME", "say ALTER TABLE a RENAME TO b"),
    REFUSE("ALTER SYSTEM", "ALTER SYSTEM knows CRASH INSTANCE, CRASH NODE and CRASH DISPATCHER"),
    REFUSE("DELIMITER",
           "DELIMITER belongs to MySQL's own prompt; a statement ends at ; or \\G here"),
    REFUSE("ANALYZE", "ANALYZE is not in this lab"),
};

/* "CREATE TABEL": what may follow the first word. False: it begins no statement. */
static bool say_second_word(const struct tokens *tokens, struct err *err)
{
    struct buf list;
    buf_init(&list, 200);
    for (int i = 0; i < COUNT_OF(forms); i++) {
        char first[NAME_SIZE_MAX] = "";
        size_t size = strcspn(forms[i].head, " ");
        memcpy(first, forms[i].head, size);
        if (forms[i].refused == NULL && forms[i].head[size] == ' ' && tokens_is(tokens, 0, first)) {
            buf_addf(&list, "%s%s", list.size > 0 ? ", " : "", forms[i].head + size + 1);
        }
    }
    bool is_known = list.size > 0;
    if (is_known) {
        (void)err_set(err, RC_USAGE,
                      "You have an error in your SQL syntax near '%.40s'; after %.*s may come: %s",
                      tokens->token[0].at, (int)tokens->token[0].size, tokens->token[0].at,
                      list.data);
    }
    buf_release(&list);
    return is_known;
}

/* "SELCT 1": the first words there are, and the one most like it. */
static enum rc say_unknown(const struct tokens *tokens, struct err *err)
{
    static const char *const heads[] = {"SELECT", "INSERT", "UPDATE", "DELETE",   "CREATE",
                                        "DROP",   "ALTER",  "BEGIN",  "COMMIT",   "ROLLBACK",
                                        "SHOW",   "USE",    "START",  "DESCRIBE", NULL};
    char word[NAME_SIZE_MAX] = "";
    if (say_second_word(tokens, err)) {
        return RC_USAGE;
    }
    (void)tokens_name(tokens, 0, word, sizeof(word));
    for (char *at = word; *at != '\0'; at++) {
        *at = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
    }
    const char *nearest = word[0] != '\0' ? words_nearest(word, heads) : NULL;
    return err_set(err, RC_USAGE, "You have an error in your SQL syntax near '%.40s'%s%s%s",
                   tokens->token[0].at, nearest != NULL ? "; did you mean " : "",
                   nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
}

static const struct form *find_form(const struct tokens *tokens)
{
    for (int i = 0; i < COUNT_OF(forms); i++) {
        if (tokens_match(tokens, 0, forms[i].head) > 0) {
            return &forms[i];
        }
    }
    return NULL;
}

static enum rc understand(struct dialect_statement *out, const struct tokens *tokens, int *error,
                          struct err *err)
{
    const struct form *form = find_form(tokens);
    *error = ERROR_SYNTAX;
    if (form == NULL) {
        return say_unknown(tokens, err);
    }
    if (form->refused != NULL) {
        *error = ERROR_NOT_SUPPORTED;
        return err_set(err, RC_REFUSED, "%s", form->refused);
    }
    out->kind = form->kind;
    out->number = form->number;
    enum rc rc = refuse_tokens(tokens, err);
    if (rc == RC_OK) {
        rc = form->understand(out, tokens, tokens_match(tokens, 0, form->head), err);
    }
    out->is_write = out->is_write || form->kind >= DIALECT_CREATE_DATABASE;
    *error = rc == RC_OK ? 0 : rc == RC_REFUSED ? ERROR_NOT_SUPPORTED : ERROR_SYNTAX;
    return rc;
}

void dialect_init(struct dialect_statement *statement)
{
    *statement = (struct dialect_statement){0};
    buf_init(&statement->sql, 4 * SQL_SIZE_MAX);
    buf_init(&statement->qualified, SQL_SIZE_MAX);
}

void dialect_release(struct dialect_statement *statement)
{
    buf_release(&statement->sql);
    buf_release(&statement->qualified);
}

enum rc dialect_parse(struct dialect_statement *out, const char *sql, int *error, struct err *err)
{
    buf_clear(&out->sql);
    buf_clear(&out->qualified);
    *out = (struct dialect_statement){.sql = out->sql, .qualified = out->qualified};
    *error = 0;
    size_t size = strlen(sql);
    if (size > SQL_SIZE_MAX) {
        *error = ERROR_TOO_LONG;
        return err_set(err, RC_FULL, "a statement has at most %d bytes; this has %zu", SQL_SIZE_MAX,
                       size);
    }
    struct tokens tokens;
    enum rc rc = tokens_split(&tokens, sql, err);
    if (rc != RC_OK) {
        *error = ERROR_SYNTAX;
    } else if (tokens.count > 0) {
        rc = understand(out, &tokens, error, err);
    }
    tokens_release(&tokens);
    return rc;
}
