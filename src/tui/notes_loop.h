/* SPDX-License-Identifier: MIT */
/*
 * notes_loop: the presenter's notes in a terminal of their own. They follow the demo of this
 * state directory, wait for one, and look for it again when it is gone.
 */
#ifndef TUI_NOTES_LOOP_H
#define TUI_NOTES_LOOP_H

#include "base/err.h"
#include "tui/term.h"

#define NOTES_NAME_SIZE 40
/* The socket's name: each state directory has its own, so that nobody's notes guide another's demo.
 * `state` as os/paths.h: "" if nothing can be kept. */
void notes_socket_name(char out[NOTES_NAME_SIZE], const char *state);

/* Until the person ends it. Errors as of the socket's path. */
MUST_CHECK enum rc notes_loop_run(struct term *term, enum theme_name theme, bool is_ascii,
                                  const char *state, struct err *err);

#endif
