/* SPDX-License-Identifier: MIT */
/*
 * model_votes: one page, the proposals for it that met, and who of the six copies promised it to
 * whom. Plain data, as at the chosen event or now.
 */
#ifndef VIEW_MODEL_VOTES_H
#define VIEW_MODEL_VOTES_H

#include "base/buf.h"
#include "base/limits.h"
#include "view/theme.h"

#include <stdbool.h>
#include <stdint.h>

#define VOTES_BIDS_MAX 4
#define VOTES_STEPS_MAX 14
#define VOTES_CELLS_MAX 16
#define VOTES_TEXT_SIZE 120

enum vote_look {
    VOTE_YES,
    VOTE_BUSY,
    VOTE_STALE,
    VOTE_LOW,    /* the number is too low */
    VOTE_FENCED, /* the copy refuses this life of the master */
    VOTE_ASKED,  /* no answer yet */
    VOTE_LOST,   /* it was asked, and the packet was lost */
};

struct votes_slot {
    char name[4]; /* "a1" */
    enum vote_look look;
};

enum votes_outcome { BID_IS_OPEN, BID_IS_TIED, BID_IS_ACCEPTED, BID_IS_LOST };

/* What one master asks the copies. Slots are sorted, yes first, so that length is the count. */
struct votes_bid {
    int master;                /* 0-based */
    char who[VOTES_TEXT_SIZE]; /* "for @1, row 9" */
    int64_t row;
    bool has_row;
    int yes;
    enum votes_outcome outcome;
    struct votes_slot slots[COPIES_MAX];
    char version[40]; /* "8011 ▸ 8017" */
};

enum votes_when { STEP_IS_DONE, STEP_IS_NOW, STEP_IS_AHEAD };

struct votes_step {
    char time[24];
    enum votes_when when;
    char text[VOTES_TEXT_SIZE];
};

/* A key of the page. */
struct votes_cell {
    int64_t key;
    int master; /* 0-based: whose proposal changes it; -1: nobody's */
};

struct model_votes {
    bool is_shown;              /* there is a proposal to be shown */
    char page[VOTES_TEXT_SIZE]; /* "acct:1" */
    char keys[VOTES_TEXT_SIZE]; /* "rows 8 to 15"; "" it holds no rows */
    int bid_count;              /* in the order in which they were made */
    struct votes_bid bids[VOTES_BIDS_MAX];
    char sentence[3 * VOTES_TEXT_SIZE]; /* who heard whom first; "" nothing to say */
    char
        resolver[4 * VOTES_TEXT_SIZE]; /* of a tie: its word, and by which rule; "" there is none */
    int step_count;
    struct votes_step steps[VOTES_STEPS_MAX];
    int cell_count;
    struct votes_cell cells[VOTES_CELLS_MAX];
    bool cells_go_on; /* the page has more keys than are shown */
};

/* The same as lines of text. */
void votes_add_text(struct buf *out, const struct model_votes *votes);

#endif
