/* SPDX-License-Identifier: MIT */
/* What the dialect does not take: each with its number, why, and what to type instead. */
#include "lib/test.h"

#include "shell/dialect.h"

static const struct {
    const char *typed;
    int error;
    const char *text;
} not_understood[] = {
    {"SELCT 1", 1064, "You have an error in your SQL syntax near 'SELCT 1'; did you mean SELECT?"},
    {"PRAGMA x", 1235,
     "PRAGMA belongs to SQLite; the lab keeps it out. \\parameters lists what can be set"},
    {"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", 1235,
     "SERIALIZABLE does not exist in a multi-master cluster (AWS docs); REPEATABLE READ, READ "
     "COMMITTED and READ UNCOMMITTED do"},
    {"SET SESSION tx_isolation = 'serializable'", 1235,
     "SERIALIZABLE does not exist in a multi-master cluster (AWS docs); REPEATABLE READ, READ "
     "COMMITTED and READ UNCOMMITTED do"},
    {"SET SESSION TRANSACTION READ ONLY", 1235,
     "SET TRANSACTION knows ISOLATION LEVEL here; say START TRANSACTION READ ONLY"},
    {"SET SESSION TRANSACTION ISOLATION LEVEL READ", 1064,
     "You have an error in your SQL syntax near 'READ': REPEATABLE READ, READ COMMITTED or READ "
     "UNCOMMITTED should stand there"},
    {"SET GLOBAL autocommit = 1", 1235,
     "what SET changes belongs to a session here: leave out GLOBAL"},
    {"SET sql_mode = ''", 1235, "sql_mode is not in this lab: it is always strict"},
    {"SET aurora_mm_session_consistency_level = 'GLOBAL_RAW'", 1231,
     "Variable 'aurora_mm_session_consistency_level' can't be set to the value of 'GLOBAL_RAW'; it "
     "takes 'INSTANCE_RAW', 'REGIONAL_RAW' and, of this lab alone, 'SESSION_TOKEN'"},
    {"SET aurora_mm_session_consistency_level =", 1064,
     "You have an error in your SQL syntax: it ends where a value should stand"},
    {"SET aurora_mm_session_consistency_level = REGIONAL_RAW now", 1064,
     "You have an error in your SQL syntax near 'now': the statement's end should stand there"},
    {"SET transaction_isolation = 'READ COMMITTED'", 1231,
     "Variable 'transaction_isolation' can't be set to the value of 'READ COMMITTED'; it takes "
     "'REPEATABLE-READ', 'READ-COMMITTED' and 'READ-UNCOMMITTED'"},
    {"SET autocommit = 2", 1231,
     "Variable 'autocommit' can't be set to the value of '2'; it takes 0 and 1"},
    {"CREATE TABLE t (a LONGTEXT)", 1235,
     "the type LONGTEXT does not exist in a multi-master cluster; use TEXT"},
    {"CREATE TABLE t", 1064, "after CREATE TABLE t comes a list of columns in ( )"},
    {"SELECT 'abc", 1064, "the quote before ''abc' is not closed"},
    {"SELECT /* abc", 1064, "a comment that begins with /* is not closed"},
    {"SELECT 1; DROP TABLE t", 1064, "one statement at a time, and one ends at ';'"},
    {"SELECT ?", 1064,
     "You have an error in your SQL syntax near '?': a value or a name should stand there"},
    {"SELECT :a", 1064,
     "You have an error in your SQL syntax near ':a': a value or a name should stand there"},
    {"SELECT @a", 1235, "variables of a session (@a) are not in this lab"},
    {"SELECT @@sql_mode", 1235,
     "@@sql_mode is not in this lab; @@aurora_server_id, @@innodb_read_only, "
     "@@transaction_isolation, @@aurora_mm_session_consistency_level and those of SHOW VARIABLES "
     "are"},
    {"CREATE TABEL t (a INT)", 1064,
     "You have an error in your SQL syntax near 'CREATE TABEL t (a INT)'; after CREATE may come: "
     "DATABASE, SCHEMA, TABLE, INDEX, UNIQUE INDEX, TRIGGER, TEMPORARY TABLE"},
    {"xyzzy", 1064, "You have an error in your SQL syntax near 'xyzzy'"},
    {"COMMIT now", 1064,
     "You have an error in your SQL syntax near 'now': the statement's end should stand there"},
    {"COMMIT AND CHAIN", 1235, "CHAIN and RELEASE are not in this lab: COMMIT, then BEGIN"},
    {"USE", 1064,
     "You have an error in your SQL syntax: it ends where a database's name should stand"},
    {"CREATE TEMPORARY TABLE t (a INT AUTO_INCREMENT)", 1235,
     "AUTO_INCREMENT of a temporary table is not in this lab: give the ids, or do without"},
    {"CREATE TEMPORARY TABLE t (without INT PRIMARY KEY) WITHOUT ROWID", 1235,
     "WITHOUT ROWID of a temporary table is not in this lab: leave it out"},
    {"CREATE DATABASE `a.b`", 1064, "a database's name has no . / or \\ here"},
    {"CREATE TABLE `a\nb` (id INT)", 1064,
     "a name has no control characters here, such as a new line"},
    {"CREATE TEMP TABLE t (a INT)", 1235, "say CREATE TEMPORARY TABLE t (...)"},
    {"SAVEPOINT a", 1235,
     "SAVEPOINT and ROLLBACK TO are not in this lab: a transaction is all or nothing"},
    {"LOCK TABLES t WRITE", 1235, "LOCK TABLES would lock one master only; it is not in this lab"},
    {"INSERT IGNORE INTO t (a, id) VALUES (1, 2), (1, NULL)", 1235,
     "with IGNORE a row whose id is NULL would be dropped here; leave the id out: INSERT IGNORE "
     "INTO t (other columns) VALUES (...)"},
    {"SELECT * FROM information_schema.tables", 1235,
     "of the server's own tables there is only information_schema.replica_host_status, for a "
     "SELECT from it alone; SHOW TABLES and SHOW COLUMNS FROM t tell of yours"},
    {"SELECT * FROM information_schema.replica_host_status, t", 1235,
     "of the server's own tables there is only information_schema.replica_host_status, for a "
     "SELECT from it alone; SHOW TABLES and SHOW COLUMNS FROM t tell of yours"},
    {"CALL mysql.rds_set_read_only(2)", 1064,
     "You have an error in your SQL syntax near '(2)': (1) or (0) should stand there"},
    {"CALL mysql.rds_kill(1)", 1235,
     "of stored procedures there is only CALL mysql.rds_set_read_only(1) or (0)"},
    {"SET GLOBAL read_only = 1", 1235,
     "say CALL mysql.rds_set_read_only(1), as in Aurora (AWS docs)"},
    {"SHOW SESSION STATUS", 1235, "what is counted belongs to a master here: SHOW GLOBAL STATUS"},
    {"CREATE TABLE t (a INT) PARTITION BY HASH (a)", 1235,
     "partitions are not in this lab: a page holds neighbouring keys as it is"},
    {"CREATE TABLE t (a INT) AS SELECT 1", 1235,
     "CREATE TABLE ... SELECT is not in this lab: create, then INSERT ... SELECT"},
    {"CREATE TABLE t (a INT, b INT REFERENCES u (a) ON DELETE CASCADE)", 1235,
     "foreign keys with CASCADE do not exist in a multi-master cluster (AWS docs); without it, a "
     "row that others refer to cannot be deleted"},
    {"CREATE TABLE t (a INT", 1064, "the list of columns of t is not closed"},
    {"CREATE TABLE t (a INT,)", 1064, "a column is missing before a comma or the last bracket"},
    {"CREATE TABLE t (a INT AUTO_INCREMENT PRIMARY KEY, b INT AUTO_INCREMENT)", 1075,
     "Incorrect table definition; there can be only one auto column and it must be defined as a "
     "key"},
    {"CREATE TABLE t (a INT PRIMARY KEY, b INT AUTO_INCREMENT, KEY (a, b), UNIQUE (a))", 1075,
     "Incorrect table definition; there can be only one auto column and it must be defined as a "
     "key"},
    {"CREATE TABLE t (a VARCHAR(9) AUTO_INCREMENT PRIMARY KEY)", 1063,
     "Incorrect column specifier for column 'a'"},
    {"CREATE TABLE t (a INT DEFAULT 1 AUTO_INCREMENT PRIMARY KEY)", 1067,
     "Invalid default value for 'a'"},
    {"CREATE TABLE t (a INT PRIMARY KEY AUTO_INCREMENT CHECK (a > 1))", 1235,
     "CHECK beside AUTO_INCREMENT is not in this lab: leave it out"},
    {"CREATE TABLE t (a INT PRIMARY KEY, b INT, PRIMARY KEY (b))", 1068,
     "Multiple primary key defined"},
    {"CREATE TABLE ty (a INTT, b FOO)", 1064,
     "You have an error in your SQL syntax near 'INTT, b FOO)': INTT is no type; did you mean "
     "INT?"},
    {"CREATE TABLE ty (a `INT`)", 1064,
     "You have an error in your SQL syntax near '`INT`)': `INT` is no type; did you mean INT?"},
    {"ALTER TABLE t ADD b XYZZY", 1064,
     "You have an error in your SQL syntax near 'XYZZY': XYZZY is no type; \\help sql lists those "
     "there are"},
    {"CREATE TABLE t (a)", 1064,
     "You have an error in your SQL syntax near ')': a type should stand there"},
    {"CREATE TABLE t (a INT FOO)", 1064,
     "You have an error in your SQL syntax near 'FOO)': NOT NULL, DEFAULT, a comma or the like "
     "should stand there"},
    {"CREATE TABLE t (a INT CHECK b)", 1064,
     "You have an error in your SQL syntax near 'b)': more should stand there"},
    {"CREATE TABLE t (a INT KEY)", 1235,
     "KEY behind a type means PRIMARY KEY: say that, for this lab does not guess"},
    {"CREATE TABLE t (a VARCHAR)", 1064,
     "You have an error in your SQL syntax near ')': its length in brackets should stand there"},
    {"CREATE TABLE t (a VARCHAR(70000))", 1074,
     "Column length too big for column 'a' (max = 16383); use BLOB or TEXT instead"},
    {"CREATE TABLE t (a VARCHAR(x))", 1064,
     "You have an error in your SQL syntax near 'x))': a number should stand there"},
    {"CREATE TABLE t (a DECIMAL(70,2))", 1426,
     "Too-big precision 70 specified for 'a'. Maximum is 65."},
    {"CREATE TABLE t (a DECIMAL(65,31))", 1425,
     "Too big scale 31 specified for column 'a'. Maximum is 30."},
    {"CREATE TABLE t (a DECIMAL(2,3))", 1427,
     "For float(M,D), double(M,D) or decimal(M,D), M must be >= D (column 'a')."},
    {"CREATE TABLE t (a INT(256))", 1439, "Display width out of range for column 'a' (max = 255)"},
    {"CREATE TABLE t (a BIT(3))", 1235,
     "the type BIT is not in this lab; use TINYINT for one bit, BIGINT or BINARY(8) for many"},
    {"CREATE TABLE t (a DOUBLE(5,2))", 1235,
     "digits of a DOUBLE are not in this lab: say DOUBLE alone, or DECIMAL(10, 2)"},
    {"CREATE TABLE t (a TEXT(9))", 1235,
     "a length of TEXT is not in this lab: say TEXT alone, or VARCHAR(n)"},
    {"CREATE TABLE t (5 INT)", 1064,
     "You have an error in your SQL syntax near '5 INT)': a column's name should stand there"},
    {"ALTER TABLE t ADD a DATE NOT NULL", 1235,
     "a date or time that is added NOT NULL needs a DEFAULT for the rows there are"},
    {"CREATE TABLE a234567890123456789012345678901234567890123456789012345678901234 (a INT)", 1064,
     "Identifier name 'a23456789012345678901234567890...' is too long"},
    {"ALTER TABLE t ADD a LONGBLOB", 1235,
     "the type LONGBLOB does not exist in a multi-master cluster; use BLOB"},
    {"DROP INDEX i", 1064,
     "You have an error in your SQL syntax: it ends where ON and the index's table should stand"},
    {"DROP TABLE a, b", 1235, "one table a statement: DROP TABLE a, then the next"},
    {"SELECT DATE_FORMAT(d, '%M %d') FROM t", 1235,
     "DATE_FORMAT() takes a text with %Y %m %d %H %i %s %j %w and %T here; names of months and "
     "days are not in this lab"},
    {"SELECT CAST(a AS DATE)", 1235,
     "CAST(... AS DATE) is not in this lab: date(a), time(a) and datetime(a) make such texts"},
    {"INSERT INTO demo.t SET a = 1, demo.t.b = CONCAT('a','b'), c=(SELECT max(a), 1 FROM u)", 1064,
     "You have an error in your SQL syntax near 'demo.t.b = CONCAT('a','b'), c=(SELECT ma': a = "
     "value, b = value should stand there"},
    {"INSERT INTO t VALUES (DEFAULT, 1)", 1235,
     "DEFAULT as a value is not in this lab: leave the column out, or say NULL for a generated id"},
    {"INSERT INTO", 1064,
     "You have an error in your SQL syntax: it ends where a table's name should stand"},
    {"INSERT", 1064,
     "You have an error in your SQL syntax: it ends where a table's name should stand"},
    {"UPDATE t, u SET t.a = u.b", 1235,
     "UPDATE of several tables at once is not in this lab: one table a statement, WHERE id IN "
     "(SELECT ...) asks the others"},
    {"UPDATE t JOIN u ON t.a=u.a SET t.b=1", 1235,
     "UPDATE of several tables at once is not in this lab: one table a statement, WHERE id IN "
     "(SELECT ...) asks the others"},
    {"DELETE t FROM t JOIN u", 1235,
     "DELETE of several tables at once is not in this lab: one table a statement, WHERE id IN "
     "(SELECT ...) asks the others"},
    {"DELETE LOW_PRIORITY QUICK FROM t", 1235, "QUICK says nothing to InnoDB: say DELETE FROM t"},
    {"CREATE INDEX i ON t (s(10))", 1235,
     "a key on the first characters of a column or on an expression is not in this lab: name whole "
     "columns"},
    {"CREATE UNIQUE INDEX i ON t (s COLLATE RTRIM)", 1064,
     "You have an error in your SQL syntax near 'COLLATE RTRIM)': a comma or the last bracket "
     "should stand there"},
    {"CREATE INDEX i ON t (a + 1)", 1064,
     "You have an error in your SQL syntax near '+ 1)': a comma or the last bracket should stand "
     "there"},
    {"CREATE UNIQUE INDEX i ON t (a) WHERE b > 1", 1064,
     "You have an error in your SQL syntax near 'WHERE b > 1': the statement's end should stand "
     "there"},
    {"CREATE INDEX main.i ON t (a)", 1064,
     "You have an error in your SQL syntax near '.i ON t (a)': ON and a table should stand there"},
    {"CREATE INDEX i ON t (5)", 1064,
     "You have an error in your SQL syntax near '5)': a column's name should stand there"},
    {"CREATE INDEX i ON t (a", 1064,
     "You have an error in your SQL syntax: it ends where a ')' should stand"},
    {"CREATE INDEX i ON t", 1064,
     "You have an error in your SQL syntax: it ends where a list of columns in ( ) should stand"},
    {"CREATE INDEX", 1064,
     "You have an error in your SQL syntax: it ends where an index's name should stand"},
    {"CREATE TABLE t (a INT, UNIQUE KEY k (a COLLATE RTRIM))", 1064,
     "You have an error in your SQL syntax near 'COLLATE RTRIM))': a comma or the last bracket "
     "should stand there"},
    {"CREATE TABLE t (a INT, KEY k (a) WHERE a > 1)", 1064,
     "You have an error in your SQL syntax near 'WHERE a > 1)': a comma or the last bracket "
     "should stand there"},
    {"CREATE TABLE t (a INT, PRIMARY KEY (a COLLATE NOCASE))", 1064,
     "You have an error in your SQL syntax near 'COLLATE NOCASE))': a comma or the last bracket "
     "should stand there"},
    {"CREATE TABLE t (a INT, CONSTRAINT c UNIQUE (a) ON CONFLICT ROLLBACK)", 1064,
     "You have an error in your SQL syntax near 'ON CONFLICT ROLLBACK)': a comma or the last "
     "bracket should stand there"},
    {"CREATE TABLE t (a INT, CHECK (a > 1) ON CONFLICT IGNORE)", 1064,
     "You have an error in your SQL syntax near 'ON CONFLICT IGNORE)': a comma or the last "
     "bracket should stand there"},
    {"CREATE TABLE t (a INT, CONSTRAINT c CHECK a > 1)", 1064,
     "You have an error in your SQL syntax near 'a > 1)': a condition in ( ) should stand there"},
    {"CREATE TABLE t (a INT, FOREIGN KEY (a) u (a))", 1064,
     "You have an error in your SQL syntax near 'u (a))': REFERENCES and a table should stand "
     "there"},
    {"CREATE TABLE t (a INT, FOREIGN KEY (a) REFERENCES u (a) DEFERRABLE INITIALLY DEFERRED)", 1064,
     "You have an error in your SQL syntax near 'DEFERRABLE INITIALLY DEFERRED)': a comma or the "
     "last bracket should stand there"},
    {"CREATE TABLE t (a INT, CONSTRAINT c KEY (a))", 1064,
     "You have an error in your SQL syntax near 'KEY (a))': PRIMARY KEY, UNIQUE, FOREIGN KEY or "
     "CHECK should stand there"},
    {"DELETE FROM t USING t JOIN u", 1235,
     "DELETE of several tables at once is not in this lab: one table a statement, WHERE id IN "
     "(SELECT ...) asks the others"},
    {"CREATE TABLE user (id SERIAL, point INT)", 1235,
     "SERIAL is not in this lab; say id BIGINT AUTO_INCREMENT PRIMARY KEY"},
    {"CREATE TABLE t (a TEXT, FULLTEXT KEY (a))", 1235,
     "FULLTEXT indexes do not exist in a multi-master cluster (AWS docs)"},
    {"CREATE TABLE t (a TEXT, KEY k (a(10)))", 1235,
     "a key on the first characters of a column or on an expression is not in this lab: name whole "
     "columns"},
    {"CREATE TABLE t (a INT, b INT REFERENCES u (a) ON DELETE SET NULL)", 1235,
     "ON DELETE SET NULL is not in this lab: a foreign key may only refuse; say it without ON "
     "DELETE"},
    {"ALTER TABLE t MODIFY a BIGINT", 1235,
     "ALTER TABLE knows one ADD or DROP of a COLUMN or INDEX, or RENAME, at a time here; for "
     "anything else, CREATE TABLE another and INSERT ... SELECT"},
    {"SHOW TABLES WHERE 1", 1235, "SHOW ... WHERE is not in this lab; SHOW ... LIKE 'a%' is"},
    {"SHOW TABLES LIKE a", 1064,
     "You have an error in your SQL syntax near 'a': a pattern like 'a%' should stand there"},
    {"SHOW TABLE STATUS", 1235,
     "SHOW TABLE STATUS is not in this lab; SELECT count(*) FROM t counts its rows"},
    {"SHOW SLAVE STATUS", 1235,
     "a multi-master cluster replicates no binary log, neither as source nor as target (AWS docs); "
     "SELECT * FROM information_schema.replica_host_status tells of the masters"},
    {"SHOW REPLICA STATUS", 1235,
     "there are no read replicas: every instance of a multi-master cluster is a writer; SELECT * "
     "FROM information_schema.replica_host_status tells of the masters"},
    {"SHOW MASTER STATUS", 1235,
     "a multi-master cluster has no binary log (AWS docs); \\status tells of the masters"},
    {"SHOW ENGINE INNODB STATUS", 1235,
     "SHOW ENGINE ... STATUS is not in this lab; \\view shows what goes on, \\why says the cause "
     "of an error"},
    {"SHOW PLUGINS", 1235,
     "SHOW knows DATABASES, TABLES, CREATE TABLE t, COLUMNS FROM t, INDEX FROM t, TRIGGERS, "
     "VARIABLES, STATUS, PROCESSLIST, WARNINGS and ENGINES here"},
    {"SET NAMES", 1064, "You have an error in your SQL syntax: it ends where a name should stand"},
    {"SET @a = 1", 1235, "variables of a session (@a) are not in this lab"},
    {"CREATE READ REPLICA r", 1235,
     "a read replica cannot be added: every instance of a multi-master cluster is a writer; \\add "
     "master adds one"},
    {"CREATE OR REPLACE VIEW v AS SELECT 1", 1235,
     "views are not in this lab: WITH a AS (SELECT ...) SELECT ... names one for a statement"},
    {"CREATE SPATIAL INDEX i ON t (a)", 1235, "SPATIAL indexes are not in this lab"},
    {"CREATE TABLE t (a JSON)", 1235,
     "the type JSON is not in this lab (MySQL 5.6 has none either); use TEXT"},
    {"CREATE TABLE t (a INT) ENGINE=MyISAM", 1235,
     "ENGINE=MyISAM is for temporary tables: leave ENGINE out, or say InnoDB"},
    {"SELECT a + INTERVAL 1 DAY FROM t", 1235,
     "INTERVAL is not in this lab: say datetime(a, '+1 day') for a + INTERVAL 1 DAY"},
    {"SELECT 7 DIV 2", 1235, "DIV is called / here: of two integers it gives an integer"},
    {"SELECT a REGEXP 'x' FROM t", 1235, "REGEXP is not in this lab: there are LIKE and GLOB"},
    {"SELECT USER()", 1235, "USER() is not in this lab: there are no users, only clients"},
    {"SELECT SLEEP(1)", 1235, "SLEEP() is not in this lab: \\run lets time pass"},
    {"SELECT * FROM t WHERE MATCH (a) AGAINST ('x')", 1235,
     "MATCH ... AGAINST needs a FULLTEXT index, and those do not exist in a multi-master cluster "
     "(AWS docs); there is LIKE"},
    {"SELECT * FROM t INTO OUTFILE 'x'", 1235,
     "INTO OUTFILE is not in this lab: \\save writes the run as a file"},
    {"CHANGE MASTER TO MASTER_HOST='x'", 1235,
     "a multi-master cluster replicates no binary log, neither as source nor as target (AWS docs); "
     "its masters replicate by themselves"},
    {"LOAD DATA INFILE 'x' INTO TABLE t", 1235,
     "LOAD DATA is not in this lab; \\i FILE reads a file of statements"},
    {"KILL 3", 1235, "KILL is not in this lab as SQL; \\kill, \\crash and \\hang break things"},
    {"DELETE IGNORE FROM t", 1235, "DELETE IGNORE is not in this lab; say DELETE FROM t"},
    {"INSERT INTO t SET a", 1064,
     "You have an error in your SQL syntax near 'a': a = value, b = value should stand there"},
    {"INSERT INTO t SET", 1064,
     "You have an error in your SQL syntax: it ends where a = value, b = value should stand"},
    {"EXPLAIN EXTENDED SELECT 1", 1235,
     "EXPLAIN EXTENDED is not in this lab; say EXPLAIN SELECT ..."},
    {"RENAME TABLE a", 1064,
     "You have an error in your SQL syntax: it ends where TO and its new name should stand"},
    {"CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW SET NEW.a = 1", 1235,
     "SET NEW.a in a trigger is not in this lab: SQLite's triggers cannot change the row that is "
     "on "
     "its way; say the value in the INSERT, or make a DEFAULT or AS (...) of it"},
    {"CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW SIGNAL SQLSTATE '45000'", 1235,
     "SIGNAL in a trigger is not in this lab: a CHECK constraint refuses a row"},
    {"CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW DELETE FROM u WHERE RAISE(IGNORE)", 1235,
     "RAISE() is not in this lab: a CHECK constraint refuses a row"},
    {"CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW INSERT OR ROLLBACK INTO u VALUES (1)", 1064,
     "You have an error in your SQL syntax near 'OR ROLLBACK INTO u VALUES (1)': a table's name "
     "should stand there"},
    {"WITH a AS (SELECT 1) UPDATE OR FAIL t SET v = 1", 1064,
     "You have an error in your SQL syntax near 'OR FAIL t SET v = 1': a table's name should stand "
     "there"},
    {"CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW BEGIN DELETE FROM u", 1235,
     "BEGIN ... END in a trigger is not in this lab: make one trigger for each statement"},
    {"CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW BEGIN DELETE FROM u; END", 1235,
     "BEGIN ... END in a trigger is not in this lab: make one trigger for each statement"},
    {"CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW FOLLOWS f DELETE FROM u", 1235,
     "FOLLOWS is not in this lab: give a table one trigger for each time and event"},
    {"CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW REPLACE INTO u VALUES (1)", 1235,
     "REPLACE in a trigger is not in this lab: say INSERT ... ON DUPLICATE KEY UPDATE"},
    {"CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW DELETE FROM u ORDER BY a LIMIT 1", 1235,
     "ORDER BY and LIMIT of a trigger's UPDATE or DELETE are not in this lab: say WHERE id IN "
     "(SELECT ...)"},
    {"CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW DELETE FROM u WHERE a = old.a", 1363,
     "There is no OLD row in on INSERT trigger"},
    {"CREATE TRIGGER g BEFORE DELETE ON t FOR EACH ROW DELETE FROM u WHERE a = NEW.a", 1363,
     "There is no NEW row in on DELETE trigger"},
    {"CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW DELETE u, v FROM u", 1235,
     "DELETE of several tables at once is not in this lab: one table a statement, WHERE id IN "
     "(SELECT ...) asks the others"},
    {"CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW SELECT 1", 1064,
     "You have an error in your SQL syntax near 'SELECT 1': an INSERT, UPDATE or DELETE should "
     "stand there"},
    {"CREATE TRIGGER g AFTER INSERT ON t FOR EACH", 1064,
     "You have an error in your SQL syntax near 'FOR EACH': FOR EACH ROW should stand there"},
    {"CREATE TRIGGER g INSTEAD OF INSERT ON t", 1064,
     "You have an error in your SQL syntax near 'INSTEAD OF INSERT ON t': BEFORE or AFTER should "
     "stand there"},
    {"CREATE TRIGGER g AFTER UPDATE OF a ON t", 1064,
     "You have an error in your SQL syntax near 'OF a ON t': ON and a table should stand there"},
    {"CREATE TRIGGER", 1064,
     "You have an error in your SQL syntax: it ends where a trigger's name should stand"},
    {"DROP TRIGGER g ON t", 1064,
     "You have an error in your SQL syntax near 'ON t': the statement's end should stand there"},
    {"CREATE TABLE t (a INT) ENGINE=MEMORY", 1235,
     "ENGINE=MEMORY is for temporary tables: leave ENGINE out, or say InnoDB"},
    {"START TRANSACTION READ", 1064,
     "You have an error in your SQL syntax near 'READ': READ ONLY or WITH CONSISTENT SNAPSHOT "
     "should stand there"},
    {"START TRANSACTION READ ONLY,", 1064,
     "You have an error in your SQL syntax: it ends where READ ONLY or WITH CONSISTENT SNAPSHOT "
     "should stand"},
    {"INSERT INTO t (a, b, A) VALUES (1, 2, 3)", 1110, "Column 'a' specified twice"},
    {"SELECT GROUP_CONCAT(a ORDER BY a SEPARATOR ', ') FROM t", 1235,
     "ORDER BY in GROUP_CONCAT() is not in this lab; say group_concat(a, ', ') FROM (SELECT a FROM "
     "t ORDER BY a)"},
    {"SELECT GROUP_CONCAT(a SEPARATOR ', ') FROM t", 1235,
     "SEPARATOR in GROUP_CONCAT() is not in this lab; say group_concat(a, ', ') FROM (SELECT a "
     "FROM t ORDER BY a)"},
    {"HELP", 1235, "say \\help; \\help sql tells what can be typed here"},
    {"EXIT", 1235, "\\quit ends the program; this run stays where it is"},
    {"SOURCE x.sql", 1235, "\\i FILE reads a file of statements"},
    {"CREATE TABLE t (a ENUM())", 1064,
     "You have an error in your SQL syntax near '))': a name and a list of texts should stand "
     "there"},
    {"CREATE TABLE t (a ENUM('x' 'y'))", 1064,
     "You have an error in your SQL syntax near ''y'))': texts with commas between should stand "
     "there"},
    {"ALTER TABLE t ADD a ENUM('x')", 1235,
     "a column of the type ENUM can come with CREATE TABLE alone; add VARCHAR(20) CHECK (x IN "
     "('a', 'b'))"},
    {"CREATE TABLE t (a ENUM", 1064, "the list of columns of t is not closed"},
};

static void refuse__what_the_dialect_does_not_do__is_refused_by_name(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(not_understood); i++) {
        struct dialect_statement statement;
        struct err err = {0};
        int error = 0;
        dialect_init(&statement);
        assert_int_not_equal(dialect_parse(&statement, not_understood[i].typed, &error, &err),
                             RC_OK);
        assert_int_equal(error, not_understood[i].error);
        assert_int_equal(dialect_error(error)->number, error);
        assert_string_equal(err.text, not_understood[i].text);
        dialect_release(&statement);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuse__what_the_dialect_does_not_do__is_refused_by_name),
    };
    return cmocka_run_group_tests_name("shell/refuse", tests, NULL, NULL);
}
