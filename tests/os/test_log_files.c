/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/directory.h"
#include "os/log_file.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct log_files files_in(void **state)
{
    return (struct log_files){.directory = *state, .ending = "log"};
}

/* A file, last changed that many seconds after 1970. */
static void make(void **state, const char *name, const char *text, int modified_s)
{
    const struct timespec times[2] = {{.tv_sec = modified_s}, {.tv_sec = modified_s}};
    const char *path = directory_inside(state, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(close(fd), 0);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* --- the list ------------------------------------------------------------------------------- */

static void add_facts(void *user, const struct log_file_facts *facts)
{
    assert_string_equal(strrchr(facts->path, '/') + 1, facts->name);
    buf_addf(user, "%s %zu %lld%s\n", facts->name, facts->size, (long long)facts->modified_s,
             facts->is_in_use ? " in use" : "");
}

static void list__plain_files__newest_first(void **state)
{
    struct log_files files = files_in(state);
    struct buf list;
    buf_init(&list, 1000);
    make(state, "old.log", "1", 100);
    make(state, "new.log", "12345", 300);
    make(state, "b.log", "", 200);
    make(state, "a.log", "123", 200);
    make(state, ".hidden.log", "", 400);
    make(state, ".log", "", 400);
    make(state, "log", "", 400);
    make(state, "xlog", "", 400);
    make(state, "a.log.new", "", 400);
    make(state, "a.log.damaged", "", 400);
    assert_int_equal(mkdir(directory_inside(state, "d.log"), 0700), 0);
    assert_int_equal(mkfifo(directory_inside(state, "pipe.log"), 0600), 0);
    assert_int_equal(symlink("a.log", directory_inside(state, "link.log")), 0);
    assert_int_equal(symlink("nowhere", directory_inside(state, "lost.log")), 0);
    log_file_list(&files, add_facts, &list);
    assert_string_equal(list.data, "new.log 5 300\na.log 3 200\nb.log 0 200\nold.log 1 100\n");
    buf_release(&list);
}

static void list__open_here__is_in_use_and_stays_locked(void **state)
{
    struct log_files files = files_in(state);
    struct log_file *file = NULL;
    struct buf list;
    buf_init(&list, 1000);
    make(state, "a.log", "one;", 100);
    make(state, "b.log", "", 90);
    assert_int_equal(log_file_open(&file, &files, directory_inside(state, "a.log"), NULL), RC_OK);
    log_file_list(&files, add_facts, &list);
    assert_string_equal(list.data, "a.log 4 100 in use\nb.log 0 90\n");
    buf_clear(&list);
    log_file_close(file);
    log_file_list(&files, add_facts, &list);
    assert_string_equal(list.data, "a.log 4 100\nb.log 0 90\n");
    buf_release(&list);
}

static void count_newest(void *user, const struct log_file_facts *facts)
{
    int *count = user;
    int expected_s = FILES_LISTED_MAX + 10 - *count;
    assert_int_equal(facts->modified_s, expected_s);
    ++*count;
}

static void list__too_many__keeps_the_newest(void **state)
{
    struct log_files files = files_in(state);
    int count = 0;
    /* Neither sorted up nor down: 7 has no divisor in common with how many they are. */
    const int made = FILES_LISTED_MAX + 10;
    for (int i = 0; i < made; i++) {
        char name[20];
        (void)snprintf(name, sizeof(name), "%d.log", i);
        make(state, name, "", 1 + i * 7 % made);
    }
    log_file_list(&files, count_newest, &count);
    assert_int_equal(count, FILES_LISTED_MAX);
}

static void list__no_directory__is_empty(void **state)
{
    struct log_files files = {.directory = directory_inside(state, "no"), .ending = "log"};
    int count = 0;
    log_file_list(&files, count_newest, &count);
    assert_int_equal(count, 0);
}

/* --- remove and set aside ------------------------------------------------------------------- */

static void remove__in_use__is_refused(void **state)
{
    struct log_files files = files_in(state);
    struct log_file *file = NULL;
    struct err err = {0};
    make(state, "a.log", "one;", 100);
    const char *path = directory_inside(state, "a.log");
    assert_int_equal(log_file_open(&file, &files, path, NULL), RC_OK);
    assert_int_equal(log_file_remove(&files, path, &err), RC_STATE);
    assert_non_null(strstr(err.text, "/a.log: in use, by this program or another"));
    assert_int_equal(access(path, F_OK), 0);
    log_file_close(file);
    assert_int_equal(log_file_remove(&files, path, &err), RC_OK);
    assert_int_equal(log_file_remove(&files, path, &err), RC_UNKNOWN);
    assert_non_null(strstr(err.text, "/a.log: No such file or directory"));
}

static void remove__link__is_refused(void **state)
{
    struct log_files files = files_in(state);
    struct err err = {0};
    make(state, "target", "precious", 100);
    const char *path = directory_inside(state, "a.log");
    assert_int_equal(symlink("target", path), 0);
    assert_int_equal(log_file_remove(&files, path, &err), RC_ENV);
    assert_non_null(strstr(err.text, "/a.log: is not a plain file"));
    assert_int_equal(access(path, F_OK), 0);
}

static void set_aside__names_taken__overwrites_nothing(void **state)
{
    struct log_files files = files_in(state);
    struct log_file *file = NULL;
    struct buf path;
    struct buf text;
    struct err err = {0};
    buf_init(&path, 300);
    buf_init(&text, 100);
    make(state, "a.log", "bad", 100);
    make(state, "a.log.damaged", "worse", 100);
    assert_int_equal(symlink("nowhere", directory_inside(state, "a.log.damaged-2")), 0);
    const char *damaged = directory_inside(state, "a.log");
    assert_int_equal(log_file_open(&file, &files, damaged, NULL), RC_OK);
    assert_int_equal(log_file_set_aside(&files, damaged, &path, &err), RC_STATE);
    log_file_close(file);
    assert_int_equal(log_file_set_aside(&files, damaged, &path, &err), RC_OK);
    assert_string_equal(path.data, directory_inside(state, "a.log.damaged-3"));
    assert_int_equal(file_read(&text, path.data, NULL), RC_OK);
    assert_string_equal(text.data, "bad");
    buf_clear(&text);
    assert_int_equal(file_read(&text, directory_inside(state, "a.log.damaged"), NULL), RC_OK);
    assert_string_equal(text.data, "worse");
    assert_int_equal(access(directory_inside(state, "nowhere"), F_OK), -1);
    assert_int_equal(log_file_set_aside(&files, damaged, &path, &err), RC_UNKNOWN);
    buf_release(&path);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(list__plain_files__newest_first, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(list__open_here__is_in_use_and_stays_locked,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(list__too_many__keeps_the_newest, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(list__no_directory__is_empty, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(remove__in_use__is_refused, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(remove__link__is_refused, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(set_aside__names_taken__overwrites_nothing, directory_setup,
                                        directory_teardown),
    };
    return cmocka_run_group_tests_name("os/log_files", tests, NULL, NULL);
}
