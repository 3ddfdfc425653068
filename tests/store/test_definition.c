/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/stores.h"

#include <stdio.h>

#define ORDERS                                                                                     \
    "CREATE TABLE orders(id BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT (lab_autoinc('orders')),"  \
    " item TEXT, PRIMARY KEY(id)) WITHOUT ROWID"

static int set_up(void **state)
{
    static struct stores stores;
    stores_init(&stores, 2);
    *state = &stores;
    return 0;
}

static int tear_down(void **state)
{
    struct stores *stores = *state;
    bool is_same = stores_agree(stores);
    stores_release(stores);
    return is_same ? 0 : -1;
}

static enum sql_error define_in(struct stores *stores, const char *database, enum ddl_kind kind,
                                const char *name, const char *sql)
{
    struct store_ddl ddl = {.kind = kind, .name = name, .sql = sql, .database = database};
    ddl.table = kind == DDL_CREATE_TABLE ? ++stores->last_table : 0;
    assert_int_equal(store_try_ddl(stores->of[0], &ddl, &stores->result, &stores->err), RC_OK);
    for (int i = 0; i < stores->count; i++) {
        assert_int_equal(store_apply_ddl(stores->of[i], &ddl, &stores->err), RC_OK);
    }
    return stores->result.error;
}

static void expect(struct stores *stores, enum sql_error got, enum sql_error error,
                   const char *text)
{
    assert_string_equal(stores->result.text, text);
    assert_int_equal(got, error);
}

static void definition__try__leaves_no_trace(void **state)
{
    struct stores *stores = *state;
    struct store_ddl ddl = {
        .kind = DDL_CREATE_TABLE, .name = "t", .sql = "CREATE TABLE t(a)", .table = 5};
    uint64_t digest = store_digest(stores->of[0]);
    assert_int_equal(store_try_ddl(stores->of[0], &ddl, &stores->result, NULL), RC_OK);
    assert_int_equal(stores->result.error, SQL_OK);
    assert_int_equal(stores->result.changes.page_count, 1);
    assert_int_equal(stores->result.changes.pages[0].table, 5);
    assert_int_equal(stores->result.changes.pages[0].index, PAGE_INDEX_HEADER);
    assert_true(store_digest(stores->of[0]) == digest);
    assert_int_equal(store_table_count(stores->of[0]), 0);
}

static void definition__again__changes_nothing(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(stores_define(stores, DDL_CREATE_TABLE, "orders", ORDERS), SQL_OK);
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO orders(item) VALUES('a')"), SQL_OK);
    uint64_t digest = store_digest(stores->of[0]);
    struct store_ddl ddl = {.kind = DDL_CREATE_TABLE, .name = "orders", .sql = ORDERS, .table = 1};
    assert_int_equal(store_apply_ddl(stores->of[0], &ddl, NULL), RC_OK);
    assert_true(store_digest(stores->of[0]) == digest);
    assert_string_equal(store_name_of(stores->of[1], 1), "orders");
    assert_int_equal(store_table_number(stores->of[1], "ORDERS"), 1);
}

