/* SPDX-License-Identifier: MIT */
/* The meters as a person uses them: the chosen client, what it believes, and to speak as it. */
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

static const struct model_meters *look(struct app *app)
{
    struct buf screen;
    desk_draw(app, 120, 40, &screen);
    buf_release(&screen);
    return &app->model.meters;
}

static void meters__arrows_and_enter__choose_who_speaks(void **state)
{
    struct app *app = *state;
    give(app, "\\load bank clients=3");
    desk_pass_a_second(app);
    give(app, "\\view meters");
    assert_int_equal(app->ui.view, VIEW_METERS);
    int speaks = look(app)->clients[look(app)->chosen].number;
    assert_int_equal(speaks, 1);
    (void)desk_press(app, "Down");
    assert_int_equal(look(app)->clients[look(app)->chosen].number, 2);
    (void)desk_press(app, "Up");
    (void)desk_press(app, "Up"); /* there is none above */
    assert_int_equal(look(app)->clients[look(app)->chosen].number, 1);
    (void)desk_press(app, "Down");
    (void)desk_press(app, "Enter");
    desk_arrive(app);
    (void)look(app);
    assert_int_equal(app->model.client, 2);
    assert_int_equal(app->ui.pane, PANE_PROMPT);
}

static void meters__kill__chosen_client_believes_it_down_and_says_why(void **state)
{
    struct app *app = *state;
    give(app, "\\load bank clients=2");
    desk_pass_a_second(app);
    give(app, "\\kill m2");
    for (int i = 0; i < 8; i++) {
        desk_pass_a_second(app);
    }
    give(app, "\\view meters");
    const struct model_meters *meters = look(app);
    assert_true(meters->clients[meters->chosen].number > 1); /* whom it hit, not who looks on */
    assert_string_equal(meters->endpoints[0].word, "up");
    assert_string_not_equal(meters->endpoints[1].word, "up");
    assert_string_not_equal(meters->endpoints[1].because, "");
    assert_string_not_equal(meters->endpoints[1].due, "");
    int64_t ok = 0;
    for (int i = 0; i < meters->count; i++) {
        ok += meters->clients[i].ok;
    }
    assert_true(ok > 0 && meters->all.ok == ok);
}

static void meters__fault__goes_through_the_plots_and_can_be_gone_to(void **state)
{
    struct app *app = *state;
    give(app, "\\load bank clients=2");
    for (int i = 0; i < 4; i++) {
        desk_pass_a_second(app);
    }
    give(app, "\\kill az b");
    for (int i = 0; i < 4; i++) {
        desk_pass_a_second(app);
    }
    give(app, "\\pause");
    give(app, "\\view meters");
    (void)look(app);
    const struct model_plots *plots = &app->model.plots;
    assert_int_equal(plots->mark_count, 1);
    assert_string_equal(plots->marks[0].text, "kill AZ b");
    int dot = plots->marks[0].dot;
    assert_int_equal(plots->values[PLOTS_COPIES][dot - 1], 6);
    assert_int_equal(plots->values[PLOTS_COPIES][dot + 1], 4);
    assert_true(plots->values[PLOTS_COMMITS][dot - 2] > 0);
    sim_us was = lab_now(app->lab);
    while (plots->cursor != dot - dot % 2) {
        (void)desk_press(app, "Left");
        (void)look(app);
    }
    assert_int_equal(plots->shown, plots->cursor);
    sim_us wanted = app->ui.meters.cursor;
    (void)desk_press(app, "g");
    desk_arrive(app);
    assert_true(lab_now(app->lab) == wanted && wanted < was);
}

static void meters__span__is_of_keys_and_of_the_command(void **state)
{
    struct app *app = *state;
    give(app, "\\view meters");
    (void)look(app);
    assert_int_equal(app->model.plots.span, PLOTS_1_MIN);
    (void)desk_press(app, "<");
    (void)desk_press(app, "<"); /* there is none below */
    (void)look(app);
    assert_int_equal(app->model.plots.span, PLOTS_10_S);
    give(app, "\\meters span all");
    (void)look(app);
    assert_int_equal(app->model.plots.span, PLOTS_ALL);
    (void)desk_press(app, ">");
    (void)desk_press(app, "i");
    assert_true(look(app)->shows_one);
    assert_int_equal(app->model.plots.span, PLOTS_ALL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(meters__arrows_and_enter__choose_who_speaks,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(meters__kill__chosen_client_believes_it_down_and_says_why,
                                        desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(meters__fault__goes_through_the_plots_and_can_be_gone_to,
                                        desk_setup_for_keys, desk_teardown),
        cmocka_unit_test_setup_teardown(meters__span__is_of_keys_and_of_the_command,
                                        desk_setup_for_keys, desk_teardown),
    };
    return cmocka_run_group_tests_name("app/meters_view", tests, NULL, NULL);
}
