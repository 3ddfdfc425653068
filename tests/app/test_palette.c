/* SPDX-License-Identifier: MIT */
/* The palette: what is found by words, and what Enter and Tab make of it. */
#include "lib/test.h"

#include "app/keys.h"
#include "app/palette.h"
#include "base/compiler.h"
#include "base/mem.h"
#include "lib/desk.h"

static const struct home_lesson lessons[] = {
    {.name = "first-conflict", .title = "Two masters, one row: who wins?"},
};
static const struct palette_place picture = {
    .here = KEYS_PICTURE, .names = " a b c m1 m2 ", .lessons = lessons, .lesson_count = 1};

/* The name or the line of what is found at a place; NULL: so many are not found. */
static const char *found_at(const struct app *app, const char *wanted, int place)
{
    static struct palette_item items[PALETTE_MAX];
    int count = palette_find(items, app->commands, &picture, wanted);
    if (place >= count) {
        return NULL;
    }
    return items[place].cmd != NULL ? items[place].cmd->name : items[place].line;
}

static void find__words__best_first(void **state)
{
    static const struct {
        const char *wanted;
        const char *first;
    } cases[] = {
        {"kill", "kill"},
        {"branch", "branch"},
        {"branches", "branches"},
        {"KILL", "kill"},
        {"az b kill", "\\kill az b"},
        {"every fault", "heal"},
        {"slower", "lag"},
        {"cut m1", "link"},
        {"brnch", "branch"},
        {"who wrote", "pages"},
        {"k b", "\\kill az b"},
        {"who won", "why"},
        {"first-conflict", "\\lesson first-conflict"},
        {"two masters wins", "\\lesson first-conflict"},
        {"search", "find"},
        {"who moved", "connections"},
        {"undo the kill", "undo"},
    };
    const struct app *app = *state;
    for (int i = 0; i < COUNT_OF(cases); i++) {
        const char *first = found_at(app, cases[i].wanted, 0);
        if (first == NULL || strcmp(first, cases[i].first) != 0) {
            fail_msg("%s: %s is found first, not %s", cases[i].wanted, first, cases[i].first);
        }
    }
    assert_null(found_at(app, "xyzzy", 0));
    assert_null(found_at(app, "kill xyzzy", 0));
}

static bool finds(const struct app *app, const char *wanted, const char *line)
{
    const char *found = NULL;
    for (int i = 0; (found = found_at(app, wanted, i)) != NULL; i++) {
        if (strcmp(found, line) == 0) {
            return true;
        }
    }
    return false;
}

/* Keys for what is not in this cluster are not offered: it has two masters in three AZs. */
static void find__masters_and_azs__only_those_there_are(void **state)
{
    const struct app *app = *state;
    assert_true(finds(app, "kill", "\\kill m2"));
    assert_false(finds(app, "kill", "\\kill m3"));
    assert_true(finds(app, "kill", "\\kill az c"));
    assert_false(finds(app, "kill", "\\kill az d"));
    assert_true(finds(app, "cut", "\\link m1 m2"));
    assert_false(finds(app, "cut", "\\link m2 m4"));
}

/* Every command can be found by its name, with its key if there is one. */
static void find__every_command__by_its_name(void **state)
{
    const struct app *app = *state;
    for (const struct cmd *cmd = app->commands; cmd->name != NULL; cmd++) {
        assert_string_equal(found_at(app, cmd->name, 0), cmd->name);
    }
    struct palette_item *items = mem_alloc(PALETTE_MAX, sizeof(*items));
    assert_true(palette_find(items, app->commands, &picture, "heal") > 0);
    assert_string_equal(items[0].key, "H");
    assert_string_equal(items[0].about, items[0].cmd->help);
    mem_free(items);
}

static const char *key_at(const struct app *app, const char *wanted, struct palette_place place)
{
    struct palette_item *items = mem_alloc(PALETTE_MAX, sizeof(*items));
    assert_true(palette_find(items, app->commands, &place, wanted) > 0);
    const char *key = items[0].key;
    mem_free(items);
    return key;
}

/* A key of another pane is none here. */
static void find__key__is_of_the_pane_or_after_esc(void **state)
{
    struct app *app = *state;
    assert_null(key_at(app, "find next", (struct palette_place){.here = KEYS_PICTURE}));
    assert_string_equal(key_at(app, "find next", (struct palette_place){.here = KEYS_LANES}), "n");
    assert_null(key_at(app, "heal", (struct palette_place){.here = KEYS_EMPTY}));
    assert_null(key_at(app, "meters one", (struct palette_place){0}));
    (void)desk_type(app, ":heal");
    struct buf screen;
    desk_draw(app, 120, 40, &screen);
    assert_non_null(strstr(screen.data, "Esc H"));
    buf_release(&screen);
    (void)desk_press(app, "Esc");
    (void)desk_press(app, "Esc");
    (void)desk_type(app, ":heal");
    desk_draw(app, 120, 40, &screen);
    assert_null(strstr(screen.data, "Esc H"));
    buf_release(&screen);
}

