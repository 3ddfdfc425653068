/* SPDX-License-Identifier: MIT */
/*
 * history: a lab and the run it plays, so that one can stand anywhere in it:
 * undo, rewind, branch, replay. A session, a saved run that is opened and a
 * replay without a screen are all this.
 *
 * One always stands at a place of a branch. Where lines lie ahead, time going on
 * gives them again, as they were; a line of one's own there begins a new branch,
 * and the old future is kept under its name. So nothing is ever lost by going back.
 *
 * Going to a place far from a checkpoint takes a while: history_go() only sets
 * out, history_travel() does a part of the way, and until it has arrived the lab
 * shows where it is on the way and takes no line.
 */
#ifndef LAB_HISTORY_H
#define LAB_HISTORY_H

#include "lab/lab.h"
#include "lab/run.h"
#include "lab/share.h"

struct samples;
struct history; /* opaque; made by history_new() or history_open(), one owner */

/* Where entries of lab/run_text.h are made durable before they take effect. */
struct history_journal {
    /* RC_ENV: it could not be written, and holds what it held. NULL: nothing is kept. */
    enum rc (*add)(void *user, const char *bytes, size_t size, struct err *err);
    /* In place of all there is. */
    enum rc (*rewrite)(void *user, const char *bytes, size_t size, struct err *err);
    void *user; /* borrowed */
};

struct history_config {
    struct lab_config lab; /* its sink is silent while one travels */
    struct history_journal journal;
    /* A line of the run is given again, as time passes it. May be NULL. */
    void (*on_line)(void *user, const char *line);
    /* Something a person should know: the run differs from what was recorded, ... */
    void (*on_note)(void *user, const char *note);
    void *user; /* borrowed */
};

/* A new run; the caller owns *out. Errors as lab_new(). */
MUST_CHECK enum rc history_new(struct history **out, const struct history_config *config,
                               struct err *err);
/*
 * A run read from its text (lab/run_text.h), which sets out for the place where it was left.
 *   RC_DAMAGED  it is no run; err names the line
 *   others      as lab_new()
 */
MUST_CHECK enum rc history_open(struct history **out, const struct history_config *config,
                                const char *text, size_t size, struct err *err);
void history_free(struct history *history);

/* Borrowed until the next call that moves. Only look. */
struct lab *history_lab(const struct history *history);
const struct run *history_run(const struct history *history);

/*
 * Give a line, as lab_apply(), recorded if it changes the world: durable first, then done.
 *   RC_STATE  one is travelling
 *   RC_ENV    it cannot be kept, and was not done; the same line again is done unkept
 *   others    as lab_apply()
 */
MUST_CHECK enum rc history_do(struct history *history, const char *line, int client,
                              struct buf *reply, struct err *err);

/* Let time go on, as lab_advance_some(); lines that lie ahead are given again. */
bool history_advance_some(struct history *history, sim_us until, int things_max);
void history_advance(struct history *history, sim_us until);
/* When the next thing or line comes; SIM_NEVER: neither will. */
sim_us history_next_at(const struct history *history);
/*
 * Will a line be given again by `until`, or an event come that `wants` says yes to? Nothing has
 * moved afterwards. Not while one is travelling or away.
 */
bool history_foresees(struct history *history, sim_us until,
                      bool (*wants)(const struct event *event));
/* Keep in the journal how far time has gone; for once a second. */
void history_keep_time(struct history *history);
/* "4 /home/ada/mine.lua": a driver of @4 was refused, and is edited on there; "": none is. It is
 * kept in the journal alone. */
const char *history_draft(const struct history *history);
void history_keep_draft(struct history *history, const char *draft);
/* Has the run a line, and is all of it in the journal? */
bool history_is_kept(const struct history *history);

/* --- going elsewhere ------------------------------------------------------------------------ */

/* Each sets out; see history_travel(). A time may lie ahead, too, as far as the branch goes. */
MUST_CHECK enum rc history_go_time(struct history *history, sim_us at, struct err *err);
/* RC_UNKNOWN: there is no mark of that name. The newest of several. */
MUST_CHECK enum rc history_go_mark(struct history *history, const char *text, struct err *err);
/* The mark before or after here: a fault or mark, or the first of conflicts, or of outages, that
 * follow each other within a second. RC_STATE: there is none. */
