/* SPDX-License-Identifier: MIT */
/* The lanes as a person uses them: whose packets they show, and what travelling back leaves. */
#include "lib/test.h"

#include "lib/desk.h"
#include "view/lanes_scope.h"

#include <stdio.h>
#include <string.h>

static void give(struct app *app, const char *line)
{
    struct app_effects effects;
    struct app_msg msg = {.kind = MSG_LINE, .text = line};
    app_update(app, &msg, &effects);
    desk_arrive(app);
}

static const struct model_lanes *look(struct app *app)
{
    struct buf screen;
    desk_draw(app, 120, 40, &screen);
    buf_release(&screen);
    return &app->model.lanes;
}

static const struct lanes_row *find_row(const struct model_lanes *lanes, const char *label)
{
    for (int i = 0; i < lanes->row_count; i++) {
        if (strstr(lanes->rows[i].label, label) != NULL) {
            return &lanes->rows[i];
        }
    }
    return NULL;
}

static int count_heads(const struct lanes_row *row)
{
    return __builtin_popcount(row->heads);
}

static void write_a_row(struct app *app)
{
    give(app, "CREATE TABLE t (id INT PRIMARY KEY, v INT);");
    give(app, "INSERT INTO t VALUES (1, 0);");
    desk_pass_a_second(app);
}

static void lanes__commit__goes_from_client_to_copies_to_peer(void **state)
{
    struct app *app = *state;
    write_a_row(app);
    (void)desk_press(app, "l");
    assert_int_equal(app->ui.view, VIEW_LANES);
    const struct model_lanes *lanes = look(app);
    const struct lanes_row *request = find_row(lanes, "INSERT INTO t");
    const struct lanes_row *asks = find_row(lanes, "asks all six for t:0");
    const struct lanes_row *commit = find_row(lanes, "of 6: ACCEPTED, sends all six its commit");
    const struct lanes_row *ok = find_row(lanes, "OK");
    assert_non_null(request);
    assert_non_null(asks);
    assert_non_null(commit);
    assert_non_null(ok);
    assert_true(request < asks && asks < commit && commit < ok);
    assert_int_equal(count_heads(asks), 3); /* two copies stand in one lane */
    assert_string_equal(lanes->lanes[request->from].name, "@1");
    assert_string_equal(lanes->lanes[asks->from].name, "m1");
    assert_null(find_row(lanes, "t:header")); /* that was another transaction */
    assert_true(lanes->cause_count >= 2);
    assert_true(lanes->causes[lanes->cause_count - 1].is_root);
}

static void lanes__copies_killed__what_is_lost_on_the_way_says_so(void **state)
{
    struct app *app = *state;
    write_a_row(app);
    give(app, "\\kill b1");
    give(app, "\\kill b2");
    give(app, "UPDATE t SET v = 1 WHERE id = 1;");
    desk_pass_a_second(app);
    (void)desk_press(app, "l");
    for (int i = 0; i < 9 && find_row(look(app), "asks all six for t:0") == NULL; i++) {
        (void)desk_press(app, "Up");
    }
    const struct model_lanes *lanes = look(app);
    const struct lanes_row *asks = find_row(lanes, "asks all six for t:0");
    assert_non_null(asks);
    assert_int_equal(count_heads(asks), 2);
    assert_int_equal(__builtin_popcount(asks->lost), 1);
    for (int i = 0; i < lanes->lane_count; i++) {
        bool is_lost = (asks->lost >> i & 1) != 0;
        assert_true(is_lost == (strcmp(lanes->lanes[i].name, "b1 b2") == 0));
    }
}

/* A state has the newest packets; what was sent after the time that one goes to is not there. */
static void lanes__undo__show_what_was_known_then(void **state)
{
    struct app *app = *state;
    write_a_row(app);
    (void)desk_press(app, "l");
    uint64_t before = cluster_flight_last(lab_cluster(app->lab));
    give(app, "UPDATE t SET v = 1 WHERE id = 1;");
    desk_pass_a_second(app);
    assert_true(cluster_flight_last(lab_cluster(app->lab)) > before);
    give(app, "\\undo");
    uint64_t after = cluster_flight_last(lab_cluster(app->lab));
    assert_true(after >= before && after < before + 40); /* health checks came in between */
    assert_null(cluster_flight(lab_cluster(app->lab), after + 1));
    assert_non_null(find_row(look(app), "INSERT INTO t"));
    assert_null(find_row(look(app), "UPDATE t"));
}

