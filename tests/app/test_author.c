/* SPDX-License-Identifier: MIT */
/* A lesson of one's own: its file is saved while one is in it. */
#include "lib/test.h"

#include "lesson/play.h"
#include "lib/desk.h"
#include "lib/directory.h"

#include <limits.h>
#include <stdio.h>

#define LESSON(title, goal)                                                                        \
    "---\nlesson: mine\nformat: 1\ntitle: Mine\nminutes: 5\nmasters: 2\nseed: 3\n---\n\n"          \
    "## First {#first}\n\n- [ ] x `ever cut`\n\n```solution\n\\cut m1 m2\n```\n\n"                 \
    "## " title " {#second}\n\n- [ ] " goal "\n\n```solution\n\\mark x\n```\n"

#define DEMO(said)                                                                                 \
    "---\ndemo: mine\nformat: 1\ntitle: Mine\nminutes: 5\nmasters: 2\nseed: 3\n---\n\n# Mine\n\n"  \
    "## First {#first}\n\n```demo time=20s\nsay    " said "\npause\nmark   x\npause\n```\n\n"      \
    "```notes\nNone.\n```\n"

static char path[PATH_MAX];

static void save(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* In the second step of it. */
static void begin(struct app *app)
{
    char line[PATH_MAX + 20];
    save(LESSON("Second", "old `ever uncut`"));
    (void)snprintf(line, sizeof(line), "\\lesson %s", path);
    (void)desk_enter(app, line);
    desk_pass_a_second(app);
    desk_pass_a_second(app);
    (void)desk_enter(app, "\\next skip");
    assert_false(desk_was_said(app, "Read again")); /* nobody has saved it */
    assert_int_equal(play_step(play_of(app->lab)), 1);
}

static void *folder;

static int setup(void **state)
{
    if (directory_setup(&folder) != 0) {
        return -1;
    }
    (void)snprintf(path, sizeof(path), "%s", directory_inside(&folder, "mine.md"));
    return desk_setup(state);
}

static int teardown(void **state)
{
    int status = desk_teardown(state);
    return directory_teardown(&folder) != 0 ? -1 : status;
}

static void author__file_saved__is_read_again_in_its_step(void **state)
{
    struct app *app = *state;
    begin(app);
    int lines = history_run(app->history)->here.lines;
    desk_pass_a_second(app);
    assert_int_equal(history_run(app->history)->here.lines, lines);
    save(LESSON("Another", "new `ever healed`"));
    desk_pass_a_second(app);
    desk_pass_a_second(app);
    const struct run *run = history_run(app->history);
    assert_int_equal(run->here.lines, lines + 1);
    assert_string_equal(run_line(run, 0, lines)->text, "@1 \\lesson reload");
    assert_int_equal(run_line(run, 0, lines)->file_count, 1);
    const struct play *play = play_of(app->lab);
    assert_int_equal(play_step(play), 1);
    assert_string_equal(play_lesson(play)->steps[1].title.text, "Another");
    (void)desk_enter(app, "\\heal");
    desk_pass_a_second(app);
    assert_true(play_is_done(play_of(app->lab)));
}

static void author__file_broken__is_told_once_and_the_lesson_goes_on(void **state)
{
    struct app *app = *state;
    begin(app);
    save(LESSON("Second", "new `ever heald`"));
    for (int i = 0; i < 4; i++) {
        desk_pass_a_second(app);
    }
    assert_int_equal(desk_count_said(app, "mine.md:20:17: \"heald\" is neither a fact"), 1);
    assert_string_equal(play_lesson(play_of(app->lab))->steps[1].goals[0].text.text, "old");
}

/* A line would begin a branch there: it is offered. */
static void author__saved_while_one_is_in_the_past__is_offered(void **state)
{
    struct app *app = *state;
    begin(app);
    desk_pass_a_second(app);
    (void)desk_enter(app, "\\undo");
    desk_arrive(app);
    save(LESSON("Another", "new `ever healed`"));
    for (int i = 0; i < 3; i++) {
        desk_pass_a_second(app);
    }
    assert_int_equal(desk_count_said(app, "the lesson's file has changed: \\lesson reload"), 1);
    assert_int_equal(history_run(app->history)->branch_count, 1);
}

/* Whoever presents a demo of his own is never disturbed, though he saves it meanwhile. */
static void author__own_demo_on_stage__is_not_read_again(void **state)
{
    struct app *app = *state;
    char line[PATH_MAX + 20];
    save(DEMO("one"));
    (void)snprintf(line, sizeof(line), "\\demo %s", path);
    (void)desk_enter(app, line);
    for (int i = 0; i < 4; i++) {
        desk_pass_a_second(app);
    }
    assert_true(play_is_on_stage(play_of(app->lab)));
    save(DEMO("two"));
    desk_pass_a_second(app);
    desk_pass_a_second(app);
    (void)desk_press(app, "PgDn");
    desk_pass_a_second(app);
    assert_false(desk_was_said(app, "Read again"));
    assert_true(play_is_on_stage(play_of(app->lab)));
}

static void author__reload_and_new__want_something(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\lesson reload");
    assert_true(desk_was_said(app, "no lesson is on that could be read again"));
    (void)desk_enter(app, "\\lesson new");
    assert_true(desk_was_said(app, "\\lesson new wants a name: \\lesson new mine"));
    (void)desk_enter(app, "\\lesson new mine");
    assert_true(desk_was_said(app, "no file can be written from here"));
    (void)desk_enter(app, "\\lesson new Mine");
    assert_true(desk_was_said(app, "\"Mine\" is no name of a lesson"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(author__file_saved__is_read_again_in_its_step, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(author__file_broken__is_told_once_and_the_lesson_goes_on,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(author__saved_while_one_is_in_the_past__is_offered, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(author__own_demo_on_stage__is_not_read_again, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(author__reload_and_new__want_something, setup, teardown),
    };
    return cmocka_run_group_tests_name("app/author", tests, NULL, NULL);
}
