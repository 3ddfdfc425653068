/* SPDX-License-Identifier: MIT */
/* The meters as a person uses them: the chosen client, what it believes, and to speak as it. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lab/samples.h"
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

static bool is_read(const struct model_meters *meters, const char *words)
{
    for (int i = 0; i < meters->reading_count; i++) {
        if (strstr(meters->readings[i], words) != NULL) {
            return true;
        }
    }
    return false;
}

static void pass_seconds(struct app *app, int count)
{
    for (int i = 0; i < count; i++) {
        desk_pass_a_second(app);
    }
}

/* Said while it is so, and only of who goes on waiting: not of a driver that remembers. */
static void reading__time_outs__are_told_where_they_cost_most_of_the_load(void **state)
{
    struct app *app = *state;
    give(app, "\\load bank");
    pass_seconds(app, 4);
    give(app, "\\view meters");
    assert_false(is_read(look(app), "Time-outs"));
    give(app, "\\kill az b"); /* in silence: with \kill m2 each try is refused at once */
    pass_seconds(app, 8);
    assert_true(is_read(look(app), "Time-outs, 1.00 s or more each, cost most of the load: "));
    assert_true(is_read(look(app), " commits a second before, "));
    give(app, "\\heal");
    give(app, "\\driver careful");
    pass_seconds(app, 8);
    give(app, "\\kill az b");
    pass_seconds(app, 8);
    assert_false(is_read(look(app), "Time-outs"));
}

/* Who is asked nothing can write, wherever its driver would go; also when its load has ended. */
static void idle__clients__are_neither_out_nor_at_work(void **state)
{
    struct app *app = *state;
    give(app, "\\load bank");
    give(app, "\\driver active_standby");
    pass_seconds(app, 3);
    give(app, "\\load stop");
    pass_seconds(app, 2);
    sim_us stopped = lab_now(app->lab);
    give(app, "\\view meters");
    const struct model_meters *meters = look(app);
    for (int i = 0; i < meters->count; i++) {
        assert_string_equal(meters->clients[i].doing, "idle");
    }
    assert_string_equal(meters->facts, "active_standby, in the office");
    give(app, "\\kill az a"); /* where all of them are */
    pass_seconds(app, 6);
    meters = look(app);
    const struct model_plots *plots = &app->model.plots;
    assert_true(plots->strip_count > 0);
    for (int i = 0; i < plots->strip_count; i++) {
        for (int dot = (int)(stopped / plots->dot); dot < plots->end; dot++) {
            assert_int_not_equal(plots->strips[i].on[dot], SAMPLE_OUT);
        }
    }
    assert_false(meters->had_outage || is_read(meters, "Time-outs"));
    struct buf screen;
    desk_draw(app, 120, 40, &screen);
    char *row = strstr(screen.data, "writes to");
    assert_non_null(row);
    row[strcspn(row, "\n")] = '\0';
    assert_null(strstr(row, "╌")); /* nothing is broken, though it has no connection left */
    assert_non_null(strstr(row, "──"));
    buf_release(&screen);
}

/* What was before anybody wrote is not the worst that was seen. */
static void worst__before_the_load__is_not_counted(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "m");
    for (int i = 0; i < 2; i++) {
        desk_pass_a_second(app);
    }
    desk_expect_screen(app, 120, 40, "commits", true);
    assert_int_equal(app->model.plots.worst[PLOTS_COMMITS], -1);
    (void)desk_press(app, "Enter");
    (void)desk_enter(app, "\\load bank driver=single_endpoint");
    for (int i = 0; i < 4; i++) {
        desk_pass_a_second(app);
    }
    desk_expect_screen(app, 120, 40, "commits", true);
    assert_in_range(app->model.plots.worst[PLOTS_COMMITS], 1, 1000);
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
        cmocka_unit_test_setup_teardown(worst__before_the_load__is_not_counted, desk_setup_for_keys,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(idle__clients__are_neither_out_nor_at_work, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(
            reading__time_outs__are_told_where_they_cost_most_of_the_load, desk_setup,
            desk_teardown),
    };
    return cmocka_run_group_tests_name("app/meters_view", tests, NULL, NULL);
}
