/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/directory.h"
#include "os/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every call that writes fails in turn, in each of these ways. */
static const struct durable_fault ways[] = {
    {.failures = 1, .reason = ENOSPC},
    {.failures = 1, .reason = ENOSPC, .is_short = true},
    {.failures = 1000, .reason = ENOSPC, .is_short = true},
    {.failures = 1, .reason = EIO},
    {.failures = 2, .reason = EIO, .is_short = true},
    {.failures = 1000, .reason = EIO},
    {.failures = 1, .reason = EACCES},
    {.failures = 3, .reason = EDQUOT, .is_short = true},
    /* These are no failures at all. */
    {.failures = 2, .reason = EINTR, .is_short = true},
    {.failures = 0, .is_short = true},
};

struct trial {
    struct log_files files;
    struct durable_fault way;
    struct buf told; /* what was acknowledged */
    bool was_reached;
};

/* Run it with each way, each time later by one call, until the run is over before that. */
static void try_each_call(void **state, void (*run)(struct trial *trial))
{
    struct trial trial = {.files = {.directory = *state, .ending = "log"}};
    buf_init(&trial.told, 1000);
    for (int i = 0; i < COUNT_OF(ways); i++) {
        trial.way = ways[i];
        do {
            buf_clear(&trial.told);
            run(&trial);
            assert_null(trial.files.first_open);
            assert_true(trial.way.calls_before++ < 100);
        } while (trial.was_reached);
        assert_true(trial.way.calls_before > 1);
    }
    buf_release(&trial.told);
}

static void begin_fault(struct trial *trial)
{
    trial->files.fault = trial->way;
}

static void end_fault(struct trial *trial)
{
    trial->was_reached = trial->files.fault.calls_before == 0;
    trial->files.fault = (struct durable_fault){0};
}

/* Did it do what it should: all, or nothing for a reason of the disk? */
static bool is_done(const struct trial *trial, enum rc rc, const struct err *err)
{
    bool is_harmless = trial->way.failures == 0 || trial->way.reason == EINTR;
    if (rc != RC_OK) {
        assert_false(is_harmless);
        assert_int_equal(rc, RC_ENV);
        assert_non_null(strstr(err->text, strerror(trial->way.reason)));
    }
    return rc == RC_OK;
}

static void assert_holds(const char *path, const char *wanted)
{
    struct buf text;
    buf_init(&text, 1000);
    assert_int_equal(file_read(&text, path, NULL), RC_OK);
    assert_string_equal(text.data, wanted);
    buf_release(&text);
}

static void count_name(void *user, const char *name)
{
    (void)name;
    ++*(int *)user;
}

static int count_names(const char *directory)
{
    int count = 0;
    file_list(directory, count_name, &count);
    return count;
}

static const char *path_in(const struct trial *trial, const char *name)
{
    static char paths[2][300];
    static int turn;
    char *path = paths[turn++ % 2];
    (void)snprintf(path, sizeof(paths[0]), "%s/%s", trial->files.directory, name);
    return path;
}

/* --- records -------------------------------------------------------------------------------- */

static struct log_file *new_file(struct trial *trial, const char *record)
{
    struct log_file *file = NULL;
    assert_int_equal(log_file_create(&file, &trial->files, "a", NULL), RC_OK);
    assert_int_equal(log_file_append(file, record, strlen(record), NULL), RC_OK);
    buf_addf(&trial->told, "%s", record);
    return file;
}

/* Nothing may be lost and no part of a record be left; then it must go on, and go away. */
static void finish(struct trial *trial, struct log_file *file)
{
    struct buf read;
    struct err err = {0};
    buf_init(&read, 1000);
    assert_int_equal(log_file_size(file), trial->told.size);
    assert_int_equal(log_file_read(&read, file, &err), RC_OK);
    assert_string_equal(read.data, trial->told.data);
    buf_release(&read);
    enum rc rc = log_file_append(file, "last;", 5, &err);
    if (rc == RC_STATE) {
        assert_non_null(strstr(err.text, "/a.log: is broken, and must be written anew"));
        assert_int_equal(log_file_rewrite(file, trial->told.data, trial->told.size, &err), RC_OK);
        rc = log_file_append(file, "last;", 5, &err);
    }
    assert_int_equal(rc, RC_OK);
    buf_addf(&trial->told, "last;");
    assert_holds(log_file_path(file), trial->told.data);
    log_file_close(file);
    assert_int_equal(log_file_remove(&trial->files, path_in(trial, "a.log"), &err), RC_OK);
    assert_int_equal(count_names(trial->files.directory), 0);
}

