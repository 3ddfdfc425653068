/* SPDX-License-Identifier: MIT */
/*
 * rules: what can be wrong with a history. Each adds to the findings; the
 * reasons why a level allows something stand beside the rule that says so.
 */
#ifndef HISTORY_RULES_H
#define HISTORY_RULES_H

#include "history/keys.h"

/* Reads of what was rolled back, half done or not there; of one's own; twice in a transaction. */
void rules_reads(const struct keys *keys, struct findings *findings);
/* Reads against what was acknowledged or shown before they began. */
void rules_recency(const struct keys *keys, struct findings *findings);
/* What the last reads lack, and in what they differ; updates that are lost. */
void rules_end(const struct keys *keys, struct findings *findings);
/* Cycles of writes over writes, reads of writes, and writes over what was read. */
void rules_cycles(const struct keys *keys, struct findings *findings);

#endif
