/* SPDX-License-Identifier: MIT */
/* What Enter makes of a line that was refused, and of rows below a statement that goes on. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/desk.h"

static void refused__typed_again__takes_its_place(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\kil az q");
    assert_string_equal(app->edit.text.data, "\\kil az q");
    assert_true(app->edit.is_offered);
    (void)desk_enter(app, "\\kill az b");
    assert_string_equal(app->edit.text.data, "");
    assert_true(desk_was_said(app, "AZ b is down: m2"));
}

static void refused__colon__clears_it(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\kil az q");
    (void)desk_enter(app, ":\\kill az b");
    assert_true(desk_was_said(app, "AZ b is down: m2"));
}

static void refused__pasted__takes_its_place(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\kil az q");
    desk_paste(app, "\\kill az b\n");
    assert_true(desk_was_said(app, "AZ b is down: m2"));
}

static void refused__tab__completes_it(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\kill");
    assert_true(app->edit.is_offered);
    (void)desk_press(app, "Tab");
    assert_false(app->edit.is_offered);
    assert_string_equal(app->edit.text.data, "\\kill ");
}

static void statement__waits_in_a_pause__commands_are_done_at_once(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\pause");
    (void)desk_enter(app, "SELECT 6 * 7;");
    (void)desk_enter(app, "\\branches");
    assert_true(desk_was_said(app, "* main"));
    (void)desk_enter(app, "\\kill az b");
    assert_true(desk_was_said(app, "AZ b is down: m2"));
    (void)desk_enter(app, "SELECT 40 + 4;"); /* in turn */
    assert_string_equal(desk_last_said(app)->text,
                        "it waits for the answer to the line before: Space runs, C-c cancels");
    struct buf screen;
    desk_draw(app, 80, 24, &screen);
    assert_non_null(strstr(screen.data, "paused: 2 lines wait, Space goes on"));
    buf_release(&screen);
    (void)desk_enter(app, "@2");
    assert_int_equal(app->client, 2);
    (void)desk_enter(app, "\\kil"); /* refused: what waits is not its business */
    assert_int_equal(app->queue.count, 1);
    (void)desk_press(app, "C-u");
    (void)desk_enter(app, "\\run 1s");
    desk_pass_a_second(app);
    assert_true(desk_was_said(app, "    42"));
    assert_true(desk_was_said(app, "    44"));
}

/* What does not stand below its statement says whose it is. */
static void answers__of_two_clients__say_whose_they_are(void **state)
{
    struct app *app = *state;
    desk_pass_a_second(app);
    (void)desk_enter(app, "\\pause");
    (void)desk_enter(app, "SELECT 6 * 7;");
    (void)desk_enter(app, "@2 SELECT 40 + 4;");
    (void)desk_enter(app, "\\run 1s");
    desk_pass_a_second(app);
    assert_int_equal(desk_count_said(app, "@1 on m1 is answered: SELECT 6 * 7"), 1);
    assert_int_equal(desk_count_said(app, "@2 on m2 is answered: SELECT 40 + 4"), 1);
    (void)desk_enter(app, "SELECT 1;");
    desk_pass_a_second(app);
    assert_int_equal(desk_count_said(app, "is answered"), 2);
}

static void statement__command_below_it__is_done_between(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "SELECT 1");
    (void)desk_enter(app, "\\kill az b");
    assert_true(desk_was_said(app, "AZ b is down: m2"));
    assert_string_equal(app->edit.text.data, "SELECT 1\n");
    (void)desk_enter(app, "\\kil"); /* refused; what was begun still waits */
    assert_string_equal(app->edit.text.data, "SELECT 1\n");
    (void)desk_enter(app, "@2");
    assert_int_equal(app->client, 2);
    (void)desk_press(app, "F1");
    assert_int_equal(app->client, 1);
    assert_string_equal(app->edit.text.data, "SELECT 1\n");
    (void)desk_enter(app, "+ 1;");
    assert_string_equal(app->edit.text.data, "");
    assert_string_equal(app->edit.history[app->edit.history_count - 1], "SELECT 1\n+ 1;");
}

