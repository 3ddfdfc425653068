/* SPDX-License-Identifier: MIT */
/*
 * last_seed: an assertion of the engine ends the program; the seed it was in must not be lost.
 */
#ifndef LIB_LAST_SEED_H
#define LIB_LAST_SEED_H

#include <stdint.h>

/* From now on a crash prints the seed, as "FAIL seed=17: it crashed". */
void last_seed_watch(void);
/* What is played next. */
void last_seed_set(uint64_t seed);

#endif
