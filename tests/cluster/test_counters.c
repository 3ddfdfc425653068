/* SPDX-License-Identifier: MIT */
#include "lib/sql_world.h"
#include "lib/test.h"

#include "cluster/counters.h"

static void pair_init(struct sql_pair *pair, uint64_t seed)
{
    sql_pair_init(pair, seed, "t", "CREATE TABLE t (id INT PRIMARY KEY, n INT) STRICT",
                  "INSERT INTO t VALUES (1, 0), (2, 0)");
}

static int64_t count(const struct sql_pair *pair, int master, enum counter counter)
{
    return cluster_count(pair->world.cluster, master, counter);
}

static void counters__each_end_of_a_transaction__is_counted_as_what_it_was(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 1);
    struct sql_world *world = &pair.world;
    conn_id first = pair.first;
    int64_t begun = count(&pair, 0, COUNTER_TXN_BEGUN);
    int64_t committed = count(&pair, 0, COUNTER_TXN_COMMITTED);
    int64_t empty = count(&pair, 0, COUNTER_TXN_EMPTY);
    (void)sql_do(world, first, REQUEST_BEGIN, NULL);
    (void)sql_run(world, first, "UPDATE t SET n = 1 WHERE id = 1");
    assert_int_equal(cluster_standing(world->cluster, 0, STANDING_TXNS), 1);
    (void)sql_do(world, first, REQUEST_ROLLBACK, NULL);
    (void)sql_do(world, first, REQUEST_BEGIN, NULL);
    (void)sql_do(world, first, REQUEST_COMMIT, NULL);
    (void)sql_run(world, first, "UPDATE t SET n = 2 WHERE id = 1");
    (void)sql_run(world, first, "SELECT * FROM t");
    assert_int_equal(count(&pair, 0, COUNTER_TXN_BEGUN), begun + 3);
    assert_int_equal(count(&pair, 0, COUNTER_TXN_ROLLED_BACK), 1);
    assert_int_equal(count(&pair, 0, COUNTER_TXN_EMPTY), empty + 1);
    assert_int_equal(count(&pair, 0, COUNTER_TXN_COMMITTED), committed + 1);
    assert_int_equal(cluster_standing(world->cluster, 0, STANDING_TXNS), 0);
    sql_world_release(world);
}

static void counters__page_lost_to_a_statement__one_1213_by_a_user(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 3);
    sql_send(&pair.world, pair.first, REQUEST_SQL, "UPDATE t SET n = 1 WHERE id = 1");
    sql_send(&pair.world, pair.second, REQUEST_SQL, "UPDATE t SET n = 1 WHERE id = 2");
    sql_advance(&pair.world, US_PER_S);
    int64_t by_class = 0;
    int64_t by_user = 0;
    int64_t sent = 0;
    for (int i = 0; i < 2; i++) {
        by_class += count(&pair, i, COUNTER_TXN_PHYSICAL) + count(&pair, i, COUNTER_TXN_TIE);
        by_user += count(&pair, i, COUNTER_CONFLICTS_USER);
        sent += count(&pair, i, COUNTER_ERRORS_1213);
    }
    assert_int_equal(by_class, 1);
    assert_int_equal(by_user, 1);
    assert_int_equal(sent, 1);
    sql_world_release(&pair.world);
}

static void counters__crash__loses_what_was_open_and_another_s_uptime_is_untouched(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 1);
    int64_t disconnected = count(&pair, 1, COUNTER_TXN_DISCONNECTED);
    (void)sql_do(&pair.world, pair.first, REQUEST_BEGIN, NULL);
    (void)sql_run(&pair.world, pair.first, "UPDATE t SET n = 1 WHERE id = 1");
    (void)sql_do(&pair.world, pair.second, REQUEST_BEGIN, NULL);
    assert_int_equal(cluster_crash(pair.world.cluster, 0, CRASH_INSTANCE, NULL), RC_OK);
    assert_int_equal(count(&pair, 0, COUNTER_TXN_CRASHED), 1);
    assert_int_equal(cluster_standing(pair.world.cluster, 0, STANDING_TXNS), 0);
    assert_int_equal(cluster_standing(pair.world.cluster, 1, STANDING_TXNS), 1);
    assert_int_equal(count(&pair, 1, COUNTER_TXN_DISCONNECTED), disconnected);
    sql_advance(&pair.world, 60 * US_PER_S);
    sql_world_release(&pair.world);
}

