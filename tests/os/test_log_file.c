/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/directory.h"
#include "os/log_file.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct log_files files_in(void **state)
{
    return (struct log_files){.directory = *state, .ending = "log"};
}

/* Whatever another program would find there. */
static void assert_holds(const char *path, const char *wanted)
{
    struct buf text;
    buf_init(&text, 1000);
    assert_int_equal(file_read(&text, path, NULL), RC_OK);
    assert_string_equal(text.data, wanted);
    buf_release(&text);
}

static void add(struct log_file *file, const char *record)
{
    struct err err = {0};
    assert_int_equal(log_file_append(file, record, strlen(record), &err), RC_OK);
}

static void create__same_stem__counts_on(void **state)
{
    static const char *const names[] = {"a.log", "a-2.log", "a-3.log"};
    struct log_files files = files_in(state);
    struct log_file *file[3];
    for (int i = 0; i < 3; i++) {
        struct stat facts;
        assert_int_equal(log_file_create(&file[i], &files, "a", NULL), RC_OK);
        assert_string_equal(log_file_path(file[i]), directory_inside(state, names[i]));
        assert_int_equal(stat(log_file_path(file[i]), &facts), 0);
        assert_int_equal(facts.st_mode & 0777, 0600);
        add(file[i], names[i]);
    }
    log_file_close(file[1]); /* the middle one: the others stay known */
    log_file_close(NULL);
    assert_int_equal(log_file_open(&file[1], &files, directory_inside(state, "a.log"), NULL),
                     RC_STATE);
    log_file_close(file[0]);
    log_file_close(file[2]);
    assert_null(files.first_open);
    for (int i = 0; i < 3; i++) {
        assert_holds(directory_inside(state, names[i]), names[i]);
    }
}

static void create__bad_stem__says_what_a_name_is(void **state)
{
    static const char *const stems[] = {"", ".", "../a", ".a", "a/b"};
    struct log_files files = files_in(state);
    struct log_file *file = NULL;
    struct err err = {0};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(log_file_create(&file, &files, stems[i], &err), RC_USAGE);
        assert_null(file);
    }
    assert_string_equal(err.text, "\"a/b\": a name has no '/' and does not begin with a '.'");
}

static void create__no_directory_or_too_long__says_why(void **state)
{
    struct log_files files = files_in(state);
    struct log_file *file = NULL;
    struct err err = {0};
    char stem[PATH_MAX];
    memset(stem, 'a', sizeof(stem));
    stem[300] = '\0';
    assert_int_equal(log_file_create(&file, &files, stem, &err), RC_ENV);
    assert_non_null(strstr(err.text, "cannot be made: File name too long"));
    stem[300] = 'a';
    stem[PATH_MAX - 1] = '\0';
    assert_int_equal(log_file_create(&file, &files, stem, &err), RC_ENV);
    files.directory = directory_inside(state, "no");
    assert_int_equal(log_file_create(&file, &files, "a", &err), RC_ENV);
    assert_non_null(strstr(err.text, "/no/a: cannot be made: No such file or directory"));
    assert_null(file);
}

static void create__all_names_taken__says_full(void **state)
{
    struct log_files files = files_in(state);
    struct log_file *file = NULL;
    struct err err = {0};
    for (int i = 1; i <= FILES_LISTED_MAX; i++) {
        char name[20];
        (void)snprintf(name, sizeof(name), i == 1 ? "a.log" : "a-%d.log", i);
        int fd = open(directory_inside(state, name), O_WRONLY | O_CREAT, 0600);
        assert_true(fd >= 0);
        assert_int_equal(close(fd), 0);
    }
    assert_int_equal(log_file_create(&file, &files, "a", &err), RC_FULL);
    assert_non_null(strstr(err.text, "/a: cannot be made: File exists"));
}

static void open__after_close__goes_on(void **state)
{
    struct log_files files = files_in(state);
    struct log_file *file = NULL;
    struct log_file *other = NULL;
    struct err err = {0};
    struct buf text;
    buf_init(&text, 100);
    const char *path = directory_inside(state, "a.log");
    assert_int_equal(log_file_open(&file, &files, path, &err), RC_UNKNOWN);
    assert_int_equal(file_write(path, "one;to", 6, NULL), RC_OK);
    assert_int_equal(log_file_open(&file, &files, path, &err), RC_OK);
    assert_int_equal(log_file_size(file), 6);
    assert_int_equal(log_file_open(&other, &files, path, &err), RC_STATE);
    assert_non_null(strstr(err.text, "/a.log: in use, by this program or another"));
    assert_int_equal(log_file_truncate(file, 4, &err), RC_OK);
    assert_int_equal(log_file_size(file), 4);
    add(file, "two;");
    assert_int_equal(log_file_read(&text, file, &err), RC_OK);
    assert_string_equal(text.data, "one;two;");
    log_file_close(file);
    assert_int_equal(log_file_open(&other, &files, path, &err), RC_OK);
    buf_release(&text);
    buf_init(&text, 7);
    assert_int_equal(log_file_read(&text, other, &err), RC_FULL);
    log_file_close(other);
    buf_release(&text);
}

