/* SPDX-License-Identifier: MIT */
/* form_table: the rows. Longer heads stand before the shorter ones that they begin with. */
#include "shell/understand.h"

#define REFUSE(words, why)                                                                         \
    {                                                                                              \
        .head = words, .help = why                                                                 \
    }
#define GROUP(title, rows)                                                                         \
    {                                                                                              \
        title, rows, COUNT_OF(rows)                                                                \
    }

/* clang-format off */
static const struct form transactions[] = {
    REFUSE("START TRANSACTION READ",
           "READ ONLY and READ WRITE transactions are not in this lab: every transaction may "
           "write"),
    REFUSE("START TRANSACTION WITH",
           "a snapshot is taken at the transaction's first SELECT here, not at its start"),
    {"START TRANSACTION", "", "begin; what was open is committed",
     DIALECT_BEGIN, 0, understand_end},
    {"BEGIN", "", "the same",
     DIALECT_BEGIN, 0, understand_end},
    REFUSE("COMMIT AND", "CHAIN and RELEASE are not in this lab: COMMIT, then BEGIN"),
    {"COMMIT", "", "durable once 4 of 6 copies have it",
     DIALECT_COMMIT, 0, understand_end},
    REFUSE("ROLLBACK TO",
           "SAVEPOINT and ROLLBACK TO are not in this lab: ROLLBACK undoes the whole transaction"),
    REFUSE("ROLLBACK AND", "CHAIN and RELEASE are not in this lab: ROLLBACK, then BEGIN"),
    {"ROLLBACK", "", "undo the whole transaction",
     DIALECT_ROLLBACK, 0, understand_end},
    REFUSE("SAVEPOINT",
           "SAVEPOINT and ROLLBACK TO are not in this lab: a transaction is all or nothing"),
    REFUSE("RELEASE", "savepoints are not in this lab: a transaction is all or nothing"),
    REFUSE("LOCK", "LOCK TABLES would lock one master only; it is not in this lab"),
    REFUSE("UNLOCK", "LOCK TABLES would lock one master only; it is not in this lab"),
};

static const struct form definitions[] = {
    {"USE", "d", "the database that new tables belong to",
     DIALECT_USE, 0, understand_name},
    {"CREATE DATABASE", "[IF NOT EXISTS] d", "a name for tables to belong to",
     DIALECT_CREATE_DATABASE, 0, understand_database},
    {"CREATE SCHEMA", NULL, NULL, DIALECT_CREATE_DATABASE, 0, understand_database},
    {"DROP DATABASE", "[IF EXISTS] d", "with its tables",
     DIALECT_DROP_DATABASE, 0, understand_database},
    {"DROP SCHEMA", NULL, NULL, DIALECT_DROP_DATABASE, 0, understand_database},
    {"CREATE TABLE", "[IF NOT EXISTS] t (column type ..., key ...)", "on every master at once",
     DIALECT_CREATE_TABLE, 0, understand_create_table},
    {"DROP TABLE", "[IF EXISTS] t", "one a statement",
     DIALECT_DROP_TABLE, 0, understand_drop_table},
    {"ALTER TABLE", "t ADD | DROP | RENAME ...", "one change a statement",
     DIALECT_ALTER_TABLE, 0, understand_alter_table},
    {"CREATE INDEX", "i ON t (a, ...)", "its pages conflict, too",
     DIALECT_CREATE_INDEX, 0, understand_create_index},
    {"CREATE UNIQUE INDEX", NULL, NULL, DIALECT_CREATE_INDEX, 0, understand_create_index},
    {"DROP INDEX", "i ON t", "",
     DIALECT_DROP_INDEX, 0, understand_drop_index},
    REFUSE("CREATE TEMPORARY", "temporary tables are not in this lab"),
    REFUSE("CREATE TEMP", "temporary tables are not in this lab"),
    REFUSE("CREATE FULLTEXT", "FULLTEXT indexes do not exist in a multi-master cluster (AWS docs)"),
    REFUSE("CREATE TRIGGER", "triggers are not in this lab"),
    REFUSE("CREATE VIEW", "views are not in this lab"),
    REFUSE("CREATE EVENT",
           "the event scheduler does not exist in a multi-master cluster (AWS docs)"),
    REFUSE("CREATE VIRTUAL", "virtual tables belong to SQLite; the lab keeps them out"),
    REFUSE("TRUNCATE", "TRUNCATE is not in this lab; DELETE FROM empties a table"),
    REFUSE("RENAME", "say ALTER TABLE a RENAME TO b"),
};

