/* SPDX-License-Identifier: MIT */
/* What a person is told of where in the run one stands, and of what waits in a pause. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/desk.h"

static void enter(struct app *app, const char *line)
{
    (void)desk_enter(app, line);
    desk_arrive(app);
}

static void load__paused__no_line_waits(void **state)
{
    struct app *app = *state;
    enter(app, "\\load bank");
    desk_pass_a_second(app);
    enter(app, "\\pause");
    desk_expect_screen(app, 120, 40, "waits", false);
    enter(app, "SELECT 6 * 7;");
    desk_expect_screen(app, 120, 40, "paused: a line of @1 waits, Space goes on", true);
}

/* What is offered shows something: a zone in which there are clients, and a cut that is there is to
 * be joined. */
static void tries__under_load__offer_what_can_be_seen(void **state)
{
    struct app *app = *state;
    desk_expect_screen(app, 120, 40, "kill AZ b", true);
    enter(app, "\\load bank driver=single_endpoint");
    desk_pass_a_second(app);
    desk_expect_screen(app, 120, 40, "k a   kill AZ a", true);
    desk_expect_screen(app, 120, 40, "cut the link m1 to m2", true);
    enter(app, "\\cut m1 m2");
    desk_expect_screen(app, 120, 40, "cut the link m1 to m2", false);
    desk_expect_screen(app, 120, 40, "/ 1 2 join m1 and m2 again", true);
}

/* The small map: nobody is left out of it without a word, also while a clock runs. */
static void strip__of_a_crowd__counts_whom_it_has_no_room_for(void **state)
{
    struct app *app = *state;
    enter(app, "\\load bank driver=single_endpoint clients=8");
    desk_pass_a_second(app);
    desk_expect_screen(app, 60, 16, "m1 ● UP   @1 @3 @4 @5 +5", true);
    enter(app, "\\kill az a");
    for (int i = 0; i < 4; i++) {
        desk_pass_a_second(app);
    }
    desk_expect_screen(app, 60, 16, "m1 × DOWN @3? @4? @5? +5", true);
    desk_expect_screen(app, 60, 16, "× a1  × a2     @9 4.01 s", true);
    enter(app, "\\create masters=3");
    enter(app, "\\load bank driver=single_endpoint");
    desk_pass_a_second(app);
    enter(app, "\\kill az a");
    for (int i = 0; i < 4; i++) {
        desk_pass_a_second(app);
    }
    enter(app, "\\help picture"); /* over the picture, which is small then */
    desk_expect_screen(app, 80, 24, "m1 × DOWN @4? @5? +2 ", true);
    desk_expect_screen(app, 80, 24, "× a1  × a2 @", true);
}

static void goto__typed__says_where_one_stands(void **state)
{
    struct app *app = *state;
    enter(app, "\\load bank");
    desk_pass_a_second(app);
    enter(app, "\\goto 0.5s");
    assert_string_equal(desk_last_said(app)->text, "paused at 0.500 s on branch main.");
    enter(app, "\\branches");
    assert_true(desk_was_said(app, "* main             1 line, to 1.000 s; you are at 0.500 s"));
    int said = app->transcript.count;
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "]"); /* a key may be pressed again and again */
    desk_arrive(app);
    assert_int_equal(app->transcript.count, said);
}

static void step__typed__says_where_one_stands(void **state)
{
    struct app *app = *state;
    enter(app, "\\load bank");
    enter(app, "\\step 3");
    assert_true(desk_was_said(app, "paused at 0.0"));
}

static void run_until__met__says_where_and_what(void **state)
{
    struct app *app = *state;
    enter(app, "\\load hot_page");
    enter(app, "\\run until conflict()");
    for (int i = 0; i < 400 && !app->is_paused; i++) { /* and no more, for a pause is still */
        struct app_effects effects;
        struct app_msg msg = {.kind = MSG_ELAPSED, .wall_ns = 50000000};
        app_update(app, &msg, &effects);
        desk_arrive(app);
    }
    const char *said = desk_last_said(app)->text;
    assert_non_null(strstr(said, "paused at "));
    assert_non_null(strstr(said, " s on branch main: m"));
    assert_non_null(strstr(said, " loses page hot:0, row"));
}

static void undo__by_key__says_where_one_stands(void **state)
{
    struct app *app = *state;
    desk_pass_a_second(app);
    enter(app, "CREATE TABLE t (id INT PRIMARY KEY);");
    desk_pass_a_second(app);
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "u");
    desk_arrive(app);
    assert_true(desk_was_said(app, "undone: @1 CREATE TABLE t"));
    assert_string_equal(desk_last_said(app)->text, "paused at 1.000 s on branch main.");
}

static void undo__in_a_lesson__says_the_step(void **state)
{
    struct app *app = *state;
    enter(app, "\\lesson meet-cluster");
    desk_pass_a_second(app);
    enter(app, "\\kill az b");
    enter(app, "\\undo");
    assert_non_null(strstr(desk_last_said(app)->text, " s on branch main, in step 1."));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(load__paused__no_line_waits),
        CASE(goto__typed__says_where_one_stands),
        CASE(step__typed__says_where_one_stands),
        CASE(run_until__met__says_where_and_what),
        CASE(undo__by_key__says_where_one_stands),
        CASE(undo__in_a_lesson__says_the_step),
        CASE(tries__under_load__offer_what_can_be_seen),
        CASE(strip__of_a_crowd__counts_whom_it_has_no_room_for),
    };
    return cmocka_run_group_tests_name("app/place", tests, NULL, NULL);
}
