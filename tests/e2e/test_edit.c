/* SPDX-License-Identifier: MIT */
/* \edit driver: the person's own editor has the terminal, and what was saved decides in the lab. */
#include "lib/test.h"

#include "lib/directory.h"
#include "lib/pty.h"

#include <stdio.h>
#include <sys/stat.h>

#define CALM "function pick(request, endpoints) return 'm2' end\n"

/* A script that is somebody's editor. */
static const char *write_editor(void **state, const char *commands)
{
    const char *path = directory_inside(state, "editor");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fprintf(file, "#!/bin/sh\n%s\n", commands) > 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0700), 0);
    return path;
}

static void check_file(void **state, const char *name, const char *part)
{
    char text[4000];
    FILE *file = fopen(directory_inside(state, name), "r");
    assert_non_null(file);
    size_t size = fread(text, 1, sizeof(text) - 1, file);
    (void)fclose(file);
    text[size] = '\0';
    assert_non_null(strstr(text, part));
}

/* --- without a screen ------------------------------------------------------------------------- */

/* Lines into the program, with this editor; all of `says` must come, in any order. */
static void expect(void **state, const char *editor, const char *lines, const char *const *says)
{
    char program[600];
    char setting[600];
    char command[1400];
    (void)snprintf(program, sizeof(program), "Q=%s", pty_program());
    (void)snprintf(setting, sizeof(setting), "EDITOR=%s", editor);
    (void)snprintf(command, sizeof(command), "printf '%s' | $Q --plain --state %s play", lines,
                   (const char *)*state);
    const char *args[] = {"/bin/sh", "-c", command, NULL};
    const char *env[] = {program, setting, NULL};
    struct pty *pty =
        pty_start(&(struct pty_config){.args = args, .env = env, .columns = 200, .rows = 60});
    assert_int_equal(pty_wait_exit(pty), 0);
    for (int i = 0; says[i] != NULL; i++) {
        pty_wait_once(pty, says[i]);
    }
    pty_free(pty);
}

static void plain__saved__decides_and_is_recorded(void **state)
{
    static const char *const says[] = {"active_standby: decides from now on, for @2",
                                       "nothing was changed: the driver is as it was",
                                       "Every client is driven by", NULL};
    expect(state, write_editor(state, "echo \"" CALM "\" > $1"),
           "\\\\edit driver\\n\\\\edit driver\\n\\\\reload\\n", says);
    check_file(state, "drivers/active_standby.lua", "return 'm2'");
}

static void plain__wrong__the_old_one_stays_and_ours_is_kept(void **state)
{
    static const char *const says[] = {
        "active_standby, line 1: unexpected symbol near '='",
        "the driver before it stays in force; \\edit driver opens yours again",
        "active_standby, line 2: unexpected symbol near '='", /* it was opened again */
        NULL};
    expect(state,
           write_editor(state, "if grep -q oops $1; then echo -- > $1; echo = oops >> $1\n"
                               "else echo = oops > $1; fi"),
           "\\\\edit driver\\n\\\\edit driver\\n", says);
    check_file(state, "drivers/active_standby.lua", "--\n= oops");
}

static void plain__editor_fails__nothing_changes(void **state)
{
    static const char *const failed[] = {"failed: nothing was changed", NULL};
    static const char *const missing[] = {
        "\"/nowhere/ed -w\" could not be run: set EDITOR to your editor", NULL};
    expect(state, write_editor(state, "exit 1"), "\\\\edit driver\\n", failed);
    expect(state, "/nowhere/ed -w", "\\\\edit driver\\n", missing);
}

static void plain__no_copy_of_another__is_overwritten(void **state)
{
    static const char *const says[] = {"drivers/round_robin-2.lua", NULL};
    const char *editor = write_editor(state, "echo \"-- $(basename $1)\" >> $1");
    static const char *const first[] = {"drivers/round_robin.lua", NULL};
    expect(state, editor, "\\\\driver round_robin\\n\\\\edit driver\\n", first);
    expect(state, editor, "\\\\driver round_robin\\n\\\\edit driver\\n", says);
    check_file(state, "drivers/round_robin.lua", "-- round_robin.lua");
    check_file(state, "drivers/round_robin-2.lua", "-- round_robin-2.lua");
}

/* --- on the screen ---------------------------------------------------------------------------- */

static void screen__editor__has_the_terminal_until_it_ends(void **state)
{
    char setting[600];
    (void)snprintf(setting, sizeof(setting), "VISUAL=%s",
                   write_editor(state, "stty -a | grep -c ' icanon' >/dev/null && echo COOKED\n"
                                       "read line\necho \"" CALM "-- $line\" > $1"));
    const char *args[] = {pty_program(), "--state", *state, "play", NULL};
    const char *env[] = {setting, "EDITOR=false", NULL};
    struct pty *pty =
        pty_start(&(struct pty_config){.args = args, .env = env, .columns = 120, .rows = 40});
    pty_wait(pty, "client 1");
    pty_type(pty, "@2");
    pty_type(pty, "\\client 2 driver round_robin");
    pty_wait(pty, "@2 is driven by round_robin");
    pty_type(pty, "\\edit driver");
    pty_wait(pty, "COOKED");
    assert_false(pty_is_alternate(pty));
    pty_type(pty, "typed there");
    pty_wait(pty, "@2 is driven by");
    assert_true(pty_is_alternate(pty));
    check_file(state, "drivers/round_robin.lua", "-- typed there");
    pty_type(pty, "SELECT 40 + 2;"); /* the screen is ours again, and the keyboard */
    pty_wait(pty, "42");
    pty_free(pty);
}

/* C-c there is the editor's; it neither ends us nor drops a statement. */
static void screen__interrupt__is_the_editors(void **state)
{
    char setting[600];
    (void)snprintf(setting, sizeof(setting), "EDITOR=%s",
                   write_editor(state, "trap 'echo CAUGHT' INT\necho READY\n"
                                       "while ! read line; do :; done"));
    const char *args[] = {pty_program(), "--state", *state, "play", NULL};
    const char *env[] = {setting, NULL};
    struct pty *pty =
        pty_start(&(struct pty_config){.args = args, .env = env, .columns = 120, .rows = 40});
    pty_wait(pty, "client 1");
    pty_type(pty, "\\edit driver");
    pty_wait(pty, "READY");
    pty_key(pty, "C-c");
    pty_wait(pty, "CAUGHT");
    pty_key(pty, "Enter");
    pty_wait(pty, "nothing was changed: the driver is as it was");
    pty_type(pty, "SELECT 40 + 2;");
    pty_wait(pty, "42");
    pty_free(pty);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, directory_setup, directory_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(plain__saved__decides_and_is_recorded),
        CASE(plain__wrong__the_old_one_stays_and_ours_is_kept),
        CASE(plain__editor_fails__nothing_changes),
        CASE(plain__no_copy_of_another__is_overwritten),
        CASE(screen__editor__has_the_terminal_until_it_ends),
        CASE(screen__interrupt__is_the_editors),
    };
    return cmocka_run_group_tests_name("e2e/edit", tests, NULL, NULL);
}
