/* SPDX-License-Identifier: MIT */
/*
 * link: what a person does to links: they are cut, slow, or lose packets.
 */
#ifndef CLUSTER_LINK_H
#define CLUSTER_LINK_H

#include "cluster/net.h"

/* Let packets pass between a master and all copies, or none: its dispatcher. */
void link_set_storage(struct net *net, int master, bool is_open);
/* Somebody new stands in an AZ: its links are as those of that AZ, whoever stood there before. */
void link_arrive(struct net *net, place_id place, int az);
/* All links are whole again, dispatchers and all. */
void link_heal_all(struct cluster *cluster);

#endif
