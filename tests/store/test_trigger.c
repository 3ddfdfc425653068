/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/stores.h"

#include <stdio.h>

static void define(struct stores *stores, enum ddl_kind kind, const char *name, const char *sql)
{
    enum sql_error error = stores_define(stores, kind, name, sql);
    if (error != SQL_OK) {
        fail_msg("%s: %s", sql, stores->result.text);
    }
}

/* A table, one that notes what is done to it, and one with generated ids. */
static int set_up(void **state)
{
    static struct stores stores;
    stores_init(&stores, 2);
    *state = &stores;
    define(&stores, DDL_CREATE_TABLE, "t", "CREATE TABLE t(id INT PRIMARY KEY, v INT)");
    define(&stores, DDL_CREATE_TABLE, "seen",
           "CREATE TABLE seen(id BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT (lab_autoinc('seen')),"
           " of INT, v INT, PRIMARY KEY(id)) WITHOUT ROWID");
    define(&stores, DDL_CREATE_TABLE, "sums", "CREATE TABLE sums(k TEXT PRIMARY KEY, n TINYINT)");
    assert_int_equal(stores_commit(&stores, 0, "INSERT INTO sums VALUES('t', 0)"), SQL_OK);
    return 0;
}

static int tear_down(void **state)
{
    struct stores *stores = *state;
    bool is_same = stores_agree(stores);
    stores_release(stores);
    return is_same ? 0 : -1;
}

static enum sql_error create(struct stores *stores, const char *table, const char *sql)
{
    return stores_define(stores, DDL_CREATE_TRIGGER, table, sql);
}

static void expect(struct stores *stores, enum sql_error got, enum sql_error error,
                   const char *text)
{
    assert_string_equal(stores->result.text, text);
    assert_int_equal(got, error);
}

#define INSERT_SEEN                                                                                \
    "CREATE TRIGGER \"see\" AFTER INSERT ON \"t\" FOR EACH ROW BEGIN "                             \
    "INSERT INTO seen(of, v) VALUES(NEW.id, NEW.v); END"
#define ADD_SUM                                                                                    \
    "CREATE TRIGGER \"add\" BEFORE UPDATE ON \"t\" FOR EACH ROW BEGIN "                            \
    "UPDATE sums SET n = n + NEW.v - OLD.v WHERE k = 't'; END"

/* One change of each table, and locks and pages of both. */
static void trigger__its_rows__are_changes_as_the_others(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(create(stores, "t", INSERT_SEEN), SQL_OK);
    assert_int_equal(stores->result.changes.page_count, 1);
    assert_int_equal(stores->result.changes.pages[0].table, 1);
    assert_int_equal(stores->result.changes.pages[0].index, PAGE_INDEX_HEADER);
    assert_int_equal(stores_run(stores, 0, "INSERT INTO t VALUES(1, 10)"), SQL_OK);
    const struct changes *changes = &stores->result.changes;
    assert_int_equal(changes->count, 2);
    assert_int_equal(changes->items[0].table, 1);
    assert_int_equal(changes->items[1].table, 2);
    assert_int_equal(changes->lock_count, 2);
    assert_int_equal(changes->page_count, 2);
    assert_int_equal(changes->pages[1].table, 2);
    assert_int_equal(stores->result.affected, 1);
}

/* Applied by the others it fires no second time; nor by the one where it ran. */
static void trigger__applied__fires_nothing(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(create(stores, "t", INSERT_SEEN), SQL_OK);
    assert_int_equal(create(stores, "t", ADD_SUM), SQL_OK);
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(1, 10), (2, 20)"), SQL_OK);
    assert_int_equal(stores_commit(stores, 1, "UPDATE t SET v = v + 1"), SQL_OK);
    for (int i = 0; i < 2; i++) {
        assert_string_equal(stores_read(stores, i, "SELECT of, v FROM seen"), "1|10;2|20");
        assert_string_equal(stores_read(stores, i, "SELECT n FROM sums"), "2");
    }
}

