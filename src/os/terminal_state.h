/* SPDX-License-Identifier: MIT */
/*
 * terminal_state: whatever ends or stops the program, the terminal is given
 * back as it was found.
 *
 * Signals become bytes in a pipe that a loop polls beside the keyboard, so that
 * they are dealt with in order and never in the middle of something. Only a
 * crash, and a second request to end while the first is not yet obeyed, act at once. While
 * the screen is ours, what is written to the standard error is kept and given out
 * afterwards. There is one terminal and one set of signals a process: this is
 * the one file of ours with state of its own.
 */
#ifndef OS_TERMINAL_STATE_H
#define OS_TERMINAL_STATE_H

#include "base/err.h"

enum terminal_signal {
    TERMINAL_RESIZED = 1,
    TERMINAL_STOP = 2,      /* Ctrl-Z from outside: call terminal_state_suspend() */
    TERMINAL_CONTINUED = 4, /* the screen may hold someone else's text */
    TERMINAL_INTERRUPT = 8, /* Ctrl-C from outside */
    TERMINAL_END = 16,      /* SIGTERM or SIGHUP: keep what must be kept, and end */
};

/* Remember how the terminal is set, and watch the signals. RC_ENV: no pipe could be made. */
MUST_CHECK enum rc terminal_state_start(struct err *err);
/*
 * The screen is ours from now on; `leave` are the bytes that give it back (copied, at most
 * 255). NULL: it is no longer ours, someone else has given it back.
 */
void terminal_state_own_screen(const char *leave);
/* Give everything back and watch no signals. Does nothing the second time. */
void terminal_state_stop(void);

/* Readable when a signal came. */
int terminal_state_fd(void);
/* The signals since the last call, a set of enum terminal_signal. */
unsigned terminal_state_take(void);
/* Stop this job as Ctrl-Z does; returns when it is continued. The screen must be given back. */
void terminal_state_suspend(void);
/*
 * Another program has the terminal now, and Ctrl-Z stops us with it; and no longer. What came
 * meanwhile was meant for that one, but for a request to end.
 */
void terminal_state_lend(void);
void terminal_state_take_back(void);

#endif
