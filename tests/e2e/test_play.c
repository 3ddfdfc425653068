/* SPDX-License-Identifier: MIT */
/* The main job of the program, at a terminal: start, type SQL, kill an AZ, see the client move. */
#include "lib/test.h"

#include "lib/pty.h"

static struct pty *start(const char *first, const char *second, int columns, int rows)
{
    const char *args[] = {pty_program(), "--state", "/dev/null/quartet", first, second, NULL};
    const struct pty_config config = {.args = args, .columns = columns, .rows = rows};
    return pty_start(&config);
}

static void home__p_and_enter__open_the_course_pair(void **state)
{
    (void)state;
    struct pty *pty = start(NULL, NULL, 80, 24);
    pty_wait(pty, "Meet the cluster");
    pty_wait(pty, "Not an AWS product");
    pty_key(pty, "p");
    pty_wait(pty, "▸ two masters");
    pty_key(pty, "Enter");
    pty_wait(pty, "A new cluster of 2 masters");
    pty_wait(pty, "6 of 6 copies up");
    pty_wait(pty, "SQL, or a command such as \\help");
    pty_send(pty, "hello"); /* what a newcomer does: it is text, where the cursor stands */
    pty_wait(pty, "▸ hello");
    pty_key(pty, "C-c");
    pty_key(pty, "Esc");
    pty_wait(pty, "Enter types here, : finds a command");
    pty_key(pty, "q");
    pty_wait(pty, "end? the run is not kept");
    pty_key(pty, "y");
    assert_int_equal(pty_wait_exit(pty), 0);
    assert_false(pty_is_alternate(pty));
    assert_true(pty_is_cooked(pty));
    pty_free(pty);
}

static void sql__typed__answers_with_a_table(void **state)
{
    (void)state;
    struct pty *pty = start("play", NULL, 120, 40);
    pty_wait(pty, "client 1");
    pty_type(pty, "CREATE DATABASE demo;");
    pty_wait(pty, "Query OK");
    pty_type(pty, "USE demo;");
    pty_type(pty, "CREATE TABLE t (id INT PRIMARY KEY,");
    pty_type(pty, "v TEXT);");
    pty_type(pty, "INSERT INTO t VALUES (1, 'größer 漢字');");
    pty_type(pty, "SELECT v FROM t;");
    pty_wait(pty, "1 row in");
    pty_wait(pty, "    größer 漢字");
    pty_free(pty);
}

static void kill_az__by_keys__goes_dark_and_the_client_moves(void **state)
{
    (void)state;
    struct pty *pty = start("play", NULL, 120, 40);
    pty_wait(pty, "6 of 6 copies up");
    pty_key(pty, "Esc");
    pty_wait(pty, "Enter types here, : finds a command");
    pty_key(pty, "k");
    pty_wait(pty, "a b c AZ");
    pty_key(pty, "b");
    pty_wait(pty, "DOWN");
    pty_wait(pty, "4 of 6 copies up");
    pty_wait(pty, "moves from m2 to m1");
    pty_key(pty, "j");
    pty_key(pty, "b");
    pty_wait(pty, "6 of 6 copies up");
    pty_free(pty);
}

static void resize__small_and_back__loses_nothing(void **state)
{
    (void)state;
    struct pty *pty = start("play", NULL, 120, 40);
    pty_wait(pty, "clients");
    pty_send(pty, "UPDATE");
    pty_wait(pty, "UPDATE");
    pty_resize(pty, 80, 24);
    pty_wait_gone(pty, "since the start");
    pty_wait(pty, "UPDATE");
    pty_resize(pty, 20, 5);
    pty_wait(pty, "Quartet needs");
    pty_resize(pty, 120, 40);
    pty_wait(pty, "since the start");
    pty_wait(pty, "UPDATE");
    pty_free(pty);
}