static void rewrite__whole__keeps_the_lock(void **state)
{
    struct log_files files = files_in(state);
    struct log_file *file = NULL;
    struct log_file *other = NULL;
    assert_int_equal(log_file_create(&file, &files, "a", NULL), RC_OK);
    add(file, "one;");
    /* What a crash in the middle of another rewrite left, or somebody planted. */
    assert_int_equal(symlink("/dev/null", directory_inside(state, "a.log.new")), 0);
    assert_int_equal(log_file_rewrite(file, "1;", 2, NULL), RC_OK);
    assert_int_equal(access(directory_inside(state, "a.log.new"), F_OK), -1);
    assert_int_equal(log_file_open(&other, &files, log_file_path(file), NULL), RC_STATE);
    add(file, "two;");
    assert_holds(log_file_path(file), "1;two;");
    log_file_close(file);
}

static void links_and_directories__are_not_followed(void **state)
{
    struct log_files files = files_in(state);
    struct log_file *file = NULL;
    struct err err = {0};
    const char *target = directory_inside(state, "target");
    const char *path = directory_inside(state, "a.log");
    assert_int_equal(file_write(target, "precious", 8, NULL), RC_OK);
    assert_int_equal(symlink(target, path), 0);
    assert_int_equal(log_file_open(&file, &files, path, &err), RC_ENV);
    assert_non_null(strstr(err.text, "/a.log: is not a plain file"));
    assert_int_equal(log_file_open(&file, &files, *state, &err), RC_ENV);
    assert_int_equal(log_file_create(&file, &files, "a", &err), RC_OK);
    assert_string_equal(log_file_path(file), directory_inside(state, "a-2.log"));
    /* The name becomes a link while it is open. */
    add(file, "one;");
    assert_int_equal(unlink(log_file_path(file)), 0);
    assert_int_equal(symlink(target, log_file_path(file)), 0);
    assert_int_equal(log_file_append(file, "two;", 4, &err), RC_STATE);
    assert_non_null(strstr(err.text, "/a-2.log: another file has this name by now"));
    assert_int_equal(log_file_rewrite(file, "two;", 4, &err), RC_STATE);
    log_file_close(file);
    assert_holds(directory_inside(state, "target"), "precious");
}

static void append__changed_by_others__is_broken_until_rewritten(void **state)
{
    struct log_files files = files_in(state);
    struct log_file *file = NULL;
    struct err err = {0};
    assert_int_equal(log_file_create(&file, &files, "a", NULL), RC_OK);
    add(file, "one;");
    assert_int_equal(truncate(log_file_path(file), 2), 0);
    assert_int_equal(log_file_append(file, "two;", 4, &err), RC_STATE);
    assert_non_null(strstr(err.text, "/a.log: is broken, and must be written anew"));
    assert_int_equal(log_file_truncate(file, 0, &err), RC_STATE);
    assert_int_equal(log_file_rewrite(file, "one;", 4, &err), RC_OK);
    add(file, "two;");
    assert_int_equal(unlink(log_file_path(file)), 0);
    assert_int_equal(log_file_append(file, "three;", 6, &err), RC_STATE);
    assert_int_equal(log_file_rewrite(file, "one;two;", 8, &err), RC_OK);
    add(file, "three;");
    assert_holds(log_file_path(file), "one;two;three;");
    log_file_close(file);
}

static void append__past_the_limit_of_the_process__is_refused_whole(void **state)
{
    struct log_files files = files_in(state);
    struct log_file *file = NULL;
    struct err err = {0};
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    struct rlimit low = {.rlim_cur = 10, .rlim_max = limit.rlim_max};
    assert_int_equal(log_file_create(&file, &files, "a", NULL), RC_OK);
    add(file, "one;two;");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    enum rc appended = log_file_append(file, "three;", 6, &err);
    enum rc rewritten = log_file_rewrite(file, "one;two;three;", 14, NULL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(appended, RC_ENV);
    assert_int_equal(rewritten, RC_ENV);
    assert_non_null(strstr(err.text, "/a.log: cannot be written: File too large"));
    add(file, "3;");
    assert_holds(log_file_path(file), "one;two;3;");
    log_file_close(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(create__same_stem__counts_on, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(create__bad_stem__says_what_a_name_is, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(create__no_directory_or_too_long__says_why, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(create__all_names_taken__says_full, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(open__after_close__goes_on, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(rewrite__whole__keeps_the_lock, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(links_and_directories__are_not_followed, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(append__changed_by_others__is_broken_until_rewritten,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(append__past_the_limit_of_the_process__is_refused_whole,
                                        directory_setup, directory_teardown),
    };
    return cmocka_run_group_tests_name("os/log_file", tests, NULL, NULL);
}
