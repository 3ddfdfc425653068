/* SPDX-License-Identifier: MIT */
#include "lib/sql_world.h"
#include "lib/test.h"

#define TABLE "CREATE TABLE acct (id INTEGER PRIMARY KEY, bal INTEGER)"

static void pair_init(struct sql_pair *pair, uint64_t seed)
{
    sql_pair_init(pair, seed, "acct", TABLE, "INSERT INTO acct VALUES (1, 10), (2, 20), (3, 30)");
}

static void pair_release(struct sql_pair *pair)
{
    sql_world_release(&pair->world);
}

static void cluster__row_written_on_m1__is_on_m2_after_the_lag_and_not_before(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 1);
    struct sql_world *world = &pair.world;
    cluster_set_parameter(world->cluster, PARAM_LAG_DEV_US, 0);
    const struct sql_outcome *out = sql_run(world, pair.first, "INSERT INTO acct VALUES (4, 40)");
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

static sim_us lag_of(const struct sql_world *world, int master)
{
    struct cluster_view view;
    cluster_look(world->cluster, &view);
    return view.masters[master].lag;
}

/* The lag is a master's own: one that hears nothing is behind, not those it does not hear. */
static void cluster__lag__grows_where_commits_do_not_arrive(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 1);
    struct sql_world *world = &pair.world;
    struct err err = {0};
    assert_in_range(lag_of(world, 1), 10 * US_PER_MS, 60 * US_PER_MS);
    assert_int_equal(cluster_kill(world->cluster, place_az(1), &err), RC_OK);
    (void)sql_run(world, pair.first, "INSERT INTO acct VALUES (4, 40)");
    sql_advance(world, 3 * US_PER_S);
    assert_true(lag_of(world, 0) < 60 * US_PER_MS);
    assert_in_range(lag_of(world, 1), 2900 * US_PER_MS, 3100 * US_PER_MS);
    cluster_heal(world->cluster);
    sql_advance(world, 3 * US_PER_S);
    assert_true(lag_of(world, 1) < 60 * US_PER_MS);
    pair_release(&pair);
}

/* --- two masters, one page ------------------------------------------------------------------ */

static void cluster__two_masters_change_one_page_at_once__one_gets_1213(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 2);
    struct sql_world *world = &pair.world;
    sql_send(world, pair.first, REQUEST_SQL, "UPDATE acct SET bal = 11 WHERE id = 1");
    sql_send(world, pair.second, REQUEST_SQL, "UPDATE acct SET bal = 33 WHERE id = 3");
    sql_advance(world, US_PER_S);
    const struct sql_outcome *one = sql_outcome(world, pair.first);
    const struct sql_outcome *two = sql_outcome(world, pair.second);
    assert_true((one->error == SQL_CONFLICT) != (two->error == SQL_CONFLICT));
    const struct sql_outcome *loser = one->error == SQL_CONFLICT ? one : two;
    assert_string_equal(loser->text,
                        "Deadlock found when trying to get lock; try restarting transaction");
    assert_false(loser->in_transaction);
    const struct event *event = &world->last[EVENT_CONFLICT];
    bool one_lost = one->error == SQL_CONFLICT;
    assert_int_equal(event->place, place_master(one_lost ? 0 : 1));
    assert_int_equal(event->other, place_master(one_lost ? 1 : 0));
    assert_int_equal(event->row, one_lost ? 1 : 3);
    assert_int_equal(event->count, one_lost ? 3 : 1);
    assert_true(event->code == CONFLICT_PHYSICAL || event->code == CONFLICT_TIE);
    pair_release(&pair);
}

static void cluster__one_page_one_after_the_other__nobody_loses(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 3);
    struct sql_world *world = &pair.world;
    assert_int_equal(sql_do(world, pair.first, REQUEST_BEGIN, NULL)->error, SQL_OK);
    assert_int_equal(sql_run(world, pair.first, "UPDATE acct SET bal = 11 WHERE id = 1")->error,
                     SQL_OK);
    sql_advance(world, US_PER_S);
    /* Another row of the page, seconds later: the page has come here meanwhile. */
    assert_int_equal(sql_run(world, pair.second, "UPDATE acct SET bal = 33 WHERE id = 3")->error,
                     SQL_OK);
    assert_int_equal(sql_do(world, pair.first, REQUEST_COMMIT, NULL)->error, SQL_OK);
    sql_advance(world, US_PER_S);
    assert_string_equal(sql_peek(world, 0, "SELECT sum(bal) FROM acct"), "64");
    assert_string_equal(sql_peek(world, 1, "SELECT sum(bal) FROM acct"), "64");
    pair_release(&pair);
}

