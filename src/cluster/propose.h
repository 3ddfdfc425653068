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

/* Propose the pages of the session's pending changes, `delay` from now. */
void propose_statement(struct master *master, struct session *session, sim_us delay);
/* Propose the header pages of a definition (ddl.h). */
void propose_definition(struct master *master, const struct changes *changes, uint64_t txn);
/* Propose the page without the intents of ours that are dead (undo.h). */
void propose_cleaned(struct master *master, uint32_t page, bool is_recovery);
/* The session ends: its write, if there is one, is withdrawn. */
void propose_abandon(struct master *master, int session);

void propose_on_ack(struct master *master, const struct packet *packet);
void propose_on_stale(struct master *master, const struct packet *packet);
void propose_on_busy(struct master *master, const struct packet *packet);
void propose_on_low(struct master *master, const struct packet *packet);
/* The answer to a proposal of ours is that its epoch is over. */
void propose_note_fenced(struct master *master, const struct packet *packet);
void propose_on_verdict(struct master *master, const struct packet *packet);

void propose_on_due(struct master *master, int number); /* a write's timer */
/* Repeat what is due; true: something still waits for votes. */
bool propose_resend(struct master *master);

#endif
