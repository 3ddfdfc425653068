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
    {"START TRANSACTION", "[READ ONLY | WITH CONSISTENT SNAPSHOT]",
     "begin; what was open is committed. Else it may write, and sees what its first SELECT saw",
     DIALECT_BEGIN, 0, understand_start},
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

#define NO_VIEWS                                                                                   \
    "views are not in this lab: WITH a AS (SELECT ...) SELECT ... names one for a statement"

static const struct form definitions[] = {
    {"USE", "d", "the database that new tables belong to",
     DIALECT_USE, 0, understand_name},
    {"CREATE DATABASE", "[IF NOT EXISTS] d", "a name for tables to belong to",
     DIALECT_CREATE_DATABASE, 0, understand_database},
    {"CREATE SCHEMA", NULL, NULL, DIALECT_CREATE_DATABASE, 0, understand_database},
    {"DROP DATABASE", "[IF EXISTS] d", "with its tables",
     DIALECT_DROP_DATABASE, 0, understand_database},
    {"DROP SCHEMA", NULL, NULL, DIALECT_DROP_DATABASE, 0, understand_database},
    {"CREATE TABLE", "[IF NOT EXISTS] t (column type ..., key ...)",
     "on every master at once; ENUM('a', 'b') is a VARCHAR that may be 'a' or 'b'",
     DIALECT_CREATE_TABLE, 0, understand_create_table},
    {"DROP TABLE", "[IF EXISTS] t", "one a statement",
     DIALECT_DROP_TABLE, 0, understand_drop_table},
    {"ALTER TABLE", "t ADD | DROP | RENAME ...", "one column or index a statement",
     DIALECT_ALTER_TABLE, 0, understand_alter_table},
    {"CREATE INDEX", "i ON t (a, ...)", "its pages conflict, too",
     DIALECT_CREATE_INDEX, 0, understand_create_index},
    {"CREATE UNIQUE INDEX", NULL, NULL, DIALECT_CREATE_INDEX, 0, understand_create_index},
    {"DROP INDEX", "i ON t", "",
     DIALECT_DROP_INDEX, 0, understand_drop_index},
    {"CREATE TRIGGER", "g AFTER INSERT ON t FOR EACH ROW ...",
     "or BEFORE; UPDATE, DELETE. Then one INSERT, UPDATE or DELETE of other tables, with NEW.a and "
     "OLD.a. It fires where the statement runs; where rows are only applied, nothing fires",
     DIALECT_CREATE_TRIGGER, 0, understand_create_trigger},
    {"DROP TRIGGER", "[IF EXISTS] g", "",
     DIALECT_DROP_TRIGGER, 0, understand_drop_trigger},
    {"CREATE TEMPORARY TABLE", "t (column type, ...)",
     "the session's own: on this master alone, gone with the connection, not undone by ROLLBACK",
     DIALECT_SQL, 0, understand_temporary},
    {"DROP TEMPORARY TABLE", "[IF EXISTS] t", "",
     DIALECT_SQL, 0, understand_drop_temporary},
    REFUSE("CREATE TEMP", "say CREATE TEMPORARY TABLE t (...)"),
    REFUSE("CREATE SPATIAL", "SPATIAL indexes are not in this lab"),
    REFUSE("CREATE FULLTEXT", "FULLTEXT indexes do not exist in a multi-master cluster (AWS docs)"),
    REFUSE("CREATE DEFINER", "there are no users in this lab: leave out DEFINER = ..."),
    REFUSE("CREATE VIEW", NO_VIEWS),
    REFUSE("CREATE OR REPLACE", NO_VIEWS),
    REFUSE("CREATE PROCEDURE", "there are no stored procedures in this lab: a driver or a load is "
                               "a program of the client's"),
    REFUSE("CREATE FUNCTION", "there are no stored functions in this lab"),
    REFUSE("CREATE READ REPLICA",
           "a read replica cannot be added: every instance of a multi-master cluster is a writer; "
           "\\add master adds one"),
    REFUSE("CREATE EVENT",
           "the event scheduler does not exist in a multi-master cluster (AWS docs)"),
    REFUSE("CREATE VIRTUAL", "virtual tables belong to SQLite; the lab keeps them out"),
    REFUSE("TRUNCATE", "TRUNCATE is not in this lab; DELETE FROM empties a table"),
    {"RENAME TABLE", "a TO b", "",
     DIALECT_ALTER_TABLE, 0, understand_rename},
};

