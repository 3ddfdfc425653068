/* SPDX-License-Identifier: MIT */
/*
 * disk: what a person does to the disks of storage copies: they lose requests,
 * or are slow, for a while or until it is ended.
 */
#ifndef CLUSTER_DISK_H
#define CLUSTER_DISK_H

#include "cluster/cluster.h"

/* A fault's time may be over. */
void disk_on_due(struct cluster *cluster);
/* All disks are well. */
void disk_heal_all(struct cluster *cluster);

#endif
