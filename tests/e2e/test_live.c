/* SPDX-License-Identifier: MIT */
/* The files beside a session, as another program sees them while the lab runs. */
#include "lib/test.h"

#include "lib/directory.h"
#include "lib/pty.h"
#include "lib/reader.h"

#include <unistd.h>

static struct pty *start(void **state, const char *first)
{
    const char *args[] = {pty_program(), "play", "--state", *state, first, NULL};
    const struct pty_config config = {.args = args, .columns = 120, .rows = 40};
    struct pty *pty = pty_start(&config);
    pty_wait(pty, first != NULL ? "quartet>" : "client 1");
    return pty;
}

static bool is_there(void **state, const char *name)
{
    return access(directory_inside(state, name), F_OK) == 0;
}

#define LIST "SELECT group_concat(id || v, ' ') FROM t"

/* What is shown is in the file: it is written before the frame. */
static void live__row_written__another_program_reads_it(void **state)
{
    struct pty *pty = start(state, NULL);
    pty_type(pty, "CREATE TABLE t (id INT PRIMARY KEY, v TEXT);");
    pty_wait(pty, "Query OK, 0 rows affected");
    pty_type(pty, "INSERT INTO t VALUES (7, 'seven');");
    pty_wait(pty, "1 row affected");
    assert_string_equal(reader_query(directory_inside(state, "live/m1.db"), LIST), "7seven");
    pty_wait(pty, "shows the row that m1 committed");
    assert_string_equal(reader_query(directory_inside(state, "live/m2.db"), LIST), "7seven");
    (void)reader_query(directory_inside(state, "live/m2.db"), "DELETE FROM t");
    pty_wait(pty, "m2.db was changed by another program");
    assert_string_equal(reader_query(directory_inside(state, "live/m2.db"), LIST), "7seven");
    pty_type(pty, "\\create masters=3");
    pty_wait(pty, "A new cluster of 3 masters");
    assert_string_equal(reader_query(directory_inside(state, "live/m3.db"), LIST),
                        "no such table: t");
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_free(pty);
    assert_true(is_there(state, "live/m3.db"));
    assert_false(is_there(state, "live/m3.db-wal"));
}

static void live__second_session__has_none_and_says_where(void **state)
{
    struct pty *first = start(state, NULL);
    struct pty *second = start(state, NULL);
    pty_wait(second, "no m1.db to m4.db beside this session (--state DIR is another place)");
    pty_wait(second, "live: another session has it");
    pty_type(second, "CREATE TABLE t (id INT);");
    pty_wait(second, "Query OK, 0 rows affected");
    assert_string_equal(reader_query(directory_inside(state, "live/m1.db"), LIST),
                        "no such table: t");
    pty_type(first, "CREATE TABLE t (id INT, v INT);");
    pty_wait(first, "Query OK, 0 rows affected");
    assert_string_equal(
        reader_query(directory_inside(state, "live/m1.db"), "SELECT count(*) FROM t"), "0");
    pty_free(second);
    pty_free(first);
}

static void live__plain__has_the_files_too(void **state)
{
    struct pty *pty = start(state, "--plain");
    pty_type(pty, "CREATE TABLE t (id INT PRIMARY KEY, v TEXT);");
    pty_wait(pty, "Query OK, 0 rows affected");
    pty_type(pty, "INSERT INTO t VALUES (7, 'seven');");
    pty_wait(pty, "shows the row that m1 committed");
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_free(pty);
    assert_string_equal(reader_query(directory_inside(state, "live/m1.db"), LIST), "7seven");
    assert_string_equal(reader_query(directory_inside(state, "live/m2.db"), LIST), "7seven");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, directory_setup, directory_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(live__row_written__another_program_reads_it),
        CASE(live__second_session__has_none_and_says_where),
        CASE(live__plain__has_the_files_too),
    };
    return cmocka_run_group_tests_name("e2e/live", tests, NULL, NULL);
}
