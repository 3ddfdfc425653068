/* SPDX-License-Identifier: MIT */
#include "cluster/votes.h"

#include "cluster/world.h"

void votes_count_proposal(struct master *master)
{
    count_one(master, COUNTER_PROPOSALS);
    count_add(master, COUNTER_VOTES, COPIES_MAX);
}

void votes_count_end(struct master *master, const struct page_vote *vote, enum counter how)
{
    int acks = __builtin_popcount(vote->acked);
    int busy = __builtin_popcount(vote->busy);
    int stale = __builtin_popcount(vote->stale);
    int fenced = __builtin_popcount(vote->fenced);
    count_one(master, how);
    count_add(master, COUNTER_VOTES_ACK, acks);
    count_add(master, COUNTER_VOTES_BUSY, busy);
    count_add(master, COUNTER_VOTES_STALE, stale);
    count_add(master, COUNTER_VOTES_FENCED, fenced);
    count_add(master, COUNTER_VOTES_NONE, COPIES_MAX - acks - busy - stale - fenced);
}

void votes_count_low(struct master *master, struct page_vote *vote, place_id copy)
{
    (void)votes_take(vote, copy);
    votes_count_end(master, vote, COUNTER_PROPOSALS_ABORTED);
    count_add(master, COUNTER_VOTES_NONE, -1);
    count_one(master, COUNTER_VOTES_LOW);
    votes_count_proposal(master);
}

uint32_t votes_take(struct page_vote *vote, place_id copy)
{
    uint32_t bit = UINT32_C(1) << place_index(copy);
    vote->acked &= ~bit;
    vote->busy &= ~bit;
    return bit;
}

enum counter votes_winner_kind(const struct master *master, const struct version *version)
{
    const struct page_id *page = book_page_id(master_book(master), version->page);
    bool is_definition = page->table == 0 || page->index == PAGE_INDEX_HEADER;
    if (version->is_background) {
        return COUNTER_CONFLICTS_UNDO;
    }
    return is_definition ? COUNTER_CONFLICTS_DDL : COUNTER_CONFLICTS_USER;
}

void votes_count_lost(struct master *master)
{
    for (int i = 0; i < master->write_room; i++) {
        const struct write *write = &master->writes[i];
        for (int k = 0; write->is_used && k < write->vote_count; k++) {
            votes_count_end(master, &write->votes[k], COUNTER_PROPOSALS_ABORTED);
        }
    }
}
