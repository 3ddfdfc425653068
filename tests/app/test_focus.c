/* SPDX-License-Identifier: MIT */
/* Where what is typed goes, and that nothing a newcomer types loses anything. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/desk.h"
#include "view/canvas.h"

#include <stdio.h>

/* Whatever a newcomer types at once is text, and nothing is lost. */
static void start__words_typed__are_a_line(void **state)
{
    struct app *app = *state;
    assert_int_equal(app->ui.pane, PANE_PROMPT);
    assert_false(desk_enter(app, "hello").quit);
    assert_string_equal(app->edit.text.data, "hello\n");
    assert_int_equal(app->ui.view, VIEW_CLUSTER);
    (void)desk_press(app, "C-c");
    (void)desk_enter(app, "explain select 1;");
    assert_string_equal(app->edit.text.data, "");
    (void)desk_press(app, "Space"); /* at an empty prompt a key, as ? is */
    assert_true(app->is_paused);
    (void)desk_enter(app, ":"); /* nothing: one is there */
    assert_string_equal(app->edit.text.data, "");
}

static void letters__typed_in_the_picture__lose_nothing(void **state)
{
    static const char *const words[] = {"hello", "quit", "query", "home", "explain", "help"};
    struct app *app = *state;
    struct canvas *canvas = canvas_new(80, 24);
    for (int i = 0; i < COUNT_OF(words); i++) {
        (void)desk_enter(app, ":\\mark mine");
        (void)desk_press(app, "Esc");
        sim_us now = lab_now(app->lab);
        int lines = history_run(app->history)->here.lines;
        for (const char *at = words[i]; *at != '\0';) {
            assert_false(desk_type(app, (const char[]){*at++, '\0'}).quit);
            app_draw(app, canvas);
        }
        assert_false(desk_press(app, "Enter").quit);
        assert_int_equal(history_run(app->history)->here.lines, lines);
        assert_true(lab_now(app->lab) >= now);
        (void)desk_press(app, "Esc");
        (void)desk_enter(app, ":\\play");
        (void)desk_press(app, "C-c");
    }
    canvas_free(canvas);
}

static void quit__something_done__asks_once(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\kill az b");
    (void)desk_press(app, "Esc");
    assert_false(desk_press(app, "q").quit);
    assert_string_equal(app->question.text, "end? the run is not kept");
    assert_false(desk_press(app, "n").quit);
    assert_string_equal(app->question.text, "");
    assert_false(desk_press(app, "q").quit);
    assert_false(desk_press(app, "Enter").quit); /* only a letter is a yes */
    assert_false(desk_type(app, "query").quit);  /* whatever is typed in a row */
    (void)desk_press(app, "C-c");
    (void)desk_press(app, "Esc");
    assert_false(desk_press(app, "q").quit);
    assert_true(desk_press(app, "y").quit);
    assert_true(desk_enter(app, ":\\quit").quit); /* typed in full it is meant */
}

static void home__another_lab__asks_where_this_one_is_kept_nowhere(void **state)
{
    struct app *app = *state;
    struct canvas *canvas = canvas_new(80, 24);
    (void)desk_enter(app, "\\mark mine");
    uint64_t trace = lab_trace(app->lab);
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "h");
    assert_int_equal(app->ui.view, VIEW_HOME);
    (void)desk_press(app, "Down"); /* before it is drawn for the first time */
    assert_int_equal(app->ui.home_choice, 1);
    (void)desk_press(app, "Up");
    app_draw(app, canvas);
    (void)desk_press(app, "Enter"); /* the first card leads back */
    assert_int_equal(app->ui.view, VIEW_CLUSTER);
    assert_int_equal(app->ui.pane, PANE_PROMPT);
    assert_true(lab_trace(app->lab) == trace);
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "h");
    (void)desk_press(app, "Down");
    app_draw(app, canvas);
    (void)desk_press(app, "Enter");
    assert_string_equal(app->model.question, "");
    app_draw(app, canvas);
    assert_string_equal(app->model.question,
                        "another lab? this one is kept nowhere, and would be lost");
    (void)desk_press(app, "n");
    assert_int_equal(app->ui.view, VIEW_HOME);
    assert_true(lab_trace(app->lab) == trace);
    (void)desk_press(app, "Enter");
    (void)desk_press(app, "y");
    assert_int_equal(app->ui.view, VIEW_CLUSTER);
    assert_true(lab_trace(app->lab) != trace);
    canvas_free(canvas);
}