static void cluster__row_of_an_open_transaction_elsewhere__is_a_logical_conflict(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 4);
    struct sql_world *world = &pair.world;
    (void)sql_do(world, pair.first, REQUEST_BEGIN, NULL);
    (void)sql_run(world, pair.first, "UPDATE acct SET bal = 11 WHERE id = 1");
    sql_advance(world, US_PER_S);
    assert_int_equal(sql_run(world, pair.second, "UPDATE acct SET bal = 12 WHERE id = 1")->error,
                     SQL_CONFLICT);
    assert_int_equal(world->last[EVENT_CONFLICT].code, CONFLICT_LOGICAL);
    /* After a rollback the row is free again everywhere: the page was undone. */
    assert_int_equal(sql_do(world, pair.first, REQUEST_ROLLBACK, NULL)->error, SQL_OK);
    sql_advance(world, US_PER_S);
    assert_int_equal(sql_run(world, pair.second, "UPDATE acct SET bal = 12 WHERE id = 1")->error,
                     SQL_OK);
    pair_release(&pair);
}

/* --- one master, several transactions ------------------------------------------------------- */

static void cluster__row_locked_on_the_same_master__waits_for_the_commit(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 5);
    struct sql_world *world = &pair.world;
    conn_id other = sql_connect(world, sql_client(world, AZ_OFFICE), 0);
    (void)sql_do(world, pair.first, REQUEST_BEGIN, NULL);
    (void)sql_run(world, pair.first, "UPDATE acct SET bal = bal + 1 WHERE id = 1");
    sql_send(world, other, REQUEST_SQL, "UPDATE acct SET bal = bal + 1 WHERE id = 1");
    sql_advance(world, 2 * US_PER_S);
    assert_false(sql_outcome(world, other)->is_answered);
    assert_int_equal(world->counts[EVENT_LOCK_WAITS], 1);
    assert_int_equal(world->last[EVENT_LOCK_WAITS].row, 1);
    (void)sql_do(world, pair.first, REQUEST_COMMIT, NULL);
    sql_advance(world, US_PER_S);
    assert_int_equal(sql_outcome(world, other)->error, SQL_OK);
    assert_string_equal(sql_peek(world, 0, "SELECT bal FROM acct WHERE id = 1"), "12");
    pair_release(&pair);
}

static void cluster__row_locked_too_long__is_1205_and_the_transaction_lives(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 6);
    struct sql_world *world = &pair.world;
    cluster_set_parameter(world->cluster, PARAM_LOCK_WAIT_US, US_PER_S);
    conn_id other = sql_connect(world, sql_client(world, AZ_OFFICE), 0);
    (void)sql_do(world, pair.first, REQUEST_BEGIN, NULL);
    (void)sql_run(world, pair.first, "UPDATE acct SET bal = 0 WHERE id = 1");
    (void)sql_do(world, other, REQUEST_BEGIN, NULL);
    (void)sql_run(world, other, "UPDATE acct SET bal = 0 WHERE id = 2");
    const struct sql_outcome *out = sql_run(world, other, "UPDATE acct SET bal = 5 WHERE id = 1");
    assert_int_equal(out->error, SQL_LOCK_WAIT);
    assert_string_equal(out->text, "Lock wait timeout exceeded; try restarting transaction");
    assert_true(out->in_transaction);
    assert_int_equal(sql_do(world, other, REQUEST_COMMIT, NULL)->error, SQL_OK);
    assert_string_equal(sql_peek(world, 0, "SELECT bal FROM acct WHERE id = 2"), "0");
    pair_release(&pair);
}

