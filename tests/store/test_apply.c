/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/stores.h"

#define SIMPLE "CREATE TABLE t(id INT PRIMARY KEY, v INT UNIQUE, w TEXT)"

static int set_up(void **state)
{
    static struct stores stores;
    stores_init(&stores, 3);
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

static void create(struct stores *stores, const char *sql)
{
    if (stores_define(stores, DDL_CREATE_TABLE, "t", sql) != SQL_OK) {
        fail_msg("%s: %s", sql, stores->result.text);
    }
}

static void commit(struct stores *stores, int master, const char *sql)
{
    if (stores_commit(stores, master, sql) != SQL_OK) {
        fail_msg("%s: %s", sql, stores->result.text);
    }
}

static void apply__twice__is_once(void **state)
{
    struct stores *stores = *state;
    create(stores, SIMPLE);
    commit(stores, 0, "INSERT INTO t VALUES(1, 10, 'a'), (2, 20, 'b')");
    commit(stores, 0, "UPDATE t SET v = v + 1");
    uint64_t digest = store_digest(stores->of[0]);
    assert_int_equal(store_apply(stores->of[0], &stores->result.changes, false, NULL), RC_OK);
    assert_true(store_digest(stores->of[0]) == digest);
}

static void apply__unique_swap__survives(void **state)
{
    struct stores *stores = *state;
    create(stores, SIMPLE);
    commit(stores, 0, "INSERT INTO t VALUES(1, 10, 'a'), (2, 20, 'b'), (3, 30, 'c')");
    struct changes all;
    changes_init(&all);
    static const char *const steps[] = {
        "UPDATE t SET v = 99 WHERE id = 1",
        "UPDATE t SET v = 10 WHERE id = 2",
        "UPDATE t SET v = 20 WHERE id = 1",
    };
    for (int i = 0; i < COUNT_OF(steps); i++) {
        struct store_statement statement = {.sql = steps[i], .own = &all};
        assert_int_equal(store_run(stores->of[1], &statement, &stores->result, NULL), RC_OK);
        assert_int_equal(stores->result.error, SQL_OK);
        changes_merge(&all, &stores->result.changes);
    }
    assert_int_equal(all.count, 2);
    for (int i = 0; i < stores->count; i++) {
        assert_int_equal(store_apply(stores->of[i], &all, true, NULL), RC_OK);
    }
    changes_release(&all);
    assert_string_equal(stores_read(stores, 2, "SELECT * FROM t"), "1|20|a;2|10|b;3|30|c");
}

static void apply__changed_key__moves_the_row(void **state)
{
    struct stores *stores = *state;
    create(stores, SIMPLE);
    commit(stores, 0, "INSERT INTO t VALUES(1, 10, 'a'), (2, 20, 'b')");
    commit(stores, 1, "UPDATE t SET id = id + 1000 WHERE id = 1");
    assert_int_equal(stores->result.affected, 1);
    assert_int_equal(stores->result.changes.count, 2);
    assert_int_equal(stores->result.changes.items[0].number, 1);
    assert_false(stores->result.changes.items[0].has_after);
    assert_int_equal(stores->result.changes.items[1].number, 1001);
    assert_string_equal(stores_read(stores, 2, "SELECT * FROM t"), "2|20|b;1001|10|a");
}

static void apply__replace_and_upsert__keep_stores_equal(void **state)
{
    struct stores *stores = *state;
    create(stores, SIMPLE);
    commit(stores, 0, "INSERT INTO t VALUES(1, 10, 'a'), (2, 20, 'b')");
    commit(stores, 1, "REPLACE INTO t VALUES(3, 10, 'took it from 1')");
    assert_int_equal(stores->result.affected, 2);
    commit(stores, 2, "INSERT INTO t VALUES(2, 5, 'x') ON CONFLICT(id) DO UPDATE SET v = v + 1");
    commit(stores, 0, "INSERT OR IGNORE INTO t VALUES(2, 7, 'no'), (4, 21, 'no'), (5, 50, 'yes')");
    assert_int_equal(stores->result.affected, 1);
    assert_string_equal(stores_read(stores, 2, "SELECT * FROM t"),
                        "2|21|b;3|10|took it from 1;5|50|yes");
}

static void apply__no_change__has_locks_and_no_items_or_pages(void **state)
{
    struct stores *stores = *state;
    create(stores, SIMPLE);
    commit(stores, 0, "INSERT INTO t VALUES(1, 10, 'a')");
    commit(stores, 0, "UPDATE t SET v = 10");
    assert_int_equal(stores->result.affected, 0);
    assert_int_equal(stores->result.changes.count, 0);
    assert_int_equal(stores->result.changes.page_count, 0);
    assert_int_equal(stores->result.changes.lock_count, 1);
    commit(stores, 0, "REPLACE INTO t VALUES(1, 10, 'a')");
    assert_int_equal(stores->result.changes.count, 0);
    assert_int_equal(stores->result.changes.lock_count, 1);
}

static void apply__triggers__run_once_at_their_master(void **state)
{
    struct stores *stores = *state;
    create(stores, SIMPLE);
    assert_int_equal(
        stores_define(stores, DDL_CREATE_TABLE, "log", "CREATE TABLE log(what TEXT, id INT)"),
        SQL_OK);
    assert_int_equal(stores_define(stores, DDL_ALTER_TABLE, "t",
                                   "CREATE TRIGGER tr AFTER INSERT ON t BEGIN"
                                   " INSERT INTO log VALUES('inserted', NEW.id);"
                                   " UPDATE log SET what = what || '!' WHERE id = NEW.id; END"),
                     SQL_OK);
    commit(stores, 1, "INSERT INTO t VALUES(1, 10, 'a'), (2, 20, 'b')");
    assert_int_equal(stores->result.affected, 2);
    assert_string_equal(stores_read(stores, 0, "SELECT * FROM t"), "1|10|a;2|20|b");
    assert_string_equal(stores_read(stores, 2, "SELECT rowid, * FROM log"),
                        "2|inserted!|1;18|inserted!|2");
}

static void apply__generated_columns__are_computed_anew(void **state)
{
    struct stores *stores = *state;
    create(stores, "CREATE TABLE t(id INT PRIMARY KEY, twice INT AS (v * 2) VIRTUAL, v INT,"
                   " thrice INT AS (v * 3) STORED, w TEXT)");
    commit(stores, 0, "INSERT INTO t(id, v, w) VALUES(1, 5, 'a'), (2, 6, 'b')");
    commit(stores, 1, "UPDATE t SET v = v + 1, w = 'c' WHERE id = 2");
    commit(stores, 1, "DELETE FROM t WHERE id = 1");
    assert_string_equal(stores_read(stores, 2, "SELECT * FROM t"), "2|14|7|21|c");
}

static void apply__generated_columns_without_key__are_computed_anew(void **state)
{
    struct stores *stores = *state;
    create(stores, "CREATE TABLE t(a INT, twice INT AS (a * 2), b TEXT,"
                   " thrice INT AS (a * 3) STORED, c TEXT)");
    commit(stores, 0, "INSERT INTO t(a, b, c) VALUES(1, 'one', 'eins'), (2, 'two', 'zwei')");
    commit(stores, 1, "UPDATE t SET a = 20, c = 'zwanzig' WHERE a = 2");
    commit(stores, 1, "DELETE FROM t WHERE a = 1");
    assert_string_equal(stores_read(stores, 2, "SELECT * FROM t"), "20|40|two|60|zwanzig");
}

/* Some versions' hook takes an integer for a REAL where another column has that type. */
static void apply__reals_around_integers__change_no_integer(void **state)
{
    struct stores *stores = *state;
    stores_define(stores, DDL_CREATE_TABLE, "t",
                  "CREATE TABLE t(price REAL, id BIGINT PRIMARY KEY, n BLOB)");
    stores_define(stores, DDL_CREATE_TABLE, "u",
                  "CREATE TABLE u(a INT, b INT AS (a) VIRTUAL, c REAL, d BIGINT)");
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(0.5, 7, 10), (2, 8, 3)"),
                     SQL_OK);
    assert_int_equal(stores_commit(stores, 1,
                                   "INSERT INTO u(a, c, d) VALUES(1, 2, "
                                   "9007199254740993)"),
                     SQL_OK);
    assert_int_equal(stores_commit(stores, 0, "UPDATE t SET price = 1 WHERE id = 7"), SQL_OK);
    assert_int_equal(stores_run(stores, 0, "UPDATE t SET n = n, id = id"), SQL_OK);
    assert_int_equal(stores->result.affected, 0);
    assert_int_equal(stores_commit(stores, 1, "UPDATE u SET a = 5"), SQL_OK);
    assert_int_equal(stores_commit(stores, 2, "UPDATE t SET id = id + 1 WHERE id = 8"), SQL_OK);
    assert_string_equal(stores_read(stores, 1, "SELECT price, id, typeof(id), typeof(n) FROM t"),
                        "1.0|7|integer|integer;2.0|9|integer|integer");
    assert_string_equal(stores_read(stores, 2, "SELECT * FROM u"), "5|5|2.0|9007199254740993");
    assert_int_equal(stores_commit(stores, 1, "DELETE FROM t WHERE n = 10"), SQL_OK);
    assert_string_equal(stores_read(stores, 0, "SELECT id FROM t"), "9");
}

