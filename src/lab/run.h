/* SPDX-License-Identifier: MIT */
/*
 * run: all that a run is: its seed and shape, the timed lines that were given,
 * and the files those lines read. Nothing here is computed, and everything that
 * ever happened can be computed from it.
 *
 * A run is a tree. The root branch is "main"; every other branch begins at a
 * place of an earlier one and has that one's lines up to there before its own.
 * A line belongs before what happens at its instant.
 *
 * The text form is lab/run_text.h.
 */
#ifndef LAB_RUN_H
#define LAB_RUN_H

#include "base/err.h"
#include "base/limits.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file that a line read, by content. */
struct run_file {
    char kind[16]; /* "drivers", "loads", "schemas", "chaos" */
    char *name;    /* owned: as the line named it */
    uint64_t hash;
    char *bytes; /* owned; a NUL follows */
    size_t size;
    bool is_told; /* its content is in the text of the run that grows */
};

struct run_line {
    sim_us at;
    char *text; /* owned: the full line, client included; NULL: what the run begins with */
    int files[RUN_LINE_FILES_MAX];
    int file_count;
    uint64_t event_before; /* the last event when it began to be done, */
    uint64_t event_last;   /* and when it had been; 0: it never was */
};

/* Where one can stand in a run: after so many lines and so many things that happened. */
struct run_place {
    int branch;
    sim_us at;
    int lines; /* of the branch's path, inherited ones counted */
    uint64_t steps;
};

/* In place of how many things, where that shows only when the run is played: */
#define RUN_STEPS_ALL UINT64_MAX          /* all that are of that time and before it */
#define RUN_STEPS_BEFORE (UINT64_MAX - 1) /* those before it; the line is the last that was given */

/* What the narrative's hash was at a time, everything of that time included. */
struct run_mark {
    sim_us at;
    uint64_t trace;
};

struct run_branch {
    char name[NAME_SIZE_MAX];
    struct run_place from;  /* on its parent; from.branch is -1 for main */
    struct run_line *lines; /* owned: its own */
    int count;
    int room;
    struct run_mark *marks; /* owned */
    int mark_count;
    int mark_room;
    struct run_place end; /* as far as it was played */
};

struct run {
    uint64_t seed;
    int masters;
    char sqlite[100]; /* source id of the SQLite it was made with */
    struct run_line start;
    struct run_branch branches[BRANCHES_MAX];
    int branch_count;
    struct run_file *files; /* owned */
    int file_count;
    int file_room;
    struct run_place here;
    bool is_undone; /* the lines after `here` were taken back */
    char *draft;    /* owned: "4 /home/ada/mine.lua", a driver of @4 that was refused and is edited
                     * on there; NULL: none is */
};

void run_init(struct run *run, uint64_t seed, int masters, const char *sqlite);
void run_release(struct run *run);

/* The run as far as where one stands, as if it had no other branch and no future; released as any.
 * `run` has been played to there. */
void run_copy_way(struct run *out, const struct run *run);

/* Lines on the way to the end of a branch, inherited ones first; borrowed. */
int run_line_count(const struct run *run, int branch);
struct run_line *run_line(const struct run *run, int branch, int index);
/* The branch a place was made on: one may stand on a branch before its fork. */
int run_home_branch(const struct run *run, const struct run_place *place);
/* Is `place` on the way to `other`, or the same? */
bool run_is_before(const struct run *run, const struct run_place *place,
                   const struct run_place *other);
/* Would a line given here change a future that is known? */
bool run_has_future(const struct run *run);

/* -1: no branch has this name. */
int run_find_branch(const struct run *run, const char *name);
/*
 * Begin a branch here, and stand on it. An empty name: the first free one of b2, b3, ...
 *   RC_USAGE  the name has a blank or is too long
 *   RC_STATE  there is one of this name
 *   RC_FULL   BRANCHES_MAX
 */
MUST_CHECK enum rc run_fork(struct run *run, const char *name, struct err *err);
/* Take back the newest branch, on which nothing was done, and stand where it began. */
void run_unfork(struct run *run);

/* Give a line at `at`, which is not before here; here must be the end of its branch. */
void run_add_line(struct run *run, sim_us at, const char *text);
/* Is the line before here the last of its branch, with no other branch behind it? */
bool run_can_drop_line(const struct run *run);
/* Take the line given last back: it was refused. */
void run_drop_line(struct run *run);
/* A file that a line read; NULL: it did not read this one. */
const struct run_file *run_find_file(const struct run *run, const struct run_line *line,
                                     const char *kind, const char *name);
/* RC_FULL: the line read RUN_LINE_FILES_MAX already. */
MUST_CHECK enum rc run_attach(struct run *run, struct run_line *line, const char *kind,
                              const char *name, const char *bytes, size_t size, struct err *err);
/* All of the run was told anew: with the files that lines read, and no others. */
void run_told_all(struct run *run);

/* "": none is edited on. It is no part of what is played. */
void run_set_draft(struct run *run, const char *draft);
/* Stand elsewhere. `undone`: the lines that follow there are taken back. */
void run_stand(struct run *run, const struct run_place *place, bool undone);
/* Time has gone on to `place`, of the branch one stands on. */
void run_reach(struct run *run, const struct run_place *place);
/* Note the hash of a time that is the end of its branch. */
void run_add_mark(struct run *run, sim_us at, uint64_t trace);
/* The first mark of the branch's path after `at`; NULL: there is none. */
const struct run_mark *run_next_mark(const struct run *run, int branch, sim_us at);

#endif
