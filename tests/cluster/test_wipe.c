/* SPDX-License-Identifier: MIT */
/* A storage copy loses its disk while a cluster is at work: the command, and what stays. */
#include "lib/sql_world.h"
#include "lib/test.h"

#include "cluster/inspect.h"

static void world_init(struct sql_pair *pair)
{
    sql_pair_init(pair, 1, "t", "CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER)",
                  "INSERT INTO t VALUES (1, 10), (2, 20)");
}

static void world_release(struct sql_pair *pair)
{
    struct err err = {0};
    cluster_heal(pair->world.cluster);
    sql_advance(&pair->world, 15 * US_PER_S);
    if (cluster_check_quiet(pair->world.cluster, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
    sql_world_release(&pair->world);
}

static void run(struct sql_pair *pair, const char *sql)
{
    const struct sql_outcome *out = sql_run(&pair->world, pair->first, sql);
    if (out->error != SQL_OK) {
        fail_msg("%s: %s", sql, out->text);
    }
}

static bool is_empty(struct sql_pair *pair, int copy)
{
    struct cluster_view view;
    cluster_look(pair->world.cluster, &view);
    return view.copies[copy].is_empty;
}

static void wipe__fewer_than_three_would_be_left__is_refused(void **state)
{
    (void)state;
    struct sql_pair pair;
    struct err err = {0};
    world_init(&pair);
    struct cluster *cluster = pair.world.cluster;
    assert_int_equal(cluster_kill(cluster, place_copy(5), NULL), RC_OK); /* its disk is there */
    for (int i = 0; i < 3; i++) {
        assert_int_equal(cluster_wipe(cluster, i, NULL), RC_OK);
    }
    assert_int_equal(cluster_wipe(cluster, 3, &err), RC_REFUSED);
    assert_string_equal(err.text, "b2 keeps its disk: only 2 others have theirs, and it takes 3 to "
                                  "fill up one that is empty");
    assert_int_equal(cluster_wipe(cluster, 0, &err), RC_STATE);
    assert_string_equal(err.text, "a1 is empty already: it asks the others for what it held");
    assert_int_equal(pair.world.counts[EVENT_COPY_WIPED], 3);
    world_release(&pair);
}

/* What it had said before may be counted for a while, and it must not say something else. */
static void wipe__for_three_seconds__takes_over_nothing(void **state)
{
    (void)state;
    struct sql_pair pair;
    world_init(&pair);
    assert_int_equal(cluster_wipe(pair.world.cluster, 2, NULL), RC_OK);
    sql_advance(&pair.world, 3 * US_PER_S);
    struct copy_detail detail;
    cluster_inspect_copy(pair.world.cluster, 2, &detail);
    assert_true(is_empty(&pair, 2));
    assert_int_equal(detail.pages, 0);
    sql_advance(&pair.world, 600 * US_PER_MS);
    assert_false(is_empty(&pair, 2));
    world_release(&pair);
}

/* No copy has a disk that it began with, and everything is there. */
static void wipe__each_copy_in_two_halves__loses_nothing(void **state)
{
    (void)state;
    struct sql_pair pair;
    world_init(&pair);
    struct cluster *cluster = pair.world.cluster;
    for (int half = 0; half < 2; half++) {
        for (int i = 0; i < 3; i++) {
            assert_int_equal(cluster_wipe(cluster, 3 * half + i, NULL), RC_OK);
        }
        assert_int_equal(sql_run(&pair.world, pair.first, "INSERT INTO t VALUES (3, 3)")->error,
                         SQL_NO_QUORUM);
        sql_advance(&pair.world, 2 * US_PER_S);
        assert_int_equal(pair.world.counts[EVENT_COPY_WHOLE], 3 * (half + 1));
        run(&pair,
            half == 0 ? "UPDATE t SET v = 11 WHERE id = 1" : "UPDATE t SET v = 21 WHERE id = 2");
    }
    /* A master that has lost its store, too, takes it from them. */
    assert_int_equal(cluster_crash(cluster, 1, CRASH_NODE, NULL), RC_OK);
    assert_int_equal(cluster_restart(cluster, 1, NULL), RC_OK);
    sql_advance(&pair.world, 10 * US_PER_S);
    assert_string_equal(sql_peek(&pair.world, 1, "SELECT group_concat(v) FROM t"), "11,21");
    world_release(&pair);
}

static void wipe__others_are_killed__waits_for_three_and_heal_fills_nothing(void **state)
{
    (void)state;
    struct sql_pair pair;
    world_init(&pair);
    struct cluster *cluster = pair.world.cluster;
    for (int i = 3; i < 6; i++) {
        assert_int_equal(cluster_kill(cluster, place_copy(i), NULL), RC_OK);
    }
    assert_int_equal(cluster_wipe(cluster, 0, NULL), RC_OK);
    sql_advance(&pair.world, 20 * US_PER_S);
    assert_true(is_empty(&pair, 0));
    assert_int_equal(pair.world.counts[EVENT_COPY_LACKS], 1);
    assert_int_equal(pair.world.last[EVENT_COPY_LACKS].count, 2);
    cluster_heal(cluster);
    assert_true(is_empty(&pair, 0)); /* the others can answer now, and have not yet */
    sql_advance(&pair.world, 2500 * US_PER_MS);
    assert_false(is_empty(&pair, 0));
    world_release(&pair);
}

/*
 * Two commits are acknowledged by three copies, one loses its disk, and those that fill it up have
 * not got them. A fourth that acknowledges them later is the third that holds them.
 */
static void wipe__of_one_that_acknowledged_a_commit__counts_no_more(void **state)
{
    (void)state;
    struct sql_pair pair;
    world_init(&pair);
    struct cluster *cluster = pair.world.cluster;
    conn_id third = sql_connect(&pair.world, sql_client(&pair.world, AZ_OFFICE), 0);
    const conn_id conns[] = {pair.first, third};
    for (int i = 0; i < 2; i++) {
        (void)sql_do(&pair.world, conns[i], REQUEST_BEGIN, NULL);
        (void)sql_run(&pair.world, conns[i],
                      i == 0 ? "UPDATE t SET v = 11 WHERE id = 1"
                             : "UPDATE t SET v = 21 WHERE id = 2");
    }
    for (int i = 2; i < 5; i++) { /* b1, b2 and c1 hear nothing from m1, a1 and a2 */
        for (int k = 0; k < 2; k++) {
            assert_int_equal(cluster_cut(cluster, place_copy(k), place_copy(i), false, NULL),
                             RC_OK);
        }
        assert_int_equal(cluster_cut(cluster, place_master(0), place_copy(i), false, NULL), RC_OK);
    }
    for (int k = 0; k < 2; k++) { /* nor does c2 from these two */
        assert_int_equal(cluster_cut(cluster, place_copy(k), place_copy(5), false, NULL), RC_OK);
        sql_send(&pair.world, conns[k], REQUEST_COMMIT, NULL);
    }
    sql_advance(&pair.world, 20 * US_PER_MS);
    assert_int_equal(cluster_wipe(cluster, 5, NULL), RC_OK);
    sql_advance(&pair.world, 5 * US_PER_S);
    assert_false(is_empty(&pair, 5));
    assert_false(sql_outcome(&pair.world, pair.first)->is_answered);
    assert_int_equal(cluster_uncut(cluster, place_master(0), place_copy(2), NULL), RC_OK);
    sql_advance(&pair.world, 2 * US_PER_S);
    assert_true(sql_outcome(&pair.world, pair.first)->is_answered);
    assert_null(cluster_check_failure(cluster));
    world_release(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wipe__fewer_than_three_would_be_left__is_refused),
        cmocka_unit_test(wipe__for_three_seconds__takes_over_nothing),
        cmocka_unit_test(wipe__each_copy_in_two_halves__loses_nothing),
        cmocka_unit_test(wipe__others_are_killed__waits_for_three_and_heal_fills_nothing),
        cmocka_unit_test(wipe__of_one_that_acknowledged_a_commit__counts_no_more),
    };
    return cmocka_run_group_tests_name("cluster/wipe", tests, NULL, NULL);
}
