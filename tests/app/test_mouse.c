/* SPDX-License-Identifier: MIT */
/* A click does the command line of its place, the wheel what the arrows do. */
#include "lib/test.h"

#include "base/mem.h"
#include "base/text.h"
#include "lib/desk.h"
#include "lib/fixture.h"
#include "view/canvas.h"

#include <stdio.h>

/* Draws it as it is now, and clicks where `text` begins; the caller releases nothing. */
static struct app_effects click(struct app *app, const char *text)
{
    struct canvas *canvas = canvas_new(120, 40);
    struct app_effects effects;
    char line[SPOT_LINE_SIZE] = "?";
    struct buf rows;
    buf_init(&rows, BUF_CAP_TEXT);
    app_update(app, &(struct app_msg){.kind = MSG_RESIZE, .columns = 120, .rows = 40}, &effects);
    app_draw(app, canvas);
    canvas_dump(canvas, &rows);
    char *row = rows.data;
    for (int y = 0; y < canvas->rows && line[0] == '?'; y++) {
        char *end = row + strcspn(row, "\n");
        *end = '\0';
        char *found = strstr(row, text);
        if (found != NULL) {
            *found = '\0';
            (void)snprintf(line, sizeof(line), "%s",
                           canvas_line_at(canvas, text_width(row), y, ""));
        }
        row = end + 1;
    }
    if (line[0] == '?') {
        fail_msg("\"%s\" is not on the screen", text);
    }
    app_update(app, &(struct app_msg){.kind = MSG_CLICK, .text = line}, &effects);
    buf_release(&rows);
    canvas_free(canvas);
    return effects;
}

static void give(struct app *app, const char *line)
{
    struct app_effects effects;
    app_update(app, &(struct app_msg){.kind = MSG_LINE, .text = line}, &effects);
}

static void turn(struct app *app, int way, const char *pane)
{
    struct app_effects effects;
    app_update(app, &(struct app_msg){.kind = MSG_WHEEL, .rows = way, .text = pane}, &effects);
}

static void click__an_az__asks_kills_and_brings_back(void **state)
{
    struct app *app = *state;
    click(app, "AZ b");
    assert_string_equal(app->question.text, "kill AZ b?");
    click(app, "y yes");
    assert_true(desk_was_said(app, "AZ b is down: m2, b1, b2"));
    click(app, "AZ b");
    assert_string_equal(app->question.text, "bring AZ b back?");
    click(app, "n no");
    assert_string_equal(app->question.text, "");
    click(app, "m2  ×"); /* what an AZ took with it comes back with it */
    assert_string_equal(app->question.text, "bring AZ b back?");
    click(app, "y yes");
    assert_false(app->question.text[0] != '\0');
    click(app, "m2  ◐");
    assert_string_equal(app->question.text, "kill m2?");
    click(app, "■ a1"); /* no answer: a no, and no more than that */
    assert_string_equal(app->question.text, "");
    click(app, "■ a1");
    assert_string_equal(app->question.text, "kill a1?");
    assert_string_equal(app->question.line, "\\kill copy a1");
}

static void click__an_event__says_why(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, ":\\kill az b");
    click(app, "goes dark");
    assert_string_equal(app->page_title, "why");
    assert_non_null(strstr(app->page.data, "goes dark"));
    click(app, "Esc closes");
    assert_false(app->ui.text_is_open);
}

static void click__a_client_a_pane_a_key__does_what_is_there(void **state)
{
    struct app *app = *state;
    desk_pass_a_second(app);
    click(app, " @2 ");
    assert_int_equal(app->client, 2);
    click(app, "events ");
    assert_int_equal(app->ui.pane, PANE_EVENTS);
    click(app, "client 2 ");
    assert_int_equal(app->ui.pane, PANE_PROMPT);
    click(app, "Space pause");
    assert_true(app->is_paused);
    click(app, "? all keys");
    assert_string_equal(app->page_title, "keys");
    click(app, "picture"); /* the page covers what is below it */
    assert_true(app->ui.text_is_open);
}

static void click__the_timeline__goes_there(void **state)
{
    struct app *app = *state;
    desk_pass_a_second(app);
    desk_pass_a_second(app);
    (void)desk_enter(app, ":\\branch other");
    desk_pass_a_second(app);
    (void)desk_enter(app, ":\\view timeline");
    sim_us before = lab_now(app->lab);
    click(app, "━━●");
    desk_arrive(app);
    assert_true(lab_now(app->lab) < before);
    click(app, "━━┐");
    desk_arrive(app);
    assert_int_equal(history_run(app->history)->here.branch, 0);
}

static void click__home_and_meters__chooses_then_opens(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, ":\\view meters");
    desk_pass_a_second(app);
    click(app, "@2     m");
    assert_int_equal(app->ui.client, 2);
    click(app, "@2 ◂");
    assert_int_equal(app->client, 2);
    (void)desk_enter(app, ":\\home");
    int before = app->ui.home_choice;
    click(app, "three, under load");
    assert_int_not_equal(app->ui.home_choice, before);
}

