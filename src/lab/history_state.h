/* SPDX-License-Identifier: MIT */
/*
 * history_state: what a history is made of, for history.c and history_go.c
 * alone. Everything else sees history.h.
 */
#ifndef LAB_HISTORY_STATE_H
#define LAB_HISTORY_STATE_H

#include "lab/checkpoints.h"
#include "lab/history.h"
#include "lab/samples.h"

/* How the end of a way is told from its last things. */
enum travel_end {
    TRAVEL_ALL_OF_TIME, /* all that is of its time has happened */
    TRAVEL_BEFORE,      /* nothing that is of its time has */
    TRAVEL_STEPS,       /* just so many things have, of those up to its time */
    TRAVEL_COUNT,       /* just so many things have, whenever that is */
};

struct travel {
    bool is_on;
    enum travel_end end;
    struct run_place to; /* its steps count for the last two alone */
    bool undone;         /* the lines that follow there are taken back */
};

/* Where one stands while one looks from elsewhere. */
struct away {
    bool is_on;
    struct run_place here;
    bool is_undone;
    struct buf state;     /* owned */
    struct buf narrative; /* owned */
};

/* What is looked for while one is away in the future. */
struct foresight {
    bool (*wants)(const struct event *event); /* NULL: nothing */
    bool has_come;
};

struct history {
    struct history_config config;
    struct lab *lab; /* owned */
    struct run run;
    struct checkpoints checkpoints;
    struct samples samples;
    struct buf state;        /* scratch, for a checkpoint */
    uint64_t checkpoint_due; /* at so many steps the next is made */
    struct travel travel;
    struct away away;
    struct foresight foresight;
    struct run_line *reading; /* the line whose files are read now; NULL: none */
    bool is_repeating;        /* it was given before, and may be a stranger's */

    struct run_place redo[REDO_MAX]; /* just after the lines taken back, the newest last */
    int redo_count;

    struct history_mark *marks; /* owned */
    int mark_count;
    int mark_room;
    int *faults; /* owned: places in marks of those that a person gave */
    int fault_count;
    int fault_room;
    uint64_t marked[BRANCHES_MAX]; /* the event of the last mark, by the branch it happened on */

    int told_branch; /* where the journal thinks that one stands: a line would join it there */
    int told_lines;
    bool is_unkept; /* the journal failed: it is behind */
    sim_us kept_at; /* time told to the journal last */
    uint64_t kept_steps;
    bool has_differed; /* said once */
};

/* history.c: let one line that lies ahead be given; it was given before. */
void history_repeat_line(struct history *history);
/* Let things happen up to and including `until`, but no line; as lab_advance_some(). */
bool history_let_happen(struct history *history, sim_us until, int *things_left);
/* Let happen what is due before `at`, and be there: where a line of `at` belongs. */
void history_reach(struct history *history, sim_us at);
/* history_keep.c: something a person should know. */
void history_note(const struct history *history, const char *text);
/* Put entries into the journal. RC_ENV: see history_do(). */
MUST_CHECK enum rc history_keep(struct history *history, const struct buf *entries,
                                struct err *err);
/* Entries that take no effect by themselves: if they cannot be kept, that is said and no more. */
void history_keep_or_tell(struct history *history, const struct buf *entries);
/* A file that the line above it read. Errors as history_keep(). */
MUST_CHECK enum rc history_keep_file(struct history *history, struct run_file *file,
                                     struct err *err);
/* All of the run, in place of what the journal holds. Errors as history_keep(). */
MUST_CHECK enum rc history_rewrite(struct history *history, struct err *err);
/* The journal is told where one stands, by an entry that is on its way; or is, if it must be. */
void history_told(struct history *history);
void history_tell_place(struct history *history, struct buf *entries);
/* Be where a checkpoint was made; the branch stays the one that one stands on. */
MUST_CHECK enum rc history_load(struct history *history, const struct checkpoint *from,
                                struct err *err);
/* history_marks.c: keep it if it stands out and was not seen before. */
void history_add_mark(struct history *history, const struct event *event);
/* Is it what work met, under a load again and again, and nothing that somebody did? */
bool history_is_of_work(enum event_kind kind);
/* history_go.c: set out; errors as history_go_time(). */
MUST_CHECK enum rc history_set_out(struct history *history, const struct travel *travel,
                                   struct err *err);
/* RC_STATE: one is on the way, or away. */
MUST_CHECK enum rc history_check_idle(const struct history *history, struct err *err);
/* Lines of a branch that are given by a time, those of that instant included. */
int history_lines_by(const struct run *run, int branch, sim_us at);
/* How the end of a way to a place is told. */
enum travel_end history_end_of(const struct run_place *place);
/* Is nobody told what happens? */
bool history_is_silent(const struct history *history);
#endif
