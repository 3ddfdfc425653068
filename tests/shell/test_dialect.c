/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "shell/dialect.h"

static const struct {
    const char *typed;
    enum dialect_kind kind;
    const char *sql;
    const char *name;
} understood[] = {
    {"SELECT 1;", DIALECT_SQL, "SELECT 1", ""},
    {"select \"it's\" -- why\n, 'a\\'b'", DIALECT_SQL, "select 'it''s' , 'a''b'", ""},
    {"SELECT `a b` FROM demo.course", DIALECT_SQL, "SELECT \"a b\" FROM course", ""},
    {"SELECT @@aurora_server_id", DIALECT_SQL, "SELECT lab_server_id()", ""},
    {"INSERT IGNORE INTO t VALUES (NOW())", DIALECT_SQL,
     "INSERT OR IGNORE INTO t VALUES (datetime('now'))", ""},
    {"begin work", DIALECT_BEGIN, "", ""},
    {"CREATE DATABASE IF NOT EXISTS demo;", DIALECT_CREATE_DATABASE, "", "demo"},
    {"USE demo", DIALECT_USE, "", "demo"},
    {"CREATE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY, n INT UNSIGNED COMMENT 'x') "
     "ENGINE=InnoDB",
     DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (\"id\" BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT (lab_autoinc('t')), "
     "n INT, PRIMARY KEY (\"id\")) WITHOUT ROWID",
     "t"},
    {"CREATE TABLE s.t (a INT, b VARCHAR(40), UNIQUE KEY k (b), PRIMARY KEY (a))",
     DIALECT_CREATE_TABLE,
     "CREATE TABLE \"t\" (a INT, b VARCHAR ( 40 ), UNIQUE ( b ), PRIMARY KEY ( a ))", "t"},
    {"DROP TABLE IF EXISTS t", DIALECT_DROP_TABLE, "DROP TABLE IF EXISTS \"t\"", "t"},
    {"CREATE INDEX i ON t (b)", DIALECT_CREATE_INDEX, "CREATE INDEX i ON \"t\" (b)", "t"},
    {"SELECT server_id FROM information_schema.replica_host_status", DIALECT_STATUS, "", ""},
    {"", DIALECT_EMPTY, "", ""},
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

static const struct {
    const char *typed;
    int error;
    const char *text;
} not_understood[] = {
    {"SELCT 1", 1064, "You have an error in your SQL syntax near 'SELCT 1'; did you mean SELECT?"},
    {"PRAGMA x", 1235,
     "PRAGMA belongs to SQLite; the lab keeps it out. \\parameters lists what can be set"},
    {"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", 1235,
     "SERIALIZABLE does not exist in a multi-master cluster (AWS docs); REPEATABLE READ and READ "
     "COMMITTED do"},
    {"CREATE TABLE t (a LONGTEXT)", 1235,
     "the type LONGTEXT does not exist in a multi-master cluster; use TEXT"},
    {"CREATE TABLE t", 1064, "after CREATE TABLE t comes a list of columns in ( )"},
    {"SELECT 'abc", 1064, "the quote before ''abc' is not closed"},
};

static void dialect__what_it_does_not_do__is_refused_by_name(void **state)
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
        assert_string_equal(err.text, not_understood[i].text);
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

static void dialect__error__has_number_state_and_words(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, BUF_CAP_TEXT);
    dialect_add_error(&buf, 1213, "");
    assert_string_equal(buf.data, "ERROR 1213 (40001): Deadlock found when trying to get lock; try "
                                  "restarting transaction");
    buf_clear(&buf);
    dialect_add_error(&buf, 1106, "");
    assert_string_equal(buf.data, "ERROR 1105 (HY000): storage quorum not available");
    buf_release(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dialect__what_mysql_has__becomes_sqlite),
        cmocka_unit_test(dialect__what_it_does_not_do__is_refused_by_name),
        cmocka_unit_test(dialect__locking_read__says_so),
        cmocka_unit_test(dialect__error__has_number_state_and_words),
    };
    return cmocka_run_group_tests_name("shell/dialect", tests, NULL, NULL);
}
