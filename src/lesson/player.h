/* SPDX-License-Identifier: MIT */
/*
 * player: lines of a lesson (a solution, a wrong way, a demo) given to a lab
 * without a person: each when those before it are answered, or wait for a lock. "\wait" stands
 * between them: "\wait 2s", or "\wait CHECK", which counts from the beginning of
 * the step.
 */
#ifndef LESSON_PLAYER_H
#define LESSON_PLAYER_H

#include "lesson/play.h"

#define PLAYER_ANSWER_US (30 * US_PER_S) /* longer than any time-out of a client's */
#define PLAYER_OTHERS_US (2 * US_PER_S)  /* for who may wait for a lock */
#define PLAYER_WAIT_US (120 * US_PER_S)  /* a master is back long before */

struct player {
    struct lab *lab;     /* borrowed */
    const char *file;    /* borrowed; of the lesson, for errors */
    uint64_t step_event; /* the last event before the step */
};

/*
 * Give the lines. Errors name the line of the file, and are those of lab_apply(), and
 *   RC_STATE  what \wait waits for does not come; an answer does not
 */
MUST_CHECK enum rc player_give(struct player *player, const struct lesson_text *lines,
                               struct err *err);
/* One line. */
MUST_CHECK enum rc player_give_line(struct player *player, const struct lesson_text *line,
                                    struct err *err);
/* The lines of a demo: say, speed, pause are passed over; type and wait are as above. */
MUST_CHECK enum rc player_give_demo(struct player *player, const struct lesson_text *lines,
                                    struct err *err);
/* Let time go on until this is so, or so long. Is it so? */
bool player_wait(struct lab *lab, sim_us length, bool (*is_so)(struct lab *lab));

#endif