static void page__letter_typed__is_closed_and_goes_to_the_prompt(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\why 1");
    assert_true(app->ui.text_is_open);
    (void)desk_press(app, "Down"); /* a key of its own */
    (void)desk_press(app, "Space");
    assert_true(app->ui.text_is_open);
    (void)desk_enter(app, "\\kill az b");
    assert_false(app->ui.text_is_open);
    assert_true(desk_was_said(app, "AZ b is down"));
    (void)desk_enter(app, "\\why 1");
    (void)desk_press(app, "F2");
    assert_false(app->ui.text_is_open);
    assert_int_equal(app->client, 2);
    (void)desk_enter(app, "\\why 1");
    desk_paste(app, "SELECT");
    assert_false(app->ui.text_is_open);
    assert_string_equal(app->edit.text.data, "SELECT");
    assert_false(desk_press(app, "C-d").quit);
}

static void page__over_the_picture__letters_are_its_keys(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "e");
    assert_true(app->ui.text_is_open);
    (void)desk_press(app, "k");
    assert_false(app->ui.text_is_open);
    assert_string_equal(app->pending, "k");
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "e");
    assert_false(desk_press(app, "C-d").quit); /* it closes the page first */
    assert_false(app->ui.text_is_open);
    (void)desk_press(app, "e");
    assert_false(desk_press(app, "q").quit);
    assert_false(app->ui.text_is_open);
}

/* What a view shows for a while goes before the view itself, and the row of keys says which. */
static void views__esc__leads_back_to_the_map(void **state)
{
    static const struct {
        const char *key, *then, *next;
    } views[] = {
        {"l", NULL, NULL}, {"v", NULL, NULL},   {"d", NULL, NULL},    {"t", NULL, NULL},
        {"m", NULL, NULL}, {"m", "i", "plots"}, {"m", "Left", "now"}, {"l", "a", "one event"},
    };
    struct app *app = *state;
    (void)desk_enter(app, "\\load course");
    desk_pass_a_second(app);
    (void)desk_press(app, "Esc");
    for (int i = 0; i < COUNT_OF(views); i++) {
        (void)desk_press(app, views[i].key);
        desk_expect_screen(app, 80, 24, "\n Esc map", true);
        if (views[i].then != NULL) {
            char row[40];
            (void)snprintf(row, sizeof(row), "\n Esc %s", views[i].next);
            (void)desk_press(app, views[i].then);
            desk_expect_screen(app, 80, 24, row, true);
            (void)desk_press(app, "Esc");
            desk_expect_screen(app, 80, 24, "\n Esc map", true);
        }
        (void)desk_enter(app, "\\mark here"); /* from the prompt it is two of them */
        (void)desk_press(app, "Esc");
        assert_int_not_equal(app->ui.view, VIEW_CLUSTER);
        (void)desk_press(app, "Esc");
        assert_int_equal(app->ui.view, VIEW_CLUSTER);
        assert_int_equal(app->ui.pane, PANE_PICTURE);
    }
}

static void data__enter__is_the_prompt(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "d");
    desk_expect_screen(app, 80, 24, "Enter types here", true);
    (void)desk_press(app, "Enter");
    (void)desk_type(app, "select");
    assert_string_equal(app->edit.text.data, "select");
    assert_int_equal(app->ui.view, VIEW_DATA);
}

/* The first screen shows no transcript: what a key does not do is said there. */
static void home__keys_without_use__say_so(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "h");
    desk_expect_screen(app, 80, 24, "▸ ", true); /* the card, from the start */
    desk_expect_screen(app, 80, 24, "q quit", true);
    (void)desk_press(app, "r");
    assert_int_equal(app->ui.home_choice, 0);
    desk_expect_screen(app, 80, 24, "No run is kept: there is no --state directory.", true);
    (void)desk_press(app, ":");
    desk_expect_screen(app, 80, 24, ": is no key here: ? lists them", true);
    (void)desk_press(app, "Down");
    assert_int_equal(app->ui.home_choice, 1);
    desk_expect_screen(app, 80, 24, "is no key here", false);
}

#define CASE(name, setup) cmocka_unit_test_setup_teardown(name, setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(start__words_typed__are_a_line, desk_setup),
        CASE(letters__typed_in_the_picture__lose_nothing, desk_setup_for_keys),
        CASE(quit__something_done__asks_once, desk_setup_for_keys),
        CASE(home__another_lab__asks_where_this_one_is_kept_nowhere, desk_setup_for_keys),
        CASE(page__letter_typed__is_closed_and_goes_to_the_prompt, desk_setup_for_keys),
        CASE(page__over_the_picture__letters_are_its_keys, desk_setup_for_keys),
        CASE(views__esc__leads_back_to_the_map, desk_setup),
        CASE(data__enter__is_the_prompt, desk_setup),
        CASE(home__keys_without_use__say_so, desk_setup),
    };
    return cmocka_run_group_tests_name("app/focus", tests, NULL, NULL);
}
