/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/lab_fixture.h"
#include "view/model_build.h"
#include "view/view.h"

#include <string.h>

static void build(struct model *model, const struct lab *lab)
{
    struct trend trend = {0};
    struct ui ui = {.view = VIEW_CLUSTER};
    model->client = 1;
    model_build(model, lab, &ui, &trend);
}

static void model__game_day__is_there_while_it_is_played(void **state)
{
    (void)state;
    static struct model model;
    struct lab_fixture fixture;
    lab_fixture_init(&fixture, 3, 7);
    build(&model, fixture.lab);
    assert_string_equal(model.chaos, "");
    lab_fixture_expect(&fixture, "\\chaos az_loss", "2 lines to come");
    lab_fixture_run(&fixture, 3 * US_PER_S);
    build(&model, fixture.lab);
    assert_string_equal(model.chaos, "az_loss");
    assert_int_equal(model.chaos_given, 1);
    assert_int_equal(model.chaos_count, 2);
    lab_fixture_run(&fixture, 3 * US_PER_S);
    build(&model, fixture.lab);
    assert_string_equal(model.chaos, "");
    lab_fixture_release(&fixture);
}

/* Whose driver knows one master goes nowhere, and what it waits for stays in sight, also where it
 * has given a unit up and begins the next. */
static void client__retries_at_one_master__never_moves_and_keeps_its_clock(void **state)
{
    (void)state;
    static struct model model;
    struct lab_fixture fixture;
    int retries = 0;
    lab_fixture_init(&fixture, 3, 7);
    lab_fixture_expect(&fixture, "\\load bank driver=single_endpoint", "");
    lab_fixture_run(&fixture, US_PER_S);
    lab_fixture_expect(&fixture, "\\kill az a", "AZ a is down");
    lab_fixture_run(&fixture, 2 * US_PER_S);
    for (int i = 0; i < 250; i++) {
        lab_fixture_run(&fixture, 100 * US_PER_MS);
        build(&model, fixture.lab);
        assert_true(model.clock.is_shown);
        assert_int_equal(model.clock.room, 0);
        for (int j = 3; j < model.side_client_count; j++) { /* the first are persons */
            const struct model_client *client = &model.side_clients[j];
            bool is_retry = strcmp(client->doing, "retries") == 0;
            assert_int_equal(client->moving_to, -1);
            assert_true(is_retry || strcmp(client->doing, "waits") == 0);
            retries += is_retry ? 1 : 0;
        }
    }
    assert_true(retries > 0);
    assert_true(lab_fixture_find(&fixture, EVENT_UNIT_FAILED) != NULL);
    lab_fixture_release(&fixture);
}

static void events__asked_for__are_the_newest_or_up_to_the_chosen(void **state)
{
    (void)state;
    static struct model model;
    struct lab_fixture fixture;
    struct ui ui = {.view = VIEW_CLUSTER};
    lab_fixture_init(&fixture, 3, 7);
    lab_fixture_expect(&fixture, "\\load bank", "");
    lab_fixture_run(&fixture, US_PER_S);
    model_build_events(&model, fixture.lab, &ui, 1000);
    assert_int_equal(model.event_count, MODEL_EVENTS_MAX);
    uint64_t last = model.events[MODEL_EVENTS_MAX - 1].seq;
    uint64_t before = model.events[MODEL_EVENTS_MAX - 2].seq;
    assert_true(lab_event_last(fixture.lab) - last < 5); /* not all are shown */
    model_build_events(&model, fixture.lab, &ui, 5);
    assert_int_equal(model.event_count, 5);
    assert_int_equal(model.events[4].seq, last);
    ui.event = before;
    model_build_events(&model, fixture.lab, &ui, 2);
    assert_int_equal(model.event_count, 2);
    assert_int_equal(model.events[1].seq, before);
    model_build_events(&model, fixture.lab, &ui, 0);
    assert_int_equal(model.event_count, 0);
    lab_fixture_release(&fixture);
}

/* The cost of a fault says of what, where the event of that is out of sight. */
static void cost__of_a_fault_out_of_sight__has_its_name(void **state)
{
    (void)state;
    static struct model model;
    struct lab_fixture fixture;
    struct ui ui = {.view = VIEW_CLUSTER};
    lab_fixture_init(&fixture, 3, 7);
    model_build_events(&model, fixture.lab, &ui, 10);
    assert_string_equal(model.fault_cost, "");
    lab_fixture_expect(&fixture, "\\kill az b", "AZ b is down");
    model_build_events(&model, fixture.lab, &ui, 10);
    assert_string_equal(model.fault_name, "");
    lab_fixture_run(&fixture, 3 * US_PER_S);
    model_build_events(&model, fixture.lab, &ui, 1);
    assert_string_equal(model.fault_name, "of kill AZ b ");
    assert_int_equal(strncmp(model.fault_cost, "since ", 6), 0);
    lab_fixture_release(&fixture);
}

/* No fewer than are drawn, and none where none are: sentences are dear. */
static void events__of_each_view__fill_their_pane(void **state)
{
    (void)state;
    static const struct model model = {.room_count = 3};
    struct ui ui = {.view = VIEW_CLUSTER};
    struct layout layout = view_layout(120, 40, &model, &ui);
    assert_in_range(view_event_rows(&layout, &ui), layout.events.rows - 1, layout.events.rows);
    ui.view = VIEW_LANES;
    assert_int_equal(view_event_rows(&layout, &ui), 0);
    ui.view = VIEW_VOTES;
    layout = view_layout(120, 40, &model, &ui);
    assert_true(view_event_rows(&layout, &ui) > 3);
    ui.stage.is_on = true; /* on which views are drawn as on higher screens */
    assert_int_equal(view_event_rows(&layout, &ui), MODEL_EVENTS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(model__game_day__is_there_while_it_is_played),
        cmocka_unit_test(client__retries_at_one_master__never_moves_and_keeps_its_clock),
        cmocka_unit_test(events__asked_for__are_the_newest_or_up_to_the_chosen),
        cmocka_unit_test(events__of_each_view__fill_their_pane),
        cmocka_unit_test(cost__of_a_fault_out_of_sight__has_its_name),
    };
    return cmocka_run_group_tests_name("view/model", tests, NULL, NULL);
}
