/* SPDX-License-Identifier: MIT */
/* What the past must still keep: for whom, and until when. */
#include "lib/sql_world.h"
#include "lib/test.h"

#include "cluster/forget.h"
#include "cluster/world.h"

#define MASTERS 3
#define LATE (COPIES_MAX - 1) /* the copy that misses a commit */

static void kill(struct sql_world *world, int copy)
{
    assert_int_equal(cluster_kill(world->cluster, place_copy(copy), NULL), RC_OK);
}

static void restore(struct sql_world *world, int copy)
{
    assert_int_equal(cluster_restore(world->cluster, place_copy(copy), NULL), RC_OK);
}

/* Between a copy and whoever it is. */
static void cut(struct sql_world *world, int copy, place_id other, bool is_cut)
{
    place_id place = place_copy(copy);
    enum rc rc = is_cut ? cluster_cut(world->cluster, place, other, false, NULL)
                        : cluster_uncut(world->cluster, place, other, NULL);
    assert_int_equal(rc, RC_OK);
}

static uint64_t lsn_at(const struct cluster *cluster, int copy, uint32_t page)
{
    return book_version(&cluster->book, copy_page(&cluster->copies[copy], page)->version)->lsn;
}

static bool is_behind(const struct cluster *cluster, int copy, int other)
{
    for (uint32_t page = 0; page < (uint32_t)cluster->book.page_count; page++) {
        if (lsn_at(cluster, copy, page) < lsn_at(cluster, other, page)) {
            return true;
        }
    }
    return false;
}

/*
 * Two copies have noted a newer page of a transaction that its master's death leaves undone.
 * The other three have the page of the commit before it, and the late one must get that with
 * the commit: else three copies have it, and what a wiped one of them takes over may lack it.
 */
static void page__newer_at_two_copies__still_goes_with_its_commit(void **state)
{
    (void)state;
    struct sql_world world;
    sql_world_init(&world, MASTERS, 1);
    struct cluster *cluster = world.cluster;
    conn_id first = sql_connect(&world, sql_client(&world, 0), 0);
    conn_id second = sql_connect(&world, sql_client(&world, 1), 1);
    sql_create(&world, first, "t", "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    assert_int_equal(sql_run(&world, first, "INSERT INTO t VALUES (1, 0), (2, 0)")->error, SQL_OK);
    cluster_set_parameter(cluster, PARAM_GOSSIP_US, 60 * US_PER_S);
    cluster_set_parameter(cluster, PARAM_SILENT_US, 40 * US_PER_MS);
    cluster_set_parameter(cluster, PARAM_NET_CROSS_AZ_US, 5 * US_PER_MS);
    sql_advance(&world, 2 * US_PER_S);

    for (int i = 0; i < LATE; i++) {
        cut(&world, LATE, place_copy(i), true); /* no gossip */
    }
    for (int i = 0; i < MASTERS; i++) {
        cut(&world, LATE, place_master(i), true);
    }
    assert_int_equal(sql_run(&world, first, "UPDATE t SET n = 1 WHERE id = 1")->error, SQL_OK);
    sql_advance(&world, US_PER_S);
    assert_int_equal(sql_do(&world, first, REQUEST_BEGIN, NULL)->error, SQL_OK);
    assert_int_equal(sql_run(&world, first, "UPDATE t SET n = 2 WHERE id = 2")->error, SQL_OK);
    assert_int_equal(cluster_kill(cluster, place_master(0), NULL), RC_OK);
    sql_advance(&world, US_PER_S);
    assert_true(is_behind(cluster, 2, 0));
    assert_true(is_behind(cluster, LATE, 2));
    forget_commits(cluster);

    cut(&world, LATE, place_master(1), false);
    kill(&world, 0);
    kill(&world, 1);
    sql_advance(&world, US_PER_S);
    sql_send(&world, second, REQUEST_SQL, "UPDATE t SET n = 3 WHERE id = 1"); /* finds it silent */
    for (int ms = 0; ms < 1000 && world.counts[EVENT_RECOVERED] == 0; ms++) {
        sql_advance(&world, US_PER_MS);
    }
    assert_int_equal(world.counts[EVENT_RECOVERED], 1);
    assert_false(is_behind(cluster, LATE, 2));
    restore(&world, 0);
    restore(&world, 1);
    cluster_heal(cluster);
    sql_advance(&world, 60 * US_PER_S);
    sql_world_release(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page__newer_at_two_copies__still_goes_with_its_commit),
    };
    return cmocka_run_group_tests_name("cluster/forget", tests, NULL, NULL);
}
