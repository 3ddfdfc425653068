/* SPDX-License-Identifier: MIT */
/* The timeline as a person uses it: keys in, the place in the run and the screen out. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lab/samples.h"
#include "lib/desk.h"

#include <stdio.h>

static void press(struct app *app, const char *name)
{
    (void)desk_press(app, name);
    desk_arrive(app);
}

static void give(struct app *app, const char *line)
{
    struct app_effects effects;
    struct app_msg msg = {.kind = MSG_LINE, .text = line};
    app_update(app, &msg, &effects);
    desk_arrive(app);
}

static void pass_seconds(struct app *app, int count)
{
    for (int i = 0; i < count; i++) {
        desk_pass_a_second(app);
    }
}

static void draw(struct app *app)
{
    struct canvas *canvas = canvas_new(120, 40);
    app_draw(app, canvas);
    canvas_free(canvas);
}

static const char *branch_of(const struct app *app)
{
    const struct run *run = history_run(app->history);
    return run->branches[run->here.branch].name;
}

/* main with conflicts to 4 s; "other" from 1 s, where AZ b is killed at 2 s, to 4 s. */
static void make_two(struct app *app)
{
    give(app, "\\load bank");
    pass_seconds(app, 4);
    give(app, "\\goto 1s");
    give(app, "\\branch other");
    give(app, "\\run 1s");
    pass_seconds(app, 1);
    give(app, "\\kill az b");
    give(app, "\\run 2s");
    pass_seconds(app, 2);
    give(app, "\\view timeline");
    draw(app);
}

/* Who has two futures is told how to set them side by side. */
static void tries__two_branches__name_the_comparison(void **state)
{
    struct app *app = *state;
    give(app, "\\load course");
    draw(app);
    desk_expect_screen(app, 120, 40, "compare the two futures", false);
    make_two(app);
    give(app, "\\view cluster");
    desk_expect_screen(app, 120, 40, "t C   compare the two futures", true);
    press(app, "Esc");
    press(app, "t");
    press(app, "C");
    desk_expect_screen(app, 120, 40, "compared at", true);
}

static void timeline__arrows_and_enter__go_to_a_branch(void **state)
{
    struct app *app = *state;
    make_two(app);
    assert_int_equal(app->ui.view, VIEW_TIMELINE);
    assert_string_equal(branch_of(app), "other");
    assert_true(app->model.timeline.rows[1].is_chosen);
    press(app, "Up");
    draw(app);
    assert_true(app->model.timeline.rows[0].is_chosen);
    assert_string_equal(branch_of(app), "other");
    sim_us end = history_run(app->history)->branches[0].end.at;
    press(app, "Enter");
    draw(app);
    assert_string_equal(branch_of(app), "main");
    assert_int_equal(lab_now(app->lab), end); /* the other has come a little further */
    assert_true(app->model.timeline.rows[0].is_current);
    press(app, "Up"); /* there is none above */
    press(app, "Down");
    press(app, "Down");
    draw(app);
    assert_true(app->model.timeline.rows[1].is_chosen);
}

/* The rooms' plots are those of the branch, and one is told where one is. */
static void switch__said_and_plots_are_of_that_branch(void **state)
{
    struct app *app = *state;
    make_two(app);
    give(app, "\\view cluster");
    draw(app);
    int here[PLOT_SAMPLES_MAX];
    int count = app->model.rooms[0].plot_count;
    memcpy(here, app->model.rooms[0].plot, sizeof(here));
    assert_int_equal(count, (int)(lab_now(app->lab) / TREND_STEP_US));
    give(app, "\\switch main");
    draw(app);
    assert_true(desk_was_said(app, "paused at 4.000 s on branch main."));
    give(app, "\\goto 2s");
    give(app, "\\switch other");
    assert_true(desk_was_said(app, "paused at 2.000 s on branch other; other goes on to 4.0"));
    give(app, "\\switch main");
    give(app, "\\goto 4s");
    assert_int_equal(app->model.rooms[0].plot_count, count);
    assert_memory_equal(app->model.rooms[0].plot, here, 2 * sizeof(here[0])); /* up to 1 s */
    assert_memory_not_equal(app->model.rooms[0].plot, here, (size_t)count * sizeof(here[0]));
    give(app, "\\switch other");
    draw(app);
    assert_memory_equal(app->model.rooms[0].plot, here, (size_t)count * sizeof(here[0]));
}

/* What is under way on one branch is not on another, though it is the same time. */
static void switch__packets_of_the_other__are_gone(void **state)
{
    struct app *app = *state;
    make_two(app);
    give(app, "\\view cluster");
    give(app, "\\kill az c");
    give(app, "\\undo");
    give(app, "SELECT 1;");
    draw(app);
    assert_int_equal(app->model.traffic.count, 1);
    give(app, "\\switch other");
    draw(app);
    assert_int_equal(app->model.traffic.count, 0);
}

