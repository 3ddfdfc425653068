/* SPDX-License-Identifier: MIT */
/* A lesson at the desk: its step is seen, its keys are lines, going back takes it along. */
#include "lib/test.h"

#include "lesson/play.h"
#include "lib/desk.h"

#include <string.h>

static void begin(struct app *app)
{
    (void)desk_enter(app, "\\lesson same-page");
    for (int i = 0; i < 3; i++) {
        desk_pass_a_second(app);
    }
    assert_true(play_is_ready(play_of(app->lab)));
    desk_expect_screen(app, 80, 24, "step 1: Predict", true);
}

static void lesson__step__is_seen_while_one_types(void **state)
{
    struct app *app = *state;
    begin(app);
    desk_expect_screen(app, 80, 24, "3  He gets an error, before he commits at all", true);
    desk_expect_screen(app, 120, 40, "step 1: Predict", true);
    desk_expect_screen(app, 120, 40, "goes on when   you have chosen an answer", true);
    (void)desk_enter(app, "SELECT 1;");
    desk_pass_a_second(app);
    desk_expect_screen(app, 80, 24, "step 1: Predict", true);
    (void)desk_enter(app, "\\focus events");
    desk_expect_screen(app, 80, 24, "step 1: Predict", false);
    (void)desk_press(app, ":");
    desk_expect_screen(app, 80, 24, "step 1: Predict", false);
    (void)desk_enter(app, "\\focus side");
    desk_expect_screen(app, 80, 24, "step 1: Predict", true);
}

/* As many rows as verify lets a step have: what is to be typed stands there. */
static void lesson__step_of_ten_rows__is_seen_whole(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\lesson meet-cluster");
    for (int i = 0; i < 3; i++) {
        desk_pass_a_second(app);
    }
    desk_expect_screen(app, 80, 24, "SELECT server_id, has_primary FROM", true);
    desk_expect_screen(app, 80, 24, "m2 has told you, too", true);
    desk_expect_screen(app, 80, 24, "g shows all of it", false);
}

/* A hint leaves what it tells to type where it was. */
static void lesson__hint__leaves_the_line_to_type(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\lesson meet-cluster");
    for (int i = 0; i < 3; i++) {
        desk_pass_a_second(app);
    }
    desk_expect_screen(app, 80, 24, "SELECT server_id", true);
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "h");
    desk_expect_screen(app, 80, 24, "Type the SELECT as it stands", true);
    desk_expect_screen(app, 80, 24, "\n ... g shows all of it\n SELECT server_id", true);
    desk_expect_screen(app, 80, 24, "next step", false); /* it is not done */
}

static void lesson__keys__are_its_lines(void **state)
{
    struct app *app = *state;
    begin(app);
    (void)desk_press(app, "3");
    assert_true(desk_was_said(app, "He gets an error"));
    desk_expect_screen(app, 80, 24, "Done: Enter goes to the next step.", true);
    (void)desk_enter(app, "\\parameters"); /* a page where the step was */
    desk_expect_screen(app, 80, 24, "Enter back to the step", true);
    desk_expect_screen(app, 120, 40, "Esc keys", true);
    (void)desk_press(app, "Enter");
    desk_expect_screen(app, 80, 24, "step 1: Predict", true);
    (void)desk_press(app, "Esc");
    desk_expect_screen(app, 80, 24, "Done: Enter goes to the next step.", true);
    desk_expect_screen(app, 80, 24, "\n Enter next step  h hint", true);
    (void)desk_enter(app, "\\focus events");
    desk_expect_screen(app, 120, 40, "n next step", true);
    desk_expect_screen(app, 120, 40, "n N next", false); /* the same key, and another meaning */
    (void)desk_enter(app, "\\focus side");
    (void)desk_press(app, "n");
    desk_expect_screen(app, 80, 24, "step 2: Clash", true);
    (void)desk_press(app, "h");
    desk_expect_screen(app, 80, 24, "hint 1 of 3", true);
    (void)desk_press(app, "g");
    assert_true(app->ui.text_is_open);
    desk_expect_screen(app, 120, 40, "[ ] One loses to the other, on another row", true);
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "u");
    desk_arrive(app);
    desk_expect_screen(app, 80, 24, "hint 1 of 3", false);
    desk_expect_screen(app, 80, 24, "step 2: Clash", true);
}

/* Both at their rows, one page: the step is done. */
static void clash(struct app *app)
{
    begin(app);
    (void)desk_enter(app, "\\answer 1");
    (void)desk_enter(app, "\\next");
    (void)desk_enter(app, "BEGIN;");
    desk_pass_a_second(app);
    (void)desk_enter(app, "UPDATE seats SET taken = 1 WHERE id = 7;");
    desk_pass_a_second(app);
    (void)desk_enter(app, "@2 UPDATE seats SET taken = 1 WHERE id = 9;");
    desk_pass_a_second(app);
    desk_expect_screen(app, 80, 24, "ERROR 1213 (40001)", true);
    (void)desk_press(app, "Enter"); /* back to the step */
}

