/* SPDX-License-Identifier: MIT */
/*
 * forward: a definition goes from the master it was given to to the one that
 * runs it, the lowest-numbered Online one, and its answer comes back.
 *
 *   asks m1, m2, ... "do you run it?" --HERE--> gives it to that one --DONE--> answers its client
 *      |        ^                                     |
 *      |        +--away, or settled as dead: the next +--that one's life is over--> 2013
 *      +--no answer in time: an error, nothing was given
 *
 * It is given for one epoch of the one that runs it, and so is never run twice.
 * Until the answer is here it is asked for; it is kept until it was noted. What
 * nobody waits for any more is not begun.
 */
#ifndef CLUSTER_FORWARD_H
#define CLUSTER_FORWARD_H

#include "cluster/master.h"

/* At the origin: the session's request is a definition. */
void forward_start(struct master *master, struct session *session);
void forward_on_due(struct master *master, struct session *session);
void forward_on_here(struct master *master, const struct packet *packet);
void forward_on_away(struct master *master, const struct packet *packet);
void forward_on_done(struct master *master, const struct packet *packet);

/* The session ends. */
void forward_drop(struct master *master, struct session *session);

/* At the one that runs it. */
void forward_on_ask(struct master *master, const struct packet *packet);
void forward_on_given(struct master *master, const struct packet *packet);
void forward_on_noted(struct master *master, const struct packet *packet);
/* It has ended: tell its origin. */
void forward_deliver(struct master *master, const struct ddl_result *result);
/* Once a second: what no origin asked for any more is dropped. */
void forward_forget_old(struct master *master);

#endif
