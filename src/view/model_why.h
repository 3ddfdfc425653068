/* SPDX-License-Identifier: MIT */
/*
 * model_why: what led to an event, as it is drawn: effect first, each cause below, then what
 * helps and who said so. Made when \why is given, not anew for each frame.
 */
#ifndef VIEW_MODEL_WHY_H
#define VIEW_MODEL_WHY_H

#include <stdint.h>

struct lab;
struct run;

#define WHY_STEPS_MAX 80
#define WHY_TEXT_SIZE 400

enum why_look {
    WHY_LOOK_EFFECT, /* a dot, strong */
    WHY_LOOK_CAUSE,  /* a dot */
    WHY_LOOK_RIVAL,  /* beside the chain: what a conflict was lost against */
    WHY_LOOK_BESIDE, /* a word about the step above */
    WHY_LOOK_ROOT,   /* the last dot, in words */
    WHY_LOOK_HEAD,   /* of the prose below the chain */
    WHY_LOOK_PROSE,
};

struct model_why_step {
    enum why_look look;
    char time[16]; /* "" none */
    char text[WHY_TEXT_SIZE];
};

struct model_why {
    int count;
    struct model_why_step steps[WHY_STEPS_MAX];
};

void model_build_why(struct model_why *why, const struct lab *lab, const struct run *run,
                     uint64_t seq);

#endif
