/* SPDX-License-Identifier: MIT */
/* \record: what was on the screen plays again, and whatever ends the program leaves whole lines. */
#include "lib/test.h"

#include "base/buf.h"
#include "lib/directory.h"
#include "lib/pty.h"
#include "os/file.h"

#include <signal.h>
#include <stdio.h>

/* The texts of a recording's frames, as a player sends them. */
#define PLAY                                                                                       \
    "sed -n 's/^\\[[0-9.]*, \"o\", \"\\(.*\\)\"\\]$/\\1/p' a.cast | sed 's/\\\\u001b/\\\\033/g; "  \
    "s/\\\\\"/\"/g' | while read -r line; do printf %b \"$line\"; done"

static void record__session__plays_again(void **state)
{
    (void)state;
    struct pty *pty = pty_start_shell("$Q play --masters 2; printf '\\033[2J\\033[H'; grep -c "
                                      "'\"m\", \"half way\"' a.cast; grep -c '\"r\", \"90x30\"' "
                                      "a.cast; echo counted; read -r go; " PLAY "; read -r go",
                                      80, 24);
    pty_wait(pty, "6 of 6 copies up");
    pty_type(pty, "\\record a.cast");
    pty_wait(pty, "\\record off ends it");
    pty_wait(pty, "● rec");
    pty_type(pty, "\\mark half way");
    pty_resize(pty, 90, 30);
    pty_type(pty, "\\kill az b");
    pty_wait(pty, "4 of 6 copies up");
    pty_type(pty, "\\record off");
    pty_wait(pty, "asciinema play a.cast shows them");
    pty_wait_gone(pty, "● rec");
    pty_type(pty, "\\record a.cast");
    pty_wait(pty, "a.cast: is there already, and stays");
    pty_key(pty, "C-c");
    pty_type(pty, "\\record /nowhere/a.cast");
    pty_wait(pty, "/nowhere/a.cast: cannot be made: No such file or directory");
    pty_type(pty, "\\quit");
    pty_wait(pty, "counted");
    assert_int_equal(pty_find(pty, "4 of 6 copies up"), -1);
    pty_type(pty, "");
    pty_wait(pty, "4 of 6 copies up");
    pty_wait(pty, "● rec");
    pty_type(pty, "");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_free(pty);
}

static struct pty *start_recording(const char *path)
{
    char line[200];
    const char *args[] = {pty_program(), "play", "--state", "/dev/null/quartet", NULL};
    const struct pty_config config = {.args = args};
    struct pty *pty = pty_start(&config);
    (void)snprintf(line, sizeof(line), "\\record %s --cast 3", path);
    pty_wait(pty, "client 1");
    pty_type(pty, line);
    pty_wait(pty, "● rec");
    return pty;
}

static void expect_whole_lines(const char *path)
{
    struct buf text;
    struct err err = {0};
    buf_init(&text, BUF_CAP_TEXT);
    assert_int_equal(file_read(&text, path, &err), RC_OK);
    static const char head[] = "{\"version\": 3, \"term\": {\"cols\": 80,";
    assert_memory_equal(text.data, head, sizeof(head) - 1);
    assert_non_null(strstr(text.data, "\n[0.000000, \"o\", "));
    assert_string_equal(text.data + text.size - 3, "\"]\n");
    buf_release(&text);
}

static void record__signal__leaves_whole_lines(void **state)
{
    const char *path = directory_inside(state, "a.cast");
    struct pty *pty = start_recording(path);
    pty_signal(pty, SIGTERM);
    assert_int_equal(pty_wait_exit(pty), 0);
    expect_whole_lines(path);
    pty_free(pty);
}

static void record__terminal_lost__leaves_whole_lines(void **state)
{
    const char *path = directory_inside(state, "a.cast");
    struct pty *pty = start_recording(path);
    pty_hang_up(pty);
    (void)pty_wait_exit(pty);
    expect_whole_lines(path);
    pty_free(pty);
}

static void record__killed__leaves_whole_lines(void **state)
{
    const char *path = directory_inside(state, "a.cast");
    struct pty *pty = start_recording(path);
    pty_signal(pty, SIGKILL);
    (void)pty_wait_exit(pty);
    expect_whole_lines(path);
    pty_free(pty);
}

/* Not a terminal: what is possible there is named. */
static void record__without_a_screen__names_what_there_is(void **state)
{
    (void)state;
    pty_expect("printf '%s\\n' '\\record a.cast' | $Q --plain", 0,
               "here is none: \\export transcript FILE");
    pty_expect("printf '%s\\n' '\\record a.cast' | $Q run -", 2,
               "here is none: \\export transcript FILE");
}

static void export__script__writes_files_once(void **state)
{
    (void)state;
    pty_expect("printf '%s\\n' '\\mark a' '\\export m1 m1.db' '\\export events e.json' '\\export "
               "transcript t' >s; $Q run s >out && head -c 15 m1.db && tail -n 1 t",
               0, "SQLite format 3");
    pty_expect("echo mine >t; printf '%s\\n' '\\mark a' '\\export transcript t' | $Q run -; cat t",
               0, "mine");
    pty_expect("echo mine >t; printf '%s\\n' '\\mark a' '\\export transcript t' | $Q run -", 2,
               "line 2: t: is there already, and stays");
    pty_expect("printf '%s\\n' '\\export events /nowhere/e' | $Q --plain", 0,
               "/nowhere/e: cannot be made: No such file or directory: is its folder there?");
}

/* Over what it saved itself \save writes again; nothing else is ever written over. */
static void save__somebodys_file__stays(void **state)
{
    (void)state;
    pty_expect("echo mine >a.run; printf '%s\\n' '\\save a.run' | $Q --plain play; cat a.run", 0,
               "a.run: is there already, and stays");
    pty_expect("echo mine >quartet.run; printf '%s\\n' '\\mark a' '\\save' '\\mark b' '\\save' | "
               "$Q --plain play >out; (cat quartet.run; ls *.run; grep -c mark quartet-2.run) | tr "
               "'\\n' ' '",
               0, "mine quartet-2.run quartet.run 2");
    pty_expect("echo mine >a.cast; $Q demo course --record a.cast || cat a.cast", 0, "mine");
}

/* Of a run that was cut off what is left is played, and it is said. */
static void replay__torn_file__says_so(void **state)
{
    (void)state;
    pty_expect(
        "printf '%s\\n' '\\mark a' '\\load course' '\\run 1s' '\\save b.run' | $Q --plain play "
        ">out; head -c 300 b.run >c.run; $Q replay c.run --format text 2>&1 | grep cut",
        0, "This run was cut off: its last ");
}

#define IN_A_DIRECTORY(name)                                                                       \
    cmocka_unit_test_setup_teardown(name, directory_setup, directory_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(record__session__plays_again),
        IN_A_DIRECTORY(record__signal__leaves_whole_lines),
        IN_A_DIRECTORY(record__terminal_lost__leaves_whole_lines),
        IN_A_DIRECTORY(record__killed__leaves_whole_lines),
        cmocka_unit_test(record__without_a_screen__names_what_there_is),
        cmocka_unit_test(export__script__writes_files_once),
        cmocka_unit_test(save__somebodys_file__stays),
        cmocka_unit_test(replay__torn_file__says_so),
    };
    return cmocka_run_group_tests_name("e2e/record", tests, NULL, NULL);
}
