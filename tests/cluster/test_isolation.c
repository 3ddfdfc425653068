/* SPDX-License-Identifier: MIT */
#include "lib/sql_world.h"
#include "lib/test.h"

#include <stdio.h>

#define TABLE "CREATE TABLE acct (id INTEGER PRIMARY KEY, bal INTEGER, name TEXT UNIQUE)"
#define READ "SELECT bal FROM acct WHERE id = 1"
#define SUM "SELECT sum(bal) FROM acct"

/* Two sessions at m1 and one at m2, and two rows. */
struct trio {
    struct sql_world world;
    conn_id one, other, peer;
};

static void trio_init(struct trio *trio, uint64_t seed)
{
    struct sql_world *world = &trio->world;
    sql_world_init(world, 2, seed);
    trio->one = sql_connect(world, sql_client(world, AZ_OFFICE), 0);
    trio->other = sql_connect(world, sql_client(world, AZ_OFFICE), 0);
    trio->peer = sql_connect(world, sql_client(world, AZ_OFFICE), 1);
    sql_create(world, trio->one, "acct", TABLE);
    assert_int_equal(
        sql_run(world, trio->one, "INSERT INTO acct VALUES (1, 10, 'a'), (2, 20, 'b')")->error,
        SQL_OK);
    sql_advance(world, US_PER_S);
}

static void trio_release(struct trio *trio)
{
    sql_world_release(&trio->world);
}

static void begin(struct sql_world *world, conn_id conn)
{
    assert_int_equal(sql_do(world, conn, REQUEST_BEGIN, NULL)->error, SQL_OK);
}

static void end(struct sql_world *world, conn_id conn)
{
    assert_int_equal(sql_do(world, conn, REQUEST_COMMIT, NULL)->error, SQL_OK);
}

static void assert_reads(struct sql_world *world, conn_id conn, const char *sql, const char *cell)
{
    const struct sql_outcome *out = sql_run(world, conn, sql);
    assert_string_equal(out->text, "");
    assert_string_equal(out->cell, cell);
}

static void write(struct sql_world *world, conn_id conn, const char *sql)
{
    const struct sql_outcome *out = sql_run(world, conn, sql);
    assert_string_equal(out->text, "");
    assert_int_equal(out->error, SQL_OK);
}

/* --- REPEATABLE READ ------------------------------------------------------------------------ */

static void isolation__repeatable_read__shows_what_the_first_select_saw(void **state)
{
    (void)state;
    struct trio trio;
    trio_init(&trio, 1);
    struct sql_world *world = &trio.world;
    begin(world, trio.one);
    write(world, trio.other, "UPDATE acct SET bal = 11 WHERE id = 1");
    assert_reads(world, trio.one, READ, "11"); /* BEGIN takes none yet */
    write(world, trio.other, "UPDATE acct SET bal = 12 WHERE id = 1");
    write(world, trio.other, "DELETE FROM acct WHERE id = 2");
    assert_reads(world, trio.one, READ, "11");
    assert_reads(world, trio.one, SUM, "31");
    assert_int_equal(world->counts[EVENT_SNAPSHOT], 1);
    end(world, trio.one);
    assert_reads(world, trio.one, SUM, "12");
    trio_release(&trio);
}

static void isolation__repeatable_read__commits_of_peers_do_not_show_either(void **state)
{
    (void)state;
    struct trio trio;
    trio_init(&trio, 2);
    struct sql_world *world = &trio.world;
    begin(world, trio.one);
    assert_reads(world, trio.one, SUM, "30");
    write(world, trio.peer, "UPDATE acct SET bal = 11 WHERE id = 1");
    sql_advance(world, US_PER_S);
    assert_reads(world, trio.one, SUM, "30");
    (void)sql_do(world, trio.one, REQUEST_ROLLBACK, NULL);
    assert_reads(world, trio.one, SUM, "31");
    trio_release(&trio);
}

static void isolation__repeatable_read__shows_its_own_changes_too(void **state)
{
    (void)state;
    struct trio trio;
    trio_init(&trio, 3);
    struct sql_world *world = &trio.world;
    begin(world, trio.one);
    assert_reads(world, trio.one, SUM, "30");
    write(world, trio.other, "UPDATE acct SET bal = 21 WHERE id = 2");
    write(world, trio.one, "INSERT INTO acct VALUES (3, 100, 'c')");
    assert_reads(world, trio.one, SUM, "130");
    end(world, trio.one);
    assert_reads(world, trio.one, SUM, "131");
    trio_release(&trio);
}

