/* SPDX-License-Identifier: MIT */
/*
 * run: a script played without a screen, its narrative printed: `quartet run`.
 */
#ifndef HEADLESS_RUN_H
#define HEADLESS_RUN_H

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

struct headless_options {
    const char *file; /* "-" is the standard input */
    uint64_t seed;
    int masters;
    bool json;               /* one object a line, then a summary */
    bool digest;             /* print the digest of the run at the end, in text too */
    sim_us until;            /* run to this time; SIM_NEVER: until the last line is answered */
    const char *data_dir;    /* where drivers, loads and schemas are */
    const char *lessons_dir; /* of one's own; NULL: those that come with the program */
    /* Is it a command, but one for a person who looks? */
    bool (*is_lookers)(const char *name);
};

/* Play it; the result is the exit code of the program (0, 2 or 3), what was wrong is on stderr. */
int headless_run(const struct headless_options *options);

/* The same of a run that was saved (lab/run_text.h), on the branch where it was left. */
int headless_replay(const struct headless_options *options);

#endif
