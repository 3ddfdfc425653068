/* SPDX-License-Identifier: MIT */
/*
 * run: the timed lines that, with a configuration and its seed, are the whole
 * of a run. Lines are in order of time; a line comes before events of its instant.
 */
#ifndef LAB_RUN_H
#define LAB_RUN_H

#include "base/pack.h"
#include "base/span.h"

struct run_line {
    sim_us at;
    char *text; /* owned: the full line, client included */
};

struct run {
    struct run_line *lines; /* owned */
    int count;
    int room;
};

void run_init(struct run *run);
void run_release(struct run *run);

/* Record `text`, said by client `client` (0: the line names none, or it does not matter). */
void run_add(struct run *run, sim_us at, int client, const char *text);
/* The lines as a script that can be run: "at 6.9s @1 INSERT ...". */
void run_add_script(const struct run *run, struct buf *out);

void run_save(struct buf *out, const struct run *run);
void run_load(struct run *run, struct unpack *in);

#endif