static void cluster__two_wait_for_each_other__one_gets_1213(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 7);
    struct sql_world *world = &pair.world;
    conn_id other = sql_connect(world, sql_client(world, AZ_OFFICE), 0);
    (void)sql_do(world, pair.first, REQUEST_BEGIN, NULL);
    (void)sql_do(world, other, REQUEST_BEGIN, NULL);
    (void)sql_run(world, pair.first, "UPDATE acct SET bal = 0 WHERE id = 1");
    (void)sql_run(world, other, "UPDATE acct SET bal = 0 WHERE id = 2");
    sql_send(world, pair.first, REQUEST_SQL, "UPDATE acct SET bal = 0 WHERE id = 2");
    sql_advance(world, US_PER_S);
    assert_int_equal(sql_run(world, other, "UPDATE acct SET bal = 0 WHERE id = 1")->error,
                     SQL_CONFLICT);
    assert_int_equal(world->last[EVENT_CONFLICT].code, CONFLICT_LOCAL);
    sql_advance(world, US_PER_S);
    assert_int_equal(sql_outcome(world, pair.first)->error, SQL_OK);
    pair_release(&pair);
}

static void cluster__ids_of_two_masters__step_by_16(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 8);
    struct sql_world *world = &pair.world;
    sql_create(world, pair.first, "log",
               "CREATE TABLE log (id BIGINT NOT NULL ON CONFLICT REPLACE DEFAULT "
               "(lab_autoinc('log')) PRIMARY KEY, t TEXT) WITHOUT ROWID");
    (void)sql_run(world, pair.first, "INSERT INTO log (t) VALUES ('a'), ('b')");
    sql_advance(world, US_PER_S);
    assert_int_equal(
        sql_run(world, pair.second, "INSERT INTO log (t) VALUES ('c')")->last_insert_id %
            AUTOINC_STEP,
        2);
    sql_advance(world, US_PER_S);
    assert_string_equal(sql_peek(world, 0, "SELECT group_concat(id % 16) FROM log"), "1,1,2");
    pair_release(&pair);
}

/* --- faults --------------------------------------------------------------------------------- */

static void cluster__az_killed__other_master_goes_on_and_the_lost_one_catches_up(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 9);
    struct sql_world *world = &pair.world;
    assert_int_equal(cluster_kill(world->cluster, place_az(0), NULL), RC_OK);
    sql_send(world, pair.first, REQUEST_SQL, "UPDATE acct SET bal = 0 WHERE id = 1");
    assert_int_equal(sql_run(world, pair.second, "UPDATE acct SET bal = 21 WHERE id = 2")->error,
                     SQL_OK);
    sql_advance(world, 5 * US_PER_S);
    assert_false(sql_outcome(world, pair.first)->is_answered); /* silence: nothing is reset */
    assert_int_equal(cluster_restore(world->cluster, place_az(0), NULL), RC_OK);
    sql_advance(world, 5 * US_PER_S);
    assert_int_equal(world->counts[EVENT_MASTER_ONLINE], 1);
    assert_string_equal(sql_peek(world, 0, "SELECT bal FROM acct WHERE id = 2"), "21");
    pair_release(&pair);
}

static void cluster__row_of_a_lost_master__is_writable_again_after_its_recovery(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 10);
    struct sql_world *world = &pair.world;
    (void)sql_do(world, pair.first, REQUEST_BEGIN, NULL);
    (void)sql_run(world, pair.first, "UPDATE acct SET bal = 0 WHERE id = 1");
    sql_advance(world, US_PER_S);
    assert_int_equal(cluster_kill(world->cluster, place_master(0), NULL), RC_OK);
    assert_int_equal(sql_run(world, pair.second, "UPDATE acct SET bal = 5 WHERE id = 1")->error,
                     SQL_CONFLICT);
    sql_advance(world, 11 * US_PER_S);
    (void)sql_run(world, pair.second, "UPDATE acct SET bal = 5 WHERE id = 1");
    sql_advance(world, US_PER_S);
    assert_int_equal(world->counts[EVENT_RECOVERED], 1);
    assert_int_equal(sql_run(world, pair.second, "UPDATE acct SET bal = 5 WHERE id = 1")->error,
                     SQL_OK);
    pair_release(&pair);
}

