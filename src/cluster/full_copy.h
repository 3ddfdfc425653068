/* SPDX-License-Identifier: MIT */
/*
 * full_copy: how a master comes back that was away for longer than the logs reach:
 * it takes the image of the volume from a copy, in place of the commits it missed,
 * and reads on from there.
 */
#ifndef CLUSTER_FULL_COPY_H
#define CLUSTER_FULL_COPY_H

#include "cluster/master.h"

/* After an answer to LOG_READ. A master that is at work starts over. */
void full_copy_if_left_behind(struct master *master);
void full_copy_on_image(struct master *master, const struct packet *packet);
/* While catching up: is a copy under way? Then nothing is read from the logs. */
bool full_copy_goes_on(struct master *master);

#endif
