/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/lab_fixture.h"

#include <stdio.h>

static void make_table(struct lab_fixture *fixture)
{
    lab_fixture_expect(fixture, "CREATE DATABASE demo;", "Query OK");
    lab_fixture_expect(fixture, "USE demo;", "Query OK");
    lab_fixture_expect(fixture, "CREATE TABLE t (id INT PRIMARY KEY, n INT);", "Query OK");
    lab_fixture_run(fixture, US_PER_S);
}

static void lab__row_of_m1__is_on_m2_after_the_lag_and_not_before(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 1);
    make_table(&fixture);
    lab_fixture_expect(&fixture, "INSERT INTO t VALUES (7, 1);", "1 row affected");
    lab_fixture_expect(&fixture, "@2 SELECT count(*) FROM t;", "0\n");
    lab_fixture_run(&fixture, US_PER_S);
    lab_fixture_expect(&fixture, "@2 SELECT count(*) FROM t;", "1\n");
    lab_fixture_release(&fixture);
}

static void lab__two_masters_one_page__one_gets_1213_and_the_reason(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 3);
    make_table(&fixture);
    lab_fixture_expect(&fixture, "INSERT INTO t VALUES (7, 0), (9, 0);", "2 rows affected");
    lab_fixture_run(&fixture, US_PER_S);
    struct buf reply;
    buf_init(&reply, BUF_CAP_TEXT);
    assert_int_equal(lab_apply(fixture.lab, "@1 UPDATE t SET n = 1 WHERE id = 7;", 1, &reply, NULL),
                     RC_OK);
    lab_fixture_expect(&fixture, "@2 UPDATE t SET n = 1 WHERE id = 9;", "ERROR 1213 (40001)");
    const struct event *conflict = lab_fixture_find(&fixture, EVENT_CONFLICT);
    assert_non_null(conflict);
    buf_clear(&reply);
    lab_add_event(fixture.lab, conflict, &reply);
    assert_non_null(strstr(reply.data, "t:0"));
    buf_release(&reply);
    lab_fixture_release(&fixture);
}

static void lab__bad_lines__leave_the_world_as_it_was(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 1);
    uint64_t before = lab_digest(fixture.lab);
    lab_fixture_expect(&fixture, "\\kil az b x", "\"x\" is too much for \\kill");
    lab_fixture_expect(&fixture, "\\kilt az b", "did you mean \\kill?");
    lab_fixture_expect(&fixture, "\\add replica", "every instance of a multi-master cluster");
    lab_fixture_expect(&fixture, "\\driver nobody", "there is no drivers \"nobody\"");
    lab_fixture_expect(&fixture, "\\create masters=5", "a number from 2 to 4");
    lab_fixture_expect(&fixture, "@9 SELECT 1;", "there is no client");
    lab_fixture_expect(&fixture, "SELCT 1;", "did you mean SELECT?");
    assert_true(lab_digest(fixture.lab) == before);
    lab_fixture_release(&fixture);
}

static void lab__bad_line_and_nobody_asks_why__is_refused_all_the_same(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    struct buf reply;
    lab_fixture_init(&fixture, 2, 1);
    buf_init(&reply, BUF_CAP_TEXT);
    assert_int_equal(lab_apply(fixture.lab, "@1 SELCT 1;", 1, &reply, NULL), RC_USAGE);
    buf_release(&reply);
    lab_fixture_release(&fixture);
}

static void lab__line_as_recorded__has_its_client_and_whole_name(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *full;
        bool is_recorded;
    } cases[] = {
        {"\\ki az b", "@1 \\kill az b", true},
        {"@2   \\heal", "@2 \\heal", true},
        {"SELECT 1;", "@1 SELECT 1;", true},
        {"\\status", "@1 \\status", false},
        {"  ", "", false},
    };
    for (int i = 0; i < COUNT_OF(cases); i++) {
        struct buf full;
        bool is_recorded = !cases[i].is_recorded;
        buf_init(&full, LINE_SIZE_MAX);
        assert_int_equal(lab_read_line(cases[i].line, 1, &full, &is_recorded, NULL), RC_OK);
        assert_string_equal(full.data, cases[i].full);
        assert_int_equal(is_recorded, cases[i].is_recorded);
        buf_release(&full);
    }
}

