/* SPDX-License-Identifier: MIT */
/* \record and \export at a desk: what is asked of whoever shows the app, and what it is told. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/desk.h"

#include <stdio.h>

static struct buf markers;

static void on_marker(void *user, const char *label)
{
    (void)user;
    buf_addf(&markers, "%s\n", label);
}

static int set_up(void **state)
{
    int failed = desk_setup(state);
    struct app *app = *state;
    app->config.listener.on_marker = on_marker;
    buf_init(&markers, BUF_CAP_TEXT);
    return failed;
}

static int tear_down(void **state)
{
    buf_release(&markers);
    return desk_teardown(state);
}

static void tell(struct app *app, bool is_on, const char *text)
{
    struct app_effects effects;
    app_update(app, &(struct app_msg){.kind = MSG_RECORDED, .text = text, .size = is_on}, &effects);
}

static void record__file__is_asked_for_and_its_sign_is_seen(void **state)
{
    struct app *app = *state;
    desk_expect_screen(app, 80, 24, "● rec", false);
    struct app_effects effects = desk_enter(app, "\\record a.cast");
    assert_string_equal(effects.recording.path, "a.cast");
    assert_int_equal(effects.recording.version, 2);
    desk_expect_screen(app, 80, 24, "● rec", false); /* until it is */
    tell(app, true, "the screen is recorded");
    assert_true(desk_was_said(app, "the screen is recorded"));
    desk_expect_screen(app, 80, 24, "seed 7   ● rec", true);
    desk_expect_screen(app, 120, 40, "timeline main   ● rec", true);
    desk_expect_screen(app, 60, 16, "● rec", true);
    (void)desk_enter(app, "\\view meters");
    desk_expect_screen(app, 80, 24, "● rec", true);
    (void)desk_enter(app, "\\home");
    desk_expect_screen(app, 80, 24, "two to four masters, no conductor   ● rec", true);
    (void)desk_enter(app, "\\play");
    effects = desk_enter(app, "\\record off");
    assert_true(effects.recording.ends);
    assert_null(effects.recording.path);
    tell(app, false, NULL);
    desk_expect_screen(app, 80, 24, "● rec", false);
}

static void record__version__is_that_of_the_demos_flag(void **state)
{
    struct app *app = *state;
    struct app_effects effects = desk_enter(app, "\\record a.cast --cast 3");
    assert_string_equal(effects.recording.path, "a.cast");
    assert_int_equal(effects.recording.version, 3);
}