static const struct form rows[] = {
    {"SELECT", "... [FOR UPDATE]", "as SQLite has it; FOR UPDATE locks rows of this master alone",
     DIALECT_SQL, 0, understand_rows},
    {"INSERT", "[IGNORE] INTO t [(a, ...)] VALUES (...), ...",
     "or SET a = ..., or SELECT ...; then ON DUPLICATE KEY UPDATE a = VALUES(a)",
     DIALECT_SQL, 0, understand_insert},
    {"UPDATE", "t SET a = ... [WHERE ...] [LIMIT n]", "one table a statement",
     DIALECT_SQL, 0, understand_change},
    {"DELETE", "FROM t [WHERE ...] [LIMIT n]", "one table a statement",
     DIALECT_SQL, 0, understand_change},
    {"REPLACE", "INTO t VALUES (...)", "a row with the same key goes first",
     DIALECT_SQL, 0, understand_insert},
    {"WITH", "a AS (SELECT ...) SELECT ...", "",
     DIALECT_SQL, 0, understand_rows},
    {"VALUES", NULL, NULL, DIALECT_SQL, 0, understand_rows},
    REFUSE("EXPLAIN EXTENDED", "EXPLAIN EXTENDED is not in this lab; say EXPLAIN SELECT ..."),
    REFUSE("EXPLAIN ANALYZE", "EXPLAIN ANALYZE is not in this lab; say EXPLAIN SELECT ..."),
    REFUSE("EXPLAIN FORMAT", "EXPLAIN has one format here; say EXPLAIN SELECT ..."),
    {"EXPLAIN", "SELECT ...", "which keys SQLite would use; EXPLAIN t is DESCRIBE t",
     DIALECT_SQL, 0, understand_explain},
    REFUSE("ANALYZE", "ANALYZE is not in this lab: SQLite plans without it"),
    REFUSE("DO", "DO is not in this lab; say SELECT"),
    REFUSE("TABLE", "TABLE t is not in this lab; say SELECT * FROM t"),
};

static const struct form settings[] = {
    REFUSE("SET GLOBAL READ_ONLY", "say CALL mysql.rds_set_read_only(1), as in Aurora (AWS docs)"),
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
    {"SET NAMES", "utf8mb4", "texts are UTF-8, whatever it says",
     DIALECT_NOTHING, 0, understand_nothing},
    {"SET CHARACTER SET", NULL, NULL, DIALECT_NOTHING, 0, understand_nothing},
    REFUSE("SET SQL_MODE", "sql_mode is not in this lab: it is always strict"),
    REFUSE("SET FOREIGN_KEY_CHECKS", "foreign keys are always checked here"),
    REFUSE("SET UNIQUE_CHECKS", "unique keys are always checked here"),
    REFUSE("SET INNODB_LOCK_WAIT_TIMEOUT", "it is a parameter of the lab: \\set eng.lock_wait=50s"),
    REFUSE("SET PASSWORD", "there are no users in this lab"),
    {"SET", NULL, NULL, DIALECT_EMPTY, 0, understand_set},
    REFUSE("GRANT", "there are no users in this lab"),
    REFUSE("REVOKE", "there are no users in this lab"),
    REFUSE("CREATE USER", "there are no users in this lab, only clients: \\client add"),
    REFUSE("DROP USER", "there are no users in this lab, only clients"),
    REFUSE("ALTER USER", "there are no users in this lab, only clients"),
    REFUSE("FLUSH", "FLUSH is not in this lab: there is nothing to flush by hand"),
    REFUSE("KILL", "KILL is not in this lab as SQL; \\kill, \\crash and \\hang break things"),
    REFUSE("RESET", "RESET is not in this lab; \\undo and \\goto go back"),
};

