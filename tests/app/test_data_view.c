/* SPDX-License-Identifier: MIT */
/* The data view as a person uses it: choose a table, scroll, find what differs. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/desk.h"

static void give(struct app *app, const char *line)
{
    struct app_effects effects;
    struct app_msg msg = {.kind = MSG_LINE, .text = line};
    app_update(app, &msg, &effects);
    desk_arrive(app);
}

static const struct model_data *look(struct app *app)
{
    struct buf screen;
    desk_draw(app, 120, 40, &screen);
    buf_release(&screen);
    return &app->model.data;
}

static void pass(struct app *app, int64_t ms)
{
    struct app_effects effects;
    struct app_msg msg = {.kind = MSG_ELAPSED, .wall_ns = ms * 1000 * 1000};
    app_update(app, &msg, &effects);
    while (app_advance(app)) {
    }
}

static void make_tables(struct app *app)
{
    struct buf line;
    buf_init(&line, BUF_CAP_TEXT);
    buf_addf(&line, "INSERT INTO a VALUES (0, 0)");
    for (int i = 1; i < 40; i++) {
        buf_addf(&line, ", (%d, %d)", i, i);
    }
    buf_addf(&line, ";");
    app->is_paused = false;
    give(app, "CREATE TABLE a (id INT PRIMARY KEY, n INT);");
    desk_pass_a_second(app);
    give(app, "CREATE TABLE b (id INT PRIMARY KEY, n INT);");
    desk_pass_a_second(app);
    give(app, line.data);
    desk_pass_a_second(app);
    buf_release(&line);
}

static void data__keys__scroll_and_choose(void **state)
{
    struct app *app = *state;
    make_tables(app);
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "d");
    assert_int_equal(app->ui.view, VIEW_DATA);
    assert_string_equal(look(app)->table, "a");
    assert_int_equal(look(app)->first, 0);
    (void)desk_press(app, "Down");
    assert_int_equal(look(app)->first, 1);
    (void)desk_press(app, "End");
    assert_int_equal(look(app)->first + look(app)->row_count, 40);
    (void)desk_press(app, "Up");
    assert_int_equal(look(app)->first + look(app)->row_count, 39);
    (void)desk_press(app, "PgDn");
    assert_int_equal(look(app)->first + look(app)->row_count, 40);
    (void)desk_press(app, "Home");
    assert_int_equal(look(app)->first, 0);
    (void)desk_press(app, "T");
    assert_string_equal(look(app)->table, "b");
    assert_int_equal(look(app)->row_count, 0);
    (void)desk_press(app, "T");
    assert_string_equal(look(app)->table, "a");
    (void)desk_type(app, "\\lag m1"); /* no key of this view begins so: it is a line */
    assert_int_equal(app->ui.view, VIEW_DATA);
    assert_int_equal(app->ui.pane, PANE_PROMPT);
}

static void data__next_difference__is_brought_into_sight(void **state)
{
    struct app *app = *state;
    make_tables(app);
    give(app, "\\data a");
    (void)look(app);
    (void)desk_press(app, "n");
    assert_true(desk_was_said(app, "no row of a differs now"));
    give(app, "\\lag m1 m2 30s");
    give(app, "UPDATE a SET n = 99 WHERE id = 38;");
    pass(app, 100);
    (void)look(app);
    assert_int_equal(app->model.data.differ, 0);
    (void)desk_press(app, "n");
    assert_int_equal(look(app)->differ, 1);
    assert_string_equal(look(app)->notes[0].key, "38");
    assert_non_null(strstr(look(app)->notes[0].why, "m1 changed it"));
    assert_non_null(strstr(look(app)->notes[0].what, "n 99 or 38"));
}

/* While time runs, a table is not read for each frame; while it stands, each step is seen. */
static void data__time_runs__is_read_four_times_a_second(void **state)
{
    struct app *app = *state;
    make_tables(app);
    give(app, "\\load bank clients=2");
    give(app, "\\data a");
    app->is_paused = false;
    (void)look(app);
    int reads = 0;
    for (int i = 0; i < 20; i++) {
        sim_us before = app->data.read_at;
        pass(app, 50);
        (void)look(app);
        reads += app->data.read_at != before;
    }
    assert_in_range(reads, 3, 4);
    give(app, "\\step");
    desk_arrive(app);
    (void)look(app);
    assert_true(app->data.read_at == lab_now(app->lab));
}

static void data__wrong_words__are_refused_with_a_sentence(void **state)
{
    struct app *app = *state;
    give(app, "\\data nothing");
    assert_true(desk_was_said(app, "no master has a table \"nothing\""));
    give(app, "\\scroll end");
    assert_true(desk_was_said(app, "\\scroll end is for the rows of a table"));
}

/* In a room of four there is no place for six columns: signs and words tell of the others. */
static void data__wide_table__is_read_column_by_column(void **state)
{
    struct app *app = *state;
    app->is_paused = false;
    give(app, "CREATE TABLE w (a VARCHAR(20), id INT PRIMARY KEY, b VARCHAR(20), c VARCHAR(20), "
              "d VARCHAR(20), e VARCHAR(20));");
    desk_pass_a_second(app);
    give(app, "INSERT INTO w VALUES ('first of six', 1, 'second text', 'third text', 'fourth "
              "text', 'fifth text');");
    desk_pass_a_second(app);
    give(app, "\\data w");
    const struct model_data *data = look(app);
    assert_int_equal(data->columns_left, 0);
    assert_true(data->columns_right > 0);
    assert_non_null(strstr(data->names, "id")); /* the key is always seen */
    int right = data->columns_right;
    (void)desk_press(app, "Left");
    assert_int_equal(look(app)->columns_left, 0);
    for (int i = 1; i <= right; i++) {
        (void)desk_press(app, "Right");
        assert_int_equal(look(app)->columns_left, i);
        assert_non_null(strstr(data->names, "id"));
    }
    for (int i = 0; i < 6; i++) {
        (void)desk_press(app, "Right");
    }
    assert_int_equal(look(app)->columns_right, 0);
    assert_non_null(strstr(data->lines[1].rows[0].text, "fifth text"));
    assert_string_equal(data->lines[1].where, "id = 1");
    give(app, "\\data next");
    assert_int_equal(look(app)->columns_left, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(data__keys__scroll_and_choose, desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(data__next_difference__is_brought_into_sight, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(data__time_runs__is_read_four_times_a_second, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(data__wide_table__is_read_column_by_column, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(data__wrong_words__are_refused_with_a_sentence, desk_setup,
                                        desk_teardown),
    };
    return cmocka_run_group_tests_name("app/data_view", tests, NULL, NULL);
}
