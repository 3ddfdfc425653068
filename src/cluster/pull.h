/* SPDX-License-Identifier: MIT */
/*
 * pull: what a master lacks, read from storage. A record counts when three
 * copies hold it, for then any four that fence must see it; a cut counts when
 * four report it.
 *
 * Once a second a master asks for whatever it may lack. What is younger than
 * the replication lag is left to the link, unless something here waits for it.
 */
#ifndef CLUSTER_PULL_H
#define CLUSTER_PULL_H

#include "cluster/master.h"

/* What is older than this the link will not bring any more. */
sim_us pull_after(const struct master *master);
/* Does something here wait for commits? Then they are read after PARAM_PULL_AFTER_US. */
void pull_look(struct master *master);
/* These commits are needed now. */
void pull_up_to(struct master *master, const uint64_t *vector);
/* A held version needs commits now. */
void pull_for(struct master *master, uint32_t version);
/* Ask all copies. */
void pull_ask(struct master *master);
void pull_on_due(struct master *master);
void pull_on_log(struct master *master, const struct packet *packet);
/* A master's log was cut, and we may believe it. */
void pull_believe_cut(struct master *master, int source, struct cut cut);

#endif
