/* SPDX-License-Identifier: MIT */
/* The app with a real lab: keys and pastes in, lines of the transcript and effects out. */
#include "lib/test.h"

#include "base/mem.h"
#include "lib/desk.h"
#include "view/canvas.h"

static void letters__unbound__say_so_and_begin_no_line(void **state)
{
    struct app *app = *state;
    struct canvas *canvas = canvas_new(80, 24);
    (void)desk_press(app, "z");
    app_draw(app, canvas);
    assert_int_equal(app->ui.pane, PANE_PICTURE);
    assert_string_equal(app->edit.text.data, "");
    assert_string_equal(app->model.next, "z is no key here: ? lists them, : finds a command, "
                                         "\\ begins one");
    (void)desk_press(app, "k"); /* is none of a line's, either */
    (void)desk_press(app, "z");
    assert_string_equal(app->no_key, "k z");
    (void)desk_press(app, "Space");
    assert_string_equal(app->no_key, "");
    (void)desk_press(app, "/"); /* for a search, some think, and look for help */
    (void)desk_press(app, "?");
    assert_true(app->ui.text_is_open);
    assert_string_equal(app->no_key, "");
    (void)desk_press(app, "Esc");
    (void)desk_type(app, "\\kill az b");
    assert_string_equal(app->edit.text.data, "\\kill az b");
    assert_int_equal(app->ui.pane, PANE_PROMPT);
    canvas_free(canvas);
}

static void sql__entered__is_answered_when_time_passes(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "Enter"); /* to the prompt */
    (void)desk_enter(app, "SELECT 6 * 7;");
    assert_int_equal(desk_last_said(app)->kind, TRANSCRIPT_TYPED);
    desk_pass_a_second(app);
    assert_true(desk_was_said(app, "42"));
    assert_true(desk_was_said(app, "1 row in"));
    assert_int_equal(desk_last_said(app)->client, 1);
}

static void pause__time_passes__nothing_moves(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "Space");
    assert_true(app->is_paused);
    sim_us before = lab_now(app->lab);
    (void)desk_press(app, "Enter"); /* to the prompt */
    (void)desk_enter(app, "SELECT 6 * 7;");
    desk_pass_a_second(app);
    assert_int_equal(lab_now(app->lab), before);
    assert_string_equal(desk_last_said(app)->text,
                        "paused: Space runs, so that it can be answered");
    (void)desk_press(app, "Space"); /* works at an empty prompt too */
    desk_pass_a_second(app);
    assert_true(desk_was_said(app, "42"));
}

/* A line that is indented, from a terminal that types what is pasted. */
static void space__text_came_with_it__is_text(void **state)
{
    struct app *app = *state;
    struct app_effects effects;
    struct app_msg space = {.kind = MSG_KEY, .key = ' ', .has_text = true};
    (void)desk_press(app, "Enter"); /* to the prompt */
    app_update(app, &space, &effects);
    (void)desk_enter(app, "SELECT 6 * 7;");
    assert_false(app->is_paused);
    desk_pass_a_second(app);
    assert_true(desk_was_said(app, "42"));
    desk_paste(app, "    SELECT 5 * 11;\n");
    assert_false(app->is_paused);
    desk_pass_a_second(app);
    assert_true(desk_was_said(app, "55"));
}

static void step__dot__lets_one_event_happen(void **state)
{
    struct app *app = *state;
    uint64_t before = lab_event_last(app->lab);
    (void)desk_press(app, ".");
    assert_true(app->is_paused);
    assert_true(lab_event_last(app->lab) > before);
}

static void step__nothing_under_way__stays_and_says_so_once(void **state)
{
    struct app *app = *state;
    desk_pass_a_second(app);
    (void)desk_press(app, "Esc");
    uint64_t trace = lab_trace(app->lab);
    for (int i = 0; i < 5; i++) {
        (void)desk_press(app, ".");
    }
    assert_int_equal(lab_now(app->lab), US_PER_S);
    assert_true(lab_trace(app->lab) == trace);
    assert_int_equal(desk_count_said(app, "nothing is under way for the next 10 s"), 1);
    (void)desk_press(app, "Enter"); /* to the prompt */
    (void)desk_enter(app, "CREATE TABLE t (id INT);");
    (void)desk_press(app, "Esc");
    (void)desk_press(app, ".");
    (void)desk_press(app, ".");
    assert_in_range(lab_now(app->lab), US_PER_S + 1, US_PER_S + 300 * US_PER_MS);
    assert_int_equal(desk_count_said(app, "nothing is under way for the next 10 s"), 1);
}