static void apply__key_too_large_for_the_hook__is_refused(void **state)
{
    struct stores *stores = *state;
    stores_define(stores, DDL_CREATE_TABLE, "t",
                  "CREATE TABLE t(price REAL, id BIGINT PRIMARY KEY)");
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(1, 9007199254740993)"), SQL_OK);
    if (stores_run(stores, 0, "DELETE FROM t") != SQL_OK) {
        assert_string_equal(stores->result.text,
                            "This version of SQLite cannot tell which row of 't' that is: its key "
                            "is too large a number");
    }
}

static void apply__text_and_composite_keys__work(void **state)
{
    struct stores *stores = *state;
    create(stores, "CREATE TABLE t(a TEXT, b INT, v REAL, PRIMARY KEY(b, a))");
    commit(stores, 0, "INSERT INTO t VALUES('x', 1, 1), ('y', 1, 2.5), ('x', 2, NULL)");
    commit(stores, 1, "UPDATE t SET v = v * 2 WHERE b = 1");
    commit(stores, 2, "DELETE FROM t WHERE a = 'x' AND b = 2");
    assert_string_equal(stores_read(stores, 1, "SELECT * FROM t"), "x|1|2.0;y|1|5.0");
}

static void apply__key_without_case__is_one_key(void **state)
{
    struct stores *stores = *state;
    create(stores, "CREATE TABLE t(a TEXT COLLATE NOCASE PRIMARY KEY, v INT)");
    commit(stores, 0, "INSERT INTO t VALUES('Anna', 1)");
    uint64_t lock = stores->result.changes.locks[0];
    commit(stores, 1, "UPDATE t SET a = 'ANNA', v = 2");
    assert_int_equal(stores->result.changes.lock_count, 1);
    assert_true(stores->result.changes.locks[0] == lock);
    assert_string_equal(stores_read(stores, 2, "SELECT * FROM t"), "ANNA|2");
}