/* What it writes must fit, and what stands in its way ends the statement. */
static void trigger__that_fails__ends_its_statement(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(create(stores, "t", ADD_SUM), SQL_OK);
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(1, 10)"), SQL_OK);
    expect(stores, stores_run(stores, 0, "UPDATE t SET v = 1000"), SQL_OUT_OF_RANGE,
           "Out of range value for column 'n' at row 1");
    assert_int_equal(create(stores, "t",
                            "CREATE TRIGGER \"twice\" AFTER DELETE ON \"t\" FOR EACH ROW BEGIN "
                            "INSERT INTO sums VALUES('t', 0); END"),
                     SQL_OK);
    expect(stores, stores_run(stores, 0, "DELETE FROM t"), SQL_DUPLICATE_KEY,
           "Duplicate entry for key 'sums.PRIMARY'");
    assert_string_equal(stores_read(stores, 0, "SELECT v FROM t"), "10");
}

static void trigger__ids_it_generates__are_not_the_sessions(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(create(stores, "t", INSERT_SEEN), SQL_OK);
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(1, 10)"), SQL_OK);
    assert_int_equal(stores->result.last_insert_id, 0);
    assert_int_equal(create(stores, "seen",
                            "CREATE TRIGGER \"on\" AFTER INSERT ON \"seen\" FOR EACH ROW BEGIN "
                            "UPDATE sums SET n = n + 1; END"),
                     SQL_OK);
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO seen(of) VALUES(7)"), SQL_OK);
    assert_int_equal(stores->result.last_insert_id, 17);
}

/* As in MySQL: neither directly, nor by way of another trigger, nor what the statement reads. */
static void trigger__of_a_table_in_use__is_error_1442(void **state)
{
    struct stores *stores = *state;
    static const char of_t[] = "Can't update table 't' in stored function/trigger because it is "
                               "already used by statement which invoked this stored "
                               "function/trigger.";
    expect(stores,
           create(stores, "t",
                  "CREATE TRIGGER \"own\" AFTER INSERT ON \"t\" FOR EACH ROW BEGIN DELETE FROM t; "
                  "END"),
           SQL_TABLE_IN_USE, of_t);
    assert_int_equal(create(stores, "t", INSERT_SEEN), SQL_OK);
    expect(stores,
           create(stores, "seen",
                  "CREATE TRIGGER \"back\" AFTER INSERT ON \"seen\" FOR EACH ROW BEGIN INSERT INTO "
                  "t VALUES(NEW.id, 0); END"),
           SQL_TABLE_IN_USE,
           "Can't update table 'seen' in stored function/trigger because it is already used by "
           "statement which invoked this stored function/trigger.");
    expect(stores, stores_run(stores, 0, "INSERT INTO t SELECT id + 100, v FROM seen"),
           SQL_TABLE_IN_USE,
           "Can't update table 'seen' in stored function/trigger because it is already used by "
           "statement which invoked this stored function/trigger.");
    assert_int_equal(stores_run(stores, 0,
                                "INSERT INTO t SELECT s.id, 0 FROM (SELECT id FROM seen "
                                "WHERE of > 1 LIMIT 3) AS s"),
                     SQL_TABLE_IN_USE);
    assert_int_equal(stores_run(stores, 0, "INSERT INTO t SELECT n, n FROM sums"), SQL_OK);
    assert_int_equal(stores_run(stores, 0, "UPDATE t SET v = (SELECT max(id) FROM seen)"), SQL_OK);
}

