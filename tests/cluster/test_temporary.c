/* SPDX-License-Identifier: MIT */
/* A session's own tables: their limits, and that a saved cluster has them. */
#include "lib/test.h"

#include "lib/sql_world.h"

#include <stdio.h>

/* CREATE or DROP of a temporary table: the error. */
static enum sql_error define(struct sql_world *world, conn_id conn, const char *sql)
{
    struct request request = {
        .kind = REQUEST_SQL, .id = ++world->requests, .sql = sql, .is_temporary = true};
    world->outcomes[(conn - 1) % CONNECTIONS_MAX] = (struct sql_outcome){0};
    cluster_send(world->cluster, conn, &request);
    sql_advance(world, 100 * US_PER_MS);
    assert_true(sql_outcome(world, conn)->is_answered);
    return sql_outcome(world, conn)->error;
}

static void temporary__saved_cluster__has_the_sessions_own_tables(void **state)
{
    (void)state;
    struct sql_world world;
    struct buf saved;
    sql_world_init(&world, 2, 1);
    buf_init(&saved, BUF_CAP_STATE);
    conn_id conn = sql_connect(&world, sql_client(&world, 0), 0);
    assert_int_equal(define(&world, conn, "CREATE TEMP TABLE own (a INT, b REAL, c BLOB)"), SQL_OK);
    assert_int_equal(
        sql_run(&world, conn, "INSERT INTO own VALUES (1, 0.5, x'00'), (2, 1, 'x')")->error,
        SQL_OK);
    cluster_save(&saved, world.cluster);
    assert_int_equal(sql_run(&world, conn, "DELETE FROM own")->error, SQL_OK);
    assert_string_equal(sql_run(&world, conn, "SELECT count(*) FROM own")->cell, "0");
    struct unpack in = unpack_start(saved.data, saved.size);
    assert_int_equal(cluster_load(world.cluster, &in, NULL), RC_OK);
    assert_string_equal(
        sql_run(&world, conn, "SELECT group_concat(a || typeof(b) || hex(c), ' ') FROM own")->cell,
        "1real00 2real78");
    buf_release(&saved);
    sql_world_release(&world);
}

static void temporary__too_much__is_refused_and_leaves_what_was(void **state)
{
    (void)state;
    struct sql_world world;
    char sql[100];
    sql_world_init(&world, 2, 1);
    conn_id conn = sql_connect(&world, sql_client(&world, 0), 0);
    assert_int_equal(define(&world, conn, "CREATE TEMP TABLE t0 (a BLOB)"), SQL_OK);
    assert_int_equal(sql_run(&world, conn, "INSERT INTO t0 VALUES (zeroblob(60000))")->error,
                     SQL_OK);
    const struct sql_outcome *out =
        sql_run(&world, conn, "INSERT INTO t0 VALUES (zeroblob(60000))");
    assert_int_equal(out->error, SQL_TABLE_FULL);
    assert_string_equal(out->text,
                        "The table is full: the temporary tables of a session may have 64 KB here");
    assert_string_equal(sql_run(&world, conn, "SELECT count(*) FROM t0")->cell, "1");
    for (int i = 1; i < 16; i++) {
        (void)snprintf(sql, sizeof(sql), "CREATE TEMP TABLE t%d (a INT)", i);
        assert_int_equal(define(&world, conn, sql), SQL_OK);
    }
    assert_int_equal(define(&world, conn, "CREATE TEMP TABLE t16 (a INT)"), SQL_NOT_SUPPORTED);
    assert_int_equal(define(&world, conn, "CREATE TEMP TABLE lab_x (a INT)"), SQL_NOT_SUPPORTED);
    assert_int_equal(define(&world, conn, "DROP TABLE temp.t1"), SQL_OK);
    assert_int_equal(define(&world, conn, "DROP TABLE temp.t1"), SQL_UNKNOWN_TABLE);
    sql_world_release(&world);
}

/* The table it hides stays as it is, also within a transaction that has changed it. */
/* What could not be put back for the next statement would be the end of the session. */
static void temporary__no_row_fits__is_refused_and_the_session_goes_on(void **state)
{
    (void)state;
    struct sql_world world;
    sql_world_init(&world, 2, 1);
    conn_id conn = sql_connect(&world, sql_client(&world, 0), 0);
    assert_int_equal(define(&world, conn, "CREATE TEMP TABLE a (id INT, v INT AS (v + 1))"),
                     SQL_GENERATED_ORDER);
    assert_int_equal(define(&world, conn, "CREATE TEMP TABLE a (v INT DEFAULT (missing(1)))"),
                     SQL_NO_FUNCTION);
    assert_int_equal(define(&world, conn, "CREATE TEMP TABLE a (v INT CHECK (random() > 0))"),
                     SQL_NOT_SUPPORTED);
    assert_int_equal(define(&world, conn, "CREATE TEMP TABLE a (v INT CHECK (v > 0))"), SQL_OK);
    assert_string_equal(sql_run(&world, conn, "SELECT count(*) FROM a")->cell, "0");
    sql_world_release(&world);
}

static void temporary__name_of_a_table__hides_it_from_this_session(void **state)
{
    (void)state;
    struct sql_world world;
    sql_world_init(&world, 2, 1);
    conn_id conn = sql_connect(&world, sql_client(&world, 0), 0);
    sql_create(&world, conn, "t", "CREATE TABLE t (id INT PRIMARY KEY, v INT)");
    assert_int_equal(sql_run(&world, conn, "INSERT INTO t VALUES (1, 1)")->error, SQL_OK);
    assert_int_equal(sql_do(&world, conn, REQUEST_BEGIN, NULL)->error, SQL_OK);
    assert_int_equal(sql_run(&world, conn, "INSERT INTO t VALUES (2, 2)")->error, SQL_OK);
    assert_int_equal(define(&world, conn, "CREATE TEMP TABLE t (id INT, v INT)"), SQL_OK);
    assert_int_equal(sql_run(&world, conn, "INSERT INTO t VALUES (7, 7)")->error, SQL_OK);
    assert_string_equal(sql_run(&world, conn, "SELECT sum(v) FROM t")->cell, "7");
    assert_int_equal(sql_do(&world, conn, REQUEST_COMMIT, NULL)->error, SQL_OK);
    assert_string_equal(sql_run(&world, conn, "SELECT sum(v) FROM t")->cell, "7");
    sql_advance(&world, US_PER_S);
    assert_string_equal(sql_peek(&world, 0, "SELECT sum(v) FROM t"), "3");
    assert_string_equal(sql_peek(&world, 1, "SELECT sum(v) FROM t"), "3");
    assert_int_equal(define(&world, conn, "DROP TABLE t"), SQL_OK);
    assert_string_equal(sql_run(&world, conn, "SELECT sum(v) FROM t")->cell, "3");
    sql_world_release(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(temporary__saved_cluster__has_the_sessions_own_tables),
        cmocka_unit_test(temporary__too_much__is_refused_and_leaves_what_was),
        cmocka_unit_test(temporary__no_row_fits__is_refused_and_the_session_goes_on),
        cmocka_unit_test(temporary__name_of_a_table__hides_it_from_this_session),
    };
    return cmocka_run_group_tests_name("cluster/temporary", tests, NULL, NULL);
}
