/* SPDX-License-Identifier: MIT */
/*
 * run_fixture: a run as a test plays one: its journal is in memory, its files
 * are those of data/, and a line is given and answered in one call.
 */
#ifndef LIB_RUN_FIXTURE_H
#define LIB_RUN_FIXTURE_H

#include "lab/history.h"

struct run_fixture {
    struct history *history; /* owned */
    struct buf journal;
    struct buf said;   /* replies and notes since the last line */
    int events;        /* told since the start */
    int journal_calls; /* entries and rewrites since the start */
};

/* Fails the test if it cannot be made, as do those below if they cannot do it. */
void run_fixture_init(struct run_fixture *fixture, int masters);
void run_fixture_release(struct run_fixture *fixture);
/* Give a line and run until everybody is answered. */
void run_fixture_do(struct run_fixture *fixture, const char *line);
void run_fixture_run_to(struct run_fixture *fixture, sim_us at);
void run_fixture_goto(struct run_fixture *fixture, sim_us at);
void run_fixture_branch(struct run_fixture *fixture, const char *name);
void run_fixture_switch(struct run_fixture *fixture, const char *name);
/* The process ends, and another one opens what was kept: it knows no way but from the start. */
void run_fixture_reopen(struct run_fixture *fixture);
/* A database with a table t (id, n), and one second. */
void run_fixture_make_table(struct run_fixture *fixture);

#endif