static void cluster__crash__resets_at_once_refuses_and_comes_back_by_itself(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 11);
    struct sql_world *world = &pair.world;
    conn_id idle = sql_connect(world, sql_client(world, AZ_OFFICE), 0);
    (void)sql_do(world, idle, REQUEST_PING, NULL);
    sql_send(world, pair.first, REQUEST_SQL, "UPDATE acct SET bal = 0 WHERE id = 1");
    world->outcomes[(idle - 1) % CONNECTIONS_MAX] = (struct sql_outcome){0};
    assert_int_equal(cluster_crash(world->cluster, 0, CRASH_INSTANCE, NULL), RC_OK);
    sql_advance(world, 10 * US_PER_MS);
    assert_int_equal(sql_outcome(world, pair.first)->kind, ANSWER_BROKEN);
    assert_int_equal(sql_outcome(world, pair.first)->error, SQL_LOST);
    assert_int_equal(sql_outcome(world, idle)->error, SQL_GONE_AWAY);
    conn_id again = sql_connect(world, sql_client(world, AZ_OFFICE), 0);
    assert_int_equal(again, 0);
    sql_advance(world, 130 * US_PER_S);
    again = sql_connect(world, sql_client(world, AZ_OFFICE), 0);
    assert_int_not_equal(again, 0);
    assert_int_equal(sql_run(world, again, "UPDATE acct SET bal = 1 WHERE id = 1")->error, SQL_OK);
    pair_release(&pair);
}

static void cluster__node_crash__loses_the_store_and_reads_it_all_back(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 12);
    struct sql_world *world = &pair.world;
    assert_int_equal(cluster_crash(world->cluster, 0, CRASH_NODE, NULL), RC_OK);
    sql_advance(world, 130 * US_PER_S);
    assert_string_equal(sql_peek(world, 0, "SELECT sum(bal) FROM acct"), "60");
    assert_true(cluster_store_digest(world->cluster, 0) == cluster_store_digest(world->cluster, 1));
    pair_release(&pair);
}

static void cluster__hang__takes_connections_and_answers_nothing_until_healed(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 13);
    struct sql_world *world = &pair.world;
    assert_int_equal(cluster_hang(world->cluster, 0, NULL), RC_OK);
    conn_id fresh = sql_connect(world, sql_client(world, AZ_OFFICE), 0);
    assert_int_not_equal(fresh, 0);
    sql_send(world, pair.first, REQUEST_SQL, "UPDATE acct SET bal = 7 WHERE id = 1");
    sql_advance(world, 3 * US_PER_S);
    assert_false(sql_outcome(world, pair.first)->is_answered);
    cluster_heal(world->cluster);
    sql_advance(world, US_PER_S);
    assert_int_equal(sql_outcome(world, pair.first)->error, SQL_OK);
    pair_release(&pair);
}

static void cluster__three_copies_left__write_fails_without_quorum(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 14);
    struct sql_world *world = &pair.world;
    for (int i = 3; i < COPIES_MAX; i++) {
        assert_int_equal(cluster_kill(world->cluster, place_copy(i), NULL), RC_OK);
    }
    const struct sql_outcome *out =
        sql_run(world, pair.first, "UPDATE acct SET bal = 7 WHERE id = 1");
    assert_int_equal(out->error, SQL_NO_QUORUM);
    assert_string_equal(out->text, "storage quorum not available");
    assert_in_range(out->took, 3 * US_PER_S, 3200 * US_PER_MS);
    assert_int_equal(world->counts[EVENT_QUORUM_WAITS], 1);
    assert_int_equal(sql_run(world, pair.first, "SELECT bal FROM acct WHERE id = 1")->row_count, 1);
    assert_int_equal(cluster_restore(world->cluster, place_copy(3), NULL), RC_OK);
    assert_int_equal(sql_run(world, pair.first, "UPDATE acct SET bal = 7 WHERE id = 1")->error,
                     SQL_OK);
    pair_release(&pair);
}

static void cluster__peer_link_cut__commits_come_through_storage(void **state)
{
    (void)state;
    struct sql_pair pair;
    pair_init(&pair, 15);
    struct sql_world *world = &pair.world;
    assert_int_equal(cluster_cut(world->cluster, place_master(0), place_master(1), false, NULL),
                     RC_OK);
    (void)sql_run(world, pair.first, "UPDATE acct SET bal = 7 WHERE id = 1");
    sql_advance(world, 2 * US_PER_S);
    assert_string_equal(sql_peek(world, 1, "SELECT bal FROM acct WHERE id = 1"), "7");
    assert_int_equal(world->counts[EVENT_PULLED], 1);
    assert_int_equal(world->last[EVENT_PULLED].count, 1);
    pair_release(&pair);
}

