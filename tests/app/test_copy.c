/* SPDX-License-Identifier: MIT */
/* \copy: what goes into the clipboard, and what is said where nothing can. */
#include "lib/test.h"

#include "base/mem.h"
#include "lib/data_files.h"
#include "lib/desk.h"

static void copy__result__is_the_last_one_of_this_client(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, ":\\copy");
    assert_true(desk_was_said(app, "client 1 has no result yet"));
    (void)desk_enter(app, "\\c"); /* a line that was refused is kept; this drops nothing */
    (void)desk_press(app, "C-c");
    (void)desk_enter(app, "SELECT 6 * 7;");
    desk_pass_a_second(app);
    struct app_effects effects = desk_enter(app, "\\copy");
    assert_non_null(effects.copy);
    assert_non_null(strstr(effects.copy, "\n     42\n"));
    assert_non_null(strstr(effects.copy, "1 row in"));
    assert_int_equal(effects.copy_size, strlen(effects.copy));
    effects = desk_enter(app, "\\copy result"); /* what was said about a copy is none */
    assert_non_null(strstr(effects.copy, "\n     42\n"));
}

static void copy__event__is_its_sentence(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, ":\\kill az b");
    struct app_effects effects = desk_enter(app, "\\copy event");
    assert_non_null(strstr(effects.copy, "AZ b  goes dark"));
    (void)desk_enter(app, "\\focus events");
    (void)desk_press(app, "Up");
    effects = desk_press(app, "y");
    assert_non_null(effects.copy);
}

/* A clipboard is pasted into a shell: an escape in a name must not end the paste there. */
static void copy__names_that_turn_or_escape__are_marks(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, ":\\mark a\u202e\u200fb");
    struct app_effects effects = desk_enter(app, "\\copy event");
    assert_non_null(strstr(effects.copy, "\\mark a\uFFFD\uFFFDb"));
    (void)desk_enter(app, "\\help \u202e");
    (void)desk_enter(app, "SELECT '\u202eb' AS `x\u202e`;");
    desk_pass_a_second(app);
    effects = desk_enter(app, "\\copy result");
    assert_non_null(strstr(effects.copy, "\uFFFDb"));
    assert_null(strstr(effects.copy, "\u202e"));
}

static void share__key__copies_a_line_that_opens(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, ":\\kill az b");
    (void)desk_press(app, "Esc");
    struct app_effects effects = desk_press(app, "y");
    assert_non_null(effects.copy);
    assert_in_range(effects.copy_size, 1, SHARE_SIZE_MAX);
    assert_true(share_is(effects.copy));
    desk_expect_screen(app, 120, 40, "quartet replay LINE, with this", true);
    char *line = mem_text(effects.copy);
    (void)desk_press(app, "Esc");
    (void)desk_enter(app, ":\\heal");
    uint64_t digest = lab_digest(app->lab);

    struct buf open;
    buf_init(&open, 2 * SHARE_SIZE_MAX);
    buf_addf(&open, ":\\open %s", line);
    (void)desk_enter(app, open.data);
    desk_arrive(app);
    assert_int_equal(history_run(app->history)->here.lines, 1);
    assert_true(lab_digest(app->lab) != digest);
    open.data[open.size - 1] = '\0'; /* torn: the run that is open stays */
    (void)desk_enter(app, open.data);
    assert_true(desk_was_said(app, "the share line is torn, its end is missing"));
    assert_int_equal(history_run(app->history)->here.lines, 1);
    buf_release(&open);
    mem_free(line);
}

/* Statements that nothing makes smaller. */
static void give_much(struct app *app)
{
    struct buf lines;
    uint64_t any = 1;
    buf_init(&lines, 100000);
    for (int i = 0; i < 100; i++) {
        any = any * UINT64_C(6364136223846793005) + 1442695040888963407U;
        buf_addf(&lines, "SELECT %llu%llu;\n", (unsigned long long)any,
                 (unsigned long long)(any * any));
    }
    desk_paste(app, lines.data);
    for (int i = 0; i < 4; i++) {
        desk_pass_a_second(app);
    }
    buf_release(&lines);
}

static const char *path_of_run(void *user)
{
    (void)user;
    return "/somewhere/runs/1.run";
}

static void share__too_long__names_the_file_to_send(void **state)
{
    struct app *app = *state;
    give_much(app);
    struct app_effects effects = desk_enter(app, "\\share");
    assert_null(effects.copy);
    assert_true(desk_was_said(app, " bytes, and one has at most 2048: \\save x.run writes a file"));
    (void)desk_press(app, "C-c"); /* a line that was refused is kept */
    app->config.keeper.path = path_of_run;
    (void)desk_enter(app, "\\share");
    assert_true(
        desk_was_said(app, "at most 2048: send the file of the run, /somewhere/runs/1.run"));
}

static void copied__or_not__is_said(void **state)
{
    struct app *app = *state;
    struct app_effects effects;
    (void)desk_enter(app, ":\\share");
    app_update(app, &(struct app_msg){.kind = MSG_COPIED, .size = 1}, &effects);
    assert_true(desk_was_said(app, "bytes are sent to the clipboard; if they are not there"));
    app_update(app, &(struct app_msg){.kind = MSG_COPIED}, &effects);
    assert_true(desk_was_said(app, "this terminal has no clipboard for programs"));
}

static void copy__too_much__is_refused(void **state)
{
    struct app *app = *state;
    struct buf line;
    buf_init(&line, 2000);
    buf_addf(&line, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90) "
                    "SELECT i");
    for (int i = 0; i < 30; i++) {
        buf_addf(&line, ", '0123456789012345678901234567890'");
    }
    buf_addf(&line, " FROM n;\n");
    desk_paste(app, line.data);
    desk_pass_a_second(app);
    struct app_effects effects = desk_enter(app, "\\copy");
    assert_null(effects.copy);
    assert_true(desk_was_said(app, "bytes, and a terminal takes 48000 at once"));
    buf_release(&line);
}

#define AT_A_DESK(name) cmocka_unit_test_setup_teardown(name, desk_setup_for_keys, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        AT_A_DESK(copy__result__is_the_last_one_of_this_client),
        AT_A_DESK(copy__event__is_its_sentence),
        AT_A_DESK(copy__names_that_turn_or_escape__are_marks),
        AT_A_DESK(share__key__copies_a_line_that_opens),
        AT_A_DESK(share__too_long__names_the_file_to_send),
        AT_A_DESK(copied__or_not__is_said),
        AT_A_DESK(copy__too_much__is_refused),
    };
    return cmocka_run_group_tests_name("app/copy", tests, NULL, NULL);
}