static void timeline__left_and_right__go_between_marks(void **state)
{
    struct app *app = *state;
    make_two(app);
    sim_us now = lab_now(app->lab);
    press(app, "Left");
    sim_us before = lab_now(app->lab);
    assert_true(before < now);
    press(app, "[");
    assert_true(lab_now(app->lab) < before);
    press(app, "Right");
    assert_int_equal(lab_now(app->lab), before);
    draw(app);
    assert_true(app->model.timeline.here < app->model.timeline.rows[1].last);
}

/* Under a load they come by the hundred: of a row of them only the first is worth a stop. */
static void marks__conflicts_in_a_row__are_one(void **state)
{
    struct app *app = *state;
    int count = 0;
    int conflicts = 0;
    sim_us first = 0;
    give(app, "\\load bank");
    pass_seconds(app, 4);
    give(app, "\\mark late");
    pass_seconds(app, 2);
    const struct history_mark *marks = history_marks(app->history, &count);
    for (int i = 0; i < count; i++) {
        bool is_one = marks[i].kind == EVENT_CONFLICT;
        first = is_one && conflicts == 0 ? marks[i].place.at : first;
        conflicts += is_one ? 1 : 0;
    }
    assert_true(conflicts > 50);
    give(app, "\\kill az b"); /* outages, one after the other */
    pass_seconds(app, 6);
    press(app, "Esc");
    int stops = 0;
    for (sim_us at = -1; at != lab_now(app->lab); stops++) {
        at = lab_now(app->lab);
        press(app, "[");
    }
    assert_in_range(stops, 4, 9); /* kill, mark, a few rows, and "there is none" */
    assert_int_equal(lab_now(app->lab), first);
    assert_true(desk_was_said(app, "there is no mark before this"));
}

static void timeline__tab_and_letters__reach_prompt_and_picture(void **state)
{
    struct app *app = *state;
    make_two(app);
    assert_int_equal(app_keys_where(app), KEYS_TIMELINE);
    press(app, "Tab");
    assert_int_equal(app->ui.pane, PANE_PROMPT);
    press(app, "Tab");
    assert_int_equal(app_keys_where(app), KEYS_TIMELINE);
    press(app, "p");
    assert_int_equal(app->ui.view, VIEW_CLUSTER);
    assert_int_equal(app_keys_where(app), KEYS_PICTURE);
}

static void compare__in_the_timeline__is_a_table_below_it(void **state)
{
    struct app *app = *state;
    make_two(app);
    uint64_t before = lab_digest(app->lab);
    press(app, "C"); /* none is chosen: the one that this branched off from */
    draw(app);
    assert_null(app->comparing);
    assert_true(app->model.compare.is_shown);
    assert_string_equal(app->model.compare.names[COMPARE_OTHER], "main");
    assert_string_equal(app->model.compare.names[COMPARE_HERE], "other");
    assert_true(lab_digest(app->lab) == before);
    assert_false(app->ui.text_is_open);
    press(app, "PgDn");
    draw(app);
    assert_int_equal(app->model.compare.scroll, 5);
    struct err err = {0};
    assert_int_equal(app_begin_run(app, &err), RC_OK);
    draw(app);
    assert_false(app->model.compare.is_shown);
}

/* Above it both pasts, over the same time: alike until they part, and then not. */
static void compare__in_the_timeline__has_the_plots_of_both(void **state)
{
    struct app *app = *state;
    make_two(app);
    press(app, "C");
    draw(app);
    const struct compare_plots *plots = &app->model.compare.plots;
    const struct model_plots *other = &plots->sides[COMPARE_OTHER];
    const struct model_plots *here = &plots->sides[COMPARE_HERE];
    assert_true(plots->is_shown);
    assert_true(other->from == here->from && other->dot == here->dot);
    assert_int_equal(here->from + plots->parted * here->dot, US_PER_S);
    assert_true(here->end > plots->parted && other->end == here->end);
    size_t common = (size_t)plots->parted * sizeof(here->values[0][0]);
    size_t all = (size_t)here->end * sizeof(here->values[0][0]);
    assert_memory_equal(other->values[PLOTS_COMMITS], here->values[PLOTS_COMMITS], common);
    assert_memory_not_equal(other->values[PLOTS_COMMITS], here->values[PLOTS_COMMITS], all);
    assert_int_equal(other->values[PLOTS_COPIES][here->end - 1], COPIES_MAX);
    assert_int_equal(here->values[PLOTS_COPIES][here->end - 1], COPIES_MAX - 2);
    assert_string_equal(plots->done[COMPARE_OTHER], "nothing was done");
    assert_string_equal(plots->done[COMPARE_HERE], "kill az b");
    assert_int_equal(plots->done_count[COMPARE_HERE], 1);
    assert_true(here->strip_count > 0 && here->strip_count == other->strip_count);
    for (int i = 0; i < here->strip_count; i++) {
        assert_int_equal(here->strips[i].client, other->strips[i].client);
    }
    bool is_out = false;
    for (int dot = 0; dot < here->end; dot++) { /* who differs most is the first */
        is_out = is_out || here->strips[0].on[dot] == SAMPLE_OUT;
    }
    assert_true(is_out);
    press(app, "t"); /* again, it is the timeline alone */
    draw(app);
    assert_false(app->model.compare.is_shown || app->model.compare.plots.is_shown);
}