static void trigger__what_sqlite_would_do_otherwise__is_refused(void **state)
{
    struct stores *stores = *state;
    static const char policy[] =
        "REPLACE and IGNORE are not in this lab where a trigger fires: SQLite would replace or "
        "ignore its rows, too; say INSERT ... ON DUPLICATE KEY UPDATE";
    assert_int_equal(create(stores, "t", INSERT_SEEN), SQL_OK);
    expect(stores, stores_run(stores, 0, "REPLACE INTO t VALUES(1, 10)"), SQL_NOT_SUPPORTED,
           policy);
    expect(stores, stores_run(stores, 0, "INSERT OR IGNORE INTO t VALUES(1, 10)"),
           SQL_NOT_SUPPORTED, policy);
    assert_int_equal(stores_run(stores, 0, "UPDATE OR IGNORE t SET v = 1"), SQL_OK);
    assert_int_equal(stores_run(stores, 0,
                                "INSERT INTO t SELECT 1, length('insert or die, \"replace into x') "
                                "AS \"update or '\""),
                     SQL_OK);
    assert_int_equal(stores_run(stores, 0,
                                "WITH a AS (SELECT max(v) AS n FROM t) INSERT OR IGNORE INTO sums "
                                "SELECT 'x', a.n FROM a, (SELECT v FROM t LIMIT 1) AS b"),
                     SQL_OK);
    expect(stores,
           create(stores, "seen",
                  "CREATE TRIGGER \"a \"\" b\" BEFORE INSERT ON \"seen\" FOR EACH ROW BEGIN DELETE "
                  "FROM t; END"),
           SQL_NOT_SUPPORTED,
           "BEFORE INSERT is not in this lab where a column is AUTO_INCREMENT: AFTER INSERT knows "
           "the id, too");
}

static void trigger__wrong__is_said_as_mysql_says_it(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(create(stores, "t", INSERT_SEEN), SQL_OK);
    expect(stores, create(stores, "t", INSERT_SEEN), SQL_TRIGGER_EXISTS, "Trigger already exists");
    expect(stores, create(stores, "none", INSERT_SEEN), SQL_NO_TABLE,
           "Table 'lab.none' doesn't exist");
    expect(stores,
           create(stores, "t",
                  "CREATE TRIGGER \"x\" AFTER DELETE ON \"t\" FOR EACH ROW BEGIN DELETE FROM sums "
                  "WHERE n = OLD.w; END"),
           SQL_UNKNOWN_COLUMN, "Unknown column 'w' in 'OLD'");
    expect(stores,
           create(stores, "t",
                  "CREATE TRIGGER \"x\" AFTER DELETE ON \"t\" FOR EACH ROW BEGIN DELETE FROM "
                  "lab_tables; END"),
           SQL_NOT_SUPPORTED, "'lab_tables' belongs to the lab: it can be read, not changed");
    expect(stores, stores_define(stores, DDL_DROP_TRIGGER, "x", "DROP TRIGGER \"x\""),
           SQL_NO_TRIGGER, "Trigger does not exist");
    struct store_ddl ddl = {
        .kind = DDL_DROP_TRIGGER, .name = "x", .sql = "DROP TRIGGER \"x\"", .if_exists = true};
    assert_int_equal(store_try_ddl(stores->of[0], &ddl, &stores->result, NULL), RC_OK);
    assert_int_equal(stores->result.error, SQL_OK);
    ddl = (struct store_ddl){
        .kind = DDL_CREATE_TRIGGER, .name = "t", .sql = INSERT_SEEN, .if_exists = true};
    assert_int_equal(store_try_ddl(stores->of[0], &ddl, &stores->result, NULL), RC_OK);
    assert_int_equal(stores->result.error, SQL_OK);
}

/* As in MySQL it may miss its table, which is an error where it fires. */
static void trigger__without_its_table__fails_when_it_fires(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(create(stores, "t",
                            "CREATE TRIGGER \"x\" AFTER INSERT ON \"t\" FOR EACH ROW BEGIN INSERT "
                            "INTO gone VALUES(1); END"),
                     SQL_OK);
    expect(stores, stores_run(stores, 0, "INSERT INTO t VALUES(1, 10)"), SQL_NO_TABLE,
           "Table 'lab.gone' doesn't exist");
    assert_int_equal(stores_run(stores, 0, "UPDATE t SET v = 1"), SQL_OK);
    define(stores, DDL_CREATE_INDEX, "t", "CREATE INDEX i ON t(v)");
    expect(stores, stores_define(stores, DDL_ALTER_TABLE, "t", "ALTER TABLE t DROP COLUMN v"),
           SQL_NOT_SUPPORTED,
           "trigger x is in the way (no such table: main.gone): DROP TRIGGER x first");
}