static void definition__databases__have_names_and_tables(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(define_in(stores, "lab", DDL_CREATE_DATABASE, "shop", ""), SQL_OK);
    expect(stores, define_in(stores, "lab", DDL_CREATE_DATABASE, "shop", ""),
           SQL_DUPLICATE_DATABASE, "Can't create database 'shop'; database exists");
    assert_true(store_has_database(stores->of[1], "Shop"));
    assert_int_equal(define_in(stores, "shop", DDL_CREATE_TABLE, "t", "CREATE TABLE t(a)"), SQL_OK);
    expect(stores, define_in(stores, "shop", DDL_CREATE_TABLE, "t", "CREATE TABLE t(a)"),
           SQL_TABLE_EXISTS, "Table 't' already exists");
    expect(stores, define_in(stores, "lab", DDL_CREATE_TABLE, "t", "CREATE TABLE t(a)"),
           SQL_TABLE_EXISTS,
           "Table 't' already exists in database 'shop': in this lab a table name stands for one "
           "table, whatever the database");
    expect(stores, define_in(stores, "none", DDL_CREATE_TABLE, "x", "CREATE TABLE x(a)"),
           SQL_UNKNOWN_DATABASE, "Unknown database 'none'");
    expect(stores, define_in(stores, "lab", DDL_DROP_DATABASE, "none", ""), SQL_NO_DROP_DATABASE,
           "Can't drop database 'none'; database doesn't exist");
    expect(stores, define_in(stores, "lab", DDL_DROP_DATABASE, "lab", ""), SQL_NO_DROP_DATABASE,
           "Can't drop database 'lab'; it is the lab's own and always there");
    assert_int_equal(define_in(stores, "lab", DDL_DROP_DATABASE, "shop", ""), SQL_OK);
    assert_int_equal(stores->result.changes.page_count, 1);
    assert_int_equal(store_table_count(stores->of[1]), 0);
    assert_false(store_has_database(stores->of[1], "shop"));
}

static void definition__shown__is_as_it_was_typed(void **state)
{
    struct stores *stores = *state;
    stores_define(stores, DDL_CREATE_TABLE, "orders", ORDERS);
    assert_string_equal(
        stores_read(stores, 1, "SELECT sql FROM lab_tables"),
        "CREATE TABLE orders(id BIGINT NOT NULL AUTO_INCREMENT, item TEXT, PRIMARY KEY(id))");
    assert_string_equal(stores_read(stores, 1, "SELECT field, key, extra FROM lab_columns"),
                        "id|PRI|auto_increment;item||");
}

static void definition__of_another_table__leaves_what_is_described(void **state)
{
    struct stores *stores = *state;
    stores_define(stores, DDL_CREATE_TABLE, "p", "CREATE TABLE p(id INT PRIMARY KEY)");
    stores_define(stores, DDL_CREATE_TABLE, "c",
                  "CREATE TABLE c(id INT PRIMARY KEY, p INT REFERENCES p(id), v INT)");
    stores_define(stores, DDL_CREATE_INDEX, "c", "CREATE UNIQUE INDEX by_p ON c(p)");
    stores_define(stores, DDL_CREATE_INDEX, "c", "CREATE UNIQUE INDEX by_v ON c(v, p)");
    stores_define(stores, DDL_CREATE_TABLE, "t", "CREATE TABLE t(a INT)");
    assert_string_equal(stores_read(stores, 1, "SELECT table_name, field, key FROM lab_columns"),
                        "c|id|PRI;c|p|UNI;c|v|MUL;p|id|PRI;t|a|");
    assert_int_equal(stores_define(stores, DDL_DROP_TABLE, "t", ""), SQL_OK);
    assert_int_equal(
        stores_define(stores, DDL_ALTER_TABLE, "p", "ALTER TABLE p RENAME COLUMN id TO number"),
        SQL_OK);
    assert_string_equal(stores_read(stores, 1, "SELECT sql FROM lab_tables"),
                        "CREATE TABLE c(id INT PRIMARY KEY, p INT REFERENCES p(number), v INT, "
                        "UNIQUE KEY \"by_p\" (\"p\"), UNIQUE KEY \"by_v\" (\"v\", \"p\"));"
                        "CREATE TABLE p(number INT PRIMARY KEY)");
    assert_string_equal(stores_read(stores, 1, "SELECT table_name, field, key FROM lab_columns"),
                        "c|id|PRI;c|p|UNI;c|v|MUL;p|number|PRI");
    assert_int_equal(stores_define(stores, DDL_DROP_INDEX, "c", "DROP INDEX by_p"), SQL_OK);
    assert_string_equal(stores_read(stores, 1, "SELECT name, position, field FROM lab_indexes"),
                        "PRIMARY|1|id;by_v|1|v;by_v|2|p;PRIMARY|1|number");
    assert_string_equal(stores_read(stores, 1, "SELECT field, key FROM lab_columns"),
                        "id|PRI;p|;v|MUL;number|PRI");
}