/* Two keys in one burst: the view is asked for, and no frame was drawn before the lab went. */
static void compare__view_not_drawn_yet__is_drawn_meanwhile(void **state)
{
    struct app *app = *state;
    give(app, "\\load bank");
    pass_seconds(app, 2);
    draw(app);
    give(app, "\\branch other");
    give(app, "\\run 1s");
    pass_seconds(app, 1);
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "t");
    (void)desk_press(app, "C");
    assert_non_null(app->comparing);
    desk_expect_screen(app, 120, 40, "timelines", true);
    desk_arrive(app);
    desk_expect_screen(app, 120, 40, "compared at", true);
}

/* Also where what is compared takes most of the room. */
static void timeline__faults__have_their_names_on_a_small_screen(void **state)
{
    struct app *app = *state;
    make_two(app);
    give(app, "\\kill az c");
    give(app, "\\heal");
    press(app, "C");
    struct canvas *canvas = canvas_new(80, 24);
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    app_draw(app, canvas);
    canvas_dump(canvas, &text);
    assert_non_null(strstr(text.data, "compared at"));
    assert_non_null(strstr(text.data, "kill az b"));
    assert_non_null(strstr(text.data, "kill az c"));
    buf_release(&text);
    canvas_free(canvas);
}

static void compare__elsewhere__is_a_page(void **state)
{
    struct app *app = *state;
    make_two(app);
    give(app, "\\view cluster");
    give(app, "\\compare main");
    assert_true(app->ui.text_is_open);
    assert_non_null(strstr(app->page.data, "main and other, both at 4.000"));
    give(app, "\\compare nowhere");
    const struct transcript_line *last = transcript_at(&app->transcript, app->transcript.count - 1);
    assert_non_null(strstr(last->text, "there is no branch \"nowhere\""));
}

static void compare__esc__puts_it_away_before_the_view(void **state)
{
    struct app *app = *state;
    make_two(app);
    press(app, "C");
    draw(app);
    assert_true(app->model.compare.is_shown);
    press(app, "Esc");
    draw(app);
    assert_false(app->model.compare.is_shown);
    assert_int_equal(app->ui.view, VIEW_TIMELINE);
    press(app, "Esc");
    assert_int_equal(app->ui.view, VIEW_CLUSTER);
}

/* Esc, or anything else one does, comes back at once. */
static void compare__on_the_way__is_given_up_by_a_key(void **state)
{
    struct app *app = *state;
    static const char *const keys[] = {"Esc", "p"};
    make_two(app);
    uint64_t before = lab_digest(app->lab);
    for (int i = 0; i < COUNT_OF(keys); i++) {
        struct app_effects effects;
        struct app_msg msg = {.kind = MSG_KEY, .key = 'C'};
        app_update(app, &msg, &effects);
        assert_non_null(app->comparing);
        assert_true(app_is_moving(app) && !app_is_idle(app));
        draw(app); /* what is shown is where one stands */
        assert_non_null(strstr(app->model.travel, "comparing"));
        press(app, keys[i]);
        assert_null(app->comparing);
        assert_true(lab_digest(app->lab) == before);
        draw(app);
        assert_string_equal(app->model.travel, "");
        assert_false(app->model.compare.is_shown);
    }
    assert_int_equal(app->ui.view, VIEW_CLUSTER);
}

/* Lines that wait are done after it, at the place where one stood. */
static void compare__lines_that_follow__wait_for_it(void **state)
{
    struct app *app = *state;
    make_two(app);
    struct app_effects effects;
    struct app_msg msg = {.kind = MSG_PASTE, .text = "\\compare main\n\\mark after\n"};
    msg.size = strlen(msg.text);
    app_update(app, &msg, &effects);
    assert_non_null(app->comparing);
    assert_int_equal(app->queue.count, 1);
    desk_arrive(app);
    assert_int_equal(app->queue.count, 0);
    assert_non_null(app->compared);
    const struct run *run = history_run(app->history);
    assert_non_null(strstr(run_line(run, run->here.branch, run->here.lines - 1)->text, "after"));
}

