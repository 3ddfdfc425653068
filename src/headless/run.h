/* SPDX-License-Identifier: MIT */
/*
 * run: a script played without a screen, its narrative printed: `quartet run`.
 */
#ifndef HEADLESS_RUN_H
#define HEADLESS_RUN_H

#include "base/buf.h"
#include "base/span.h"
#include "lab/lab.h"

#include <stdbool.h>
#include <stdint.h>

struct headless_options {
    const char *file; /* "-" is the standard input; of a replay, a share line may be in its place */
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

/*
 * The text of a run, from its file or from a share line (lab/share.h), which `word` is or the file
 * holds. Errors as file_read_any() and share_read().
 */
MUST_CHECK enum rc headless_read_run(struct buf *out, const char *word,
                                     const struct lab_files *files, struct err *err);

/* The same as headless_run() of a run that was saved or shared, on the branch where it was left. */
int headless_replay(const struct headless_options *options);

#endif
