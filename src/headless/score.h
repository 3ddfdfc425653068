/* SPDX-License-Identifier: MIT */
/*
 * score: drivers against game days: `quartet score`. Each driver, each seed and each game day have
 * a lab of their own (headless/score_play.h); the labs are shared out to worker processes, and what
 * is printed does not tell to how many.
 */
#ifndef HEADLESS_SCORE_H
#define HEADLESS_SCORE_H

#include <stdint.h>

#define SCORE_DAYS_MAX 32
#define SCORE_LOAD "bank" /* if no other is said */
#define SCORE_MASTERS 3

enum score_format { SCORE_TEXT, SCORE_JSON, SCORE_CSV };

struct score_options {
    const char *const *drivers; /* names or paths */
    int driver_count;
    uint64_t seed_first, seed_last;
    const char *load;
    const char *days; /* names or paths, with commas between them; NULL: all that there are */
    int masters;
    int workers; /* 0: as many as there are processors */
    enum score_format format;
    const char *data_dir;
};

/*
 * Play and print them; the result is the exit code of the program: 0, 2, 3, or 4 if a worker died.
 * What was wrong is on stderr.
 */
int headless_score(const struct score_options *options);

#endif
