/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/stores.h"
#include "store/autoinc.h"

static int set_up(void **state)
{
    static struct stores stores;
    stores_init(&stores, 3);
    assert_int_equal(stores_define(&stores, DDL_CREATE_TABLE, "t",
                                   "CREATE TABLE t(id BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT"
                                   " (lab_autoinc('t')), v TEXT, PRIMARY KEY(id)) WITHOUT ROWID"),
                     SQL_OK);
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

static void commit(struct stores *stores, int master, const char *sql, int64_t id)
{
    if (stores_commit(stores, master, sql) != SQL_OK) {
        fail_msg("%s: %s", sql, stores->result.text);
    }
    assert_int_equal(stores->result.last_insert_id, id);
}

static void autoinc__every_form_of_insert__steps(void **state)
{
    struct stores *stores = *state;
    commit(stores, 1, "INSERT INTO t(v) VALUES('omitted')", 2);
    commit(stores, 1, "INSERT INTO t VALUES(NULL, 'null')", 18);
    commit(stores, 1, "INSERT INTO t(v) VALUES('list'), ('of'), ('values')", 34);
    commit(stores, 1, "INSERT INTO t(v) SELECT v FROM t WHERE id <= 18", 82);
    commit(stores, 1, "INSERT INTO t(id, v) SELECT NULL, 'selected null'", 114);
    commit(stores, 1, "REPLACE INTO t(v) VALUES('replaced')", 130);
    commit(stores, 1, "INSERT INTO t(v) VALUES('returned') RETURNING id", 146);
    assert_string_equal(rows_cell(&stores->result.rows, 0, 0), "146");
    commit(stores, 1, "INSERT INTO t DEFAULT VALUES", 162);
    assert_string_equal(stores_read(stores, 0, "SELECT group_concat(id, ' ') FROM t"),
                        "2 18 34 50 66 82 98 114 130 146 162");
}

static void autoinc__explicit_id__is_passed(void **state)
{
    struct stores *stores = *state;
    commit(stores, 0, "INSERT INTO t VALUES(100, 'mine')", 0);
    commit(stores, 1, "INSERT INTO t(v) VALUES('next')", 114);
    commit(stores, 2, "INSERT INTO t VALUES(200, 'x'), (NULL, 'y')", 211);
}

static void autoinc__rolled_back__is_not_given_again(void **state)
{
    struct stores *stores = *state;
    assert_int_equal(stores_run(stores, 0, "INSERT INTO t(v) VALUES('lost')"), SQL_OK);
    assert_int_equal(stores->result.last_insert_id, 1);
    commit(stores, 0, "INSERT INTO t(v) VALUES('kept')", 17);
}

static void autoinc__after_a_restart__begins_at_the_rows(void **state)
{
    struct stores *stores = *state;
    commit(stores, 0, "INSERT INTO t(v) VALUES('kept'), ('deleted')", 1);
    commit(stores, 0, "DELETE FROM t WHERE v = 'deleted'", 0);
    assert_int_equal(stores_run(stores, 0, "INSERT INTO t(v) VALUES('lost')"), SQL_OK);
    assert_int_equal(stores->result.last_insert_id, 33);
    store_restart(stores->of[0]);
    commit(stores, 0, "INSERT INTO t(v) VALUES('again')", 17);
    commit(stores, 0, "DELETE FROM t", 0);
    store_restart(stores->of[0]);
    commit(stores, 0, "INSERT INTO t(v) VALUES('first')", 1);
    commit(stores, 1, "INSERT INTO t(v) VALUES('of another, which did not start again')", 18);
}

static void autoinc__duplicate__does_not_draw_twice(void **state)
{
    struct stores *stores = *state;
    commit(stores, 0, "INSERT INTO t VALUES(5, 'there')", 0);
    assert_int_equal(stores_run(stores, 0, "INSERT INTO t VALUES(NULL, 'a'), (5, 'b')"),
                     SQL_DUPLICATE_KEY);
    assert_string_equal(stores->result.text, "Duplicate entry '5' for key 't.PRIMARY'");
    commit(stores, 0, "INSERT INTO t(v) VALUES('next')", 33);
}

static void autoinc__end_of_numbers__is_an_error(void **state)
{
    struct stores *stores = *state;
    commit(stores, 0, "INSERT INTO t VALUES(9223372036854775807, 'last')", 0);
    assert_int_equal(stores_run(stores, 0, "INSERT INTO t(v) VALUES('more')"), SQL_NO_MORE_IDS);
    assert_string_equal(stores->result.text,
                        "Failed to read auto-increment value from storage engine");
}

static void autoinc__next__is_congruent(void **state)
{
    (void)state;
    struct table table = {0};
    assert_int_equal(autoinc_next(&table, 1), 2);
    assert_int_equal(autoinc_next(&table, 1), 18);
    autoinc_see(&table, 33);
    assert_int_equal(autoinc_next(&table, 1), 34);
    autoinc_see(&table, 34);
    autoinc_see(&table, 3);
    assert_int_equal(autoinc_next(&table, 0), 49);
    assert_int_equal(autoinc_next(&table, 3), 52);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(autoinc__every_form_of_insert__steps),
        CASE(autoinc__explicit_id__is_passed),
        CASE(autoinc__rolled_back__is_not_given_again),
        CASE(autoinc__after_a_restart__begins_at_the_rows),
        CASE(autoinc__duplicate__does_not_draw_twice),
        CASE(autoinc__end_of_numbers__is_an_error),
        CASE(autoinc__next__is_congruent),
    };
    return cmocka_run_group_tests_name("store/autoinc", tests, NULL, NULL);
}