#define TRIGGERS "SELECT name, event, table_name, statement, timing FROM lab_triggers"

static void trigger__shown__follows_what_is_renamed_and_dropped(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(create(stores, "t", INSERT_SEEN), SQL_OK);
    assert_int_equal(create(stores, "t",
                            "CREATE TRIGGER \"a \"\" b\" BEFORE DELETE ON \"t\" FOR EACH ROW BEGIN "
                            "DELETE FROM seen WHERE of = OLD.id; END"),
                     SQL_OK);
    assert_string_equal(stores_read(stores, 1, TRIGGERS),
                        "a \" b|DELETE|t|DELETE FROM seen WHERE of = OLD.id|BEFORE;"
                        "see|INSERT|t|INSERT INTO seen(of, v) VALUES(NEW.id, NEW.v)|AFTER");
    define(stores, DDL_DROP_TRIGGER, "a \" b", "DROP TRIGGER \"a \"\" b\"");
    assert_int_equal(stores->result.changes.pages[0].table, 1);
    define(stores, DDL_ALTER_TABLE, "t", "ALTER TABLE t RENAME TO u");
    define(stores, DDL_ALTER_TABLE, "u", "ALTER TABLE u RENAME COLUMN v TO w");
    assert_string_equal(stores_read(stores, 0, TRIGGERS),
                        "see|INSERT|u|INSERT INTO seen(of, v) VALUES(NEW.id, NEW.w)|AFTER");
    assert_int_equal(stores_commit(stores, 1, "INSERT INTO u VALUES(1, 10)"), SQL_OK);
    assert_string_equal(stores_read(stores, 0, "SELECT of, v FROM seen"), "1|10");
    define(stores, DDL_DROP_TABLE, "u", "DROP TABLE u");
    assert_string_equal(stores_read(stores, 0, TRIGGERS), "");
}

/* A column that comes with a DEFAULT is written into the rows: no UPDATE of anybody's. */
static void trigger__new_column__does_not_fire_it(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(1, 10)"), SQL_OK);
    assert_int_equal(create(stores, "t", ADD_SUM), SQL_OK);
    define(stores, DDL_ALTER_TABLE, "t", "ALTER TABLE t ADD COLUMN w INT NOT NULL DEFAULT 0");
    assert_string_equal(stores_read(stores, 1, "SELECT n FROM sums"), "0");
}

/* As in MySQL: the oldest first. */
static void trigger__several_of_one_event__fire_in_the_order_they_were_made(void **state)
{
    struct stores *stores = *state;
    for (int i = 1; i <= 4; i++) {
        char sql[200];
        (void)snprintf(sql, sizeof(sql),
                       "CREATE TRIGGER \"g%d\" AFTER INSERT ON \"t\" FOR EACH ROW BEGIN "
                       "INSERT INTO seen(of, v) VALUES(NEW.id, %d); END",
                       i * 7 % 5, i);
        assert_int_equal(create(stores, "t", sql), SQL_OK);
    }
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(1, 10)"), SQL_OK);
    assert_string_equal(stores_read(stores, 0, "SELECT v FROM seen ORDER BY id"), "1;2;3;4");
    define(stores, DDL_DROP_TRIGGER, "g4", "DROP TRIGGER \"g4\"");
    assert_int_equal(stores_commit(stores, 1, "INSERT INTO t VALUES(2, 10)"), SQL_OK);
    assert_string_equal(stores_read(stores, 0, "SELECT v FROM seen WHERE of = 2 ORDER BY id"),
                        "1;3;4");
}

