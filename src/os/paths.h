/* SPDX-License-Identifier: MIT */
/*
 * paths: where the program's own files are, and where this user's may be kept.
 *
 * Data: what --data says; else beside the executable, then in the tree it was
 * built in, then in the prefix it was installed in. State: what --state says;
 * else $XDG_STATE_HOME, else ~/.local/state.
 */
#ifndef OS_PATHS_H
#define OS_PATHS_H

#include "base/err.h"

#include <limits.h>

struct paths {
    char data[PATH_MAX];  /* "": there are none */
    char state[PATH_MAX]; /* "": nothing can be kept; `trouble` says why */
    char live[PATH_MAX];  /* the same for the files that others may read while we run */
    struct err trouble;
};

struct paths_options {
    const char *program; /* its name, and that of its directories: "quartet" */
    const char *probe;   /* a directory that is in every data directory: "drivers" */
    const char *data;    /* as asked for; NULL: look for it */
    const char *state;   /* as asked for; NULL: the user's usual place */
};

/* RC_ENV: the data directory that was asked for is none. What else fails is in out->trouble. */
MUST_CHECK enum rc paths_find(struct paths *out, const struct paths_options *options,
                              struct err *err);
/* Make `live` in the state directory, for this process alone; a second session has none. */
void paths_claim_live(struct paths *paths);

#endif
