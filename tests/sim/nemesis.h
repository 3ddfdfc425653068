/* SPDX-License-Identifier: MIT */
/*
 * nemesis: breaks things at random, by seed, and mends some of them again. It
 * never takes a disk away, so nothing that was acknowledged may be lost.
 */
#ifndef SIM_NEMESIS_H
#define SIM_NEMESIS_H

#include "base/rng.h"
#include "cluster/cluster.h"

#define NEMESIS_FAULTS_MAX 5

struct nemesis {
    struct rng rng;
    sim_us due;
    sim_us gap_max; /* between two deeds */
    int patience;   /* permille: how often it mends rather than breaks */
    int malice;     /* permille: how often it strikes when a definition comes to its next step */
    struct {
        int deed; /* of the table */
        place_id a;
        place_id b;
    } faults[NEMESIS_FAULTS_MAX];
    int fault_count;
    int64_t done;
};

void nemesis_init(struct nemesis *nemesis, const struct rng *rng);
/* Do one deed, and choose when the next is due. */
void nemesis_step(struct nemesis *nemesis, struct cluster *cluster);
/* A master that runs a definition has come to its next step: strike now? */
void nemesis_on_ddl(struct nemesis *nemesis, struct cluster *cluster, int master);
/* Mend everything; nothing is due after it. */
void nemesis_end(struct nemesis *nemesis, struct cluster *cluster);

#endif
