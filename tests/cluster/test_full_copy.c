/* SPDX-License-Identifier: MIT */
/* Who was away for longer than commits are kept: masters, copies, and all of them at once. */
#include "lib/sql_world.h"
#include "lib/test.h"

#include <stdio.h>

#define KEPT 10
#define AWAY 40 /* commits: more than are kept, whatever a sweep leaves over */
#define MASTERS 3
#define ROWS 12

/* Three masters, a client at each, a table of twelve rows of a few pages. */
struct away {
    struct sql_world world;
    conn_id conns[MASTERS];
    int written;
};

static void away_init(struct away *away, uint64_t seed)
{
    *away = (struct away){0};
    sql_world_init(&away->world, MASTERS, seed);
    cluster_set_parameter(away->world.cluster, PARAM_ROWS_PER_PAGE, 4);
    cluster_set_parameter(away->world.cluster, PARAM_RETENTION, KEPT);
    for (int i = 0; i < MASTERS; i++) {
        int client = sql_client(&away->world, AZ_OFFICE);
        away->conns[i] = sql_connect(&away->world, client, i);
    }
    sql_create(&away->world, away->conns[0], "acct",
               "CREATE TABLE acct (id INTEGER PRIMARY KEY, bal INTEGER)");
    sql_create(&away->world, away->conns[0], "log",
               "CREATE TABLE log (id BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT "
               "(lab_autoinc('log')) PRIMARY KEY, who INTEGER) WITHOUT ROWID");
    for (int i = 0; i < ROWS; i++) {
        char sql[80];
        (void)snprintf(sql, sizeof sql, "INSERT INTO acct VALUES (%d, 0)", i);
        assert_int_equal(sql_run(&away->world, away->conns[0], sql)->error, SQL_OK);
    }
    sql_advance(&away->world, US_PER_S);
}

static void write_at(struct away *away, int master, int count)
{
    for (int i = 0; i < count; i++) {
        char sql[80];
        (void)snprintf(sql, sizeof sql, "UPDATE acct SET bal = bal + 1 WHERE id = %d",
                       away->written++ % ROWS);
        const struct sql_outcome *out = sql_run(&away->world, away->conns[master], sql);
        if (out->error != SQL_OK) {
            fail_msg("%s: %s", sql, out->text);
        }
    }
}

