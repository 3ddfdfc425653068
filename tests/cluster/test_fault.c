/* SPDX-License-Identifier: MIT */
/* What each fault does, how it ends, and that it leaves everything else as it was. */
#include "lib/sql_world.h"
#include "lib/test.h"

#define CREATE "CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER)"

struct rig {
    struct sql_world world;
    conn_id conns[2];
};

static void rig_init(struct rig *rig, uint64_t seed)
{
    sql_world_init(&rig->world, 2, seed);
    for (int i = 0; i < 2; i++) {
        rig->conns[i] = sql_connect(&rig->world, sql_client(&rig->world, AZ_OFFICE), i);
    }
    sql_create(&rig->world, rig->conns[0], "t", CREATE);
    sql_advance(&rig->world, US_PER_S);
}

/* Everything is whole again, and in order. */
static void rig_release(struct rig *rig)
{
    struct err err = {0};
    cluster_heal(rig->world.cluster);
    sql_advance(&rig->world, 15 * US_PER_S);
    if (cluster_check_quiet(rig->world.cluster, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
    sql_world_release(&rig->world);
}

static struct cluster_view look(const struct rig *rig)
{
    struct cluster_view view;
    cluster_look(rig->world.cluster, &view);
    return view;
}

static sim_us time_of(struct rig *rig, int master, const char *sql)
{
    const struct sql_outcome *out = sql_run(&rig->world, rig->conns[master], sql);
    if (out->error != SQL_OK) {
        fail_msg("%s: %s", sql, out->text);
    }
    return out->took;
}

static void crash_dispatcher__until_it_restarts__only_writes_hang(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, 1);
    assert_int_equal(cluster_crash(rig.world.cluster, 1, CRASH_DISPATCHER, NULL), RC_OK);
    assert_true(look(&rig).masters[1].has_no_dispatcher);
    assert_int_equal(look(&rig).masters[1].state, MASTER_ONLINE);
    assert_in_range(look(&rig).masters[1].back_in, 10 * US_PER_S, 120 * US_PER_S);
    assert_in_range(time_of(&rig, 1, "SELECT * FROM t"), 1, 10 * US_PER_MS);
    assert_in_range(time_of(&rig, 0, "INSERT INTO t VALUES (1, 1)"), 1, 20 * US_PER_MS);
    assert_int_equal(sql_run(&rig.world, rig.conns[1], "INSERT INTO t VALUES (2, 2)")->error,
                     SQL_NO_QUORUM);
    sql_advance(&rig.world, look(&rig).masters[1].back_in + US_PER_S);
    assert_false(look(&rig).masters[1].has_no_dispatcher);
    assert_int_equal(look(&rig).masters[1].back_in, 0);
    assert_int_equal(rig.world.counts[EVENT_DISPATCHER_UP], 1);
    (void)time_of(&rig, 1, "INSERT INTO t VALUES (2, 2)"); /* on the same connection */
    rig_release(&rig);
}

static void crash_dispatcher__again__is_refused_with_its_state(void **state)
{
    (void)state;
    struct rig rig;
    struct err err = {0};
    rig_init(&rig, 2);
    assert_int_equal(cluster_crash(rig.world.cluster, 1, CRASH_DISPATCHER, NULL), RC_OK);
    assert_int_equal(cluster_crash(rig.world.cluster, 1, CRASH_DISPATCHER, &err), RC_STATE);
    assert_string_equal(err.text, "the dispatcher of m2 is down already");
    assert_int_equal(cluster_restart(rig.world.cluster, 1, NULL), RC_OK); /* and all with it */
    assert_false(look(&rig).masters[1].has_no_dispatcher);
    sql_advance(&rig.world, 30 * US_PER_S);
    assert_int_equal(rig.world.counts[EVENT_DISPATCHER_UP], 0);
    rig_release(&rig);
}

static void crash_instance__counts_down_to_its_restart(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, 3);
    assert_int_equal(cluster_crash(rig.world.cluster, 1, CRASH_INSTANCE, NULL), RC_OK);
    sim_us first = look(&rig).masters[1].back_in;
    sql_advance(&rig.world, US_PER_S);
    assert_int_equal(look(&rig).masters[1].back_in, first - US_PER_S);
    sql_advance(&rig.world, first + US_PER_S);
    assert_int_equal(look(&rig).masters[1].back_in, 0);
    assert_int_equal(look(&rig).masters[1].state, MASTER_ONLINE);
    rig_release(&rig);
}

