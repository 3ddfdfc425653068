/* SPDX-License-Identifier: MIT */
/*
 * truth: what clients were told, held against what is so.
 *
 * The engine tells of each commit when four copies hold it; a client tells of each
 * acknowledgement it got. Lost: acknowledged, but no commit of it is durable.
 * Doubled: one unit of work, more than one durable commit. No client ever learns
 * of this: it is the lab's judgement.
 */
#ifndef CLIENT_TRUTH_H
#define CLIENT_TRUTH_H

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
};

void truth_init(struct truth *truth);
void truth_release(struct truth *truth);
void truth_commit(struct truth *truth, uint64_t unit);
void truth_acknowledge(struct truth *truth, uint64_t unit);
void truth_save(struct buf *out, const struct truth *truth);
void truth_load(struct truth *truth, struct unpack *in);

#endif
