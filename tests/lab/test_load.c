/* SPDX-License-Identifier: MIT */
/* Loads at work: open and closed loop, knobs, and what the masters have in the end. */
#include "lib/test.h"

#include "lib/lab_fixture.h"

static int64_t units_of(struct lab_fixture *fixture)
{
    struct clients_view view;
    clients_look(lab_clients(fixture->lab), &view);
    return view.ok;
}

static void load__closed_loop__asks_when_it_was_answered(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 7);
    lab_fixture_expect(&fixture, "\\load hot_page clients=2 think=50ms driver=active_standby",
                       "the next unit 50 ms after the last");
    lab_fixture_run(&fixture, 2 * US_PER_S);
    int64_t before = units_of(&fixture);
    lab_fixture_run(&fixture, 10 * US_PER_S);
    int64_t units = units_of(&fixture) - before;
    /* Two clients; each takes 50 ms and some milliseconds of work for a unit. */
    assert_true(units > 2 * 150 && units < 2 * 200);
    /* Nobody answers: then each has asked once, and waits. */
    lab_fixture_expect(&fixture, "\\kill copy a1", "");
    lab_fixture_expect(&fixture, "\\kill copy b1", "");
    lab_fixture_expect(&fixture, "\\kill copy c1", "");
    lab_fixture_run(&fixture, US_PER_S);
    struct lab_load_view view;
    lab_look_load(fixture.lab, &view);
    assert_int_equal(view.refused, 0);
    lab_fixture_release(&fixture);
}

static void load__open_loop__comes_on_whether_answered_or_not(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    struct lab_load_view view;
    lab_fixture_init(&fixture, 2, 7);
    lab_fixture_expect(&fixture, "\\load hot_page clients=1 rate=50", "50 units a second each");
    lab_fixture_run(&fixture, 2 * US_PER_S);
    lab_fixture_expect(&fixture, "\\kill copy a1", "");
    lab_fixture_expect(&fixture, "\\kill copy b1", "");
    lab_fixture_expect(&fixture, "\\kill copy c1", "");
    lab_fixture_run(&fixture, 3 * US_PER_S);
    lab_look_load(fixture.lab, &view);
    assert_true(view.refused > 20); /* its queue is full of what came meanwhile */
    lab_fixture_release(&fixture);
}

static void load__closed_loop_in_a_dark_az__goes_on_with_the_light(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 3, 7);
    lab_fixture_expect(&fixture, "\\load hot_page clients=1 think=20ms az=c", "1 client");
    lab_fixture_run(&fixture, 3 * US_PER_S);
    lab_fixture_expect(&fixture, "\\kill az c", "AZ c is down");
    int64_t before = units_of(&fixture);
    lab_fixture_run(&fixture, 5 * US_PER_S);
    assert_true(units_of(&fixture) - before <= 1);
    lab_fixture_expect(&fixture, "\\restore az c", "");
    lab_fixture_run(&fixture, 15 * US_PER_S);
    assert_true(units_of(&fixture) - before > 50);
    lab_fixture_release(&fixture);
}

static void load__no_master_takes_its_tables__gives_them_again(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 7);
    lab_fixture_expect(&fixture, "\\kill copy a1", "");
    lab_fixture_expect(&fixture, "\\kill copy b1", "");
    lab_fixture_expect(&fixture, "\\kill copy c1", "");
    lab_fixture_expect(&fixture, "\\load hot_page clients=1 rate=50", "50 units a second each");
    lab_fixture_run(&fixture, 60 * US_PER_S);
    assert_int_equal(units_of(&fixture), 0);
    lab_fixture_expect(&fixture, "\\heal", "");
    lab_fixture_run(&fixture, 20 * US_PER_S);
    assert_true(units_of(&fixture) > 100);
    lab_fixture_release(&fixture);
}

static void load__az_each__stands_where_the_masters_do(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    struct clients_view view;
    lab_fixture_init(&fixture, 2, 7);
    lab_fixture_expect(&fixture, "\\load hot_page clients=4 az=each", "4 clients, from @3 on");
    clients_look(lab_clients(fixture.lab), &view);
    for (int i = 2; i < 6; i++) {
        assert_int_equal(view.clients[i].az, i % 2);
    }
    lab_fixture_release(&fixture);
}

