/* SPDX-License-Identifier: MIT */
/*
 * samples: what there was to be counted, at even steps of a run's time: what plots are
 * made of.
 *
 * A sample is of a time of a branch, before anything of that instant happens. It is taken when
 * the lab first comes by, and is no part of the lab's state: wherever one goes back to, what is
 * known of the time before is as it was, and states stay small. A run that is opened comes by
 * everywhere again.
 *
 * There are SAMPLES_MAX at most: when that is reached, every second one goes, and from then on
 * they are taken half as often.
 */
#ifndef LAB_SAMPLES_H
#define LAB_SAMPLES_H

#include "lab/lab.h"
#include "lab/run.h"

#include <stdbool.h>

#define SAMPLE_STEP (100 * US_PER_MS) /* of a run that is not long */
#define SAMPLE_NOWHERE (-1)           /* a client has no connection to write over */
#define SAMPLE_OUT (-2)               /* a client cannot write */

/* Numbers without a word are since the start. */
struct sample {
    bool is_taken;
    uint8_t copies_up;
    uint8_t client_count;
    int8_t writes_to[CLIENTS_MAX]; /* 0-based master, or one of those above; by client - 1 */
    int8_t wrote_to[CLIENTS_MAX];  /* the master of its last write; SAMPLE_NOWHERE: it has none */
    uint32_t writes[CLIENTS_MAX];  /* that were acknowledged to it */
    int64_t commits[MASTERS_MAX];
    int64_t ok, failed, unknown; /* of all clients */
    int64_t conflicts;           /* that masters told */
    sim_us slowest;              /* unit of the second before; -1: none ended */
    sim_us lag;                  /* of the master that is most behind, of those that are Online */
};

/* Those of one branch, from where it begins on. */
struct samples_branch {
    struct sample *all; /* owned */
    int64_t first;      /* time of all[0], in steps */
    int count;
    int room;
};

struct samples {
    sim_us step;
    int total;
    struct samples_branch branches[BRANCHES_MAX];
};

void samples_init(struct samples *samples);
void samples_release(struct samples *samples);

/* When the next is to be taken after `now`. */
sim_us samples_next_at(const struct samples *samples, sim_us now);
/* The lab is on `branch`, and nothing of its present has happened; take one if it is time. */
void samples_take(struct samples *samples, const struct run *run, int branch,
                  const struct lab *lab);
/* Of a branch's path, at or before `at`; NULL: none was taken there. Borrowed until the next. */
const struct sample *samples_find(const struct samples *samples, const struct run *run, int branch,
                                  sim_us at);
/* Forget those of a branch: it is taken back. */
void samples_drop_branch(struct samples *samples, int branch);

#endif