/* It only types: Enter gives it. */
static void click__a_row_of_a_table__types_what_reads_it(void **state)
{
    struct app *app = *state;
    app->is_paused = false;
    give(app, "CREATE TABLE t (id INT PRIMARY KEY, v INT);");
    desk_pass_a_second(app);
    give(app, "INSERT INTO t VALUES (7, 70);");
    desk_pass_a_second(app);
    give(app, "\\data t");
    click(app, "  7  70");
    assert_string_equal(app->edit.text.data, "SELECT * FROM t WHERE id = 7; ");
    assert_int_equal(app->ui.pane, PANE_PROMPT);
}

static void wheel__turned__reads_back_or_chooses(void **state)
{
    struct app *app = *state;
    for (int i = 0; i < 40; i++) {
        (void)desk_enter(app, ":\\mark");
    }
    (void)desk_enter(app, ":\\focus prompt");
    click(app, "events ");
    turn(app, -1, "");
    assert_true(app->ui.event > 0);
    (void)desk_enter(app, ":\\focus prompt");
    turn(app, -1, "");
    assert_int_equal(app->ui.console_scroll, 3);
    turn(app, 1, "");
    assert_int_equal(app->ui.console_scroll, 0);
    app->ui.event = 0;
    turn(app, -1, "\\focus events"); /* where it is turned, whatever has the focus */
    assert_true(app->ui.event > 0);
    assert_int_equal(app->ui.pane, PANE_PROMPT);
    (void)desk_enter(app, ":\\focus events");
    turn(app, -1, "\\focus prompt");
    assert_int_equal(app->ui.console_scroll, 3);
    (void)desk_press(app, "?");
    turn(app, 1, "");
    assert_int_equal(app->ui.text_scroll, 3);
}

static void mouse__off__is_said_and_left_to_the_terminal(void **state)
{
    struct app *app = *state;
    (void)desk_press(app, "M");
    assert_true(app_ui(app)->mouse_is_off);
    assert_true(desk_was_said(app, "The mouse is off"));
    (void)desk_enter(app, ":\\mouse on");
    assert_false(app_ui(app)->mouse_is_off);
    (void)desk_enter(app, "\\mouse maybe");
    assert_true(desk_was_said(app, "\\mouse is on or off, not \"maybe\""));
}

static void toggle__typed__needs_no_yes(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, ":\\toggle az b");
    assert_true(desk_was_said(app, "AZ b is down"));
    (void)desk_enter(app, "\\toggle @1");
    assert_true(desk_was_said(app, "\\toggle takes an AZ, a master or a copy, not \"@1\""));
    (void)desk_enter(app, "\\toggle xyzzy");
    assert_true(desk_last_said(app)->kind == TRANSCRIPT_ERROR);
}

/* Every click of every screen is a command that exists. */
static void spots__of_every_screen__are_lines(void **state)
{
    struct app *app = *state;
    for (int i = 0; i < fixture_count(); i++) {
        struct canvas *canvas = fixture_draw(fixture_at(i)->name, 120, 40, THEME_DARK, false);
        assert_in_range(canvas->spot_count, 1, SPOTS_MAX - 1);
        for (int k = 0; k < canvas->spot_count; k++) {
            const char *line = canvas->spots[k].line;
            const struct cmd *found = NULL;
            char name[SPOT_LINE_SIZE];
            (void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(line, " "), line);
            bool is_known =
                line[0] == '\0' || line[0] == '@' ||
                (line[0] == '\\' && cmd_find(&found, app->commands, name + 1, NULL) == RC_OK);
            if (!is_known) {
                fail_msg("%s: a click does %s", fixture_at(i)->name, line);
            }
        }
        canvas_free(canvas);
    }
}

#define AT_A_DESK(name) cmocka_unit_test_setup_teardown(name, desk_setup_for_keys, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        AT_A_DESK(click__an_az__asks_kills_and_brings_back),
        AT_A_DESK(click__an_event__says_why),
        AT_A_DESK(click__a_row_of_a_table__types_what_reads_it),
        AT_A_DESK(click__a_client_a_pane_a_key__does_what_is_there),
        AT_A_DESK(click__the_timeline__goes_there),
        AT_A_DESK(click__home_and_meters__chooses_then_opens),
        AT_A_DESK(wheel__turned__reads_back_or_chooses),
        AT_A_DESK(mouse__off__is_said_and_left_to_the_terminal),
        AT_A_DESK(toggle__typed__needs_no_yes),
        AT_A_DESK(spots__of_every_screen__are_lines),
    };
    return cmocka_run_group_tests_name("app/mouse", tests, NULL, NULL);
}
