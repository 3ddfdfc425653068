/* SPDX-License-Identifier: MIT */
/*
 * disk: what a person does to the disks of storage copies: they lose requests,
 * or are slow, for a while or until it is ended; or all that is on one is lost.
 */
#ifndef CLUSTER_DISK_H
#define CLUSTER_DISK_H

#include "cluster/cluster.h"

/* A fault's time may be over. */
void disk_on_due(struct cluster *cluster);
/* A copy that lost its disk asks again, or is whole. */
void disk_on_wiped(struct cluster *cluster, int copy);
/* All disks are well; what is lost only other copies can give back. */
void disk_heal_all(struct cluster *cluster);

#endif
