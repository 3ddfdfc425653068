/* SPDX-License-Identifier: MIT */
/* The app with a real lab: keys and pastes in, lines of the transcript and effects out. */
#include "lib/test.h"

#include "app/app_state.h"
#include "base/mem.h"
#include "base/text.h"
#include "lib/data_files.h"

static int setup(void **state)
{
    struct err err = {0};
    struct app *app = NULL;
    const struct app_config config = {.seed = 7, .masters = 2, .files = data_files()};
    enum rc rc = app_new(&app, &config, &err);
    *state = app;
    return rc != RC_OK;
}

static int teardown(void **state)
{
    app_free(*state);
    return 0;
}

static struct app_effects press(struct app *app, const char *name)
{
    struct app_effects effects;
    struct app_msg msg = {.kind = MSG_KEY};
    struct err err = {0};
    assert_int_equal(key_parse(&msg.key, name, &err), RC_OK);
    app_update(app, &msg, &effects);
    return effects;
}

static struct app_effects type(struct app *app, const char *text)
{
    struct app_effects effects = {0};
    while (*text != '\0') {
        struct app_msg msg = {.kind = MSG_KEY, .key = text_decode(&text)};
        app_update(app, &msg, &effects);
    }
    return effects;
}

static struct app_effects enter(struct app *app, const char *line)
{
    (void)type(app, line);
    return press(app, "Enter");
}

/* A second of real time, in frames. */
static void pass_a_second(struct app *app)
{
    for (int i = 0; i < 20; i++) {
        struct app_effects effects;
        struct app_msg msg = {.kind = MSG_ELAPSED, .wall_ns = 50000000};
        app_update(app, &msg, &effects);
        while (app_advance(app)) {
        }
    }
}

static const struct transcript_line *last_line(const struct app *app)
{
    assert_true(app->transcript.count > 0);
    return transcript_at(&app->transcript, app->transcript.count - 1);
}

static bool was_said(const struct app *app, const char *text)
{
    for (int i = 0; i < app->transcript.count; i++) {
        if (strstr(transcript_at(&app->transcript, i)->text, text) != NULL) {
            return true;
        }
    }
    return false;
}

static void letters__unbound__begin_a_line(void **state)
{
    struct app *app = *state;
    (void)type(app, "SELECT 1;");
    assert_string_equal(app->edit.text.data, "SELECT 1;");
    assert_int_equal(app->ui.pane, PANE_PROMPT);
}

static void sql__entered__is_answered_when_time_passes(void **state)
{
    struct app *app = *state;
    (void)enter(app, "SELECT 6 * 7;");
    assert_int_equal(last_line(app)->kind, TRANSCRIPT_TYPED);
    pass_a_second(app);
    assert_true(was_said(app, "42"));
    assert_true(was_said(app, "1 row in"));
    assert_int_equal(last_line(app)->client, 1);
}

static void pause__time_passes__nothing_moves(void **state)
{
    struct app *app = *state;
    (void)press(app, "Space");
    assert_true(app->is_paused);
    sim_us before = lab_now(app->lab);
    (void)enter(app, "SELECT 6 * 7;");
    pass_a_second(app);
    assert_int_equal(lab_now(app->lab), before);
    assert_string_equal(last_line(app)->text, "paused: Space runs, so that it can be answered");
    (void)press(app, "Space"); /* works at an empty prompt too */
    pass_a_second(app);
    assert_true(was_said(app, "42"));
}

static void step__dot__lets_one_event_happen(void **state)
{
    struct app *app = *state;
    uint64_t before = lab_event_last(app->lab);
    (void)press(app, ".");
    assert_true(app->is_paused);
    assert_true(lab_event_last(app->lab) > before);
}

static int count_said(const struct app *app, const char *text)
{
    int count = 0;
    for (int i = 0; i < app->transcript.count; i++) {
        count += strstr(transcript_at(&app->transcript, i)->text, text) != NULL ? 1 : 0;
    }
    return count;
}

