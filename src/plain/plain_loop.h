/* SPDX-License-Identifier: MIT */
/*
 * plain_loop: the lab without a screen, for screen readers, pipes and slow
 * links: the same commands at a prompt, every event one sentence.
 *
 * At a terminal, time runs as it does on the screen. Lines from a pipe need no
 * clock: each runs until it is answered, then comes the next.
 */
#ifndef PLAIN_PLAIN_LOOP_H
#define PLAIN_PLAIN_LOOP_H

#include "app/app.h"
#include "base/err.h"

/*
 * Makes the app and ends with it. `state` is a directory for what is kept; "": nothing is.
 * `first_note`: a sentence to begin with; "": none.
 *   RC_ENV  the output cannot be written
 *   others  as app_new()
 */
MUST_CHECK enum rc plain_run(const struct app_config *config, const char *state,
                             const char *first_note, struct err *err);

#endif
