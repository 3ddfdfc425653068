/* SPDX-License-Identifier: MIT */
#include "cluster/point.h"
#include "lib/sql_world.h"
#include "lib/test.h"

#define TABLE "CREATE TABLE acct (id INTEGER PRIMARY KEY, bal INTEGER)"
#define READ "SELECT bal FROM acct WHERE id = 1"

/* A writer at m1, a reader at m2, and a row that both have. */
struct pair {
    struct sql_world world;
    conn_id writer, reader;
};

static void pair_init(struct pair *pair, uint64_t seed, enum consistency consistency)
{
    struct sql_world *world = &pair->world;
    sql_world_init(world, 2, seed);
    pair->writer = sql_connect(world, sql_client(world, AZ_OFFICE), 0);
    pair->reader = sql_connect(world, sql_client(world, AZ_OFFICE), 1);
    sql_create(world, pair->writer, "acct", TABLE);
    assert_int_equal(sql_run(world, pair->writer, "INSERT INTO acct VALUES (1, 10)")->error,
                     SQL_OK);
    sql_advance(world, US_PER_S);
    assert_int_equal(sql_set(world, pair->reader, REQUEST_CONSISTENCY, (int64_t)consistency)->error,
                     SQL_OK);
}

static void pair_release(struct pair *pair)
{
    sql_world_release(&pair->world);
}

static void kill_copies(struct sql_world *world, int first)
{
    for (int i = first; i < COPIES_MAX; i++) {
        assert_int_equal(cluster_kill(world->cluster, place_copy(i), NULL), RC_OK);
    }
}

/* --- the levels ----------------------------------------------------------------------------- */

static void reads__instance_raw__shows_what_the_master_has(void **state)
{
    (void)state;
    struct pair pair;
    pair_init(&pair, 1, CONSISTENCY_INSTANCE_RAW);
    (void)sql_run(&pair.world, pair.writer, "UPDATE acct SET bal = 11");
    assert_string_equal(sql_run(&pair.world, pair.reader, READ)->cell, "10");
    assert_int_equal(pair.world.counts[EVENT_READ_ASKS], 0);
    pair_release(&pair);
}

static void reads__regional_raw__waits_for_what_was_committed_before(void **state)
{
    (void)state;
    struct pair pair;
    pair_init(&pair, 1, CONSISTENCY_REGIONAL_RAW);
    struct sql_world *world = &pair.world;
    (void)sql_run(world, pair.writer, "UPDATE acct SET bal = 11");
    const struct sql_outcome *out = sql_run(world, pair.reader, READ);
    assert_string_equal(out->cell, "11");
    assert_in_range(out->took, 10 * US_PER_MS, 60 * US_PER_MS);
    assert_int_equal(world->last[EVENT_READ_WAITS].count, 1);
    assert_int_equal(world->last[EVENT_READ_WAITS].other, place_master(0));
    assert_int_equal(world->last[EVENT_READ_WAITS].cause, world->last[EVENT_READ_ASKS].seq);
    assert_int_equal(world->last[EVENT_READ_READY].cause, world->last[EVENT_READ_WAITS].seq);
    assert_in_range(world->last[EVENT_READ_READY].length, out->took - 5 * US_PER_MS, out->took);
    /* With nothing to wait for it costs a round trip. */
    assert_in_range(sql_run(world, pair.reader, READ)->took, 2 * US_PER_MS, 7 * US_PER_MS);
    pair_release(&pair);
}

static void reads__regional_raw__is_for_writes_too(void **state)
{
    (void)state;
    struct pair pair;
    pair_init(&pair, 2, CONSISTENCY_REGIONAL_RAW);
    struct sql_world *world = &pair.world;
    (void)sql_run(world, pair.writer, "UPDATE acct SET bal = bal + 1");
    assert_int_equal(sql_run(world, pair.reader, "UPDATE acct SET bal = bal + 1")->error, SQL_OK);
    assert_string_equal(sql_peek(world, 1, READ), "12");
    pair_release(&pair);
}