static void record__wrong__is_refused_in_words(void **state)
{
    struct app *app = *state;
    static const struct {
        const char *line, *says;
    } rows[] = {
        {"\\record", "Nothing is recorded: \\record FILE.cast, \\record FILE.cast --cast 3"},
        {"\\record off", "nothing is recorded: \\record FILE.cast"},
        {"\\record \"\"", "\\record takes a new file"},
        {"\\record --cast 3", "\\record takes a new file"},
        {"\\record a --v3", "\\record takes a new file"},
        {"\\record a --cast", "\\record takes a new file"},
        {"\\record a --cast 4", "--cast takes 2 or 3, a version of asciicast, not \"4\""},
        {"\\record a --cast 33", "--cast takes 2 or 3"},
        {"\\export m1", "\\export wants what, and a new file"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct app_effects effects = desk_enter(app, rows[i].line);
        assert_null(effects.recording.path);
        assert_false(effects.recording.ends);
        if (!desk_was_said(app, rows[i].says)) {
            fail_msg("%s: \"%s\" was not said", rows[i].line, rows[i].says);
        }
        (void)desk_press(app, "C-c"); /* a line that was refused is kept */
    }
    (void)desk_enter(app, "\\record a.cast");
    tell(app, true, NULL);
    struct app_effects effects = desk_enter(app, "\\record b.cast");
    assert_null(effects.recording.path);
    assert_true(desk_was_said(app, "a.cast is being recorded: \\record off ends it first"));
    (void)desk_press(app, "C-c");
    (void)desk_enter(app, "\\record");
    assert_true(desk_was_said(app, "a.cast is being recorded; \\record off ends it."));
}

static void marker__mark__is_told_when_it_is_made(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\mark before it");
    assert_string_equal(markers.data, "before it\n");
    desk_pass_a_second(app);
    (void)desk_enter(app, "\\goto 0s"); /* a way past it and back makes none */
    desk_arrive(app);
    (void)desk_enter(app, "\\goto 500ms");
    desk_arrive(app);
    assert_string_equal(markers.data, "before it\n");
}

/* Two clients clash in the second step of same-page, which meets both of its goals. */
static void clash(struct app *app)
{
    (void)desk_enter(app, "UPDATE seats SET taken = 1, who = 'ann' WHERE id = 7;");
    (void)desk_enter(app, "@2 UPDATE seats SET taken = 1, who = 'bob' WHERE id = 9;");
    for (int i = 0; i < 3; i++) {
        desk_pass_a_second(app);
    }
}

static void marker__goal__is_told_when_it_is_met(void **state)
{
    struct app *app = *state;
    static const char both[] = "One loses to the other, on another row\n"
                               "The loser is told: error 1213\n";
    (void)desk_enter(app, "\\lesson same-page");
    for (int i = 0; i < 3; i++) {
        desk_pass_a_second(app);
    }
    (void)desk_enter(app, "\\answer 1");
    (void)desk_enter(app, "\\next");
    (void)desk_enter(app, "BEGIN;");
    desk_pass_a_second(app);
    clash(app);
    assert_string_equal(markers.data, ""); /* nothing is recorded */
    (void)desk_enter(app, "\\undo");
    desk_arrive(app);
    (void)desk_enter(app, "\\record a.cast");
    tell(app, true, NULL);
    (void)desk_enter(app, "\\run");
    assert_string_equal(markers.data, ""); /* nor is what was met before it began */
    clash(app);
    assert_string_equal(markers.data, both);
}

/* --- a file that is written ------------------------------------------------------------------- */

static struct buf written;

static enum rc write_new(void *user, const char *path, const char *bytes, size_t size,
                         struct err *err)
{
    (void)user;
    if (strcmp(path, "taken") == 0) {
        return err_set(err, RC_STATE, "taken: is there already");
    }
    buf_clear(&written);
    return buf_add_bytes(&written, bytes, size, err);
}

static void export__transcript__has_times_and_clients(void **state)
{
    struct app *app = *state;
    buf_init(&written, BUF_CAP_TEXT);
    app->config.keeper.write_new = write_new;
    desk_pass_a_second(app);
    (void)desk_enter(app, "SELECT 6 * 7;");
    desk_pass_a_second(app);
    (void)desk_enter(app, "@2 SELECT nothing;");
    desk_pass_a_second(app);
    (void)desk_enter(app, "\\export transcript t.txt");
    assert_true(desk_was_said(app, "lines are in t.txt: time, client and master"));
    assert_non_null(strstr(written.data, "\t@1 m1\t> SELECT 6 * 7;\n"));
    assert_non_null(strstr(written.data, "\t@1 m1\t       42\n"));
    assert_non_null(strstr(written.data, "\t@2 m2\t> SELECT nothing;\n"));
    assert_non_null(strstr(written.data, "\t@2 m2\t! ERROR 1064"));
    assert_non_null(strstr(written.data, "\n1.001\t@1 m1"));
    (void)desk_enter(app, "\\export events taken");
    assert_true(desk_was_said(app, "taken: is there already"));
    assert_false(desk_was_said(app, "events are in taken"));
    buf_release(&written);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(record__file__is_asked_for_and_its_sign_is_seen),
        CASE(record__version__is_that_of_the_demos_flag),
        CASE(record__wrong__is_refused_in_words),
        CASE(marker__mark__is_told_when_it_is_made),
        CASE(marker__goal__is_told_when_it_is_met),
        CASE(export__transcript__has_times_and_clients),
    };
    return cmocka_run_group_tests_name("app/record", tests, NULL, NULL);
}