static void step__nothing_under_way__stays_and_says_so_once(void **state)
{
    struct app *app = *state;
    pass_a_second(app);
    (void)press(app, "Esc");
    uint64_t trace = lab_trace(app->lab);
    for (int i = 0; i < 5; i++) {
        (void)press(app, ".");
    }
    assert_int_equal(lab_now(app->lab), US_PER_S);
    assert_true(lab_trace(app->lab) == trace);
    assert_int_equal(count_said(app, "nothing is under way for the next 10 s"), 1);
    (void)enter(app, "CREATE TABLE t (id INT);");
    (void)press(app, "Esc");
    (void)press(app, ".");
    (void)press(app, ".");
    assert_in_range(lab_now(app->lab), US_PER_S + 1, US_PER_S + 300 * US_PER_MS);
    assert_int_equal(count_said(app, "nothing is under way for the next 10 s"), 1);
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
    (void)press(app, ".");
    (void)enter(app, "CREATE TABLE t (id INT);");
    (void)press(app, "Esc");
    uint64_t shown[5] = {last_shown(app)};
    for (int i = 1; i < 4; i++) {
        (void)press(app, ".");
        shown[i] = last_shown(app);
        assert_true(shown[i] > shown[i - 1]);
    }
    for (int i = 3; i > 0; i--) {
        (void)press(app, ",");
        while (app_advance(app)) {
        }
        assert_int_equal(last_shown(app), shown[i - 1]);
    }
}

static void speed__keys__change_how_far_time_goes(void **state)
{
    struct app *app = *state;
    pass_a_second(app);
    assert_int_equal(lab_now(app->lab), US_PER_S);
    (void)press(app, "-");
    (void)press(app, "-");
    (void)press(app, "-");
    pass_a_second(app);
    assert_int_equal(lab_now(app->lab), US_PER_S + US_PER_S / 10);
}

static void run__for_a_time__then_pauses(void **state)
{
    struct app *app = *state;
    (void)enter(app, "\\run 300ms");
    pass_a_second(app);
    assert_int_equal(lab_now(app->lab), 300 * US_PER_MS);
    assert_true(app->is_paused);
}

static void chord__k_b__kills_the_az(void **state)
{
    struct app *app = *state;
    (void)press(app, "k");
    assert_string_equal(app->pending, "k");
    (void)press(app, "b");
    assert_string_equal(app->pending, "");
    assert_true(was_said(app, "\\kill az b"));
    struct cluster_view view;
    cluster_look(lab_cluster(app->lab), &view);
    assert_true(view.az_is_down[1]);
}

static void chord__escaped__does_nothing(void **state)
{
    struct app *app = *state;
    (void)press(app, "k");
    (void)press(app, "Esc");
    assert_string_equal(app->pending, "");
    (void)press(app, "a");
    assert_string_equal(app->edit.text.data, "a");
}

static void link__again__joins_what_it_cut(void **state)
{
    struct app *app = *state;
    (void)press(app, "/");
    (void)press(app, "1");
    (void)press(app, "2");
    assert_true(was_said(app, "\\cut m1 m2"));
    (void)press(app, "/");
    (void)press(app, "1");
    (void)press(app, "2");
    assert_true(was_said(app, "\\uncut m1 m2"));
}

static void command__wrong__keeps_the_line_for_editing(void **state)
{
    struct app *app = *state;
    (void)enter(app, "\\spede 2");
    assert_int_equal(last_line(app)->kind, TRANSCRIPT_ERROR);
    assert_string_equal(last_line(app)->text, "there is no command \\spede; did you mean \\speed?");
    assert_string_equal(app->edit.text.data, "\\spede 2");
}

static void command__prefix__is_recorded_whole(void **state)
{
    struct app *app = *state;
    struct buf run;
    buf_init(&run, BUF_CAP_TEXT);
    (void)enter(app, "\\kil az b");
    app_add_run(app, &run);
    assert_non_null(strstr(run.data, "\\kill az b"));
    buf_release(&run);
}

static void client__f2_and_at_2__speak_as_it(void **state)
{
    struct app *app = *state;
    (void)press(app, "F2");
    assert_int_equal(app->client, 2);
    (void)enter(app, "@1 SELECT 5;");
    pass_a_second(app);
    assert_int_equal(last_line(app)->client, 1);
    assert_int_equal(app->client, 2);
    (void)enter(app, "@9");
    assert_string_equal(last_line(app)->text,
                        "there is no client 9: there are 1 to 2; \\client add makes another");
}

static void paste(struct app *app, const char *text, size_t size)
{
    struct app_effects effects;
    struct app_msg msg = {.kind = MSG_PASTE, .text = text, .size = size};
    app_update(app, &msg, &effects);
}

static void paste__many_lines__run_one_after_the_other(void **state)
{
    struct app *app = *state;
    static const char text[] = "CREATE TABLE t (id INT PRIMARY KEY);\r\nINSERT INTO t\r\nVALUES "
                               "(4),(5);\r\nSELECT sum(id) FROM t;\r\nSELECT 'rest";
    paste(app, text, sizeof(text) - 1);
    assert_int_equal(app->queue.count, 2); /* the first one is under way */
    pass_a_second(app);
    assert_int_equal(app->queue.count, 0);
    assert_true(was_said(app, "9"));
    assert_string_equal(app->edit.text.data, "SELECT 'rest");
}

