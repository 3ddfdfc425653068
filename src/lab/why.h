/* SPDX-License-Identifier: MIT */
/* why: what led to an event, back to the line that somebody gave. */
#ifndef LAB_WHY_H
#define LAB_WHY_H

#include "lab/lab.h"
#include "lab/run.h"

/*
 * The last event that a person would ask about: a fault, a conflict, an outage, a client that
 * moved. If there is none, the last event; 0: nothing has happened.
 */
uint64_t why_event(const struct lab *lab);
/* The chain of causes of an event by their numbers, effect first; how many, at most so many. */
int why_chain(const struct lab *lab, uint64_t seq, uint64_t *out, int most);
/* The statement with which another won, of a conflict; 0: it is not known. */
uint64_t why_winner(const struct lab *lab, const struct event *conflict);
/* Whose line was its root: "That is the root, of this line: ...". */
void why_add_root(struct buf *out, const struct run *run, const struct event *root);
/*
 * The chain of causes of an event, effect first, one line each; then whose line was its root. A
 * conflict has two: below it stands the statement that it was lost against. Below a driver's
 * choice stands what it was told, what it answered, and the line that says so.
 */
void why_add(struct buf *out, const struct lab *lab, const struct run *run, uint64_t seq);

#endif
