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

static void copy__share__opens_again(void **state)
{
    struct app *app = *state;
    struct app *other = NULL;
    struct err err = {0};
    (void)desk_enter(app, ":\\kill az b");
    (void)desk_press(app, "Esc");
    struct app_effects effects = desk_press(app, "y");
    const char *begin = strstr(effects.copy, "\nquartet run 1");
    const char *end = strstr(effects.copy, "\nQUARTET\nquartet replay shared.run\n");
    assert_non_null(begin);
    assert_non_null(end);
    const struct app_config config = {.seed = 1,
                                      .masters = 2,
                                      .files = data_files(),
                                      .run_text = begin + 1,
                                      .run_size = (size_t)(end - begin)};
    assert_int_equal(app_new(&other, &config, &err), RC_OK);
    desk_arrive(other);
    assert_int_equal(history_run(other->history)->here.lines, 1);
    app_free(other);
}

static void copied__or_not__is_said(void **state)
{
    struct app *app = *state;
    struct app_effects effects;
    (void)desk_enter(app, ":\\copy share");
    app_update(app, &(struct app_msg){.kind = MSG_COPIED, .size = 1}, &effects);
    assert_true(desk_was_said(app, "bytes are sent to the clipboard; if they are not there"));
    app_update(app, &(struct app_msg){.kind = MSG_COPIED}, &effects);
    assert_true(desk_was_said(app, "this terminal has no clipboard for programs"));
}

static void copy__too_much__is_refused(void **state)
{
    struct app *app = *state;
    struct buf lines;
    buf_init(&lines, 100000);
    for (int i = 0; i < 5000; i++) { /* four statements, nearly as long as one may be */
        buf_addf(&lines, i % 1250 == 0 ? "SELECT '" : "0123456789");
        buf_addf(&lines, i % 1250 == 1249 ? "';\n" : "");
    }
    desk_paste(app, lines.data);
    desk_pass_a_second(app);
    struct app_effects effects = desk_enter(app, "\\copy share");
    assert_null(effects.copy);
    assert_true(desk_was_said(app, "bytes, and a terminal takes 48000 at once"));
    buf_release(&lines);
}

#define AT_A_DESK(name) cmocka_unit_test_setup_teardown(name, desk_setup_for_keys, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        AT_A_DESK(copy__result__is_the_last_one_of_this_client),
        AT_A_DESK(copy__event__is_its_sentence),
        AT_A_DESK(copy__share__opens_again),
        AT_A_DESK(copied__or_not__is_said),
        AT_A_DESK(copy__too_much__is_refused),
    };
    return cmocka_run_group_tests_name("app/copy", tests, NULL, NULL);
}
