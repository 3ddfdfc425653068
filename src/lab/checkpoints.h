/* SPDX-License-Identifier: MIT */
/*
 * checkpoints: states of a lab at places of its run, so that going back costs
 * the way from the nearest one, not from the start.
 *
 * They take CHECKPOINTS_SIZE_MAX bytes at most: when that is reached, they are
 * thinned out to twice the distance. The first stays for ever, and so do those
 * before the lines given last, for undo is asked for more often than all else.
 */
#ifndef LAB_CHECKPOINTS_H
#define LAB_CHECKPOINTS_H

#include "base/buf.h"
#include "lab/run.h"

#include <stdbool.h>

struct checkpoint {
    struct run_place place;
    bool is_before_line;
    char *state; /* owned; compressed */
    size_t size;
};

struct checkpoints {
    struct checkpoint *all; /* owned; in the order in which they were made */
    int count;
    int room;
    size_t size;  /* that all states take */
    uint64_t gap; /* things between two of a branch */
    struct buf scratch;
};

void checkpoints_init(struct checkpoints *checkpoints);
void checkpoints_release(struct checkpoints *checkpoints);

/* Keep a copy of `state`; others may go for it. */
void checkpoints_add(struct checkpoints *checkpoints, const struct run_place *place,
                     bool is_before_line, const struct buf *state);
/* The last one on the way to `place`; NULL: there is none. Borrowed until the next add. */
const struct checkpoint *checkpoints_find(const struct checkpoints *checkpoints,
                                          const struct run *run, const struct run_place *place);
/* Forget those of a branch: it is taken back. */
void checkpoints_drop_branch(struct checkpoints *checkpoints, int branch);

#endif