static void definition__alter_and_index__are_followed(void **state)
{
    struct stores *stores = *state;
    stores_define(stores, DDL_CREATE_TABLE, "t", "CREATE TABLE t(id INT PRIMARY KEY, v INT)");
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(1, 10), (2, 10)"), SQL_OK);
    assert_int_equal(stores_define(stores, DDL_ALTER_TABLE, "t",
                                   "ALTER TABLE t ADD COLUMN w TEXT DEFAULT 'new'"),
                     SQL_OK);
    assert_int_equal(stores_commit(stores, 1, "UPDATE t SET v = 11 WHERE id = 2"), SQL_OK);
    assert_string_equal(stores_read(stores, 0, "SELECT * FROM t"), "1|10|new;2|11|new");
    assert_int_equal(stores_define(stores, DDL_CREATE_INDEX, "t", "CREATE INDEX by_v ON t(v)"),
                     SQL_OK);
    assert_int_equal(stores_run(stores, 0, "UPDATE t SET v = 1000 WHERE id = 2"), SQL_OK);
    assert_int_equal(stores->result.changes.page_count, 3);
    assert_int_equal(stores_run(stores, 0, "UPDATE t SET w = 'x' WHERE id = 2"), SQL_OK);
    assert_int_equal(stores->result.changes.page_count, 1);
    assert_int_equal(stores_define(stores, DDL_ALTER_TABLE, "t", "ALTER TABLE t RENAME TO renamed"),
                     SQL_OK);
    assert_string_equal(store_name_of(stores->of[1], 1), "renamed");
    assert_int_equal(stores_commit(stores, 0, "DELETE FROM renamed"), SQL_OK);
    expect(stores, stores_define(stores, DDL_ALTER_TABLE, "t", "ALTER TABLE t ADD x"), SQL_NO_TABLE,
           "Table 'lab.t' doesn't exist");
    expect(stores, stores_define(stores, DDL_DROP_TABLE, "t", ""), SQL_UNKNOWN_TABLE,
           "Unknown table 'lab.t'");
}

static void definition__check_of_a_new_column__is_asked_of_the_rows(void **state)
{
    struct stores *stores = *state;
    stores_define(stores, DDL_CREATE_TABLE, "t", "CREATE TABLE t(id INT PRIMARY KEY)");
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(1)"), SQL_OK);
    expect(stores,
           stores_define(stores, DDL_ALTER_TABLE, "t",
                         "ALTER TABLE t ADD COLUMN v INT DEFAULT 0 CHECK(v > 0)"),
           SQL_CHECK, "The new column's check constraint is violated by rows that are there");
    assert_int_equal(stores_define(stores, DDL_ALTER_TABLE, "t",
                                   "ALTER TABLE t ADD COLUMN v INT DEFAULT 5 CHECK(v > 0)"),
                     SQL_OK);
    expect(stores, stores_run(stores, 1, "UPDATE t SET v = -1"), SQL_CHECK,
           "Check constraint 'v > 0' is violated.");
    assert_string_equal(stores_read(stores, 1, "SELECT * FROM t"), "1|5");
}

