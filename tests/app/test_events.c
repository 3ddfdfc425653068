/* SPDX-License-Identifier: MIT */
/* Which events are shown, and finding one by a text in it. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/desk.h"

static void run(struct app *app, const char *line, int seconds)
{
    (void)desk_enter(app, line);
    desk_arrive(app);
    for (int i = 0; i < seconds; i++) {
        desk_pass_a_second(app);
    }
}

/* The screen says, and does not say. */
static void expect_screen(struct app *app, const char *with, const char *without)
{
    struct buf screen;
    desk_draw(app, 120, 40, &screen);
    if (with != NULL && strstr(screen.data, with) == NULL) {
        fail_msg("\"%s\" is not there:\n%s", with, screen.data);
    }
    if (without != NULL && strstr(screen.data, without) != NULL) {
        fail_msg("\"%s\" is there:\n%s", without, screen.data);
    }
    buf_release(&screen);
}

static void begin(struct app *app)
{
    run(app, "CREATE TABLE t (id INT PRIMARY KEY);", 1);
    run(app, "\\kill copy c1", 1);
    run(app, "INSERT INTO t VALUES (1);", 1);
}

static void filter__words_of_one_kind__are_alternatives(void **state)
{
    struct app *app = *state;
    begin(app);
    expect_screen(app, "committed, durable", NULL);
    run(app, "\\filter faults", 0);
    expect_screen(app, "c1      answers nobody", "committed, durable");
    expect_screen(app, "only faults", NULL);
    run(app, "\\filter commit m2", 0);
    expect_screen(app, NULL, "committed, durable");
    run(app, "\\filter commit m1 m2", 0);
    expect_screen(app, "committed, durable", "answers nobody");
    run(app, "\\filter az c", 0);
    expect_screen(app, "answers nobody", "committed, durable");
    run(app, "\\filter off", 0);
    expect_screen(app, "committed, durable", "only ");
}

/* What rushes by is shown if one asks for it. */
static void filter__quiet_kind__is_shown(void **state)
{
    struct app *app = *state;
    begin(app);
    expect_screen(app, NULL, "runs for @1: INSERT");
    run(app, "\\filter statement @1", 0);
    expect_screen(app, "runs for @1: INSERT", "committed");
}

static void filter__unknown_word__changes_nothing(void **state)
{
    struct app *app = *state;
    begin(app);
    run(app, "\\filter faults", 0);
    run(app, "\\filter commit nonsense", 0);
    assert_true(desk_was_said(app, "no event is of \"nonsense\""));
    expect_screen(app, "only faults", "committed, durable");
}

static void filter__nothing_left__says_how_to_see_all(void **state)
{
    struct app *app = *state;
    begin(app);
    run(app, "\\filter conflict", 0);
    expect_screen(app, "None in memory is such an event: \\filter off shows all.", NULL);
}

static const char *chosen(const struct app *app)
{
    static char text[400];
    struct buf sentence;
    buf_init(&sentence, sizeof(text) - 1);
    assert_true(app->ui.event > 0);
    lab_add_event(app->lab, lab_event(app->lab, app->ui.event), &sentence);
    memcpy(text, sentence.data, sentence.size + 1);
    buf_release(&sentence);
    return text;
}

static void find__any_case__chooses_the_newest_then_older(void **state)
{
    struct app *app = *state;
    begin(app);
    run(app, "INSERT INTO t VALUES (2);", 1);
    run(app, "\\find COMMITTED, durable", 0);
    assert_int_equal(app->ui.pane, PANE_EVENTS);
    assert_non_null(strstr(chosen(app), "@1 committed, durable"));
    uint64_t newest = app->ui.event;
    (void)desk_press(app, "n");
    assert_true(app->ui.event < newest);
    assert_non_null(strstr(chosen(app), "@1 committed, durable"));
    (void)desk_press(app, "N");
    assert_int_equal(app->ui.event, newest);
    (void)desk_press(app, "N");
    assert_int_equal(app->ui.event, newest);
    assert_true(desk_was_said(app, "no later event in memory says \"COMMITTED, durable\""));
}

static void find__nothing__says_so(void **state)
{
    struct app *app = *state;
    begin(app);
    run(app, "\\find", 0);
    assert_true(desk_was_said(app, "\\find looks for words that an event says"));
    run(app, "\\filter faults", 0);
    run(app, "\\find committed", 0);
    assert_true(
        desk_was_said(app, "no event in memory says \"committed\"; \\filter off looks in all"));
}

/* A key of the events begins the line; the person ends it. */
static void keys__find_and_filter__begin_a_line(void **state)
{
    struct app *app = *state;
    begin(app);
    run(app, "\\focus events", 0);
    (void)desk_press(app, "F");
    assert_string_equal(app->edit.text.data, "\\filter ");
    (void)desk_enter(app, "faults");
    expect_screen(app, "only faults", NULL);
    run(app, "\\focus events", 0);
    (void)desk_press(app, "f");
    (void)desk_enter(app, "answers");
    assert_non_null(strstr(chosen(app), "c1  answers nobody"));
}

/* What was chosen lies in a future that was taken back: the newest are shown. */
static void chosen__after_undo__is_none(void **state)
{
    struct app *app = *state;
    begin(app);
    run(app, "\\find committed", 0);
    (void)desk_press(app, "u");
    desk_arrive(app);
    expect_screen(app, "c1      answers nobody", NULL);
    (void)desk_press(app, "Up");
    assert_true(app->ui.event <= lab_event_last(app->lab));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(filter__words_of_one_kind__are_alternatives),
        CASE(filter__quiet_kind__is_shown),
        CASE(filter__unknown_word__changes_nothing),
        CASE(filter__nothing_left__says_how_to_see_all),
        CASE(find__any_case__chooses_the_newest_then_older),
        CASE(find__nothing__says_so),
        CASE(keys__find_and_filter__begin_a_line),
        CASE(chosen__after_undo__is_none),
    };
    return cmocka_run_group_tests_name("app/events", tests, NULL, NULL);
}
