/* SPDX-License-Identifier: MIT */
/* Without a screen: pipes, a dumb terminal, and what the command line refuses. */
#include "lib/test.h"

#include "lib/pty.h"

#include <stdio.h>

/* A shell command in a wide terminal; $Q is the program, and nothing of it is kept. */
static struct pty *shell(const char *command)
{
    char program[600];
    (void)snprintf(program, sizeof(program), "Q=%s", pty_program());
    const char *args[] = {"/bin/sh", "-c", command, NULL};
    const char *env[] = {program, "XDG_STATE_HOME=/dev/null", NULL};
    const struct pty_config config = {.args = args, .env = env, .columns = 120, .rows = 40};
    return pty_start(&config);
}

static void expect(const char *command, int status, const char *text)
{
    struct pty *pty = shell(command);
    int got = pty_wait_exit(pty);
    pty_wait_once(pty, text);
    assert_int_equal(got, status);
    pty_free(pty);
}

static void pipe__lines__are_answered_in_order(void **state)
{
    (void)state;
    expect("printf 'CREATE TABLE t (id INT);\\nINSERT INTO t VALUES (3),\\n(4);\\n"
           "SELECT sum(id) FROM t;\\n' | $Q --plain play",
           0, "  7");
}

static void pipe__run_for_a_time__lets_events_happen(void **state)
{
    (void)state;
    expect("printf '\\\\kill az b\\n\\\\run 5s\\n' | $Q --plain play", 0, "moves from m2 to m1");
}

static void pipe__bad_lines__are_said_and_passed(void **state)
{
    (void)state;
    expect("printf '\\\\kil az q\\nSELECT 5 + 6;\\n' | $Q --plain", 0, "  11");
    expect("head -c 1000000 /dev/zero | tr '\\0' x | $Q --plain", 0,
           "that line is longer than 65536 bytes");
    expect("printf 'a\\001b\\n' | $Q --plain", 0, "that line is not text");
}

static void usage__wrong__is_a_sentence_and_exit_2(void **state)
{
    (void)state;
    expect("$Q fly", 2, "quartet: there is no \"fly\": there are play, run and help");
    expect("$Q --bogus", 2, "quartet: there is no option --bogus");
    expect("$Q --masters 9", 2, "--masters wants a number from 2 to 4, not \"9\"");
    expect("$Q learn", 2, "\"learn\" is not in this version");
    expect("$Q play --load nope", 2, "there is no \"nope\" in loads");
}

static void environment__failing__is_a_sentence_and_exit_3(void **state)
{
    (void)state;
    expect("$Q </dev/null", 3, "there is no terminal here: quartet --plain works without one");
    /* Curses keeps what it allocated before it knew that it does not know the terminal. */
    expect("TERM=nonsense ASAN_OPTIONS=detect_leaks=0 $Q", 3,
           "the terminal \"nonsense\" is not known here");
    expect("$Q --data /dev/null/data", 3, "--data /dev/null/data: there is no such directory");
}

static void version__asked__names_the_libraries(void **state)
{
    (void)state;
    expect("$Q --version", 0, "SQLite 3");
    expect("$Q --version", 0, "ncurses");
}

static void dumb_terminal__started__is_plain(void **state)
{
    (void)state;
    const char *args[] = {pty_program(), NULL};
    const char *env[] = {"TERM=dumb", "XDG_STATE_HOME=/dev/null", NULL};
    const struct pty_config config = {.args = args, .env = env, .columns = 100, .rows = 30};
    struct pty *pty = pty_start(&config);
    pty_wait(pty, "quartet>");
    pty_type(pty, "SELECT 20 + 3;");
    pty_wait_once(pty, "  23");
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_free(pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pipe__lines__are_answered_in_order),
        cmocka_unit_test(pipe__run_for_a_time__lets_events_happen),
        cmocka_unit_test(pipe__bad_lines__are_said_and_passed),
        cmocka_unit_test(usage__wrong__is_a_sentence_and_exit_2),
        cmocka_unit_test(environment__failing__is_a_sentence_and_exit_3),
        cmocka_unit_test(version__asked__names_the_libraries),
        cmocka_unit_test(dumb_terminal__started__is_plain),
    };
    return cmocka_run_group_tests_name("e2e/plain", tests, NULL, NULL);
}
