/* SPDX-License-Identifier: MIT */
/* votes_text: the votes as lines, for those who draw nothing. */
#include "view/model_votes.h"

static const char *const looks[] = {
    [VOTE_YES] = "yes",     [VOTE_BUSY] = "busy",     [VOTE_STALE] = "stale",
    [VOTE_LOW] = "too low", [VOTE_FENCED] = "fenced", [VOTE_ASKED] = "asked",
    [VOTE_LOST] = "lost",
};

static const char *const outcomes[] = {
    [BID_IS_OPEN] = "asks",
    [BID_IS_TIED] = "TIE",
    [BID_IS_ACCEPTED] = "ACCEPTED",
    [BID_IS_LOST] = "CANNOT WIN",
};

static void add_bid(struct buf *out, const struct votes_bid *bid)
{
    buf_addf(out, "  m%d %s: %d of 6, %s\n   ", bid->master + 1, bid->who, bid->yes,
             outcomes[bid->outcome]);
    for (int i = 0; i < COPIES_MAX; i++) {
        buf_addf(out, " %s %s%s", bid->slots[i].name, looks[bid->slots[i].look],
                 i + 1 < COPIES_MAX ? "," : "\n");
    }
}

void votes_add_text(struct buf *out, const struct model_votes *votes)
{
    if (!votes->is_shown) {
        buf_addf(out, "No page has been voted on yet: change a row\n");
        return;
    }
    buf_addf(out, "page %s%s%s, 4 of six copies needed\n", votes->page,
             votes->keys[0] != '\0' ? ", " : "", votes->keys);
    for (int i = 0; i < votes->bid_count; i++) {
        add_bid(out, &votes->bids[i]);
    }
    if (votes->sentence[0] != '\0') {
        buf_addf(out, "%s\n", votes->sentence);
    }
    if (votes->resolver[0] != '\0') {
        buf_addf(out, "%s\n", votes->resolver);
    }
    for (int i = 0; i < votes->step_count; i++) {
        buf_addf(out, "  %8s  %s%s\n", votes->steps[i].time, votes->steps[i].text,
                 votes->steps[i].when == STEP_IS_AHEAD ? " (later)" : "");
    }
}