static enum sql_error create_long(struct stores *stores, int number, int size)
{
    struct buf sql;
    buf_init(&sql, SQL_SIZE_MAX);
    buf_addf(&sql,
             "CREATE TRIGGER \"g%d\" AFTER DELETE ON \"t\" FOR EACH ROW BEGIN "
             "DELETE FROM sums WHERE k = '%0*d'; END",
             number, size, number);
    enum sql_error error = create(stores, "t", sql.data);
    buf_release(&sql);
    return error;
}

/* Together they are longer than a value may be, and the catalog is read all the same. */
static void trigger__too_many__are_refused_and_the_others_kept(void **state)
{
    struct stores *stores = *state;
    for (int i = 0; i <= TRIGGERS_MAX; i++) {
        assert_int_equal(create_long(stores, i, 4000),
                         i < TRIGGERS_MAX ? SQL_OK : SQL_NOT_SUPPORTED);
    }
    assert_string_equal(stores->result.text, "A table has at most 24 triggers here");
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(1, 10)"), SQL_OK);
    assert_int_equal(stores_commit(stores, 1, "DELETE FROM t"), SQL_OK);
}

#define TOO_LONG                                                                                   \
    "This lab does not support 'triggers of more than 131072 bytes together': a statement "        \
    "compiles all that it fires"

static void trigger__too_long_together__are_refused(void **state)
{
    struct stores *stores = *state;
    for (int i = 0; i < 9; i++) {
        assert_int_equal(create_long(stores, i, 15000), i < 8 ? SQL_OK : SQL_NOT_SUPPORTED);
    }
    assert_string_equal(stores->result.text, TOO_LONG);
}

/* Nor do they become longer by the name of what they use. */
static void trigger__too_long_by_a_new_name__are_refused(void **state)
{
    struct stores *stores = *state;
    struct buf sql;
    buf_init(&sql, SQL_SIZE_MAX);
    for (int i = 0; i < 9; i++) {
        buf_clear(&sql);
        buf_addf(&sql, "CREATE TRIGGER \"g%d\" AFTER DELETE ON \"t\" FOR EACH ROW BEGIN DELETE ",
                 i);
        buf_addf(&sql, "FROM sums WHERE n IN (0");
        for (int k = 0; k < 300; k++) {
            buf_addf(&sql, ", OLD.v");
        }
        buf_addf(&sql, "); END");
        assert_int_equal(create(stores, "t", sql.data), SQL_OK);
    }
    buf_release(&sql);
    expect(stores,
           stores_define(stores, DDL_ALTER_TABLE, "t",
                         "ALTER TABLE t RENAME COLUMN v TO "
                         "a23456789012345678901234567890123456789012345678901234567890123"),
           SQL_NOT_SUPPORTED, TOO_LONG);
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t(id, v) VALUES(1, 10)"), SQL_OK);
}

/* What ends the scratch transaction is not tried again outside of it (the dialect refuses both). */
static void trigger__that_rolls_back__leaves_nothing_behind(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(1, 10), (2, 20)"), SQL_OK);
    assert_int_equal(create(stores, "t",
                            "CREATE TRIGGER \"g\" BEFORE UPDATE ON \"t\" FOR EACH ROW BEGIN "
                            "INSERT OR ROLLBACK INTO sums VALUES('t', NEW.id); END"),
                     SQL_OK);
    assert_int_equal(stores_run(stores, 0, "UPDATE t SET v = v + 1"), SQL_DUPLICATE_KEY);
    assert_string_equal(stores_read(stores, 0, "SELECT v FROM t"), "10;20");
    assert_string_equal(stores_read(stores, 0, "SELECT n FROM sums"), "0");
    define(stores, DDL_DROP_TRIGGER, "g", "DROP TRIGGER \"g\"");
    assert_int_equal(create(stores, "t",
                            "CREATE TRIGGER \"g\" BEFORE UPDATE ON \"t\" FOR EACH ROW BEGIN "
                            "DELETE FROM sums WHERE NEW.id = 2 AND RAISE(ROLLBACK, 'x'); END"),
                     SQL_OK);
    assert_int_equal(stores_run(stores, 0, "UPDATE t SET v = v + 1"), SQL_NOT_SUPPORTED);
    assert_string_equal(stores_read(stores, 0, "SELECT v FROM t"), "10;20");
    assert_string_equal(stores_read(stores, 0, "SELECT n FROM sums"), "0");
}

