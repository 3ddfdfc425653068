/* SPDX-License-Identifier: MIT */
/*
 * cache: what a master knows of pages: the version it builds on, and whose
 * uncommitted changes that shows.
 *
 * A version from elsewhere becomes the cached one when its number is larger and
 * all that it builds on is applied here. Until then it is held: a master that
 * built on it would build on rows that it has not got.
 */
#ifndef CLUSTER_CACHE_H
#define CLUSTER_CACHE_H

#include "cluster/master.h"

/* The entry of a page; borrowed until another page is asked for. */
struct cached *cache_page(struct master *master, uint32_t page);
/* Is the page not known here? Then it is being read from now on. */
bool cache_fetch_if_cold(struct master *master, uint32_t page);
void cache_on_page(struct master *master, const struct packet *packet);
/* Ask again for what was not answered; true: something is still asked for. */
bool cache_resend(struct master *master);

/* A version from elsewhere; true: it is held for want of commits. */
bool cache_offer(struct master *master, uint32_t version);
/* More is applied: what was held may be due. */
void cache_release_held(struct master *master);
/* A version of a commit that is applied: copies have it. */
void cache_stored(struct master *master, uint32_t version);
/* Our own version has its votes. */
void cache_install(struct master *master, uint32_t version);

/* Might this transaction still commit, as far as is known here? */
bool cache_intent_is_open(const struct master *master, const struct intent *intent);
/* An open intent of another master on one of the locks (sorted); NULL: there is none. */
const struct intent *cache_foreign_intent(const struct master *master, uint32_t page,
                                          const uint64_t *locks, int lock_count);
/* Does the page show intents of ours whose transactions are dead? */
bool cache_shows_dead(const struct master *master, uint32_t page);

/* A blank version of the page under a new number, with the intents that are still open. */
uint32_t cache_make_version(struct master *master, const struct write *write, uint32_t page);
/* The same version under a larger number, as another proposal. */
uint32_t cache_renew_version(struct master *master, uint32_t old);

#endif
