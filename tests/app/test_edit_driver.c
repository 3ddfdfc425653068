/* SPDX-License-Identifier: MIT */
/* \edit driver and \reload: what is asked of whoever has an editor, and the lines it comes to. */
#include "lib/test.h"

#include "lib/desk.h"

static struct app_effects say_edited(struct app *app, const char *name, const char *text)
{
    struct app_effects effects;
    app_update(
        app,
        &(struct app_msg){.kind = MSG_EDITED, .name = name, .text = text, .size = strlen(text)},
        &effects);
    return effects;
}

static const char *last_line(const struct app *app)
{
    const struct run *run = history_run(app->history);
    return run_line(run, run->here.branch, run->here.lines - 1)->text;
}

static int lines(const struct app *app)
{
    return history_run(app->history)->here.lines;
}

static enum rc keep_all(void *user, const char *bytes, size_t size, struct err *err)
{
    buf_clear(user);
    return buf_add_bytes(user, bytes, size, err);
}

static void edit__driver__asks_for_an_editor_and_gives_the_file(void **state)
{
    struct app *app = *state;
    struct app_effects effects = desk_enter(app, "\\edit driver");
    assert_non_null(effects.editing.text);
    assert_int_equal(effects.editing.size, strlen(effects.editing.text));
    assert_memory_equal(effects.editing.text, "-- active_standby:", 18);
    assert_string_equal(effects.editing.stem, "active_standby");
    assert_string_equal(effects.editing.path, "active_standby");
    assert_int_equal(lines(app), 0); /* asking is no line of the run */
    /* Both clients had it: both get what became of it. */
    effects = say_edited(app, "round_robin", "function pick() end");
    assert_null(effects.editing.text);
    assert_string_equal(last_line(app), "@1 \\driver round_robin");
    assert_true(desk_was_said(app, "Every client is driven by round_robin now"));
}

static void edit__one_of_several__gives_it_to_that_client(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\client 2 driver fastest");
    (void)desk_enter(app, "@2");
    struct app_effects effects = desk_enter(app, "\\edit driver");
    assert_true(
        desk_was_said(app, "fastest, the driver of client 2; @N before \\edit opens another's"));
    assert_string_equal(effects.editing.stem, "fastest");
    (void)desk_enter(app, "@1"); /* while the editor is open, so to say */
    (void)say_edited(app, "random", "function pick() end");
    assert_string_equal(last_line(app), "@1 \\client 2 driver random");
    (void)desk_enter(app, "@2");
    (void)desk_enter(app, "\\edit driver all");
    (void)say_edited(app, "weighted", "function pick() end");
    assert_string_equal(last_line(app), "@2 \\driver weighted");
}

static void edit__client_named_before_it__is_whose_it_is(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\client 2 driver fastest");
    assert_string_equal(desk_enter(app, "@2 \\edit driver").editing.stem, "fastest");
    assert_int_equal(app->client, 1);
    (void)say_edited(app, "random", "function pick() end");
    assert_string_equal(last_line(app), "@1 \\client 2 driver random");
    (void)desk_enter(app, "@2 \\reload");
    assert_string_equal(last_line(app), "@1 \\client 2 driver random");
    assert_int_equal(lines(app), 3);
}

static void edit__nothing_changed__gives_no_line(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "@2");
    struct app_effects effects = desk_enter(app, "\\edit driver");
    (void)say_edited(app, "round_robin", effects.editing.text);
    assert_int_equal(lines(app), 0);
    assert_string_equal(
        desk_last_said(app)->text,
        "nothing was changed: the driver is as it was (active_standby, of client 2)");
}

static void edit__refused__opens_the_same_file_again(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\edit driver");
    (void)say_edited(app, "./no such.lua", "function pick( end");
    assert_int_equal(lines(app), 0);
    assert_true(desk_was_said(app, "no such.lua"));
    assert_string_equal(desk_last_said(app)->text,
                        "the driver before it stays in force; \\edit driver opens yours again");
    assert_string_equal(desk_enter(app, "\\edit driver").editing.path, "./no such.lua");
    (void)desk_enter(app, "@2"); /* but not for another client */
    assert_string_equal(desk_enter(app, "\\edit driver").editing.path, "active_standby");
}