/* Their body is the statement of nobody: what it reaches is what a statement of its own would. */
static void trigger__ways_out__are_refused_as_in_statements(void **state)
{
    static const struct {
        const char *body, *text;
    } rows[] = {
        {"INSERT INTO sums VALUES(load_extension('x'), 1)",
         "This lab does not support 'load_extension()'"},
        {"INSERT INTO sums VALUES(printf('%.*c', 100000, 'x'), 1)",
         "This lab does not support 'printf()'"},
        {"INSERT INTO sums SELECT sql, 1 FROM sqlite_master",
         "This lab does not support 'sqlite_master'"},
        {"DELETE FROM sqlite_master",
         "SQLite, which keeps the rows here, says: table sqlite_master may not be modified"},
        {"INSERT INTO sums SELECT name, 1 FROM pragma_table_info('t')",
         "A trigger or a CHECK cannot ask SQLite's own functions that look like tables"},
        {"INSERT INTO lab_databases VALUES('x')",
         "'lab_databases' belongs to the lab: it can be read, not changed"},
        {"DELETE FROM sums RETURNING k",
         "You have an error in your SQL syntax; look near 'RETURNING k; END'"},
    };
    struct stores *stores = *state;
    for (int i = 0; i < COUNT_OF(rows); i++) {
        char sql[300];
        (void)snprintf(sql, sizeof(sql),
                       "CREATE TRIGGER \"g\" AFTER INSERT ON \"t\" FOR EACH ROW BEGIN %s; END",
                       rows[i].body);
        assert_int_not_equal(create(stores, "t", sql), SQL_OK);
        assert_string_equal(stores->result.text, rows[i].text);
    }
    assert_int_equal(
        create(stores, "lab_tables",
               "CREATE TRIGGER \"g\" AFTER INSERT ON \"lab_tables\" FOR EACH ROW BEGIN "
               "DELETE FROM t; END"),
        SQL_NO_TABLE);
    assert_int_equal(create(stores, "t",
                            "CREATE TRIGGER \"lab_g\" AFTER INSERT ON \"t\" FOR EACH ROW BEGIN "
                            "DELETE FROM sums; END"),
                     SQL_NOT_SUPPORTED);
}

/* A million rows, or a chain of tables: an error, and nothing is left of it. */
static void trigger__without_end__ends_its_statement_only(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(create(stores, "t",
                            "CREATE TRIGGER \"g\" AFTER INSERT ON \"t\" FOR EACH ROW BEGIN INSERT "
                            "INTO seen(v) SELECT i FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION "
                            "ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT i FROM n); END"),
                     SQL_OK);
    assert_int_equal(stores_run(stores, 0, "INSERT INTO t VALUES(1, 10)"), SQL_INTERRUPTED);
    define(stores, DDL_DROP_TRIGGER, "g", "DROP TRIGGER \"g\"");
    for (int i = 11; i >= 0; i--) {
        char sql[200];
        char table[16];
        (void)snprintf(table, sizeof(table), "c%d", i);
        (void)snprintf(sql, sizeof(sql), "CREATE TABLE c%d(id INT PRIMARY KEY)", i);
        define(stores, DDL_CREATE_TABLE, table, sql);
        if (i == 11) {
            continue;
        }
        (void)snprintf(sql, sizeof(sql),
                       "CREATE TRIGGER \"g%d\" AFTER INSERT ON \"c%d\" FOR EACH ROW BEGIN "
                       "INSERT INTO c%d VALUES(NEW.id); END",
                       i, i, i + 1);
        assert_int_equal(create(stores, table, sql), SQL_OK);
    }
    expect(stores, stores_run(stores, 0, "INSERT INTO c0 VALUES(1)"), SQL_NOT_SUPPORTED,
           "Triggers that fire triggers do so over at most 10 tables here");
    assert_string_equal(stores_read(stores, 0, "SELECT count(*) FROM c0"), "0");
}