static void lag__between_masters__is_on_top_and_ends(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, 4);
    struct cluster *cluster = rig.world.cluster;
    assert_int_equal(cluster_lag(cluster, place_master(0), place_master(1), 300 * US_PER_MS, NULL),
                     RC_OK);
    (void)time_of(&rig, 0, "INSERT INTO t VALUES (1, 1)");
    sql_advance(&rig.world, 150 * US_PER_MS);
    assert_string_equal(sql_peek(&rig.world, 1, "SELECT count(*) FROM t"), "0");
    assert_int_equal(look(&rig).link_extra[1][0], 300 * US_PER_MS);
    sql_advance(&rig.world, US_PER_S);
    assert_string_equal(sql_peek(&rig.world, 1, "SELECT count(*) FROM t"), "1");
    assert_int_equal(cluster_lag(cluster, place_master(0), place_master(1), 0, NULL), RC_OK);
    (void)time_of(&rig, 0, "INSERT INTO t VALUES (2, 2)");
    sql_advance(&rig.world, 100 * US_PER_MS);
    assert_string_equal(sql_peek(&rig.world, 1, "SELECT count(*) FROM t"), "2");
    rig_release(&rig);
}

static void lag__of_an_az__is_of_all_in_it(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, 5);
    struct cluster *cluster = rig.world.cluster;
    for (int az = 1; az < 3; az++) { /* four of six copies are far */
        assert_int_equal(cluster_lag(cluster, place_master(0), place_az(az), 50 * US_PER_MS, NULL),
                         RC_OK);
    }
    sim_us took = time_of(&rig, 0, "INSERT INTO t VALUES (1, 1)"); /* votes, then the commit */
    assert_in_range(took, 200 * US_PER_MS, 240 * US_PER_MS);
    rig_release(&rig);
}

/* How long a new client of an AZ takes to be answered by m1. */
static sim_us time_of_newcomer(struct rig *rig, int az)
{
    conn_id conn = sql_connect(&rig->world, sql_client(&rig->world, az), 0);
    assert_true(conn != 0);
    return sql_run(&rig->world, conn, "SELECT * FROM t")->took;
}

static void links_of_an_az__are_those_of_who_comes_later(void **state)
{
    (void)state;
    struct rig rig;
    int index = 0;
    rig_init(&rig, 21);
    struct cluster *cluster = rig.world.cluster;
    assert_int_equal(cluster_lag(cluster, place_az(2), place_az(0), 40 * US_PER_MS, NULL), RC_OK);
    assert_int_equal(cluster_loss(cluster, place_master(1), place_az(2), 30, NULL), RC_OK);
    assert_int_equal(cluster_add_master(cluster, 2, &index, NULL), RC_OK);
    assert_int_equal(index, 2);
    assert_int_equal(look(&rig).link_extra[0][2], 40 * US_PER_MS);
    assert_int_equal(look(&rig).link_extra[2][0], 40 * US_PER_MS);
    assert_int_equal(look(&rig).link_extra[1][2], 0);
    assert_int_equal(look(&rig).link_loss[1][2], 30);
    assert_in_range(time_of_newcomer(&rig, 2), 80 * US_PER_MS, 100 * US_PER_MS);
    assert_in_range(time_of_newcomer(&rig, 1), 1, 10 * US_PER_MS);
    assert_int_equal(cluster_cut(cluster, place_az(2), place_master(0), false, NULL), RC_OK);
    assert_int_equal(sql_connect(&rig.world, sql_client(&rig.world, 2), 0), 0);
    cluster_heal(cluster);
    assert_in_range(time_of_newcomer(&rig, 2), 1, 10 * US_PER_MS);
    rig_release(&rig);
}

static void links_of_a_removed_master__are_not_those_of_the_next(void **state)
{
    (void)state;
    struct rig rig;
    int index = 0;
    rig_init(&rig, 22);
    struct cluster *cluster = rig.world.cluster;
    assert_int_equal(cluster_add_master(cluster, 2, &index, NULL), RC_OK);
    sql_advance(&rig.world, US_PER_S);
    assert_int_equal(cluster_lag(cluster, place_master(2), place_master(0), US_PER_S, NULL), RC_OK);
    assert_int_equal(cluster_cut(cluster, place_master(2), place_master(1), true, NULL), RC_OK);
    assert_int_equal(cluster_remove_master(cluster, 2, NULL), RC_OK);
    assert_int_equal(cluster_add_master(cluster, 3, &index, NULL), RC_OK);
    assert_int_equal(index, 2);
    assert_int_equal(look(&rig).link_extra[0][2] + look(&rig).link_extra[2][0], 0);
    assert_false(look(&rig).is_cut[2][1]);
    rig_release(&rig);
}

