/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/directory.h"
#include "os/log_file.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct log_files files_in(void **state)
{
    return (struct log_files){.directory = *state, .ending = "log"};
}

/* Another process; it tells how far it is through `from`, and goes on when `to` is closed. */
struct other {
    pid_t pid;
    int from, to;
};

/* True: this is the other one. It leaves with _exit(). */
static bool begin_other(struct other *other)
{
    int up[2];
    int down[2];
    assert_int_equal(pipe(up), 0);
    assert_int_equal(pipe(down), 0);
    other->pid = fork();
    assert_true(other->pid >= 0);
    bool is_other = other->pid == 0;
    other->from = is_other ? down[0] : up[0];
    other->to = is_other ? up[1] : down[1];
    (void)close(is_other ? up[0] : up[1]);
    (void)close(is_other ? down[1] : down[0]);
    return is_other;
}

static void tell(const struct other *other, int what)
{
    if (write(other->to, &what, sizeof(what)) != sizeof(what)) {
        _exit(9);
    }
}

/* What the other one told; -1: it is gone. */
static int hear(const struct other *other)
{
    int what = -1;
    return read(other->from, &what, sizeof(what)) == sizeof(what) ? what : -1;
}

static int end_other(struct other *other)
{
    int status = 0;
    (void)close(other->to);
    assert_int_equal(waitpid(other->pid, &status, 0), other->pid);
    (void)close(other->from);
    return status;
}

/* --- two processes on one file -------------------------------------------------------------- */

static void note_use(void *user, const struct log_file_facts *facts)
{
    *(bool *)user = facts->is_in_use;
}

static void two_processes__one_file__second_is_refused(void **state)
{
    struct log_files files = files_in(state);
    struct log_file *file = NULL;
    struct err err = {0};
    struct other other;
    struct buf aside;
    bool is_in_use = false;
    if (begin_other(&other)) {
        enum rc rc = log_file_create(&file, &files, "a", NULL);
        rc = rc == RC_OK ? log_file_append(file, "one;", 4, NULL) : rc;
        /* What it holds from now on is another file than it made. */
        rc = rc == RC_OK ? log_file_rewrite(file, "1;", 2, NULL) : rc;
        tell(&other, (int)rc);
        (void)hear(&other);
        _exit(0); /* without closing: the system gives up the lock */
    }
    buf_init(&aside, 300);
    const char *path = directory_inside(state, "a.log");
    assert_int_equal(hear(&other), RC_OK);
    assert_int_equal(log_file_open(&file, &files, path, &err), RC_STATE);
    assert_non_null(strstr(err.text, "/a.log: in use, by this program or another"));
    assert_int_equal(log_file_remove(&files, path, &err), RC_STATE);
    assert_int_equal(log_file_set_aside(&files, path, &aside, &err), RC_STATE);
    log_file_list(&files, note_use, &is_in_use);
    assert_true(is_in_use);
    assert_int_equal(end_other(&other), 0);
    log_file_list(&files, note_use, &is_in_use);
    assert_false(is_in_use);
    assert_int_equal(log_file_open(&file, &files, path, &err), RC_OK);
    assert_int_equal(log_file_append(file, "two;", 4, &err), RC_OK);
    assert_int_equal(log_file_size(file), 6);
    log_file_close(file);
    buf_release(&aside);
}

static void two_processes__lock_lost__refuses_what_another_has(void **state)
{
    struct log_files files = files_in(state);
    struct log_file *file = NULL;
    struct err err = {0};
    struct buf text;
    struct other other;
    buf_init(&text, 100);
    assert_int_equal(log_file_create(&file, &files, "a", NULL), RC_OK);
    /* Read by its path, which must not be: its lock is lost, and the next append takes it again. */
    assert_int_equal(file_read(&text, log_file_path(file), NULL), RC_OK);
    assert_int_equal(log_file_append(file, "one;", 4, &err), RC_OK);
    assert_int_equal(file_read(&text, log_file_path(file), NULL), RC_OK);
    if (begin_other(&other)) {
        struct log_files theirs = files_in(state);
        enum rc rc = log_file_open(&file, &theirs, directory_inside(state, "a.log"), NULL);
        tell(&other, (int)rc);
        (void)hear(&other);
        _exit(0);
    }
    assert_int_equal(hear(&other), RC_OK);
    assert_int_equal(log_file_append(file, "two;", 4, &err), RC_STATE);
    assert_int_equal(log_file_rewrite(file, "two;", 4, &err), RC_STATE);
    assert_int_equal(end_other(&other), 0);
    assert_int_equal(log_file_append(file, "two;", 4, &err), RC_OK);
    log_file_close(file);
    buf_release(&text);
}

/* --- killed at any moment ------------------------------------------------------------------- */

#define RECORD_SIZE 2000 /* in more than one block now and then */

static void fill_record(char record[static RECORD_SIZE + 1], int number)
{
    (void)snprintf(record, RECORD_SIZE + 1, "%08d:", number);
    memset(record + 9, 'a' + number % 26, RECORD_SIZE - 10);
    record[RECORD_SIZE - 1] = '\n';
    record[RECORD_SIZE] = '\0';
}

