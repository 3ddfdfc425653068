/* SPDX-License-Identifier: MIT */
/*
 * sometimes: what is rare and must nevertheless have been met, counted over many
 * runs. What is 0 over thousands of seeds is not tested by them.
 */
#ifndef SIM_SOMETIMES_H
#define SIM_SOMETIMES_H

#include "sim/play.h"

#define SOMETIMES_MAX 80

struct sometimes {
    int64_t times[SOMETIMES_MAX];
    int64_t runs[SOMETIMES_MAX];                                    /* in which it was met */
    int64_t edge_times[ENDPOINT_STATE_COUNT][ENDPOINT_STATE_COUNT]; /* of endpoints' states */
    int64_t edge_runs[ENDPOINT_STATE_COUNT][ENDPOINT_STATE_COUNT];
    int64_t all;
};

void sometimes_add(struct sometimes *sometimes, const struct sim *sim);
/* A line each: how often, in how many runs, what. */
void sometimes_print(const struct sometimes *sometimes);

#endif
