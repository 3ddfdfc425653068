/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/directory.h"
#include "os/data_files.h"
#include "os/file.h"
#include "os/paths.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
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

/* In a folder that others write, too, a link under the name beside ours leads elsewhere. */
static void file__link_laid_beside__leads_nowhere(void **state)
{
    struct err err = {0};
    struct buf text;
    buf_init(&text, 100);
    const char *victim = directory_inside(state, "victim");
    const char *path = directory_inside(state, "run");
    assert_int_equal(file_write(victim, "whole", 5, &err), RC_OK);
    assert_int_equal(symlink(victim, directory_inside(state, "run.new")), 0);
    assert_int_equal(file_write(path, "ours", 4, &err), RC_OK);
    assert_int_equal(file_read(&text, victim, &err), RC_OK);
    assert_string_equal(text.data, "whole");
    buf_clear(&text);
    assert_int_equal(file_read(&text, path, &err), RC_OK);
    assert_string_equal(text.data, "ours");
    buf_release(&text);
}

static void file__missing__is_unknown(void **state)
{
    struct buf text;
    struct err err = {0};
    buf_init(&text, 100);
    assert_int_equal(file_read(&text, directory_inside(state, "no"), &err), RC_UNKNOWN);
    assert_non_null(strstr(err.text, "/no: No such file or directory"));
    buf_release(&text);
}

/* Whoever reads one of these could wait for ever, and with him the screen. */
static void file__that_is_none__is_refused_at_once(void **state)
{
    struct buf text;
    struct err err = {0};
    buf_init(&text, 100);
    const char *pipe = directory_inside(state, "pipe");
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_int_equal(file_read(&text, pipe, &err), RC_USAGE);
    assert_non_null(strstr(err.text, "/pipe: this is a pipe or a device"));
    assert_int_equal(file_read(&text, "/dev/zero", &err), RC_USAGE);
    assert_int_equal(file_read(&text, "-", &err), RC_UNKNOWN);
    assert_int_equal(file_read(&text, directory_inside(state, "."), &err), RC_USAGE);
    assert_non_null(strstr(err.text, ": this is a directory: name a file in it"));
    assert_int_equal(file_read_any(&text, directory_inside(state, "."), &err), RC_USAGE);
    assert_int_equal(file_read_any(&text, "/dev/null", &err), RC_OK);
    assert_int_equal(text.size, 0);
    assert_int_equal(file_write("/dev/null", "1", 1, &err), RC_ENV);
    assert_string_equal(err.text, "/dev/null: cannot be written: it is no file");
    buf_release(&text);
}