static const struct form rows[] = {
    {"SELECT", "... [FOR UPDATE]", "as SQLite has it; FOR UPDATE locks rows of this master alone",
     DIALECT_SQL, 0, understand_rows},
    {"INSERT", "[IGNORE] INTO t [(a, ...)] VALUES (...), ...", "or SELECT ...",
     DIALECT_SQL, 0, understand_insert},
    {"UPDATE", "t SET a = ... [WHERE ...]", "",
     DIALECT_SQL, 0, understand_rows},
    {"DELETE", "FROM t [WHERE ...]", "",
     DIALECT_SQL, 0, understand_rows},
    {"REPLACE", "INTO t VALUES (...)", "a row with the same key goes first",
     DIALECT_SQL, 0, understand_insert},
    {"WITH", "a AS (SELECT ...) SELECT ...", "",
     DIALECT_SQL, 0, understand_rows},
    {"VALUES", NULL, NULL, DIALECT_SQL, 0, understand_rows},
    {"EXPLAIN", NULL, NULL, DIALECT_SQL, 0, understand_rows},
    REFUSE("CALL", "there are no stored procedures in this lab"),
    REFUSE("ANALYZE", "ANALYZE is not in this lab"),
};

static const struct form settings[] = {
    REFUSE("SET GLOBAL", "what SET changes belongs to a session here: leave out GLOBAL"),
    {"SET AUTOCOMMIT", "= 0 | 1", "1: each statement commits by itself",
     DIALECT_AUTOCOMMIT, 0, understand_set},
    {"SET AURORA_MM_SESSION_CONSISTENCY_LEVEL", "=",
     "'INSTANCE_RAW': what this master has; 'REGIONAL_RAW': all that was committed before (AWS "
     "docs); 'SESSION_TOKEN': all that this client has seen (ours)",
     DIALECT_CONSISTENCY, 0, understand_set},
    {"SET TRANSACTION ISOLATION LEVEL", "...",
     "REPEATABLE READ, READ COMMITTED or READ UNCOMMITTED, for the next transaction",
     DIALECT_ISOLATION, 0, understand_set},
    {"SET SESSION TRANSACTION ISOLATION LEVEL", "...", "for all that follow",
     DIALECT_ISOLATION, 0, understand_set},
    {"SET TRANSACTION_ISOLATION", "= '...'", "the same; its older name is tx_isolation",
     DIALECT_ISOLATION, 0, understand_set},
    {"SET", NULL, NULL, DIALECT_EMPTY, 0, understand_set},
    REFUSE("GRANT", "there are no users in this lab"),
    REFUSE("REVOKE", "there are no users in this lab"),
};

static const struct form questions[] = {
    {"SHOW DATABASES", "", "the databases",
     DIALECT_SQL, 0, understand_databases},
    {"SHOW TABLES", "", "the tables, and the database that each belongs to",
     DIALECT_SQL, 0, understand_tables},
    {"SHOW CREATE TABLE", "t", "what to type to have such a table",
     DIALECT_SQL, 0, understand_show_create},
    {"SHOW COLUMNS FROM", "t", "or DESCRIBE t",
     DIALECT_SQL, 0, understand_columns},
    {"SHOW VARIABLES", "[LIKE '...']", "of the server; SELECT @@NAME reads one",
     DIALECT_SQL, 0, understand_show_variables},
    {"DESCRIBE", NULL, NULL, DIALECT_SQL, 0, understand_columns},
    {"DESC", NULL, NULL, DIALECT_SQL, 0, understand_columns},
    REFUSE("SHOW",
           "SHOW knows DATABASES, TABLES, CREATE TABLE t, COLUMNS FROM t and VARIABLES here"),
};

static const struct form servers[] = {
    {"ALTER SYSTEM CRASH INSTANCE", NULL, NULL, DIALECT_CRASH, 0, understand_end},
    {"ALTER SYSTEM CRASH NODE", NULL, NULL, DIALECT_CRASH, 1, understand_end},
    {"ALTER SYSTEM CRASH DISPATCHER", NULL, NULL, DIALECT_CRASH, 2, understand_end},
    {"ALTER SYSTEM CRASH", "[INSTANCE | NODE | DISPATCHER]", "the master one is connected to",
     DIALECT_CRASH, 0, understand_end},
    REFUSE("ALTER SYSTEM", "ALTER SYSTEM knows CRASH INSTANCE, CRASH NODE and CRASH DISPATCHER"),
    REFUSE("DELIMITER",
           "DELIMITER belongs to MySQL's own prompt; a statement ends at ; or \\G here"),
    REFUSE("PRAGMA", "PRAGMA belongs to SQLite; the lab keeps it out. \\parameters lists what can "
                     "be set"),
    REFUSE("ATTACH", "ATTACH belongs to SQLite; the lab keeps it out. CREATE DATABASE makes one"),
    REFUSE("DETACH", "DETACH belongs to SQLite; the lab keeps it out"),
    REFUSE("VACUUM", "VACUUM belongs to SQLite; the lab keeps it out"),
};

static const struct form_group groups[] = {
    GROUP("Transactions", transactions),
    GROUP("Databases, tables, indexes", definitions),
    GROUP("Rows", rows),
    GROUP("Settings of a session", settings),
    GROUP("Questions", questions),
    GROUP("The server", servers),
    {NULL, NULL, 0},
};
/* clang-format on */

const struct form_group *form_groups(void)
{
    return groups;
}
