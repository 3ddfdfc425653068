/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/stores.h"

#include <stdio.h>

#define ORDERS                                                                                     \
    "CREATE TABLE orders(id BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT (lab_autoinc('orders')),"  \
    " item TEXT, amount INT, PRIMARY KEY(id)) WITHOUT ROWID"

static int set_up(void **state)
{
    static struct stores stores;
    stores_init(&stores, 2);
    *state = &stores;
    return 0;
}

static int tear_down(void **state)
{
    stores_release(*state);
    return 0;
}

static void store__run__leaves_no_trace(void **state)
{
    struct stores *stores = *state;
    stores_define(stores, DDL_CREATE_TABLE, "t", "CREATE TABLE t(id INT PRIMARY KEY, v INT)");
    uint64_t before = store_digest(stores->of[0]);
    assert_int_equal(stores_run(stores, 0, "INSERT INTO t VALUES(1, 10)"), SQL_OK);
    assert_int_equal(stores->result.affected, 1);
    assert_int_equal(stores->result.changes.count, 1);
    assert_true(store_digest(stores->of[0]) == before);
    assert_string_equal(stores_read(stores, 0, "SELECT * FROM t"), "");
}

static void store__commit__reaches_every_store(void **state)
{
    struct stores *stores = *state;
    stores_define(stores, DDL_CREATE_TABLE, "t", "CREATE TABLE t(id INT PRIMARY KEY, v INT)");
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(1, 10), (2, 20)"), SQL_OK);
    assert_int_equal(stores_commit(stores, 1, "UPDATE t SET v = v + 1 WHERE id = 2"), SQL_OK);
    assert_string_equal(stores_read(stores, 0, "SELECT * FROM t"), "1|10;2|21");
    assert_string_equal(stores_read(stores, 1, "SELECT * FROM t"), "1|10;2|21");
    assert_true(stores_agree(stores));
}

static void store__autoincrement__steps_by_sixteen(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(stores_define(stores, DDL_CREATE_TABLE, "orders", ORDERS), SQL_OK);
    assert_int_equal(stores_commit(stores, 1, "INSERT INTO orders(item) VALUES('a')"), SQL_OK);
    assert_int_equal(stores->result.last_insert_id, 2);
    assert_int_equal(stores_run(stores, 1, "INSERT INTO orders(item) VALUES('rolled back')"),
                     SQL_OK);
    assert_int_equal(stores_commit(stores, 1, "INSERT INTO orders VALUES(NULL, 'b', 1)"), SQL_OK);
    assert_int_equal(stores->result.last_insert_id, 34);
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO orders(item) VALUES('c'), ('d')"),
                     SQL_OK);
    assert_string_equal(stores_read(stores, 0, "SELECT id, item FROM orders"),
                        "2|a;34|b;49|c;65|d");
    assert_true(stores_agree(stores));
}

static void store__save_and_load__gives_the_same(void **state)
{
    struct stores *stores = *state;
    stores_define(stores, DDL_CREATE_TABLE, "orders", ORDERS);
    stores_commit(stores, 0, "INSERT INTO orders(item) VALUES('a')");
    stores_run(stores, 0, "SELECT * FROM orders");
    struct buf saved;
    struct buf like;
    buf_init(&saved, BUF_CAP_STATE);
    buf_init(&like, BUF_CAP_STATE);
    store_save(&saved, stores->of[0], &like);
    buf_clear(&like);
    uint64_t digest = store_digest(stores->of[0]);
    char random[64];
    (void)snprintf(random, sizeof(random), "%s", stores_read(stores, 0, "SELECT random()"));
    stores_commit(stores, 0, "INSERT INTO orders(item) VALUES('b')");
    assert_true(store_digest(stores->of[0]) != digest);

    struct unpack in = unpack_start(saved.data, saved.size);
    assert_int_equal(store_load(stores->of[0], &in, &like, &stores->err), RC_OK);
    assert_true(store_digest(stores->of[0]) == digest);
    assert_string_equal(stores_read(stores, 0, "SELECT random()"), random);
    stores_run(stores, 0, "INSERT INTO orders(item) VALUES('b')");
    assert_int_equal(stores->result.last_insert_id, 17);
    buf_release(&saved);
    buf_release(&like);
}