static void reads__regional_raw__in_a_transaction_asks_at_begin_alone(void **state)
{
    (void)state;
    struct pair pair;
    pair_init(&pair, 3, CONSISTENCY_REGIONAL_RAW);
    struct sql_world *world = &pair.world;
    (void)sql_run(world, pair.writer, "UPDATE acct SET bal = 11");
    const struct sql_outcome *out = sql_do(world, pair.reader, REQUEST_BEGIN, NULL);
    assert_true(out->in_transaction);
    assert_true(out->took > 10 * US_PER_MS);
    (void)sql_run(world, pair.writer, "UPDATE acct SET bal = 12");
    assert_string_equal(sql_run(world, pair.reader, READ)->cell, "11");
    assert_int_equal(world->counts[EVENT_READ_ASKS], 1);
    assert_int_equal(sql_do(world, pair.reader, REQUEST_COMMIT, NULL)->error, SQL_OK);
    assert_string_equal(sql_run(world, pair.reader, READ)->cell, "12");
    pair_release(&pair);
}

static void reads__autocommit_off__asks_at_the_first_statement_alone(void **state)
{
    (void)state;
    struct pair pair;
    pair_init(&pair, 4, CONSISTENCY_REGIONAL_RAW);
    struct sql_world *world = &pair.world;
    (void)sql_set(world, pair.reader, REQUEST_AUTOCOMMIT, 0);
    (void)sql_run(world, pair.reader, READ);
    (void)sql_run(world, pair.reader, READ);
    assert_int_equal(world->counts[EVENT_READ_ASKS], 1);
    pair_release(&pair);
}

static void reads__level_set_in_a_transaction__is_error_1568(void **state)
{
    (void)state;
    struct pair pair;
    pair_init(&pair, 5, CONSISTENCY_REGIONAL_RAW);
    struct sql_world *world = &pair.world;
    (void)sql_do(world, pair.reader, REQUEST_BEGIN, NULL);
    const struct sql_outcome *out =
        sql_set(world, pair.reader, REQUEST_CONSISTENCY, CONSISTENCY_INSTANCE_RAW);
    assert_int_equal(out->error, SQL_IN_TRANSACTION);
    assert_string_equal(
        out->text,
        "Transaction characteristics can't be changed while a transaction is in progress");
    assert_true(out->in_transaction);
    (void)sql_do(world, pair.reader, REQUEST_ROLLBACK, NULL);
    (void)sql_run(world, pair.reader, READ);
    assert_int_equal(world->counts[EVENT_READ_ASKS], 2);
    pair_release(&pair);
}

static void reads__session_token__waits_for_what_the_program_has_seen(void **state)
{
    (void)state;
    struct pair pair;
    pair_init(&pair, 6, CONSISTENCY_SESSION_TOKEN);
    struct sql_world *world = &pair.world;
    const struct sql_outcome *out = sql_run(world, pair.writer, "UPDATE acct SET bal = 11");
    uint64_t seen[MASTERS_MAX];
    memcpy(seen, out->seen, sizeof seen);
    /* Another program's commit is nothing to wait for. */
    assert_string_equal(sql_run(world, pair.reader, READ)->cell, "10");
    assert_int_equal(world->counts[EVENT_READ_WAITS], 0);
    memcpy(world->seen, seen, sizeof seen);
    out = sql_run(world, pair.reader, READ);
    assert_string_equal(out->cell, "11");
    assert_int_equal(world->last[EVENT_READ_WAITS].count, 1);
    /* What is here already is read at once, and no copy is asked. */
    assert_true(sql_run(world, pair.reader, READ)->took < 2 * US_PER_MS);
    assert_int_equal(world->counts[EVENT_READ_ASKS], 0);
    pair_release(&pair);
}

/* --- points --------------------------------------------------------------------------------- */