static uint64_t last_shown(const struct app *app)
{
    uint64_t seq = lab_event_last(app->lab);
    while (seq > 0 && !model_shows_event(lab_event(app->lab, seq)->kind)) {
        seq--;
    }
    return seq;
}

/* Back and on again are the same way: what is not shown is no step. */
static void step__back__undoes_a_step(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, ".");
    (void)desk_press(app, "Enter"); /* to the prompt */
    (void)desk_enter(app, "CREATE TABLE t (id INT);");
    (void)desk_press(app, "Esc");
    uint64_t shown[5] = {last_shown(app)};
    for (int i = 1; i < 4; i++) {
        (void)desk_press(app, ".");
        shown[i] = last_shown(app);
        assert_true(shown[i] > shown[i - 1]);
    }
    for (int i = 3; i > 0; i--) {
        (void)desk_press(app, ",");
        while (app_advance(app)) {
        }
        assert_int_equal(last_shown(app), shown[i - 1]);
    }
}

static void speed__keys__change_how_far_time_goes(void **state)
{
    struct app *app = *state;
    desk_pass_a_second(app);
    assert_int_equal(lab_now(app->lab), US_PER_S);
    (void)desk_press(app, "-");
    (void)desk_press(app, "-");
    (void)desk_press(app, "-");
    desk_pass_a_second(app);
    assert_int_equal(lab_now(app->lab), US_PER_S + US_PER_S / 10);
}

static void run__for_a_time__then_pauses(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\run 300ms");
    desk_pass_a_second(app);
    assert_int_equal(lab_now(app->lab), 300 * US_PER_MS);
    assert_true(app->is_paused);
}

static void chord__k_b__kills_the_az(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "k");
    assert_string_equal(app->pending, "k");
    (void)desk_press(app, "b");
    assert_string_equal(app->pending, "");
    assert_true(desk_was_said(app, "\\kill az b"));
    struct cluster_view view;
    cluster_look(lab_cluster(app->lab), &view);
    assert_true(view.az_is_down[1]);
}

static void chord__escaped__does_nothing(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "k");
    (void)desk_press(app, "Esc");
    assert_string_equal(app->pending, "");
    assert_string_equal(app->no_key, "");
    (void)desk_press(app, "a");
    assert_string_equal(app->no_key, "a");
}

static void link__again__joins_what_it_cut(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "/");
    (void)desk_press(app, "1");
    (void)desk_press(app, "2");
    assert_true(desk_was_said(app, "\\cut m1 m2"));
    (void)desk_press(app, "/");
    (void)desk_press(app, "1");
    (void)desk_press(app, "2");
    assert_true(desk_was_said(app, "\\uncut m1 m2"));
}

static void command__wrong__keeps_the_line_for_editing(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\spede 2");
    assert_int_equal(desk_last_said(app)->kind, TRANSCRIPT_ERROR);
    assert_string_equal(desk_last_said(app)->text,
                        "there is no command \\spede; did you mean \\speed?");
    assert_string_equal(app->edit.text.data, "\\spede 2");
}

static void command__prefix__is_recorded_whole(void **state)
{
    struct app *app = *state;
    struct buf run;
    buf_init(&run, BUF_CAP_TEXT);
    (void)desk_enter(app, "\\kil az b");
    history_add_text(app->history, &run);
    assert_non_null(strstr(run.data, "\\kill az b"));
    buf_release(&run);
}