static void store__two_alike__are_saved_as_one_and_little_more(void **state)
{
    struct stores *stores = *state;
    stores_define(stores, DDL_CREATE_TABLE, "orders", ORDERS);
    for (int i = 0; i < 200; i++) {
        stores_commit(stores, 0, "INSERT INTO orders(item) VALUES('something of some length')");
    }
    struct buf saved;
    struct buf like;
    buf_init(&saved, BUF_CAP_STATE);
    buf_init(&like, BUF_CAP_STATE);
    store_save(&saved, stores->of[0], &like);
    size_t one = saved.size;
    store_save(&saved, stores->of[1], &like);
    assert_in_range(saved.size, one, one + one / 20);
    buf_clear(&like);
    stores_commit(stores, 0, "DELETE FROM orders");
    struct unpack in = unpack_start(saved.data, saved.size);
    assert_int_equal(store_load(stores->of[0], &in, &like, &stores->err), RC_OK);
    assert_int_equal(store_load(stores->of[1], &in, &like, &stores->err), RC_OK);
    assert_int_equal(in.at, saved.size);
    assert_string_equal(stores_read(stores, 1, "SELECT count(*) FROM orders"), "200");
    assert_true(store_digest(stores->of[0]) == store_digest(stores->of[1]));
    buf_release(&saved);
    buf_release(&like);
}

static void store__adopts_the_rows_of_another__keeps_its_chance_and_its_ids(void **state)
{
    struct stores *stores = *state;
    struct store_copy copy;
    stores_define(stores, DDL_CREATE_TABLE, "orders", ORDERS);
    stores_commit(stores, 0, "INSERT INTO orders(item) VALUES('a')");
    store_copy_init(&copy);
    store_take(stores->of[0], &copy);
    uint64_t digest = store_digest(stores->of[0]);
    stores_run(stores, 1, "INSERT INTO orders(item) VALUES('never committed')");
    int64_t used = stores->result.last_insert_id;
    stores_commit(stores, 0, "INSERT INTO orders(item) VALUES('b'), ('c')");
    assert_true(store_digest(stores->of[1]) != digest);
    assert_int_equal(store_adopt(stores->of[1], &copy, &stores->err), RC_OK);
    assert_true(store_digest(stores->of[1]) == digest);
    stores_run(stores, 1, "INSERT INTO orders(item) VALUES('d')");
    assert_true(stores->result.last_insert_id > used);
    buf_clear(&copy.database);
    assert_int_equal(store_adopt(stores->of[1], &copy, &stores->err), RC_DAMAGED);
    store_copy_release(&copy);
}

/* The rows stay as they were, whatever the store they are of becomes. */
/* A clone has the tables as they were: what is another now is not read, whatever was prepared. */
static void store__clone__knows_which_tables_are_not_what_they_were(void **state)
{
    struct stores *stores = *state;
    struct store *clone = NULL;
    struct store_statement statement = {.present = stores->of[0]};
    static const struct {
        const char *sql;
        enum sql_error error;
    } rows[] = {
        {"SELECT * FROM kept", SQL_OK},
        {"SELECT * FROM altered", SQL_TABLE_CHANGED},
        {"SELECT * FROM altered", SQL_TABLE_CHANGED},
        {"SELECT a FROM altered WHERE a = 1", SQL_TABLE_CHANGED},
        {"SELECT a FROM kept WHERE a IN (SELECT a FROM altered)", SQL_TABLE_CHANGED},
        {"SELECT 1", SQL_OK},
    };
    stores_define(stores, DDL_CREATE_TABLE, "kept", "CREATE TABLE kept(a INTEGER PRIMARY KEY)");
    stores_define(stores, DDL_CREATE_TABLE, "altered",
                  "CREATE TABLE altered(a INTEGER PRIMARY KEY)");
    assert_int_equal(store_clone(&clone, stores->of[0], &stores->err), RC_OK);
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < COUNT_OF(rows); i++) {
            statement.sql = rows[i].sql;
            assert_int_equal(store_run(clone, &statement, &stores->result, &stores->err), RC_OK);
            assert_int_equal(stores->result.error, pass == 0 ? SQL_OK : rows[i].error);
        }
        if (pass == 0) {
            stores_define(stores, DDL_ALTER_TABLE, "altered",
                          "ALTER TABLE altered ADD COLUMN b INTEGER");
        }
    }
    store_free(clone);
}

