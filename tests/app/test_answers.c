/* SPDX-License-Identifier: MIT */
/* Answers that are longer than the prompt's pane, and reading back what was said. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/desk.h"

#include <stdio.h>

#define SEVEN                                                                                      \
    "WITH RECURSIVE n(i) AS (SELECT 101 UNION SELECT i + 1 FROM n LIMIT 7) SELECT i FROM n;"

static bool shows(struct app *app, int cols, int rows, const char *text)
{
    struct buf screen;
    desk_draw(app, cols, rows, &screen);
    bool is_there = strstr(screen.data, text) != NULL;
    buf_release(&screen);
    return is_there;
}

static void answer__taller_than_the_pane__is_a_page_until_one_types(void **state)
{
    struct app *app = *state;
    assert_true(shows(app, 80, 24, "AZ a"));
    (void)desk_enter(app, SEVEN);
    desk_pass_a_second(app);
    assert_true(app->ui.text_is_open);
    for (int i = 101; i <= 107; i++) {
        char row[20];
        (void)snprintf(row, sizeof(row), "\n   %d\n", i);
        assert_true(shows(app, 80, 24, row));
    }
    assert_true(shows(app, 80, 24, " i\n"));
    (void)desk_enter(app, "SELECT 5;");
    assert_false(app->ui.text_is_open);
    desk_pass_a_second(app);
    assert_true(desk_was_said(app, "  5"));
    assert_false(app->ui.text_is_open);
}

static void answer__that_fits_over_the_events__leaves_the_picture(void **state)
{
    struct app *app = *state;
    assert_true(shows(app, 80, 24, "AZ a"));
    (void)desk_enter(app, "SELECT 101 UNION SELECT 102;");
    desk_pass_a_second(app);
    assert_true(app->ui.text_is_open);
    assert_true(shows(app, 80, 24, "101"));
    assert_true(shows(app, 80, 24, "AZ a"));
}

static void answer__that_fits__is_no_page(void **state)
{
    struct app *app = *state;
    assert_true(shows(app, 120, 40, "AZ a"));
    (void)desk_enter(app, "SELECT 101 UNION SELECT 102;");
    desk_pass_a_second(app);
    assert_false(app->ui.text_is_open);
    assert_true(shows(app, 80, 24, "AZ a"));
    (void)desk_enter(app, "SELECT 101;"); /* however low the pane is */
    desk_pass_a_second(app);
    assert_false(app->ui.text_is_open);
}

static void answer__of_a_command__is_a_page_too(void **state)
{
    struct app *app = *state;
    assert_true(shows(app, 80, 24, "AZ a"));
    (void)desk_enter(app, "\\connections");
    assert_true(app->ui.text_is_open);
    assert_true(shows(app, 80, 24, "      on  doing"));
    (void)desk_press(app, "Esc");
    (void)desk_enter(app, "\\help");
    assert_string_equal(app->page_title, "help");
}

/* Whether or not an answer took a page, Esc leads to the keys; to what was asked for, back. */
static void answer__esc__leads_to_the_keys(void **state)
{
    static const char *const keys[] = {"Enter", "q"};
    struct app *app = *state;
    assert_true(shows(app, 80, 24, "AZ a"));
    (void)desk_enter(app, "\\connections");
    assert_true(shows(app, 80, 24, "\n Esc keys  Enter close"));
    (void)desk_press(app, "Esc");
    assert_false(app->ui.text_is_open);
    (void)desk_press(app, "e");
    assert_string_equal(app->page_title, "why");
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "Enter");
    for (int i = 0; i < COUNT_OF(keys); i++) {
        (void)desk_enter(app, "\\connections");
        (void)desk_press(app, keys[i]);
        assert_false(app->ui.text_is_open);
        assert_int_equal(app->ui.pane, PANE_PROMPT);
    }
    (void)desk_enter(app, "\\help");
    assert_true(shows(app, 80, 24, "\n Esc close"));
    (void)desk_press(app, "Esc");
    assert_int_equal(app->ui.pane, PANE_PROMPT);
}

