/* SPDX-License-Identifier: MIT */
/*
 * model_stage: what stands on the stage besides the cluster: one headline, one sentence, one
 * number, and what the presenter types or asks.
 */
#ifndef VIEW_MODEL_STAGE_H
#define VIEW_MODEL_STAGE_H

#include "lesson/stage_words.h"
#include "view/theme.h"

#include <stdbool.h>

#define STAGE_TEXT_SIZE 300
#define STAGE_REPLIES_MAX 4

struct model_answer {
    char text[STAGE_ANSWER_SIZE];
    int hands;
};

struct model_reply {
    enum role role;
    char text[120];
};

struct model_stage {
    char headline[100];
    char said[STAGE_TEXT_SIZE];
    char number[24];   /* "12"; "": there is none */
    char unit[16];     /* "seconds" */
    char label[100];   /* what it counts: "rows" */
    int64_t conflicts; /* of this step */
    char typed[STAGE_TEXT_SIZE];
    bool is_typing; /* a line stands there, or a part of it */
    int reply_count;
    struct model_reply replies[STAGE_REPLIES_MAX]; /* to the line that was typed last */
    int answer_count;                              /* 0: nothing is asked */
    struct model_answer answers[STAGE_ANSWERS_MAX];
    int step, step_count; /* from 1; 0: there is no demo */
    char status[160];     /* for the presenter: what it waits for */
    bool is_stuck;        /* it does not go on by itself, though it should */
};

/* "12 rows", "1.55 s without a write": the number, its unit, and what it counts. */
void stage_take_number(struct model_stage *out, const char *text);
/* Does such a text have room beside the facts of a stage of 80x24? */
bool stage_number_fits(const char *text);
/* Does a sentence fit in large letters on one of 160x45? */
bool stage_said_fits(const char *text);

#endif
