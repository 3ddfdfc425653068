/* SPDX-License-Identifier: MIT */
/*
 * gameday: a plan of what to give when, in which chance has a part. It is a script
 * as shell/script.h reads them, with draws; drawn once, it is a list of timed lines, each of
 * which a person could have typed. Mechanism alone: it knows no command.
 *
 *   # a comment, to the end of its line
 *   at 5s LINE                         once
 *   at 5s..9s LINE                     once, at a time that is drawn
 *   every 2s..4s from 5s until 30s LINE    again and again; without from: at once; without until:
 *                                      to the end
 *   at 5s                              a block: what is indented below belongs to it;
 *       choose a b c as az             of an every it is done anew each time
 *       \kill az {az}
 *       after 3s \restore az {az}      so much later than the at or the every
 *   choose m1 m2 as x                  a draw that all below may name: {x}
 *   choose master but x as y           any word of a kind, but not that one (or those)
 *   stop at 60s                        nothing is given from then on
 *   stop when EVENT                    nor once this has happened
 *
 * In a LINE {a|b|c} is one of these, {x} what was chosen, {master} any word of that kind.
 */
#ifndef SHELL_GAMEDAY_H
#define SHELL_GAMEDAY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/rng.h"
#include "base/span.h"

#include <stddef.h>

#define GAMEDAY_GIVEN_MAX 1000 /* lines of one day: a person gives fewer */

/* Words of which any may be drawn by the name of their kind: "master": "m1 m2 m3". */
struct gameday_kind {
    const char *name;  /* borrowed */
    const char *words; /* borrowed; blanks between them */
};

struct gameday_line {
    sim_us at;  /* since the beginning */
    int order;  /* among those of the same time */
    int number; /* of the line of the file that gives it */
    char *text; /* owned */
};

/* A plan, drawn: plain data. */
struct gameday {
    struct gameday_line *lines; /* owned; by time, then as the file has them */
    int count;
    int room;
    sim_us end;                    /* nothing is given at this time or later */
    char stop_when[NAME_SIZE_MAX]; /* an event's name; "": none */
    int stop_number;               /* the line that says so */
};

/*
 * Draw the plan that `source` describes; `kinds` ends with a NULL name. The caller releases *out,
 * whatever comes. Errors begin with "line 7: ".
 *   RC_USAGE    a line is not understood
 *   RC_UNKNOWN  {x} names nothing
 *   RC_RANGE    a time is wrong
 *   RC_FULL     more than GAMEDAY_GIVEN_MAX lines, or a file of too many
 */
MUST_CHECK enum rc gameday_draw(struct gameday *out, const char *source, size_t size,
                                const struct gameday_kind *kinds, struct rng *rng, struct err *err);
void gameday_release(struct gameday *day);

#endif
