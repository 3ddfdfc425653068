/* SPDX-License-Identifier: MIT */
/* why: what led to an event, back to the line that somebody gave. */
#ifndef LAB_WHY_H
#define LAB_WHY_H

#include "lab/lab.h"
#include "lab/run.h"

/*
 * The last event that a person would ask about: a fault, a conflict, an outage, a client that
 * moved. Conflicts of programs under load go on and on: for half a minute they do not hide what
 * is no daily matter. If there is none, the last event; 0: nothing has happened.
 */
uint64_t why_event(const struct lab *lab);
/* The chain of causes of an event by their numbers, effect first; how many, at most so many. */
int why_chain(const struct lab *lab, uint64_t seq, uint64_t *out, int most);
/* The statement with which another won, of a conflict; 0: it is not known. */
uint64_t why_winner(const struct lab *lab, const struct event *conflict);
/* Is it a conflict of two masters, rather than of the locks of one? */
bool why_is_of_two(const struct event *conflict);
/*
 * The root of such a conflict, what the two have in common: "rows 9 and 14 share page acct:1, which
 * holds rows 8 to 15"; 0: a row is not known.
 */
void why_add_common(struct buf *out, const struct lab *lab, const struct event *conflict,
                    int64_t own, int64_t other);
/* Whose line was its root: "That is the root, of this line: ...". */
void why_add_root(struct buf *out, const struct run *run, const struct event *root);

/* What is told, in this order; facts are those of each driver that chose, in the end. */
enum why_part {
    WHY_EFFECT, /* an event: the one that is asked about */
    WHY_CAUSE,  /* the event that led to the one before */
    WHY_RIVAL,  /* of a conflict: the statement that it was lost against */
    WHY_ANSWER, /* of a driver's choice: what it answered, and the line that says so */
    WHY_ROOT,   /* whose line was the root, in words */
    WHY_HELP,   /* what one can do about it */
    WHY_SOURCE, /* who says that it is so: AWS, talks, or only our model */
    WHY_FACTS,  /* what a driver was told */
};

/* Called for each part; either `event` or `text` is NULL. */
typedef void (*why_fn)(void *to, enum why_part part, const struct event *event, const char *text);
/* Tell the chain of causes of an event, effect first. */
void why_tell(const struct lab *lab, const struct run *run, uint64_t seq, why_fn each, void *to);
/* The same as text, a part a line or more, each with a word for what it is. */
void why_add(struct buf *out, const struct lab *lab, const struct run *run, uint64_t seq);

#endif
