/* SPDX-License-Identifier: MIT */
/* A demo at the desk: a remote control's keys, by hand and back, the presenter's notes. */
#include "lib/test.h"

#include "lib/desk.h"
#include "view/model_notes.h"

#include <string.h>

/* Until the presenter is waited for. */
static void settle(struct app *app)
{
    for (int i = 0; i < 120 && !stage_wants_presenter(&app->stage); i++) {
        desk_arrive(app);
        desk_pass_a_second(app);
    }
    desk_arrive(app);
    assert_true(stage_wants_presenter(&app->stage));
}

static void begin(struct app *app)
{
    (void)desk_enter(app, "\\demo course");
    settle(app);
    assert_true(app->ui.stage.is_on);
    assert_int_equal(app->ui.theme, THEME_STAGE);
}

static void press(struct app *app, const char *key)
{
    (void)desk_press(app, key);
    settle(app);
}

static void stage__remote_control__goes_on_and_back(void **state)
{
    struct app *app = *state;
    begin(app);
    desk_expect_screen(app, 80, 24, "Both take writes. Neither is in charge", true);
    desk_expect_screen(app, 80, 24, "step 1 of 6", true);
    press(app, "PgDn");
    desk_expect_screen(app, 80, 24, "CREATE DATABASE demo;", true);
    press(app, "PgDn");
    desk_expect_screen(app, 80, 24, "USE demo;", true);
    press(app, "Right");
    press(app, "Enter");
    desk_expect_screen(app, 80, 24, "m2 has it, too", true);
    press(app, "PgUp");
    desk_expect_screen(app, 80, 24, "CREATE TABLE course", true);
    assert_false(data_view_has(app->lab, "course"));
    press(app, "PgDn");
    assert_true(data_view_has(app->lab, "course"));
}

static void stage__blank_card_and_letters__change_only_what_is_seen(void **state)
{
    struct app *app = *state;
    begin(app);
    uint64_t before = lab_digest(app->lab);
    (void)desk_press(app, ".");
    desk_expect_screen(app, 80, 24, "Both take writes", false);
    (void)desk_press(app, "b");
    desk_expect_screen(app, 80, 24, "Both take writes", true);
    (void)desk_press(app, "t");
    (void)desk_press(app, "F5");
    desk_expect_screen(app, 80, 24, "Can the last row read this line?", true);
    (void)desk_press(app, "PgDn"); /* the card goes, and nothing else happens */
    desk_expect_screen(app, 80, 24, "Both take writes", true);
    (void)desk_type(app, "xyzXYZ09;'");
    desk_expect_screen(app, 80, 24, "Both take writes", true);
    assert_int_equal(lab_digest(app->lab), before);
}

/* What a slip of the presenter leads to stands small in the last row, and nowhere else. */
static void stage__slips__are_told_to_the_presenter_alone(void **state)
{
    struct app *app = *state;
    begin(app);
    (void)desk_press(app, "PgUp");
    desk_expect_screen(app, 80, 24, "this is where the demo begins", true);
    assert_false(desk_was_said(app, "this is where the demo begins"));
    (void)desk_press(app, "q");
    desk_expect_screen(app, 80, 24, "y yes   n no", true);
    (void)desk_press(app, "n");
    desk_expect_screen(app, 80, 24, "y yes   n no", false);
    desk_expect_screen(app, 80, 24, "Both take writes", true);
    press(app, "PgDn");
    desk_expect_screen(app, 80, 24, "CREATE DATABASE demo;", true);
}