/* Neither more rows than a statement may change, nor more memory than it may use. */
static void trigger__out_of_memory__ends_its_statement_only(void **state)
{
    struct stores *stores = *state;
    define(stores, DDL_CREATE_TABLE, "big", "CREATE TABLE big(b BLOB)");
    assert_int_equal(stores_commit(stores, 0,
                                   "INSERT INTO big WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                                   "FROM n LIMIT 60) SELECT i FROM n"),
                     SQL_OK);
    assert_int_equal(create(stores, "t",
                            "CREATE TRIGGER \"rows\" AFTER INSERT ON \"t\" FOR EACH ROW BEGIN "
                            "INSERT INTO seen(v) SELECT 1 FROM big; INSERT INTO sums SELECT "
                            "zeroblob(60000) || a.rowid || ' ' || b.rowid, 1 FROM big AS a, big AS "
                            "b; END"),
                     SQL_OK);
    expect(stores, stores_run(stores, 0, "INSERT INTO t VALUES(1, 10)"), SQL_OUT_OF_MEMORY,
           "Out of memory: one statement may change at most 16 MB of rows here");
    assert_int_equal(create(stores, "t",
                            "CREATE TRIGGER \"memory\" AFTER DELETE ON \"t\" FOR EACH ROW BEGIN "
                            "INSERT INTO sums SELECT zeroblob(60000 + a.rowid), 1 FROM big AS a, "
                            "big AS b ORDER BY 1; END"),
                     SQL_OK);
    define(stores, DDL_DROP_TRIGGER, "rows", "DROP TRIGGER \"rows\"");
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(1, 10)"), SQL_OK);
    expect(stores, stores_run(stores, 0, "DELETE FROM t"), SQL_OUT_OF_MEMORY,
           "Out of memory: one statement may use at most 64 MB here");
    assert_string_equal(stores_read(stores, 0, "SELECT v FROM t"), "10");
    assert_string_equal(stores_read(stores, 0, "SELECT count(*) FROM seen"), "0");
    assert_int_equal(stores_commit(stores, 1, "UPDATE t SET v = 11"), SQL_OK);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(trigger__its_rows__are_changes_as_the_others),
        CASE(trigger__applied__fires_nothing),
        CASE(trigger__that_fails__ends_its_statement),
        CASE(trigger__ids_it_generates__are_not_the_sessions),
        CASE(trigger__of_a_table_in_use__is_error_1442),
        CASE(trigger__what_sqlite_would_do_otherwise__is_refused),
        CASE(trigger__wrong__is_said_as_mysql_says_it),
        CASE(trigger__without_its_table__fails_when_it_fires),
        CASE(trigger__shown__follows_what_is_renamed_and_dropped),
        CASE(trigger__new_column__does_not_fire_it),
        CASE(trigger__several_of_one_event__fire_in_the_order_they_were_made),
        CASE(trigger__too_many__are_refused_and_the_others_kept),
        CASE(trigger__too_long_together__are_refused),
        CASE(trigger__too_long_by_a_new_name__are_refused),
        CASE(trigger__that_rolls_back__leaves_nothing_behind),
        CASE(trigger__ways_out__are_refused_as_in_statements),
        CASE(trigger__without_end__ends_its_statement_only),
        CASE(trigger__out_of_memory__ends_its_statement_only),
    };
    return cmocka_run_group_tests_name("store/trigger", tests, NULL, NULL);
}