static void enter__nothing_typed__does_nothing(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, ":");
    assert_true(app->ui.palette_is_open);
    (void)desk_press(app, "Enter");
    assert_false(app->ui.palette_is_open);
    assert_int_equal(history_run(app->history)->here.lines, 0);
}

static void enter__command_alone__is_given(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\kill az b");
    (void)desk_press(app, "Esc");
    (void)desk_enter(app, ":heal");
    assert_false(app->ui.palette_is_open);
    assert_true(desk_was_said(app, "\\heal"));
    assert_int_equal(history_run(app->history)->here.lines, 2);
    (void)desk_type(app, ":kill az b");
    (void)desk_press(app, "Enter");
    assert_int_equal(desk_count_said(app, "AZ b is down"), 2);
}

static void enter__command_that_wants_more__is_begun(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "Esc");
    (void)desk_enter(app, ":crash");
    assert_string_equal(app->edit.text.data, "\\crash ");
    assert_int_equal(app->ui.pane, PANE_PROMPT);
    (void)desk_press(app, "C-c");
    (void)desk_type(app, ":heal");
    (void)desk_press(app, "Tab"); /* only into the line */
    assert_string_equal(app->edit.text.data, "\\heal ");
    assert_int_equal(history_run(app->history)->here.lines, 0);
}

static void keys__arrows_and_cuts__choose_and_mend(void **state)
{
    struct app *app = *state;
    (void)desk_type(app, ":kill masterx");
    (void)desk_press(app, "Backspace");
    assert_string_equal(app->palette.wanted, "kill master");
    (void)desk_press(app, "C-w");
    assert_string_equal(app->palette.wanted, "kill ");
    (void)desk_press(app, "Down");
    (void)desk_press(app, "Down");
    assert_int_equal(app->palette.choice, 2);
    (void)desk_press(app, "Up");
    (void)desk_press(app, "Enter");
    assert_true(desk_was_said(app, "AZ a is down"));
    (void)desk_type(app, ":kill");
    (void)desk_press(app, "C-u");
    assert_string_equal(app->palette.wanted, "");
    (void)desk_press(app, "Backspace");
    assert_false(app->ui.palette_is_open);
}

/* What is no word of a command goes to the prompt, where it belongs. */
static void line__begun_in_it__goes_to_the_prompt(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "Esc");
    (void)desk_enter(app, ":\\mark mine");
    assert_true(desk_was_said(app, "\\mark mine"));
    (void)desk_press(app, "Esc");
    (void)desk_type(app, ":@2");
    assert_string_equal(app->edit.text.data, "@2");
    (void)desk_press(app, "Enter");
    assert_int_equal(app->client, 2);
    (void)desk_enter(app, ":SELECT 1;");
    assert_string_equal(app->edit.text.data, "SELECT 1;");
    (void)desk_press(app, "C-c");
    (void)desk_press(app, ":");
    desk_paste(app, "SELECT 2");
    assert_false(app->ui.palette_is_open);
    assert_string_equal(app->edit.text.data, "SELECT 2");
}

static void screen__open__shows_sentence_and_key(void **state)
{
    struct app *app = *state;
    static const int sizes[][2] = {{120, 40}, {80, 24}, {60, 16}};
    (void)desk_type(app, ":undo every fault");
    for (int i = 0; i < COUNT_OF(sizes); i++) {
        struct buf screen;
        desk_draw(app, sizes[i][0], sizes[i][1], &screen);
        assert_non_null(strstr(screen.data, "▸ \\heal"));
        assert_non_null(strstr(screen.data, "Undo every fault"));
        assert_non_null(strstr(screen.data, ": undo every fault"));
        buf_release(&screen);
    }
    (void)desk_press(app, "Esc");
    (void)desk_enter(app, "\\view meters");
    (void)desk_press(app, ":");
    struct buf screen;
    desk_draw(app, 80, 24, &screen);
    assert_non_null(strstr(screen.data, "commands ━"));
    buf_release(&screen);
}

/* In each view it has the whole width, and is seen. */
static void screen__views__show_it(void **state)
{
    static const char *const keys[] = {"l", "v", "d", "m", "t"};
    struct app *app = *state;
    (void)desk_press(app, "Esc");
    for (int i = 0; i < COUNT_OF(keys); i++) {
        (void)desk_press(app, keys[i]);
        (void)desk_press(app, ":");
        (void)desk_type(app, "toggle");
        desk_expect_screen(app, 120, 40, "or bring it back if it is dark: what a click does, after",
                           true);
        desk_expect_screen(app, 80, 24, "\\toggle", true);
        (void)desk_press(app, "Esc");
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(find__words__best_first),
        CASE(find__masters_and_azs__only_those_there_are),
        CASE(find__every_command__by_its_name),
        CASE(find__key__is_of_the_pane_or_after_esc),
        CASE(enter__nothing_typed__does_nothing),
        CASE(enter__command_alone__is_given),
        CASE(enter__command_that_wants_more__is_begun),
        CASE(keys__arrows_and_cuts__choose_and_mend),
        CASE(line__begun_in_it__goes_to_the_prompt),
        CASE(screen__open__shows_sentence_and_key),
        CASE(screen__views__show_it),
    };
    return cmocka_run_group_tests_name("app/palette", tests, NULL, NULL);
}
