/* SPDX-License-Identifier: MIT */
/*
 * fault: what a person may do to the cluster: silence, crashes, hangs, and all
 * of it back; masters added and removed. What is done to links stands in link.c,
 * what to disks in disk.c.
 */
#ifndef CLUSTER_FAULT_H
#define CLUSTER_FAULT_H

#include "cluster/cluster.h"

struct master;
struct session;

/* A blank event of a place. */
struct event fault_event(enum event_kind kind, place_id place);
/* A person's deed, by a command or a statement: what follows is due to it. Its number. */
uint64_t fault_tell(struct cluster *cluster, struct event *event);
/* "2.5%" into its text. */
void fault_set_share(struct event *event, int permille);

/* ALTER SYSTEM, at the master that is asked; a session of one that crashes is gone afterwards. */
void fault_on_request(struct master *master, struct session *session,
                      const struct request *request);

#endif