static void counters__commit_under_way_at_a_crash__is_unanswered(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 1);
    (void)sql_do(&pair.world, pair.first, REQUEST_BEGIN, NULL);
    (void)sql_run(&pair.world, pair.first, "UPDATE t SET n = 1 WHERE id = 1");
    sql_send(&pair.world, pair.first, REQUEST_COMMIT, NULL);
    sql_advance(&pair.world, US_PER_MS + US_PER_MS / 2);
    assert_int_equal(cluster_crash(pair.world.cluster, 0, CRASH_INSTANCE, NULL), RC_OK);
    assert_int_equal(count(&pair, 0, COUNTER_TXN_UNANSWERED), 1);
    sql_advance(&pair.world, 60 * US_PER_S);
    sql_world_release(&pair.world);
}

static void counters__three_copies__no_quorum_and_votes_that_never_came(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 1);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(cluster_kill(pair.world.cluster, place_copy(i), NULL), RC_OK);
    }
    int64_t none = count(&pair, 0, COUNTER_VOTES_NONE);
    int64_t acks = count(&pair, 0, COUNTER_VOTES_ACK);
    (void)sql_run(&pair.world, pair.first, "UPDATE t SET n = 1 WHERE id = 1");
    assert_int_equal(count(&pair, 0, COUNTER_TXN_NO_QUORUM), 1);
    assert_int_equal(count(&pair, 0, COUNTER_PROPOSALS_ABORTED), 1);
    assert_int_equal(count(&pair, 0, COUNTER_VOTES_ACK), acks + 3);
    assert_int_equal(count(&pair, 0, COUNTER_VOTES_NONE), none + 3);
    cluster_heal(pair.world.cluster);
    sql_advance(&pair.world, 20 * US_PER_S);
    sql_world_release(&pair.world);
}

static void counters__hot_pages__the_coolest_gives_way(void **state)
{
    (void)state;
    struct hot_pages hot = {0};
    for (uint32_t page = 0; page < HOT_PAGES_MAX; page++) {
        hot_pages_add(&hot, page);
        hot_pages_add(&hot, page);
    }
    assert_int_equal(hot.count, HOT_PAGES_MAX);
    hot_pages_add(&hot, 0);
    hot_pages_add(&hot, HOT_PAGES_MAX);
    assert_int_equal(hot_pages_conflicts(&hot, 0), 3);
    assert_int_equal(hot_pages_conflicts(&hot, 1), 0);
    assert_int_equal(hot_pages_conflicts(&hot, HOT_PAGES_MAX), 1);
}

static void counters__table__each_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int i = 0; i < COUNTER_COUNT; i++) {
        assert_non_null(counter_row((enum counter)i)->name);
        assert_true(strlen(counter_row((enum counter)i)->meaning) <= 48);
        for (int k = 0; k < i; k++) {
            assert_string_not_equal(counter_row((enum counter)i)->name,
                                    counter_row((enum counter)k)->name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counters__each_end_of_a_transaction__is_counted_as_what_it_was),
        cmocka_unit_test(counters__page_lost_to_a_statement__one_1213_by_a_user),
        cmocka_unit_test(counters__crash__loses_what_was_open_and_another_s_uptime_is_untouched),
        cmocka_unit_test(counters__commit_under_way_at_a_crash__is_unanswered),
        cmocka_unit_test(counters__three_copies__no_quorum_and_votes_that_never_came),
        cmocka_unit_test(counters__hot_pages__the_coolest_gives_way),
        cmocka_unit_test(counters__table__each_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
