/* SPDX-License-Identifier: MIT */
/*
 * model_lesson: the step of a lesson as it is shown: its text, its goals with
 * why they are not met, a quiz, the hint that was asked for.
 */
#ifndef VIEW_MODEL_LESSON_H
#define VIEW_MODEL_LESSON_H

#include "lab/lab.h"
#include "lesson/lesson.h"

#include <stdbool.h>

#define LESSON_TEXT_SIZE 2400 /* bytes of a step's text; verify wants it to fit on a screen */
#define LESSON_LINE_SIZE 300

enum goal_look { GOAL_LOOKS_OPEN, GOAL_LOOKS_MET, GOAL_LOOKS_HELD, GOAL_LOOKS_BROKEN };

struct model_goal {
    enum goal_look look;
    bool is_first; /* the first that is open: what is to be done now */
    bool is_late;  /* its time is over */
    char text[LESSON_LINE_SIZE];
    char why[LESSON_LINE_SIZE]; /* why it is not met; "": it is */
    char facts[24];             /* "at 5.700", "2.7 s left" */
    int left_permille;          /* of its time; -1: it is in no hurry */
};

struct model_option {
    char text[LESSON_LINE_SIZE];
    bool is_chosen;
    bool is_true; /* it has shown */
};

struct model_lesson {
    bool is_on;
    bool is_ready; /* else it is being set up */
    char slug[NAME_SIZE_MAX];
    char title[100];
    int number, lesson_count; /* in its course, from 1; 0: it is in none */
    char next_title[64];      /* of the lesson that comes after it; "": none does */
    int step, step_count;     /* from 1 */
    char step_title[100];
    char text[LESSON_TEXT_SIZE];
    char said[2 * LESSON_LINE_SIZE]; /* what became of the answer given before; "": nothing */
    int option_count;
    struct model_option options[OPTIONS_MAX];
    bool asks; /* an answer is to be chosen */
    int goal_count, goals_met;
    struct model_goal goals[GOALS_MAX];
    char caption[LESSON_LINE_SIZE];
    char hint[LESSON_LINE_SIZE * 2];
    int hint_number, hint_count;
    bool has_more_hints; /* for things as they are */
    int commands, par;
    char outage[60]; /* as play_add_outage() has it */
    bool is_step_done, is_done;
    char walk[LESSON_LINE_SIZE]; /* of a solution that is shown; "": none is */
    const char *next_key;        /* "Enter": what goes on from here, when the step is done */
    bool is_at_prompt;           /* where letters are typed: keys come after Esc */
};

/* Only looks. */
void model_build_lesson(struct model_lesson *out, const struct lab *lab);

#endif
