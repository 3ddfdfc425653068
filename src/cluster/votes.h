/* SPDX-License-Identifier: MIT */
/*
 * votes: what became of proposals and of their six votes each, counted when a
 * proposal ends. What a copy says later does not count.
 */
#ifndef CLUSTER_VOTES_H
#define CLUSTER_VOTES_H

#include "cluster/master.h"

/* A page is proposed. */
void votes_count_proposal(struct master *master);
/* A proposal ends: accepted, lost or aborted. */
void votes_count_end(struct master *master, const struct page_vote *vote, enum counter how);
/* A copy finds the number too low: the proposal ends, and another begins. */
void votes_count_low(struct master *master, struct page_vote *vote, place_id copy);
/* This copy's vote is no longer what it was: it is to be put into another set. */
uint32_t votes_take(struct page_vote *vote, place_id copy);
/* The process ends: what was under way is aborted. */
void votes_count_lost(struct master *master);
/* Who changed a page, for the counters. */
enum counter votes_winner_kind(const struct master *master, const struct version *version);

#endif
