/* SPDX-License-Identifier: MIT */
/*
 * movers: who else has moved since the last fault, beside the newest move of a program: where rows
 * are few, one tells of all.
 */
#ifndef VIEW_MOVERS_H
#define VIEW_MOVERS_H

#include "lab/lab.h"

/* Append "; @4 @6 too, @7 to m1", as far as it fits in so many columns, to the sentence of such a
 * move; to no other event anything. */
void movers_add(struct buf *out, const struct lab *lab, const struct event *event, int cols);

#endif