static void lesson__guess__is_told_where_it_showed(void **state)
{
    struct app *app = *state;
    clash(app);
    desk_expect_screen(app, 80, 24, "You said: ", true);
    desk_expect_screen(app, 80, 24, "Done: Enter goes to the next step.", true);
    (void)desk_press(app, "Enter");
    desk_expect_screen(app, 80, 24, "step 3: Try again", true);
    desk_expect_screen(app, 80, 24, "You said: ", false);
}

static void lesson__end__leads_to_the_next_lesson(void **state)
{
    struct app *app = *state;
    clash(app);
    desk_expect_screen(app, 80, 24, "step 2: Clash", true);
    (void)desk_press(app, "Enter");
    (void)desk_enter(app, "COMMIT;");
    for (int i = 0; i < 3; i++) {
        desk_pass_a_second(app);
    }
    (void)desk_enter(app, "@2 UPDATE seats SET taken = 1, who = 'bob' WHERE id = 9;");
    for (int i = 0; i < 3; i++) {
        desk_pass_a_second(app);
    }
    desk_expect_screen(app, 80, 24, "The lesson is done. Enter begins the next: A lock is local",
                       true);
    (void)desk_press(app, "Enter");
    desk_expect_screen(app, 80, 24, "A lock is local", true);
    desk_expect_screen(app, 80, 24, "The lesson is done.", false);
}

static void lesson__goal__ticks_and_goes_back(void **state)
{
    struct app *app = *state;
    clash(app);
    desk_expect_screen(app, 120, 40, "2 of 2", true);
    desk_expect_screen(app, 120, 40, "You said: ", true);
    (void)desk_enter(app, "\\undo");
    desk_arrive(app);
    desk_expect_screen(app, 120, 40, "0 of 2", true);
    desk_expect_screen(app, 120, 40, "not yet: no page has been lost", true);
}

/* In the second step of everyone-writes a page is lost, which must never be. */
static void break_a_goal(struct app *app)
{
    (void)desk_enter(app, "\\lesson everyone-writes");
    for (int i = 0; i < 3; i++) {
        desk_pass_a_second(app);
    }
    (void)desk_enter(app, "\\answer 1");
    (void)desk_enter(app, "\\next");
    (void)desk_enter(app, "BEGIN;");
    desk_pass_a_second(app);
    (void)desk_enter(app, "INSERT INTO cups VALUES (1, 'blue');");
    desk_pass_a_second(app);
    (void)desk_enter(app, "@2 INSERT INTO cups VALUES (1, 'red');");
    desk_pass_a_second(app);
}

static void lesson__broken_goal__is_rewound(void **state)
{
    struct app *app = *state;
    break_a_goal(app);
    desk_expect_screen(app, 80, 24, "Enter back to the step", true);
    (void)desk_press(app, "Enter");
    desk_expect_screen(app, 120, 40, "! Neither is in the other's way", true);
    desk_expect_screen(app, 80, 24, ": m2 @2 loses row 1 of cups to an uncommitted change of m1",
                       true);
    desk_expect_screen(app, 80, 24, "r takes back what led to it", true);
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "r");
    desk_arrive(app);
    assert_true(desk_was_said(app, "It was broken at "));
    desk_expect_screen(app, 120, 40, "= Neither is in the other's way", true);
    assert_true(desk_was_said(app, "Undone: @2 INSERT INTO cups VALUES (1, 'red');"));
    assert_int_equal(history_run(app->history)->branch_count, 1);
    (void)desk_enter(app, "\\redo");
    desk_arrive(app);
    (void)desk_enter(app, "\\run 1s");
    desk_pass_a_second(app);
    desk_expect_screen(app, 120, 40, "! Neither is in the other's way", true);
    (void)desk_enter(app, "\\rewind");
    desk_arrive(app);
    (void)desk_enter(app, "\\rewind");
    assert_string_equal(desk_last_said(app)->text,
                        "no goal is broken; \\undo takes the last line back");
}

static void lesson__broken_goal__is_told_once_in_plain_mode(void **state)
{
    struct app *app = *state;
    app->config.is_plain = true;
    break_a_goal(app);
    desk_pass_a_second(app);
    assert_int_equal(desk_count_said(app, "[!] Neither is in the other's way"), 1);
    assert_int_equal(desk_count_said(app, "\\rewind takes back the line that led to it"), 1);
    (void)desk_enter(app, "\\rewind");
    desk_arrive(app);
    (void)desk_enter(app, "@2 INSERT INTO cups VALUES (1, 'green');");
    (void)desk_enter(app, "\\run 1s");
    desk_pass_a_second(app);
    assert_int_equal(desk_count_said(app, "[!] Neither is in the other's way"), 2);
}