static void lab__load_course_and_kill__client_moves_and_loses_nothing(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 42);
    lab_fixture_expect(&fixture, "\\load course", "driver round_robin");
    lab_fixture_run(&fixture, 5 * US_PER_S);
    struct clients_view before;
    clients_look(lab_clients(fixture.lab), &before);
    assert_true(before.ok > 3);
    lab_fixture_expect(&fixture, "\\kill az b", "AZ b is down: m2, b1, b2");
    lab_fixture_run(&fixture, 30 * US_PER_S);
    struct clients_view after;
    clients_look(lab_clients(fixture.lab), &after);
    assert_true(after.ok > before.ok + 10);
    assert_int_equal(after.lost, 0);
    assert_true(after.longest_outage > 0);
    assert_non_null(lab_fixture_find(&fixture, EVENT_MOVED));
    lab_fixture_release(&fixture);
}

static void lab__load_in_each_az__stands_where_the_masters_do(void **state)
{
    (void)state;
    static const int azs[] = {0, 1, 2, 0};
    struct lab_fixture fixture;
    struct clients_view view;
    lab_fixture_init(&fixture, 3, 5);
    lab_fixture_expect(&fixture, "\\load bank az=each", "4 clients");
    clients_look(lab_clients(fixture.lab), &view);
    for (int i = 0; i < COUNT_OF(azs); i++) {
        assert_int_equal(view.clients[3 + i].az, azs[i]);
    }
    lab_fixture_release(&fixture);
}

/* What a load says at its end is the number of its units, however many clients the next has. */
static void lab__load_ends__says_how_many_units_it_gave(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 5);
    lab_fixture_expect(&fixture, "\\load counters clients=3 driver=active_standby", "3 clients");
    lab_fixture_run(&fixture, 5 * US_PER_S);
    lab_fixture_expect(&fixture, "\\load counters clients=1 driver=active_standby", "1 client");
    const struct event *end = lab_fixture_find(&fixture, EVENT_LOAD_ENDED);
    assert_non_null(end);
    assert_true(end->count > 100);
    lab_fixture_run(&fixture, 5 * US_PER_S);
    lab_fixture_expect(&fixture, "\\load stop", "The load has stopped");
    end = lab_fixture_find(&fixture, EVENT_LOAD_ENDED);
    assert_true(end->count > 30);
    int64_t units = end->count;
    lab_fixture_run(&fixture, 2 * US_PER_S);
    char sum[40];
    (void)snprintf(sum, sizeof(sum), "%d\n", (int)units);
    lab_fixture_expect(&fixture, "SELECT SUM(n) FROM demo.counter;", sum);
    lab_fixture_release(&fixture);
}

static void lab__create_within_a_run__begins_anew_at_that_time(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 1);
    make_table(&fixture);
    lab_fixture_expect(&fixture, "\\load course", "driver round_robin");
    lab_fixture_run(&fixture, 5 * US_PER_S);
    sim_us before = lab_now(fixture.lab);
    lab_fixture_expect(&fixture, "\\create masters=3 seed=9", "A new cluster of 3 masters");
    assert_true(lab_now(fixture.lab) == before);
    lab_fixture_expect(&fixture, "@3 SELECT count(*) FROM t;", "ERROR 1146");
    lab_fixture_expect(&fixture, "\\load course", "driver round_robin");
    lab_fixture_run(&fixture, 5 * US_PER_S);
    struct clients_view view;
    clients_look(lab_clients(fixture.lab), &view);
    assert_true(view.ok > 5);
    lab_fixture_release(&fixture);
}