static const struct form questions[] = {
    {"SHOW DATABASES", "[LIKE 'a%']", "the databases",
     DIALECT_SQL, 0, understand_databases},
    {"SHOW SCHEMAS", NULL, NULL, DIALECT_SQL, 0, understand_databases},
    {"SHOW TABLES", "[FROM d] [LIKE 'a%']", "the tables, and the database that each belongs to",
     DIALECT_SQL, 0, understand_tables},
    {"SHOW FULL TABLES", NULL, NULL, DIALECT_SQL, 0, understand_tables},
    {"SHOW CREATE TABLE", "t", "what to type to have such a table",
     DIALECT_SQL, 0, understand_show_create},
    {"SHOW COLUMNS FROM", "t [LIKE 'a%']", "or DESCRIBE t",
     DIALECT_SQL, 0, understand_columns},
    {"SHOW COLUMNS IN", NULL, NULL, DIALECT_SQL, 0, understand_columns},
    {"SHOW FULL COLUMNS FROM", NULL, NULL, DIALECT_SQL, 0, understand_columns},
    {"SHOW FIELDS FROM", NULL, NULL, DIALECT_SQL, 0, understand_columns},
    {"SHOW INDEX FROM", "t", "its keys; each has pages of its own",
     DIALECT_SQL, 0, understand_indexes},
    {"SHOW INDEX IN", NULL, NULL, DIALECT_SQL, 0, understand_indexes},
    {"SHOW INDEXES FROM", NULL, NULL, DIALECT_SQL, 0, understand_indexes},
    {"SHOW KEYS FROM", NULL, NULL, DIALECT_SQL, 0, understand_indexes},
    {"SHOW TRIGGERS", "[FROM d] [LIKE 'a%']", "the triggers; LIKE is of their tables",
     DIALECT_SQL, 0, understand_triggers},
    {"SHOW VARIABLES", "[LIKE 'a%']", "of the server; SELECT @@NAME reads one",
     DIALECT_SQL, 0, understand_show_variables},
    {"SHOW GLOBAL VARIABLES", NULL, NULL, DIALECT_SQL, 0, understand_show_variables},
    {"SHOW SESSION VARIABLES", NULL, NULL, DIALECT_SQL, 0, understand_show_variables},
    {"SHOW STATUS", "[LIKE 'a%']", "what this master has counted; \\status m1 says what it means",
     DIALECT_STATUS, 1, understand_show_status},
    {"SHOW GLOBAL STATUS", NULL, NULL, DIALECT_STATUS, 1, understand_show_status},
    REFUSE("SHOW SESSION STATUS", "what is counted belongs to a master here: SHOW GLOBAL STATUS"),
    {"SHOW PROCESSLIST", "", "the sessions of this master, and what each is at",
     DIALECT_STATUS, 2, understand_processes},
    {"SHOW FULL PROCESSLIST", NULL, NULL, DIALECT_STATUS, 2, understand_processes},
    {"SHOW WARNINGS", "", "always none: a statement is done, or it is an error",
     DIALECT_SQL, 0, understand_warnings},
    {"SHOW ERRORS", NULL, NULL, DIALECT_SQL, 0, understand_warnings},
    {"SHOW ENGINES", "", "the one there is",
     DIALECT_SQL, 0, understand_engines},
    {"DESCRIBE", NULL, NULL, DIALECT_SQL, 0, understand_columns},
    {"DESC", NULL, NULL, DIALECT_SQL, 0, understand_columns},
    REFUSE("SHOW CREATE", "of definitions there is SHOW CREATE TABLE t; SHOW TRIGGERS has all of a "
                          "trigger"),
    REFUSE("SHOW TABLE STATUS",
           "SHOW TABLE STATUS is not in this lab; SELECT count(*) FROM t counts its rows"),
    REFUSE("SHOW ENGINE", "SHOW ENGINE ... STATUS is not in this lab; \\view shows what goes on, "
                          "\\why says the cause of an error"),
    REFUSE("SHOW GRANTS", "there are no users in this lab"),
    REFUSE("SHOW SLAVE", "a multi-master cluster replicates no binary log, neither as source nor "
                         "as target (AWS docs); SELECT * FROM "
                         "information_schema.replica_host_status tells of the masters"),
    REFUSE("SHOW REPLICA",
           "there are no read replicas: every instance of a multi-master cluster is a writer; "
           "SELECT * FROM information_schema.replica_host_status tells of the masters"),
    REFUSE("SHOW MASTER", "a multi-master cluster has no binary log (AWS docs); \\status tells of "
                          "the masters"),
    REFUSE("SHOW BINARY", "a multi-master cluster has no binary log (AWS docs)"),
    REFUSE("SHOW BINLOG", "a multi-master cluster has no binary log (AWS docs)"),
    REFUSE("SHOW",
           "SHOW knows DATABASES, TABLES, CREATE TABLE t, COLUMNS FROM t, INDEX FROM t, TRIGGERS, "
           "VARIABLES, STATUS, PROCESSLIST, WARNINGS and ENGINES here"),
};