/* What somebody watches stands there, but nothing of a future that one came back from. */
static void stage__watch__stands_where_the_number_was(void **state)
{
    struct app *app = *state;
    begin(app);
    for (int i = 0; i < 20 && app->stage.spot.step < 2; i++) {
        press(app, "PgDn");
    }
    desk_expect_screen(app, 80, 24, " count(*) = ", false);
    for (int i = 0; i < 20 && app->stage.spot.step < 3; i++) {
        press(app, "PgDn");
    }
    for (int i = 0; i < 3; i++) { /* the answer, the line, what comes of it */
        press(app, "PgDn");
    }
    desk_expect_screen(app, 80, 24, "  @1 m1 ", true);
    desk_expect_screen(app, 80, 24, "  @1 m2 ", true);
    for (int i = 0; i < 20 && app->stage.spot.step > 2; i++) {
        press(app, "PgUp");
    }
    desk_expect_screen(app, 80, 24, "  @1 m1 ", true);
    desk_expect_screen(app, 80, 24, "  @1 m2 ", false);
    for (int i = 0; i < 20 && app->stage.spot.step > 1; i++) {
        press(app, "PgUp");
    }
    desk_expect_screen(app, 80, 24, " count(*) = ", false);
    desk_expect_screen(app, 80, 24, "rows", true);
}

static void stage__by_hand__and_back_where_it_was(void **state)
{
    struct app *app = *state;
    begin(app);
    press(app, "PgDn");
    press(app, "PgDn");
    uint64_t before = lab_digest(app->lab);
    (void)desk_press(app, "Tab");
    assert_false(app->ui.stage.is_on);
    assert_int_equal(app->ui.theme, THEME_DARK);
    desk_expect_screen(app, 80, 24, "F5 back to the demo", true);
    (void)desk_enter(app, "\\kill m1");
    (void)desk_enter(app, "\\create masters=4");
    desk_pass_a_second(app);
    desk_expect_screen(app, 120, 40, "AZ d", true);
    (void)desk_press(app, "F5");
    settle(app);
    assert_true(app->ui.stage.is_on);
    assert_int_equal(lab_digest(app->lab), before);
    desk_expect_screen(app, 80, 24, "USE demo;", true);
    press(app, "PgDn");
    desk_expect_screen(app, 80, 24, "CREATE TABLE course", true);
}

static void stage__question__counts_hands_and_gives_way(void **state)
{
    struct app *app = *state;
    begin(app);
    (void)desk_press(app, "g");
    press(app, "4");
    desk_expect_screen(app, 80, 24, "They go on at m2", true);
    desk_expect_screen(app, 80, 24, "hand", false);
    (void)desk_press(app, "2");
    desk_expect_screen(app, 80, 24, "1 hand", true);
    (void)desk_press(app, "2");
    desk_expect_screen(app, 80, 24, "2 hands", true);
    (void)desk_press(app, "4");
    assert_string_equal(app->stage_word, "there is no such answer: there are A to C");
    press(app, "PgDn"); /* what is done about it is seen, below the question */
    desk_expect_screen(app, 80, 24, "They go on at m2", false);
    desk_expect_screen(app, 80, 24, "What happens to the inserts", false);
    desk_expect_screen(app, 80, 24, "m1 dies. What do the inserts do?", true);
}

static void stage__conflicts__are_of_the_step(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\demo hides");
    settle(app);
    (void)desk_press(app, "g");
    press(app, "2");
    desk_expect_screen(app, 80, 24, "Nobody tries again for Bob", true);
    assert_int_equal(app->model.conflicts, 1);
    assert_int_equal(app->model.stage.conflicts, 0);
}

static void stage__lines_of_others__are_done_by_hand(void **state)
{
    struct app *app = *state;
    struct app_effects effects;
    begin(app);
    press(app, "PgDn");
    uint64_t before = lab_digest(app->lab);
    app_update(app, &(struct app_msg){.kind = MSG_LINE, .text = "\\kill az a"}, &effects);
    assert_true(desk_was_said(app, "by hand now, on a branch: \\stage goes back to the demo"));
    app_update(app, &(struct app_msg){.kind = MSG_LINE, .text = "\\stage"}, &effects);
    settle(app);
    assert_int_equal(lab_digest(app->lab), before);
}

/* Of the notes, as they go to the other terminal. */
static void read_notes(struct app *app, struct model_notes *notes)
{
    struct buf text;
    *notes = (struct model_notes){0};
    buf_init(&text, BUF_CAP_TEXT);
    app_add_notes(app, &text);
    char *next = NULL;
    for (char *line = text.data; *line != '\0'; line = next) {
        char *end = strchr(line, '\n');
        *end = '\0';
        next = end + 1;
        if (strcmp(line, "end") != 0 && !notes_take_line(notes, line)) {
            fail_msg("not understood: %s", line);
        }
    }
    buf_release(&text);
}

