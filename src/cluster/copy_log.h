/* SPDX-License-Identifier: MIT */
/*
 * copy_log: the logs that a copy keeps, one a master: commit records in order,
 * each with the epoch it was last sent under (its stamp).
 *
 * Within one stamp a place has one record, for an epoch has one author. So a
 * different record at a place gives way exactly when its stamp is smaller.
 */
#ifndef CLUSTER_COPY_LOG_H
#define CLUSTER_COPY_LOG_H

#include "cluster/copy.h"

/* Append, if the place is next, or settle who stays: the larger stamp. */
void copy_log_put(struct copy *copy, int master, uint64_t place, struct log_entry entry);
/* The last place held under this very epoch: not the length, for at the end may stand a void
 * record of an older epoch. */
uint64_t copy_log_last_stamped(const struct copy *copy, int master, uint64_t epoch);
/* Drop what the cut voids, and remember it. */
void copy_log_cut(struct copy *copy, int master, struct cut cut);

/* The records up to `last` are final and need not be kept; those in doubt are. */
void copy_log_forget(struct copy *copy, int master, uint64_t last);
/* Another copy keeps no records up to its base: be as if we had held them. False: we do. */
bool copy_log_jump(struct copy *copy, const struct item *base);

void copy_log_add_cuts(const struct copy *copy, struct bundle *bundle);
void copy_log_add_base(const struct copy *copy, int master, struct bundle *bundle);
/* From a place behind the base on. */
void copy_log_add_records(const struct copy *copy, int master, uint64_t from, uint64_t count_max,
                          struct bundle *bundle);
/* For gossip: only records beyond doubt, and the base if it lies ahead of `from`. */
void copy_log_add_sure(const struct copy *copy, int master, uint64_t from, struct bundle *bundle);
/* A record from gossip: taken if it is final, or stamped no older than our epoch. */
void copy_log_hear(struct copy *copy, const struct item *item);
/* Everything from this place on is in doubt, as far as a cut might have voided it. */
void copy_log_set_doubt(struct copy *copy, int master, uint64_t place);
/* After gossip: what was doubted and is now settled. */
void copy_log_clear_doubt(struct copy *copy, int master, const struct bundle *bundle);

#endif
