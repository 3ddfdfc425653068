/* SPDX-License-Identifier: MIT */
/*
 * check_reads: what reads must see (I8, I9), known from outside: which commits
 * had been answered when a request came, and what its session has seen before.
 * The part of check.h that is about them is here.
 */
#ifndef CLUSTER_CHECK_READS_H
#define CLUSTER_CHECK_READS_H

#include "cluster/master.h"

struct read_truth {
    uint32_t conn;                  /* of the slot; 0: none */
    uint32_t none;                  /* no hole: states are saved by their words (plain.h) */
    uint64_t answered[MASTERS_MAX]; /* when its request, or the BEGIN before it, came */
    uint64_t seen[MASTERS_MAX];     /* by its reads and own commits */
};

struct read_check {
    uint64_t answered[MASTERS_MAX]; /* the last commit of each master that was answered OK */
    struct read_truth *sessions;    /* owned; by slot of the connection */
    int room;
};

/* NULL in a cluster without checks. Of check.c. */
struct read_check *check_reads(struct cluster *cluster);
void read_check_release(struct read_check *check);
void read_check_save(struct buf *out, const struct read_check *check);
void read_check_load(struct read_check *check, struct unpack *in);

#endif