/* In the second step of az-failover one reads for as long as there is time. */
static void lesson__too_late__says_so_and_the_way_back(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\lesson az-failover");
    for (int i = 0; i < 4; i++) {
        desk_pass_a_second(app);
    }
    (void)desk_enter(app, "\\answer 3");
    (void)desk_enter(app, "\\next");
    (void)desk_enter(app, "\\kill az b");
    (void)desk_enter(app, "INSERT INTO booking (guest) VALUES ('ada');");
    for (int i = 0; i < 14; i++) {
        desk_pass_a_second(app);
    }
    desk_expect_screen(app, 80, 24, "ERROR ", true);
    (void)desk_press(app, "Enter"); /* back to the step */
    desk_expect_screen(app, 120, 40, "too late: its 10.0 s", true);
    desk_expect_screen(app, 80, 24, "too late: its 10.0 s were over at ", true);
    (void)desk_enter(app, "\\next");
    assert_non_null(strstr(desk_last_said(app)->text, "too late: It writes elsewhere"));
}

/* \undo means what was done to the cluster, and the hints after it go with it. */
static void lesson__undo__takes_no_hint_for_a_line(void **state)
{
    struct app *app = *state;
    break_a_goal(app);
    (void)desk_enter(app, "\\hint");
    (void)desk_enter(app, "\\hint");
    (void)desk_enter(app, "\\undo");
    desk_arrive(app);
    assert_true(desk_was_said(
        app, "undone: @2 INSERT INTO cups VALUES (1, 'red');, and the hints after it"));
    desk_expect_screen(app, 120, 40, "= Neither is in the other's way", true);
    (void)desk_enter(app, "\\redo");
    desk_arrive(app);
    assert_int_equal(history_run(app->history)->here.lines, 6);
}

/* Before anything is done in a step, a hint is all there is to take back in it. */
static void lesson__undo__of_a_hint_alone_stays_in_the_step(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\lesson everyone-writes");
    for (int i = 0; i < 3; i++) {
        desk_pass_a_second(app);
    }
    (void)desk_enter(app, "\\answer 1");
    (void)desk_enter(app, "\\next");
    (void)desk_enter(app, "\\hint");
    (void)desk_enter(app, "\\undo");
    desk_arrive(app);
    assert_true(desk_was_said(app, "undone: @1 \\hint"));
    assert_int_equal(play_step(play_of(app->lab)), 1);
}

static void lesson__rewind__wants_a_lesson(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\rewind");
    assert_string_equal(desk_last_said(app)->text,
                        "no lesson is on; \\undo takes the last line back");
}

static void pass(struct app *app, int seconds)
{
    for (int i = 0; i < seconds; i++) {
        desk_pass_a_second(app);
    }
}

/* In the second step of everyone-writes, with a line of one's own. */
static void begin_to_write(struct app *app)
{
    (void)desk_enter(app, "\\lesson everyone-writes");
    pass(app, 3);
    (void)desk_enter(app, "\\answer 1");
    (void)desk_enter(app, "\\next");
    (void)desk_enter(app, "INSERT INTO cups VALUES (7, 'mine');");
    pass(app, 2);
}

static void solution__next__goes_along_it_on_a_branch(void **state)
{
    struct app *app = *state;
    begin_to_write(app);
    sim_us own = lab_now(app->lab);
    (void)desk_enter(app, "\\solution next");
    desk_arrive(app);
    assert_true(desk_was_said(app, "On branch solution-write, where the step began."));
    assert_true(lab_now(app->lab) < own);
    desk_expect_screen(app, 80, 24, "INSERT INTO cups VALUES (1, 'blue');", true);
    desk_expect_screen(app, 120, 40, "the solution: s next", true);
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "s");
    pass(app, 2);
    (void)desk_press(app, "s");
    pass(app, 2);
    assert_true(play_is_step_done(play_of(app->lab)));
    desk_expect_screen(app, 120, 40, "the solution was shown", true);
    desk_expect_screen(app, 120, 40, "Done, as shown. Now you: S.", true);
    (void)desk_press(app, "s");
    assert_true(desk_was_said(app, "that was all of it: \\solution back returns"));
    (void)desk_press(app, "S");
    desk_arrive(app);
    const struct run *run = history_run(app->history);
    assert_string_equal(run->branches[run->here.branch].name, "main");
    assert_true(lab_now(app->lab) == own);
    assert_false(play_is_step_done(play_of(app->lab)));
    desk_expect_screen(app, 120, 40, "the solution", false);
    (void)desk_enter(app, "\\solution back");
    assert_true(desk_was_said(app, "no solution is shown: \\solution next begins one"));
}

