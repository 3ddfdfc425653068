/* SPDX-License-Identifier: MIT */
/* What a client watches, at the prompt: in its place, and what is worth keeping is kept. */
#include "lib/test.h"

#include "lib/desk.h"

static int setup(void **state)
{
    int rc = desk_setup(state);
    struct app *app = *state;
    (void)desk_enter(app, "CREATE TABLE t (id INT PRIMARY KEY, v INT);");
    (void)desk_enter(app, "INSERT INTO t VALUES (1, 10);");
    desk_pass_a_second(app);
    return rc;
}

/* So many, and a moment: what is asked then is answered. */
static void pass_seconds(struct app *app, int count)
{
    struct app_effects effects;
    for (int i = 0; i < count; i++) {
        desk_pass_a_second(app);
    }
    app_update(app, &(struct app_msg){.kind = MSG_ELAPSED, .wall_ns = 20 * 1000000}, &effects);
    desk_arrive(app);
}

static void watch__rounds__take_each_others_place(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\watch 500ms SELECT count(*) FROM t");
    (void)desk_enter(app, "@2 \\watch 1s SELECT id, v FROM t");
    pass_seconds(app, 4);
    assert_int_equal(desk_count_said(app, "count(*) = 1, unchanged for"), 1);
    assert_int_equal(desk_count_said(app, "@2 m2 "), 1);
    desk_expect_screen(app, 120, 40, "  @1 m1 5.", true);
    (void)desk_enter(app, "INSERT INTO t VALUES (2, 20);");
    pass_seconds(app, 3);
    /* What was seen before the line stays above it. */
    assert_int_equal(desk_count_said(app, "  count(*) = 1"), 1);
    assert_int_equal(desk_count_said(app, "  count(*) = 2"), 1);
    const struct transcript_line *last = desk_last_said(app);
    assert_true(last->round_of > 0);
}

static void watch__error_or_move__is_kept(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\watch 1s SELECT count(*) FROM t");
    pass_seconds(app, 2);
    (void)desk_enter(app, "\\kill m1");
    pass_seconds(app, 6);
    assert_int_equal(desk_count_said(app, "ERROR 2013 (HY000)"), 1);
    assert_int_equal(desk_count_said(app, "@1 m2 "), 1);
    desk_expect_screen(app, 120, 40, "ERROR 2013", true);
    desk_expect_screen(app, 80, 24, "count(*) = 1, unchanged for ", true);
}

static void watch__one_reads_back__is_left_there(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\watch 100ms SELECT count(*) FROM t");
    struct buf before, after;
    pass_seconds(app, 1);
    (void)desk_press(app, "PgUp");
    int scroll = app->ui.console_scroll;
    assert_true(scroll > 0);
    desk_draw(app, 80, 24, &before);
    pass_seconds(app, 2);
    assert_int_equal(app->ui.console_scroll, scroll);
    desk_draw(app, 80, 24, &after);
    assert_int_equal(strstr(after.data, "INSERT INTO t") != NULL,
                     strstr(before.data, "INSERT INTO t") != NULL);
    buf_release(&before);
    buf_release(&after);
}

static void watch__interrupted__ends(void **state)
{
    struct app *app = *state;
    struct lab_watch_view view;
    (void)desk_enter(app, "\\watch 1s SELECT count(*) FROM t");
    pass_seconds(app, 1);
    (void)desk_press(app, "C-c");
    lab_look_watch(app->lab, 1, &view);
    assert_null(view.sql);
    assert_true(desk_was_said(app, "@1 asks no more, after 2 rounds."));
    (void)desk_press(app, "C-c");
    assert_true(desk_was_said(app, "nothing waits to be cancelled"));
}

/* To look whether anybody watches is no part of the run, and so begins no branch. */
static void watch__alone__is_no_line_of_the_run(void **state)
{
    struct app *app = *state;
    const struct run *run = history_run(app->history);
    int lines = run->here.lines;
    (void)desk_enter(app, "\\watch");
    assert_int_equal(run->here.lines, lines);
    (void)desk_enter(app, "\\wat 1s SELECT count(*) FROM t");
    assert_int_equal(run->here.lines, lines + 1);
    assert_string_equal(run_line(run, 0, lines)->text, "@1 \\watch 1s SELECT count(*) FROM t");
}

static void watch__undone__is_over_and_given_again(void **state)
{
    struct app *app = *state;
    struct lab_watch_view view;
    (void)desk_enter(app, "\\watch 1s SELECT count(*) FROM t");
    pass_seconds(app, 3);
    (void)desk_enter(app, "\\undo");
    desk_arrive(app);
    lab_look_watch(app->lab, 1, &view);
    assert_null(view.sql);
    (void)desk_enter(app, "\\redo");
    desk_arrive(app);
    lab_look_watch(app->lab, 1, &view);
    assert_string_equal(view.sql, "SELECT count(*) FROM t");
}

/* A round is no line that waits. */
static void watch__paused_in_a_round__nothing_waits(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "Space");
    (void)desk_press(app, "Enter");
    (void)desk_enter(app, "\\watch 1s SELECT count(*) FROM t");
    desk_expect_screen(app, 80, 24, "waits, Space goes on", false);
    (void)desk_enter(app, "@2 SELECT 1;");
    desk_expect_screen(app, 80, 24, "paused: a line of @2 waits, Space goes on", true);
}

static void watch__tab__offers_how_often_and_what(void **state)
{
    struct app *app = *state;
    (void)desk_type(app, "\\watch ");
    (void)desk_press(app, "Tab");
    desk_expect_screen(app, 80, 24, "1s  500ms  off", true);
    (void)desk_type(app, "1s SELE");
    (void)desk_press(app, "Tab");
    (void)desk_type(app, "* FROM ");
    (void)desk_press(app, "Tab");
    assert_string_equal(app->edit.text.data, "\\watch 1s SELECT * FROM t ");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, desk_teardown)
    const struct CMUnitTest tests[] = {
        CASE(watch__rounds__take_each_others_place),   CASE(watch__error_or_move__is_kept),
        CASE(watch__one_reads_back__is_left_there),    CASE(watch__interrupted__ends),
        CASE(watch__alone__is_no_line_of_the_run),     CASE(watch__undone__is_over_and_given_again),
        CASE(watch__paused_in_a_round__nothing_waits), CASE(watch__tab__offers_how_often_and_what),
    };
    return cmocka_run_group_tests_name("app/watch", tests, NULL, NULL);
}