/* As InnoDB's current read: no update is lost, though it was not seen. */
static void isolation__write_in_a_transaction__acts_on_the_latest_rows(void **state)
{
    (void)state;
    struct trio trio;
    trio_init(&trio, 4);
    struct sql_world *world = &trio.world;
    begin(world, trio.one);
    assert_reads(world, trio.one, READ, "10");
    write(world, trio.other, "UPDATE acct SET bal = bal + 5 WHERE id = 1");
    assert_reads(world, trio.one, READ, "10");
    write(world, trio.one, "UPDATE acct SET bal = bal + 1 WHERE id = 1");
    assert_reads(world, trio.one, READ, "16");
    end(world, trio.one);
    assert_string_equal(sql_peek(world, 0, READ), "16");
    trio_release(&trio);
}

static void isolation__locking_read__shows_the_latest_rows(void **state)
{
    (void)state;
    struct trio trio;
    trio_init(&trio, 5);
    struct sql_world *world = &trio.world;
    begin(world, trio.one);
    assert_reads(world, trio.one, READ, "10");
    write(world, trio.other, "UPDATE acct SET bal = 11 WHERE id = 1");
    struct request request = {
        .kind = REQUEST_SQL, .id = ++world->requests, .sql = READ, .lock_rows = true};
    cluster_send(world->cluster, trio.one, &request);
    sql_advance(world, 10 * US_PER_MS);
    assert_string_equal(sql_outcome(world, trio.one)->cell, "11");
    assert_reads(world, trio.one, READ, "10");
    /* The row is locked here alone. */
    sql_send(world, trio.other, REQUEST_SQL, "UPDATE acct SET bal = 12 WHERE id = 1");
    sql_advance(world, US_PER_S);
    assert_false(sql_outcome(world, trio.other)->is_answered);
    write(world, trio.peer, "UPDATE acct SET bal = 13 WHERE id = 1");
    end(world, trio.one);
    sql_advance(world, US_PER_S);
    assert_true(sql_outcome(world, trio.other)->is_answered);
    trio_release(&trio);
}

/* Its own row has a name that a row of the snapshot has, which is gone since. */
static void isolation__own_row_in_place_of_one_of_the_snapshot__is_shown(void **state)
{
    (void)state;
    struct trio trio;
    trio_init(&trio, 6);
    struct sql_world *world = &trio.world;
    begin(world, trio.one);
    assert_reads(world, trio.one, SUM, "30");
    write(world, trio.other, "DELETE FROM acct WHERE name = 'b'");
    write(world, trio.one, "INSERT INTO acct VALUES (5, 50, 'b')");
    assert_reads(world, trio.one, "SELECT id FROM acct WHERE name = 'b'", "5");
    end(world, trio.one);
    assert_reads(world, trio.one, SUM, "60");
    trio_release(&trio);
}

static void isolation__reads_of_no_rows__take_no_snapshot(void **state)
{
    (void)state;
    struct trio trio;
    trio_init(&trio, 7);
    struct sql_world *world = &trio.world;
    begin(world, trio.one);
    assert_reads(world, trio.one, "SELECT 1 + 1", "2");
    assert_reads(world, trio.one, "SELECT name FROM lab_tables", "acct");
    assert_reads(world, trio.one, "SELECT lab_isolation()", "REPEATABLE-READ");
    assert_int_equal(world->counts[EVENT_SNAPSHOT], 0);
    end(world, trio.one);
    /* Nor does a statement that is a transaction by itself. */
    assert_reads(world, trio.one, READ, "10");
    assert_int_equal(world->counts[EVENT_SNAPSHOT], 0);
    trio_release(&trio);
}

static void isolation__table_made_after_the_snapshot__is_error_1412(void **state)
{
    (void)state;
    struct trio trio;
    trio_init(&trio, 8);
    struct sql_world *world = &trio.world;
    begin(world, trio.one);
    assert_reads(world, trio.one, READ, "10");
    sql_create(world, trio.other, "later", "CREATE TABLE later (id INTEGER PRIMARY KEY)");
    const struct sql_outcome *out = sql_run(world, trio.one, "SELECT count(*) FROM later");
    assert_int_equal(out->error, SQL_TABLE_CHANGED);
    assert_string_equal(out->text, "Table definition has changed, please retry transaction");
    assert_true(out->in_transaction);
    out = sql_run(world, trio.one, "SELECT count(*) FROM never");
    assert_int_equal(out->error, SQL_NO_TABLE);
    assert_reads(world, trio.one, READ, "10");
    end(world, trio.one);
    assert_reads(world, trio.one, "SELECT count(*) FROM later", "0");
    trio_release(&trio);
}

/* --- how many ------------------------------------------------------------------------------- */

