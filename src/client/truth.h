/* SPDX-License-Identifier: MIT */
/*
 * truth: what clients were told, held against what is so.
 *
 * The engine tells of each commit when four copies hold it; a client tells of each
 * acknowledgement it got. Lost: acknowledged, but no commit of it is durable.
 * Doubled: one unit of work, more than one durable commit. Stale: a read whose
 * master had not applied what had been acknowledged before the read was sent, to
 * anyone, or to this very client. No client ever learns of this: it is the lab's
 * judgement.
 */
#ifndef CLIENT_TRUTH_H
#define CLIENT_TRUTH_H

#include "base/limits.h"
#include "base/pack.h"

#include <stdbool.h>
#include <stdint.h>

#define STRETCHES_MAX 1024 /* a client's units go well or ill for long: few are ever needed */

/* Units in a row of which the same is so, up to `last`. */
struct stretch {
    uint64_t last;
    uint64_t state; /* commits (at most 2), and 4: acknowledged */
};

/* Of one client; units are numbered from 1. */
struct truth {
    struct stretch *stretches; /* owned; in order, the first from 1 on */
    int count;
    int room;
    int64_t lost;
    int64_t doubled;
    int64_t stale;
    int64_t stale_own;
};

/* The last commit of each master that is acknowledged: to anyone, and to this client. */
struct acknowledged {
    uint64_t any[MASTERS_MAX];
    uint64_t own[MASTERS_MAX];
};

void truth_init(struct truth *truth);
void truth_release(struct truth *truth);
/* True: it is there twice now, and was once. */
bool truth_commit(struct truth *truth, uint64_t unit);
void truth_acknowledge(struct truth *truth, uint64_t unit);
/* A read is answered by a master that had applied `seen`; `then` was so when it was sent. */
void truth_read(struct truth *truth, const uint64_t seen[MASTERS_MAX],
                const struct acknowledged *then);
void truth_save(struct buf *out, const struct truth *truth);
void truth_load(struct truth *truth, struct unpack *in);

#endif