#define NO_BINARY_LOG                                                                              \
    "a multi-master cluster replicates no binary log, neither as source nor as target "            \
    "(AWS docs); its masters replicate by themselves"

static const struct form servers[] = {
    {"CALL MYSQL . RDS_SET_READ_ONLY", "(1 | 0)",
     "the master one is connected to takes no writes, until it restarts (AWS docs)",
     DIALECT_READ_ONLY, 0, understand_read_only},
    REFUSE("CALL", "of stored procedures there is only CALL mysql.rds_set_read_only(1) or (0)"),
    REFUSE("CHANGE MASTER", NO_BINARY_LOG),
    REFUSE("CHANGE REPLICATION", NO_BINARY_LOG),
    REFUSE("START SLAVE", NO_BINARY_LOG),
    REFUSE("STOP SLAVE", NO_BINARY_LOG),
    REFUSE("START REPLICA", NO_BINARY_LOG),
    REFUSE("STOP REPLICA", NO_BINARY_LOG),
    REFUSE("LOAD DATA", "LOAD DATA is not in this lab; \\i FILE reads a file of statements"),
    REFUSE("PREPARE", "PREPARE and EXECUTE are not in this lab; type the statement itself"),
    REFUSE("EXECUTE", "PREPARE and EXECUTE are not in this lab; type the statement itself"),
    REFUSE("HANDLER", "HANDLER is not in this lab; say SELECT"),
    REFUSE("SHUTDOWN", "SHUTDOWN is not in this lab; \\crash m1 ends a master, \\kill one answers "
                       "nobody"),
    REFUSE("CHECKSUM", "CHECKSUM TABLE is not in this lab; \\status compares the masters"),
    REFUSE("OPTIMIZE", "OPTIMIZE TABLE is not in this lab: pages never fill up"),
    REFUSE("REPAIR", "REPAIR TABLE is not in this lab"),
    REFUSE("CHECK", "CHECK TABLE is not in this lab"),
    {"ALTER SYSTEM CRASH INSTANCE", NULL, NULL, DIALECT_CRASH, 0, understand_crash},
    {"ALTER SYSTEM CRASH NODE", NULL, NULL, DIALECT_CRASH, 1, understand_crash},
    {"ALTER SYSTEM CRASH DISPATCHER", NULL, NULL, DIALECT_CRASH, 2, understand_crash},
    {"ALTER SYSTEM CRASH", "[INSTANCE | NODE | DISPATCHER]", "the master one is connected to",
     DIALECT_CRASH, 0, understand_crash},
    {"ALTER SYSTEM SIMULATE", "n PERCENT DISK FAILURE FOR INTERVAL q SECOND",
     "or DISK CONGESTION BETWEEN a AND b MILLISECONDS; before FOR may stand IN DISK or IN NODE 0 "
     "to 5, for a1 to c2 (AWS docs)",
     DIALECT_SIMULATE, 0, understand_simulate},
    REFUSE("ALTER SYSTEM", "ALTER SYSTEM knows CRASH INSTANCE, CRASH NODE, CRASH DISPATCHER, and "
                           "SIMULATE n PERCENT DISK FAILURE or DISK CONGESTION"),
    REFUSE("HELP", "say \\help; \\help sql tells what can be typed here"),
    REFUSE("EXIT", "\\quit ends the program; this run stays where it is"),
    REFUSE("QUIT", "\\quit ends the program; this run stays where it is"),
    REFUSE("SOURCE", "\\i FILE reads a file of statements"),
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
