/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/stores.h"

#include <stdio.h>

static int set_up(void **state)
{
    static struct stores stores;
    stores_init(&stores, 1);
    assert_int_equal(stores_define(&stores, DDL_CREATE_TABLE, "t",
                                   "CREATE TABLE t(id INT PRIMARY KEY, v INT NOT NULL,"
                                   " w TEXT UNIQUE, CONSTRAINT positive CHECK(v > 0))"),
                     SQL_OK);
    assert_int_equal(stores_commit(&stores, 0, "INSERT INTO t VALUES(7, 1, 'seven')"), SQL_OK);
    *state = &stores;
    return 0;
}

static int tear_down(void **state)
{
    stores_release(*state);
    return 0;
}

struct expectation {
    const char *sql;
    enum sql_error error;
    const char *text;
};

static void expect(struct stores *stores, const struct expectation *expected, int count)
{
    for (int i = 0; i < count; i++) {
        enum sql_error error = stores_run(stores, 0, expected[i].sql);
        if (error != expected[i].error || strcmp(stores->result.text, expected[i].text) != 0) {
            fail_msg("%s\n gave %d %s\n not  %d %s", expected[i].sql, error, stores->result.text,
                     expected[i].error, expected[i].text);
        }
        assert_int_equal(stores->result.changes.count, 0);
    }
    assert_string_equal(stores_read(stores, 0, "SELECT * FROM t"), "7|1|seven");
}

static void fence__ways_out__are_refused_by_name(void **state)
{
    static const struct expectation expected[] = {
        {"ATTACH 'x.db' AS x", SQL_NOT_SUPPORTED, "This lab does not support 'ATTACH'"},
        {"VACUUM", SQL_NOT_SUPPORTED, "This lab does not support 'VACUUM'"},
        {"VACUUM INTO 'x.db'", SQL_NOT_SUPPORTED, "This lab does not support 'VACUUM'"},
        {"DETACH main", SQL_NOT_SUPPORTED, "This lab does not support 'DETACH'"},
        {"PRAGMA journal_mode", SQL_NOT_SUPPORTED, "This lab does not support 'PRAGMA'"},
        {"PRAGMA writable_schema = 1", SQL_NOT_SUPPORTED, "This lab does not support 'PRAGMA'"},
        {"UPDATE sqlite_master SET sql = 'x'", SQL_NOT_SUPPORTED,
         "SQLite, which keeps the rows here, says: table sqlite_master may not be modified"},
        {"DELETE FROM sqlite_schema", SQL_NOT_SUPPORTED,
         "SQLite, which keeps the rows here, says: table sqlite_master may not be modified"},
        {"INSERT INTO sqlite_sequence VALUES('t', 1)", SQL_NO_TABLE,
         "Table 'lab.sqlite_sequence' doesn't exist"},
        {"SELECT readfile('/etc/passwd')", SQL_NO_FUNCTION, "FUNCTION readfile does not exist"},
        {"SELECT writefile('x', 'x')", SQL_NO_FUNCTION, "FUNCTION writefile does not exist"},
        {"SELECT fts3_tokenizer('simple')", SQL_NOT_SUPPORTED,
         "This lab does not support 'fts3_tokenizer()'"},
        {"SELECT * FROM pragma_database_list", SQL_NOT_SUPPORTED,
         "This lab does not support 'a definition or a table function here'"},
        {"SELECT * FROM pragma_table_xinfo('t')", SQL_NOT_SUPPORTED,
         "This lab does not support 'pragma_table_xinfo'"},
        {"BEGIN", SQL_NOT_SUPPORTED,
         "This lab does not support 'transaction control inside a statement'"},
        {"SAVEPOINT x", SQL_NOT_SUPPORTED, "This lab does not support 'SAVEPOINT'"},
        {"SELECT load_extension('x')", SQL_NOT_SUPPORTED,
         "This lab does not support 'load_extension()'"},
        {"SELECT total_changes()", SQL_NOT_SUPPORTED,
         "This lab does not support 'total_changes()'"},
        {"CREATE VIRTUAL TABLE x USING fts5(a)", SQL_NOT_SUPPORTED,
         "This lab does not support 'a definition or a table function here'"},
        {"CREATE TABLE x(a)", SQL_NOT_SUPPORTED,
         "This lab does not support 'a definition or a table function here'"},
        {"CREATE TEMP TABLE x(a)", SQL_NOT_SUPPORTED,
         "This lab does not support 'a definition or a table function here'"},
        {"SELECT * FROM sqlite_schema", SQL_NOT_SUPPORTED,
         "This lab does not support 'sqlite_master'"},
        {"DELETE FROM lab_tables", SQL_NOT_SUPPORTED,
         "'lab_tables' belongs to the lab: it can be read, not changed"},
        {"EXPLAIN SELECT 1", SQL_NOT_SUPPORTED, "This lab does not support 'EXPLAIN'"},
        {"SELECT datetime('now', 'localtime')", SQL_NOT_SUPPORTED,
         "There is no local time in this lab: the same run is the same everywhere"},
        {"SELECT printf('%1000000000d', 1)", SQL_NOT_SUPPORTED,
         "This lab does not support 'printf()'"},
    };
    expect(*state, expected, COUNT_OF(expected));
}

