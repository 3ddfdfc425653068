/* SPDX-License-Identifier: MIT */
/*
 * rng: seeded streams of chance (xoshiro256**), the only chance below the
 * screen. A stream is plain data: copying it copies its future.
 *
 * Each use has a stream of its own, forked from the run's root by name, so that
 * a new draw in one place does not shift the others.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
    uint64_t state[4];
};

void rng_init(struct rng *rng, uint64_t seed);
/* A stream for `name` (and a number, such as a master's), independent of every other. */
struct rng rng_fork(const struct rng *root, const char *name, int index);

uint64_t rng_next(struct rng *rng);
/* 0 .. below-1, each as likely; `below` > 0. */
int64_t rng_below(struct rng *rng, int64_t below);
/* low .. high, both included; low <= high. */
int64_t rng_between(struct rng *rng, int64_t low, int64_t high);
/* True `permille` times in a thousand. */
bool rng_chance(struct rng *rng, int permille);

/*
 * A draw of a bell curve with this mean and standard deviation, never below
 * `min`, in whole units: from a fixed-point table, so that it is the same
 * number everywhere.
 */
int64_t rng_normal(struct rng *rng, int64_t mean, int64_t deviation, int64_t min);
/* The same, skewed to the right like a latency: log-normal of that mean and deviation. */
int64_t rng_lognormal(struct rng *rng, int64_t mean, int64_t deviation, int64_t min);

#endif