/* What one sees work is the load; whoever is idle beside it is meant by name alone. */
static void edit__while_a_load_runs__opens_its_driver(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\load bank");
    assert_string_equal(desk_enter(app, "\\edit driver").editing.stem, "round_robin");
    assert_true(desk_was_said(app, "round_robin, the driver of the load, and then of all clients; "
                                   "@1 \\edit driver opens that of @1"));
    (void)say_edited(app, "data/drivers/weighted.lua", "function pick() end");
    assert_string_equal(last_line(app), "@1 \\driver data/drivers/weighted.lua");
    desk_expect_screen(app, 120, 40, "driver  weighted, yours", true);
    (void)desk_enter(app, "\\client 1 driver fastest");
    assert_string_equal(desk_enter(app, "@1 \\edit driver").editing.stem, "fastest");
    assert_string_equal(desk_enter(app, "@4 \\edit driver").editing.stem, "weighted");
    assert_int_equal(app->edited_for, 4);
    (void)desk_enter(app, "\\reload");
    assert_string_equal(last_line(app), "@1 \\driver data/drivers/weighted.lua");
}

/* What was written and refused is work, too: it is found again where the run is opened again. */
static void edit__refused_and_opened_again__is_found(void **state)
{
    struct app *app = *state;
    struct buf kept;
    buf_init(&kept, BUF_CAP_TEXT);
    static const char run[] = "quartet run 1\nsqlite x\nseed 1\nmasters 2\n"
                              "at 1s @1 \\client 2 driver fastest\ndraft 2 ./no such.lua\n";
    struct err err = {0};
    struct app_config config = app->config;
    config.run_text = run;
    config.run_size = sizeof(run) - 1;
    config.run_name = "it";
    config.keeper.journal = (struct history_journal){.rewrite = keep_all, .user = &kept};
    struct app *again = NULL;
    assert_int_equal(app_new(&again, &config, &err), RC_OK);
    desk_arrive(again);
    assert_string_equal(desk_enter(again, "\\edit driver").editing.path, "active_standby");
    assert_string_equal(desk_enter(again, "@2 \\edit driver").editing.path, "./no such.lua");
    assert_non_null(strstr(kept.data, "draft 2 ./no such.lua\n")); /* and the time after that */
    app_free(again);
    buf_release(&kept);
}

static void edit__wrong_words__are_refused_with_a_sentence(void **state)
{
    static const struct {
        const char *line;
        const char *error;
    } rows[] = {
        {"\\edit", "\\edit needs more: \\edit driver [all]"},
        {"@9 \\edit driver", "there is no client 9: there are 1 to 2; \\client add makes another"},
        {"@9 \\reload", "there is no client 9: there are 1 to 2; \\client add makes another"},
        {"\\edit load", "write \\edit driver, or \\edit driver all for the driver of every client"},
        {"\\edit driver 2",
         "write \\edit driver, or \\edit driver all for the driver of every client"},
        {"\\reload now", "\"now\" is too much: \\reload stands alone"},
    };
    struct app *app = *state;
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct app_effects effects = desk_enter(app, rows[i].line);
        assert_null(effects.editing.text);
        assert_string_equal(desk_last_said(app)->text, rows[i].error);
    }
    app->is_in_file = true;
    (void)app_do_line(app, "\\edit driver", ORIGIN_FILE);
    app->is_in_file = false;
    assert_string_equal(desk_last_said(app)->text, "\\edit is for the prompt, when no line waits");
}

static void reload__reads_the_file_again(void **state)
{
    struct app *app = *state;
    (void)desk_enter(app, "\\reload");
    assert_string_equal(last_line(app), "@1 \\driver active_standby");
    (void)desk_enter(app, "\\client 2 driver data/drivers/careful.lua");
    (void)desk_enter(app, "@2");
    (void)desk_enter(app, "\\reload");
    assert_string_equal(last_line(app), "@2 \\client 2 driver data/drivers/careful.lua");
    assert_int_equal(lines(app), 3);
}

static void complete__edit__offers_its_words(void **state)
{
    struct app *app = *state;
    (void)desk_type(app, "\\edit d");
    (void)desk_press(app, "Tab");
    (void)desk_type(app, "a");
    (void)desk_press(app, "Tab");
    (void)desk_press(app, "Enter");
    assert_int_equal(app->edited_for, 0);
    assert_int_equal(app->edited_by, 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(edit__driver__asks_for_an_editor_and_gives_the_file),
        CASE(edit__one_of_several__gives_it_to_that_client),
        CASE(edit__client_named_before_it__is_whose_it_is),
        CASE(edit__nothing_changed__gives_no_line),
        CASE(edit__refused__opens_the_same_file_again),
        CASE(edit__while_a_load_runs__opens_its_driver),
        CASE(edit__refused_and_opened_again__is_found),
        CASE(edit__wrong_words__are_refused_with_a_sentence),
        CASE(reload__reads_the_file_again),
        CASE(complete__edit__offers_its_words),
    };
    return cmocka_run_group_tests_name("app/edit_driver", tests, NULL, NULL);
}
