/* SPDX-License-Identifier: MIT */
/* Whatever ends or stops the program, the terminal is given back; whatever is pasted, it lives. */
#include "lib/test.h"

#include "base/mem.h"
#include "lib/pty.h"

#include <signal.h>
#include <stdio.h>

static struct pty *start(const char *const *env, int columns, int rows)
{
    const char *args[] = {pty_program(), "play", "--state", "/dev/null/quartet", NULL};
    const struct pty_config config = {.args = args, .env = env, .columns = columns, .rows = rows};
    struct pty *pty = pty_start(&config);
    pty_wait(pty, "client 1");
    return pty;
}

static void signal__sigterm__restores_the_terminal(void **state)
{
    (void)state;
    struct pty *pty = start(NULL, 80, 24);
    pty_signal(pty, SIGTERM);
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_assert_given_back(pty);
    pty_wait_once(pty, "quartet: ended by a signal");
    pty_free(pty);
}

static void signal__sigabrt__restores_the_terminal(void **state)
{
    (void)state;
    struct pty *pty = start(NULL, 80, 24);
    pty_signal(pty, SIGABRT);
    assert_int_equal(pty_wait_exit(pty), 128 + SIGABRT);
    pty_assert_given_back(pty);
    pty_free(pty);
}

static void signal__sigint__only_cancels(void **state)
{
    (void)state;
    struct pty *pty = start(NULL, 80, 24);
    pty_signal(pty, SIGINT);
    pty_wait(pty, "nothing waits to be cancelled");
    pty_free(pty);
}

/* Under a shell with job control, as a person has it. */
static void control_z__then_fg__comes_back(void **state)
{
    (void)state;
    char program[600];
    (void)snprintf(program, sizeof(program), "Q=%s", pty_program());
    const char *args[] = {"/bin/sh", "-m", "-c",
                          "$Q play --state /dev/null/quartet; echo stopped; read line; fg", NULL};
    const char *env[] = {program, NULL};
    const struct pty_config config = {.args = args, .env = env};
    struct pty *pty = pty_start(&config);
    pty_wait(pty, "client 1");
    pty_send(pty, "SELECT");
    pty_wait(pty, "▸ SELECT");
    pty_key(pty, "C-z");
    pty_wait(pty, "stopped");
    pty_assert_given_back(pty);
    pty_key(pty, "Enter");
    pty_wait(pty, "▸ SELECT");
    pty_wait(pty, "6 of 6 copies up");
    assert_true(pty_is_alternate(pty));
    pty_free(pty);
}

/* What was done can be done again from the file that is kept. */
static void quit__after_a_kill__keeps_a_run_that_runs(void **state)
{
    (void)state;
    char program[600];
    (void)snprintf(program, sizeof(program), "Q=%s", pty_program());
    const char *args[] = {
        "/bin/sh", "-c",
        "S=$(mktemp -d); $Q play --seed 5 --state $S; grep -v '^|' $S/runs/*.run; "
        "$Q replay $S/runs/*.run --format text | grep 'AZ b'; rm -r $S",
        NULL};
    const char *env[] = {program, NULL};
    const struct pty_config config = {.args = args, .env = env, .columns = 100, .rows = 30};
    struct pty *pty = pty_start(&config);
    pty_wait(pty, "client 1");
    pty_key(pty, "Esc");
    pty_wait(pty, "Enter types here, : finds a command");
    pty_send(pty, "kb");
    pty_wait(pty, "4 of 6 copies up");
    pty_key(pty, "q");
    pty_wait(pty, "end? the run is kept");
    pty_key(pty, "y");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_wait_once(pty, "seed 5");
    pty_wait_once(pty, "@1 \\kill az b");
    pty_wait_once(pty, "goes dark: m2, b1 and b2");
    pty_free(pty);
}

static void paste__of_many_lines__runs_them_in_order(void **state)
{
    (void)state;
    struct pty *pty = start(NULL, 120, 40);
    pty_send(pty, "\033[200~CREATE TABLE t (id INT PRIMARY KEY,\n v INT);\nINSERT INTO t VALUES "
                  "(1, 5),\n (2, 6);\nSELECT v + 100 FROM t;\nSELECT 'left over\033[201~");
    pty_wait(pty, "106");
    pty_wait(pty, "SELECT 'left over");
    pty_free(pty);
}

/* Where letters are keys, a paste is text all the same: nothing is killed by it. */
static void paste__in_the_picture__is_no_keys(void **state)
{
    (void)state;
    struct pty *pty = start(NULL, 120, 40);
    pty_key(pty, "Esc");
    pty_wait(pty, "Enter types here");
    pty_send(pty, "\033[200~kbqy\033[201~");
    pty_wait(pty, "▸ kbqy");
    pty_wait(pty, "6 of 6 copies up");
    pty_key(pty, "C-c");
    pty_key(pty, "Esc");
    pty_wait(pty, "Enter types here");
    pty_send(pty, "\033[200~SELECT 5 + 6;\r\\kill az b\r\nSELECT 'not");
    pty_send(pty, " yet\033[201~");
    pty_wait(pty, "4 of 6 copies up");
    pty_wait(pty, "▸ SELECT 'not yet");
    pty_free(pty);
}

static void paste__binary__is_refused_and_the_line_kept(void **state)
{
    (void)state;
    struct pty *pty = start(NULL, 120, 40);
    pty_send(pty, "SELECT kept");
    pty_wait(pty, "SELECT kept");
    pty_send(pty, "\033[200~ab\001\002\377\376\033[201~");
    pty_wait(pty, "is not text");
    pty_wait(pty, "▸ SELECT kept");
    pty_free(pty);
}

static void paste__of_a_megabyte__is_refused_in_one_sentence(void **state)
{
    (void)state;
    size_t size = (size_t)1 << 20;
    char *text = mem_alloc(size + 1, 1);
    memset(text, 'x', size);
    struct pty *pty = start(NULL, 120, 40);
    pty_send(pty, "SELECT kept");
    pty_send(pty, "\033[200~");
    pty_send(pty, text);
    pty_send(pty, "\033[201~");
    pty_wait(pty, "longer than a line may be");
    pty_wait(pty, "▸ SELECT kept");
    mem_free(text);
    pty_free(pty);
}

static void no_color__set__draws_without_colours(void **state)
{
    (void)state;
    const char *env[] = {"NO_COLOR=1", NULL};
    struct pty *pty = start(env, 80, 24);
    pty_wait(pty, "6 of 6 copies up");
    for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 80; column++) {
            struct pty_cell cell = pty_cell_at(pty, column, row);
            assert_true(cell.default_foreground && cell.default_background);
        }
    }
    pty_free(pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signal__sigterm__restores_the_terminal),
        cmocka_unit_test(signal__sigabrt__restores_the_terminal),
        cmocka_unit_test(signal__sigint__only_cancels),
        cmocka_unit_test(control_z__then_fg__comes_back),
        cmocka_unit_test(quit__after_a_kill__keeps_a_run_that_runs),
        cmocka_unit_test(paste__of_many_lines__runs_them_in_order),
        cmocka_unit_test(paste__in_the_picture__is_no_keys),
        cmocka_unit_test(paste__binary__is_refused_and_the_line_kept),
        cmocka_unit_test(paste__of_a_megabyte__is_refused_in_one_sentence),
        cmocka_unit_test(no_color__set__draws_without_colours),
    };
    return cmocka_run_group_tests_name("e2e/terminal", tests, NULL, NULL);
}