MUST_CHECK enum rc history_go_near(struct history *history, int direction, struct err *err);
/* `count` events, things (messages) or lines (statements) back. RC_STATE: so many there are not. */
enum history_unit { UNIT_EVENT, UNIT_MESSAGE, UNIT_STATEMENT };
MUST_CHECK enum rc history_go_back(struct history *history, int count, enum history_unit unit,
                                   struct err *err);
/* To just before the last `count` lines, which are then taken back; to just after the one that was
 * taken back last. */
MUST_CHECK enum rc history_undo(struct history *history, int count, struct err *err);
MUST_CHECK enum rc history_redo(struct history *history, struct err *err);
/* The branch of that name at the present time, or at its end if it did not come so far. */
MUST_CHECK enum rc history_switch(struct history *history, const char *name, struct err *err);
/* Where one stands. */
struct run_place history_place(const struct history *history);
/* Set out for a place where one has stood; lines that were given after it are taken back. */
MUST_CHECK enum rc history_go_place(struct history *history, const struct run_place *place,
                                    struct err *err);
/* Begin a branch here. Errors as run_fork(). */
MUST_CHECK enum rc history_branch(struct history *history, const char *name, struct err *err);

/* Do at most so many things of the way. True: one stands where one wanted to. */
bool history_travel(struct history *history, int things_max);
bool history_is_travelling(const struct history *history);
/* How far it is: the time reached, the time wanted. */
void history_look_travel(const struct history *history, sim_us *at, sim_us *to);
/* Stay where one is. */
void history_stop_travel(struct history *history);

/* --- looking from elsewhere ------------------------------------------------------------------ */

/*
 * Be elsewhere for a while without anybody being told: until history_come_back() nothing goes to
 * the journal, nor out of the lab, and no line is taken; then all is as it was. What is learned
 * on the way stays known. RC_STATE: one is travelling, or away.
 */
MUST_CHECK enum rc history_leave(struct history *history, struct err *err);
void history_come_back(struct history *history);
bool history_is_away(const struct history *history);

/* Where a branch is at a time: its end, or when all of that time, and no more, has happened. */
struct run_place history_place_at(const struct history *history, int branch, sim_us at);
/* Where two branches part: on the way to both. */
struct run_place history_parting(const struct history *history, int a, int b);
/* Set out for a place, while one is away. */
MUST_CHECK enum rc history_visit(struct history *history, const struct run_place *place,
                                 struct err *err);
/* One thing more, or one line, on the way to a place. False: there is none. */
bool history_visit_step(struct history *history, const struct run_place *to);

/* --- what is known -------------------------------------------------------------------------- */

/* What stands out on the way: faults, conflicts, outages, marks. */
struct history_mark {
    struct run_place place; /* just after it */
    uint64_t event;
    enum event_kind kind;
    bool is_fault; /* event_is_fault() */
    place_id subject;
    sim_us length; /* that the event tells: so long before it began what it is about */
    char text[40]; /* of the event */
};
/* In the order in which they were first seen; borrowed. Not all are of one branch. */
const struct history_mark *history_marks(const struct history *history, int *count);
/* Those of them that nobody's work brought about, faults and their ends among them, which are few;
 * NULL: there are no more. */
const struct history_mark *history_fault(const struct history *history, int index);
/* Is the mark on the way to `place`? */
bool history_has_mark(const struct history *history, const struct history_mark *mark,
                      const struct run_place *place);

/* What was counted on the ways to everywhere one has been (lab/samples.h). Borrowed. */
const struct samples *history_samples(const struct history *history);

/* The text of the run, as `\save` writes it. */
void history_add_text(const struct history *history, struct buf *out);
/* The way to here as a share line; *sum tells of it. Errors as share_add(), and
 *   RC_STATE  one is travelling, or away */
MUST_CHECK enum rc history_add_share(const struct history *history, struct buf *out,
                                     struct share_sum *sum, struct err *err);
/* Bytes that checkpoints take now. */
size_t history_size(const struct history *history);

#endif