/* What was shown is not done by the person. */
static void solution__shown__is_no_progress(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\lesson everyone-writes");
    pass(app, 3);
    (void)desk_enter(app, "\\solution next");
    assert_true(desk_was_said(app, "this step asks for an answer"));
    (void)desk_enter(app, "\\answer 2");
    (void)desk_enter(app, "\\next");
    for (int i = 0; i < 3; i++) {
        (void)desk_enter(app, "\\solution next");
        desk_arrive(app);
        pass(app, 2);
    }
    (void)desk_enter(app, "\\next");
    pass(app, 1);
    assert_int_equal(play_step(play_of(app->lab)), 2);
    assert_string_equal(app->progress.at, "everyone-writes/write");
    (void)desk_enter(app, "\\solution next");
    assert_true(desk_was_said(app, "this is a branch of a solution: \\switch main leaves it"));
}

static void wait__check__holds_lines_up(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\wait ever comit");
    assert_true(desk_was_said(app, "\\wait:1:6: \"comit\" is neither a fact nor an event"));
    (void)desk_enter(app, "\\wait ever cut(a=m1)");
    pass(app, 1);
    (void)desk_enter(app, "SELECT 1;");
    pass(app, 1);
    assert_int_equal(app->queue.count, 1);
    (void)desk_enter(app, "\\cut m1 m2");
    pass(app, 1);
    assert_true(desk_was_said(app, "what was waited for has come"));
    assert_int_equal(app->queue.count, 0);
    (void)desk_enter(app, "\\wait 2s");
    (void)desk_enter(app, "SELECT 2;");
    pass(app, 1);
    assert_int_equal(app->queue.count, 1);
    pass(app, 2);
    assert_int_equal(app->queue.count, 0);
    (void)desk_enter(app, "\\wait ever uncut");
    (void)desk_enter(app, "SELECT 3;");
    (void)desk_press(app, "C-c");
    assert_false(app_is_waiting(app));
}

/* At the end of a lesson its key goes on to the next, by the line that does so. */
static void lesson__done__goes_on_to_the_next(void **state)
{
    struct app *app = *state;
    app->config.is_plain = true; /* what is said at its end */
    (void)desk_enter(app, "\\lesson local-lock");
    pass(app, 3);
    for (int i = 0;
         i < 12 && play_step(play_of(app->lab)) < play_lesson(play_of(app->lab))->step_count - 1;
         i++) {
        (void)desk_enter(app, "\\next skip");
    }
    app->config.is_plain = false;
    desk_expect_screen(app, 120, 40, "lesson 6 of ", true);
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "n");
    assert_true(desk_was_said(app, "not yet: "));
    (void)desk_enter(app, "\\next skip");
    pass(app, 3);
    assert_string_not_equal(play_lesson(play_of(app->lab))->slug, "local-lock");
    const struct run *run = history_run(app->history);
    assert_string_equal(run_line(run, run->here.branch, run->here.lines - 1)->text,
                        "@1 \\next skip");
}

static void lessons__list__has_what_comes_next(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\lessons");
    assert_true(desk_was_said(app, "meet-cluster     Meet the cluster, 5 minutes  <- next"));
    begin(app);
    assert_int_equal(progress_find(&app->progress, "same-page")->state, PROGRESS_BEGUN);
    assert_string_equal(app->progress.at, "same-page/predict");
    (void)desk_enter(app, "\\next skip");
    assert_int_equal(progress_find(&app->progress, "same-page")->state, PROGRESS_SKIPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lesson__step__is_seen_while_one_types, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(lesson__step_of_ten_rows__is_seen_whole, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(lesson__hint__leaves_the_line_to_type, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(lesson__keys__are_its_lines, desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(lesson__guess__is_told_where_it_showed, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(lesson__end__leads_to_the_next_lesson, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(lesson__goal__ticks_and_goes_back, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(lesson__broken_goal__is_rewound, desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(lesson__broken_goal__is_told_once_in_plain_mode, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(lesson__undo__takes_no_hint_for_a_line, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(lesson__undo__of_a_hint_alone_stays_in_the_step, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(lesson__too_late__says_so_and_the_way_back, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(lesson__rewind__wants_a_lesson, desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(solution__next__goes_along_it_on_a_branch, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(solution__shown__is_no_progress, desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(wait__check__holds_lines_up, desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(lesson__done__goes_on_to_the_next, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(lessons__list__has_what_comes_next, desk_setup,
                                        desk_teardown),
    };
    return cmocka_run_group_tests_name("app/lessons", tests, NULL, NULL);
}
