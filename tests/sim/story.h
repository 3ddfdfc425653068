/* SPDX-License-Identifier: MIT */
/*
 * story: a nemesis with a plan. A quarter of the seeds plays one story again and again: several
 * things that break one after the other, each harmless alone, around a few statements that it types
 * itself. Which masters and copies it strikes, and how long it waits in between, is drawn.
 *
 * Chance meets some rules of the engine once in thousands of runs: those which count when a second
 * thing breaks before the first has been mended. Each story leads to where one or two of these
 * rules are all that keeps what was promised.
 *
 *   told --beats: by time, or as a packet arrives--> last beat --\heal--> a pause --> told again
 */
#ifndef SIM_STORY_H
#define SIM_STORY_H

#include "base/limits.h"
#include "base/rng.h"
#include "sim/strike.h"
#include "sim/world.h"

#define STORY_CLIENTS 4
#define STORY_MASTERS 3
#define STORY_PAGE_ROWS 8 /* of its table */

/* One line of a story, and when it is typed. */
struct beat {
    int from_ms; /* after the line before, at least */
    int to_ms;
    int packet;   /* then wait until one of this kind (cluster/packet.h) arrives; 0: do not */
    char whom;    /* at that master or copy, by its letter in the story */
    int permille; /* how often it is typed; 0: always */
    /*
     * $m is the master it is about, $o and $t are others, $x and $w clients of the first, $y of the
     * second, $z of the third; $1 to $6 are the copies, in any order; $a, $b and $c rows of one
     * page, $d and $e of others, $n the number of the telling. {25} says the line for $2 and $5.
     */
    const char *line;
};

struct tale {
    const char *name;
    const struct beat *beats; /* ends with one without a line */
    bool by_primary;          /* $o is the master that runs definitions */
};

extern const struct tale tales[];
extern const int tale_count;

struct story {
    const struct tale *tale; /* NULL: none is told */
    struct rng rng;
    sim_us due;
    int telling; /* 1, 2, .. */
    int phase;   /* before the tale, in it, after it */
    int beat;
    bool is_awaited; /* the beat is, by a packet, until it is due */
    int masters[STORY_MASTERS];
    int copies[COPIES_MAX];
    int first_client;
};

/* The tale that the seed has, or that is asked for by name; NULL: none. */
const struct tale *story_draw(const struct rng *root);
const struct tale *story_find(const char *name);
/* Its clients and its table are there, and nothing is broken yet. */
void story_begin(struct story *story, struct world *world, const struct tale *tale,
                 const struct rng *root);
/* What is typed now, and when the next is due. */
void story_choose(struct story *story, const struct lab *lab, sim_us now, struct strike *out);
/* A packet is about to arrive: strike as soon as it has? out->count is 0 if not. */
void story_watch(struct story *story, const struct lab *lab, sim_us now, struct strike *out);
/* It is over, and all have their answers: its clients leave what they were at. */
void story_end(const struct story *story, struct world *world);

#endif
