/* SPDX-License-Identifier: MIT */
/*
 * lab_fixture: a lab as a test uses one: its files are those of data/, what is
 * said is gathered, a line is given and answered in one call.
 */
#ifndef LIB_LAB_FIXTURE_H
#define LIB_LAB_FIXTURE_H

#include "lab/lab.h"

struct lab_fixture {
    struct lab *lab; /* owned */
    struct buf said; /* replies since the last line given by lab_fixture_do() */
    struct err err;  /* of the last line */
    int errors;      /* replies that were errors since then */
};

/* The drivers, loads and schemas of data/, and whatever has a path that begins with '/'. */
struct lab_files lab_fixture_files(void);
/* Fails the test if the lab cannot be made. */
void lab_fixture_init(struct lab_fixture *fixture, int masters, uint64_t seed);
void lab_fixture_release(struct lab_fixture *fixture);

/* Give a line as @1 and run until everybody is answered, 70 s of engine time at most. */
enum rc lab_fixture_do(struct lab_fixture *fixture, const char *line);
/* The same, and what was said must contain `wanted`: else the test fails, showing it. */
void lab_fixture_expect(struct lab_fixture *fixture, const char *line, const char *wanted);
void lab_fixture_run(struct lab_fixture *fixture, sim_us length);
/* The last event of a kind; NULL: there is none in memory. */
const struct event *lab_fixture_find(const struct lab_fixture *fixture, enum event_kind kind);

#endif
