/* SPDX-License-Identifier: MIT */
/*
 * fault: what a person may do to the cluster: silence, crashes, hangs, and all
 * of it back; masters added and removed. What is done to links stands in link.c,
 * what to disks in disk.c.
 */
#ifndef CLUSTER_FAULT_H
#define CLUSTER_FAULT_H

#include "cluster/cluster.h"

/* A blank event of a place. */
struct event fault_event(enum event_kind kind, place_id place);
/* A person's deed: what follows is due to it. Its number. */
uint64_t fault_tell(struct cluster *cluster, struct event *event);

#endif
