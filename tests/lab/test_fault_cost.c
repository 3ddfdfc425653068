/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/lab_fixture.h"

static void look(const struct lab_fixture *fixture, struct cost_view *cost)
{
    lab_look_fault(fixture->lab, cost);
}

/* A world in which a driver that knows one master loses it, a second after it began. */
static void lose_the_master(struct lab_fixture *fixture)
{
    lab_fixture_init(fixture, 2, 42);
    lab_fixture_expect(fixture, "\\load bank driver=single_endpoint", "clients");
    lab_fixture_run(fixture, 2 * US_PER_S);
    lab_fixture_expect(fixture, "\\kill az a", "AZ a is down");
}

static void fault__none_yet__costs_nothing(void **state)
{
    struct lab_fixture fixture;
    struct cost_view cost;
    (void)state;
    lab_fixture_init(&fixture, 2, 42);
    look(&fixture, &cost);
    assert_int_equal(cost.event, 0);
    lab_fixture_expect(&fixture, "\\connections", "acknowledged rows lost: 0, doubled: 0\n");
    assert_null(strstr(fixture.said.data, "since the fault"));
    lab_fixture_release(&fixture);
}

/* The running outage counts, and what came before does not. */
static void fault__clients_cannot_write__costs_what_they_could_not(void **state)
{
    struct lab_fixture fixture;
    struct cost_view before;
    struct cost_view after;
    (void)state;
    lose_the_master(&fixture);
    look(&fixture, &before);
    assert_int_equal(lab_event(fixture.lab, before.event)->kind, EVENT_AZ_DOWN);
    assert_int_equal(before.failed, 0);
    sim_us from = lab_now(fixture.lab);
    lab_fixture_run(&fixture, 8 * US_PER_S);
    look(&fixture, &after);
    assert_int_equal(after.event, before.event);
    assert_true(after.outage > 7 * US_PER_S);
    assert_true(after.outage <= lab_now(fixture.lab) - from + US_PER_S);
    assert_true(after.client > 0);
    assert_true(after.failed + after.unknown > 0);
    lab_fixture_release(&fixture);
}

/* Over, it stays what it was; and what has ended is known without the client's help. */
static void fault__is_healed__keeps_what_it_cost(void **state)
{
    struct lab_fixture fixture;
    struct cost_view at_end;
    struct cost_view later;
    (void)state;
    lose_the_master(&fixture);
    lab_fixture_run(&fixture, 5 * US_PER_S);
    lab_fixture_expect(&fixture, "\\heal", "whole again");
    lab_fixture_run(&fixture, 15 * US_PER_S);
    look(&fixture, &at_end);
    lab_fixture_run(&fixture, 5 * US_PER_S);
    look(&fixture, &later);
    assert_true(later.outage > 5 * US_PER_S);
    assert_int_equal(later.outage, at_end.outage);
    assert_int_equal(later.client, at_end.client);
    lab_fixture_expect(&fixture, "\\connections", "since the fault at ");
    lab_fixture_release(&fixture);
}

/* Copies go dark with their AZ: one fault. What comes later is another. */
static void fault__another__is_counted_anew(void **state)
{
    struct lab_fixture fixture;
    struct cost_view first;
    struct cost_view second;
    (void)state;
    lose_the_master(&fixture);
    look(&fixture, &first);
    lab_fixture_run(&fixture, 3 * US_PER_S);
    lab_fixture_expect(&fixture, "\\loss m1 m2 5%", "lost");
    look(&fixture, &second);
    assert_true(second.event > first.event);
    assert_true(second.since >= first.since + 3 * US_PER_S);
    assert_true(second.outage < US_PER_S);
    lab_fixture_expect(&fixture, "\\loss m1 m2 0%", "no packets are lost any more");
    look(&fixture, &first);
    assert_int_equal(first.event, second.event);
    lab_fixture_release(&fixture);
}

static void fault__state_is_loaded__is_known_there(void **state)
{
    struct lab_fixture fixture;
    struct cost_view saved;
    struct cost_view loaded;
    struct err err = {0};
    struct buf kept;
    (void)state;
    lose_the_master(&fixture);
    lab_fixture_run(&fixture, 5 * US_PER_S);
    look(&fixture, &saved);
    buf_init(&kept, BUF_CAP_STATE);
    lab_save(fixture.lab, &kept);
    lab_fixture_expect(&fixture, "\\kill az b", "AZ b is down");
    assert_int_equal(lab_load(fixture.lab, kept.data, kept.size, &err), RC_OK);
    look(&fixture, &loaded);
    assert_memory_equal(&saved, &loaded, sizeof(saved));
    buf_release(&kept);
    lab_fixture_expect(&fixture, "\\create masters=2", "2 masters");
    look(&fixture, &loaded);
    assert_int_equal(loaded.event, 0);
    lab_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fault__none_yet__costs_nothing),
        cmocka_unit_test(fault__clients_cannot_write__costs_what_they_could_not),
        cmocka_unit_test(fault__is_healed__keeps_what_it_cost),
        cmocka_unit_test(fault__another__is_counted_anew),
        cmocka_unit_test(fault__state_is_loaded__is_known_there),
    };
    return cmocka_run_group_tests_name("lab/fault_cost", tests, NULL, NULL);
}
