/* SPDX-License-Identifier: MIT */
/*
 * keeper: where a session's runs are kept: a journal for each in the folder
 * "runs" of the state directory, and what app/app.h asks for as its keeper.
 */
#ifndef KEEPER_KEEPER_H
#define KEEPER_KEEPER_H

#include "app/app.h"
#include "os/journal.h"

#include <limits.h>

struct keeper {
    char directory[PATH_MAX];     /* of the runs; "": nothing is kept */
    char progress[PATH_MAX + 16]; /* the file that holds what of the course is done */
    struct journal journal;
};

/* `state` is the state directory; "": there is none. */
void keeper_init(struct keeper *keeper, const char *state);
void keeper_release(struct keeper *keeper);
/* Borrows the keeper, which must stay where it is. */
struct app_keeper keeper_functions(struct keeper *keeper);

#endif