static void loss__of_every_link_to_storage__costs_time_and_no_commit(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, 6);
    for (int az = 0; az < 3; az++) {
        assert_int_equal(cluster_loss(rig.world.cluster, place_master(0), place_az(az), 300, NULL),
                         RC_OK);
    }
    assert_int_equal(look(&rig).link_loss[0][1], 300); /* m2 stands in AZ b */
    for (int i = 0; i < 20; i++) {
        (void)time_of(&rig, 0, i == 0 ? "INSERT INTO t VALUES (1, 1)" : "UPDATE t SET v = v + 1");
    }
    sql_advance(&rig.world, 3 * US_PER_S); /* what a link lost of them is read from the copies */
    assert_string_equal(sql_peek(&rig.world, 1, "SELECT v FROM t"), "20");
    rig_release(&rig);
}

static struct disk_fault failure(int copy, int percent, sim_us length)
{
    return (struct disk_fault){.copy = copy, .percent = percent, .length = length};
}

static void disk_failure__of_three_copies__takes_the_quorum_until_its_end(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, 7);
    for (int copy = 0; copy < 3; copy++) {
        struct disk_fault fault = failure(copy, 100, 10 * US_PER_S);
        assert_int_equal(cluster_disturb_disk(rig.world.cluster, &fault, NULL), RC_OK);
        assert_true(look(&rig).copies[copy].is_failing);
    }
    assert_int_equal(sql_run(&rig.world, rig.conns[0], "INSERT INTO t VALUES (1, 1)")->error,
                     SQL_NO_QUORUM);
    sql_advance(&rig.world, 10 * US_PER_S);
    assert_false(look(&rig).copies[0].is_failing);
    assert_int_equal(rig.world.counts[EVENT_DISK_WELL], 1); /* all three, at one time */
    assert_int_equal(rig.world.last[EVENT_DISK_WELL].copies, 7);
    assert_int_not_equal(rig.world.last[EVENT_DISK_WELL].cause, 0);
    assert_in_range(time_of(&rig, 0, "INSERT INTO t VALUES (1, 1)"), 1, 20 * US_PER_MS);
    rig_release(&rig);
}

static void disk_failure__a_new_one__replaces_the_old_one_and_its_end(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, 8);
    struct disk_fault fault = failure(-1, 100, 2 * US_PER_S);
    assert_int_equal(cluster_disturb_disk(rig.world.cluster, &fault, NULL), RC_OK);
    fault = failure(-1, 1, 60 * US_PER_S);
    assert_int_equal(cluster_disturb_disk(rig.world.cluster, &fault, NULL), RC_OK);
    sql_advance(&rig.world, 30 * US_PER_S);
    assert_true(look(&rig).copies[5].is_failing);
    fault = failure(5, 0, 0);
    assert_int_equal(cluster_disturb_disk(rig.world.cluster, &fault, NULL), RC_OK);
    assert_false(look(&rig).copies[5].is_failing);
    assert_true(look(&rig).copies[4].is_failing);
    rig_release(&rig);
}

static void congestion__of_every_copy__is_in_every_answer(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, 9);
    struct disk_fault fault = {.copy = -1,
                               .is_congestion = true,
                               .percent = 100,
                               .min = 100 * US_PER_MS,
                               .max = 120 * US_PER_MS};
    assert_int_equal(cluster_disturb_disk(rig.world.cluster, &fault, NULL), RC_OK);
    assert_true(look(&rig).copies[3].is_slow);
    sim_us took = time_of(&rig, 0, "INSERT INTO t VALUES (1, 1)"); /* votes, then the commit */
    assert_in_range(took, 200 * US_PER_MS, 260 * US_PER_MS);
    rig_release(&rig);
}

static void disk_fault__out_of_range__says_the_range(void **state)
{
    (void)state;
    struct rig rig;
    struct err err = {0};
    rig_init(&rig, 10);
    struct disk_fault fault = failure(0, 101, 0);
    assert_int_equal(cluster_disturb_disk(rig.world.cluster, &fault, &err), RC_RANGE);
    assert_string_equal(err.text, "a share of requests is 0 to 100 percent, not 101");
    fault = failure(6, 10, 0);
    assert_int_equal(cluster_disturb_disk(rig.world.cluster, &fault, &err), RC_RANGE);
    assert_string_equal(err.text, "a disk is 0 to 5, for a1 to c2, not 6");
    fault = failure(0, 10, DISK_FAULT_MAX_US + 1);
    assert_int_equal(cluster_disturb_disk(rig.world.cluster, &fault, &err), RC_RANGE);
    assert_string_equal(err.text, "a disk is in trouble for a day at most");
    assert_int_equal(cluster_loss(rig.world.cluster, place_master(0), place_master(1), 1001, &err),
                     RC_RANGE);
    assert_string_equal(err.text, "a link loses 0% to 100% of all packets");
    rig_release(&rig);
}