static void lanes__plain__are_said_as_lines(void **state)
{
    struct app *app = *state;
    write_a_row(app);
    app->config.is_plain = true;
    give(app, "\\view lanes");
    assert_true(desk_was_said(app, "@1 to m1: INSERT INTO t"));
    assert_true(desk_was_said(app, "m1 to a1 a2, b1 b2, c1 c2: asks all six for t:0"));
    assert_true(desk_was_said(app, "m1 to @1: OK"));
    assert_true(desk_was_said(app, "That is the root: @1 sent it."));
}

static void lanes__found__leads_back_to_them(void **state)
{
    struct app *app = *state;
    write_a_row(app);
    (void)desk_press(app, "l");
    (void)desk_press(app, "f");
    assert_int_equal(app->ui.pane, PANE_PROMPT);
    (void)desk_enter(app, "committed");
    assert_int_equal(app->ui.view, VIEW_LANES);
    assert_int_equal(app_keys_where(app), KEYS_LANES);
    uint64_t first = app->ui.event;
    (void)desk_press(app, "n");
    assert_true(app->ui.event < first);
    (void)desk_press(app, "N");
    assert_true(app->ui.event == first);
    assert_string_equal(app->edit.text.data, "");
}

static void lanes__find_and_number__choose_the_event(void **state)
{
    struct app *app = *state;
    write_a_row(app);
    (void)desk_press(app, "l");
    (void)look(app);
    give(app, "\\find");
    assert_true(desk_was_said(app, "\\find looks for words that an event says"));
    give(app, "\\find nobody says this");
    assert_true(desk_was_said(app, "no event in memory says \"nobody says this\""));
    give(app, "\\find COMMITTED");
    uint64_t last = app->ui.event;
    assert_int_equal(lab_event(app->lab, last)->kind, EVENT_APPLIED);
    give(app, "\\find @1 committed");
    assert_int_equal(lab_event(app->lab, app->ui.event)->kind, EVENT_COMMITTED);
    uint64_t later = app->ui.event;
    (void)look(app);
    app->ui.pane = PANE_PICTURE;
    (void)desk_press(app, "n"); /* the one before: that of the definition */
    assert_true(app->ui.event < later);
    assert_non_null(find_row(look(app), "CREATE TABLE"));
    char line[60];
    (void)snprintf(line, sizeof(line), "\\view lanes %d", (int)later);
    give(app, line);
    assert_int_equal(app->ui.event, later);
    give(app, "\\view lanes 99999");
    assert_true(desk_was_said(app, "there is no event 99999 in memory"));
    give(app, "\\view meters 1");
    assert_true(desk_was_said(app, "\\view meters takes no event: lanes and votes do"));
    assert_int_equal(app->ui.view, VIEW_LANES);
}

/* Another client's work at the same time is none of the event's, but is among all packets. */
static void lanes__all__show_what_else_was_sent(void **state)
{
    struct app *app = *state;
    write_a_row(app);
    give(app, "@2 CREATE TABLE other (id INT PRIMARY KEY);");
    desk_pass_a_second(app);
    give(app, "@1 UPDATE t SET v = 1 WHERE id = 1;");
    give(app, "@2 INSERT INTO other VALUES (5);");
    desk_pass_a_second(app);
    give(app, "\\find @1 committed");
    uint64_t event = app->ui.event;
    give(app, "\\view lanes");
    assert_non_null(find_row(look(app), "UPDATE t"));
    assert_null(find_row(look(app), "INSERT INTO other"));
    app->ui.pane = PANE_PICTURE;
    (void)desk_press(app, "a");
    const struct model_lanes *lanes = look(app);
    const struct lanes_row *row = find_row(lanes, "INSERT INTO other");
    assert_non_null(find_row(lanes, "UPDATE t"));
    assert_non_null(row);
    assert_int_equal(app->ui.event, event); /* its causes stand beside them still */
    assert_true(lanes->cause_count >= 2);
    assert_true(row->seq != 0);
    char line[60];
    (void)snprintf(line, sizeof(line), "\\view lanes %d", (int)row->seq); /* as a click does */
    give(app, line);
    assert_false(app->ui.lanes_are_all);
    assert_null(find_row(look(app), "UPDATE t"));
    assert_non_null(find_row(look(app), "INSERT INTO other"));
    give(app, "\\view votes all");
    assert_true(desk_was_said(app, "\"all\" is neither an event's number nor a kind"));
}

