/* SPDX-License-Identifier: MIT */
/*
 * notes: what a check may ask that is not of the present: each client's last
 * transaction, and what another branch of the run had when the two were
 * compared. Plain data, fed with events and lines alone, so that it is the same
 * wherever a run is played.
 */
#ifndef LESSON_NOTES_H
#define LESSON_NOTES_H

#include "base/pack.h"
#include "cluster/event.h"

#include <stdbool.h>
#include <stdint.h>

#define BRANCH_NOTES_MAX 24     /* values: more than the checks of a lesson ask for */
#define BRANCH_NOTE_SIZE_MAX 80 /* of what was asked, "count(conflict(with=recovery))" */

enum txn_state { TXN_OPEN, TXN_COMMITTED, TXN_ROLLED_BACK };

/* A statement outside of a transaction is one of its own. */
struct txn_note {
    bool is_known; /* else the client had none yet */
    bool is_begun; /* by BEGIN */
    enum txn_state state;
    int master; /* 0-based */
    int statements;
    int reads; /* of them */
    int waits; /* moments of the whole cluster that were fixed for it, at REGIONAL_RAW */
    int pages; /* that it was given */
    sim_us begun_at, ended_at;
    uint64_t statement; /* the event of the newest */
    int waits_before;   /* it, for a BEGIN that has not come yet */
};

struct branch_note {
    char branch[NAME_SIZE_MAX];
    char asked[BRANCH_NOTE_SIZE_MAX];
    int64_t number;
};

struct notes {
    struct txn_note last[CLIENTS_MAX]; /* by client - 1 */
    struct branch_note branches[BRANCH_NOTES_MAX];
    int branch_count;
};

void notes_feed(struct notes *notes, const struct event *event);

/* RC_FULL: BRANCH_NOTES_MAX. What was noted of the same before is forgotten. */
MUST_CHECK enum rc notes_set_branch(struct notes *notes, const struct branch_note *note,
                                    struct err *err);
/* NULL: the two were not compared, or it was nothing then. */
const struct branch_note *notes_find_branch(const struct notes *notes, const char *branch,
                                            const char *asked);

void notes_save(struct buf *out, const struct notes *notes);
void notes_load(struct notes *notes, struct unpack *in);

#endif