/* The same work, and at its beginning faults of no effect or none: their events apart, all
 * happens at the same time. */
static void faults__of_no_effect__shift_nothing(void **state)
{
    (void)state;
    sim_us took[2][10];
    sim_us ended[2];
    for (int disturbed = 0; disturbed < 2; disturbed++) {
        struct rig rig;
        rig_init(&rig, 11);
        struct cluster *cluster = rig.world.cluster;
        struct disk_fault fault = failure(-1, 0, 0);
        if (disturbed != 0) {
            assert_int_equal(cluster_lag(cluster, place_master(0), place_az(1), 0, NULL), RC_OK);
            assert_int_equal(cluster_loss(cluster, place_master(0), place_az(1), 0, NULL), RC_OK);
            assert_int_equal(cluster_disturb_disk(cluster, &fault, NULL), RC_OK);
            /* What nobody uses may be as bad as it likes. */
            assert_int_equal(cluster_loss(cluster, place_client(0), place_master(1), 500, NULL),
                             RC_OK);
        }
        for (int i = 0; i < 10; i++) {
            took[disturbed][i] = time_of(
                &rig, i % 2, i == 0 ? "INSERT INTO t VALUES (1, 1)" : "UPDATE t SET v = v + 1");
            sql_advance(&rig.world, US_PER_S);
        }
        ended[disturbed] = rig.world.last[EVENT_APPLIED].at;
        rig_release(&rig);
    }
    assert_memory_equal(took[0], took[1], sizeof took[0]);
    assert_int_equal(ended[0], ended[1]);
}

/* A state saved while everything is in trouble goes on as the one it was saved from. */
static void faults__saved_and_loaded__go_on_the_same(void **state)
{
    (void)state;
    struct rig rig;
    struct err err = {0};
    struct buf saved;
    rig_init(&rig, 12);
    struct cluster *cluster = rig.world.cluster;
    struct disk_fault slow = {-1, true, 50, US_PER_MS, 90 * US_PER_MS, 8 * US_PER_S};
    struct disk_fault fails = failure(2, 30, 5 * US_PER_S);
    assert_int_equal(cluster_disturb_disk(cluster, &slow, NULL), RC_OK);
    assert_int_equal(cluster_disturb_disk(cluster, &fails, NULL), RC_OK);
    assert_int_equal(cluster_lag(cluster, place_master(0), place_az(2), 9000, NULL), RC_OK);
    assert_int_equal(cluster_loss(cluster, place_master(0), place_az(0), 200, NULL), RC_OK);
    assert_int_equal(cluster_crash(cluster, 1, CRASH_DISPATCHER, NULL), RC_OK);
    buf_init(&saved, BUF_CAP_STATE);
    cluster_save(&saved, cluster);
    uint64_t digests[2];
    for (int i = 0; i < 2; i++) {
        (void)sql_run(&rig.world, rig.conns[0], "INSERT INTO t VALUES (1, 1)");
        sql_advance(&rig.world, 30 * US_PER_S);
        digests[i] = cluster_trace_digest(cluster);
        if (i == 0) {
            struct unpack in = unpack_start(saved.data, saved.size);
            assert_int_equal(cluster_load(cluster, &in, &err), RC_OK);
            rig.world.requests--; /* the same number again */
        }
    }
    assert_int_equal(digests[0], digests[1]);
    buf_release(&saved);
    rig_release(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crash_dispatcher__until_it_restarts__only_writes_hang),
        cmocka_unit_test(crash_dispatcher__again__is_refused_with_its_state),
        cmocka_unit_test(crash_instance__counts_down_to_its_restart),
        cmocka_unit_test(lag__between_masters__is_on_top_and_ends),
        cmocka_unit_test(lag__of_an_az__is_of_all_in_it),
        cmocka_unit_test(links_of_an_az__are_those_of_who_comes_later),
        cmocka_unit_test(links_of_a_removed_master__are_not_those_of_the_next),
        cmocka_unit_test(loss__of_every_link_to_storage__costs_time_and_no_commit),
        cmocka_unit_test(disk_failure__of_three_copies__takes_the_quorum_until_its_end),
        cmocka_unit_test(disk_failure__a_new_one__replaces_the_old_one_and_its_end),
        cmocka_unit_test(congestion__of_every_copy__is_in_every_answer),
        cmocka_unit_test(disk_fault__out_of_range__says_the_range),
        cmocka_unit_test(faults__of_no_effect__shift_nothing),
        cmocka_unit_test(faults__saved_and_loaded__go_on_the_same),
    };
    return cmocka_run_group_tests_name("cluster/fault", tests, NULL, NULL);
}