/* Of a table without a key the number of a row is its key, and no column: who changed it would be
 * told nothing of, and what follows would befall a row of that number elsewhere. */
static void fence__row_number__cannot_be_set(void **state)
{
    struct stores *stores = *state;
    static const struct expectation expected[] = {
        {"UPDATE n SET rowid = 9", SQL_NOT_SUPPORTED, "This lab does not support 'SET rowid'"},
        {"UPDATE n SET a = 2, OID = 9", SQL_NOT_SUPPORTED, "This lab does not support 'SET rowid'"},
        {"INSERT INTO n(oid) VALUES(1) ON CONFLICT DO UPDATE SET _rowid_ = 9", SQL_NOT_SUPPORTED,
         "This lab does not support 'SET rowid'"},
        {"UPDATE t SET rowid = 9", SQL_UNKNOWN_COLUMN, "Unknown column 'rowid' in 'field list'"},
    };
    assert_int_equal(stores_define(stores, DDL_CREATE_TABLE, "n", "CREATE TABLE n(a INT)"), SQL_OK);
    expect(stores, expected, COUNT_OF(expected));
}

#define TOO_MANY_STEPS                                                                             \
    "Query execution was interrupted: it took more than 200000 steps, the most one statement may " \
    "take here"
#define TOO_LONG "Data too long: a value or a row may have at most 65535 bytes here"

static void fence__too_much__ends_the_statement_only(void **state)
{
    static const struct expectation expected[] = {
        {"WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
         SQL_INTERRUPTED, TOO_MANY_STEPS},
        {"WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000)"
         " SELECT count(*) FROM n AS a, n AS b, n AS c",
         SQL_INTERRUPTED, TOO_MANY_STEPS},
        {"SELECT zeroblob(2000000000)", SQL_TOO_BIG, TOO_LONG},
        {"SELECT randomblob(2000000000)", SQL_TOO_BIG, TOO_LONG},
        {"SELECT hex(zeroblob(40000))", SQL_TOO_BIG, TOO_LONG},
        {"SELECT replace(hex(zeroblob(30000)), '0', 'long')", SQL_TOO_BIG, TOO_LONG},
        {"WITH d(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM d) SELECT length(s) FROM d",
         SQL_TOO_BIG, TOO_LONG},
        {"WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
         " SELECT zeroblob(60000 + i) FROM n ORDER BY 1",
         SQL_OUT_OF_MEMORY, "Out of memory: one statement may use at most 64 MB here"},
        {"WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
         " INSERT INTO t SELECT i + 10, 1, i || zeroblob(60000) FROM n",
         SQL_OUT_OF_MEMORY, "Out of memory: one statement may change at most 16 MB of rows here"},
        {"SELECT 1 FROM (SELECT 1) UNION SELECT 1 UNION SELECT 1 UNION SELECT 1 UNION SELECT 1"
         " UNION SELECT 1 UNION SELECT 1 UNION SELECT 1 UNION SELECT 1 UNION SELECT 1 UNION SELECT"
         " 1 UNION SELECT 1 UNION SELECT 1 UNION SELECT 1 UNION SELECT 1 UNION SELECT 1 UNION"
         " SELECT 1 UNION SELECT 1 UNION SELECT 1 UNION SELECT 1 UNION SELECT 1",
         SQL_NOT_SUPPORTED, "Too many SELECTs in one UNION: at most 20 here"},
    };
    expect(*state, expected, COUNT_OF(expected));
}

