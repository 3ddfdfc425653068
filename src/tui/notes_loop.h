/* SPDX-License-Identifier: MIT */
/*
 * notes_loop: the presenter's notes in a terminal of their own. They follow the demo that runs on
 * this machine, wait for one, and look for it again when it is gone.
 */
#ifndef TUI_NOTES_LOOP_H
#define TUI_NOTES_LOOP_H

#include "base/err.h"
#include "tui/term.h"

#define NOTES_SOCKET "quartet-notes.socket"

/* Until the person ends it. Errors as of the socket's path. */
MUST_CHECK enum rc notes_loop_run(struct term *term, enum theme_name theme, bool is_ascii,
                                  struct err *err);

#endif