static void client__f2_and_at_2__speak_as_it(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "F2");
    assert_int_equal(app->client, 2);
    (void)desk_enter(app, "@1 SELECT 5;");
    desk_pass_a_second(app);
    assert_int_equal(desk_last_said(app)->client, 1);
    assert_int_equal(app->client, 2);
    (void)desk_enter(app, "@9");
    assert_string_equal(desk_last_said(app)->text,
                        "there is no client 9: there are 1 to 2; \\client add makes another");
}

static void paste__many_lines__run_one_after_the_other(void **state)
{
    struct app *app = *state;
    static const char text[] = "CREATE TABLE t (id INT PRIMARY KEY);\r\nINSERT INTO t\r\nVALUES "
                               "(4),(5);\r\nSELECT sum(id) FROM t;\r\nSELECT 'rest";
    desk_paste(app, text);
    assert_int_equal(app->queue.count, 2); /* the first one is under way */
    desk_pass_a_second(app);
    assert_int_equal(app->queue.count, 0);
    assert_true(desk_was_said(app, "9"));
    assert_string_equal(app->edit.text.data, "SELECT 'rest");
}

static void paste__not_text__is_refused(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "Enter"); /* to the prompt */
    (void)desk_type(app, "SELECT 1");
    desk_paste_bytes(app, "a\0b", 3);
    assert_string_equal(desk_last_said(app)->text, "what was pasted is not text, so none of it was "
                                                   "taken; what you typed is kept");
    desk_paste_bytes(app, "\xff\xfe", 2);
    assert_string_equal(app->edit.text.data, "SELECT 1");
    desk_paste_bytes(app, NULL, 0);
    assert_true(desk_was_said(app, "larger than 1 MB"));
}

static void control_c__busy__cancels_and_drops_what_waits(void **state)
{
    struct app *app = *state;
    desk_paste(app, "SELECT 1;\nSELECT 2;\nSELECT 3;\n");
    (void)desk_press(app, "C-c");
    assert_int_equal(app->queue.count, 0);
    assert_true(desk_was_said(app, "the 2 lines that waited were dropped"));
    desk_pass_a_second(app);
    assert_false(desk_was_said(app, "1 row in"));
    (void)desk_type(app, "typed");
    (void)desk_press(app, "C-c");
    assert_string_equal(app->edit.text.data, "");
}

static void file__asked_for__runs_to_its_bad_line(void **state)
{
    struct app *app = *state;
    static const char text[] = "# a file\nSELECT 1;\nat 0.5s \\kill az b\n\\nonsense\nSELECT 3;\n";
    struct app_effects effects = desk_enter(app, "\\i some.txt");
    assert_string_equal(effects.read_file, "some.txt");
    struct app_msg msg = {
        .kind = MSG_FILE, .name = "some.txt", .text = text, .size = sizeof(text) - 1};
    app_update(app, &msg, &effects);
    desk_pass_a_second(app);
    assert_true(desk_was_said(app, "AZ b is down"));
    assert_true(desk_was_said(app, "there is no command \\nonsense"));
    assert_string_equal(desk_last_said(app)->text,
                        "that was line 4 of some.txt; the line after it was not run");
}

static void file__unreadable_line__runs_nothing(void **state)
{
    struct app *app = *state;
    struct app_effects effects;
    static const char text[] = "SELECT 1;\nat never \\heal\n";
    struct app_msg msg = {.kind = MSG_FILE, .name = "f", .text = text, .size = sizeof(text) - 1};
    app_update(app, &msg, &effects);
    assert_int_equal(desk_last_said(app)->kind, TRANSCRIPT_ERROR);
    assert_non_null(strstr(desk_last_said(app)->text, "f: line 2: "));
    assert_int_equal(app->queue.count, 0);
    assert_false(desk_was_said(app, "SELECT 1"));
}

static void tab__at_a_command__completes_it(void **state)
{
    struct app *app = *state;
    (void)desk_type(app, "\\rest");
    (void)desk_press(app, "Tab");
    assert_string_equal(app->edit.text.data, "\\rest");
    assert_string_equal(app->offers.data, "restart  restore");
    (void)desk_type(app, "o");
    (void)desk_press(app, "Tab");
    assert_string_equal(app->edit.text.data, "\\restore ");
    assert_string_equal(app->offers.data, "");
}

