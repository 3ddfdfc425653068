/* SPDX-License-Identifier: MIT */
/*
 * keyed: programs of a load whose units of work leave idempotency keys while answers are lost
 * (W11). Whatever becomes of a try, its unit is done once or not at all, is there if its program
 * was told so, and is not there if it was told that it failed (I17, I18).
 */
#ifndef SIM_KEYED_H
#define SIM_KEYED_H

#include "base/rng.h"
#include "sim/world.h"

#define KEYED_WORK 11
#define KEYED_CLIENTS_MAX 3
#define KEYED_UNITS_MAX 8000

struct keyed {
    int first; /* number of the first of these clients; 0: there are none */
    int count;
    uint8_t durable[KEYED_CLIENTS_MAX][KEYED_UNITS_MAX]; /* commits, by unit */
};

void keyed_start(struct keyed *keyed, struct world *world, struct rng *rng);
void keyed_on_truth(struct keyed *keyed, int client, uint64_t unit);
/* At rest. NULL: all is as it must be; else the invariant that does not hold. */
const char *keyed_check(const struct keyed *keyed, struct lab *lab);

#endif
