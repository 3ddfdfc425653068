/* SPDX-License-Identifier: MIT */
#include "lib/sql_world.h"
#include "lib/test.h"

#define TABLE "CREATE TABLE acct (id INTEGER PRIMARY KEY, bal INTEGER)"

/* Two masters, a client at each, and a table of three accounts that both have. */
struct pair {
    struct sql_world world;
    conn_id one, two;
};

static void pair_init(struct pair *pair, uint64_t seed)
{
    sql_world_init(&pair->world, 2, seed);
    pair->one = sql_connect(&pair->world, sql_client(&pair->world, AZ_OFFICE), 0);
    pair->two = sql_connect(&pair->world, sql_client(&pair->world, AZ_OFFICE), 1);
    assert_int_not_equal(pair->one, 0);
    assert_int_not_equal(pair->two, 0);
    sql_create(&pair->world, pair->one, "acct", TABLE);
    assert_int_equal(
        sql_run(&pair->world, pair->one, "INSERT INTO acct VALUES (1, 10), (2, 20), (3, 30)")
            ->error,
        SQL_OK);
    sql_advance(&pair->world, US_PER_S);
}

static void pair_release(struct pair *pair)
{
    sql_world_release(&pair->world);
}

static void cluster__row_written_on_m1__is_on_m2_after_the_lag_and_not_before(void **state)
{
    (void)state;
    struct pair pair;
    pair_init(&pair, 1);
    struct sql_world *world = &pair.world;
    cluster_set_parameter(world->cluster, PARAM_LAG_DEV_US, 0);
    const struct sql_outcome *out = sql_run(world, pair.one, "INSERT INTO acct VALUES (4, 40)");
    assert_int_equal(out->error, SQL_OK);
    assert_int_equal(out->affected, 1);
    assert_string_equal(sql_peek(world, 0, "SELECT bal FROM acct WHERE id = 4"), "40");
    assert_string_equal(sql_peek(world, 1, "SELECT bal FROM acct WHERE id = 4"), "");
    sql_advance(world, 20 * US_PER_MS);
    assert_string_equal(sql_peek(world, 1, "SELECT bal FROM acct WHERE id = 4"), "");
    sql_advance(world, 10 * US_PER_MS);
    assert_string_equal(sql_peek(world, 1, "SELECT bal FROM acct WHERE id = 4"), "40");
    assert_in_range(world->last[EVENT_APPLIED].length, 25 * US_PER_MS, 30 * US_PER_MS);
    pair_release(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cluster__row_written_on_m1__is_on_m2_after_the_lag_and_not_before),
    };
    return cmocka_run_group_tests_name("cluster/cluster", tests, NULL, NULL);
}