/* A function that walks over long texts is one step to SQLite: it costs by its bytes here. */
static void fence__functions_of_long_texts__use_up_the_budget(void **state)
{
    static const char *const questions[] = {
        "sum(length(hex(zeroblob(30000 - i))))",
        "sum(length(randomblob(60000)))",
        "sum(length(upper(t.w || i)))",
        "sum(instr(t.w, substr(t.w, 1, 20000) || i))",
        "sum(length(replace(t.w || i, 'a', 'b')))",
        "sum(length(trim(t.w || i, 'abc')))",
        "sum((t.w || i) LIKE '%aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')",
        "sum((t.w || i) GLOB '*aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')",
    };
    struct stores *stores = *state;
    assert_int_equal(stores_commit(stores, 0,
                                   "UPDATE t SET w = replace(hex(zeroblob(20000)), '0', 'a')"
                                   " WHERE id = 7"),
                     SQL_OK);
    for (int i = 0; i < COUNT_OF(questions); i++) {
        char sql[300];
        (void)snprintf(sql, sizeof(sql),
                       "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
                       "SELECT %s FROM n, t WHERE t.id = 7",
                       questions[i]);
        assert_int_equal(stores_run(stores, 0, sql), SQL_INTERRUPTED);
        assert_string_equal(stores->result.text, TOO_MANY_STEPS);
    }
}