/* Save somewhere, go on, come back: the rest must be as if nothing had been. */
static void lab__save_and_load__go_on_to_the_same_digest(void **state)
{
    (void)state;
    uint64_t digests[2];
    for (int round = 0; round < 2; round++) {
        struct lab_fixture fixture;
        lab_fixture_init(&fixture, 3, 7);
        lab_fixture_expect(&fixture, "\\load course clients=3 rate=20", "driver");
        lab_fixture_run(&fixture, 3210 * US_PER_MS);
        (void)lab_fixture_do(&fixture, "\\crash m2");
        lab_fixture_run(&fixture, 1234 * US_PER_MS);
        if (round == 1) {
            struct buf saved;
            buf_init(&saved, BUF_CAP_STATE);
            lab_save(fixture.lab, &saved);
            (void)lab_fixture_do(&fixture, "\\driver single_endpoint");
            lab_fixture_run(&fixture, 2 * US_PER_S);
            struct err err = {0};
            if (lab_load(fixture.lab, saved.data, saved.size, &err) != RC_OK) {
                fail_msg("%s", err.text);
            }
            buf_release(&saved);
        }
        lab_fixture_run(&fixture, 30 * US_PER_S);
        digests[round] = lab_digest(fixture.lab);
        lab_fixture_release(&fixture);
    }
    assert_true(digests[0] == digests[1]);
}

static struct buf save(struct lab_fixture *fixture)
{
    struct buf saved;
    buf_init(&saved, BUF_CAP_STATE);
    lab_save(fixture->lab, &saved);
    return saved;
}

static void load(struct lab_fixture *fixture, const struct buf *saved)
{
    struct err err = {0};
    if (lab_load(fixture->lab, saved->data, saved->size, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
}

static uint64_t digest_later(struct lab_fixture *fixture)
{
    lab_fixture_run(fixture, 2 * US_PER_S);
    return lab_digest(fixture->lab);
}

/* One way to go on: other drivers, another load. */
static void go_left(struct lab_fixture *fixture)
{
    lab_fixture_expect(fixture, "\\driver single_endpoint", "driven by single_endpoint");
    lab_fixture_run(fixture, US_PER_S);
    lab_fixture_expect(fixture, "\\load bank clients=2 rate=10", "2 clients");
    lab_fixture_run(fixture, 3 * US_PER_S);
}

/* Another: another cluster, with clients of its own. */
static void go_right(struct lab_fixture *fixture)
{
    lab_fixture_expect(fixture, "\\create masters=4 seed=9", "A new cluster of 4 masters");
    lab_fixture_expect(fixture, "\\load counters clients=3", "3 clients");
    lab_fixture_run(fixture, 4 * US_PER_S);
}

static void lab__states_of_every_branch_of_time__load_in_any_order(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 7);
    lab_fixture_expect(&fixture, "\\load course", "driver");
    lab_fixture_run(&fixture, 3 * US_PER_S);
    struct buf root = save(&fixture);
    go_left(&fixture);
    struct buf left = save(&fixture);
    uint64_t left_later = digest_later(&fixture);
    load(&fixture, &root);
    go_right(&fixture);
    struct buf right = save(&fixture);
    uint64_t right_later = digest_later(&fixture);

    load(&fixture, &left);
    assert_true(digest_later(&fixture) == left_later);
    load(&fixture, &right);
    assert_true(digest_later(&fixture) == right_later);
    load(&fixture, &root);
    go_left(&fixture);
    assert_true(digest_later(&fixture) == left_later);
    load(&fixture, &right);
    load(&fixture, &left);
    assert_true(digest_later(&fixture) == left_later);
    buf_release(&root);
    buf_release(&left);
    buf_release(&right);
    lab_fixture_release(&fixture);
}

static void lab__load__has_the_newest_events_and_no_older(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 7);
    lab_fixture_expect(&fixture, "\\load counters clients=4", "4 clients");
    lab_fixture_run(&fixture, 5 * US_PER_S);
    uint64_t last = lab_event_last(fixture.lab);
    assert_in_range(last, EVENTS_SAVED_MAX + 1, EVENTS_KEPT_MAX);
    struct event oldest = *lab_event(fixture.lab, last - EVENTS_SAVED_MAX + 1);
    struct buf saved = save(&fixture);
    lab_fixture_run(&fixture, US_PER_S);
    load(&fixture, &saved);
    assert_int_equal(lab_event_last(fixture.lab), last);
    const struct event *found = lab_event(fixture.lab, last - EVENTS_SAVED_MAX + 1);
    assert_non_null(found);
    assert_true(found->at == oldest.at && found->kind == oldest.kind);
    assert_null(lab_event(fixture.lab, last - EVENTS_SAVED_MAX));
    assert_null(lab_event(fixture.lab, last + 1));
    buf_release(&saved);
    lab_fixture_release(&fixture);
}