static void wrong_command__typed__names_the_nearest_and_keeps_the_line(void **state)
{
    (void)state;
    struct pty *pty = start("play", NULL, 120, 40);
    pty_wait(pty, "client 1");
    pty_type(pty, "\\kil az b");
    pty_wait(pty, "4 of 6 copies up"); /* the first letters are enough */
    pty_type(pty, "\\restroe az b");
    pty_wait(pty, "did you mean \\restore?");
    pty_wait(pty, "▸ \\restroe az b");
    pty_wait(pty, "type a new line");
    /* What is typed next takes its place; the arrows mend it. */
    pty_type(pty, "SELECT 40 + 2;");
    pty_wait(pty, "    42");
    pty_type(pty, "\\restroe az b");
    pty_wait(pty, "▸ \\restroe az b");
    for (int i = 0; i < 6; i++) {
        pty_key(pty, "Left");
    }
    pty_key(pty, "Backspace");
    pty_key(pty, "Left");
    pty_send(pty, "o");
    pty_wait(pty, "▸ \\restore az b");
    pty_key(pty, "Enter");
    pty_wait(pty, "6 of 6 copies up");
    pty_free(pty);
}

static void statement__without_its_end__is_no_trap(void **state)
{
    (void)state;
    struct pty *pty = start("play", NULL, 80, 24);
    pty_wait(pty, "client 1");
    pty_type(pty, "SELEC 1");
    pty_wait(pty, "-> ");
    pty_wait(pty, "; ends the statement, C-c drops it");
    pty_type(pty, "\\kill az b");
    pty_wait(pty, "4 of 6 copies up");
    pty_wait(pty, "-> ");
    pty_key(pty, "F2");
    pty_wait(pty, "client 2");
    pty_type(pty, "\\c");
    pty_wait_gone(pty, "-> ");
    pty_type(pty, "INSERT 'a");
    pty_wait(pty, "' ends the text begun above");
    pty_key(pty, "C-c");
    pty_wait_gone(pty, "' ends");
    pty_free(pty);
}

static void help__question_mark__opens_and_closes(void **state)
{
    (void)state;
    struct pty *pty = start("play", NULL, 80, 24);
    pty_wait(pty, "client 1");
    pty_key(pty, "?");
    pty_wait(pty, "Esc closes");
    pty_key(pty, "Esc");
    pty_wait_gone(pty, "Esc closes");
    pty_wait(pty, "events");
    pty_free(pty);
}

/* The line after \why is not lost: its first letter closes the page. */
static void why__then_a_command__is_done(void **state)
{
    (void)state;
    struct pty *pty = start("play", NULL, 80, 24);
    pty_wait(pty, "client 1");
    pty_type(pty, "\\kill az b");
    pty_wait(pty, "4 of 6 copies up");
    pty_type(pty, "\\why");
    pty_wait(pty, "Esc closes");
    pty_type(pty, "\\heal");
    pty_wait(pty, "6 of 6 copies up");
    pty_free(pty);
}

static void pause__space__stands_still_and_says_so(void **state)
{
    (void)state;
    struct pty *pty = start("play", NULL, 80, 24);
    pty_wait(pty, "running");
    pty_key(pty, "Space");
    pty_wait(pty, "paused");
    pty_type(pty, "SELECT 40 + 2;");
    pty_wait(pty, "paused: Space runs");
    pty_key(pty, "Space");
    pty_wait(pty, "1 row in");
    pty_free(pty);
}

static void state__not_writable__says_so_and_goes_on(void **state)
{
    (void)state;
    struct pty *pty = start("play", NULL, 120, 40);
    pty_wait(pty, "/dev/null/quartet: cannot be made: Not a directory");
    pty_wait(pty, "6 of 6 copies up");
    pty_free(pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(home__p_and_enter__open_the_course_pair),
        cmocka_unit_test(sql__typed__answers_with_a_table),
        cmocka_unit_test(kill_az__by_keys__goes_dark_and_the_client_moves),
        cmocka_unit_test(resize__small_and_back__loses_nothing),
        cmocka_unit_test(wrong_command__typed__names_the_nearest_and_keeps_the_line),
        cmocka_unit_test(statement__without_its_end__is_no_trap),
        cmocka_unit_test(help__question_mark__opens_and_closes),
        cmocka_unit_test(why__then_a_command__is_done),
        cmocka_unit_test(pause__space__stands_still_and_says_so),
        cmocka_unit_test(state__not_writable__says_so_and_goes_on),
    };
    return cmocka_run_group_tests_name("e2e/play", tests, NULL, NULL);
}
