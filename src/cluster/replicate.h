/* SPDX-License-Identifier: MIT */
/*
 * replicate: commit records on their way: from their author to the copies, from
 * there to every store.
 *
 * The author sends a record to the six copies until they have it, and to its
 * peers once it is durable; that may be lost, and storage repairs it (pull.h). A
 * record is applied when it is the next of its author and all that it builds on
 * is applied: so no store ever shows an effect before its cause.
 */
#ifndef CLUSTER_REPLICATE_H
#define CLUSTER_REPLICATE_H

#include "cluster/master.h"

/* Send a new record of ours; its session waits until four copies hold it. */
void replicate_commit(struct master *master, uint32_t record, uint32_t conn);
void replicate_on_committed(struct master *master, const struct packet *packet);
/* Repeat records that copies have not acknowledged; true: some are not. */
bool replicate_resend(struct master *master);

/* To the peers, after the lag. */
void replicate_send_page(struct master *master, uint32_t version);
void replicate_send_commit(struct master *master, uint32_t record);
void replicate_on_page(struct master *master, const struct packet *packet);
void replicate_on_commit(struct master *master, const struct packet *packet);

/* A record that is durable is known here. */
void replicate_learn(struct master *master, uint32_t record);
uint32_t replicate_learnt(const struct master *master, int source, uint64_t place);
/* Apply what can be applied. */
void replicate_apply_ready(struct master *master);
/* Make one record true in the store. */
void replicate_apply(struct master *master, const struct record *record);

#endif
