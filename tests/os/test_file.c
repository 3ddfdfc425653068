/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/directory.h"
#include "os/data_files.h"
#include "os/file.h"
#include "os/paths.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void file__written__reads_back_and_leaves_nothing_beside(void **state)
{
    struct buf text;
    struct err err = {0};
    buf_init(&text, 100);
    assert_int_equal(file_write(directory_inside(state, "a"), "one", 3, &err), RC_OK);
    assert_int_equal(file_write(directory_inside(state, "a"), "two\0x", 5, &err), RC_OK);
    assert_int_equal(file_read(&text, directory_inside(state, "a"), &err), RC_OK);
    assert_int_equal(text.size, 5);
    assert_memory_equal(text.data, "two\0x", 5);
    assert_int_equal(access(directory_inside(state, "a.new"), F_OK), -1);
    buf_release(&text);
}

static void file__missing__is_unknown(void **state)
{
    struct buf text;
    struct err err = {0};
    buf_init(&text, 100);
    assert_int_equal(file_read(&text, directory_inside(state, "no"), &err), RC_UNKNOWN);
    assert_non_null(strstr(err.text, "/no: No such file or directory"));
    assert_int_equal(file_read(&text, directory_inside(state, "."), &err), RC_ENV);
    assert_non_null(strstr(err.text, "cannot be read: Is a directory"));
    buf_release(&text);
}

static void file__too_long__says_full(void **state)
{
    struct buf text;
    struct err err = {0};
    buf_init(&text, 4);
    assert_int_equal(file_write(directory_inside(state, "a"), "12345", 5, &err), RC_OK);
    assert_int_equal(file_read(&text, directory_inside(state, "a"), &err), RC_FULL);
    assert_non_null(strstr(err.text, "longer than 4 bytes"));
    buf_release(&text);
}

static void file__unwritable__says_why(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(file_write("/dev/null/a", "1", 1, &err), RC_ENV);
    assert_string_equal(err.text, "/dev/null/a: cannot be written: Not a directory");
    assert_int_equal(file_make_directories("/dev/null/a/b", &err), RC_ENV);
    assert_string_equal(err.text, "/dev/null/a: cannot be made: Not a directory");
}

static void add_name(void *user, const char *name)
{
    buf_addf(user, "%s ", name);
}

static void list__names__are_sorted_and_hidden_left_out(void **state)
{
    struct buf names;
    buf_init(&names, 100);
    static const char *const made[] = {"b", "a", ".hidden", "B"};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(file_write(directory_inside(state, made[i]), "", 0, NULL), RC_OK);
    }
    file_list(*state, add_name, &names);
    assert_string_equal(names.data, "B a b ");
    buf_release(&names);
}

static void data__bare_name__finds_the_file_of_its_kind(void **state)
{
    struct data_files files = {.directory = *state};
    struct buf text;
    struct err err = {0};
    buf_init(&text, 100);
    assert_int_equal(file_make_directories(directory_inside(state, "drivers"), &err), RC_OK);
    assert_int_equal(file_write(directory_inside(state, "drivers/round_robin.lua"), "r", 1, &err),
                     RC_OK);
    assert_int_equal(file_write(directory_inside(state, "drivers/round.lua"), "s", 1, &err), RC_OK);
    assert_int_equal(data_files_read(&files, "drivers", "round", &text, &err), RC_OK);
    assert_string_equal(text.data, "s");
    assert_int_equal(data_files_read(&files, "drivers", "nope", &text, &err), RC_UNKNOWN);
    assert_string_equal(err.text, "there is no \"nope\" in drivers: there are round, round_robin");
    assert_int_equal(data_files_read(&files, "loads", "x", &text, &err), RC_UNKNOWN);
    assert_string_equal(err.text,
                        "there is no \"x\": no loads were found; say where with --data DIR");
    buf_release(&text);
}

static void paths__state_asked_for__is_made(void **state)
{
    struct paths paths;
    struct paths_options options = {
        .program = "quartet", .probe = "drivers", .state = directory_inside(state, "x/y")};
    assert_int_equal(paths_find(&paths, &options, NULL), RC_OK);
    assert_string_equal(paths.state, options.state);
    assert_true(file_is_directory(paths.state));
    assert_int_equal(paths.trouble.rc, RC_OK);
}

static void paths__state_not_writable__goes_on_with_the_reason(void **state)
{
    (void)state;
    struct paths paths;
    struct err err = {0};
    struct paths_options options = {
        .program = "quartet", .probe = "drivers", .state = "/dev/null/quartet"};
    assert_int_equal(paths_find(&paths, &options, &err), RC_OK);
    assert_string_equal(paths.state, "");
    assert_string_equal(paths.trouble.text, "/dev/null/quartet: cannot be made: Not a directory");
    options.data = "/dev/null";
    assert_int_equal(paths_find(&paths, &options, &err), RC_ENV);
    assert_string_equal(err.text, "--data /dev/null: there is no such directory");
}

/* A lock is between processes: what another one says is its exit status. */
static int claim_elsewhere(const struct paths *paths)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        struct paths own = *paths;
        own.live[0] = '\0';
        paths_claim_live(&own);
        bool is_said = strstr(own.trouble.text, "/live: another session has it") != NULL;
        _exit(own.live[0] != '\0' ? 1 : is_said ? 2 : 3);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

static void paths__live_claimed__a_second_session_has_none(void **state)
{
    struct paths paths = {0};
    (void)snprintf(paths.state, sizeof(paths.state), "%s", (char *)*state);
    assert_int_equal(claim_elsewhere(&paths), 1);
    paths_claim_live(&paths);
    assert_string_equal(paths.live, directory_inside(state, "live"));
    assert_string_equal(paths.trouble.text, "");
    assert_int_equal(claim_elsewhere(&paths), 2);
}

static void paths__live_cannot_be_made__says_why(void **state)
{
    struct paths paths = {0};
    (void)snprintf(paths.state, sizeof(paths.state), "%s", (char *)*state);
    assert_int_equal(file_write(directory_inside(state, "live"), "", 0, NULL), RC_OK);
    paths_claim_live(&paths);
    assert_string_equal(paths.live, "");
    assert_non_null(strstr(paths.trouble.text, "no m1.db to m4.db beside this session"));
    assert_non_null(strstr(paths.trouble.text, "/live: is not a directory"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(file__written__reads_back_and_leaves_nothing_beside,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(file__missing__is_unknown, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(file__too_long__says_full, directory_setup,
                                        directory_teardown),
        cmocka_unit_test(file__unwritable__says_why),
        cmocka_unit_test_setup_teardown(list__names__are_sorted_and_hidden_left_out,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(data__bare_name__finds_the_file_of_its_kind,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(paths__state_asked_for__is_made, directory_setup,
                                        directory_teardown),
        cmocka_unit_test(paths__state_not_writable__goes_on_with_the_reason),
        cmocka_unit_test_setup_teardown(paths__live_claimed__a_second_session_has_none,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(paths__live_cannot_be_made__says_why, directory_setup,
                                        directory_teardown),
    };
    return cmocka_run_group_tests_name("os/file", tests, NULL, NULL);
}
