/* SPDX-License-Identifier: MIT */
/*
 * motion: the two things on the screen that move in real time, whatever the
 * speed of the lab: a client's tag on its way to another master, and a room
 * that goes dark. It only changes how the model is drawn, never what is true:
 * both end in the state the lab is in.
 */
#ifndef APP_MOTION_H
#define APP_MOTION_H

#include "base/limits.h"
#include "lab/lab.h"
#include "view/model.h"

#include <stdbool.h>
#include <stdint.h>

struct motion_move {
    bool is_on;
    int from, to; /* masters, 0-based */
    int64_t age_ns;
};

struct motion {
    uint64_t seen; /* the last event looked at */
    sim_us at;     /* when that was, by the lab's clock */
    struct motion_move moves[CLIENTS_MAX];
    bool is_dark[MASTERS_MAX];
    int64_t dark_ns[MASTERS_MAX];
};

/* Real time has passed. */
void motion_pass(struct motion *motion, int64_t wall_ns);
/* Look at what happened since the last time. `shows_moves`: not when time runs too fast to see.
 * After a jump, as to where a run that is opened ends, one sees where things stand. */
void motion_look(struct motion *motion, const struct lab *lab, bool shows_moves);
/* Change the model of this frame so that it shows how far each has come. */
void motion_apply(struct motion *motion, struct model *model);
/* Is anything still on its way? */
bool motion_is_on(const struct motion *motion);

#endif
