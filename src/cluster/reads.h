/* SPDX-License-Identifier: MIT */
/*
 * reads: what a session waits for before it sees anything, by its consistency
 * level.
 *
 *   INSTANCE_RAW   nothing
 *   REGIONAL_RAW   a point of the cluster (point.h), then until it is applied
 *   SESSION_TOKEN  until what its program has seen elsewhere is applied
 *
 * Outside a transaction it is done for each statement, in one for BEGIN alone
 * (AWS docs). What does not come in time is error 1105, never an old answer.
 */
#ifndef CLUSTER_READS_H
#define CLUSTER_READS_H

#include "cluster/master.h"

#define NO_POINT_TEXT "cannot establish a regional read point"
#define NO_TOKEN_TEXT "cannot catch up with what this session has seen"

/* Must the session's request wait first? Then it does: it is run again when all is here. */
bool reads_wait(struct master *master, struct session *session);
void reads_on_point(struct master *master, const struct packet *packet);
void reads_on_due(struct master *master, struct session *session);
/* More is applied, or known to be void: some may go on. It only sets their timers. */
void reads_on_progress(struct master *master);
/* It waits no more, whatever comes of it. */
void reads_stop(struct master *master, struct session *session);

#endif