/* In a child, for what it does to its standard files stays done. */
static void prepare__closed_files_and_a_limit__are_errors(void **state)
{
    const char *path = directory_inside(state, "big");
    pid_t child = fork();
    if (child == 0) {
        char byte;
        struct err err = {0};
        struct rlimit limit = {.rlim_cur = 2, .rlim_max = 2};
        close(STDIN_FILENO);
        close(STDOUT_FILENO);
        file_prepare();
        bool fails = write(STDOUT_FILENO, "x", 1) < 0 && read(STDIN_FILENO, &byte, 1) < 0;
        int next = open("/dev/null", O_RDONLY);
        setrlimit(RLIMIT_FSIZE, &limit);
        bool is_said = file_write(path, "123", 3, &err) == RC_ENV &&
                       strstr(err.text, "File too large") != NULL;
        _exit(fails && next > STDERR_FILENO && is_said ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void file__new__is_made_once_and_what_is_there_stays(void **state)
{
    struct buf text;
    struct err err = {0};
    const char *path = directory_inside(state, "new");
    buf_init(&text, 100);
    assert_int_equal(file_write_new(path, "one", 3, &err), RC_OK);
    assert_int_equal(file_write_new(path, "two", 3, &err), RC_STATE);
    assert_non_null(strstr(err.text, "new: is there already, and stays: give another name"));
    assert_int_equal(file_read(&text, path, &err), RC_OK);
    assert_string_equal(text.data, "one");
    assert_int_equal(symlink(path, directory_inside(state, "link")), 0);
    assert_int_equal(file_write_new(directory_inside(state, "link"), "x", 1, &err), RC_STATE);
    assert_int_equal(file_write_new(directory_inside(state, "no/a"), "x", 1, &err), RC_ENV);
    assert_non_null(strstr(err.text, "No such file or directory: is its folder there?"));
    buf_release(&text);
}

/* A piece that has no room leaves nothing of it, and what has room follows. */
static void file__growing__is_whole_pieces(void **state)
{
    struct buf text;
    struct err err = {0};
    struct file_growing file;
    struct rlimit before;
    const char *path = directory_inside(state, "growing");
    buf_init(&text, 100);
    assert_int_equal(file_grow_start(&file, path, &err), RC_OK);
    struct file_growing other;
    assert_int_equal(file_grow_start(&other, path, &err), RC_STATE);
    assert_null(other.path);
    assert_int_equal(file_grow(&file, "[one]\n", 6, &err), RC_OK);
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit low = {.rlim_cur = 10, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    assert_int_equal(file_grow(&file, "[two]\n", 6, &err), RC_ENV);
    assert_non_null(strstr(err.text, "growing: cannot be written: File too large"));
    assert_int_equal(file_read(&text, path, &err), RC_OK);
    assert_string_equal(text.data, "[one]\n");
    assert_int_equal(file_grow(&file, "[]\n", 3, &err), RC_OK);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(file_grow_end(&file, &err), RC_OK);
    assert_null(file.path);
    buf_clear(&text);
    assert_int_equal(file_read(&text, path, &err), RC_OK);
    assert_string_equal(text.data, "[one]\n[]\n");
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

static void list__more_names_than_are_listed__gives_the_first(void **state)
{
    struct buf names;
    char name[16];
    buf_init(&names, 10 * FILES_LISTED_MAX);
    for (int i = FILES_LISTED_MAX; i >= 0; i--) {
        (void)snprintf(name, sizeof(name), "%04d", i);
        assert_int_equal(file_write(directory_inside(state, name), "", 0, NULL), RC_OK);
    }
    file_list(*state, add_name, &names);
    assert_int_equal(names.size, 5 * FILES_LISTED_MAX);
    assert_memory_equal(names.data, "0000 0001 0002 ", 15);
    (void)snprintf(name, sizeof(name), "%04d ", FILES_LISTED_MAX - 1);
    assert_string_equal(names.data + names.size - 5, name);
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
    assert_int_equal(file_write(directory_inside(state, "drivers/README.md"), "no", 2, &err),
                     RC_OK);
    assert_int_equal(data_files_read(&files, "drivers", "README", &text, &err), RC_UNKNOWN);
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
    assert_string_equal(paths.trouble.text, "/dev/null/quartet: cannot be made: Not a directory, "
                                            "so nothing is kept; --state DIR is a place");
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

/* A link in place of the lock would have us make or lock a file elsewhere. */
static void paths__live_with_links__are_not_followed(void **state)
{
    struct paths paths = {0};
    char elsewhere[PATH_MAX];
    (void)snprintf(elsewhere, sizeof(elsewhere), "%s", directory_inside(state, "elsewhere"));
    (void)snprintf(paths.state, sizeof(paths.state), "%s", (char *)*state);
    assert_int_equal(mkdir(directory_inside(state, "live"), 0700), 0);
    assert_int_equal(symlink(elsewhere, directory_inside(state, "live/.lock")), 0);
    paths_claim_live(&paths);
    assert_string_equal(paths.live, "");
    assert_non_null(strstr(paths.trouble.text, "/live/.lock: cannot be written: a link stands"));
    assert_int_equal(access(elsewhere, F_OK), -1);

    /* The directory itself may be one: its files are then named without it. */
    assert_int_equal(unlink(directory_inside(state, "live/.lock")), 0);
    assert_int_equal(rename(directory_inside(state, "live"), elsewhere), 0);
    assert_int_equal(symlink("elsewhere", directory_inside(state, "live")), 0);
    paths.trouble = (struct err){0};
    paths_claim_live(&paths);
    assert_string_equal(paths.live, elsewhere);
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
        cmocka_unit_test_setup_teardown(file__link_laid_beside__leads_nowhere, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(file__written__reads_back_and_leaves_nothing_beside,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(file__missing__is_unknown, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(file__that_is_none__is_refused_at_once, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(prepare__closed_files_and_a_limit__are_errors,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(file__new__is_made_once_and_what_is_there_stays,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(file__growing__is_whole_pieces, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(file__too_long__says_full, directory_setup,
                                        directory_teardown),
        cmocka_unit_test(file__unwritable__says_why),
        cmocka_unit_test_setup_teardown(list__names__are_sorted_and_hidden_left_out,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(list__more_names_than_are_listed__gives_the_first,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(data__bare_name__finds_the_file_of_its_kind,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(paths__state_asked_for__is_made, directory_setup,
                                        directory_teardown),
        cmocka_unit_test(paths__state_not_writable__goes_on_with_the_reason),
        cmocka_unit_test_setup_teardown(paths__live_claimed__a_second_session_has_none,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(paths__live_with_links__are_not_followed, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(paths__live_cannot_be_made__says_why, directory_setup,
                                        directory_teardown),
    };
    return cmocka_run_group_tests_name("os/file", tests, NULL, NULL);
}