static void fence__functions_that_are_charged__answer_as_before(void **state)
{
    static const struct {
        const char *sql;
        const char *answer;
    } rows[] = {
        {"SELECT upper('aä'), lower('AB'), hex('a'), hex(NULL), quote('it''s'), quote(2.5)",
         "Aä|ab|61||'it''s'|2.5"},
        {"SELECT substr('hello', 2), substr('hello', 2, 3), substring('hello', -2, 1)",
         "ello|ell|l"},
        {"SELECT trim(' a '), ltrim('xxa', 'x'), rtrim('axx', 'x'), trim('xax', 'x')", "a|a|a|a"},
        {"SELECT instr('hello', 'l'), instr(x'0102', x'02'), replace('aXb', 'X', '-')", "3|2|a-b"},
        {"SELECT 'abc' LIKE '%B%', 'a%' LIKE 'a!%' ESCAPE '!', 5 LIKE 5, 'a' GLOB 'A', NULL LIKE 1",
         "1|1|1|0|NULL"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        assert_string_equal(stores_read(*state, 0, rows[i].sql), rows[i].answer);
    }
}

/* Deep is what SQLite would walk by recursion. */
static void fence__too_deep__says_so(void **state)
{
    static const struct {
        const char *begin, *between, *end;
        const char *text;
    } rows[] = {
        {"(", "1", ")",
         "The statement is nested too deeply: well below 100 brackets within each "
         "other is what is understood here"},
        {"1+", "1", "",
         "The expression is too deep: at most 100 operators on each other's results "
         "here"},
        {"(SELECT ", "1", ")",
         "The statement is nested too deeply: well below 100 brackets within "
         "each other is what is understood here"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct stores *stores = *state;
        struct buf sql;
        buf_init(&sql, SQL_SIZE_MAX);
        buf_addf(&sql, "SELECT ");
        for (int k = 0; k < 500; k++) {
            buf_addf(&sql, "%s", rows[i].begin);
        }
        buf_addf(&sql, "%s", rows[i].between);
        for (int k = 0; k < 500; k++) {
            buf_addf(&sql, "%s", rows[i].end);
        }
        assert_int_equal(stores_run(stores, 0, sql.data), SQL_NOT_SUPPORTED);
        assert_string_equal(stores->result.text, rows[i].text);
        buf_release(&sql);
    }
}

static void fence__failures__are_said_as_mysql_says_them(void **state)
{
    static const struct expectation expected[] = {
        {"INSERT INTO t VALUES(7, 2, 'x')", SQL_DUPLICATE_KEY,
         "Duplicate entry '7' for key 't.PRIMARY'"},
        {"INSERT INTO t VALUES(8, 2, 'a'), (9, 2, 'a')", SQL_DUPLICATE_KEY,
         "Duplicate entry 'a' for key 't.w'"},
        {"WITH x AS (SELECT 7) INSERT INTO t SELECT 7, 1, 'x' FROM x", SQL_DUPLICATE_KEY,
         "Duplicate entry for key 't.PRIMARY'"},
        {"SELECT * FROM missing", SQL_NO_TABLE, "Table 'lab.missing' doesn't exist"},
        {"SELECT x FROM t", SQL_UNKNOWN_COLUMN, "Unknown column 'x' in 'field list'"},
        {"SELECT \"x\" FROM t", SQL_UNKNOWN_COLUMN, "Unknown column 'x' in 'field list'"},
        {"SELECT id FROM t WHERE x = 1", SQL_UNKNOWN_COLUMN,
         "Unknown column 'x' in 'where clause'"},
        {"INSERT INTO t(id, x) VALUES(1, 2)", SQL_UNKNOWN_COLUMN,
         "Unknown column 'x' in 'field list'"},
        {"UPDATE t SET x = 1", SQL_UNKNOWN_COLUMN, "Unknown column 'x' in 'field list'"},
        {"SELECT id FROM t AS a, t AS b", SQL_AMBIGUOUS_COLUMN,
         "Column 'id' in field list is ambiguous"},
        {"SELEC * FROM t", SQL_SYNTAX,
         "You have an error in your SQL syntax; look near 'SELEC * FROM t'"},
        {"SELECT * FROM", SQL_SYNTAX,
         "You have an error in your SQL syntax: it ends where more should stand"},
        {"SELECT 'a' LIKE 'a%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%"
         "%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%'",
         SQL_NOT_SUPPORTED, "The pattern of LIKE is too long: at most 100 bytes here"},
        {"SELECT 1; SELECT 2", SQL_SYNTAX,
         "You have an error in your SQL syntax; one statement at a time, look near ' SELECT 2'"},
        {"  ; ", SQL_EMPTY, "Query was empty"},
        {"INSERT INTO t VALUES(8, NULL, 'x')", SQL_NULL_VALUE, "Column 'v' cannot be null"},
        {"INSERT INTO t(id) VALUES(8)", SQL_NO_DEFAULT, "Field 'v' doesn't have a default value"},
        {"INSERT INTO t(v) VALUES(8)", SQL_NO_DEFAULT, "Field 'id' doesn't have a default value"},
        {"INSERT INTO t VALUES(8, -1, 'x')", SQL_CHECK, "Check constraint 'positive' is violated."},
        {"INSERT INTO t VALUES(8)", SQL_COLUMN_COUNT,
         "Column count doesn't match value count at row 1"},
        {"SELECT missing(1)", SQL_NO_FUNCTION, "FUNCTION missing does not exist"},
        {"SELECT abs(-9223372036854775808)", SQL_OVERFLOW, "BIGINT value is out of range"},
    };
    expect(*state, expected, COUNT_OF(expected));
}

/* What is wrong with a statement is never 1105, for which a program would wait and try again. */
static void fence__what_sqlite_says__has_a_number_of_mysql(void **state)
{
    static const struct expectation expected[] = {
        {"SELECT id AS i FROM t HAVING i = 1", SQL_NOT_SUPPORTED,
         "HAVING without GROUP BY is not in this lab: say WHERE, or SELECT * FROM (SELECT ...) "
         "WHERE ..."},
        {"SELECT id FROM t WHERE count(*) > 1", SQL_GROUP_FUNCTION,
         "Invalid use of group function"},
        {"SELECT id FROM t GROUP BY count(*)", SQL_GROUP_FUNCTION, "Invalid use of group function"},
        {"SELECT (SELECT id, v FROM t)", SQL_OPERAND, "Operand should contain 1 column(s)"},
        {"SELECT id FROM t WHERE (id, v) = 1", SQL_OPERAND, "Operand should contain 1 column(s)"},
        {"SELECT id FROM t ORDER BY 2", SQL_UNKNOWN_COLUMN,
         "Unknown column in 'order clause': its number should be between 1 and 1"},
        {"SELECT id FROM t UNION SELECT 1 ORDER BY v + 1", SQL_UNKNOWN_COLUMN,
         "Unknown column in 'order clause'"},
        {"SELECT id FROM t ORDER BY w COLLATE utf8", SQL_NO_COLLATION,
         "Unknown collation: 'utf8'; there are NOCASE, BINARY and RTRIM here"},
        {"SELECT * FROM t JOIN (SELECT 1 AS x) USING (v)", SQL_UNKNOWN_COLUMN,
         "Unknown column 'v' in 'from clause'"},
        {"SELECT id FROM t LIMIT 1 UNION SELECT 1", SQL_WRONG_USAGE,
         "Incorrect usage of UNION and ORDER BY or LIMIT: put brackets around a SELECT of it, as "
         "SELECT * FROM (SELECT ... LIMIT n)"},
        {"SELECT id FROM t LIMIT 'few'", SQL_SYNTAX,
         "You have an error in your SQL syntax: LIMIT and OFFSET take whole numbers"},
        {"SELECT json('{')", SQL_NOT_SUPPORTED,
         "SQLite, which keeps the rows here, says: malformed JSON"},
    };
    expect(*state, expected, COUNT_OF(expected));
}

/* The database in use stands before a missing table, or the one that was written there. */
static void fence__missing_table__has_the_database_it_was_looked_for_in(void **state)
{
    static const struct {
        const char *database, *qualified, *text;
        enum sql_error error;
    } cases[] = {
        {NULL, NULL, "Table 'lab.missing' doesn't exist", SQL_NO_TABLE},
        {"", "", "Table 'lab.missing' doesn't exist", SQL_NO_TABLE},
        {"demo", NULL, "Table 'demo.missing' doesn't exist", SQL_NO_TABLE},
        {"demo", "lab.t\nlab.Missing\n", "Table 'lab.missing' doesn't exist", SQL_NO_TABLE},
        {"demo", "lab.issing\nlab.x\n", "Table 'demo.missing' doesn't exist", SQL_NO_TABLE},
        {"lab", "lab.t\ndemo.T\n", "Table 'demo.T' doesn't exist; there is lab.t", SQL_NO_TABLE},
        {"lab", "other.\n", "Unknown database 'other'", SQL_UNKNOWN_DATABASE},
        {"demo", "other.missing\n", "Unknown database 'other'", SQL_UNKNOWN_DATABASE},
    };
    struct stores *stores = *state;
    assert_int_equal(stores_define(stores, DDL_CREATE_DATABASE, "demo", ""), SQL_OK);
    for (int i = 0; i < COUNT_OF(cases); i++) {
        struct store_statement statement = {.sql = "SELECT * FROM missing",
                                            .database = cases[i].database,
                                            .qualified = cases[i].qualified};
        assert_int_equal(store_run(stores->of[0], &statement, &stores->result, NULL), RC_OK);
        assert_int_equal(stores->result.error, cases[i].error);
        assert_string_equal(stores->result.text, cases[i].text);
    }
}

static void fence__functions__see_the_run_only(void **state)
{
    struct stores *stores = *state;
    struct store_statement statement = {
        .sql = "SELECT datetime('now'), lab_server_id(), last_insert_id(), current_date",
        .now = 90 * US_PER_S + 500 * US_PER_MS,
        .server = 3,
        .last_insert_id = 34,
    };
    assert_int_equal(store_run(stores->of[0], &statement, &stores->result, NULL), RC_OK);
    const struct rows *rows = &stores->result.rows;
    assert_string_equal(rows_cell(rows, 0, 0), "2026-01-01 00:01:30");
    assert_string_equal(rows_cell(rows, 0, 1), "3");
    assert_string_equal(rows_cell(rows, 0, 2), "34");
    assert_string_equal(rows_cell(rows, 0, 3), "2026-01-01");
}

static void fence__json_and_catalog__can_be_read(void **state)
{
    struct stores *stores = *state;
    assert_string_equal(stores_read(stores, 0, "SELECT value FROM json_each('[1, 2]')"), "1;2");
    assert_string_equal(stores_read(stores, 0, "SELECT name, database FROM lab_tables"), "t|lab");
    assert_string_equal(stores_read(stores, 0, "SELECT name FROM lab_databases; -- all"), "lab");
    assert_string_equal(
        stores_read(stores, 0,
                    "SELECT field, type, is_null, key, default_value, extra FROM lab_columns"
                    " WHERE table_name = 'T' ORDER BY position"),
        "id|int|NO|PRI|NULL|;v|int|NO||NULL|;w|text|YES|UNI|NULL|");
}

static void fence__random__follows_the_seed(void **state)
{
    struct stores *stores = *state;
    struct stores again;
    char drawn[200];
    const char *sql = "SELECT random(), hex(randomblob(8)), abs(random() % 10)";
    (void)snprintf(drawn, sizeof(drawn), "%s", stores_read(stores, 0, sql));
    assert_string_not_equal(stores_read(stores, 0, sql), drawn);
    stores_init(&again, 1);
    assert_string_equal(stores_read(&again, 0, sql), drawn);
    stores_release(&again);
}

static void fence__many_rows__are_counted_not_kept(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(stores_run(stores, 0,
                                "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE"
                                " i < 2000) SELECT i FROM n"),
                     SQL_OK);
    assert_int_equal(stores->result.rows.row_count, ROWS_SHOWN_MAX);
    assert_int_equal(stores->result.rows.rows_total, 2000);
}

static void fence__locking_read__gives_the_rows_locks(void **state)
{
    struct stores *stores = *state;
    struct store_statement statement = {
        .sql = "SELECT v, w AS x FROM t WHERE id > 3 ORDER BY x LIMIT 5",
        .lock_rows = true,
    };
    assert_int_equal(store_run(stores->of[0], &statement, &stores->result, NULL), RC_OK);
    assert_int_equal(stores->result.error, SQL_OK);
    assert_int_equal(stores->result.rows.column_count, 2);
    assert_string_equal(rows_cell(&stores->result.rows, 0, 1), "seven");
    assert_int_equal(stores->result.changes.count, 0);
    assert_int_equal(stores->result.changes.page_count, 0);
    assert_int_equal(stores->result.changes.lock_count, 1);
    uint64_t lock = stores->result.changes.locks[0];
    assert_int_equal(stores_run(stores, 0, "UPDATE t SET v = 2"), SQL_OK);
    assert_int_equal(stores->result.changes.lock_count, 1);
    assert_true(stores->result.changes.locks[0] == lock);
}

static void fence__locking_read_of_more__is_refused(void **state)
{
    struct stores *stores = *state;
    static const struct expectation expected[] = {
        {"SELECT count(*) FROM t", SQL_NOT_SUPPORTED,
         "This lab does not support 'FOR UPDATE' with a function over many rows: select the rows "
         "themselves"},
        {"SELECT DISTINCT v FROM t", SQL_NOT_SUPPORTED,
         "This lab does not support 'FOR UPDATE' where rows are joined or merged: select the rows "
         "themselves"},
        {"SELECT 1", SQL_NOT_SUPPORTED,
         "This lab does not support 'FOR UPDATE' on anything but one table: lock the rows table "
         "by table"},
        {"SELECT x FROM t", SQL_UNKNOWN_COLUMN, "Unknown column 'x' in 'field list'"},
    };
    for (int i = 0; i < COUNT_OF(expected); i++) {
        struct store_statement statement = {.sql = expected[i].sql, .lock_rows = true};
        assert_int_equal(store_run(stores->of[0], &statement, &stores->result, NULL), RC_OK);
        assert_string_equal(stores->result.text, expected[i].text);
        assert_int_equal(stores->result.error, expected[i].error);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(fence__ways_out__are_refused_by_name),
        CASE(fence__row_number__cannot_be_set),
        CASE(fence__too_much__ends_the_statement_only),
        CASE(fence__functions_of_long_texts__use_up_the_budget),
        CASE(fence__functions_that_are_charged__answer_as_before),
        CASE(fence__too_deep__says_so),
        CASE(fence__failures__are_said_as_mysql_says_them),
        CASE(fence__what_sqlite_says__has_a_number_of_mysql),
        CASE(fence__missing_table__has_the_database_it_was_looked_for_in),
        CASE(fence__functions__see_the_run_only),
        CASE(fence__json_and_catalog__can_be_read),
        CASE(fence__random__follows_the_seed),
        CASE(fence__many_rows__are_counted_not_kept),
        CASE(fence__locking_read__gives_the_rows_locks),
        CASE(fence__locking_read_of_more__is_refused),
    };
    return cmocka_run_group_tests_name("store/fence", tests, NULL, NULL);
}