static void apply__no_key__numbers_rows_by_master(void **state)
{
    struct stores *stores = *state;
    create(stores, "CREATE TABLE t(v TEXT)");
    commit(stores, 1, "INSERT INTO t VALUES('a'), ('b')");
    commit(stores, 0, "INSERT INTO t SELECT v || v FROM t");
    commit(stores, 2, "INSERT INTO t VALUES('z')");
    assert_string_equal(stores_read(stores, 0, "SELECT rowid, v FROM t"),
                        "2|a;18|b;33|aa;49|bb;51|z");
    commit(stores, 0, "UPDATE t SET v = 'c' WHERE v = 'aa'");
    commit(stores, 1, "DELETE FROM t WHERE v = 'a'");
    assert_string_equal(stores_read(stores, 2, "SELECT rowid, v FROM t"), "18|b;33|c;49|bb;51|z");
}

static void apply__check__says_what_it_found(void **state)
{
    struct stores *stores = *state;
    struct err err = {0};
    create(stores, SIMPLE);
    commit(stores, 0, "INSERT INTO t VALUES(7, 10, 'a')");
    assert_int_equal(store_apply(stores->of[0], &stores->result.changes, true, &err), RC_STORE);
    assert_string_equal(err.text, "t, row 7: there is a row already where one is inserted");
    commit(stores, 0, "UPDATE t SET v = 11");
    assert_int_equal(store_apply(stores->of[0], &stores->result.changes, true, &err), RC_STORE);
    assert_string_equal(err.text, "t, row 7: the row is not what the change was made on");
    commit(stores, 0, "DELETE FROM t");
    assert_int_equal(store_apply(stores->of[0], &stores->result.changes, true, &err), RC_STORE);
    assert_string_equal(err.text, "t, row 7: there is no row where one is changed");
}

