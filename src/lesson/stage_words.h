/* SPDX-License-Identifier: MIT */
/* stage_words: what the cues of a demo say, taken apart. */
#ifndef LESSON_STAGE_WORDS_H
#define LESSON_STAGE_WORDS_H

#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STAGE_STEP_US (60 * US_PER_S) /* of a step that says nothing of its time */
#define STAGE_ANSWERS_MAX 4           /* of a question to the room: a, b, c and d */
#define STAGE_ANSWER_SIZE 80

/* What can be put on the stage. */
enum stage_view {
    STAGE_LETTERS, /* the stage itself, in large letters */
    STAGE_CLUSTER,
    STAGE_LANES,
    STAGE_VOTES,
    STAGE_DATA,
    STAGE_METERS,
    STAGE_TIMELINE,
    STAGE_GOALS,
};

/* "votes", "data orders": an enum stage_view; -1: it is none. */
int stage_find_view(const char *text);
/* "Who wins? | m1 | *m2": how many answers there are. */
int stage_count_answers(const char *text);
/* Answer `index`, from 0, or with -1 the question. Is it the right one, with the star? */
bool stage_take_answer(char answer[STAGE_ANSWER_SIZE], const char *text, int index);

#endif
