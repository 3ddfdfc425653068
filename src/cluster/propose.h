/* SPDX-License-Identifier: MIT */
/*
 * propose: how a master gets the next version of pages: it asks all six copies
 * for their votes, counts to four, and says so, or gives way.
 *
 * A write is the set of pages of one statement, of one definition or of one
 * undo; its states are drawn in master.h. It latches all its pages or none.
 */
#ifndef CLUSTER_PROPOSE_H
#define CLUSTER_PROPOSE_H

#include "cluster/master.h"

/* The cache's entry of a page; borrowed until another page is asked for. */
struct cached *propose_page(struct master *master, uint32_t page);
/* Is the page not known here? Then it is being read from now on. */
bool propose_fetch_if_cold(struct master *master, uint32_t page);
/* An open intent of another master on one of the locks (sorted); NULL: there is none. */
const struct intent *propose_foreign_intent(const struct master *master, uint32_t page,
                                            const uint64_t *locks, int lock_count);

/* Propose the pages of the session's pending changes, `delay` from now. */
void propose_statement(struct master *master, struct session *session, enum write_kind kind,
                       sim_us delay);
/* At `at`, clean the page of intents of ours that are dead, if it shows any. */
void propose_undo(struct master *master, uint32_t page, sim_us at, bool is_recovery);
/* The session ends: its write, if there is one, is withdrawn. */
void propose_abandon(struct master *master, int session);

/* A version from elsewhere: it becomes the cached one, or is held (replicate.h). */
void propose_offer(struct master *master, uint32_t version);
/* What was held may be due now: more is applied. */
void propose_release_held(struct master *master);

void propose_on_ack(struct master *master, const struct packet *packet);
void propose_on_stale(struct master *master, const struct packet *packet);
void propose_on_busy(struct master *master, const struct packet *packet);
void propose_on_low(struct master *master, const struct packet *packet);
void propose_on_verdict(struct master *master, const struct packet *packet);
void propose_on_page(struct master *master, const struct packet *packet);

void propose_on_due(struct master *master, int number); /* a write's timer */
void propose_on_undo(struct master *master);
/* Each PARAM_NET_RESEND_US while anything waits: repeat; true: something still waits. */
bool propose_resend(struct master *master);

#endif
