/* SPDX-License-Identifier: MIT */
/* The terminal driver itself, on small shell programs: what the other end-to-end tests trust. */
#include "lib/test.h"

#include "lib/pty.h"

#include <signal.h>

static struct pty *start_shell(const char *commands)
{
    const char *const args[] = {"/bin/sh", "-c", commands, NULL};
    return pty_start(&(struct pty_config){.args = args, .columns = 40, .rows = 10});
}

static void pty__program_writes__row_and_status(void **state)
{
    (void)state;
    struct pty *pty = start_shell("printf 'one\\ntwo \\342\\234\\223\\n'; exit 7");
    pty_wait(pty, "two ✓");
    assert_string_equal(pty_row(pty, 0), "one");
    assert_string_equal(pty_row(pty, 1), "two ✓");
    assert_int_equal(pty_find(pty, "three"), -1);
    assert_int_equal(pty_wait_exit(pty), 7);
    pty_free(pty);
}

static void pty__environment__is_ours(void **state)
{
    (void)state;
    struct pty *pty = start_shell("echo $TERM $LC_ALL ${QUARTET:-none}; stty size");
    pty_wait(pty, "xterm-256color C.UTF-8 none");
    pty_wait(pty, "10 40");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_free(pty);
}

static void pty__keys__reach_the_program(void **state)
{
    (void)state;
    struct pty *pty = start_shell("read line; echo got $line");
    pty_type(pty, "hello");
    pty_wait_match(pty, "^got hel+o$");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_free(pty);
}

static void pty__attributes__are_seen(void **state)
{
    (void)state;
    struct pty *pty =
        start_shell("printf '\\033[?1049h\\033[H\\033[1;7;38;2;1;2;3mA\\033[0mB'; read x;"
                    "printf '\\033[?1049l'; exit 0");
    pty_wait(pty, "AB");
    struct pty_cell cell = pty_cell_at(pty, 0, 0);
    assert_string_equal(cell.text, "A");
    assert_true(cell.bold && cell.reverse && !cell.underline);
    assert_int_equal(cell.foreground, 0x010203);
    assert_true(pty_cell_at(pty, 1, 0).default_foreground);
    assert_true(pty_is_alternate(pty));
    pty_key(pty, "Enter");
    assert_int_equal(pty_wait_exit(pty), 0);
    assert_false(pty_is_alternate(pty));
    pty_free(pty);
}

static void pty__resize_and_signal__reach_the_program(void **state)
{
    (void)state;
    struct pty *pty = start_shell("trap 'stty size' WINCH; trap 'echo term; exit 3' TERM;"
                                  "echo ready; while :; do read x; done");
    pty_wait(pty, "ready");
    pty_resize(pty, 50, 12);
    pty_wait(pty, "12 50");
    pty_signal(pty, SIGTERM);
    pty_wait(pty, "term");
    assert_int_equal(pty_wait_exit(pty), 3);
    pty_free(pty);
}

static void pty__killed__status_tells_the_signal(void **state)
{
    (void)state;
    struct pty *pty = start_shell("echo ready; read x");
    pty_wait(pty, "ready");
    assert_true(pty_is_cooked(pty));
    pty_signal(pty, SIGKILL);
    assert_int_equal(pty_wait_exit(pty), 128 + SIGKILL);
    pty_free(pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pty__program_writes__row_and_status),
        cmocka_unit_test(pty__environment__is_ours),
        cmocka_unit_test(pty__keys__reach_the_program),
        cmocka_unit_test(pty__attributes__are_seen),
        cmocka_unit_test(pty__resize_and_signal__reach_the_program),
        cmocka_unit_test(pty__killed__status_tells_the_signal),
    };
    return cmocka_run_group_tests_name("e2e/pty", tests, NULL, NULL);
}