static void load__check__holds_at_every_master_when_it_is_quiet(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "\\load bank accounts=20",
        "\\load counters counters=3",
        "\\load hot_page gap=9",
        "\\load mixed items=10 reads=5",
        "\\load orders",
        "\\load tenants tenants=2",
        "\\load read_elsewhere level=1",
        "\\load course rate=20",
    };
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 3, 11);
    for (int i = 0; i < COUNT_OF(lines); i++) {
        lab_fixture_expect(&fixture, lines[i], "from @4 on");
        lab_fixture_run(&fixture, 4 * US_PER_S);
        lab_fixture_expect(&fixture, "\\load stop", "The load has stopped");
        lab_fixture_run(&fixture, 3 * US_PER_S);
        lab_fixture_expect(&fixture, "\\load check", "  m1  right  ");
        assert_non_null(strstr(fixture.said.data, "  m3  right  "));
    }
    lab_fixture_release(&fixture);
}

static void load__check__sees_what_is_wrong(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 2, 11);
    lab_fixture_expect(&fixture, "\\load bank accounts=20", "accounts=20 (2 to 5000)");
    lab_fixture_run(&fixture, 2 * US_PER_S);
    lab_fixture_expect(&fixture, "\\load check", "The load goes on");
    lab_fixture_expect(&fixture, "\\load stop", "The load has stopped");
    lab_fixture_run(&fixture, 2 * US_PER_S);
    lab_fixture_expect(&fixture, "UPDATE demo.acct SET balance = balance + 1 WHERE id = 3;",
                       "1 row");
    lab_fixture_run(&fixture, 2 * US_PER_S);
    lab_fixture_expect(&fixture, "\\load check",
                       "  m2  WRONG  20001 in 20 accounts, which began with 20000\n");
    lab_fixture_release(&fixture);
}

/* A state taken while the load works has its loop and its knobs, whatever came after it. */
static void load__saved_and_loaded__goes_on_as_before(void **state)
{
    (void)state;
    struct lab_fixture fixture;
    struct buf saved;
    struct err err = {0};
    uint64_t digests[2];
    lab_fixture_init(&fixture, 2, 13);
    buf_init(&saved, (size_t)1 << 30);
    lab_fixture_expect(&fixture, "\\load bank accounts=9 think=7ms clients=2", "2 clients");
    lab_fixture_run(&fixture, 3 * US_PER_S);
    lab_save(fixture.lab, &saved);
    for (int i = 0; i < 2; i++) {
        lab_fixture_run(&fixture, 4 * US_PER_S);
        digests[i] = lab_digest(fixture.lab);
        lab_fixture_expect(&fixture, "\\load stop", "The load has stopped");
        lab_fixture_run(&fixture, US_PER_S);
        lab_fixture_expect(&fixture, "\\load check", "right  9000 in 9 accounts");
        lab_fixture_expect(&fixture, "\\load bank accounts=4000", "accounts=4000");
        lab_fixture_run(&fixture, US_PER_S);
        if (lab_load(fixture.lab, saved.data, saved.size, &err) != RC_OK) {
            print_message("%s\n", err.text);
            fail();
        }
    }
    assert_true(digests[0] == digests[1]);
    buf_release(&saved);
    lab_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(load__closed_loop__asks_when_it_was_answered),
        cmocka_unit_test(load__open_loop__comes_on_whether_answered_or_not),
        cmocka_unit_test(load__closed_loop_in_a_dark_az__goes_on_with_the_light),
        cmocka_unit_test(load__no_master_takes_its_tables__gives_them_again),
        cmocka_unit_test(load__az_each__stands_where_the_masters_do),
        cmocka_unit_test(load__check__holds_at_every_master_when_it_is_quiet),
        cmocka_unit_test(load__check__sees_what_is_wrong),
        cmocka_unit_test(load__saved_and_loaded__goes_on_as_before),
    };
    return cmocka_run_group_tests_name("lab/load", tests, NULL, NULL);
}
