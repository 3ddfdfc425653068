/* SPDX-License-Identifier: MIT */
/*
 * point: a moment of the whole cluster, fixed by asking the copies how far all
 * logs go. Whoever has applied that much shows all that was durable when it was
 * asked for: of any three copies one holds each commit that four held.
 *
 * Each answer must be met by itself, not only the longest: a copy that missed a
 * cut may have the longest log, and its end is void.
 */
#ifndef CLUSTER_POINT_H
#define CLUSTER_POINT_H

#include "cluster/master.h"

/* Ask all copies; what they were asked before counts no more. */
void point_ask(struct master *master, struct read_point *point);
/* Those that have not answered, or too long ago. */
void point_ask_again(struct master *master, struct read_point *point);
/* An answer to anything; true: now the point is fixed. */
bool point_take(struct master *master, struct read_point *point, const struct packet *packet);
/* How many copies have answered, not too long ago. */
int point_answers(const struct master *master, const struct read_point *point);
/* The last place of each log that must be applied, as the cuts are known now. */
void point_places(const struct master *master, const struct read_point *point,
                  uint64_t places[MASTERS_MAX]);
/* Is all of it applied? */
bool point_is_reached(const struct master *master, const struct read_point *point);

#endif
