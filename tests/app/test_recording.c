/* SPDX-License-Identifier: MIT */
/* \record of a session, and \export: what is in the files, and what is said where there is none. */
#include "lib/test.h"

#include "lib/desk.h"

/* The one file of this person; a second one of any name is there already. */
static struct {
    struct buf text;
    bool is_there;
    bool is_full; /* the disk */
} disk;

static enum rc append(void *user, const char *path, const char *bytes, size_t size, bool is_new,
                      struct err *err)
{
    (void)user;
    if (is_new && disk.is_there) {
        return err_set(err, RC_STATE, "%s is there already", path);
    }
    if (disk.is_full) {
        return err_set(err, RC_ENV, "%s: No space left on device", path);
    }
    disk.is_there = true;
    return buf_add_bytes(&disk.text, bytes, size, err);
}

static int setup(void **state)
{
    int rc = desk_setup(state);
    struct app *app = *state;
    app->config.keeper.append = append;
    disk.is_there = false;
    disk.is_full = false;
    buf_init(&disk.text, CAST_SIZE_MAX);
    return rc;
}

static int teardown(void **state)
{
    int rc = desk_teardown(state);
    buf_release(&disk.text);
    return rc;
}

static void show(struct app *app, int cols, int rows)
{
    struct buf screen;
    struct app_effects effects;
    app_update(app, &(struct app_msg){.kind = MSG_ELAPSED, .wall_ns = 1100000000}, &effects);
    buf_init(&screen, BUF_CAP_TEXT);
    desk_draw(app, cols, rows, &screen);
    buf_release(&screen);
}

static void expect_file(const char *part)
{
    if (strstr(disk.text.data, part) == NULL) {
        fail_msg("\"%s\" is not in\n%.600s", part, disk.text.data);
    }
}

static void record__session__has_frames_marks_and_sizes(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\record talk.cast");
    desk_expect_screen(app, 80, 24, "rec", true);
    (void)desk_enter(app, "\\mark the kill");
    show(app, 80, 24);
    show(app, 100, 30);
    (void)desk_enter(app, "\\record off");
    assert_true(desk_was_said(app, "2 s are in talk.cast; asciinema play talk.cast shows them."));
    expect_file("{\"version\": 2, \"width\": 80, \"height\": 24");
    expect_file("\"o\", \"\\u001b[?25l");
    expect_file("\"m\", \"the kill\"]\n");
    expect_file("[2.200000, \"r\", \"100x30\"]\n");
    desk_expect_screen(app, 80, 24, "rec ", false);
    size_t size = disk.text.size;
    show(app, 80, 24);
    assert_int_equal(disk.text.size, size);
}

static void record__goal_of_a_lesson__is_a_marker(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\lesson meet-cluster");
    desk_arrive(app);
    desk_pass_a_second(app); /* it is set up */
    desk_pass_a_second(app);
    desk_pass_a_second(app);
    (void)desk_enter(app, "\\record talk.cast 3");
    show(app, 120, 40);
    (void)desk_enter(app,
                     "SELECT server_id, has_primary FROM information_schema.replica_host_status;");
    desk_pass_a_second(app);
    desk_pass_a_second(app);
    show(app, 120, 40);
    assert_int_equal(app->recording.markers, 1);
    expect_file("{\"version\": 3, ");
    expect_file("\"m\", \"m1 has told you of the masters\"]\n");
}

static void record__not_ended__is_whole_when_the_session_ends(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\record talk.cast");
    (void)desk_enter(app, "\\mark last words");
    assert_null(strstr(disk.text.data, "last words"));
    app_end_recording(app);
    expect_file("last words\"]\n");
}

static void record__full_disk__ends_it_and_says_so(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\record talk.cast");
    disk.is_full = true;
    show(app, 80, 24);
    assert_true(desk_was_said(app, "the recording has ended: talk.cast: No space left on device"));
    assert_false(app->recording.is_on);
    (void)desk_enter(app, "\\record off");
    assert_true(desk_was_said(app, "nothing is recorded; \\record FILE.cast begins"));
}

static void record__what_cannot_be__is_refused(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\record");
    assert_true(desk_was_said(app, "\\record wants the name of a file: \\record demo.cast"));
    (void)desk_enter(app, "\\record talk.cast 4");
    assert_true(desk_was_said(app, "a recording is asciicast 2 or 3, not \"4\""));
    (void)desk_enter(app, "\\record talk.cast");
    (void)desk_enter(app, "\\record other.cast");
    assert_true(desk_was_said(app, "talk.cast is being recorded; \\record off ends it"));
    (void)desk_enter(app, "\\record off");
    (void)desk_enter(app, "\\record talk.cast");
    assert_true(desk_was_said(app, "choose another name: talk.cast is there already"));
    assert_false(app->recording.is_on);
    app->config.keeper.append = NULL;
    (void)desk_enter(app, "\\record talk.cast");
    assert_true(desk_was_said(app, "no file can be written from here"));
}

static void export__events_and_transcript__are_sentences(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\kill az b");
    (void)desk_enter(app, "\\export events events.txt");
    expect_file("AZ b  goes dark");
    (void)desk_enter(app, "\\export transcript said.txt");
    assert_true(desk_was_said(app, "choose another name: said.txt is there already"));
    disk.is_there = false;
    (void)desk_enter(app, "\\export transcript said.txt");
    expect_file("@1> \\kill az b\n");
    expect_file("choose another name: said.txt is there already\n");
}

static void export__what_cannot_be__is_refused(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\export rows file");
    assert_true(desk_was_said(
        app, "\\export takes a master, such as m1, events or transcript, not \"rows\""));
    (void)desk_enter(app, "\\export m4 file");
    assert_true(desk_was_said(app, "there is no m4 in this cluster"));
    (void)desk_enter(app, "\\export events \"\"");
    assert_true(desk_was_said(app, "the name of a file is missing"));
    assert_false(disk.is_there);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(record__session__has_frames_marks_and_sizes, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(record__goal_of_a_lesson__is_a_marker, setup, teardown),
        cmocka_unit_test_setup_teardown(record__not_ended__is_whole_when_the_session_ends, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(record__full_disk__ends_it_and_says_so, setup, teardown),
        cmocka_unit_test_setup_teardown(record__what_cannot_be__is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(export__events_and_transcript__are_sentences, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(export__what_cannot_be__is_refused, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
