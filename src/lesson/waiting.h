/* SPDX-License-Identifier: MIT */
/*
 * waiting: what "\wait CHECK" waits for: a check that is fed the events of a
 * lab as they come, until it holds.
 */
#ifndef LESSON_WAITING_H
#define LESSON_WAITING_H

#include "lesson/demand.h"

#define WAITING_MAX_US (120 * US_PER_S) /* a master is back long before */

struct waiting; /* opaque; one owner */

/* From the event after `since` on. Errors as demand_new(). */
MUST_CHECK enum rc waiting_new(struct waiting **out, const char *file,
                               const struct lesson_text *check, uint64_t since, struct err *err);
void waiting_free(struct waiting *waiting);

/* Hear what has happened. Does it hold? */
bool waiting_has_come(struct waiting *waiting, const struct lab *lab);

#endif
