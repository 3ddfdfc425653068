/* SPDX-License-Identifier: MIT */
/*
 * forget: what the past need not keep. Each log keeps the records of its last
 * PARAM_RETENTION places for who missed them; what lies before is in the image.
 *
 * Nothing is forgotten that is not final, or that a copy has doubts about, and
 * nothing that somebody still refers to: the book keeps that by itself.
 */
#ifndef CLUSTER_FORGET_H
#define CLUSTER_FORGET_H

#include "cluster/world.h"

/* Take a new image when the last is too old; shorten the logs, and the records in them. */
void forget_commits(struct cluster *cluster);
/* After the book was marked: which transactions need not be remembered as applied. */
void forget_txns(struct cluster *cluster);

#endif
