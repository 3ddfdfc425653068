/* SPDX-License-Identifier: MIT */
/*
 * score_sum: what came of game days, as numbers that can be added up: of one lab, of all labs with
 * one kind of fault, of all. Whole numbers only, so that any order of adding gives the same.
 */
#ifndef HEADLESS_SCORE_SUM_H
#define HEADLESS_SCORE_SUM_H

#include "base/pack.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

/* Lengths of time up to two minutes, in steps of 1/32 of themselves. */
#define SCORE_STEPS 32
#define SCORE_LENGTHS (SCORE_STEPS * 23)

struct score {
    int64_t runs;
    int64_t asked; /* units of work that programs wanted done, those turned away included */
    int64_t ok, failed, unknown;
    int64_t conflicts, retries;
    int64_t lost, doubled;
    int64_t stale, stale_own; /* reads without what anyone, or the reader, had been told is there */
    int64_t connections;      /* opened */
    int64_t undecided;        /* times its driver failed, and the safe rule decided instead */
    int64_t failing_line;     /* of the driver, the last of them; 0: none is known */
    int64_t outages;
    sim_us longest, total;            /* of outages, all programs together */
    sim_us detect, reroute, first_ok; /* of all outages together */
    int64_t lengths[SCORE_LENGTHS];   /* of units that were done */
};

void score_add(struct score *to, const struct score *from);
void score_add_length(struct score *score, sim_us length);
/* The length that so many of a thousand units stay below; -1: none was done. */
sim_us score_quantile(const struct score *score, int permille);
/* Is a run worse than another: rows lost or doubled, then its longest outage, then what failed? */
bool score_is_worse(const struct score *score, const struct score *than);

void score_save(struct buf *out, const struct score *score);
void score_load(struct score *score, struct unpack *in);

/* What is told of a score, each number under its name, for json and csv. */
struct score_field {
    const char *name;
    int64_t (*get)(const struct score *score); /* -1: there is none */
};
const struct score_field *score_fields(int *count);

int64_t score_available(const struct score *score); /* of 10,000 units asked for */
int64_t score_conflicts(const struct score *score); /* for 1,000 units that ended */
sim_us score_detect(const struct score *score);     /* of an outage, on average; -1: none was */
sim_us score_reroute(const struct score *score);
sim_us score_first_ok(const struct score *score);

#endif
