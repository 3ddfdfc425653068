/* SPDX-License-Identifier: MIT */
/*
 * undo: the internal writer that publishes pages without the intents of dead
 * transactions of its master. It may lose to others and comes back until done;
 * it may make others lose, and is called "background" then.
 */
#ifndef CLUSTER_UNDO_H
#define CLUSTER_UNDO_H

#include "cluster/master.h"

#define UNDO_AGAIN_US (5 * US_PER_MS)

/* At `at`, clean the page, if it still shows a dead intent. `is_recovery`: it is told. */
void undo_page(struct master *master, uint32_t page, sim_us at, bool is_recovery);
void undo_on_due(struct master *master);

#endif
