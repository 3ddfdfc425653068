/* SPDX-License-Identifier: MIT */
/*
 * world: the lab of a simulated run, its invariants asserted, and the run that
 * comes of the lines that are typed into it: what failed can be opened on screen.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "lab/lab.h"
#include "lab/run.h"

#include <stdbool.h>

/* Names of endpoints that there may be; the last is always there. */
#define WORLD_NAMES 4
extern const char *const world_names[WORLD_NAMES];

struct world {
    struct lab *lab; /* owned */
    struct run run;
};

/* A sink's user hears all that happens. False: there is no lab; err says why. */
MUST_CHECK bool world_open(struct world *world, const struct lab_config *config, struct err *err);
void world_close(struct world *world);

sim_us world_now(const struct world *world);
/* Type a line, now. False: it was refused, and is no part of the run. */
bool world_type(struct world *world, const char *line);
bool world_typef(struct world *world, const char *format, ...) PRINTF_LIKE(2, 3);

/* Become what a lab was when it had `lines` lines and this state. */
MUST_CHECK enum rc world_return(struct world *world, const struct buf *state, int lines,
                                struct err *err);
int world_lines(const struct world *world);

/* Write the run to a file, a mark with `text` at its end. False: it cannot be written. */
bool world_keep(struct world *world, const char *path, const char *text);

#endif