/* Where a transaction began is known as long as that event is, and after a load anew. */
static void lab__txn_start__the_first_event_in_memory(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 7);
    lab_fixture_expect(&fixture, "\\load counters clients=4", "4 clients");
    lab_fixture_run(&fixture, 5 * US_PER_S);
    struct buf saved = save(&fixture);
    for (int turn = 0; turn < 2; turn++) {
        uint64_t last = lab_event_last(fixture.lab);
        int known = 0;
        for (uint64_t seq = last; seq > last - EVENTS_SAVED_MAX; seq--) {
            uint64_t txn = lab_event(fixture.lab, seq)->txn;
            uint64_t start = lab_txn_start(fixture.lab, txn);
            known += start != 0;
            assert_true(start == 0 || lab_event(fixture.lab, start)->txn == txn);
            assert_true(start <= seq && (txn == 0) == (start == 0));
        }
        assert_in_range(known, 1, EVENTS_SAVED_MAX);
        load(&fixture, &saved);
    }
    assert_int_equal(lab_txn_start(fixture.lab, 1), 0);
    buf_release(&saved);
    lab_fixture_release(&fixture);
}

/* Time travel keeps dozens of states: they are small, and do not grow while a load goes on. */
static void lab__minutes_of_load__a_state_as_small_as_before(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 4, 7);
    lab_fixture_expect(&fixture, "\\load bank", "4 clients");
    lab_fixture_run(&fixture, 180 * US_PER_S);
    struct buf before = save(&fixture);
    uint64_t later = digest_later(&fixture);
    lab_fixture_run(&fixture, 178 * US_PER_S);
    struct buf after = save(&fixture);
    assert_in_range(before.size, 1, 1500 * 1000);
    assert_in_range(after.size, 1, before.size + before.size / 8); /* Lua's garbage varies */
    load(&fixture, &before);
    assert_true(digest_later(&fixture) == later);
    buf_release(&before);
    buf_release(&after);
    lab_fixture_release(&fixture);
}

/* Going back and doing the same again makes no new drivers and loads: it can be done for ever. */
static void lab__same_lines_after_each_load__never_too_many(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 7);
    struct buf root = save(&fixture);
    uint64_t first = 0;
    for (int i = 0; i < 200; i++) {
        load(&fixture, &root);
        lab_fixture_expect(&fixture, "\\load counters clients=4", "4 clients");
        lab_fixture_run(&fixture, 200 * US_PER_MS);
        uint64_t digest = lab_digest(fixture.lab);
        first = i == 0 ? digest : first;
        assert_true(digest == first);
    }
    buf_release(&root);
    lab_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lab__row_of_m1__is_on_m2_after_the_lag_and_not_before),
        cmocka_unit_test(lab__two_masters_one_page__one_gets_1213_and_the_reason),
        cmocka_unit_test(lab__bad_lines__leave_the_world_as_it_was),
        cmocka_unit_test(lab__bad_line_and_nobody_asks_why__is_refused_all_the_same),
        cmocka_unit_test(lab__line_as_recorded__has_its_client_and_whole_name),
        cmocka_unit_test(lab__load_course_and_kill__client_moves_and_loses_nothing),
        cmocka_unit_test(lab__load_ends__says_how_many_units_it_gave),
        cmocka_unit_test(lab__create_within_a_run__begins_anew_at_that_time),
        cmocka_unit_test(lab__load_in_each_az__stands_where_the_masters_do),
        cmocka_unit_test(lab__save_and_load__go_on_to_the_same_digest),
        cmocka_unit_test(lab__states_of_every_branch_of_time__load_in_any_order),
        cmocka_unit_test(lab__load__has_the_newest_events_and_no_older),
        cmocka_unit_test(lab__txn_start__the_first_event_in_memory),
        cmocka_unit_test(lab__minutes_of_load__a_state_as_small_as_before),
        cmocka_unit_test(lab__same_lines_after_each_load__never_too_many),
    };
    return cmocka_run_group_tests_name("lab/lab", tests, NULL, NULL);
}
