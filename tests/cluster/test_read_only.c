/* SPDX-License-Identifier: MIT */
#include "lib/sql_world.h"
#include "lib/test.h"

#include "cluster/counters.h"

static void pair_init(struct sql_pair *pair)
{
    sql_pair_init(pair, 1, "t", "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)",
                  "INSERT INTO t VALUES (1, 0), (2, 0)");
}

static void read_only__master__refuses_writes_and_applies_those_of_others(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair);
    struct sql_world *world = &pair.world;
    assert_int_equal(sql_set(world, pair.first, REQUEST_READ_ONLY, 1)->error, SQL_OK);
    const struct sql_outcome *outcome =
        sql_run(world, pair.first, "UPDATE t SET n = 1 WHERE id = 1");
    assert_int_equal(outcome->error, SQL_READ_ONLY);
    assert_string_equal(outcome->text, "The MySQL server is running with the --read-only option so "
                                       "it cannot execute this statement");
    assert_int_equal(sql_run(world, pair.second, "UPDATE t SET n = 7 WHERE id = 1")->error, SQL_OK);
    sql_advance(world, US_PER_S);
    assert_string_equal(sql_run(world, pair.first, "SELECT n FROM t WHERE id = 1")->cell, "7");
    struct cluster_view view;
    cluster_look(world->cluster, &view);
    assert_true(view.masters[0].is_read_only);
    assert_true(view.masters[1].runs_ddl);
    assert_int_equal(sql_set(world, pair.second, REQUEST_READ_ONLY, 0)->error, SQL_OK);
    assert_int_equal(sql_set(world, pair.first, REQUEST_READ_ONLY, 0)->error, SQL_OK);
    assert_int_equal(sql_run(world, pair.first, "UPDATE t SET n = 8 WHERE id = 1")->error, SQL_OK);
    sql_world_release(world);
}

static void read_only__transaction_that_wrote__cannot_commit_and_one_that_read_can(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair);
    struct sql_world *world = &pair.world;
    conn_id third = sql_connect(world, sql_client(world, 0), 0);
    (void)sql_do(world, pair.first, REQUEST_BEGIN, NULL);
    (void)sql_run(world, pair.first, "UPDATE t SET n = 1 WHERE id = 1");
    (void)sql_do(world, third, REQUEST_BEGIN, NULL);
    (void)sql_run(world, third, "SELECT * FROM t WHERE id = 2");
    assert_int_equal(
        sql_set(world, sql_connect(world, sql_client(world, 0), 0), REQUEST_READ_ONLY, 1)->error,
        SQL_OK);
    assert_int_equal(sql_do(world, third, REQUEST_COMMIT, NULL)->error, SQL_OK);
    const struct sql_outcome *outcome = sql_do(world, pair.first, REQUEST_COMMIT, NULL);
    assert_int_equal(outcome->error, SQL_READ_ONLY);
    assert_false(outcome->in_transaction);
    assert_int_equal(cluster_count(world->cluster, 0, COUNTER_TXN_READ_ONLY), 1);
    /* Its page is cleaned: the row is free elsewhere. */
    sql_advance(world, US_PER_S);
    assert_int_equal(sql_run(world, pair.second, "UPDATE t SET n = 2 WHERE id = 1")->error, SQL_OK);
    sql_world_release(world);
}

static void read_only__restart__ends_the_setting(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair);
    struct cluster_view view;
    assert_int_equal(sql_set(&pair.world, pair.first, REQUEST_READ_ONLY, 1)->error, SQL_OK);
    assert_int_equal(cluster_restart(pair.world.cluster, 0, NULL), RC_OK);
    sql_advance(&pair.world, 5 * US_PER_S);
    cluster_look(pair.world.cluster, &view);
    assert_int_equal(view.masters[0].state, MASTER_ONLINE);
    assert_false(view.masters[0].is_read_only);
    assert_true(view.masters[0].runs_ddl);
    sql_world_release(&pair.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_only__master__refuses_writes_and_applies_those_of_others),
        cmocka_unit_test(read_only__transaction_that_wrote__cannot_commit_and_one_that_read_can),
        cmocka_unit_test(read_only__restart__ends_the_setting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
