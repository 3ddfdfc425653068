/* SPDX-License-Identifier: MIT */
/* A session that ends as sessions should not, and the next one, which goes on with it. */
#include "lib/test.h"

#include "lib/directory.h"
#include "lib/pty.h"
#include "os/file.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>

static struct pty *start(void **state, const char *command)
{
    const char *args[] = {pty_program(), "--state", *state, command, NULL};
    const struct pty_config config = {.args = args, .columns = 120, .rows = 40};
    struct pty *pty = pty_start(&config);
    pty_wait(pty, command != NULL ? "client 1" : "free play");
    return pty;
}

/* The path of the only run whose name has this ending. */
static const char *run_file(void **state, const char *ending)
{
    static char path[4096];
    path[0] = '\0';
    DIR *directory = opendir(directory_inside(state, "runs"));
    assert_non_null(directory);
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        size_t size = strlen(entry->d_name);
        if (size > strlen(ending) && strcmp(entry->d_name + size - strlen(ending), ending) == 0) {
            (void)snprintf(path, sizeof(path), "%s/runs/%s", (const char *)*state, entry->d_name);
        }
    }
    (void)closedir(directory);
    return path;
}

static void make_a_row(struct pty *pty)
{
    pty_type(pty, "CREATE TABLE t (id INT PRIMARY KEY, v TEXT);");
    pty_wait(pty, "Query OK, 0 rows affected");
    pty_type(pty, "INSERT INTO t VALUES (7, 'seven');");
    pty_wait(pty, "1 row affected");
}

static void resume__killed__goes_on_where_it_was(void **state)
{
    struct pty *pty = start(state, "play");
    make_a_row(pty);
    pty_type(pty, "\\kill az b");
    pty_wait(pty, "4 of 6 copies up");
    pty_signal(pty, SIGKILL);
    assert_int_equal(pty_wait_exit(pty), 128 + SIGKILL);
    pty_free(pty);

    pty = start(state, NULL);
    pty_wait(pty, "continue");
    pty_wait(pty, "Your last run: 3 lines");
    pty_key(pty, "Enter");
    pty_wait(pty, "4 of 6 copies up");
    pty_wait(pty, "paused");
    pty_type(pty, "\\run");
    pty_type(pty, "SELECT v FROM t;");
    pty_wait(pty, "seven");
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_free(pty);
}

static void resume__other_session_has_it__is_not_offered(void **state)
{
    struct pty *first = start(state, "play");
    make_a_row(first);
    struct pty *second = start(state, NULL);
    pty_wait_gone(second, "Your last run");
    pty_key(second, "Enter");
    pty_wait(second, "client 1");
    pty_type(second, "\\kill az c");
    pty_wait(second, "4 of 6 copies up");
    pty_wait(first, "6 of 6 copies up");
    pty_free(second);
    pty_free(first);
}

static void resume__mistyped_lesson__leaves_no_run(void **state)
{
    const char *args[] = {pty_program(), "--state", *state, "learn", "az-loss", NULL};
    struct pty *pty = pty_start(&(struct pty_config){.args = args, .columns = 120, .rows = 40});
    pty_wait(pty, "there is no \"az-loss\"");
    assert_int_equal(pty_wait_exit(pty), 2);
    pty_free(pty);
    pty = start(state, NULL);
    pty_wait_gone(pty, "Your last run");
    pty_free(pty);
}

/* What was left as it began is nothing to go on with. */
static void resume__run_without_a_line__is_not_offered(void **state)
{
    struct pty *pty = start(state, "play");
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_free(pty);
    pty = start(state, NULL);
    pty_wait_gone(pty, "Your last run");
    pty_free(pty);
}

static void resume__damaged_file__is_set_aside_and_told(void **state)
{
    struct pty *pty = start(state, "play");
    make_a_row(pty);
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_free(pty);
    struct buf text;
    buf_init(&text, 1 << 20);
    assert_int_equal(file_read(&text, run_file(state, ".run"), NULL), RC_OK);
    text.data[5] = '\0' + 'X';
    assert_int_equal(file_write(run_file(state, ".run"), text.data, text.size, NULL), RC_OK);
    buf_release(&text);

    pty = start(state, NULL);
    pty_wait(pty, "is damaged");
    pty_wait(pty, "was set aside");
    assert_string_not_equal(run_file(state, ".damaged"), "");
    assert_string_equal(run_file(state, ".run"), "");
    pty_free(pty);
}

static void undo__key__takes_a_kill_back(void **state)
{
    struct pty *pty = start(state, "play");
    pty_type(pty, "\\kill az b");
    pty_wait(pty, "4 of 6 copies up");
    pty_type(pty, "\\undo");
    pty_wait(pty, "6 of 6 copies up");
    pty_wait(pty, "paused");
    pty_type(pty, "\\redo");
    pty_wait(pty, "4 of 6 copies up");
    pty_type(pty, "\\goto 0s");
    pty_wait(pty, "6 of 6 copies up");
    pty_type(pty, "\\kill az c");
    pty_wait(pty, "This is branch b2 now");
    pty_wait(pty, "timeline b2");
    pty_type(pty, "\\switch main");
    pty_wait(pty, "timeline main");
    pty_free(pty);
}

static void save__then_replay__is_the_same_run(void **state)
{
    char line[4200];
    struct pty *pty = start(state, "play");
    make_a_row(pty);
    (void)snprintf(line, sizeof(line), "\\save %s", directory_inside(state, "my.run"));
    pty_type(pty, line);
    pty_wait(pty, "opens it");
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_free(pty);

    const char *saved = directory_inside(state, "my.run");
    const char *args[] = {pty_program(), "--state", *state, "replay", saved, NULL};
    const struct pty_config config = {.args = args, .columns = 120, .rows = 40};
    pty = pty_start(&config);
    pty_wait(pty, "paused");
    pty_type(pty, "\\run");
    pty_type(pty, "SELECT v FROM t;");
    pty_wait(pty, "seven");
    pty_free(pty);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, directory_setup, directory_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(resume__killed__goes_on_where_it_was),
        CASE(resume__other_session_has_it__is_not_offered),
        CASE(resume__mistyped_lesson__leaves_no_run),
        CASE(resume__run_without_a_line__is_not_offered),
        CASE(resume__damaged_file__is_set_aside_and_told),
        CASE(undo__key__takes_a_kill_back),
        CASE(save__then_replay__is_the_same_run),
    };
    return cmocka_run_group_tests_name("e2e/resume", tests, NULL, NULL);
}
