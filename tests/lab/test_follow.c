/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lab/follow.h"
#include "lib/directory.h"
#include "lib/lab_fixture.h"
#include "lib/reader.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES_AT_MOST 30 /* updates until one that failed is tried again */

/* A lab of three masters and its files in the directory of the case. */
struct beside {
    struct lab_fixture fixture;
    struct follow *follow; /* owned */
    struct buf notices;    /* of the last update */
};

static void init(struct beside *beside, void **state)
{
    lab_fixture_init(&beside->fixture, 3, 1);
    beside->follow = follow_new(*state);
    buf_init(&beside->notices, BUF_CAP_TEXT);
    lab_fixture_expect(&beside->fixture, "CREATE TABLE t (id INT PRIMARY KEY, v INT);", "Query OK");
    lab_fixture_run(&beside->fixture, US_PER_S);
}

static void release(struct beside *beside)
{
    follow_free(beside->follow);
    lab_fixture_release(&beside->fixture);
    buf_release(&beside->notices);
}

static bool update_more(struct beside *beside)
{
    buf_clear(&beside->notices);
    return follow_update(beside->follow, beside->fixture.lab, &beside->notices);
}

static const char *update(struct beside *beside)
{
    (void)update_more(beside);
    return beside->notices.data;
}

#define COUNT "SELECT count(*) FROM t"

static void expect_rows(void **state, const char *m1, const char *m2)
{
    assert_string_equal(reader_query(directory_inside(state, "m1.db"), COUNT), m1);
    assert_string_equal(reader_query(directory_inside(state, "m2.db"), COUNT), m2);
}

static bool is_there(void **state, const char *name)
{
    return access(directory_inside(state, name), F_OK) == 0;
}

static void follow__row_of_m1__is_in_m2_after_the_lag_and_not_before(void **state)
{
    struct beside beside = {0};
    init(&beside, state);
    lab_fixture_expect(&beside.fixture, "INSERT INTO t VALUES (7, 1);", "1 row affected");
    assert_false(is_there(state, "m1.db"));
    assert_string_equal(update(&beside), "");
    expect_rows(state, "1", "0");
    lab_fixture_run(&beside.fixture, US_PER_S);
    expect_rows(state, "1", "0");
    assert_string_equal(update(&beside), "");
    expect_rows(state, "1", "1");
    release(&beside);
}

static void follow__master_down__its_file_stays_until_it_is_back(void **state)
{
    struct beside beside = {0};
    init(&beside, state);
    (void)lab_fixture_do(&beside.fixture, "INSERT INTO t VALUES (7, 1);");
    lab_fixture_run(&beside.fixture, US_PER_S);
    (void)update(&beside);
    lab_fixture_expect(&beside.fixture, "\\crash m2 node", "m2 has crashed");
    lab_fixture_expect(&beside.fixture, "INSERT INTO t VALUES (8, 1);", "1 row affected");
    for (int i = 0; i < 10; i++) {
        struct cluster_view view;
        assert_string_equal(update(&beside), "");
        cluster_look(lab_cluster(beside.fixture.lab), &view);
        bool is_down = view.masters[1].state != MASTER_ONLINE;
        assert_true(is_down || i > 0);
        if (is_down) {
            expect_rows(state, "2", "1");
        }
        lab_fixture_run(&beside.fixture, US_PER_S);
    }
    lab_fixture_run(&beside.fixture, 60 * US_PER_S);
    assert_string_equal(update(&beside), "");
    expect_rows(state, "2", "2");
    release(&beside);
}

static void follow__loaded__every_file_is_as_it_was(void **state)
{
    struct beside beside = {0};
    struct buf saved;
    init(&beside, state);
    (void)lab_fixture_do(&beside.fixture, "INSERT INTO t VALUES (7, 1);");
    lab_fixture_run(&beside.fixture, US_PER_S);
    (void)lab_fixture_do(&beside.fixture, "\\kill m2");
    buf_init(&saved, BUF_CAP_STATE);
    lab_save(beside.fixture.lab, &saved);
    (void)lab_fixture_do(&beside.fixture, "\\heal");
    lab_fixture_run(&beside.fixture, 30 * US_PER_S);
    (void)lab_fixture_do(&beside.fixture, "INSERT INTO t VALUES (8, 1);");
    lab_fixture_run(&beside.fixture, US_PER_S);
    (void)update(&beside);
    expect_rows(state, "2", "2");
    assert_int_equal(lab_load(beside.fixture.lab, saved.data, saved.size, NULL), RC_OK);
    assert_string_equal(update(&beside), "");
    expect_rows(state, "1", "1");
    buf_release(&saved);
    release(&beside);
}

static void follow__created_anew__files_are_those_of_the_new_cluster(void **state)
{
    struct beside beside = {0};
    init(&beside, state);
    (void)update(&beside);
    assert_true(is_there(state, "m3.db"));
    assert_true(is_there(state, "m3.db-wal"));
    lab_fixture_expect(&beside.fixture, "\\create masters=2", "A new cluster of 2 masters");
    assert_string_equal(update(&beside), "");
    expect_rows(state, "no such table: t", "no such table: t");
    assert_false(is_there(state, "m3.db"));
    assert_false(is_there(state, "m3.db-wal"));
    assert_false(is_there(state, "m3.db-shm"));
    release(&beside);
}