static void try_append(struct trial *trial, struct log_file *file, const char *record)
{
    struct err err = {0};
    enum rc rc = log_file_append(file, record, strlen(record), &err);
    if (rc == RC_STATE) {
        return; /* broken before: finish() looks at that */
    }
    if (is_done(trial, rc, &err)) {
        buf_addf(&trial->told, "%s", record);
    }
    /* A single failure never breaks it. */
    if (trial->way.failures <= 1) {
        assert_holds(log_file_path(file), trial->told.data);
    }
}

static void run_appends(struct trial *trial)
{
    struct log_file *file = new_file(trial, "one;");
    begin_fault(trial);
    try_append(trial, file, "two;");
    try_append(trial, file, "three;");
    end_fault(trial);
    if (trial->way.failures <= 1) {
        assert_int_equal(log_file_append(file, "", 0, NULL), RC_OK);
    }
    finish(trial, file);
}

static void append__each_call_fails__holds_what_was_acknowledged(void **state)
{
    try_each_call(state, run_appends);
}

static void run_rewrite(struct trial *trial)
{
    struct err err = {0};
    struct log_file *file = new_file(trial, "one;");
    begin_fault(trial);
    enum rc rc = log_file_rewrite(file, "whole;", 6, &err);
    end_fault(trial);
    /* It is there, but a crash might bring the old one back: nothing may be appended. */
    bool is_undurable = rc != RC_OK && log_file_size(file) == 6;
    if (is_done(trial, rc, &err) || is_undurable) {
        buf_clear(&trial->told);
        buf_addf(&trial->told, "whole;");
    }
    assert_holds(log_file_path(file), trial->told.data);
    assert_int_equal(count_names(trial->files.directory), 1);
    assert_int_equal(log_file_append(file, "", 0, NULL), is_undurable ? RC_STATE : RC_OK);
    finish(trial, file);
}

static void rewrite__each_call_fails__leaves_old_or_new(void **state)
{
    try_each_call(state, run_rewrite);
}

static void run_heal(struct trial *trial)
{
    struct err err = {0};
    struct log_file *file = new_file(trial, "one;");
    trial->files.fault =
        (struct durable_fault){.failures = 1000, .reason = ENOSPC, .is_short = true};
    assert_int_equal(log_file_append(file, "torn", 4, &err), RC_ENV);
    assert_holds(log_file_path(file), "one;to");
    begin_fault(trial);
    enum rc rc = log_file_rewrite(file, "one;", 4, &err);
    end_fault(trial);
    if (is_done(trial, rc, &err)) {
        assert_int_equal(log_file_append(file, "", 0, NULL), RC_OK);
    } else {
        assert_int_equal(log_file_append(file, "", 0, NULL), RC_STATE);
    }
    finish(trial, file);
}

static void rewrite__broken_and_each_call_fails__stays_broken(void **state)
{
    try_each_call(state, run_heal);
}

static void run_truncate(struct trial *trial)
{
    struct err err = {0};
    struct log_file *file = new_file(trial, "one;two;to");
    begin_fault(trial);
    enum rc rc = log_file_truncate(file, 8, &err);
    end_fault(trial);
    if (is_done(trial, rc, &err)) {
        buf_clear(&trial->told);
        buf_addf(&trial->told, "one;two;");
        assert_holds(log_file_path(file), trial->told.data);
        finish(trial, file);
        return;
    }
    assert_int_equal(log_file_append(file, "", 0, NULL), RC_STATE);
    assert_int_equal(log_file_rewrite(file, "one;two;", 8, NULL), RC_OK);
    log_file_close(file);
    assert_int_equal(log_file_remove(&trial->files, path_in(trial, "a.log"), NULL), RC_OK);
}

static void truncate__each_call_fails__is_cut_or_broken(void **state)
{
    try_each_call(state, run_truncate);
}

/* --- names ---------------------------------------------------------------------------------- */

static void run_create(struct trial *trial)
{
    struct err err = {0};
    struct log_file *file = NULL;
    begin_fault(trial);
    enum rc rc = log_file_create(&file, &trial->files, "a", &err);
    end_fault(trial);
    if (is_done(trial, rc, &err)) {
        finish(trial, file);
    } else {
        assert_null(file);
        assert_int_equal(count_names(trial->files.directory), 0);
    }
}

static void create__each_call_fails__leaves_nothing(void **state)
{
    try_each_call(state, run_create);
}

