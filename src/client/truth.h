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

/* Of one client; units are numbered from 1. */
struct truth {
    unsigned char *units; /* owned: for each, commits (at most 2), and 4: acknowledged */
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
