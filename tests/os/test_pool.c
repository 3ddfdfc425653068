/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "os/pool.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define BIG ((size_t)300000) /* more than a pipe holds */

struct job {
    struct buf taken;
    int deadly; /* this part is not survived; -1: none */
    int refused;
    int told;
    int big; /* the size of its result is BIG */
};

static void work(void *user, int part, struct buf *out)
{
    struct job *job = user;
    if (part == job->deadly) {
        (void)raise(SIGKILL);
    }
    if (part == job->deadly - 1000) {
        _Exit(7);
    }
    buf_addf(out, "%d;", part * part);
    while (part == job->big && out->size < BIG) {
        buf_add_char(out, 'x');
    }
}

static enum rc take(void *user, int part, const void *data, size_t size, struct err *err)
{
    struct job *job = user;
    if (part == job->refused) {
        return err_set(err, RC_SQL, "part %d is not wanted", part);
    }
    assert_int_equal(size, part == job->big ? BIG : strlen(data));
    buf_addf(&job->taken, "%d:%.*s ", part, (int)strcspn(data, "x"), (const char *)data);
    return RC_OK;
}

static void tell(void *user, int done)
{
    struct job *job = user;
    assert_int_equal(done, job->told + 1);
    job->told = done;
}

static void describe(void *user, int part, struct buf *out)
{
    (void)user;
    buf_addf(out, "part %d", part);
}

static enum rc run(struct job *job, int workers, int parts, struct err *err)
{
    struct pool_config config = {.workers = workers,
                                 .parts = parts,
                                 .work = work,
                                 .take = take,
                                 .tell = tell,
                                 .describe = describe,
                                 .user = job};
    return pool_run(&config, err);
}

static struct job new_job(void)
{
    struct job job = {.deadly = -1, .refused = -1, .big = -1};
    buf_init(&job.taken, BUF_CAP_TEXT);
    return job;
}

static void expect_no_children(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void pool__any_number_of_workers__gives_the_same_in_order(void **state)
{
    (void)state;
    struct buf first;
    buf_init(&first, BUF_CAP_TEXT);
    for (int workers = 1; workers <= 5; workers++) {
        struct job job = new_job();
        job.big = 3;
        assert_int_equal(run(&job, workers, 200, NULL), RC_OK);
        assert_int_equal(job.told, 200);
        if (workers == 1) {
            assert_int_equal(strncmp(job.taken.data, "0:0; 1:1; 2:4; 3:9; 4:16; ", 26), 0);
            buf_addf(&first, "%s", job.taken.data);
        }
        assert_string_equal(job.taken.data, first.data);
        buf_release(&job.taken);
        expect_no_children();
    }
    buf_release(&first);
}

static void pool__no_parts__is_done_at_once(void **state)
{
    struct job job = new_job();
    (void)state;
    assert_int_equal(run(&job, 4, 0, NULL), RC_OK);
    assert_int_equal(job.taken.size, 0);
    buf_release(&job.taken);
}

static void pool__a_worker_that_dies__is_said_and_ends_all(void **state)
{
    (void)state;
    for (int workers = 1; workers <= 3; workers += 2) {
        struct job job = new_job();
        struct err err = {0};
        job.deadly = 17;
        assert_int_equal(run(&job, workers, 1000, &err), RC_DAMAGED);
        assert_non_null(strstr(err.text, "a worker died at part 17: signal 9, Killed"));
        expect_no_children();
        buf_release(&job.taken);
    }
}

static void pool__a_worker_that_leaves__is_said(void **state)
{
    struct job job = new_job();
    struct err err = {0};
    (void)state;
    job.deadly = 1005;
    assert_int_equal(run(&job, 2, 20, &err), RC_DAMAGED);
    assert_string_equal(err.text, "a worker ended at part 5 with status 7");
    expect_no_children();
    buf_release(&job.taken);
}

static void pool__a_result_that_is_refused__ends_all(void **state)
{
    struct job job = new_job();
    struct err err = {0};
    (void)state;
    job.refused = 30;
    assert_int_equal(run(&job, 2, 1000, &err), RC_SQL);
    assert_string_equal(err.text, "part 30 is not wanted");
    assert_non_null(strstr(job.taken.data, "29:841;"));
    expect_no_children();
    buf_release(&job.taken);
}

static void pool__processors__are_at_least_one(void **state)
{
    (void)state;
    assert_in_range(pool_processors(), 1, POOL_WORKERS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pool__any_number_of_workers__gives_the_same_in_order),
        cmocka_unit_test(pool__no_parts__is_done_at_once),
        cmocka_unit_test(pool__a_worker_that_dies__is_said_and_ends_all),
        cmocka_unit_test(pool__a_worker_that_leaves__is_said),
        cmocka_unit_test(pool__a_result_that_is_refused__ends_all),
        cmocka_unit_test(pool__processors__are_at_least_one),
    };
    return cmocka_run_group_tests_name("os/pool", tests, NULL, NULL);
}