static void definition__unfit__is_refused_by_name(void **state)
{
    struct stores *stores = *state;
    static const char *const cases[][2] = {
        {"CREATE TABLE t(id INT PRIMARY KEY, p INT REFERENCES t(id) ON DELETE CASCADE)",
         "This lab does not support 'FOREIGN KEY ON DELETE CASCADE': a foreign key may only "
         "refuse"},
        {"CREATE TABLE t(id INT PRIMARY KEY, p INT REFERENCES t(id) ON UPDATE SET NULL)",
         "This lab does not support 'FOREIGN KEY ON UPDATE SET NULL': a foreign key may only "
         "refuse"},
        {"CREATE TABLE t(id INT PRIMARY KEY, a2345678901234567890123456789012345678901234567890123"
         "45678901234 INT)",
         "This lab does not support 'a name of more than 63 bytes': choose a shorter one"},
        {"CREATE TABLE t(id INT PRIMARY KEY, a INT, b INT, c INT, d INT, e INT, f INT, g INT,"
         " h INT, i INT, j INT, k INT, l INT, m INT, n INT, o INT, p INT, q INT,"
         " UNIQUE(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q))",
         "This lab does not support 'more than 16 columns in a key': as in MySQL"},
        {"CREATE TEMP TABLE t(a)", "This lab does not support 'CREATE TEMPORARY TABLE'"},
        {"CREATE TABLE t AS SELECT 1 AS a",
         "This lab does not support 'CREATE TABLE ... SELECT': create, then insert"},
        {"CREATE VIEW t AS SELECT 1", "This lab does not support 'CREATE VIEW'"},
        {"CREATE TABLE t(rowid INT, a INT)",
         "This lab does not support 'a column named rowid': SQLite means its own row number by "
         "that name"},
        {"CREATE TABLE t(a INT, b INT AS (a) UNIQUE)",
         "This lab does not support 'a UNIQUE key on the generated column b': use plain columns"},
    };
    for (int i = 0; i < COUNT_OF(cases); i++) {
        expect(stores, stores_define(stores, DDL_CREATE_TABLE, "t", cases[i][0]), SQL_NOT_SUPPORTED,
               cases[i][1]);
    }
    expect(stores, stores_define(stores, DDL_CREATE_TABLE, "lab_x", "CREATE TABLE lab_x(a)"),
           SQL_NOT_SUPPORTED, "names that begin with 'lab_' or 'sqlite_' are not for you: 'lab_x'");
    stores_define(stores, DDL_CREATE_TABLE, "t", "CREATE TABLE t(a INT, b INT)");
    expect(stores,
           stores_define(stores, DDL_CREATE_INDEX, "t", "CREATE UNIQUE INDEX u ON t(a + b)"),
           SQL_NOT_SUPPORTED,
           "This lab does not support 'a UNIQUE key on an expression': use plain columns");
}

/* More would be no keys to the masters, who look at 64 of a table. */
static void definition__more_keys_than_64__are_refused(void **state)
{
    struct stores *stores = *state;
    char sql[100];
    stores_define(stores, DDL_CREATE_TABLE, "t", "CREATE TABLE t(id INT PRIMARY KEY, a INT)");
    for (int i = 1; i <= 64; i++) {
        (void)snprintf(sql, sizeof(sql), "CREATE UNIQUE INDEX k%d ON t(a)", i);
        assert_int_equal(stores_define(stores, DDL_CREATE_INDEX, "t", sql),
                         i < 64 ? SQL_OK : SQL_NOT_SUPPORTED);
    }
    expect(stores, stores->result.error, SQL_NOT_SUPPORTED,
           "This lab does not support 'more than 64 keys': as in MySQL");
}

/* What is said of a table must fit into a row: else nothing would be said of the next ones. */
static void definition__too_long_with_its_keys__is_refused(void **state)
{
    struct stores *stores = *state;
    struct buf columns;
    struct buf sql;
    int refused = 0;
    buf_init(&columns, SQL_SIZE_MAX);
    buf_init(&sql, SQL_SIZE_MAX);
    for (int i = 0; i < 20; i++) {
        buf_addf(&columns, "%sc%062d", i > 0 ? ", " : "", i);
    }
    buf_addf(&sql, "CREATE TABLE t(%s)", columns.data);
    assert_int_equal(stores_define(stores, DDL_CREATE_TABLE, "t", sql.data), SQL_OK);
    for (int i = 0; i < 60; i++) {
        buf_clear(&sql);
        buf_addf(&sql, "CREATE INDEX k%d ON t(%s)", i, columns.data);
        refused += stores_define(stores, DDL_CREATE_INDEX, "t", sql.data) != SQL_OK;
    }
    expect(stores, stores->result.error, SQL_NOT_SUPPORTED,
           "The definition of 't' is too long: at most 65535 bytes here, its keys included");
    assert_in_range(refused, 10, 20);
    buf_release(&columns);
    buf_release(&sql);
    stores_define(stores, DDL_CREATE_TABLE, "u", "CREATE TABLE u(a INT)");
    assert_string_equal(stores_read(stores, 1,
                                    "SELECT field FROM lab_columns WHERE "
                                    "table_name = 'u'"),
                        "a");
}

