/* SPDX-License-Identifier: MIT */
/* The prompt: wide results, Tab again and again, the lines before. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/desk.h"
#include "view/view.h"

#include <stdio.h>

static void run(struct app *app, const char *line)
{
    (void)desk_enter(app, line);
    desk_arrive(app);
    desk_pass_a_second(app);
}

static bool shows(struct app *app, const char *text)
{
    struct buf screen;
    desk_draw(app, 80, 24, &screen);
    bool has = strstr(screen.data, text) != NULL;
    buf_release(&screen);
    return has;
}

/* --- wide results ----------------------------------------------------------------------------- */

static void make_wide(struct app *app)
{
    run(app, "CREATE TABLE wide (id INT PRIMARY KEY, first TEXT, second TEXT, third TEXT);");
    run(app, "INSERT INTO wide VALUES (1, 'one that is longer than most of them are', "
             "'another that is as long as that one is', 'the_end');");
    run(app, "SELECT * FROM wide;");
}

static void wide__result__is_cut_with_a_sign_and_read_sideways(void **state)
{
    struct app *app = *state;
    make_wide(app);
    assert_true(shows(app, "▸"));
    assert_false(shows(app, "the_end"));
    assert_true(shows(app, "Left and Right read on sideways"));
    (void)desk_press(app, "Right");
    assert_true(shows(app, " ◂"));
    for (int i = 0; i < 20; i++) {
        (void)desk_press(app, "Right");
    }
    assert_true(shows(app, "the_end"));
    for (int i = 0; i < 20; i++) {
        (void)desk_press(app, "Left");
    }
    assert_int_equal(app->ui.columns_left, 0);
    assert_false(shows(app, " ◂"));
}

/* One row of the screen for one row of the result, whatever is in it. */
static void wide__row__takes_one_row(void **state)
{
    struct app *app = *state;
    make_wide(app);
    struct layout layout = view_layout(80, 24, &app->model, &app->ui);
    int grids = 0;
    for (int i = 0; i < app->transcript.count; i++) {
        struct model_line line;
        app_read_line(app, transcript_at(&app->transcript, i), &line);
        grids += line.is_grid ? 1 : 0;
        assert_true(!line.is_grid || view_line_rows(&layout, &line) == 1);
    }
    assert_int_equal(grids, 2); /* names and a row */
}

static void wide__vertical__is_wrapped_as_text(void **state)
{
    struct app *app = *state;
    make_wide(app);
    run(app, "SELECT * FROM wide\\G");
    assert_true(desk_was_said(app, "third: the_end"));
    const struct transcript_line *last = desk_last_said(app);
    assert_false(last->is_grid);
    assert_false(transcript_at(&app->transcript, app->transcript.count - 2)->is_grid);
}

static void wide__many_rows__page_keeps_the_names(void **state)
{
    struct app *app = *state;
    make_wide(app);
    for (int i = 2; i < 40; i++) {
        char line[100];
        (void)snprintf(line, sizeof(line), "INSERT INTO wide VALUES (%d, 'x', 'y', 'z%d');", i, i);
        run(app, line);
    }
    run(app, "SELECT * FROM wide;");
    assert_true(app->ui.text_is_grid);
    assert_true(shows(app, "second"));
    for (int i = 0; i < 10; i++) {
        (void)desk_press(app, "PgDn");
    }
    assert_true(shows(app, "second"));
    assert_true(shows(app, "39 rows in"));
    for (int i = 0; i < 20; i++) {
        (void)desk_press(app, "Right");
    }
    assert_true(shows(app, "third"));
    assert_true(shows(app, "z39"));
}

/* --- completing ------------------------------------------------------------------------------- */

static void tab__again__puts_in_the_next_and_back(void **state)
{
    struct app *app = *state;
    (void)desk_type(app, "\\re");
    (void)desk_press(app, "Tab");
    assert_string_equal(app->edit.text.data, "\\re");
    (void)desk_press(app, "Tab");
    char first[80];
    (void)snprintf(first, sizeof(first), "%s", app->edit.text.data);
    assert_true(strlen(first) > strlen("\\re"));
    (void)desk_press(app, "Tab");
    assert_string_not_equal(app->edit.text.data, first);
    (void)desk_press(app, "BackTab");
    assert_string_equal(app->edit.text.data, first);
    assert_true(shows(app, "["));
    (void)desk_type(app, " ");
    assert_int_equal(app->offers.size, 0);
}

static void tab__values_and_columns__are_offered(void **state)
{
    static const struct {
        const char *typed;
        const char *becomes;
    } cases[] = {
        {"\\load course driver=active_s", "\\load course driver=active_standby "},
        {"\\create mast", "\\create masters="},
        {"\\client 1 set unit.keys=of", "\\client 1 set unit.keys=off "},
        {"\\set sto.reten", "\\set sto.retention="},
        {"\\filter conn", "\\filter connect"},
        {"SELECT wide.sec", "SELECT wide.second "},
        {"SELECT sec", "SELECT second "},
        {"SELECT * FROM wid", "SELECT * FROM wide "},
    };
    struct app *app = *state;
    make_wide(app);
    for (int i = 0; i < COUNT_OF(cases); i++) {
        (void)desk_press(app, "C-u");
        (void)desk_type(app, cases[i].typed);
        (void)desk_press(app, "Tab");
        assert_string_equal(app->edit.text.data, cases[i].becomes);
    }
}

/* --- the lines before ------------------------------------------------------------------------- */

static void search__again__passes_over_the_same_line(void **state)
{
    static const char *const lines[] = {"SELECT 1;",  "SELECT 22;", "\\status",
                                        "SELECT 22;", "SELECT 22;", "\\status"};
    struct app *app = *state;
    for (int i = 0; i < COUNT_OF(lines); i++) {
        run(app, lines[i]);
    }
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "Enter");
    (void)desk_press(app, "C-r");
    (void)desk_type(app, "SELECT");
    assert_string_equal(app->edit.text.data, "SELECT 22;");
    (void)desk_press(app, "C-r");
    assert_string_equal(app->edit.text.data, "SELECT 1;");
    (void)desk_press(app, "Esc");
    assert_string_equal(app->edit.text.data, "");
}

/* --- a line that is longer than its row ------------------------------------------------------ */

static void edit__longer_than_its_row__has_a_sign_where_it_is_cut(void **state)
{
    struct app *app = *state;
    (void)desk_type(app,
                    "SELECT server_id, has_primary FROM information_schema.replica_host_status "
                    "WHERE 1 = 1;");
    assert_true(shows(app, "▸ …"));
    assert_true(shows(app, " = 1;\n"));
    (void)desk_press(app, "Home");
    assert_true(shows(app, "▸ SELECT server_id"));
    assert_true(shows(app, "replica_host_st…\n"));
    assert_int_equal(app->model.edit_cursor, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(wide__result__is_cut_with_a_sign_and_read_sideways),
        CASE(wide__row__takes_one_row),
        CASE(wide__vertical__is_wrapped_as_text),
        CASE(wide__many_rows__page_keeps_the_names),
        CASE(tab__again__puts_in_the_next_and_back),
        CASE(tab__values_and_columns__are_offered),
        CASE(search__again__passes_over_the_same_line),
        CASE(edit__longer_than_its_row__has_a_sign_where_it_is_cut),
    };
    return cmocka_run_group_tests_name("app/console", tests, NULL, NULL);
}
