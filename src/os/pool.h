/* SPDX-License-Identifier: MIT */
/*
 * pool: worker processes, for work that has many parts of which none needs another.
 *
 * A worker is a copy of this process. It is handed the number of a part, does it, and sends what
 * came out as bytes over a pipe; then it is handed the next. What came out is taken in the order of
 * the parts, so that nobody can tell how many workers there were. When this process ends, its
 * workers end, too, at the latest when they have done the part they are at.
 */
#ifndef OS_POOL_H
#define OS_POOL_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

#define POOL_WORKERS_MAX 64 /* more processors than anybody has at hand */

struct pool_config {
    int workers; /* 1..POOL_WORKERS_MAX */
    int parts;
    /* In a worker: do this part, and append what comes out. */
    void (*work)(void *user, int part, struct buf *out);
    /* Here: what came out of it; in the order of the parts. What is not RC_OK ends all. */
    enum rc (*take)(void *user, int part, const void *data, size_t size, struct err *err);
    /* Here: so many are done. May be NULL. */
    void (*tell)(void *user, int done);
    /* What a part is, for the sentence that tells that a worker died of it. */
    void (*describe)(void *user, int part, struct buf *out);
    void *user; /* borrowed */
};

/*
 * Do all parts; no worker is left when it returns.
 *   RC_ENV      there can be no more processes or pipes
 *   RC_DAMAGED  a worker died; err says of what, and at which part
 *   others      from take()
 */
MUST_CHECK enum rc pool_run(const struct pool_config *config, struct err *err);

/* How many processors there are for us; at least 1. */
int pool_processors(void);

#endif
