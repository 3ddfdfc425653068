/* SPDX-License-Identifier: MIT */
/*
 * copy_pages: what a copy keeps of each page: a version, the claims on it, a floor.
 *
 * Of one epoch there is one claim on a page. A second claim, of another epoch, is
 * never voted for; it is taken over by a copy that lost its disk.
 */
#ifndef CLUSTER_COPY_PAGES_H
#define CLUSTER_COPY_PAGES_H

#include "cluster/copy.h"

struct copy_page *copy_get_page(struct copy *copy, uint32_t page);
/* A larger version replaces the one held; claims whose base is now older end. */
void copy_install(struct copy *copy, uint32_t version);

/* A claim of another master, or of an older life of this one; NULL: none is in its way. */
const struct claim *copy_claim_of_other(const struct copy *copy, uint32_t page, uint64_t epoch);
/* How many stand. */
int copy_claim_count(const struct copy *copy, uint32_t page);
/* Claims of these proposals end, all of the packet's master, `first` to the packet's own. */
void copy_end_claims(struct copy *copy, const struct packet *packet, uint64_t first);
/* The older claims of a master that was cut end, and leave their number as the floor. */
void copy_end_claims_below(struct copy *copy, int master, uint64_t epoch);

/* One that stands at another copy, as if it had been made here, too. */
void copy_take_claim(struct copy *copy, uint32_t page, const struct claim *claim);
/*
 * What became of those that were taken over? They may have ended at the other copies since, and
 * this one may have noted that end before it lost its disk: nobody would say it again.
 */
void copy_ask_about_claims(struct copy *copy);

#endif
