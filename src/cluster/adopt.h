/* SPDX-License-Identifier: MIT */
/*
 * adopt: which records of a lost master's log are kept, decided from the answers
 * of the four copies that were fenced, and from nothing else.
 */
#ifndef CLUSTER_ADOPT_H
#define CLUSTER_ADOPT_H

#include "cluster/master.h"

/* Up to here all is final: some copy that answered keeps it no more. */
uint64_t adopt_floor(const struct recovery *recovery, uint32_t answered);
/* Up to here all of the four have the log, and none of them doubts it. */
uint64_t adopt_sure_until(const struct recovery *recovery, uint32_t four);
/* Fill in last, before, the adopted records, and from where they must be sent again. */
void adopt_settle(struct recovery *recovery, uint32_t four);
/* Say which commits, never answered, are kept, and which are void. */
void adopt_tell(struct master *master);

#endif
