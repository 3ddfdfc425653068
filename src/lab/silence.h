/* SPDX-License-Identifier: MIT */
/*
 * silence: for which fault a master did not answer. Whoever waits for it is told nothing; only the
 * narrative knows.
 */
#ifndef LAB_SILENCE_H
#define LAB_SILENCE_H

#include "lab/lab.h"

/*
 * The fault for which a master was mute at an event, for all or for the place of that event; 0: it
 * was not, as far as one remembers.
 */
uint64_t silence_fault(const struct lab *lab, place_id master, const struct event *at);
/*
 * Of a conflict that was lost to a master which no longer answered: the fault. What it had claimed
 * stays its own until its log is settled, whoever waits for it. 0: the winner was alive.
 */
uint64_t silence_of_winner(const struct lab *lab, const struct event *conflict);
/* Of an outage that is over: the last such conflict of its client within it; NULL: none. */
const struct event *silence_claim_in(const struct lab *lab, const struct event *over);

#endif