static void paste__not_text__is_refused(void **state)
{
    struct app *app = *state;
    (void)type(app, "SELECT 1");
    paste(app, "a\0b", 3);
    assert_string_equal(last_line(app)->text, "what was pasted is not text, so none of it was "
                                              "taken; what you typed is kept");
    paste(app, "\xff\xfe", 2);
    assert_string_equal(app->edit.text.data, "SELECT 1");
    paste(app, NULL, 0);
    assert_true(was_said(app, "larger than 1 MB"));
}

static void control_c__busy__cancels_and_drops_what_waits(void **state)
{
    struct app *app = *state;
    paste(app, "SELECT 1;\nSELECT 2;\nSELECT 3;\n", 30);
    (void)press(app, "C-c");
    assert_int_equal(app->queue.count, 0);
    assert_true(was_said(app, "the 2 lines that waited were dropped"));
    pass_a_second(app);
    assert_false(was_said(app, "1 row in"));
    (void)type(app, "typed");
    (void)press(app, "C-c");
    assert_string_equal(app->edit.text.data, "");
}

static void file__asked_for__runs_to_its_bad_line(void **state)
{
    struct app *app = *state;
    static const char text[] = "# a file\nSELECT 1;\nat 0.5s \\kill az b\n\\nonsense\nSELECT 3;\n";
    struct app_effects effects = enter(app, "\\i some.txt");
    assert_string_equal(effects.read_file, "some.txt");
    struct app_msg msg = {
        .kind = MSG_FILE, .name = "some.txt", .text = text, .size = sizeof(text) - 1};
    app_update(app, &msg, &effects);
    pass_a_second(app);
    assert_true(was_said(app, "AZ b is down"));
    assert_true(was_said(app, "there is no command \\nonsense"));
    assert_string_equal(last_line(app)->text,
                        "that was line 4 of some.txt; the line after it was not run");
}

static void file__unreadable_line__runs_nothing(void **state)
{
    struct app *app = *state;
    struct app_effects effects;
    static const char text[] = "SELECT 1;\nat never \\heal\n";
    struct app_msg msg = {.kind = MSG_FILE, .name = "f", .text = text, .size = sizeof(text) - 1};
    app_update(app, &msg, &effects);
    assert_int_equal(last_line(app)->kind, TRANSCRIPT_ERROR);
    assert_non_null(strstr(last_line(app)->text, "f: line 2: "));
    assert_int_equal(app->queue.count, 0);
    assert_false(was_said(app, "SELECT 1"));
}

static void tab__at_a_command__completes_it(void **state)
{
    struct app *app = *state;
    (void)type(app, "\\rest");
    (void)press(app, "Tab");
    assert_string_equal(app->edit.text.data, "\\rest");
    assert_string_equal(app->offers.data, "restart  restore");
    (void)type(app, "o");
    (void)press(app, "Tab");
    assert_string_equal(app->edit.text.data, "\\restore ");
    assert_string_equal(app->offers.data, "");
}

static void tab__in_sql__knows_tables_and_columns(void **state)
{
    struct app *app = *state;
    (void)enter(app, "CREATE TABLE orders (id INT PRIMARY KEY, amount INT);");
    pass_a_second(app);
    (void)enter(app, "INSERT INTO orders VALUES (1, 2);");
    pass_a_second(app);
    (void)type(app, "sel");
    (void)press(app, "Tab");
    (void)type(app, "am");
    (void)press(app, "Tab");
    (void)type(app, "FR");
    (void)press(app, "Tab");
    (void)type(app, "ord");
    (void)press(app, "Tab");
    assert_string_equal(app->edit.text.data, "SELECT amount FROM orders ");
}

static void tab__in_a_quoted_value__closes_the_quote(void **state)
{
    struct app *app = *state;
    (void)type(app, "SET aur");
    (void)press(app, "Tab");
    (void)type(app, "= 'reg");
    (void)press(app, "Tab");
    assert_string_equal(app->edit.text.data,
                        "SET aurora_mm_session_consistency_level = 'REGIONAL_RAW'");
}

static void quit__q__is_an_effect(void **state)
{
    struct app *app = *state;
    assert_true(press(app, "q").quit);
    assert_true(press(app, "C-z").suspend);
}