static void follow__master_removed_and_added__file_goes_and_comes(void **state)
{
    struct beside beside = {0};
    init(&beside, state);
    (void)lab_fixture_do(&beside.fixture, "INSERT INTO t VALUES (7, 1);");
    lab_fixture_run(&beside.fixture, US_PER_S);
    (void)update(&beside);
    (void)lab_fixture_do(&beside.fixture, "\\remove m3");
    (void)update(&beside);
    assert_false(is_there(state, "m3.db"));
    lab_fixture_expect(&beside.fixture, "\\add master", "m3 joins");
    (void)update(&beside);
    assert_false(is_there(state, "m3.db"));
    lab_fixture_run(&beside.fixture, 60 * US_PER_S);
    assert_string_equal(update(&beside), "");
    assert_string_equal(reader_query(directory_inside(state, "m3.db"), COUNT), "1");
    release(&beside);
}

static void follow__foreign_change__is_overwritten_and_said(void **state)
{
    struct beside beside = {0};
    init(&beside, state);
    (void)update(&beside);
    (void)reader_query(directory_inside(state, "m2.db"), "INSERT INTO t VALUES (1, 1)");
    expect_rows(state, "0", "1");
    assert_string_equal(update(&beside), "m2.db was changed by another program; what m2 holds is "
                                         "written over it, for only the lab writes there\n");
    expect_rows(state, "0", "0");
    (void)reader_query(directory_inside(state, "m2.db"), "INSERT INTO t VALUES (1, 1)");
    assert_string_equal(update(&beside), "");
    expect_rows(state, "0", "0");
    release(&beside);
}

/* More than fits in a frame is done by the next ones, and every file gets its turn. */
static void follow__many_rows_anew__take_several_updates(void **state)
{
    struct beside beside = {0};
    struct buf sql;
    init(&beside, state);
    buf_init(&sql, SQL_SIZE_MAX);
    for (int i = 0; i < 5000; i++) {
        buf_addf(&sql, "%s(%d, 0)", i % 500 == 0 ? "INSERT INTO t VALUES " : ", ", i);
        if (i % 500 == 499) {
            lab_fixture_expect(&beside.fixture, sql.data, "500 rows affected");
            buf_clear(&sql);
        }
    }
    lab_fixture_run(&beside.fixture, US_PER_S);
    assert_false(is_there(state, "m1.db"));
    assert_true(update_more(&beside));
    assert_string_equal(reader_query(directory_inside(state, "m1.db"), COUNT), "5000");
    assert_false(is_there(state, "m2.db"));
    assert_true(update_more(&beside));
    assert_false(update_more(&beside));
    expect_rows(state, "5000", "5000");
    assert_string_equal(reader_query(directory_inside(state, "m3.db"), COUNT), "5000");
    buf_release(&sql);
    release(&beside);
}

static void follow__not_writable__says_so_once_and_goes_on_trying(void **state)
{
    struct beside beside = {0};
    init(&beside, state);
    assert_int_equal(rmdir(*state), 0);
    char wanted[200];
    (void)snprintf(wanted, sizeof(wanted),
                   "%s: cannot be written: unable to open database file; the lab goes on, and "
                   "tries again\n",
                   directory_inside(state, "m1.db"));
    assert_string_equal(update(&beside), wanted);
    assert_int_equal(mkdir(*state, 0700), 0);
    assert_string_equal(update(&beside), "");
    assert_false(is_there(state, "m1.db")); /* it rests */
    assert_int_equal(rmdir(*state), 0);
    for (int i = 0; i < 500; i++) {
        assert_string_equal(update(&beside), "");
    }
    assert_int_equal(mkdir(*state, 0700), 0);
    for (int i = 0; i < TRIES_AT_MOST && !is_there(state, "m3.db"); i++) {
        assert_string_equal(update(&beside), "");
    }
    expect_rows(state, "0", "0");
    release(&beside);
}

/* The same run with files and without; what the files note must not show in it. */
static void follow__run__has_the_same_digest(void **state)
{
    uint64_t digests[2];
    for (int round = 0; round < 2; round++) {
        struct lab_fixture fixture;
        struct follow *follow = follow_new(*state);
        struct buf notices;
        buf_init(&notices, BUF_CAP_TEXT);
        lab_fixture_init(&fixture, 3, 7);
        (void)lab_fixture_do(&fixture, "\\load course clients=3 rate=20");
        for (int i = 0; i < 100; i++) {
            if (round == 1) {
                (void)follow_update(follow, fixture.lab, &notices);
            }
            if (i == 50) {
                (void)lab_fixture_do(&fixture, "\\crash m2 node");
            }
            lab_fixture_run(&fixture, 100 * US_PER_MS);
        }
        assert_string_equal(notices.data, "");
        digests[round] = lab_digest(fixture.lab);
        follow_free(follow);
        buf_release(&notices);
        lab_fixture_release(&fixture);
    }
    assert_true(digests[0] == digests[1]);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, directory_setup, directory_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(follow__row_of_m1__is_in_m2_after_the_lag_and_not_before),
        CASE(follow__master_down__its_file_stays_until_it_is_back),
        CASE(follow__loaded__every_file_is_as_it_was),
        CASE(follow__created_anew__files_are_those_of_the_new_cluster),
        CASE(follow__master_removed_and_added__file_goes_and_comes),
        CASE(follow__foreign_change__is_overwritten_and_said),
        CASE(follow__many_rows_anew__take_several_updates),
        CASE(follow__not_writable__says_so_once_and_goes_on_trying),
        CASE(follow__run__has_the_same_digest),
    };
    return cmocka_run_group_tests_name("lab/follow", tests, NULL, NULL);
}