static void isolation__snapshots__are_shared_between_two_commits_and_bounded(void **state)
{
    (void)state;
    struct trio trio;
    trio_init(&trio, 9);
    struct sql_world *world = &trio.world;
    conn_id readers[SNAPSHOTS_MAX + 2];
    for (int i = 0; i < SNAPSHOTS_MAX + 2; i++) {
        readers[i] = sql_connect(world, sql_client(world, AZ_OFFICE), 0);
        begin(world, readers[i]);
    }
    char sum[16];
    for (int i = 0; i < SNAPSHOTS_MAX; i++) {
        (void)snprintf(sum, sizeof sum, "%d", 30 + i);
        assert_reads(world, readers[i], SUM, sum);
        write(world, trio.other, "UPDATE acct SET bal = bal + 1 WHERE id = 1");
    }
    const struct sql_outcome *out = sql_run(world, readers[SNAPSHOTS_MAX], SUM);
    assert_int_equal(out->error, SQL_UNKNOWN_ERROR);
    assert_string_equal(out->text, "m1 keeps 16 snapshots of open REPEATABLE READ transactions "
                                   "already: end one, or read at READ COMMITTED, which keeps none");
    end(world, readers[0]);
    (void)snprintf(sum, sizeof sum, "%d", 30 + SNAPSHOTS_MAX);
    assert_reads(world, readers[SNAPSHOTS_MAX], SUM, sum);
    assert_reads(world, readers[SNAPSHOTS_MAX + 1], SUM, sum); /* the same one */
    end(world, readers[SNAPSHOTS_MAX]);
    write(world, trio.other, "UPDATE acct SET bal = bal + 1 WHERE id = 1");
    assert_reads(world, readers[SNAPSHOTS_MAX + 1], SUM, sum);
    assert_reads(world, readers[1], SUM, "31");
    trio_release(&trio);
}

static void isolation__connection_lost__gives_its_snapshot_back(void **state)
{
    (void)state;
    struct trio trio;
    trio_init(&trio, 10);
    struct sql_world *world = &trio.world;
    for (int i = 0; i < 2 * SNAPSHOTS_MAX; i++) {
        conn_id reader = sql_connect(world, sql_client(world, AZ_OFFICE), 0);
        begin(world, reader);
        (void)sql_run(world, reader, SUM);
        write(world, trio.other, "UPDATE acct SET bal = bal + 1 WHERE id = 1");
        cluster_close(world->cluster, reader);
        sql_advance(world, 5 * US_PER_MS);
    }
    begin(world, trio.one);
    assert_reads(world, trio.one, SUM, "62");
    trio_release(&trio);
}

static void isolation__crash__forgets_the_snapshots(void **state)
{
    (void)state;
    struct trio trio;
    trio_init(&trio, 11);
    struct sql_world *world = &trio.world;
    begin(world, trio.one);
    assert_reads(world, trio.one, SUM, "30");
    assert_int_equal(cluster_crash(world->cluster, 0, CRASH_NODE, NULL), RC_OK);
    sql_advance(world, 150 * US_PER_S);
    write(world, trio.peer, "UPDATE acct SET bal = 11 WHERE id = 1");
    sql_advance(world, US_PER_S);
    conn_id again = sql_connect(world, sql_client(world, AZ_OFFICE), 0);
    begin(world, again);
    assert_reads(world, again, SUM, "31");
    trio_release(&trio);
}

static void isolation__state_saved_with_a_snapshot__goes_on_the_same(void **state)
{
    (void)state;
    struct trio trio;
    struct buf saved;
    trio_init(&trio, 12);
    struct sql_world *world = &trio.world;
    begin(world, trio.one);
    assert_reads(world, trio.one, SUM, "30");
    write(world, trio.other, "UPDATE acct SET bal = bal + 1 WHERE id = 1");
    buf_init(&saved, BUF_CAP_STATE);
    cluster_save(&saved, world->cluster);
    end(world, trio.one);
    cluster_free(world->cluster);
    struct cluster_config config = sql_world_config(world);
    assert_int_equal(cluster_new(&world->cluster, &config, NULL), RC_OK);
    struct unpack in = unpack_start(saved.data, saved.size);
    assert_int_equal(cluster_load(world->cluster, &in, NULL), RC_OK);
    assert_reads(world, trio.one, SUM, "30");
    assert_reads(world, trio.other, SUM, "31");
    end(world, trio.one);
    assert_reads(world, trio.one, SUM, "31");
    buf_release(&saved);
    trio_release(&trio);
}

/* --- the other levels ----------------------------------------------------------------------- */

static void isolation__read_committed__shows_each_commit_at_once(void **state)
{
    (void)state;
    struct trio trio;
    trio_init(&trio, 13);
    struct sql_world *world = &trio.world;
    (void)sql_set(world, trio.one, REQUEST_ISOLATION, ISOLATION_READ_COMMITTED);
    begin(world, trio.one);
    assert_reads(world, trio.one, READ, "10");
    write(world, trio.other, "UPDATE acct SET bal = 11 WHERE id = 1");
    assert_reads(world, trio.one, READ, "11");
    begin(world, trio.other);
    write(world, trio.other, "UPDATE acct SET bal = 12 WHERE id = 1");
    assert_reads(world, trio.one, READ, "11");
    assert_int_equal(world->counts[EVENT_SNAPSHOT], 0);
    trio_release(&trio);
}