static void store__clone__keeps_the_rows_it_was_made_of(void **state)
{
    struct stores *stores = *state;
    struct store *clone = NULL;
    struct store_result result;
    stores_define(stores, DDL_CREATE_TABLE, "t", "CREATE TABLE t(id INT PRIMARY KEY, v INT)");
    assert_int_equal(stores_commit(stores, 0, "INSERT INTO t VALUES(1, 10), (2, 20)"), SQL_OK);
    assert_int_equal(store_clone(&clone, stores->of[0], &stores->err), RC_OK);
    uint64_t before = store_digest(stores->of[0]);
    assert_true(store_digest(clone) == before);
    assert_int_equal(stores_commit(stores, 0, "DELETE FROM t WHERE id = 1"), SQL_OK);
    assert_true(store_digest(clone) == before);
    struct store_statement statement = {.sql = "SELECT sum(v) FROM t"};
    store_result_init(&result);
    assert_int_equal(store_run(clone, &statement, &result, &stores->err), RC_OK);
    assert_string_equal(rows_cell(&result.rows, 0, 0), "30");
    assert_int_equal(store_clone_again(clone, stores->of[0], &stores->err), RC_OK);
    assert_int_equal(store_run(clone, &statement, &result, &stores->err), RC_OK);
    assert_string_equal(rows_cell(&result.rows, 0, 0), "20");
    store_result_release(&result);
    store_free(clone);
}

static void store__only_reads__knows_what_reads_rows(void **state)
{
    static const struct {
        const char *sql;
        bool lock_rows, only_reads;
    } cases[] = {
        {"SELECT * FROM t", false, true},
        {"\n (SELECT v FROM t", false, false}, /* no statement at all */
        {"WITH a AS (SELECT * FROM t) SELECT * FROM a", false, true},
        {"WITH a AS (SELECT 1) DELETE FROM t", false, false},
        {"SELECT count(*) FROM t", false, true},
        {"SELECT v FROM t WHERE id = 7", false, true},
        {"SELECT v FROM t WHERE id = 7", true, false},
        {"SELECT 1", false, false},
        {"SELECT name FROM lab_tables", false, false},
        {"UPDATE t SET v = 1", false, false},
        {"SELECT * FROM nothing", false, false},
        {"", false, false},
    };
    struct stores *stores = *state;
    stores_define(stores, DDL_CREATE_TABLE, "t", "CREATE TABLE t(id INT PRIMARY KEY, v INT)");
    for (int i = 0; i < COUNT_OF(cases); i++) {
        struct store_statement statement = {.sql = cases[i].sql, .lock_rows = cases[i].lock_rows};
        for (int k = 0; k < 2; k++) { /* prepared anew, and found again */
            assert_int_equal(store_only_reads(stores->of[0], &statement), cases[i].only_reads);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(store__run__leaves_no_trace, set_up, tear_down),
        cmocka_unit_test_setup_teardown(store__commit__reaches_every_store, set_up, tear_down),
        cmocka_unit_test_setup_teardown(store__autoincrement__steps_by_sixteen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(store__save_and_load__gives_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(store__two_alike__are_saved_as_one_and_little_more, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            store__adopts_the_rows_of_another__keeps_its_chance_and_its_ids, set_up, tear_down),
        cmocka_unit_test_setup_teardown(store__clone__knows_which_tables_are_not_what_they_were,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(store__clone__keeps_the_rows_it_was_made_of, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(store__only_reads__knows_what_reads_rows, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests_name("store/store", tests, NULL, NULL);
}