/* What would make rows differ, or leave a table that no row fits into, is no table at all. */
static void definition__that_spoils_its_table__is_refused(void **state)
{
    struct stores *stores = *state;
#define NO_ORDER "Generated column can refer only to generated columns defined prior to it."
    static const struct {
        const char *columns;
        enum sql_error error;
        const char *text;
    } cases[] = {
        {"a INT, b INT AS (b + 1)", SQL_GENERATED_ORDER, NO_ORDER},
        {"a INT, b INT AS (b + 1) STORED", SQL_GENERATED_ORDER, NO_ORDER},
        {"a INT, b INT AS (c) STORED, c INT AS (b)", SQL_GENERATED_ORDER, NO_ORDER},
        {"a INT DEFAULT (missing(1))", SQL_NO_FUNCTION, "FUNCTION missing does not exist"},
        {"a INT CHECK(raise(ignore))", SQL_NOT_SUPPORTED,
         "SQLite, which keeps the rows here, says: RAISE() may only be used within a "
         "trigger-program"},
        {"a INT CHECK(random() > 0)", SQL_NOT_SUPPORTED,
         "random() in a definition would not say the same on every master"},
        {"a INT, CHECK(lab_server_id() = 1)", SQL_NOT_SUPPORTED,
         "lab_server_id() in a definition would not say the same on every master"},
        {"a INT CHECK(current_timestamp < '2027')", SQL_NOT_SUPPORTED,
         "current_timestamp() in a definition would not say the same on every master"},
        {"a INT CHECK(load_extension('x'))", SQL_NOT_SUPPORTED,
         "This lab does not support 'load_extension()'"},
        {"a INT DEFAULT (load_extension('x'))", SQL_NOT_SUPPORTED,
         "SQLite, which keeps the rows here, says: unsafe use of load_extension()"},
    };
    for (int i = 0; i < COUNT_OF(cases); i++) {
        char sql[200];
        (void)snprintf(sql, sizeof(sql), "CREATE TABLE t(%s)", cases[i].columns);
        expect(stores, stores_define(stores, DDL_CREATE_TABLE, "t", sql), cases[i].error,
               cases[i].text);
        assert_int_equal(store_table_count(stores->of[0]), 0);
    }
    stores_define(stores, DDL_CREATE_TABLE, "t", "CREATE TABLE t(a INT)");
    expect(stores,
           stores_define(stores, DDL_ALTER_TABLE, "t", "ALTER TABLE t ADD COLUMN b INT AS (b + 1)"),
           SQL_GENERATED_ORDER, NO_ORDER);
    expect(stores,
           stores_define(stores, DDL_CREATE_TABLE, "u",
                         "CREATE TABLE u(a BIGINT DEFAULT (random()), b DATETIME DEFAULT "
                         "current_timestamp, c INT DEFAULT (lab_server_id()))"),
           SQL_OK, "");
}

static void definition__duplicates__bar_a_unique_index(void **state)
{
    struct stores *stores = *state;
    stores_define(stores, DDL_CREATE_TABLE, "t", "CREATE TABLE t(a INT, b INT)");
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(1, 1), (1, 2)"), SQL_OK);
    expect(stores, stores_define(stores, DDL_CREATE_INDEX, "t", "CREATE UNIQUE INDEX u ON t(a)"),
           SQL_DUPLICATE_KEY, "Duplicate entry for key 't.PRIMARY'");
}