/* A page takes the keyboard: it does not come in between. */
static void answer__while_one_types__is_no_page(void **state)
{
    struct app *app = *state;
    assert_true(shows(app, 80, 24, "AZ a"));
    (void)desk_enter(app, SEVEN);
    (void)desk_type(app, "INSERT");
    desk_pass_a_second(app);
    assert_true(desk_was_said(app, "107"));
    assert_false(app->ui.text_is_open);
    (void)desk_press(app, "C-c");
    (void)desk_enter(app, SEVEN);
    (void)desk_press(app, "Esc"); /* in the picture letters are keys */
    desk_pass_a_second(app);
    assert_false(app->ui.text_is_open);
}

static void answer__again_as_time_passes_the_line__is_no_page(void **state)
{
    struct app *app = *state;
    assert_true(shows(app, 80, 24, "AZ a"));
    (void)desk_enter(app, SEVEN);
    desk_pass_a_second(app);
    (void)desk_press(app, "Esc");
    (void)desk_enter(app, "\\goto 0s");
    desk_arrive(app);
    (void)desk_press(app, "Space");
    desk_pass_a_second(app);
    assert_int_equal(desk_count_said(app, "107"), 2);
    assert_false(app->ui.text_is_open);
}

/* In a lesson on a small screen the prompt's pane has one row; what takes more is read whole. */
static void error__in_a_lesson__can_be_read(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\lesson meet-cluster");
    desk_arrive(app);
    desk_pass_a_second(app);
    assert_true(shows(app, 80, 24, "step 1"));
    (void)desk_enter(app, "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE;");
    desk_pass_a_second(app);
    assert_true(app->ui.text_is_open);
    assert_true(shows(app, 80, 24, "ERROR 1235 (42000)"));
    (void)desk_press(app, "Esc");
    assert_true(shows(app, 80, 24, "step 1"));
    (void)desk_enter(app, "\\solution");
    assert_true(app->ui.text_is_open);
    assert_true(shows(app, 80, 24, "@2 SELECT server_id"));
}

/* An answer that is seen as a whole leaves the up arrow to the prompt. */
static void answer__that_is_seen_whole__up_is_the_line_before(void **state)
{
    struct app *app = *state;
    assert_true(shows(app, 80, 24, "AZ a"));
    (void)desk_enter(app, SEVEN);
    desk_pass_a_second(app);
    assert_true(app->ui.text_is_open);
    assert_true(shows(app, 80, 24, "107"));
    (void)desk_press(app, "Up");
    assert_false(app->ui.text_is_open);
    assert_string_equal(app->edit.text.data, SEVEN);
    (void)desk_press(app, "C-c");
    (void)desk_enter(app, "\\help"); /* a page to be read goes by lines */
    (void)desk_press(app, "Down");
    (void)desk_press(app, "Up");
    assert_true(app->ui.text_is_open);
}

/* --- reading back ---------------------------------------------------------------------------- */

/* Lines of one to three rows. */
static void say_many(struct app *app, int count)
{
    for (int i = 0; i < count; i++) {
        char text[400];
        (void)snprintf(text, sizeof(text), "line%03d %0*d", i, 1 + i % 3 * 70, 0);
        app_say(app, TRANSCRIPT_NOTE, text);
    }
}

static void see(struct app *app, int cols, int rows, bool seen[], int count)
{
    struct buf screen;
    desk_draw(app, cols, rows, &screen);
    for (int i = 0; i < count; i++) {
        char text[20];
        (void)snprintf(text, sizeof(text), "line%03d", i);
        seen[i] = seen[i] || strstr(screen.data, text) != NULL;
    }
    buf_release(&screen);
}