/* What copies answered of m1's log: how long it is, and the epoch of its last record. */
static const struct {
    uint64_t length[3], stamp[3];
    struct cut cut;
    uint64_t place;
} points[] = {
    {{7, 9, 8}, {8, 8, 8}, {0}, 9},
    /* The end of the longest is void, for it was written before the cut. */
    {{7, 9, 7}, {8, 8, 8}, {.epoch = 16, .last = 7}, 7},
    {{7, 9, 7}, {16, 16, 16}, {.epoch = 16, .last = 7}, 9},
    /* The longest log is that of a copy that missed the cut; what was written since is shorter. */
    {{12, 10, 9}, {8, 16, 8}, {.epoch = 16, .last = 9}, 10},
    {{10, 10, 9}, {8, 16, 8}, {.epoch = 16, .last = 9}, 10},
    /* And so may be the one with the newest stamp: it has not got all that was adopted. */
    {{12, 10, 9}, {8, 16, 8}, {.epoch = 16, .last = 11}, 11},
};

static void reads__point__meets_each_answer_by_itself(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(points); i++) {
        struct master master = {0};
        struct read_point point = {0};
        uint64_t places[MASTERS_MAX];
        master.cuts[0] = points[i].cut;
        for (int copy = 0; copy < COPIES_MAX; copy++) {
            point.sent[copy] = copy < 3 ? 1 : -1;
            point.length[copy][0] = copy < 3 ? points[i].length[copy] : 99;
            point.stamp[copy][0] = copy < 3 ? points[i].stamp[copy] : 99;
        }
        point_places(&master, &point, places);
        assert_int_equal(places[0], points[i].place);
        master.applied[0] = points[i].place - 1;
        assert_false(point_is_reached(&master, &point));
        master.applied[0] = points[i].place;
        assert_true(point_is_reached(&master, &point));
    }
}

/* --- faults --------------------------------------------------------------------------------- */

/* Storage carries what the link between the masters does not. */
static void reads__link_between_masters_cut__point_is_pulled_from_storage(void **state)
{
    (void)state;
    struct pair pair;
    pair_init(&pair, 7, CONSISTENCY_REGIONAL_RAW);
    struct sql_world *world = &pair.world;
    assert_int_equal(cluster_cut(world->cluster, place_master(0), place_master(1), false, NULL),
                     RC_OK);
    (void)sql_run(world, pair.writer, "UPDATE acct SET bal = 11");
    const struct sql_outcome *out = sql_run(world, pair.reader, READ);
    assert_string_equal(out->cell, "11");
    assert_in_range(out->took, 150 * US_PER_MS, 400 * US_PER_MS);
    assert_int_equal(world->counts[EVENT_PULLED], 1);
    pair_release(&pair);
}

static const struct {
    int copies; /* that can be reached */
    enum sql_error error;
    const char *cell;
} partitions[] = {
    {4, SQL_OK, "11"},
    {3, SQL_OK, "11"},
    {2, SQL_NO_READ_POINT, ""},
};

static void reads__copies_reached__three_make_a_point_and_two_an_error(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT_OF(partitions); i++) {
        struct pair pair;
        pair_init(&pair, 8, CONSISTENCY_REGIONAL_RAW);
        struct sql_world *world = &pair.world;
        (void)sql_run(world, pair.writer, "UPDATE acct SET bal = 11");
        kill_copies(world, partitions[i].copies);
        const struct sql_outcome *out = sql_run(world, pair.reader, READ);
        assert_int_equal(out->error, partitions[i].error);
        assert_string_equal(out->cell, partitions[i].cell);
        if (out->error != SQL_OK) {
            assert_string_equal(out->text, "cannot establish a regional read point");
            assert_in_range(out->took, 3 * US_PER_S, 3010 * US_PER_MS);
            assert_int_equal(world->last[EVENT_READ_FAILED].count, 2);
        }
        /* What is raw is answered, whatever it is worth. */
        (void)sql_set(world, pair.reader, REQUEST_CONSISTENCY, CONSISTENCY_INSTANCE_RAW);
        assert_string_equal(sql_run(world, pair.reader, READ)->cell, "11");
        pair_release(&pair);
    }
}

