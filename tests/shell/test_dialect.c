/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "shell/form.h"
#include "store/rows.h"

static const struct {
    const char *typed;
    enum dialect_kind kind;
    const char *sql;
    const char *name;
} understood[] = {
    {"SELECT 1;", DIALECT_SQL, "SELECT 1", ""},
    {"select \"it's\" -- why\n, 'a\\'b'", DIALECT_SQL,
     "select 'it''s' AS \"\"\"it's\"\"\" , 'a''b' AS \"'a\\'b'\"", ""},
    {"SELECT `a b` FROM demo.course", DIALECT_SQL, "SELECT \"a b\" FROM course", ""},
    {"SELECT @@aurora_server_id", DIALECT_SQL,
     "SELECT ('m' || (lab_server_id() + 1)) AS \"@@aurora_server_id\"", ""},
    {"INSERT IGNORE INTO t VALUES (NOW())", DIALECT_SQL,
     "INSERT OR IGNORE INTO t VALUES (datetime('now'))", ""},
    {"SELECT DISTINCT CHAR_LENGTH( a )+1, IF(a,1,2) b, `a`, 1 + IF(a,1,2) AS c, CASE a WHEN 1 THEN "
     "IF(a,1,2) END UNION SELECT IF(1,2,3)",
     DIALECT_SQL,
     "SELECT DISTINCT length( a )+1 AS \"CHAR_LENGTH( a )+1\", iif(a,1,2) b, \"a\", 1 + "
     "iif(a,1,2) AS c, CASE a WHEN 1 THEN iif(a,1,2) END AS \"CASE a WHEN 1 THEN IF(a,1,2) END\" "
     "UNION SELECT iif(1,2,3)",
     ""},
    {"begin work", DIALECT_BEGIN, "", ""},
    {"CREATE DATABASE IF NOT EXISTS demo;", DIALECT_CREATE_DATABASE, "", "demo"},
    {"USE demo", DIALECT_USE, "", "demo"},
    {"CREATE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY, n INT UNSIGNED COMMENT 'x') "
     "ENGINE=InnoDB",
     DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (\"id\" BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT (lab_autoinc('t')), "
     "n INT UNSIGNED, PRIMARY KEY (\"id\")) WITHOUT ROWID",
     "t"},
    {"CREATE TABLE s.t (a INT, b VARCHAR(40), UNIQUE KEY k (b), PRIMARY KEY (a))",
     DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (a INT, b VARCHAR(40), PRIMARY KEY (a));\n"
     "CREATE UNIQUE INDEX \"k\" ON \"t\" (b)",
     "t"},
    {"CREATE TABLE t (a INT UNIQUE KEY CHECK (a > 1), CONSTRAINT c UNIQUE KEY k (a))",
     DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (a INT UNIQUE CHECK (a > 1), CONSTRAINT c UNIQUE (a))", "t"},
    {"CREATE TABLE t (PRIMARY KEY (id), KEY k (a), id INT, a INT)", DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (id INT, a INT, PRIMARY KEY (id));\nCREATE INDEX \"k\" ON \"t\" (a)", "t"},
    {"DROP TABLE IF EXISTS t", DIALECT_DROP_TABLE, "DROP TABLE IF EXISTS \"t\"", "t"},
    {"CREATE INDEX i ON t (b)", DIALECT_CREATE_INDEX, "CREATE INDEX i ON \"t\" (b)", "t"},
    {"SELECT server_id FROM information_schema.replica_host_status", DIALECT_STATUS,
     "SELECT server_id FROM replica_host_status", ""},
    {"SHOW GLOBAL STATUS LIKE 'Txn%';", DIALECT_STATUS,
     "SELECT name AS \"Variable_name\", value AS \"Value\" FROM lab_status WHERE name LIKE 'Txn%' "
     "ORDER BY place",
     ""},
    {"CALL mysql.rds_set_read_only(1);", DIALECT_READ_ONLY, "", ""},
    {"SHOW FULL PROCESSLIST", DIALECT_STATUS, "", ""},
    {"", DIALECT_EMPTY, "", ""},
    {" /* nothing */ ;", DIALECT_EMPTY, "", ""},
    {"SELECT 5--3", DIALECT_SQL, "SELECT 5- -3 AS \"5--3\"", ""},
    {"SELECT a <= 5 || '#' /* x */ FROM t", DIALECT_SQL, "SELECT a <= 5 || '#' FROM t", ""},
    {"SELECT a LIKE '5\\%\\n'", DIALECT_SQL, "SELECT a LIKE '5\\%\n' AS \"a LIKE '5\\%\\n'\"", ""},
    {"SELECT `a``\"b`", DIALECT_SQL, "SELECT \"a`\"\"b\"", ""},
    {"SELECT t.a FROM demo.t AS t JOIN demo.u ON t.a > u.b, demo.v WHERE demo.t.a IN (t.b, u.a)",
     DIALECT_SQL, "SELECT t.a FROM t AS t JOIN u ON t.a > u.b, v WHERE t.a IN (t.b, u.a)", ""},
    {"UPDATE demo.t SET a = t.b, b = t.a", DIALECT_SQL, "UPDATE t SET a = t.b, b = t.a", ""},
    {"DELETE FROM demo.t", DIALECT_SQL, "DELETE FROM t", ""},
    {"DELETE LOW_PRIORITY FROM quick", DIALECT_SQL, "DELETE  FROM quick", ""},
    {"REPLACE INTO demo.t VALUES (1)", DIALECT_SQL, "REPLACE INTO t VALUES (1)", ""},
    {"SELECT CONCAT('m', 1 + 2, CONCAT(a, NOW())), concat()", DIALECT_SQL,
     "SELECT (('m') || (1 + 2) || (((a) || (datetime('now'))))) AS \"CONCAT('m', 1 + 2, CONCAT(a, "
     "NOW()))\", concat()",
     ""},
    {"SELECT IF(a > 1, 2, 3), CURDATE(), UNIX_TIMESTAMP()", DIALECT_SQL,
     "SELECT iif(a > 1, 2, 3) AS \"IF(a > 1, 2, 3)\", date('now') AS \"CURDATE()\", "
     "CAST(strftime('%s', 'now') AS "
     "INTEGER) "
     "AS \"UNIX_TIMESTAMP()\"",
     ""},
    {"SELECT @@aurora_mm_session_consistency_level", DIALECT_SQL,
     "SELECT lab_consistency() AS \"@@aurora_mm_session_consistency_level\"", ""},
    {"SELECT @@SESSION.Auto_Increment_Increment, @@innodb_read_only", DIALECT_SQL,
     "SELECT 16 AS \"@@SESSION.Auto_Increment_Increment\", 0 AS \"@@innodb_read_only\"", ""},
    {"SELECT a FROM t WHERE a = @@hostname ORDER BY 1, @@server_id", DIALECT_SQL,
     "SELECT a FROM t WHERE a = ('m' || (lab_server_id() + 1)) ORDER BY 1, (lab_server_id() + 1)",
     ""},
    {"INSERT INTO t (a) VALUES (NULL)", DIALECT_SQL, "INSERT INTO t (a) VALUES (NULL)", ""},
    {"INSERT IGNORE INTO t (a, b) VALUES (NULL, 1)", DIALECT_SQL,
     "INSERT OR IGNORE INTO t (a, b) VALUES (NULL, 1)", ""},
    {"ROLLBACK WORK", DIALECT_ROLLBACK, "", ""},
    {"START TRANSACTION", DIALECT_BEGIN, "", ""},
    {"COMMIT;", DIALECT_COMMIT, "", ""},
    {"DROP SCHEMA IF EXISTS `my db`", DIALECT_DROP_DATABASE, "", "my db"},
    {"CREATE TABLE t (a INT CHECK (a >= 0 AND a <> 7), b DECIMAL(5,2) DEFAULT -1.5 COMMENT 'x' "
     "NOT NULL, c DATETIME DEFAULT NOW())",
     DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (a INT CHECK (a >= 0 AND a <> 7), b DECIMAL(5,2) DEFAULT -1.5 NOT NULL, "
     "c DATETIME DEFAULT CURRENT_TIMESTAMP)",
     "t"},
    {"CREATE TABLE t (a INT NOT NULL, id INT UNSIGNED NOT NULL AUTO_INCREMENT, "
     "CONSTRAINT f FOREIGN KEY (a) REFERENCES demo.u (id), PRIMARY KEY USING BTREE (id)) "
     "ENGINE=InnoDB DEFAULT CHARSET=utf8 COMMENT='x'",
     DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (a INT NOT NULL, \"id\" BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT "
     "(lab_autoinc('t')), CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id), PRIMARY KEY (id)) "
     "WITHOUT ROWID",
     "t"},
    {"CREATE TABLE `it's` (`a\"` INTEGER PRIMARY KEY AUTOINCREMENT)", DIALECT_CREATE_TABLE,
     "CREATE TABLE \"it's\" (\"a\"\"\" BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT "
     "(lab_autoinc('it''s')), PRIMARY KEY (\"a\"\"\")) WITHOUT ROWID",
     "it's"},
    {"ALTER TABLE t ADD COLUMN n INT UNSIGNED DEFAULT 0", DIALECT_ALTER_TABLE,
     "ALTER TABLE \"t\" ADD COLUMN n INT UNSIGNED DEFAULT 0", "t"},
    {"ALTER TABLE t ADD n INT NOT NULL", DIALECT_ALTER_TABLE,
     "ALTER TABLE \"t\" ADD n INT NOT NULL DEFAULT 0", "t"},
    {"ALTER TABLE t ADD COLUMN b VARBINARY(9) NOT NULL", DIALECT_ALTER_TABLE,
     "ALTER TABLE \"t\" ADD COLUMN b VARBINARY(9) NOT NULL DEFAULT x''", "t"},
    {"ALTER TABLE t ADD COLUMN g INT NOT NULL AS (a + 1)", DIALECT_ALTER_TABLE,
     "ALTER TABLE \"t\" ADD COLUMN g INT NOT NULL AS (a + 1)", "t"},
    {"CREATE TABLE t (a INT UNSIGNED ZEROFILL DEFAULT -1 NOT NULL, b DOUBLE PRECISION NULL, "
     "c DATETIME(3) DEFAULT NOW(), d BLOB DEFAULT x'00', e INT REFERENCES d.u (a) ON DELETE NO "
     "ACTION, f DECIMAL(65, 30) DEFAULT (1 + 2), g INT GENERATED ALWAYS AS (a + 1) VIRTUAL)",
     DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (a INT UNSIGNED DEFAULT -1 NOT NULL, b DOUBLE PRECISION NULL, c "
     "DATETIME(3) DEFAULT CURRENT_TIMESTAMP, d BLOB DEFAULT x'00', e INT REFERENCES u (a) ON "
     "DELETE NO ACTION, f DECIMAL(65, 30) DEFAULT (1 + 2), g INT GENERATED ALWAYS AS (a + 1) "
     "VIRTUAL)",
     "t"},
    {"CREATE TABLE t (a INT PRIMARY KEY, b INT UNIQUE AUTO_INCREMENT)", DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (a INT PRIMARY KEY, \"b\" BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT "
     "(lab_autoinc('t')), UNIQUE (\"b\")) WITHOUT ROWID",
     "t"},
    {"ALTER TABLE demo.t RENAME COLUMN a TO b", DIALECT_ALTER_TABLE,
     "ALTER TABLE \"t\" RENAME COLUMN a TO b", "t"},
    {"CREATE UNIQUE INDEX i ON demo.t (a, b)", DIALECT_CREATE_INDEX,
     "CREATE UNIQUE INDEX i ON \"t\" (a, b)", "t"},
    {"CREATE INDEX i USING BTREE ON t (a ASC, b DESC) USING HASH COMMENT 'x'", DIALECT_CREATE_INDEX,
     "CREATE INDEX i ON \"t\" (a ASC, b DESC)", "t"},
    {"CREATE TABLE t (a INT, KEY k (a DESC) COMMENT 'x', UNIQUE (a) USING HASH, CONSTRAINT d "
     "FOREIGN "
     "KEY (a) REFERENCES u (a) ON DELETE NO ACTION ON UPDATE RESTRICT, CONSTRAINT e CHECK (a > 1))",
     DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (a INT, UNIQUE (a), CONSTRAINT d FOREIGN KEY (a) REFERENCES u (a) ON "
     "DELETE "
     "NO ACTION ON UPDATE RESTRICT, CONSTRAINT e CHECK (a > 1));\nCREATE INDEX \"k\" ON \"t\" (a "
     "DESC)",
     "t"},
    {"DROP INDEX i ON demo.t", DIALECT_DROP_INDEX, "DROP INDEX \"i\"", "t"},
    {"SHOW DATABASES", DIALECT_SQL, "SELECT name AS \"Database\" FROM lab_databases ORDER BY name",
     ""},
    {"SHOW CREATE TABLE t", DIALECT_SQL,
     "SELECT name AS \"Table\", sql AS \"Create Table\" FROM lab_tables WHERE name = 't'"
     " AND NOT EXISTS (SELECT 1 FROM \"t\" WHERE 0)",
     "t"},
    {"DESC `it's`", DIALECT_SQL,
     "SELECT field AS \"Field\", type AS \"Type\", is_null AS \"Null\", key AS \"Key\", "
     "default_value AS \"Default\", extra AS \"Extra\" FROM lab_columns WHERE table_name = "
     "'it''s' AND NOT EXISTS (SELECT 1 FROM \"it's\" WHERE 0) ORDER BY position",
     "it's"},
    {"SHOW TABLES LIKE 'a%'", DIALECT_SQL,
     "SELECT name AS \"Table\", database AS \"Database\" FROM lab_tables WHERE name LIKE 'a%' "
     "ORDER BY name",
     ""},
    {"CREATE TRIGGER IF NOT EXISTS shop.`my g` AFTER UPDATE ON shop.t FOR EACH ROW INSERT INTO log "
     "SET a = NEW.a, b = CONCAT(OLD.a, 'x'), at = NOW()",
     DIALECT_CREATE_TRIGGER,
     "CREATE TRIGGER \"my g\" AFTER UPDATE ON \"t\" FOR EACH ROW BEGIN INSERT INTO log (a, b, at) "
     "VALUES (NEW.a, ((OLD.a) || ('x')), datetime('now')); END",
     "t"},
    {"create trigger g before delete on t for each row update u set n = n - 1 where id = old.id",
     DIALECT_CREATE_TRIGGER,
     "CREATE TRIGGER \"g\" BEFORE DELETE ON \"t\" FOR EACH ROW BEGIN update u set n = n - 1 where "
     "id = old.id; END",
     "t"},
    {"DROP TRIGGER IF EXISTS shop.g", DIALECT_DROP_TRIGGER, "DROP TRIGGER \"g\"", "g"},
    {"SHOW TRIGGERS FROM shop LIKE 't%'", DIALECT_SQL,
     "SELECT t.name AS \"Trigger\", t.event AS \"Event\", t.table_name AS \"Table\", t.statement "
     "AS "
     "\"Statement\", t.timing AS \"Timing\" FROM lab_triggers AS t JOIN lab_tables AS d ON d.name "
     "= "
     "t.table_name WHERE d.database = 'shop' AND t.table_name LIKE 't%' ORDER BY t.name",
     "shop"},
    {"SHOW ENGINES", DIALECT_SQL,
     "SELECT 'InnoDB' AS \"Engine\", 'DEFAULT' AS \"Support\", 'pages, locks and quorum are "
     "computed, rows are kept by SQLite' AS \"Comment\"",
     ""},
    {"INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = 1", DIALECT_SQL,
     "INSERT INTO t VALUES (1) ON CONFLICT DO UPDATE SET a = 1", ""},
    {"INSERT INTO demo.t SET a = 1", DIALECT_SQL, "INSERT INTO t (a) VALUES (1)", ""},
    {"CREATE TABLE t (a INT, KEY (a))", DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (a INT);\nCREATE INDEX \"t_a\" ON \"t\" (a)", "t"},
    {"ALTER TABLE t ADD INDEX (a)", DIALECT_CREATE_INDEX, "CREATE INDEX \"t_a\" ON \"t\" (a)", "t"},
    {"SELECT NOW(), IF(a,b,c), LEFT(t.name, 3) FROM demo.t LEFT JOIN u ON t.a = u.b", DIALECT_SQL,
     "SELECT datetime('now') AS \"NOW()\", iif(a,b,c) AS \"IF(a,b,c)\", substr(t.name, 1, 3) AS "
     "\"LEFT(t.name, 3)\" "
     "FROM t LEFT JOIN u ON t.a = u.b",
     ""},
    {"SELECT DATE_FORMAT(d, '%Y-%m-%d %H:%i:%s') FROM t", DIALECT_SQL,
     "SELECT strftime('%Y-%m-%d %H:%M:%S', d) AS \"DATE_FORMAT(d, '%Y-%m-%d %H:%i:%s')\" FROM t",
     ""},
    {"SELECT LENGTH('abc'), RIGHT('abc', 2), GREATEST(1,2,3), MOD(7,3), ISNULL(a), DATEDIFF(a,b), "
     "DATABASE()",
     DIALECT_SQL,
     "SELECT length(CAST('abc' AS BLOB)) AS \"LENGTH('abc')\", substr('abc', max(length('abc') - "
     "(2) + 1, 1)) AS \"RIGHT('abc', 2)\", max(1, 2, 3) AS \"GREATEST(1,2,3)\", ((7) % (3)) AS "
     "\"MOD(7,3)\", ((a) IS NULL) AS \"ISNULL(a)\", CAST(julianday(date(a)) - julianday(date(b)) "
     "AS INTEGER) AS \"DATEDIFF(a,b)\", lab_database() AS \"DATABASE()\"",
     ""},
    {"INSERT INTO user (id) VALUES (1)", DIALECT_SQL, "INSERT INTO user (id) VALUES (1)", ""},
    {"INSERT user VALUES (1)", DIALECT_SQL, "INSERT INTO user VALUES (1)", ""},
    {"INSERT INTO t (a,b) VALUES (1,2) ON DUPLICATE KEY UPDATE b = VALUES(b) + b, a = 1",
     DIALECT_SQL,
     "INSERT INTO t (a,b) VALUES (1,2) ON CONFLICT DO UPDATE SET b = excluded.\"b\" + b, a = 1",
     ""},
    {"INSERT INTO t SELECT a, b FROM u ON DUPLICATE KEY UPDATE b = VALUES(b)", DIALECT_SQL,
     "INSERT INTO t SELECT a, b FROM u WHERE true ON CONFLICT DO UPDATE SET b = excluded.\"b\"",
     ""},
    {"INSERT INTO t SELECT a, b FROM u WHERE 1 UNION SELECT 1,2 ON DUPLICATE KEY UPDATE b = b + 1",
     DIALECT_SQL,
     "INSERT INTO t SELECT a, b FROM u WHERE 1 UNION SELECT 1,2 WHERE true ON CONFLICT DO UPDATE "
     "SET b = b + 1",
     ""},
    {"INSERT INTO t SET a = 1 ON DUPLICATE KEY UPDATE a = 2", DIALECT_SQL,
     "INSERT INTO t (a) VALUES (1) ON CONFLICT DO UPDATE SET a = 2", ""},
    {"INSERT IGNORE t VALUE (1,2)", DIALECT_SQL, "INSERT OR IGNORE INTO t VALUES (1,2)", ""},
    {"INSERT LOW_PRIORITY IGNORE INTO demo.t(a,b) VALUES (1,2),(3,4)", DIALECT_SQL,
     "INSERT OR IGNORE INTO t(a,b) VALUES (1,2),(3,4)", ""},
    {"INSERT INTO t () VALUES ()", DIALECT_SQL, "INSERT INTO t DEFAULT VALUES", ""},
    {"INSERT INTO t VALUES ()", DIALECT_SQL, "INSERT INTO t DEFAULT VALUES", ""},
    {"INSERT OR REPLACE INTO t VALUES (1)", DIALECT_SQL, "INSERT OR REPLACE INTO t VALUES (1)", ""},
    {"REPLACE INTO t SET a=1", DIALECT_SQL, "REPLACE INTO t (a) VALUES (1)", ""},
    {"REPLACE t (a) SELECT 1", DIALECT_SQL, "REPLACE INTO t (a) SELECT 1", ""},
    {"INSERT INTO t (SELECT 1)", DIALECT_SQL, "INSERT INTO t (SELECT 1)", ""},
    {"DELETE FROM t WHERE a IN (SELECT b FROM u, v) ORDER BY a LIMIT 1", DIALECT_SQL,
     "DELETE FROM t WHERE a IN (SELECT b FROM u, v) ORDER BY a LIMIT 1", ""},
    {"UPDATE t SET a = 1 ORDER BY b LIMIT 2", DIALECT_SQL, "UPDATE t SET a = 1 ORDER BY b LIMIT 2",
     ""},
    {"UPDATE IGNORE t SET a = 1", DIALECT_SQL, "UPDATE OR IGNORE t SET a = 1", ""},
    {"EXPLAIN SELECT * FROM demo.t WHERE id = 1", DIALECT_SQL,
     "EXPLAIN QUERY PLAN SELECT * FROM t WHERE id = 1", ""},
    {"CREATE TEMPORARY TABLE IF NOT EXISTS demo.t (a INT, KEY (a)) ENGINE=MEMORY", DIALECT_SQL,
     "CREATE TEMP TABLE IF NOT EXISTS \"t\" (a INT);\nCREATE INDEX \"t_a\" ON \"t\" (a)", "t"},
    {"CREATE TABLE t (a ENUM('x', \"it's\") NOT NULL DEFAULT 'x')", DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (\"a\" VARCHAR(4) NOT NULL DEFAULT 'x' CONSTRAINT \"enum a\" CHECK (\"a\" "
     "IN ('x', 'it''s')))",
     "t"},
    {"DROP TEMPORARY TABLE IF EXISTS t", DIALECT_SQL, "DROP TABLE IF EXISTS temp.\"t\"", "t"},
    {"UPDATE t SET a = 1 ORDER BY a", DIALECT_SQL, "UPDATE t SET a = 1 ORDER BY a LIMIT -1", ""},
    {"EXPLAIN t", DIALECT_SQL,
     "SELECT field AS \"Field\", type AS \"Type\", is_null AS \"Null\", key AS \"Key\", "
     "default_value AS \"Default\", extra AS \"Extra\" FROM lab_columns WHERE table_name = 't' AND "
     "NOT EXISTS (SELECT 1 FROM \"t\" WHERE 0) ORDER BY position",
     "t"},
    {"CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT, name VARCHAR(40) NOT NULL, KEY idx_name "
     "(name), UNIQUE KEY uk (name, id), PRIMARY KEY (id), INDEX (id), UNIQUE (name)) ENGINE=InnoDB "
     "DEFAULT CHARSET=utf8mb4",
     DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (\"id\" BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT (lab_autoinc('t')), "
     "name VARCHAR(40) NOT NULL, PRIMARY KEY (id), UNIQUE (name)) WITHOUT ROWID;\nCREATE INDEX "
     "\"idx_name\" ON \"t\" (name);\nCREATE UNIQUE INDEX \"uk\" ON \"t\" (name, id);\nCREATE INDEX "
     "\"t_id\" ON \"t\" (id)",
     "t"},
    {"CREATE TABLE t (point INT, serial VARCHAR(10), j INT UNSIGNED COMMENT 'x' NOT NULL)",
     DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (point INT, serial VARCHAR(10), j INT UNSIGNED NOT NULL)", "t"},
    {"ALTER TABLE demo.t ADD UNIQUE KEY k (a, b)", DIALECT_CREATE_INDEX,
     "CREATE UNIQUE INDEX \"k\" ON \"t\" (a, b)", "t"},
    {"ALTER TABLE t ADD UNIQUE (a)", DIALECT_CREATE_INDEX,
     "CREATE UNIQUE INDEX \"t_a\" ON \"t\" (a)", "t"},
    {"ALTER TABLE t DROP INDEX k", DIALECT_DROP_INDEX, "DROP INDEX \"k\"", "t"},
    {"RENAME TABLE a TO b", DIALECT_ALTER_TABLE, "ALTER TABLE \"a\" RENAME TO \"b\"", "a"},
    {"SELECT a <=> b, a && b FROM t", DIALECT_SQL,
     "SELECT a IS b AS \"a <=> b\", a AND b AS \"a && b\" FROM t", ""},
    {"SELECT 1 FROM DUAL", DIALECT_SQL, "SELECT 1 ", ""},
    {"SHOW FULL COLUMNS FROM t LIKE 'a%'", DIALECT_SQL,
     "SELECT field AS \"Field\", type AS \"Type\", is_null AS \"Null\", key AS \"Key\", "
     "default_value AS \"Default\", extra AS \"Extra\" FROM lab_columns WHERE table_name = 't' AND "
     "NOT EXISTS (SELECT 1 FROM \"t\" WHERE 0) AND field LIKE 'a%' ORDER BY position",
     "t"},
    {"SHOW INDEX FROM t FROM demo", DIALECT_SQL,
     "SELECT table_name AS \"Table\", NOT is_unique AS \"Non_unique\", name AS \"Key_name\", "
     "position AS \"Seq_in_index\", field AS \"Column_name\" FROM lab_indexes WHERE table_name = "
     "'t' AND NOT EXISTS (SELECT 1 FROM \"t\" WHERE 0) ORDER BY number, position",
     "t"},
    {"SHOW KEYS FROM demo.t", DIALECT_SQL,
     "SELECT table_name AS \"Table\", NOT is_unique AS \"Non_unique\", name AS \"Key_name\", "
     "position AS \"Seq_in_index\", field AS \"Column_name\" FROM lab_indexes WHERE table_name = "
     "'t' AND NOT EXISTS (SELECT 1 FROM \"t\" WHERE 0) ORDER BY number, position",
     "t"},
    {"SHOW WARNINGS", DIALECT_SQL,
     "SELECT '' AS \"Level\", 0 AS \"Code\", '' AS \"Message\" WHERE false", ""},
    {"SET NAMES utf8mb4", DIALECT_NOTHING, "", ""},
    {"SELECT information_schema.x FROM t", DIALECT_SQL, "SELECT information_schema.x FROM t", ""},
};

static void dialect__what_mysql_has__becomes_sqlite(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(understood); i++) {
        struct dialect_statement statement;
        struct err err = {0};
        int error = 0;
        dialect_init(&statement);
        assert_int_equal(dialect_parse(&statement, understood[i].typed, &error, &err), RC_OK);
        assert_int_equal(statement.kind, understood[i].kind);
        assert_string_equal(statement.sql.data, understood[i].sql);
        assert_string_equal(statement.name, understood[i].name);
        dialect_release(&statement);
    }
}

static void dialect__locking_read__says_so(void **state)
{
    (void)state;
    struct dialect_statement statement;
    int error = 0;
    dialect_init(&statement);
    assert_int_equal(
        dialect_parse(&statement, "SELECT * FROM t WHERE id = 1 FOR UPDATE;", &error, NULL), RC_OK);
    assert_true(statement.lock_rows);
    assert_string_equal(statement.sql.data, "SELECT * FROM t WHERE id = 1");
    dialect_release(&statement);
}

static void dialect__statement_past_its_limit__is_full(void **state)
{
    (void)state;
    static char sql[SQL_SIZE_MAX + 2];
    struct dialect_statement statement;
    struct err err = {0};
    int error = 0;
    memset(sql, ' ', sizeof(sql) - 1);
    dialect_init(&statement);
    assert_int_equal(dialect_parse(&statement, sql, &error, &err), RC_FULL);
    assert_int_equal(error, 1406);
    assert_string_equal(err.text, "a statement has at most 16384 bytes; this has 16385");
    dialect_release(&statement);
}

static const struct {
    const char *typed;
    enum dialect_kind kind;
    int64_t number;
    bool is_write;
    bool if_exists;
} flags[] = {
    {"SET autocommit = 0", DIALECT_AUTOCOMMIT, 0, false, false},
    {"SET SESSION autocommit=ON", DIALECT_AUTOCOMMIT, 1, false, false},
    {"SET TRANSACTION ISOLATION LEVEL READ COMMITTED", DIALECT_ISOLATION, 1, false, false},
    {"SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", DIALECT_ISOLATION, 0, false, false},
    {"SET tx_isolation = 'read-uncommitted'", DIALECT_ISOLATION, 2, false, false},
    {"SET @@session.transaction_isolation = \"READ-COMMITTED\"", DIALECT_ISOLATION, 1, false,
     false},
    {"SET SESSION aurora_mm_session_consistency_level = 'REGIONAL_RAW'", DIALECT_CONSISTENCY, 1,
     false, false},
    {"set aurora_mm_session_consistency_level = instance_raw", DIALECT_CONSISTENCY, 0, false,
     false},
    {"SET @@AURORA_MM_SESSION_CONSISTENCY_LEVEL='session_token'", DIALECT_CONSISTENCY, 2, false,
     false},
    {"START TRANSACTION READ ONLY", DIALECT_BEGIN, 1, false, false},
    {"START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", DIALECT_BEGIN, 3, false, false},
    {"START TRANSACTION READ WRITE", DIALECT_BEGIN, 0, false, false},
    {"ALTER SYSTEM CRASH", DIALECT_CRASH, 0, true, false},
    {"ALTER SYSTEM CRASH NODE", DIALECT_CRASH, 1, true, false},
    {"ALTER SYSTEM CRASH DISPATCHER", DIALECT_CRASH, 2, true, false},
    {"ALTER SYSTEM SIMULATE 5 PERCENT DISK FAILURE FOR INTERVAL 1 DAY", DIALECT_SIMULATE, 0, true,
     false},
    {"CREATE TABLE IF NOT EXISTS t (a INT)", DIALECT_CREATE_TABLE, 0, true, true},
    {"SELECT 1", DIALECT_SQL, 0, false, false},
    {"DELETE FROM t", DIALECT_SQL, 0, true, false},
    {"WITH a AS (SELECT replace('a', 'b', 'c')) SELECT * FROM a", DIALECT_SQL, 0, false, false},
    {"WITH a AS (SELECT 1) DELETE FROM t", DIALECT_SQL, 0, true, false},
};

static void dialect__number_and_flags__are_set(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(flags); i++) {
        struct dialect_statement statement;
        int error = 0;
        dialect_init(&statement);
        assert_int_equal(dialect_parse(&statement, flags[i].typed, &error, NULL), RC_OK);
        assert_int_equal(error, 0);
        assert_int_equal(statement.kind, flags[i].kind);
        assert_int_equal(statement.number, flags[i].number);
        assert_int_equal(statement.is_write, flags[i].is_write);
        assert_int_equal(statement.if_exists, flags[i].if_exists);
        dialect_release(&statement);
    }
}

static void dialect__every_error__has_a_row_of_its_own(void **state)
{
    (void)state;
#define X(name, number) number,
    static const int numbers[] = {SQL_ERRORS(X) 1046, 1231}; /* and those of the dialect alone */
#undef X
    for (int i = 0; i < COUNT_OF(numbers); i++) {
        assert_int_equal(dialect_error(numbers[i])->number, numbers[i]);
        assert_int_equal(strlen(dialect_error(numbers[i])->sqlstate), 5);
        assert_true(dialect_error(numbers[i])->text[0] != '\0');
    }
    assert_int_equal(dialect_error(4711)->number, 1105);
    assert_int_equal(dialect_error(1106)->shown, 1105);
}

static void dialect__tables_with_their_database__are_listed(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *qualified;
    } cases[] = {
        {"SELECT * FROM t", ""},
        {"SELECT t.a FROM demo.t, `my db`.u WHERE b = (SELECT c FROM v)", "demo.t\nmy db.u\n"},
        {"INSERT INTO demo.t SELECT CONCAT(other.u.a, 'x') FROM other.u",
         "demo.t\nother.u\nother.u\n"},
        {"CREATE TABLE demo.t (a INT)", "demo.t\n"},
        {"DROP INDEX i ON demo.t", "demo.t\n"},
        {"USE demo", ""},
        {"SHOW TABLES FROM demo", "demo.\n"},
        {"DROP TRIGGER demo.g", "demo.\n"},
        {"CREATE TRIGGER demo.g AFTER INSERT ON shop.t FOR EACH ROW DELETE FROM mall.u",
         "demo.\nshop.t\nmall.u\n"},
    };
    struct dialect_statement statement;
    struct err err = {0};
    int error = 0;
    dialect_init(&statement);
    for (int i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(dialect_parse(&statement, cases[i].typed, &error, &err), RC_OK);
        assert_string_equal(statement.qualified.data, cases[i].qualified);
    }
    dialect_release(&statement);
}

static void dialect__error__has_number_state_and_words(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, BUF_CAP_TEXT);
    dialect_add_error(&buf, 1213, "");
    assert_string_equal(buf.data, "ERROR 1213 (40001): Deadlock found when trying to get lock; try "
                                  "restarting transaction");
    buf_clear(&buf);
    dialect_add_error(&buf, 1062, "Duplicate entry '1' for key 'PRIMARY'");
    assert_string_equal(buf.data, "ERROR 1062 (23000): Duplicate entry '1' for key 'PRIMARY'");
    buf_clear(&buf);
    dialect_add_error(&buf, 1106, "");
    assert_string_equal(buf.data, "ERROR 1105 (HY000): storage quorum not available");
    buf_release(&buf);
}

static void dialect__help__has_a_line_for_every_statement(void **state)
{
    (void)state;
    struct buf all;
    struct buf one;
    buf_init(&all, BUF_CAP_TEXT);
    buf_init(&one, BUF_CAP_TEXT);
    assert_true(dialect_add_help(&all, ""));
    for (const struct form_group *group = form_groups(); group->title != NULL; group++) {
        assert_non_null(strstr(all.data, group->title));
        for (int i = 0; i < group->count; i++) {
            const struct form *form = &group->forms[i];
            assert_true(form->understand != NULL || form->help[0] != '\0');
            assert_true(form->usage == NULL || form->help != NULL);
            assert_true(form->usage == NULL || strstr(all.data, form->head) != NULL);
        }
    }
    for (const char *at = all.data; *at != '\0'; at += strcspn(at, "\n") + 1) {
        assert_true(strcspn(at, "\n") < 80);
    }
    assert_true(dialect_add_help(&one, "rollback"));
    assert_non_null(strstr(one.data, "Transactions\n  ROLLBACK "));
    assert_non_null(strstr(one.data, "  not ROLLBACK TO "));
    assert_null(strstr(one.data, "SELECT"));
    assert_false(dialect_add_help(&one, "roll"));
    buf_release(&all);
    buf_release(&one);
}

/* A row that stands behind one that begins as it does would never be found. */
static void dialect__every_form__can_be_reached(void **state)
{
    (void)state;
    for (const struct form_group *group = form_groups(); group->title != NULL; group++) {
        for (int i = 0; i < group->count; i++) {
            struct tokens tokens;
            assert_int_equal(tokens_split(&tokens, group->forms[i].head, NULL), RC_OK);
            assert_ptr_equal(form_find(&tokens), &group->forms[i]);
            tokens_release(&tokens);
        }
    }
}

/* It is looked for among those that begin with its letter, and the first of them counts. */
static void dialect__every_phrase__can_be_found(void **state)
{
    (void)state;
    for (int place = 0; place < PHRASE_PLACES; place++) {
        const struct phrase_group *group = form_phrases((enum phrase_place)place);
        for (int i = 0; i < group->count; i++) {
            struct tokens tokens;
            int used = 0;
            assert_int_equal(tokens_split(&tokens, group->phrases[i].words, NULL), RC_OK);
            const struct phrase *found =
                form_find_phrase((enum phrase_place)place, &tokens, 0, &used);
            if (found != &group->phrases[i]) {
                fail_msg("%s", group->phrases[i].words);
            }
            tokens_release(&tokens);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dialect__what_mysql_has__becomes_sqlite),
        cmocka_unit_test(dialect__locking_read__says_so),
        cmocka_unit_test(dialect__statement_past_its_limit__is_full),
        cmocka_unit_test(dialect__tables_with_their_database__are_listed),
        cmocka_unit_test(dialect__number_and_flags__are_set),
        cmocka_unit_test(dialect__every_error__has_a_row_of_its_own),
        cmocka_unit_test(dialect__error__has_number_state_and_words),
        cmocka_unit_test(dialect__help__has_a_line_for_every_statement),
        cmocka_unit_test(dialect__every_form__can_be_reached),
        cmocka_unit_test(dialect__every_phrase__can_be_found),
    };
    return cmocka_run_group_tests_name("shell/dialect", tests, NULL, NULL);
}