static void run_set_aside(struct trial *trial)
{
    struct err err = {0};
    struct buf aside;
    const char *path = path_in(trial, "a.log");
    buf_init(&aside, 300);
    assert_int_equal(file_write(path, "x", 1, NULL), RC_OK);
    begin_fault(trial);
    enum rc rc = log_file_set_aside(&trial->files, path, &aside, &err);
    end_fault(trial);
    assert_int_equal(count_names(trial->files.directory), 1);
    bool is_moved = access(path, F_OK) != 0;
    assert_true(is_moved || !is_done(trial, rc, &err));
    assert_string_equal(aside.data, is_moved ? path_in(trial, "a.log.damaged") : "");
    assert_holds(is_moved ? aside.data : path, "x");
    assert_int_equal(unlink(is_moved ? aside.data : path), 0);
    buf_release(&aside);
}

static void set_aside__each_call_fails__has_one_name(void **state)
{
    try_each_call(state, run_set_aside);
}

static void run_remove(struct trial *trial)
{
    struct err err = {0};
    const char *path = path_in(trial, "a.log");
    assert_int_equal(file_write(path, "x", 1, NULL), RC_OK);
    begin_fault(trial);
    enum rc rc = log_file_remove(&trial->files, path, &err);
    end_fault(trial);
    assert_true(access(path, F_OK) != 0 || !is_done(trial, rc, &err));
}

static void remove__each_call_fails__says_so(void **state)
{
    try_each_call(state, run_remove);
}

/* How many calls that write has it made since? */
static int count_calls(struct log_files *files)
{
    int made = 1000 - files->fault.calls_before;
    files->fault.calls_before = 1000;
    return made;
}

static void calls__to_the_disk__are_all_made(void **state)
{
    struct log_files files = {.directory = *state, .ending = "log"};
    struct log_file *file = NULL;
    struct buf aside;
    buf_init(&aside, 300);
    files.fault.calls_before = 1000;
    assert_int_equal(log_file_create(&file, &files, "a", NULL), RC_OK);
    assert_int_equal(count_calls(&files), 3); /* open; of the directory open, fsync */
    assert_int_equal(log_file_append(file, "one;", 4, NULL), RC_OK);
    assert_int_equal(count_calls(&files), 2); /* write, fdatasync */
    assert_int_equal(log_file_truncate(file, 2, NULL), RC_OK);
    assert_int_equal(count_calls(&files), 2); /* ftruncate, fsync */
    assert_int_equal(log_file_rewrite(file, "one;", 4, NULL), RC_OK);
    assert_int_equal(count_calls(&files), 6); /* open, write, fsync, rename; the directory */
    const char *path = directory_inside(state, "a.log");
    log_file_close(file);
    assert_int_equal(log_file_set_aside(&files, path, &aside, NULL), RC_OK);
    assert_int_equal(count_calls(&files), 5); /* open both, rename; the directory */
    assert_int_equal(log_file_remove(&files, aside.data, NULL), RC_OK);
    assert_int_equal(count_calls(&files), 3); /* open; the directory */
    buf_release(&aside);
}

static void open__link_or_pipe__neither_follows_nor_waits(void **state)
{
    struct durable_fault never = {0};
    const char *link = directory_inside(state, "link");
    const char *pipe = directory_inside(state, "pipe");
    assert_int_equal(symlink("nowhere", link), 0);
    assert_int_equal(durable_open(&never, link, O_RDWR | O_CREAT), -1);
    assert_int_equal(errno, ELOOP);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_int_equal(durable_open(&never, pipe, O_WRONLY), -1);
    assert_int_equal(errno, ENXIO);
    int fd = durable_open(&never, directory_inside(state, "new"), O_RDWR | O_CREAT | O_EXCL);
    assert_true((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    assert_int_equal(close(fd), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(open__link_or_pipe__neither_follows_nor_waits,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(calls__to_the_disk__are_all_made, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(append__each_call_fails__holds_what_was_acknowledged,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(rewrite__each_call_fails__leaves_old_or_new,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(rewrite__broken_and_each_call_fails__stays_broken,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(truncate__each_call_fails__is_cut_or_broken,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(create__each_call_fails__leaves_nothing, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(set_aside__each_call_fails__has_one_name, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(remove__each_call_fails__says_so, directory_setup,
                                        directory_teardown),
    };
    return cmocka_run_group_tests_name("os/durable", tests, NULL, NULL);
}