static void timeline__chosen_branch_of_another_run__is_none(void **state)
{
    struct app *app = *state;
    make_two(app);
    press(app, "Up");
    press(app, "Down");
    struct err err = {0};
    assert_int_equal(app_begin_run(app, &err), RC_OK);
    press(app, "Enter");
    draw(app);
    assert_int_equal(app->model.timeline.count, 1);
    assert_true(app->model.timeline.rows[0].is_chosen);
    assert_string_equal(branch_of(app), "main");
}

/* The bar is the one row that every view has. */
static void expect_in_bar(struct app *app, int cols, int rows, const char *words, bool is_there)
{
    struct canvas *canvas = canvas_new(cols, rows);
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    app_draw(app, canvas);
    canvas_dump(canvas, &text);
    text.data[strcspn(text.data, "\n")] = '\0';
    if ((strstr(text.data, words) != NULL) != is_there) {
        fail_msg("%d by %d: \"%s\" in \"%s\"", cols, rows, words, text.data);
    }
    buf_release(&text);
    canvas_free(canvas);
}

static void bar__each_view__names_a_branch_that_is_not_main(void **state)
{
    struct app *app = *state;
    static const char *const views[] = {"cluster", "lanes", "votes", "data", "meters", "timeline"};
    static const int sizes[][2] = {{60, 16}, {80, 24}, {100, 30}, {120, 40}, {160, 45}};
    give(app, "\\load bank");
    pass_seconds(app, 1);
    for (int i = 0; i < COUNT_OF(views) * COUNT_OF(sizes); i++) {
        const int *size = sizes[i % COUNT_OF(sizes)];
        char line[40];
        (void)snprintf(line, sizeof(line), "\\view %s", views[i / COUNT_OF(sizes)]);
        give(app, line);
        expect_in_bar(app, size[0], size[1], "on main", false);
    }
    give(app, "\\branch b2");
    for (int i = 0; i < COUNT_OF(views) * COUNT_OF(sizes); i++) {
        const int *size = sizes[i % COUNT_OF(sizes)];
        bool is_cluster = i / COUNT_OF(sizes) == 0 || i / COUNT_OF(sizes) == 2;
        char line[40];
        (void)snprintf(line, sizeof(line), "\\view %s", views[i / COUNT_OF(sizes)]);
        give(app, line);
        expect_in_bar(app, size[0], size[1], is_cluster && size[0] >= 120 ? "timeline b2" : "on b2",
                      true);
    }
    give(app, "\\branch a_name_of_many_many_letters");
    expect_in_bar(app, 80, 24, "1×  on a_name_of_m…", true);
    expect_in_bar(app, 60, 16, "1×  on a_nam…", true);
    give(app, "\\kill az b");
    expect_in_bar(app, 80, 24, "1×  a_name_of…  m1● m2× 4/6", true); /* that comes first */
    expect_in_bar(app, 60, 16, "m2×", true);
}

static void timeline__unknown_view__lists_those_there_are(void **state)
{
    struct app *app = *state;
    give(app, "\\view nowhere");
    const struct transcript_line *last = transcript_at(&app->transcript, app->transcript.count - 1);
    assert_non_null(
        strstr(last->text, "there are cluster, lanes, votes, data, meters and timeline"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tries__two_branches__name_the_comparison, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(timeline__arrows_and_enter__go_to_a_branch, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(switch__said_and_plots_are_of_that_branch, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(switch__packets_of_the_other__are_gone, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(timeline__left_and_right__go_between_marks, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(marks__conflicts_in_a_row__are_one, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(timeline__tab_and_letters__reach_prompt_and_picture,
                                        desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(compare__in_the_timeline__is_a_table_below_it, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(compare__in_the_timeline__has_the_plots_of_both, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(timeline__faults__have_their_names_on_a_small_screen,
                                        desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(compare__elsewhere__is_a_page, desk_setup, desk_teardown),
        cmocka_unit_test_setup_teardown(compare__view_not_drawn_yet__is_drawn_meanwhile, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(compare__esc__puts_it_away_before_the_view, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(compare__on_the_way__is_given_up_by_a_key, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(compare__lines_that_follow__wait_for_it, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(timeline__chosen_branch_of_another_run__is_none, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(bar__each_view__names_a_branch_that_is_not_main, desk_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(timeline__unknown_view__lists_those_there_are, desk_setup,
                                        desk_teardown),
    };
    return cmocka_run_group_tests_name("app/timeline_view", tests, NULL, NULL);
}
