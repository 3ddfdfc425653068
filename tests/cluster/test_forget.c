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

static const struct record *void_record(const struct cluster *cluster)
{
    for (int i = 1; i < cluster->book.record_count; i++) {
        if (cluster->book.records[i].is_voided) {
            return &cluster->book.records[i];
        }
    }
    return NULL;
}

/*
 * What is forgotten is final, and durable even if no four copies were seen to hold it. But not what
 * two copies hold at its place, who have not heard that it is void.
 */
static void log__forgotten_with_a_void_record_in_it__makes_that_not_durable(void **state)
{
    (void)state;
    struct sql_world world;
    sql_world_init(&world, 2, 1);
    struct cluster *cluster = world.cluster;
    conn_id first = sql_connect(&world, sql_client(&world, 0), 0);
    sql_create(&world, first, "t", "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    cluster_set_parameter(cluster, PARAM_GOSSIP_US, 60 * US_PER_S);
    sql_advance(&world, 2 * US_PER_S);
    assert_int_equal(sql_do(&world, first, REQUEST_BEGIN, NULL)->error, SQL_OK);
    assert_int_equal(sql_run(&world, first, "INSERT INTO t VALUES (1, 1)")->error, SQL_OK);
    for (int i = 0; i < 4; i++) {
        cut(&world, i, place_master(0), true);
    }
    sql_send(&world, first, REQUEST_COMMIT, NULL);
    sql_advance(&world, 10 * US_PER_MS);
    assert_int_equal(cluster_crash(cluster, 0, CRASH_INSTANCE, NULL), RC_OK);
    for (int i = 0; i < COPIES_MAX; i++) {
        cut(&world, i, place_master(0), i >= 4);
    }
    assert_int_equal(cluster_restart(cluster, 0, NULL), RC_OK);
    sql_advance(&world, US_PER_S);
    const struct record *record = void_record(cluster);
    assert_non_null(record);
    assert_int_equal(__builtin_popcount(record->holders), 2);

    conn_id second = sql_connect(&world, sql_client(&world, 0), 0);
    assert_int_equal(sql_run(&world, second, "INSERT INTO t VALUES (2, 2)")->error, SQL_OK);
    assert_int_equal(sql_run(&world, second, "INSERT INTO t VALUES (3, 3)")->error, SQL_OK);
    sql_advance(&world, US_PER_S);
    cluster_set_parameter(cluster, PARAM_RETENTION, 1);
    forget_commits(cluster);
    assert_true(cluster->copies[5].log[0].base >= record->place);
    assert_false(void_record(cluster)->is_durable);
    sql_world_release(&world);
}

/* Four copies were never seen to hold it at once: it is durable since its place is final. */
static void log__forgotten_record__is_durable(void **state)
{
    (void)state;
    struct sql_world world;
    sql_world_init(&world, 2, 1);
    struct cluster *cluster = world.cluster;
    conn_id first = sql_connect(&world, sql_client(&world, 0), 0);
    sql_create(&world, first, "t", "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
    sql_advance(&world, 2 * US_PER_S);
    uint32_t last = cluster->copies[0].log[0].entries[cluster->copies[0].log[0].count - 1].record;
    struct record *record = book_record(&cluster->book, last);
    record->is_durable = false; /* as if the fourth had not been seen */
    cluster->book.image.applied[0] = record->place;
    cluster_set_parameter(cluster, PARAM_RETENTION, 0);
    forget_commits(cluster);
    assert_true(record->is_durable);
    sql_world_release(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(page__newer_at_two_copies__still_goes_with_its_commit),
        cmocka_unit_test(log__forgotten_with_a_void_record_in_it__makes_that_not_durable),
        cmocka_unit_test(log__forgotten_record__is_durable),
    };
    return cmocka_run_group_tests_name("cluster/forget", tests, NULL, NULL);
}