static void pages__up_and_down__show_each_line(void **state)
{
    static const struct {
        int cols, rows;
    } sizes[] = {{80, 26}, {120, 40}, {60, 20}, {200, 60}};
    struct app *app = *state;
    say_many(app, 40);
    for (int size = 0; size < COUNT_OF(sizes); size++) {
        const char *const keys[] = {"PgUp", "PgDn"};
        for (int key = 0; key < COUNT_OF(keys); key++) {
            bool seen[40] = {false};
            for (int page = 0; page < 40; page++) {
                see(app, sizes[size].cols, sizes[size].rows, seen, COUNT_OF(seen));
                (void)desk_press(app, keys[key]);
            }
            for (int i = 0; i < COUNT_OF(seen); i++) {
                if (!seen[i]) {
                    fail_msg("%d by %d, %s: line %d is never seen", sizes[size].cols,
                             sizes[size].rows, keys[key], i);
                }
            }
        }
        assert_int_equal(app->ui.console_scroll, 0);
    }
}

static void pages__up__go_by_what_is_seen_and_say_so(void **state)
{
    struct app *app = *state;
    say_many(app, 40);
    assert_true(shows(app, 120, 40, "line039"));
    (void)desk_press(app, "PgUp");
    assert_true(app->ui.console_scroll >= 2);
    assert_true(shows(app, 120, 40, "PgDn: "));
    assert_false(shows(app, 120, 40, "line039"));
    (void)desk_press(app, "PgDn");
    assert_true(shows(app, 120, 40, "line039"));
    assert_false(shows(app, 120, 40, "PgDn: "));
}

static void page__of_help__goes_by_pages_and_says_what_is_left(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\help");
    assert_true(shows(app, 80, 24, " more  Esc closes"));
    int rows = 0;
    for (int i = 0; i < 40; i++) {
        int before = app->ui.text_scroll;
        (void)desk_press(app, i % 2 == 0 ? "PgDn" : "Space");
        rows = i == 0 ? app->ui.text_scroll : rows;
        assert_in_range(app->ui.text_scroll, before, before + rows);
    }
    assert_true(rows >= 8);
    assert_false(shows(app, 80, 24, " more  Esc closes"));
    assert_true(shows(app, 80, 24, "\\close")); /* the last command, in the last row */
}

/* Lines that go on in a far column are not torn into letters where there is no such column. */
static void page__in_few_columns__can_be_read(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\help sql");
    assert_true(shows(app, 60, 20, " more  Esc closes"));
    for (int i = 0; i < 200; i++) {
        (void)desk_press(app, "PgDn");
    }
    assert_false(shows(app, 60, 20, " more  Esc closes"));
    assert_true(shows(app, 60, 20, "gone away; lost"));
}

/* What is long to read has all columns; a page that is seen whole has no keys to scroll it. */
static void page__of_help__has_the_whole_width(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\help kill");
    assert_true(shows(app, 120, 40, "since the start"));
    assert_false(shows(app, 120, 40, "Down on"));
    (void)desk_enter(app, "\\keys");
    assert_false(shows(app, 120, 40, "since the start"));
    assert_true(shows(app, 120, 40, "Down on"));
    (void)desk_press(app, "Esc");
    assert_true(shows(app, 120, 40, "since the start"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(answer__taller_than_the_pane__is_a_page_until_one_types),
        CASE(answer__that_fits_over_the_events__leaves_the_picture),
        CASE(answer__that_fits__is_no_page),
        CASE(answer__of_a_command__is_a_page_too),
        CASE(answer__esc__leads_to_the_keys),
        CASE(answer__while_one_types__is_no_page),
        CASE(answer__again_as_time_passes_the_line__is_no_page),
        CASE(error__in_a_lesson__can_be_read),
        CASE(answer__that_is_seen_whole__up_is_the_line_before),
        CASE(pages__up_and_down__show_each_line),
        CASE(pages__up__go_by_what_is_seen_and_say_so),
        CASE(page__of_help__goes_by_pages_and_says_what_is_left),
        CASE(page__in_few_columns__can_be_read),
        CASE(page__of_help__has_the_whole_width),
    };
    return cmocka_run_group_tests_name("app/answers", tests, NULL, NULL);
}