/* Append records, each told when acknowledged, some by writing everything anew; until killed. */
static void append_until_killed(const struct other *other, struct log_files *files,
                                const char *path)
{
    struct log_file *file = NULL;
    struct buf all;
    char record[RECORD_SIZE + 1];
    buf_init(&all, BUF_CAP_STATE);
    enum rc rc = log_file_open(&file, files, path, NULL);
    rc = rc == RC_OK ? log_file_read(&all, file, NULL) : rc;
    for (int number = (int)(all.size / RECORD_SIZE); rc == RC_OK; number++) {
        fill_record(record, number);
        buf_addf(&all, "%s", record);
        rc = number % 5 == 4 ? log_file_rewrite(file, all.data, all.size, NULL)
                             : log_file_append(file, record, RECORD_SIZE, NULL);
        if (rc == RC_OK) {
            tell(other, number + 1);
        }
    }
    _exit(8);
}

/* Give back how many whole records there are, all of them as they were written. */
static int count_records(const struct buf *text)
{
    char record[RECORD_SIZE + 1];
    int count = (int)(text->size / RECORD_SIZE);
    for (int i = 0; i < count; i++) {
        fill_record(record, i);
        assert_memory_equal(text->data + (size_t)i * RECORD_SIZE, record, RECORD_SIZE);
    }
    return count;
}

static void kill__amid_appends__loses_nothing_acknowledged(void **state)
{
    struct log_files files = files_in(state);
    const char *path = directory_inside(state, "a.log");
    int before = 0;
    assert_int_equal(file_write(path, "", 0, NULL), RC_OK);
    for (int round = 0; round < 40; round++) {
        struct log_file *file = NULL;
        struct other other;
        struct buf text;
        if (begin_other(&other)) {
            append_until_killed(&other, &files, path);
        }
        int acknowledged = before;
        for (int heard = 0; heard <= round % 7 && acknowledged >= 0; heard++) {
            acknowledged = hear(&other);
        }
        assert_true(acknowledged > before);
        assert_int_equal(kill(other.pid, SIGKILL), 0);
        for (int more; (more = hear(&other)) >= 0;) {
            acknowledged = more;
        }
        assert_true(WIFSIGNALED(end_other(&other)));
        buf_init(&text, BUF_CAP_STATE);
        assert_int_equal(log_file_open(&file, &files, path, NULL), RC_OK);
        assert_int_equal(log_file_read(&text, file, NULL), RC_OK);
        int count = count_records(&text);
        assert_true(count == acknowledged || count == acknowledged + 1);
        assert_int_equal(log_file_truncate(file, (size_t)count * RECORD_SIZE, NULL), RC_OK);
        log_file_close(file);
        buf_release(&text);
        before = count;
    }
}

/* --- where nothing may be written ----------------------------------------------------------- */

/* As a user without rights, for the superuser may do everything. */
static int work_in_read_only_directory(struct log_files *files, const char *path)
{
    struct log_file *file = NULL;
    struct err err = {0};
    struct buf aside;
    buf_init(&aside, 300);
    if (getuid() == 0 && setuid(65534) != 0) {
        return 1;
    }
    if (log_file_create(&file, files, "b", &err) != RC_ENV ||
        strstr(err.text, "/b: cannot be made: Permission denied") == NULL) {
        return 2;
    }
    if (log_file_remove(files, path, &err) != RC_ENV ||
        strstr(err.text, "/a.log: cannot be removed: Permission denied") == NULL ||
        log_file_set_aside(files, path, &aside, &err) != RC_ENV ||
        strstr(err.text, "/a.log.damaged: cannot be made: Permission denied") == NULL) {
        return 3;
    }
    if (log_file_open(&file, files, path, &err) != RC_OK ||
        log_file_append(file, "two;", 4, &err) != RC_OK) {
        return 4;
    }
    if (log_file_rewrite(file, "x", 1, &err) != RC_ENV ||
        strstr(err.text, "/a.log: cannot be written anew: Permission denied") == NULL) {
        return 5;
    }
    return log_file_append(file, "three;", 6, &err) == RC_OK ? 0 : 6;
}

static void directory__read_only__takes_appends_alone(void **state)
{
    struct log_files files = files_in(state);
    struct other other;
    struct buf text;
    buf_init(&text, 100);
    const char *path = directory_inside(state, "a.log");
    assert_int_equal(file_write(path, "one;", 4, NULL), RC_OK);
    assert_int_equal(chmod(path, 0666), 0);
    assert_int_equal(chmod(*state, 0555), 0);
    if (begin_other(&other)) {
        _exit(work_in_read_only_directory(&files, path));
    }
    int status = end_other(&other);
    assert_int_equal(chmod(*state, 0700), 0);
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(file_read(&text, path, NULL), RC_OK);
    assert_string_equal(text.data, "one;two;three;");
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(two_processes__one_file__second_is_refused, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(two_processes__lock_lost__refuses_what_another_has,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(kill__amid_appends__loses_nothing_acknowledged,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(directory__read_only__takes_appends_alone, directory_setup,
                                        directory_teardown),
    };
    return cmocka_run_group_tests_name("os/log_hold", tests, NULL, NULL);
}