/* m2 hears of no master; what it reads from three copies is still all there is. */
static void reads__master_with_three_copies_and_no_peers__pulls_and_with_two_fails(void **state)
{
    (void)state;
    for (int reached = 3; reached >= 2; reached--) {
        struct pair pair;
        pair_init(&pair, 14, CONSISTENCY_REGIONAL_RAW);
        struct sql_world *world = &pair.world;
        struct cluster *cluster = world->cluster;
        assert_int_equal(cluster_cut(cluster, place_master(1), place_master(0), false, NULL),
                         RC_OK);
        for (int i = reached; i < COPIES_MAX; i++) {
            assert_int_equal(cluster_cut(cluster, place_master(1), place_copy(i), false, NULL),
                             RC_OK);
        }
        (void)sql_run(world, pair.writer, "UPDATE acct SET bal = 11");
        const struct sql_outcome *out = sql_run(world, pair.reader, READ);
        if (reached == 3) {
            assert_string_equal(out->cell, "11");
            assert_int_equal(world->counts[EVENT_PULLED], 1);
        } else {
            assert_int_equal(out->error, SQL_NO_READ_POINT);
        }
        (void)sql_set(world, pair.reader, REQUEST_CONSISTENCY, CONSISTENCY_INSTANCE_RAW);
        assert_string_equal(sql_run(world, pair.reader, READ)->cell, reached == 3 ? "11" : "10");
        pair_release(&pair);
    }
}

static void reads__begin_without_a_point__begins_no_transaction(void **state)
{
    (void)state;
    struct pair pair;
    pair_init(&pair, 9, CONSISTENCY_REGIONAL_RAW);
    struct sql_world *world = &pair.world;
    kill_copies(world, 2);
    const struct sql_outcome *out = sql_do(world, pair.reader, REQUEST_BEGIN, NULL);
    assert_int_equal(out->error, SQL_NO_READ_POINT);
    assert_false(out->in_transaction);
    pair_release(&pair);
}

/* The point is fixed, but what lies before it comes from nobody. */
static void reads__commits_that_do_not_come__are_an_error_that_names_their_master(void **state)
{
    (void)state;
    struct pair pair;
    pair_init(&pair, 10, CONSISTENCY_REGIONAL_RAW);
    struct sql_world *world = &pair.world;
    cluster_set_parameter(world->cluster, PARAM_LAG_US, 5 * US_PER_S);
    cluster_set_parameter(world->cluster, PARAM_PULL_AFTER_US, 10 * US_PER_S);
    (void)sql_run(world, pair.writer, "UPDATE acct SET bal = 11");
    const struct sql_outcome *out = sql_run(world, pair.reader, READ);
    assert_int_equal(out->error, SQL_NO_READ_POINT);
    assert_int_equal(world->last[EVENT_READ_FAILED].other, place_master(0));
    sql_advance(world, 5 * US_PER_S);
    assert_string_equal(sql_run(world, pair.reader, READ)->cell, "11");
    pair_release(&pair);
}

static void reads__copies_come_back_in_time__read_goes_on(void **state)
{
    (void)state;
    struct pair pair;
    pair_init(&pair, 11, CONSISTENCY_REGIONAL_RAW);
    struct sql_world *world = &pair.world;
    (void)sql_run(world, pair.writer, "UPDATE acct SET bal = 11");
    kill_copies(world, 2);
    sql_send(world, pair.reader, REQUEST_SQL, READ);
    sql_advance(world, US_PER_S);
    assert_false(sql_outcome(world, pair.reader)->is_answered);
    assert_int_equal(cluster_restore(world->cluster, place_copy(2), NULL), RC_OK);
    sql_advance(world, US_PER_S);
    assert_string_equal(sql_outcome(world, pair.reader)->cell, "11");
    pair_release(&pair);
}

static void reads__reader_goes_while_it_waits__nobody_waits_any_more(void **state)
{
    (void)state;
    struct pair pair;
    pair_init(&pair, 12, CONSISTENCY_REGIONAL_RAW);
    struct sql_world *world = &pair.world;
    kill_copies(world, 2);
    sql_send(world, pair.reader, REQUEST_SQL, READ);
    sql_advance(world, US_PER_S);
    cluster_close(world->cluster, pair.reader);
    sql_advance(world, 5 * US_PER_S);
    assert_int_equal(world->counts[EVENT_READ_FAILED], 0);
    cluster_heal(world->cluster);
    conn_id other = sql_connect(world, sql_client(world, AZ_OFFICE), 1);
    assert_string_equal(sql_run(world, other, READ)->cell, "10");
    pair_release(&pair);
}

