/* SPDX-License-Identifier: MIT */
/*
 * demand: a check of a lesson, as a person writes it, and how far it has come.
 *
 *   [now|ever|never|always] WHAT { then WHAT [within TIME] } { [within TIME] after WHAT }
 *                           [since MARK]
 *
 * WHAT is made of facts (lesson/facts.h), events (cluster/event.h), and, or, not. A check is
 * read once. What has become of it is a struct demand_state, plain data, which is fed each event
 * as it happens and needs no other history: so it can be saved, and be led anywhere in a run.
 *
 *   ever    comes true, and stays so          never   comes untrue, and stays so
 *   now     is as the facts are when asked    always  comes untrue; an answer must come in time
 */
#ifndef LESSON_DEMAND_H
#define LESSON_DEMAND_H

#include "base/pack.h"
#include "lesson/facts.h"
#include "lesson/lesson.h"

#define DEMAND_STAGES_MAX 4 /* of a chain: what came after what after what after what */
#define DEMAND_COUNTS_MAX 4

struct demand; /* opaque; one owner */

/*
 * Read a check. Errors begin with place and column, as of lesson_parse().
 *   RC_USAGE, RC_RANGE, RC_FULL  it is not understood, or too long
 *   RC_UNKNOWN                   an event, field, fact or word that there is not
 */
MUST_CHECK enum rc demand_new(struct demand **out, const char *file, const struct lesson_text *text,
                              struct err *err);
void demand_free(struct demand *demand);

struct demand_state {
    bool is_decided; /* ever: it is met; never, always: it is broken */
    bool is_begun;   /* its mark was seen, or it has none */
    sim_us decided_at;
    uint64_t decided_by;               /* the event that did it */
    sim_us reached[DEMAND_STAGES_MAX]; /* when so much of the chain was reached last; SIM_NEVER */
    sim_us due; /* always: until then the answer must come; SIM_NEVER: none is awaited */
    int64_t counts[DEMAND_COUNTS_MAX];
};

void demand_start(const struct demand *demand, struct demand_state *state);
/* Something has happened; the world is as it is after it. */
void demand_feed(const struct demand *demand, struct demand_state *state, struct world *world,
                 const struct event *event);
/* Does it hold: is it met, or unbroken? */
bool demand_holds(const struct demand *demand, const struct demand_state *state,
                  struct world *world);
/* Is it one of those that hold until they are broken? */
bool demand_is_promise(const struct demand *demand);
/* Could it ever be decided otherwise? A broken promise cannot. */
bool demand_is_broken(const struct demand *demand, const struct demand_state *state);
/* Until when the next of the chain must come, and how long it had; SIM_NEVER: nothing is due. */
sim_us demand_due(const struct demand *demand, const struct demand_state *state, sim_us now,
                  sim_us *within);
/* Is it open although its time is over? `within` is how long it had, `over` when that ended. */
bool demand_is_late(const struct demand *demand, const struct demand_state *state, sim_us now,
                    sim_us *within, sim_us *over);
/* Why it does not hold: its values as they are, or what has not come. */
void demand_explain(const struct demand *demand, const struct demand_state *state,
                    struct world *world, struct buf *out);

/*
 * What it asks of a branch of this name, as it is here: " NAME=NUMBER" for each that `out` has not
 * yet. `state` may be NULL: then nothing was counted.
 */
void demand_measure(const struct demand *demand, const struct demand_state *state,
                    struct world *world, const char *branch, struct buf *out);

void demand_state_save(struct buf *out, const struct demand_state *state);
void demand_state_load(struct demand_state *state, struct unpack *in);

/* --- facts within a text ---------------------------------------------------------------------- */

/* Can the facts in its braces be read: "client 1 is on {client(1).at}"? Errors as demand_new(). */
MUST_CHECK enum rc template_check(const char *file, const struct lesson_text *text,
                                  struct err *err);
/* The text with their values. */
void template_add(struct buf *out, const char *text, struct world *world);

/* The grammar, as text of a few lines. */
void demand_add_grammar(struct buf *out);
/* The grammar's words for events: Markdown, one row for each kind. */
void demand_add_events(struct buf *out);

#endif
