/* SPDX-License-Identifier: MIT */
#include "os/pool.h"

#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define RESULT_SIZE_MAX ((size_t)64 * 1024 * 1024)

struct worker {
    pid_t process; /* 0: it has ended */
    int parts_to;  /* the pipes' ends that are ours */
    int results_from;
    int part; /* that it is at; -1: none */
};

/* What stands before each result. */
struct header {
    size_t size;
    int part;
    int unused; /* no hole that chance fills */
};

struct pool {
    const struct pool_config *config; /* borrowed */
    struct worker workers[POOL_WORKERS_MAX];
    int worker_count;
    int given;           /* parts handed out */
    int done;            /* parts whose results are here */
    int taken;           /* and handed on */
    struct buf *results; /* owned; by part */
};

/* --- whole reads and writes ------------------------------------------------------------------ */

static bool write_all(int file, const void *data, size_t size)
{
    const char *at = data;
    while (size > 0) {
        ssize_t written = write(file, at, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        at += written;
        size -= (size_t)written;
    }
    return true;
}

static bool read_all(int file, void *data, size_t size)
{
    char *at = data;
    while (size > 0) {
        ssize_t got = read(file, at, size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        at += got;
        size -= (size_t)got;
    }
    return true;
}

/* --- in a worker ----------------------------------------------------------------------------- */

/* Until there are no more parts, or nobody is left who would want them done. */
static void work(const struct pool_config *config, int parts_from, int results_to)
{
    struct buf out;
    int part = 0;
    buf_init(&out, RESULT_SIZE_MAX);
    while (read_all(parts_from, &part, sizeof(part))) {
        buf_clear(&out);
        config->work(config->user, part, &out);
        struct header header = {.part = part, .size = out.size};
        if (!write_all(results_to, &header, sizeof(header)) ||
            !write_all(results_to, out.data, out.size)) {
            break;
        }
    }
    buf_release(&out);
}

/* The ends of other workers' pipes, which would keep those alive. */
static void close_others(const struct pool *pool)
{
    for (int i = 0; i < pool->worker_count; i++) {
        (void)close(pool->workers[i].parts_to);
        (void)close(pool->workers[i].results_from);
    }
}

static enum rc fail(struct err *err, const char *what)
{
    return err_set(err, RC_ENV, "no %s for a worker: %s", what, strerror(errno));
}

static enum rc start_worker(struct pool *pool, struct err *err)
{
    int parts[2];
    int results[2];
    if (pipe(parts) != 0) {
        return fail(err, "pipe");
    }
    if (pipe(results) != 0) {
        enum rc rc = fail(err, "pipe");
        (void)close(parts[0]);
        (void)close(parts[1]);
        return rc;
    }
    pid_t process = fork();
    if (process == 0) {
        close_others(pool);
        (void)close(parts[1]);
        (void)close(results[0]);
        work(pool->config, parts[0], results[1]);
        _exit(0); /* what others have begun to print is theirs */
    }
    (void)close(parts[0]);
    (void)close(results[1]);
    if (process < 0) {
        enum rc rc = fail(err, "process");
        (void)close(parts[1]);
        (void)close(results[0]);
        return rc;
    }
    pool->workers[pool->worker_count++] = (struct worker){
        .process = process, .parts_to = parts[1], .results_from = results[0], .part = -1};
    return RC_OK;
}

/* --- here ------------------------------------------------------------------------------------ */

/* One that has ended is noticed when its result is read. */
static void give_part(struct pool *pool, struct worker *worker)
{
    if (pool->given < pool->config->parts) {
        worker->part = pool->given++;
        (void)write_all(worker->parts_to, &worker->part, sizeof(worker->part));
    }
}

/* How a worker ended, whose pipe has. */
static enum rc say_died(struct pool *pool, struct worker *worker, struct err *err)
{
    int status = 0;
    struct buf part;
    buf_init(&part, 200);
    pool->config->describe(pool->config->user, worker->part, &part);
    while (waitpid(worker->process, &status, 0) < 0 && errno == EINTR) {
    }
    worker->process = 0;
    if (WIFSIGNALED(status)) {
        (void)err_set(err, RC_DAMAGED, "a worker died at %s: signal %d, %s", part.data,
                      WTERMSIG(status), strsignal(WTERMSIG(status)));
    } else {
        (void)err_set(err, RC_DAMAGED, "a worker ended at %s with status %d", part.data,
                      WEXITSTATUS(status));
    }
    buf_release(&part);
    return RC_DAMAGED;
}

/* Hand on what is whole up to the first part that is still being done. */
static enum rc take_results(struct pool *pool, bool *is_there, struct err *err)
{
    enum rc rc = RC_OK;
    while (rc == RC_OK && pool->taken < pool->config->parts && is_there[pool->taken]) {
        struct buf *result = &pool->results[pool->taken];
        rc = pool->config->take(pool->config->user, pool->taken++, result->data, result->size, err);
        buf_release(result);
    }
    return rc;
}

static enum rc read_result(struct pool *pool, struct worker *worker, bool *is_there,
                           struct err *err)
{
    struct header header = {0};
    bool is_whole = read_all(worker->results_from, &header, sizeof(header)) &&
                    header.part == worker->part && header.size <= RESULT_SIZE_MAX;
    char *room = NULL;
    if (is_whole) {
        struct buf *result = &pool->results[header.part];
        buf_init(result, RESULT_SIZE_MAX);
        is_there[header.part] = true;
        room = buf_reserve(result, header.size);
        is_whole =
            header.size == 0 || (room != NULL && read_all(worker->results_from, room, header.size));
        buf_count_in(result, is_whole ? header.size : 0);
    }
    if (!is_whole) {
        return say_died(pool, worker, err);
    }
    worker->part = -1;
    pool->done++;
    give_part(pool, worker);
    if (pool->config->tell != NULL) {
        pool->config->tell(pool->config->user, pool->done);
    }
    return take_results(pool, is_there, err);
}

static enum rc run(struct pool *pool, bool *is_there, struct err *err)
{
    enum rc rc = RC_OK;
    for (int i = 0; i < pool->worker_count; i++) {
        give_part(pool, &pool->workers[i]);
    }
    while (rc == RC_OK && pool->done < pool->config->parts) {
        struct pollfd waits[POOL_WORKERS_MAX];
        for (int i = 0; i < pool->worker_count; i++) {
            bool is_at_work = pool->workers[i].part >= 0;
            waits[i] = (struct pollfd){.fd = is_at_work ? pool->workers[i].results_from : -1,
                                       .events = POLLIN};
        }
        if (poll(waits, (nfds_t)pool->worker_count, -1) < 0) {
            rc = errno == EINTR ? RC_OK : fail(err, "answer");
            continue;
        }
        for (int i = 0; rc == RC_OK && i < pool->worker_count; i++) {
            if (waits[i].fd >= 0 && waits[i].revents != 0) {
                rc = read_result(pool, &pool->workers[i], is_there, err);
            }
        }
    }
    return rc;
}

static void end_workers(struct pool *pool, bool at_once)
{
    for (int i = 0; i < pool->worker_count; i++) {
        struct worker *worker = &pool->workers[i];
        (void)close(worker->parts_to);
        (void)close(worker->results_from);
        if (worker->process > 0 && at_once) {
            (void)kill(worker->process, SIGTERM);
        }
        while (worker->process > 0 && waitpid(worker->process, NULL, 0) < 0 && errno == EINTR) {
        }
    }
}

enum rc pool_run(const struct pool_config *config, struct err *err)
{
    struct pool pool = {.config = config};
    struct sigaction ignored = {.sa_handler = SIG_IGN};
    struct sigaction before;
    (void)sigemptyset(&ignored.sa_mask);
    (void)sigaction(SIGPIPE, &ignored, &before); /* a worker may have died before it is told */
    (void)fflush(NULL);
    size_t parts = config->parts > 0 ? (size_t)config->parts : 1;
    pool.results = mem_alloc(parts, sizeof(*pool.results));
    bool *is_there = mem_alloc(parts, sizeof(*is_there));
    int wanted = config->workers < config->parts ? config->workers : config->parts;
    enum rc rc = RC_OK;
    for (int i = 0; rc == RC_OK && i < wanted && i < POOL_WORKERS_MAX; i++) {
        rc = start_worker(&pool, err);
    }
    rc = rc == RC_OK ? run(&pool, is_there, err) : rc;
    end_workers(&pool, rc != RC_OK);
    for (int i = pool.taken; i < config->parts; i++) {
        if (is_there[i]) {
            buf_release(&pool.results[i]);
        }
    }
    mem_free(pool.results);
    mem_free(is_there);
    (void)sigaction(SIGPIPE, &before, NULL);
    return rc;
}

int pool_processors(void)
{
#ifdef _SC_NPROCESSORS_ONLN
    long count = sysconf(_SC_NPROCESSORS_ONLN);
#else
    long count = 1;
#endif
    return count < 1 ? 1 : count > POOL_WORKERS_MAX ? POOL_WORKERS_MAX : (int)count;
}
