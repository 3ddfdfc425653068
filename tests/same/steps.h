/* SPDX-License-Identifier: MIT */
/*
 * steps: what one seed does, as a list that does not depend on what comes of
 * it, so that any part of it can be left out and the rest be played again.
 */
#ifndef SAME_STEPS_H
#define SAME_STEPS_H

#include "base/buf.h"
#include "base/span.h"

#include <stdbool.h>

#define LANES_MAX 6
#define STEPS_MAX 400

enum mode {
    MODE_MOVING, /* one client at a time, every commit awaited at every master: any SQL */
    MODE_MASTER, /* all through one master, while others fail */
    MODE_CROWD   /* several clients at several masters; statements that rest on their rows alone */
};

enum step_kind {
    STEP_ROWS, /* reads or changes rows */
    STEP_BEGIN,
    STEP_COMMIT,
    STEP_ROLLBACK,
    STEP_DEFINITION,
    STEP_LINE, /* a command of the lab */
    STEP_PAUSE
};

struct step {
    enum step_kind kind;
    int lane;      /* which client, 0.. */
    int group;     /* steps of one unit of work have one number; 0: none */
    bool is_crowd; /* sent while others are at work, and not before the setup is everywhere */
    bool gives_id; /* LAST_INSERT_ID() is asked for after it */
    sim_us pause;  /* time to pass before it */
    char *lab;     /* owned: in MySQL's dialect, or the command */
    char *plain;   /* owned: the same in SQLite's; NULL: nothing */
};

struct steps {
    enum mode mode;
    int masters;
    int lanes;
    bool is_regional; /* nothing is awaited: every session reads as REGIONAL_RAW instead */
    struct step items[STEPS_MAX];
    int count;
};

void steps_init(struct steps *steps);
void steps_release(struct steps *steps);
/* A step at the end; what does not fit any more is left out. The texts are copied. */
struct step *steps_add(struct steps *steps, enum step_kind kind, const char *lab,
                       const char *plain);
/* As `from`, but only what is not marked in `without`. */
void steps_copy(struct steps *to, const struct steps *from, const bool *without);

#endif