static void definition__wrong__is_said_as_mysql_says_it(void **state)
{
    struct stores *stores = *state;
    stores_define(stores, DDL_CREATE_TABLE, "t", "CREATE TABLE t(a INT, b INT)");
    expect(stores, stores_define(stores, DDL_CREATE_TABLE, "u", "CREATE TABLE u(a INT, A INT)"),
           SQL_DUPLICATE_COLUMN, "Duplicate column name 'A'");
    expect(stores, stores_define(stores, DDL_ALTER_TABLE, "t", "ALTER TABLE t ADD COLUMN b INT"),
           SQL_DUPLICATE_COLUMN, "Duplicate column name 'b'");
    expect(stores, stores_define(stores, DDL_ALTER_TABLE, "t", "ALTER TABLE t DROP COLUMN \"c\""),
           SQL_UNKNOWN_COLUMN, "Unknown column 'c' in 'field list'");
    expect(stores, stores_define(stores, DDL_ALTER_TABLE, "t", "ALTER TABLE t ADD c INT UNIQUE"),
           SQL_NOT_SUPPORTED,
           "ALTER TABLE ... ADD with UNIQUE is not in this lab: ADD the column, then ADD UNIQUE "
           "(it)");
    expect(stores,
           stores_define(stores, DDL_ALTER_TABLE, "t", "ALTER TABLE t ADD c INT DEFAULT (a)"),
           SQL_WRONG_DEFAULT, "Invalid default value for 'c'");
    stores_define(stores, DDL_CREATE_TABLE, "w", "CREATE TABLE w(a INT PRIMARY KEY, b INT)");
    stores_define(stores, DDL_CREATE_INDEX, "w", "CREATE INDEX by_b ON w(b)");
    expect(stores, stores_define(stores, DDL_ALTER_TABLE, "w", "ALTER TABLE w DROP a"),
           SQL_NOT_SUPPORTED,
           "ALTER TABLE ... DROP of a column of the primary key is not in this lab: CREATE TABLE "
           "another and INSERT ... SELECT");
    expect(stores, stores_define(stores, DDL_ALTER_TABLE, "w", "ALTER TABLE w DROP b"),
           SQL_NOT_SUPPORTED, "index by_b still needs the column here: drop that first");
    expect(stores,
           stores_define(stores, DDL_CREATE_TABLE, "v",
                         "CREATE TABLE v(a INT PRIMARY KEY, b INT PRIMARY KEY)"),
           SQL_TWO_PRIMARY, "Multiple primary key defined");
    expect(stores,
           stores_define(stores, DDL_CREATE_TABLE, "v",
                         "CREATE TABLE v(a INT, FOREIGN KEY (b) REFERENCES t (a))"),
           SQL_NO_KEY_COLUMN, "Key column 'b' doesn't exist in table");
    expect(stores, stores_define(stores, DDL_DROP_INDEX, "t", "DROP INDEX i"), SQL_NO_KEY,
           "Can't DROP 'i'; check that column/key exists");
    expect(stores, stores_define(stores, DDL_CREATE_TABLE, "sqlite_x", "CREATE TABLE sqlite_x(a)"),
           SQL_NOT_SUPPORTED,
           "names that begin with 'lab_' or 'sqlite_' are not for you: 'sqlite_x'");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(definition__try__leaves_no_trace),
        CASE(definition__again__changes_nothing),
        CASE(definition__databases__have_names_and_tables),
        CASE(definition__shown__is_as_it_was_typed),
        CASE(definition__of_another_table__leaves_what_is_described),
        CASE(definition__alter_and_index__are_followed),
        CASE(definition__check_of_a_new_column__is_asked_of_the_rows),
        CASE(definition__unfit__is_refused_by_name),
        CASE(definition__wrong__is_said_as_mysql_says_it),
        CASE(definition__more_keys_than_64__are_refused),
        CASE(definition__too_long_with_its_keys__is_refused),
        CASE(definition__that_spoils_its_table__is_refused),
        CASE(definition__duplicates__bar_a_unique_index),
    };
    return cmocka_run_group_tests_name("store/definition", tests, NULL, NULL);
}
