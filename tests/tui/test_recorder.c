/* SPDX-License-Identifier: MIT */
/* A recording of a session: whole lines, in the order of time, whatever comes. */
#include "lib/test.h"

#include "lib/directory.h"
#include "tui/recorder.h"

struct setting {
    struct recorder recorder;
    struct canvas *canvas;
    struct buf text; /* of the file */
    struct err err;
};

static struct setting setting;

static int set_up(void **state)
{
    setting = (struct setting){.canvas = canvas_new(20, 3)};
    recorder_init(&setting.recorder);
    buf_init(&setting.text, BUF_CAP_TEXT);
    return directory_setup(state);
}

static int tear_down(void **state)
{
    recorder_release(&setting.recorder);
    canvas_free(setting.canvas);
    buf_release(&setting.text);
    return directory_teardown(state);
}

static void begin(void **state, int version)
{
    assert_int_equal(recorder_begin(&setting.recorder, directory_inside(state, "a.cast"), version,
                                    setting.canvas, &setting.err),
                     RC_OK);
}

/* A frame that shows this text, so long after the one before. */
static enum rc show(const char *text, int64_t ms, enum theme_name theme)
{
    canvas_clear(setting.canvas);
    (void)canvas_text(setting.canvas, rect_of(0, 0, setting.canvas->cols, 1), ROLE_TEXT, text);
    recorder_pass(&setting.recorder, ms * 1000000);
    return recorder_add_frame(&setting.recorder, setting.canvas, theme, &setting.err);
}

static const char *read_file(void **state)
{
    buf_clear(&setting.text);
    assert_int_equal(file_read(&setting.text, directory_inside(state, "a.cast"), &setting.err),
                     RC_OK);
    return setting.text.data;
}

static void expect_part(void **state, const char *part)
{
    if (strstr(read_file(state), part) == NULL) {
        fail_msg("no %s in\n%s", part, setting.text.data);
    }
}

static void recorder__frames__are_in_the_file_at_once(void **state)
{
    begin(state, 2);
    assert_int_equal(show("one", 0, THEME_DARK), RC_OK);
    expect_part(state, "{\"version\": 2, \"width\": 20, \"height\": 3,");
    expect_part(state, "\n[0.000000, \"o\", \"");
    size_t size = setting.text.size;
    assert_int_equal(show("one", 500, THEME_DARK), RC_OK); /* the same is not told again */
    assert_int_equal(strlen(read_file(state)), size);
    assert_int_equal(show("two", 1000, THEME_DARK), RC_OK);
    expect_part(state, "\n[1.500000, \"o\", \"\\u001b[1;1H");
    expect_part(state, "two\"]\n");
    struct buf facts;
    buf_init(&facts, 1000);
    assert_int_equal(recorder_end(&setting.recorder, &facts, &setting.err), RC_OK);
    assert_non_null(strstr(facts.data, "a.cast: 1.500 s are recorded; asciinema play "));
    assert_false(recorder_is_on(&setting.recorder));
    buf_release(&facts);
}

static void recorder__markers__follow_the_frame_that_shows_them(void **state)
{
    recorder_add_marker(&setting.recorder, "before it began");
    begin(state, 3);
    assert_int_equal(show("one", 0, THEME_DARK), RC_OK);
    recorder_add_marker(&setting.recorder, "a \"b\" \\");
    recorder_add_marker(&setting.recorder, "second");
    assert_int_equal(show("two", 250, THEME_DARK), RC_OK);
    expect_part(state, "[0.250000, \"o\", ");
    expect_part(state,
                "two\"]\n[0.000000, \"m\", \"a \\\"b\\\" \\\\\"]\n[0.000000, \"m\", \"second\"]\n");
    recorder_add_marker(&setting.recorder, "last");
    assert_null(strstr(setting.text.data, "before it began"));
    recorder_pass(&setting.recorder, 40000000);
    assert_int_equal(recorder_end(&setting.recorder, NULL, &setting.err), RC_OK);
    expect_part(state, "\n[0.040000, \"m\", \"last\"]\n");
}

static void recorder__resize_and_theme__draw_all_anew(void **state)
{
    begin(state, 2);
    assert_int_equal(show("one", 0, THEME_DARK), RC_OK);
    canvas_resize(setting.canvas, 30, 4);
    assert_int_equal(show("one", 1000, THEME_DARK), RC_OK);
    expect_part(
        state,
        "\n[1.000000, \"r\", \"30x4\"]\n[1.000000, \"o\", \"\\u001b[?25l\\u001b[0m\\u001b[2J");
    assert_int_equal(show("one", 1000, THEME_LIGHT), RC_OK);
    expect_part(state, "\n[2.000000, \"o\", \"\\u001b[?25l\\u001b[0m\\u001b[2J");
    assert_null(strstr(setting.text.data, "[2.000000, \"r\""));
}

static void recorder__cursor__is_where_one_types(void **state)
{
    begin(state, 2);
    assert_int_equal(show("one", 0, THEME_DARK), RC_OK);
    canvas_clear(setting.canvas);
    assert_null(strstr(read_file(state), "[?25h"));
    (void)canvas_text(setting.canvas, rect_of(0, 0, 20, 1), ROLE_TEXT, "one");
    setting.canvas->cursor_x = 4;
    setting.canvas->cursor_y = 2;
    recorder_pass(&setting.recorder, 1000000000);
    assert_int_equal(
        recorder_add_frame(&setting.recorder, setting.canvas, THEME_DARK, &setting.err), RC_OK);
    expect_part(state, "\n[1.000000, \"o\", \"\\u001b[3;5H\\u001b[?25h\"]\n");
    assert_int_equal(show("one", 1000, THEME_DARK), RC_OK);
    expect_part(state, "\n[2.000000, \"o\", \"\\u001b[?25l\"]\n");
}

static void recorder__no_room__ends_and_keeps_what_is_whole(void **state)
{
    begin(state, 2);
    assert_int_equal(show("one", 0, THEME_DARK), RC_OK);
    size_t size = strlen(read_file(state));
    setting.recorder.size_max = size + 20;
    assert_int_equal(show("two", 1000, THEME_DARK), RC_FULL);
    assert_non_null(strstr(setting.err.text, "a.cast: a recording has at most 0 MB; the recording "
                                             "has ended, its first 1.000 s play"));
    assert_false(recorder_is_on(&setting.recorder));
    assert_int_equal(strlen(read_file(state)), size);
    assert_int_equal(setting.text.data[size - 1], '\n');
}

static void recorder__file_that_is_there__stays(void **state)
{
    assert_int_equal(file_write(directory_inside(state, "a.cast"), "mine", 4, &setting.err), RC_OK);
    assert_int_equal(recorder_begin(&setting.recorder, directory_inside(state, "a.cast"), 2,
                                    setting.canvas, &setting.err),
                     RC_STATE);
    assert_false(recorder_is_on(&setting.recorder));
    assert_string_equal(read_file(state), "mine");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(recorder__frames__are_in_the_file_at_once),
        CASE(recorder__markers__follow_the_frame_that_shows_them),
        CASE(recorder__resize_and_theme__draw_all_anew),
        CASE(recorder__cursor__is_where_one_types),
        CASE(recorder__no_room__ends_and_keeps_what_is_whole),
        CASE(recorder__file_that_is_there__stays),
    };
    return cmocka_run_group_tests_name("tui/recorder", tests, NULL, NULL);
}