/* Time passes, and then everything is in order and every master has every row. */
static void away_check(struct away *away, sim_us time)
{
    struct err err = {0};
    char sum[20];
    (void)snprintf(sum, sizeof sum, "%d", away->written);
    sql_advance(&away->world, time);
    for (int i = 0; i < MASTERS; i++) {
        assert_string_equal(sql_peek(&away->world, i, "SELECT sum(bal) FROM acct"), sum);
    }
    if (cluster_check_quiet(away->world.cluster, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
}

static void away_release(struct away *away)
{
    sql_world_release(&away->world);
}

static int64_t count(const struct away *away, enum event_kind kind)
{
    return away->world.counts[kind];
}

static void kill(struct away *away, place_id place)
{
    assert_int_equal(cluster_kill(away->world.cluster, place, NULL), RC_OK);
}

static void restore(struct away *away, place_id place)
{
    assert_int_equal(cluster_restore(away->world.cluster, place, NULL), RC_OK);
}

/* --- masters -------------------------------------------------------------------------------- */

static void master__away_for_few_commits__reads_them_from_the_logs(void **state)
{
    (void)state;
    struct away away;
    away_init(&away, 1);
    write_at(&away, 0, AWAY);
    sql_advance(&away.world, US_PER_S);
    kill(&away, place_master(2));
    write_at(&away, 0, KEPT - 2);
    restore(&away, place_master(2));
    away_check(&away, 10 * US_PER_S);
    assert_int_equal(count(&away, EVENT_MASTER_ONLINE), 1);
    assert_int_equal(count(&away, EVENT_FULL_COPY), 0);
    away_release(&away);
}

static void master__away_for_more_commits_than_are_kept__takes_a_full_copy(void **state)
{
    (void)state;
    struct away away;
    away_init(&away, 2);
    kill(&away, place_master(2));
    write_at(&away, 0, AWAY);
    restore(&away, place_master(2));
    away_check(&away, 10 * US_PER_S);
    assert_int_equal(count(&away, EVENT_FULL_COPY), 1);
    assert_int_equal(away.world.last[EVENT_FULL_COPY].place, place_master(2));
    assert_int_equal(away.world.last[EVENT_FULL_COPY].count, ROWS);
    assert_int_equal(count(&away, EVENT_MASTER_ONLINE), 1);
    write_at(&away, 1, 3); /* and it goes on with the others */
    away_check(&away, 10 * US_PER_S);
    away_release(&away);
}

static void master__full_copy_of_many_rows__takes_its_time(void **state)
{
    (void)state;
    struct away away;
    away_init(&away, 3);
    cluster_set_parameter(away.world.cluster, PARAM_CATCH_UP_PER_S, 4);
    kill(&away, place_master(2));
    write_at(&away, 0, AWAY);
    restore(&away, place_master(2));
    sql_advance(&away.world, 2 * US_PER_S);
    struct cluster_view view;
    cluster_look(away.world.cluster, &view);
    assert_int_equal(view.masters[2].state, MASTER_RECOVERY);
    assert_string_equal(view.masters[2].recovery_step, "takes a full copy");
    assert_int_equal(away.world.last[EVENT_FULL_COPY].length, ROWS * US_PER_S / 4);
    away_check(&away, 60 * US_PER_S);
    assert_int_equal(count(&away, EVENT_FULL_COPY), 1);
    away_release(&away);
}

static void master__store_lost__takes_a_full_copy(void **state)
{
    (void)state;
    struct away away;
    away_init(&away, 4);
    write_at(&away, 0, AWAY);
    assert_int_equal(cluster_crash(away.world.cluster, 1, CRASH_NODE, NULL), RC_OK);
    away_check(&away, 150 * US_PER_S);
    assert_int_equal(count(&away, EVENT_FULL_COPY), 1);
    away_release(&away);
}

static void master__added_to_an_old_cluster__takes_a_full_copy(void **state)
{
    (void)state;
    struct away away;
    int index = -1;
    away_init(&away, 5);
    write_at(&away, 0, AWAY);
    assert_int_equal(cluster_add_master(away.world.cluster, -1, &index, NULL), RC_OK);
    away_check(&away, 10 * US_PER_S);
    assert_int_equal(count(&away, EVENT_FULL_COPY), 1);
    assert_int_equal(away.world.last[EVENT_FULL_COPY].place, place_master(3));
    away_release(&away);
}

/* It hears nobody and does not know it; when it does, nobody has what it missed. */
static void master__at_work_and_left_behind__starts_over(void **state)
{
    (void)state;
    struct away away;
    away_init(&away, 6);
    struct cluster *cluster = away.world.cluster;
    for (int az = 0; az < 2; az++) {
        assert_int_equal(cluster_cut(cluster, place_az(az), place_master(2), true, NULL), RC_OK);
    }
    for (int i = 4; i < COPIES_MAX; i++) {
        assert_int_equal(cluster_cut(cluster, place_copy(i), place_master(2), true, NULL), RC_OK);
    }
    write_at(&away, 0, AWAY);
    sql_advance(&away.world, 5 * US_PER_S);
    assert_int_equal(count(&away, EVENT_LEFT_BEHIND), 0);
    cluster_heal(cluster);
    away_check(&away, 20 * US_PER_S);
    assert_int_equal(count(&away, EVENT_LEFT_BEHIND), 1);
    assert_int_equal(count(&away, EVENT_FULL_COPY), 1);
    assert_int_equal(sql_outcome(&away.world, away.conns[2])->kind, ANSWER_BROKEN);
    away_release(&away);
}

/* What takes long to arrive is not lost: a slow link alone sends nobody into recovery. */
static void master__slow_link__waits_for_what_is_kept_no_more(void **state)
{
    (void)state;
    struct away away;
    away_init(&away, 7);
    cluster_set_parameter(away.world.cluster, PARAM_LAG_US, 10 * US_PER_S);
    write_at(&away, 0, 3 * AWAY);
    assert_string_equal(sql_peek(&away.world, 1, "SELECT sum(bal) FROM acct"), "0");
    away_check(&away, 40 * US_PER_S);
    assert_int_equal(count(&away, EVENT_LEFT_BEHIND), 0);
    away_release(&away);
}

static void master__after_a_full_copy__draws_ids_above_the_rows(void **state)
{
    (void)state;
    struct away away;
    away_init(&away, 8);
    const char *sql = "INSERT INTO log (who) VALUES (3)";
    int64_t first = sql_run(&away.world, away.conns[2], sql)->last_insert_id;
    assert_int_equal(sql_do(&away.world, away.conns[2], REQUEST_BEGIN, NULL)->error, SQL_OK);
    int64_t lost = sql_run(&away.world, away.conns[2], sql)->last_insert_id;
    assert_int_equal(lost, first + AUTOINC_STEP);
    kill(&away, place_master(2));
    write_at(&away, 0, AWAY);
    restore(&away, place_master(2));
    away_check(&away, 10 * US_PER_S);
    assert_int_equal(count(&away, EVENT_FULL_COPY), 1);
    away.conns[2] = sql_connect(&away.world, sql_client(&away.world, AZ_OFFICE), 2);
    assert_int_equal(sql_run(&away.world, away.conns[2], sql)->last_insert_id, lost);
    away_release(&away);
}

/* --- copies --------------------------------------------------------------------------------- */

static void copy__away_for_more_commits_than_are_kept__is_rebuilt_from_another(void **state)
{
    (void)state;
    struct away away;
    away_init(&away, 9);
    kill(&away, place_copy(5));
    write_at(&away, 0, AWAY);
    restore(&away, place_copy(5));
    away_check(&away, 20 * US_PER_S);
    assert_int_equal(count(&away, EVENT_COPY_REBUILT), 1);
    assert_int_equal(away.world.last[EVENT_COPY_REBUILT].place, place_copy(5));
    /* It counts again: with two others gone it is one of the four. */
    kill(&away, place_copy(0));
    kill(&away, place_copy(1));
    write_at(&away, 0, 3);
    cluster_heal(away.world.cluster);
    away_check(&away, 20 * US_PER_S);
    away_release(&away);
}

static void copy__away_for_few_commits__is_not_rebuilt(void **state)
{
    (void)state;
    struct away away;
    away_init(&away, 10);
    write_at(&away, 0, AWAY);
    kill(&away, place_copy(5));
    write_at(&away, 0, KEPT - 2);
    restore(&away, place_copy(5));
    away_check(&away, 20 * US_PER_S);
    assert_int_equal(count(&away, EVENT_COPY_REBUILT), 0);
    away_release(&away);
}

/* A recovery may not count a copy that cannot be brought to hold all there is. */
static void copy__left_behind__counts_in_no_recovery_before_it_is_rebuilt(void **state)
{
    (void)state;
    struct away away;
    away_init(&away, 11);
    struct cluster *cluster = away.world.cluster;
    kill(&away, place_copy(4));
    kill(&away, place_copy(5));
    write_at(&away, 0, AWAY);
    /* b1 and b2 go; c1 and c2 are back and hear no other copy. */
    for (int i = 0; i < 4; i++) {
        assert_int_equal(cluster_cut(cluster, place_copy(i), place_copy(4), false, NULL), RC_OK);
        assert_int_equal(cluster_cut(cluster, place_copy(i), place_copy(5), false, NULL), RC_OK);
    }
    restore(&away, place_copy(4));
    restore(&away, place_copy(5));
    kill(&away, place_copy(2));
    kill(&away, place_copy(3));
    assert_int_equal(cluster_restart(cluster, 0, NULL), RC_OK);
    sql_advance(&away.world, 20 * US_PER_S);
    assert_int_equal(count(&away, EVENT_RECOVERED), 0);
    assert_int_equal(cluster_uncut(cluster, place_copy(0), place_copy(4), NULL), RC_OK);
    assert_int_equal(cluster_uncut(cluster, place_copy(0), place_copy(5), NULL), RC_OK);
    sql_advance(&away.world, 20 * US_PER_S);
    assert_int_equal(count(&away, EVENT_RECOVERED), 1);
    cluster_heal(cluster);
    away_check(&away, 20 * US_PER_S);
    away_release(&away);
}

/* --- everybody ------------------------------------------------------------------------------ */

/* The volume alone knows: no master has a row left, and few commits are kept. */
static void cluster__every_store_lost__all_is_read_back_from_the_volume(void **state)
{
    (void)state;
    struct away away;
    away_init(&away, 12);
    write_at(&away, 0, AWAY);
    write_at(&away, 1, AWAY);
    for (int i = 0; i < MASTERS; i++) {
        assert_int_equal(cluster_crash(away.world.cluster, i, CRASH_NODE, NULL), RC_OK);
    }
    sql_advance(&away.world, 150 * US_PER_S);
    away_check(&away, 10 * US_PER_S);
    assert_int_equal(count(&away, EVENT_FULL_COPY), MASTERS);
    away_release(&away);
}

static size_t saved_size(const struct away *away)
{
    struct buf saved;
    buf_init(&saved, BUF_CAP_STATE);
    cluster_save(&saved, away->world.cluster);
    size_t size = saved.size;
    buf_release(&saved);
    return size;
}

static void cluster__more_and_more_commits__a_state_no_larger(void **state)
{
    (void)state;
    struct away away;
    away_init(&away, 13);
    kill(&away, place_copy(5)); /* it keeps nothing alive either */
    write_at(&away, 0, 300);
    sql_advance(&away.world, 3 * US_PER_S);
    size_t before = saved_size(&away);
    write_at(&away, 0, 600);
    sql_advance(&away.world, 3 * US_PER_S);
    assert_in_range(saved_size(&away), 1, before + before / 20);
    away_release(&away);
}

/* Two write to one page at once, again and again: one of them loses each time. */
static void fight(struct away *away, int rounds)
{
    for (int i = 0; i < rounds; i++) {
        sql_send(&away->world, away->conns[0], REQUEST_SQL,
                 "UPDATE acct SET bal = bal + 1 WHERE id = 1");
        sql_send(&away->world, away->conns[1], REQUEST_SQL,
                 "UPDATE acct SET bal = bal + 1 WHERE id = 2");
        sql_advance(&away->world, 60 * US_PER_MS);
    }
    sql_advance(&away->world, 3 * US_PER_S);
}

/* What it was not told, gossip will tell it: nobody remembers that for ever. */
static void cluster__conflicts_while_a_copy_is_away__a_state_no_larger(void **state)
{
    (void)state;
    struct away away;
    struct err err = {0};
    away_init(&away, 14);
    kill(&away, place_copy(5));
    fight(&away, 100);
    int64_t conflicts = count(&away, EVENT_CONFLICT);
    assert_in_range(conflicts, 50, 100);
    size_t before = saved_size(&away);
    fight(&away, 400);
    assert_in_range(count(&away, EVENT_CONFLICT), conflicts + 200, 500);
    assert_in_range(saved_size(&away), 1, before + before / 20);
    cluster_heal(away.world.cluster);
    sql_advance(&away.world, 20 * US_PER_S);
    if (cluster_check_quiet(away.world.cluster, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
    away_release(&away);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(master__away_for_few_commits__reads_them_from_the_logs),
        cmocka_unit_test(master__away_for_more_commits_than_are_kept__takes_a_full_copy),
        cmocka_unit_test(master__full_copy_of_many_rows__takes_its_time),
        cmocka_unit_test(master__store_lost__takes_a_full_copy),
        cmocka_unit_test(master__added_to_an_old_cluster__takes_a_full_copy),
        cmocka_unit_test(master__at_work_and_left_behind__starts_over),
        cmocka_unit_test(master__slow_link__waits_for_what_is_kept_no_more),
        cmocka_unit_test(master__after_a_full_copy__draws_ids_above_the_rows),
        cmocka_unit_test(copy__away_for_more_commits_than_are_kept__is_rebuilt_from_another),
        cmocka_unit_test(copy__away_for_few_commits__is_not_rebuilt),
        cmocka_unit_test(copy__left_behind__counts_in_no_recovery_before_it_is_rebuilt),
        cmocka_unit_test(cluster__every_store_lost__all_is_read_back_from_the_volume),
        cmocka_unit_test(cluster__more_and_more_commits__a_state_no_larger),
        cmocka_unit_test(cluster__conflicts_while_a_copy_is_away__a_state_no_larger),
    };
    return cmocka_run_group_tests_name("cluster/full_copy", tests, NULL, NULL);
}