/* Lanes are for twelve: of a crowd, those that were told of last. */
static void lanes__all_of_a_crowd__says_how_many_have_no_lane(void **state)
{
    struct app *app = *state;
    give(app, "\\load bank clients=30 rate=60");
    desk_pass_a_second(app);
    desk_pass_a_second(app);
    give(app, "\\view lanes all");
    const struct model_lanes *lanes = look(app);
    assert_in_range(lanes->lane_count, 8, LANES_MAX);
    assert_true(lanes->clients_left_out > 0);
    assert_true(lanes->row_count > 20);
    for (int i = 0; i < lanes->row_count; i++) {
        assert_true(lanes->rows[i].stroke == STROKE_NONE || lanes->rows[i].from >= 0);
    }
}

/* That is where one stops looking back: else all packets in memory were gone through. */
static void lanes_scope__packets_before_it_began__are_none_of_it(void **state)
{
    struct app *app = *state;
    give(app, "\\load bank clients=8 rate=40");
    desk_pass_a_second(app);
    desk_pass_a_second(app);
    const struct cluster *cluster = lab_cluster(app->lab);
    int known = 0;
    for (uint64_t seq = lab_event_last(app->lab); seq > 100; seq -= 7) {
        struct lanes_scope scope;
        lanes_scope_make(&scope, app->lab, seq);
        known += scope.begun > 0;
        const struct flight *flight = NULL;
        for (uint64_t i = cluster_flight_last(cluster);
             (flight = cluster_flight(cluster, i)) != NULL; i--) {
            assert_true(flight->at >= scope.begun || !lanes_scope_has_flight(&scope, flight));
        }
    }
    assert_true(known > 10);
}

/* A driver that knows no better is out again and again: each time is told by itself. */
static void lanes_scope__outage__begins_with_itself_not_with_the_fault(void **state)
{
    struct app *app = *state;
    write_a_row(app);
    give(app, "\\driver round_robin");
    give(app, "\\load counters clients=1");
    desk_pass_a_second(app);
    give(app, "\\kill m2");
    for (int i = 0; i < 4; i++) {
        desk_pass_a_second(app);
    }
    const struct lab *lab = app->lab;
    uint64_t seq = lab_event_last(lab);
    while (lab_event(lab, seq) != NULL && lab_event(lab, seq)->kind != EVENT_OUTAGE_OVER) {
        seq--;
    }
    const struct event *over = lab_event(lab, seq);
    assert_non_null(over);
    struct lanes_scope scope;
    lanes_scope_make(&scope, lab, seq);
    const struct event *root = lab_event(lab, scope.chain[scope.chain_count - 1]);
    assert_int_equal(root->kind, EVENT_MASTER_KILLED);
    assert_true(over->at - over->length > root->at);
    assert_int_equal(scope.since, over->at - over->length);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lanes__commit__goes_from_client_to_copies_to_peer,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(lanes__copies_killed__what_is_lost_on_the_way_says_so,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(lanes__undo__show_what_was_known_then, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(lanes__found__leads_back_to_them, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(lanes__find_and_number__choose_the_event,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(lanes__all__show_what_else_was_sent, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(lanes__all_of_a_crowd__says_how_many_have_no_lane,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(lanes_scope__packets_before_it_began__are_none_of_it,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(lanes_scope__outage__begins_with_itself_not_with_the_fault,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(lanes__plain__are_said_as_lines, desk_setup, desk_teardown),
    };
    return cmocka_run_group_tests_name("app/lanes_view", tests, NULL, NULL);
}