static void help__topics__open_a_page(void **state)
{
    struct app *app = *state;
    (void)press(app, "?");
    assert_true(app->ui.text_is_open);
    (void)press(app, "Esc");
    assert_false(app->ui.text_is_open);
    (void)enter(app, "\\help kill");
    assert_non_null(strstr(app->page.data, "\\kill az b | m2 | copy b1"));
    (void)press(app, "q");
    (void)enter(app, "\\help nonsense");
    assert_string_equal(last_line(app)->text,
                        "there is no command or topic \"nonsense\": topics are keys, events, sql, "
                        "model and time; \\help lists the commands, \\help SELECT tells of SQL");
}

static void page__letter_typed__is_closed_and_goes_to_the_prompt(void **state)
{
    struct app *app = *state;
    (void)enter(app, "\\why 1");
    assert_true(app->ui.text_is_open);
    (void)press(app, "Down"); /* a key of its own */
    (void)press(app, "Space");
    assert_true(app->ui.text_is_open);
    (void)enter(app, "\\kill az b");
    assert_false(app->ui.text_is_open);
    assert_true(was_said(app, "AZ b is down"));
    (void)enter(app, "\\why 1");
    (void)press(app, "F2");
    assert_false(app->ui.text_is_open);
    assert_int_equal(app->client, 2);
    (void)enter(app, "\\why 1");
    paste(app, "SELECT", 6);
    assert_false(app->ui.text_is_open);
    assert_string_equal(app->edit.text.data, "SELECT");
    assert_false(press(app, "C-d").quit);
}

static void page__over_the_picture__letters_are_its_keys(void **state)
{
    struct app *app = *state;
    (void)press(app, "Esc");
    (void)press(app, "e");
    assert_true(app->ui.text_is_open);
    (void)press(app, "k");
    assert_false(app->ui.text_is_open);
    assert_string_equal(app->pending, "k");
    (void)press(app, "Esc");
    (void)press(app, "e");
    assert_false(press(app, "C-d").quit); /* it closes the page first */
    assert_false(app->ui.text_is_open);
    (void)press(app, "e");
    assert_false(press(app, "q").quit);
    assert_false(app->ui.text_is_open);
}

static void why__event__tells_the_chain(void **state)
{
    struct app *app = *state;
    (void)enter(app, "\\kill az b");
    (void)enter(app, "\\why");
    assert_true(app->ui.text_is_open);
    assert_non_null(strstr(app->page.data, "goes dark"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(letters__unbound__begin_a_line, setup, teardown),
        cmocka_unit_test_setup_teardown(sql__entered__is_answered_when_time_passes, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(pause__time_passes__nothing_moves, setup, teardown),
        cmocka_unit_test_setup_teardown(step__dot__lets_one_event_happen, setup, teardown),
        cmocka_unit_test_setup_teardown(step__nothing_under_way__stays_and_says_so_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(step__back__undoes_a_step, setup, teardown),
        cmocka_unit_test_setup_teardown(speed__keys__change_how_far_time_goes, setup, teardown),
        cmocka_unit_test_setup_teardown(run__for_a_time__then_pauses, setup, teardown),
        cmocka_unit_test_setup_teardown(chord__k_b__kills_the_az, setup, teardown),
        cmocka_unit_test_setup_teardown(chord__escaped__does_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(link__again__joins_what_it_cut, setup, teardown),
        cmocka_unit_test_setup_teardown(command__wrong__keeps_the_line_for_editing, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(command__prefix__is_recorded_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(client__f2_and_at_2__speak_as_it, setup, teardown),
        cmocka_unit_test_setup_teardown(paste__many_lines__run_one_after_the_other, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(paste__not_text__is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(control_c__busy__cancels_and_drops_what_waits, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(file__asked_for__runs_to_its_bad_line, setup, teardown),
        cmocka_unit_test_setup_teardown(file__unreadable_line__runs_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(tab__at_a_command__completes_it, setup, teardown),
        cmocka_unit_test_setup_teardown(tab__in_sql__knows_tables_and_columns, setup, teardown),
        cmocka_unit_test_setup_teardown(tab__in_a_quoted_value__closes_the_quote, setup, teardown),
        cmocka_unit_test_setup_teardown(quit__q__is_an_effect, setup, teardown),
        cmocka_unit_test_setup_teardown(help__topics__open_a_page, setup, teardown),
        cmocka_unit_test_setup_teardown(page__letter_typed__is_closed_and_goes_to_the_prompt, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(page__over_the_picture__letters_are_its_keys, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(why__event__tells_the_chain, setup, teardown),
    };
    return cmocka_run_group_tests_name("app/app", tests, NULL, NULL);
}
