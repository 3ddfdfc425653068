/* SPDX-License-Identifier: MIT */
/*
 * player: lines of a lesson (a solution, a wrong way, a demo) given to a lab
 * without a person: each when those before it are answered, or wait for a lock. "\wait" stands
 * between them: "\wait 2s", or "\wait CHECK", which counts from the beginning of
 * the step.
 *
 * "\branch", "\switch" and "\compare" mean what they mean to a person, but that they go only to
 * the end of a branch, which is not to come yet.
 */
#ifndef LESSON_PLAYER_H
#define LESSON_PLAYER_H

#include "lesson/play.h"

#define PLAYER_ANSWER_US (30 * US_PER_S) /* longer than any time-out of a client's */
#define PLAYER_OTHERS_US (2 * US_PER_S)  /* for who may wait for a lock */

#define PLAYER_BRANCHES_MAX 8

struct player_branches {
    struct player_branch {
        char name[NAME_SIZE_MAX];
        struct buf end; /* owned: the lab there, if one is elsewhere */
        sim_us end_at;
    } list[PLAYER_BRANCHES_MAX]; /* the first is main */
    int count;                   /* 0: of branches nothing was said yet */
    int here;
};

struct player {
    struct lab *lab;     /* borrowed */
    const char *file;    /* borrowed; of the lesson, for errors */
    uint64_t step_event; /* the last event before the step */
    struct player_branches branches;
};

void player_branches_release(struct player_branches *branches);
/* The caller releases *out. */
void player_branches_copy(struct player_branches *out, const struct player_branches *from);

/*
 * Give the lines. Errors name the line of the file, and are those of lab_apply(), and
 *   RC_STATE  what \wait waits for does not come; an answer does not
 */
MUST_CHECK enum rc player_give(struct player *player, const struct lesson_text *lines,
                               struct err *err);
/* One line. */
MUST_CHECK enum rc player_give_line(struct player *player, const struct lesson_text *line,
                                    struct err *err);
/* The cues of a step: what is typed and waited for; the others are passed over. */
MUST_CHECK enum rc player_give_demo(struct player *player, const struct lesson_step *step,
                                    struct err *err);
/* player_branch.c: is it one of those three commands? Do it. */
bool player_is_of_branches(const char *line);
MUST_CHECK enum rc player_do_branch(struct player *player, const char *line, struct err *err);
/* Let time go on until this is so, or so long. Is it so? */
bool player_wait(struct lab *lab, sim_us length, bool (*is_so)(struct lab *lab));

#endif