static void remote(struct app *app, const char *line)
{
    struct app_effects effects;
    app_update(app, &(struct app_msg){.kind = MSG_REMOTE, .text = line}, &effects);
}

static void notes__say_what_is_on_and_what_comes(void **state)
{
    struct app *app = *state;
    struct model_notes notes;
    read_notes(app, &notes);
    assert_int_equal(notes.step, 0);
    begin(app);
    read_notes(app, &notes);
    assert_string_equal(notes.title, "The course's own demo");
    assert_int_equal(notes.step, 1);
    assert_int_equal(notes.step_count, 6);
    assert_int_equal(notes.planned_s, 360);
    assert_true(notes.is_safe);
    assert_non_null(strstr(notes.notes, "Ask who has run a failover"));
    assert_string_equal(notes.said, "Both take writes. Neither is in charge, none is promoted.");
    assert_string_equal(notes.next, "says: We create a database, as one would with any MySQL.");
    assert_string_equal(notes.then, "types CREATE DATABASE demo;");
    remote(app, "next");
    settle(app);
    read_notes(app, &notes);
    assert_string_equal(notes.light, "PgDn gives the line");
    assert_non_null(strstr(notes.notes, "both are writers. DDL is the exception")); /* no ends */
}

static void notes__from_there__guide_the_demo_and_do_no_more(void **state)
{
    struct app *app = *state;
    struct model_notes notes;
    begin(app);
    uint64_t before = lab_digest(app->lab);
    static const char *const lies[] = {"end", "next x", "\\kill m1", "DROP TABLE t;",
                                       "",    "room 9", "step 99",   "quit"};
    for (int i = 0; i < COUNT_OF(lies); i++) {
        remote(app, lies[i]);
    }
    assert_int_equal(lab_digest(app->lab), before);
    assert_int_equal(app->stage.spot.cue, 1);
    remote(app, "step 4");
    settle(app);
    read_notes(app, &notes);
    assert_int_equal(notes.step, 4);
    assert_int_equal(notes.answer_count, 3);
    remote(app, "room 2");
    remote(app, "room 2");
    remote(app, "room 1");
    remote(app, "room -1");
    read_notes(app, &notes);
    assert_int_equal(notes.answers[0].hands, 0);
    assert_int_equal(notes.answers[1].hands, 2);
    assert_true(notes.answers[1].is_right);
    remote(app, "hands");
    read_notes(app, &notes);
    assert_true(notes.is_by_hand);
    assert_false(notes.is_safe);
    remote(app, "return");
    settle(app);
    read_notes(app, &notes);
    assert_false(notes.is_by_hand);
}

static void notes__lines_that_are_none__are_refused(void **state)
{
    struct model_notes notes = {0};
    (void)state;
    assert_false(notes_take_line(&notes, "titel x"));
    assert_false(notes_take_line(&notes, "numbers 1 2 3"));
    assert_false(notes_take_line(&notes, "numbers 1 2 3 4 5 -6"));
    assert_false(notes_take_line(&notes, "numbers 1 2 3 4 5 999999"));
    assert_false(notes_take_line(&notes, "answer x"));
    for (int i = 0; i < STAGE_ANSWERS_MAX; i++) {
        assert_true(notes_take_line(&notes, "answer 1 0 text"));
    }
    assert_false(notes_take_line(&notes, "answer 1 0 text"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(stage__remote_control__goes_on_and_back, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(stage__blank_card_and_letters__change_only_what_is_seen,
                                        desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(stage__slips__are_told_to_the_presenter_alone, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(stage__watch__stands_where_the_number_was, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(stage__by_hand__and_back_where_it_was, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(stage__question__counts_hands_and_gives_way, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(stage__conflicts__are_of_the_step, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(stage__lines_of_others__are_done_by_hand, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(notes__say_what_is_on_and_what_comes, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(notes__from_there__guide_the_demo_and_do_no_more,
                                        desk_setup, desk_teardown),
        cmocka_unit_test(notes__lines_that_are_none__are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
