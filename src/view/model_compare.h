/* SPDX-License-Identifier: MIT */
/*
 * model_compare: two branches against each other, as lines of a table. Plain
 * data, as the rest of the model.
 */
#ifndef VIEW_MODEL_COMPARE_H
#define VIEW_MODEL_COMPARE_H

#include "lab/compare.h"
#include "view/model_plots.h"
#include "view/model_timeline.h"
#include "view/theme.h"

#include <stdbool.h>

#define COMPARE_LINES_MAX 128
#define COMPARE_HEAD_ROWS 2 /* heading, names */
#define COMPARE_WORDS_SIZE 200

enum compare_line_look {
    COMPARE_NUMBERS, /* a label, a number of each, what that means */
    COMPARE_ROW,     /* a row that differs: its key, and what each has */
    COMPARE_EVENT,   /* the label is a branch, the words its event */
    COMPARE_TITLE,   /* the label is of the lines below; words */
    COMPARE_BLANK,
};

struct compare_line {
    enum compare_line_look look;
    char label[COMPARE_TEXT_SIZE];
    char values[COMPARE_SIDES][COMPARE_TEXT_SIZE]; /* "": there is none */
    enum role roles[COMPARE_SIDES];
    char words[COMPARE_WORDS_SIZE];
    bool is_same; /* it changes nothing */
};

/* Both over the same time, and the same clients in their strips. */
struct compare_plots {
    bool is_shown;
    int cols;   /* for which they were made; 0: of what was compared now they were not */
    int parted; /* dot where the two part */
    struct model_plots sides[COMPARE_SIDES];
    char done[COMPARE_SIDES][TIMELINE_LABEL_SIZE]; /* what was done there first: "kill az b" */
    int done_count[COMPARE_SIDES];
};

struct model_compare {
    bool is_shown;
    struct compare_plots plots;
    char time[32]; /* "40.000 s" */
    char names[COMPARE_SIDES][NAME_SIZE_MAX];
    int scroll; /* first line shown */
    int line_count;
    struct compare_line lines[COMPARE_LINES_MAX + 1]; /* the last: what found no place */
};

/* NULL: nothing was compared. */
void model_build_compare(struct model_compare *out, const struct compare_result *result,
                         int scroll);
/* Also the plots of both; `cols` of each. What was compared stands still, and so do they. */
void model_build_compare_plots(struct model_compare *out, const struct history *history,
                               const struct compare_result *result, int cols);

#endif
