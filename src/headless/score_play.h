/* SPDX-License-Identifier: MIT */
/*
 * score_play: one lab from its beginning to its end, and what came of it: a load with a driver, a
 * game day, then everything heals and the programs end.
 *
 *   0 s    \load LOAD driver=DRIVER az=each
 *   2 s    \chaos DAY, and from here on all is counted
 *   ...    \heal, when the day is over
 *   + 3 s  \load stop
 *   + 1 s  when the last unit of work has ended, and 15 s later at the latest: the end
 *
 * The same lines, given by `quartet run`, lead to the same events.
 */
#ifndef HEADLESS_SCORE_PLAY_H
#define HEADLESS_SCORE_PLAY_H

#include "headless/score_sum.h"
#include "lab/lab.h"

struct score_play {
    const char *driver, *load, *day; /* names or paths; borrowed */
    uint64_t seed;
    int masters;
};

/* When it did what, for who wants to play it again. */
struct score_times {
    sim_us heal, stop, end;
};

/* Errors as those of the lines that it gives. */
MUST_CHECK enum rc score_play(const struct score_play *play, const struct lab_files *files,
                              struct score *out, struct score_times *times, struct err *err);
/* Would it begin? Nothing is played. Errors as score_play(). */
MUST_CHECK enum rc score_check(const struct score_play *play, const struct lab_files *files,
                               struct err *err);
/* A blank and a text, as a shell takes it for one word. */
void score_add_shell_word(struct buf *out, const char *text);
/* The command for a shell that plays it again and prints what happens. */
void score_add_replay(struct buf *out, const struct score_play *play,
                      const struct score_times *times);

#endif