/* What came while it hung is done first, and then the read is late, but not too late. */
static void reads__master_hangs_beyond_the_deadline__read_goes_on_when_it_wakes(void **state)
{
    (void)state;
    struct pair pair;
    pair_init(&pair, 15, CONSISTENCY_REGIONAL_RAW);
    struct sql_world *world = &pair.world;
    (void)sql_run(world, pair.writer, "UPDATE acct SET bal = 11");
    sql_send(world, pair.reader, REQUEST_SQL, READ);
    sql_advance(world, 5 * US_PER_MS);
    assert_int_equal(world->counts[EVENT_READ_WAITS], 1);
    assert_int_equal(cluster_hang(world->cluster, 1, NULL), RC_OK);
    sql_advance(world, 5 * US_PER_S);
    cluster_heal(world->cluster);
    sql_advance(world, 10 * US_PER_MS);
    assert_string_equal(sql_outcome(world, pair.reader)->cell, "11");
    assert_in_range(sql_outcome(world, pair.reader)->took, 5 * US_PER_S, 5020 * US_PER_MS);
    pair_release(&pair);
}

static void reads__state_saved_while_it_waits__goes_on_the_same(void **state)
{
    (void)state;
    struct pair pair;
    struct buf saved;
    pair_init(&pair, 13, CONSISTENCY_REGIONAL_RAW);
    struct sql_world *world = &pair.world;
    (void)sql_run(world, pair.writer, "UPDATE acct SET bal = 11");
    sql_send(world, pair.reader, REQUEST_SQL, READ);
    sql_advance(world, 5 * US_PER_MS);
    assert_int_equal(world->counts[EVENT_READ_WAITS], 1);
    buf_init(&saved, BUF_CAP_STATE);
    cluster_save(&saved, world->cluster);
    sql_advance(world, US_PER_S);
    uint64_t digest = cluster_trace_digest(world->cluster);
    cluster_free(world->cluster);
    struct cluster_config config = sql_world_config(world);
    assert_int_equal(cluster_new(&world->cluster, &config, NULL), RC_OK);
    struct unpack in = unpack_start(saved.data, saved.size);
    assert_int_equal(cluster_load(world->cluster, &in, NULL), RC_OK);
    sql_advance(world, US_PER_S);
    assert_int_equal(cluster_trace_digest(world->cluster), digest);
    assert_string_equal(sql_outcome(world, pair.reader)->cell, "11");
    buf_release(&saved);
    pair_release(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads__instance_raw__shows_what_the_master_has),
        cmocka_unit_test(reads__regional_raw__waits_for_what_was_committed_before),
        cmocka_unit_test(reads__regional_raw__is_for_writes_too),
        cmocka_unit_test(reads__regional_raw__in_a_transaction_asks_at_begin_alone),
        cmocka_unit_test(reads__autocommit_off__asks_at_the_first_statement_alone),
        cmocka_unit_test(reads__level_set_in_a_transaction__is_error_1568),
        cmocka_unit_test(reads__session_token__waits_for_what_the_program_has_seen),
        cmocka_unit_test(reads__point__meets_each_answer_by_itself),
        cmocka_unit_test(reads__link_between_masters_cut__point_is_pulled_from_storage),
        cmocka_unit_test(reads__copies_reached__three_make_a_point_and_two_an_error),
        cmocka_unit_test(reads__master_with_three_copies_and_no_peers__pulls_and_with_two_fails),
        cmocka_unit_test(reads__begin_without_a_point__begins_no_transaction),
        cmocka_unit_test(reads__commits_that_do_not_come__are_an_error_that_names_their_master),
        cmocka_unit_test(reads__copies_come_back_in_time__read_goes_on),
        cmocka_unit_test(reads__reader_goes_while_it_waits__nobody_waits_any_more),
        cmocka_unit_test(reads__master_hangs_beyond_the_deadline__read_goes_on_when_it_wakes),
        cmocka_unit_test(reads__state_saved_while_it_waits__goes_on_the_same),
    };
    return cmocka_run_group_tests_name("cluster/reads", tests, NULL, NULL);
}
