/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/stores.h"

#include <stdio.h>

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

static void create(struct stores *stores, const char *sql)
{
    if (stores_define(stores, DDL_CREATE_TABLE, "t", sql) != SQL_OK) {
        fail_msg("%s: %s", sql, stores->result.text);
    }
}

/* Pages of a statement, as "table:index:bucket ...". */
static const char *pages_of(struct stores *stores, int master, const char *sql)
{
    static char text[400];
    size_t used = 0;
    text[0] = '\0';
    if (stores_run(stores, master, sql) != SQL_OK) {
        return stores->result.text;
    }
    for (int i = 0; i < stores->result.changes.page_count; i++) {
        const struct page_id *page = &stores->result.changes.pages[i];
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%u:%d:%lld", i > 0 ? " " : "",
                                 page->table, page->index, (long long)page->bucket);
    }
    return text;
}

static void pages__explicit_keys__hold_a_hundred(void **state)
{
    struct stores *stores = *state;
    create(stores, "CREATE TABLE t(id INT PRIMARY KEY, v INT)");
    assert_string_equal(pages_of(stores, 0, "INSERT INTO t VALUES(99, 0), (100, 0), (-1, 0)"),
                        "1:0:-1 1:0:0 1:0:1");
    stores_commit(stores, 0, "INSERT INTO t VALUES(99, 0)");
    assert_string_equal(pages_of(stores, 0, "UPDATE t SET id = 250"), "1:0:0 1:0:2");
    assert_int_equal(stores->result.changes.lock_count, 2);
}

static void pages__generated_keys__hold_sixteen_times_as_wide_a_range(void **state)
{
    struct stores *stores = *state;
    create(stores, "CREATE TABLE t(id BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT"
                   " (lab_autoinc('t')), v INT, PRIMARY KEY(id)) WITHOUT ROWID");
    assert_string_equal(pages_of(stores, 0, "INSERT INTO t VALUES(1599, 0), (1600, 0)"),
                        "1:0:0 1:0:1");
}

static void pages__hidden_row_numbers__are_spread_alike(void **state)
{
    struct stores *stores = *state;
    create(stores, "CREATE TABLE t(v INT)");
    assert_string_equal(pages_of(stores, 1,
                                 "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                                 " WHERE i < 101) INSERT INTO t SELECT i FROM n"),
                        "1:0:0 1:0:1");
}

static void pages__indexes__count_only_where_the_key_moves(void **state)
{
    struct stores *stores = *state;
    create(stores, "CREATE TABLE t(id INT PRIMARY KEY, u INT UNIQUE, name TEXT, v INT)");
    stores_define(stores, DDL_CREATE_INDEX, "t", "CREATE INDEX by_name ON t(name)");
    assert_string_equal(pages_of(stores, 0, "INSERT INTO t VALUES(1, 500, 'Ab', 0)"),
                        "1:0:0 1:1:5 1:2:16738");
    assert_int_equal(stores->result.changes.lock_count, 2);
    stores_commit(stores, 0, "INSERT INTO t VALUES(1, 500, 'Ab', 0)");
    assert_string_equal(pages_of(stores, 0, "UPDATE t SET v = 1"), "1:0:0");
    assert_int_equal(stores->result.changes.lock_count, 1);
    assert_string_equal(pages_of(stores, 0, "UPDATE t SET u = 700"), "1:0:0 1:1:5 1:1:7");
    assert_int_equal(stores->result.changes.lock_count, 3);
    assert_string_equal(pages_of(stores, 0, "UPDATE t SET u = NULL"), "1:0:0 1:1:-1 1:1:5");
    assert_int_equal(stores->result.changes.lock_count, 2);
}

static void pages__unique_keys__lock_alike_on_every_store(void **state)
{
    struct stores *stores = *state;
    create(stores, "CREATE TABLE t(id INT PRIMARY KEY, u TEXT UNIQUE)");
    assert_int_equal(stores_run(stores, 0, "INSERT INTO t VALUES(1, 'same')"), SQL_OK);
    uint64_t locks[2] = {stores->result.changes.locks[0], stores->result.changes.locks[1]};
    assert_int_equal(stores_run(stores, 1, "INSERT INTO t VALUES(2, 'same')"), SQL_OK);
    int same = 0;
    for (int i = 0; i < 2; i++) {
        same += stores->result.changes.locks[i] == locks[0];
        same += stores->result.changes.locks[i] == locks[1];
    }
    assert_int_equal(same, 1);
}

static void pages__real_keys__go_by_their_whole_part(void **state)
{
    struct stores *stores = *state;
    create(stores, "CREATE TABLE t(id REAL PRIMARY KEY)");
    assert_string_equal(
        pages_of(stores, 0, "INSERT INTO t VALUES(0.5), (150.75), (-1.5), (1e300), (250)"),
        "1:0:-1 1:0:0 1:0:1 1:0:2 1:0:92233720368547758");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(pages__explicit_keys__hold_a_hundred),
        CASE(pages__generated_keys__hold_sixteen_times_as_wide_a_range),
        CASE(pages__hidden_row_numbers__are_spread_alike),
        CASE(pages__indexes__count_only_where_the_key_moves),
        CASE(pages__unique_keys__lock_alike_on_every_store),
        CASE(pages__real_keys__go_by_their_whole_part),
    };
    return cmocka_run_group_tests_name("store/pages", tests, NULL, NULL);
}
