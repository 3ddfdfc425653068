/* SPDX-License-Identifier: MIT */
/* The votes as a person uses them: of a conflict, of a chosen event, and before any. */
#include "lib/test.h"

#include "lib/desk.h"

#include <string.h>

static void give(struct app *app, const char *line)
{
    struct app_effects effects;
    struct app_msg msg = {.kind = MSG_LINE, .text = line};
    app_update(app, &msg, &effects);
    desk_arrive(app);
}

static const struct model_votes *look(struct app *app)
{
    struct buf screen;
    desk_draw(app, 120, 40, &screen);
    buf_release(&screen);
    return &app->model.votes;
}

static void meet_a_conflict(struct app *app)
{
    give(app, "\\load hot_page");
    give(app, "\\run until conflict()");
    for (int i = 0; i < 30 && !app->is_paused; i++) {
        desk_pass_a_second(app);
    }
    assert_true(app->is_paused);
    (void)desk_press(app, "v");
    assert_int_equal(app->ui.view, VIEW_VOTES);
}

static const struct event *find_conflict(const struct app *app)
{
    uint64_t seq = lab_event_last(app->lab);
    while (lab_event(app->lab, seq)->kind != EVENT_CONFLICT) {
        seq--;
    }
    return lab_event(app->lab, seq);
}

static void votes__conflict__shows_who_won_and_who_could_not(void **state)
{
    struct app *app = *state;
    meet_a_conflict(app);
    const struct event *conflict = find_conflict(app);
    app->ui.event = conflict->seq;
    const struct model_votes *votes = look(app);
    assert_true(votes->is_shown);
    assert_true(votes->bid_count >= 2);
    assert_true(app->model.event_count > 0); /* they stand below, as beside the picture */
    int won = 0;
    int lost = 0;
    for (int i = 0; i < votes->bid_count; i++) {
        const struct votes_bid *bid = &votes->bids[i];
        int yes = 0;
        for (int k = 0; k < COPIES_MAX; k++) {
            yes += bid->slots[k].look == VOTE_YES ? 1 : 0;
            assert_true(k == 0 || bid->slots[k].look >= bid->slots[k - 1].look ||
                        bid->slots[k].look == VOTE_ASKED);
        }
        assert_int_equal(bid->yes, yes);
        if (bid->outcome == BID_IS_ACCEPTED) {
            assert_true(yes >= WRITE_QUORUM);
            won += bid->master == place_index(conflict->other) ? 1 : 0;
        } else if (bid->outcome == BID_IS_LOST) {
            assert_true(yes < WRITE_QUORUM);
            lost += bid->master == place_index(conflict->place) ? 1 : 0;
        }
    }
    assert_true(won >= 1 && lost == 1);
    assert_true(app->model.event_count > 0); /* they stand below the vote */
    assert_string_equal(votes->keys, "rows 0 to 99");
    assert_int_equal(votes->cell_count, VOTES_CELLS_MAX);
}

/* At an event one sees the votes as they were then; what came later is known, and said so. */
static void votes__earlier_event__shows_votes_of_that_time(void **state)
{
    struct app *app = *state;
    meet_a_conflict(app);
    const struct event *conflict = find_conflict(app);
    app->ui.event = conflict->cause; /* its own proposal */
    assert_int_equal(lab_event(app->lab, conflict->cause)->kind, EVENT_PROPOSED);
    const struct model_votes *votes = look(app);
    const struct votes_bid *own = &votes->bids[votes->bid_count - 1];
    for (int i = 0; i < votes->bid_count; i++) {
        own = votes->bids[i].master == place_index(conflict->place) ? &votes->bids[i] : own;
    }
    assert_int_equal(own->outcome, BID_IS_OPEN);
    assert_int_equal(own->yes, 0);
    assert_int_equal(votes->steps[votes->step_count - 1].when, STEP_IS_AHEAD);
}

static void votes__nobody_wrote__says_what_to_do(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "v");
    assert_false(look(app)->is_shown);
    app->config.is_plain = true;
    give(app, "\\view votes");
    assert_true(desk_was_said(app, "No page has been voted on yet"));
}

static void votes__plain__are_said_as_lines(void **state)
{
    struct app *app = *state;
    give(app, "CREATE TABLE t (id INT PRIMARY KEY, v INT);");
    give(app, "INSERT INTO t VALUES (1, 0);");
    desk_pass_a_second(app);
    app->config.is_plain = true;
    give(app, "\\view votes");
    assert_true(desk_was_said(app, "page t:0, rows 0 to 99, 4 of six copies needed"));
    assert_true(desk_was_said(app, "m1 for @1, row 1: 6 of 6, ACCEPTED"));
    assert_true(desk_was_said(app, "a1 yes, a2 yes, b1 yes, b2 yes, c1 yes, c2 yes"));
    assert_true(desk_was_said(app, "m1 accepted by 4"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(votes__conflict__shows_who_won_and_who_could_not,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(votes__earlier_event__shows_votes_of_that_time,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(votes__nobody_wrote__says_what_to_do, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(votes__plain__are_said_as_lines, desk_setup, desk_teardown),
    };
    return cmocka_run_group_tests_name("app/votes_view", tests, NULL, NULL);
}