static void tab__in_sql__knows_tables_and_columns(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "Enter"); /* to the prompt */
    (void)desk_enter(app, "CREATE TABLE orders (id INT PRIMARY KEY, amount INT);");
    desk_pass_a_second(app);
    (void)desk_enter(app, "INSERT INTO orders VALUES (1, 2);");
    desk_pass_a_second(app);
    (void)desk_type(app, "sel");
    (void)desk_press(app, "Tab");
    (void)desk_type(app, "am");
    (void)desk_press(app, "Tab");
    (void)desk_type(app, "FR");
    (void)desk_press(app, "Tab");
    (void)desk_type(app, "ord");
    (void)desk_press(app, "Tab");
    assert_string_equal(app->edit.text.data, "SELECT amount FROM orders ");
}

static void tab__in_a_word_of_long_characters__takes_that_word(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "Enter"); /* to the prompt */
    (void)desk_enter(app, "CREATE TABLE größe (id INT PRIMARY KEY);");
    desk_pass_a_second(app);
    desk_paste(app, "SELECT * FROM grö");
    (void)desk_press(app, "Tab");
    assert_string_equal(app->edit.text.data, "SELECT * FROM größe ");
}

static void tab__in_a_quoted_value__closes_the_quote(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "Enter"); /* to the prompt */
    (void)desk_type(app, "SET aur");
    (void)desk_press(app, "Tab");
    (void)desk_type(app, "= 'reg");
    (void)desk_press(app, "Tab");
    assert_string_equal(app->edit.text.data,
                        "SET aurora_mm_session_consistency_level = 'REGIONAL_RAW'");
}

static void quit__q__is_an_effect(void **state)
{
    struct app *app = *state;
    assert_true(desk_press(app, "q").quit);
    assert_true(desk_press(app, "C-z").suspend);
}

static void help__topics__open_a_page(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "?");
    assert_true(app->ui.text_is_open);
    (void)desk_press(app, "Esc");
    assert_false(app->ui.text_is_open);
    (void)desk_enter(app, "\\help kill");
    assert_non_null(strstr(app->page.data, "\\kill az b | m2 | copy b1"));
    (void)desk_press(app, "q");
    (void)desk_enter(app, "\\help nonsense");
    assert_string_equal(
        desk_last_said(app)->text,
        "there is no command or topic \"nonsense\": topics are keys, picture, events, "
        "sql, model, time, chaos, driver, score, grade, checks and terminal; \\help lists the "
        "commands, \\help SELECT tells of SQL");
}

static void why__event__tells_the_chain(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\kill az b");
    (void)desk_enter(app, "\\why");
    assert_true(app->ui.text_is_open);
    assert_non_null(strstr(app->page.data, "goes dark"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(letters__unbound__say_so_and_begin_no_line,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(sql__entered__is_answered_when_time_passes,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(pause__time_passes__nothing_moves, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(space__text_came_with_it__is_text, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(step__dot__lets_one_event_happen, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(step__nothing_under_way__stays_and_says_so_once,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(step__back__undoes_a_step, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(speed__keys__change_how_far_time_goes, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(run__for_a_time__then_pauses, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(chord__k_b__kills_the_az, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(chord__escaped__does_nothing, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(link__again__joins_what_it_cut, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(command__wrong__keeps_the_line_for_editing,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(command__prefix__is_recorded_whole, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(client__f2_and_at_2__speak_as_it, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(paste__many_lines__run_one_after_the_other,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(paste__not_text__is_refused, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(control_c__busy__cancels_and_drops_what_waits,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(file__asked_for__runs_to_its_bad_line, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(file__unreadable_line__runs_nothing, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(tab__at_a_command__completes_it, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(tab__in_sql__knows_tables_and_columns, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(tab__in_a_word_of_long_characters__takes_that_word,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(tab__in_a_quoted_value__closes_the_quote,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(quit__q__is_an_effect, desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(help__topics__open_a_page, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(why__event__tells_the_chain, desk_setup_for_keys,
                                        desk_teardown),
    };
    return cmocka_run_group_tests_name("app/app", tests, NULL, NULL);
}
