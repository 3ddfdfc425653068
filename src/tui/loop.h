/* SPDX-License-Identifier: MIT */
/*
 * loop: the one loop of the screen: keys, signals and time in; frames out.
 * Nothing blocks and nothing nests; the clock is read here and only to decide
 * how far the engine may go.
 */
#ifndef TUI_LOOP_H
#define TUI_LOOP_H

#include "app/app.h"
#include "base/err.h"
#include "tui/recorder.h"
#include "tui/term.h"

struct loop_config {
    struct term *term;         /* borrowed */
    struct app *app;           /* borrowed */
    struct recorder *recorder; /* borrowed; the app tells it what is worth a marker */
    const char *state;         /* a directory for what is kept; "": nothing is */
    const char *first_note;    /* a sentence to show at the start; "": none */
};

/* Until the person ends it, or a signal does: then err says which, and RC_STATE is returned. */
MUST_CHECK enum rc loop_run(const struct loop_config *config, struct err *err);

#endif