static void isolation__read_uncommitted__shows_what_its_master_has_not_committed(void **state)
{
    (void)state;
    struct trio trio;
    trio_init(&trio, 14);
    struct sql_world *world = &trio.world;
    (void)sql_set(world, trio.one, REQUEST_ISOLATION, ISOLATION_READ_UNCOMMITTED);
    (void)sql_set(world, trio.peer, REQUEST_ISOLATION, ISOLATION_READ_UNCOMMITTED);
    begin(world, trio.other);
    write(world, trio.other, "UPDATE acct SET bal = 11 WHERE id = 1");
    assert_reads(world, trio.one, SUM, "31");
    begin(world, trio.one);
    write(world, trio.one, "UPDATE acct SET bal = 22 WHERE id = 2");
    assert_reads(world, trio.one, SUM, "33");
    assert_reads(world, trio.peer, SUM, "30"); /* of its own master alone */
    (void)sql_do(world, trio.other, REQUEST_ROLLBACK, NULL);
    assert_reads(world, trio.one, SUM, "32");
    trio_release(&trio);
}

static void set_next(struct sql_world *world, conn_id conn, enum isolation isolation)
{
    struct request request = {
        .kind = REQUEST_ISOLATION, .id = ++world->requests, .number = isolation, .next_only = true};
    cluster_send(world->cluster, conn, &request);
    sql_advance(world, 10 * US_PER_MS);
}

static void isolation__set_transaction__is_for_the_next_alone(void **state)
{
    (void)state;
    struct trio trio;
    trio_init(&trio, 15);
    struct sql_world *world = &trio.world;
    set_next(world, trio.one, ISOLATION_READ_COMMITTED);
    begin(world, trio.one);
    assert_reads(world, trio.one, READ, "10");
    assert_int_equal(world->counts[EVENT_SNAPSHOT], 0);
    set_next(world, trio.one, ISOLATION_READ_COMMITTED);
    assert_int_equal(sql_outcome(world, trio.one)->error, SQL_IN_TRANSACTION);
    /* What is for the session holds from the next transaction on. */
    assert_int_equal(sql_set(world, trio.one, REQUEST_ISOLATION, ISOLATION_REPEATABLE_READ)->error,
                     SQL_OK);
    assert_reads(world, trio.one, READ, "10");
    assert_int_equal(world->counts[EVENT_SNAPSHOT], 0);
    end(world, trio.one);
    begin(world, trio.one);
    assert_reads(world, trio.one, READ, "10");
    assert_int_equal(world->counts[EVENT_SNAPSHOT], 1);
    end(world, trio.one);
    /* A statement by itself uses it up. */
    set_next(world, trio.one, ISOLATION_READ_COMMITTED);
    assert_reads(world, trio.one, READ, "10");
    begin(world, trio.one);
    assert_reads(world, trio.one, READ, "10");
    assert_int_equal(world->counts[EVENT_SNAPSHOT], 2);
    trio_release(&trio);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(isolation__repeatable_read__shows_what_the_first_select_saw),
        cmocka_unit_test(isolation__repeatable_read__commits_of_peers_do_not_show_either),
        cmocka_unit_test(isolation__repeatable_read__shows_its_own_changes_too),
        cmocka_unit_test(isolation__write_in_a_transaction__acts_on_the_latest_rows),
        cmocka_unit_test(isolation__locking_read__shows_the_latest_rows),
        cmocka_unit_test(isolation__own_row_in_place_of_one_of_the_snapshot__is_shown),
        cmocka_unit_test(isolation__reads_of_no_rows__take_no_snapshot),
        cmocka_unit_test(isolation__table_made_after_the_snapshot__is_error_1412),
        cmocka_unit_test(isolation__snapshots__are_shared_between_two_commits_and_bounded),
        cmocka_unit_test(isolation__connection_lost__gives_its_snapshot_back),
        cmocka_unit_test(isolation__crash__forgets_the_snapshots),
        cmocka_unit_test(isolation__state_saved_with_a_snapshot__goes_on_the_same),
        cmocka_unit_test(isolation__read_committed__shows_each_commit_at_once),
        cmocka_unit_test(isolation__read_uncommitted__shows_what_its_master_has_not_committed),
        cmocka_unit_test(isolation__set_transaction__is_for_the_next_alone),
    };
    return cmocka_run_group_tests_name("cluster/isolation", tests, NULL, NULL);
}