static void apply__dropped_table__is_skipped(void **state)
{
    struct stores *stores = *state;
    create(stores, SIMPLE);
    assert_int_equal(stores_run(stores, 0, "INSERT INTO t VALUES(7, 10, 'a')"), SQL_OK);
    struct changes changes;
    changes_init(&changes);
    changes_copy(&changes, &stores->result.changes);
    assert_int_equal(stores_define(stores, DDL_DROP_TABLE, "t", ""), SQL_OK);
    assert_int_equal(store_apply(stores->of[0], &changes, true, NULL), RC_OK);
    changes_release(&changes);
}

static void apply__own_changes__are_seen_by_the_next_statement(void **state)
{
    struct stores *stores = *state;
    create(stores, SIMPLE);
    struct changes own;
    changes_init(&own);
    assert_int_equal(stores_run(stores, 0, "INSERT INTO t VALUES(1, 1, 'mine')"), SQL_OK);
    changes_merge(&own, &stores->result.changes);
    struct store_statement statement = {.sql = "SELECT w FROM t", .own = &own};
    assert_int_equal(store_run(stores->of[0], &statement, &stores->result, NULL), RC_OK);
    assert_int_equal(stores->result.rows.row_count, 1);
    assert_string_equal(rows_cell(&stores->result.rows, 0, 0), "mine");
    assert_string_equal(stores_read(stores, 0, "SELECT * FROM t"), "");
    changes_release(&own);
}

static void apply__many_rows_out_of_order__fold_to_one_a_row(void **state)
{
    struct stores *stores = *state;
    create(stores, SIMPLE);
    commit(stores, 0,
           "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
           " INSERT INTO t SELECT (i * 7919) % 1009, i, 'x' FROM n");
    assert_int_equal(stores->result.changes.count, 1000);
    for (int i = 1; i < 1000; i++) {
        assert_true(stores->result.changes.items[i - 1].number <
                    stores->result.changes.items[i].number);
    }
    commit(stores, 1, "UPDATE t SET id = id + 2000 WHERE id >= 1005");
    commit(stores, 2, "DELETE FROM t");
    assert_int_equal(stores->result.affected, 1000);
    assert_int_equal(store_count_rows(stores->of[0], "t"), 0);
}

static void apply__foreign_keys__hold_at_the_master_only(void **state)
{
    struct stores *stores = *state;
    create(stores, SIMPLE);
    assert_int_equal(
        stores_define(stores, DDL_CREATE_TABLE, "child",
                      "CREATE TABLE child(id INT PRIMARY KEY, t INT REFERENCES t(id))"),
        SQL_OK);
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO child VALUES(1, 1)"), SQL_FOREIGN_KEY);
    assert_string_equal(stores->result.text,
                        "Cannot add or update a child row: a foreign key constraint fails");
    commit(stores, 0, "INSERT INTO t VALUES(1, 1, 'parent')");
    commit(stores, 1, "INSERT INTO child VALUES(1, 1)");
    commit(stores, 2, "UPDATE t SET w = 'changed' WHERE id = 1");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(apply__twice__is_once),
        CASE(apply__unique_swap__survives),
        CASE(apply__changed_key__moves_the_row),
        CASE(apply__replace_and_upsert__keep_stores_equal),
        CASE(apply__no_change__has_locks_and_no_items_or_pages),
        CASE(apply__triggers__run_once_at_their_master),
        CASE(apply__generated_columns__are_computed_anew),
        CASE(apply__generated_columns_without_key__are_computed_anew),
        CASE(apply__reals_around_integers__change_no_integer),
        CASE(apply__key_too_large_for_the_hook__is_refused),
        CASE(apply__text_and_composite_keys__work),
        CASE(apply__key_without_case__is_one_key),
        CASE(apply__no_key__numbers_rows_by_master),
        CASE(apply__check__says_what_it_found),
        CASE(apply__dropped_table__is_skipped),
        CASE(apply__own_changes__are_seen_by_the_next_statement),
        CASE(apply__many_rows_out_of_order__fold_to_one_a_row),
        CASE(apply__foreign_keys__hold_at_the_master_only),
    };
    return cmocka_run_group_tests_name("store/apply", tests, NULL, NULL);
}