/* --- shape and state ------------------------------------------------------------------------ */

static void cluster__masters_added_and_removed__within_two_and_four(void **state)
{
    (void)state;
    struct sql_pair pair;
    struct err err = {0};
    int index = -1;
    pair_init(&pair, 16);
    struct cluster *cluster = pair.world.cluster;
    assert_int_equal(cluster_remove_master(cluster, 1, &err), RC_RANGE);
    assert_string_equal(err.text, "a multi-master cluster needs 2 masters at least");
    assert_int_equal(cluster_add_master(cluster, -1, &index, &err), RC_OK);
    assert_int_equal(index, 2);
    assert_int_equal(cluster_add_master(cluster, 3, &index, &err), RC_OK);
    assert_int_equal(cluster_add_master(cluster, -1, &index, &err), RC_RANGE);
    assert_string_equal(err.text,
                        "a multi-master cluster has at most 4 masters, and this one has them");
    sql_advance(&pair.world, 5 * US_PER_S);
    assert_string_equal(sql_peek(&pair.world, 3, "SELECT sum(bal) FROM acct"), "60");
    assert_int_equal(cluster_remove_master(cluster, 1, &err), RC_OK);
    sql_advance(&pair.world, US_PER_S);
    assert_int_equal(sql_outcome(&pair.world, pair.second)->kind, ANSWER_BROKEN);
    pair_release(&pair);
}

static void cluster__what_cannot_be_killed__is_refused_by_name(void **state)
{
    (void)state;
    struct sql_pair pair;
    struct err err = {0};
    pair_init(&pair, 17);
    struct cluster *cluster = pair.world.cluster;
    assert_int_equal(cluster_kill(cluster, place_client(0), &err), RC_REFUSED);
    assert_string_equal(err.text, "an AZ, a master or a copy can be killed, nothing else");
    pair_release(&pair);
}

static void cluster__damaged_state__is_refused(void **state)
{
    (void)state;
    struct sql_pair pair;
    struct buf saved;
    struct err err = {0};
    pair_init(&pair, 18);
    buf_init(&saved, BUF_CAP_STATE);
    cluster_save(&saved, pair.world.cluster);
    struct unpack in = unpack_start(saved.data, saved.size / 2);
    assert_int_equal(cluster_load(pair.world.cluster, &in, &err), RC_DAMAGED);
    cluster_free(pair.world.cluster);
    buf_release(&saved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cluster__row_written_on_m1__is_on_m2_after_the_lag_and_not_before),
        cmocka_unit_test(cluster__lag__grows_where_commits_do_not_arrive),
        cmocka_unit_test(cluster__two_masters_change_one_page_at_once__one_gets_1213),
        cmocka_unit_test(cluster__one_page_one_after_the_other__nobody_loses),
        cmocka_unit_test(cluster__row_of_an_open_transaction_elsewhere__is_a_logical_conflict),
        cmocka_unit_test(cluster__row_locked_on_the_same_master__waits_for_the_commit),
        cmocka_unit_test(cluster__row_locked_too_long__is_1205_and_the_transaction_lives),
        cmocka_unit_test(cluster__two_wait_for_each_other__one_gets_1213),
        cmocka_unit_test(cluster__ids_of_two_masters__step_by_16),
        cmocka_unit_test(cluster__az_killed__other_master_goes_on_and_the_lost_one_catches_up),
        cmocka_unit_test(cluster__row_of_a_lost_master__is_writable_again_after_its_recovery),
        cmocka_unit_test(cluster__crash__resets_at_once_refuses_and_comes_back_by_itself),
        cmocka_unit_test(cluster__node_crash__loses_the_store_and_reads_it_all_back),
        cmocka_unit_test(cluster__hang__takes_connections_and_answers_nothing_until_healed),
        cmocka_unit_test(cluster__three_copies_left__write_fails_without_quorum),
        cmocka_unit_test(cluster__peer_link_cut__commits_come_through_storage),
        cmocka_unit_test(cluster__masters_added_and_removed__within_two_and_four),
        cmocka_unit_test(cluster__what_cannot_be_killed__is_refused_by_name),
        cmocka_unit_test(cluster__damaged_state__is_refused),
    };
    return cmocka_run_group_tests_name("cluster/cluster", tests, NULL, NULL);
}