static void statement__line_for_a_client_below_it__is_begun_anew(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "SELEC 1");
    (void)desk_enter(app, "@2 SELECT 2;");
    assert_string_equal(app->edit.text.data, "");
    assert_true(desk_was_said(app, "the statement begun before this line was dropped"));
    const struct edit *edit = &app->edit;
    assert_string_equal(edit->history[edit->history_count - 1], "@2 SELECT 2;");
    assert_string_equal(edit->history[edit->history_count - 2], "SELEC 1");
}

static void statement__backslash_c__drops_it(void **state)
{
    static const char *const drops[] = {"\\c", "  \\c", "+ 1 \\c"};
    struct app *app = *state;
    for (int i = 0; i < COUNT_OF(drops); i++) {
        (void)desk_enter(app, "SELECT 1");
        assert_string_equal(app->edit.text.data, "SELECT 1\n");
        (void)desk_enter(app, drops[i]);
        assert_string_equal(app->edit.text.data, "");
    }
    (void)desk_enter(app, "SELECT 'a");
    (void)desk_enter(app, "b \\c"); /* a part of the text */
    assert_string_equal(app->edit.text.data, "SELECT 'a\nb \\c\n");
    (void)desk_enter(app, "\\c");
    assert_string_equal(app->edit.text.data, "");
    assert_int_equal(app->transcript.count, 0);
}

static void statement__rows_that_belong_to_it__stay(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "SELECT 'a");
    (void)desk_enter(app, "\\kill az b"); /* inside a quoted text */
    assert_string_equal(app->edit.text.data, "SELECT 'a\n\\kill az b\n");
    (void)desk_press(app, "C-c");
    (void)desk_enter(app, "SELECT 1");
    (void)desk_enter(app, "\\G");
    assert_string_equal(app->edit.text.data, "");
    assert_int_equal(app->queue.count, 0);
    assert_true(desk_was_said(app, "SELECT 1"));
}

static void statement__pasted_with_a_command_inside__does_both(void **state)
{
    struct app *app = *state;
    desk_paste(app, "SELECT 1\n\\kill az b\n+ 1;\n");
    assert_true(desk_was_said(app, "AZ b is down: m2"));
    assert_true(desk_was_said(app, "+ 1;"));
    assert_string_equal(app->edit.text.data, "");
}

static void command__without_backslash__is_offered_with_it(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "kill az b;");
    assert_true(
        desk_was_said(app, "a command begins with a backslash: \\kill az b (Enter gives it)"));
    assert_string_equal(app->edit.text.data, "\\kill az b");
    (void)desk_press(app, "Enter");
    assert_true(desk_was_said(app, "AZ b is down: m2"));
    (void)desk_enter(app, "@2 client add");
    assert_string_equal(app->edit.text.data, "@2 \\client add");
}

static void sql__whose_word_is_a_command__is_sql(void **state)
{
    static const char *const lines[] = {"CREATE TABLE t (id INT);", "SET autocommit = 1;",
                                        "killer;", "kill_az;"};
    struct app *app = *state;
    for (int i = 0; i < COUNT_OF(lines); i++) {
        (void)desk_enter(app, lines[i]);
        assert_string_equal(app->edit.text.data, "");
    }
    assert_false(desk_was_said(app, "backslash"));
}

static void mysql_words__typed__do_what_they_do_there(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "help");
    assert_string_equal(app->page_title, "help");
    (void)desk_press(app, "Esc");
    (void)desk_enter(app, "HELP kill;");
    assert_string_equal(app->page_title, "kill");
    (void)desk_press(app, "Esc");
    assert_true(desk_enter(app, "quit").quit);
    assert_true(desk_enter(app, "exit;").quit);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(refused__typed_again__takes_its_place),
        CASE(refused__colon__clears_it),
        CASE(refused__pasted__takes_its_place),
        CASE(refused__tab__completes_it),
        CASE(statement__waits_in_a_pause__commands_are_done_at_once),
        CASE(answers__of_two_clients__say_whose_they_are),
        CASE(statement__command_below_it__is_done_between),
        CASE(statement__line_for_a_client_below_it__is_begun_anew),
        CASE(statement__backslash_c__drops_it),
        CASE(statement__rows_that_belong_to_it__stay),
        CASE(statement__pasted_with_a_command_inside__does_both),
        CASE(command__without_backslash__is_offered_with_it),
        CASE(sql__whose_word_is_a_command__is_sql),
        CASE(mysql_words__typed__do_what_they_do_there),
    };
    return cmocka_run_group_tests_name("app/submit", tests, NULL, NULL);
}
