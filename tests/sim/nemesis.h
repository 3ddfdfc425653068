/* SPDX-License-Identifier: MIT */
/*
 * nemesis: breaks things by seed, and mends some of them again, with lines that
 * anybody could type. It never takes more disks away than three copies can spare,
 * so nothing that was acknowledged may be lost.
 *
 * Besides chance it takes aim: at a master or copy at the moment when a packet of
 * a chosen kind comes to it for the n-th time, or when a definition comes to its
 * next step. And in some runs each master sees copies of its own and not the rest,
 * so that who writes, who recovers and who reads hear different ones. There the
 * narrow cases are.
 *
 * In half of the runs it has a client of its own, and types SQL as well: what a master
 * is told over a connection to do to itself or to the disks.
 */
#ifndef SIM_NEMESIS_H
#define SIM_NEMESIS_H

#include "base/rng.h"
#include "sim/story.h"
#include "sim/strike.h"
#include "sim/world.h"

#define NEMESIS_FAULTS_MAX 6

struct nemesis {
    struct rng rng;
    sim_us due;
    sim_us gap_max; /* between two deeds */
    int patience;   /* permille: how often it mends rather than breaks */
    int malice;     /* permille: how often it strikes when a definition comes to its next step */
    int aims;       /* a row of its table of packets; -1: it does not take aim */
    int left;       /* such packets that may still pass */
    char mends[NEMESIS_FAULTS_MAX][DEED_SIZE];
    int fault_count;
    int ddl_phases[MASTERS_MAX];  /* when it last looked */
    bool is_narrow;               /* masters do not see all copies */
    int narrowed;                 /* the first masters, that have been given their view */
    uint32_t unseen[MASTERS_MAX]; /* copies */
    int client;                   /* its own, 1..; 0: it has none */
    struct story story;           /* what it tells instead of all that, if there is one */
    bool is_over;
};

void nemesis_init(struct nemesis *nemesis, const struct rng *rng, sim_us now);
/* Add its client, if it is to have one. */
void nemesis_enter(struct nemesis *nemesis, struct world *world, const struct rng *rng);
/* From now on it tells a story, and does nothing else. */
void nemesis_tell(struct nemesis *nemesis, struct world *world, const struct tale *tale,
                  const struct rng *root);
/* Choose the next deed, and when the one after it is due. */
void nemesis_choose(struct nemesis *nemesis, const struct lab *lab, sim_us now, struct strike *out);
/*
 * The next thing is about to happen, or has just happened: strike here? out->count is 0 if not.
 */
void nemesis_watch(struct nemesis *nemesis, const struct lab *lab, struct strike *out);
/* Nothing more is due. */
void nemesis_end(struct nemesis *nemesis);
/* Afterwards: is a master read only still? Then it is asked to take writes again. */
bool nemesis_lift(const struct nemesis *nemesis, struct world *world);

#endif
