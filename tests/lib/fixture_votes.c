/* SPDX-License-Identifier: MIT */
#include "lib/fixture_votes.h"

#include "base/compiler.h"
#include "lib/fixture.h"

#include <stdio.h>
#include <string.h>

#define SET(text, value) (void)snprintf(text, sizeof(text), "%s", value)

static void begin(struct model *model, struct ui *ui, int cols)
{
    fixture_fill_wide(model, ui, cols);
    ui->view = VIEW_VOTES;
    model->votes = (struct model_votes){.is_shown = true};
    SET(model->votes.page, "acct:1");
}

static void add_slots(struct votes_bid *bid, const char *const names[COPIES_MAX],
                      const enum vote_look looks[COPIES_MAX])
{
    for (int i = 0; i < COPIES_MAX; i++) {
        SET(bid->slots[i].name, names[i]);
        bid->slots[i].look = looks[i];
        bid->yes += looks[i] == VOTE_YES ? 1 : 0;
    }
}

static void add_step(struct model_votes *votes, const char *time, enum votes_when when,
                     const char *text)
{
    struct votes_step *step = &votes->steps[votes->step_count++];
    SET(step->time, time);
    SET(step->text, text);
    step->when = when;
}

static void add_cells(struct model_votes *votes, int64_t first, int count, int64_t m1, int64_t m2)
{
    for (int i = 0; i < count; i++) {
        int64_t key = first + i;
        votes->cells[votes->cell_count++] = (struct votes_cell){.key = key,
                                                                .master = key == m1   ? 0
                                                                          : key == m2 ? 1
                                                                                      : -1};
    }
}

void fixture_fill_votes(struct model *model, struct ui *ui, int cols)
{
    begin(model, ui, cols);
    struct model_votes *votes = &model->votes;
    SET(votes->keys, "rows 8 to 15");
    votes->bid_count = 2;
    votes->bids[0] = (struct votes_bid){.master = 0, .row = 9, .outcome = BID_IS_ACCEPTED};
    votes->bids[1] = (struct votes_bid){.master = 1, .row = 14, .outcome = BID_IS_TIED};
    SET(votes->bids[0].who, "for @1, row 9");
    SET(votes->bids[1].who, "for @2, row 14");
    SET(votes->bids[0].version, "8011 ▸ 8017");
    SET(votes->bids[1].version, "8011 ▸ 8018");
    add_slots(
        &votes->bids[0], (const char *const[]){"a1", "a2", "c1", "c2", "b1", "b2"},
        (const enum vote_look[]){VOTE_YES, VOTE_YES, VOTE_YES, VOTE_YES, VOTE_BUSY, VOTE_BUSY});
    add_slots(
        &votes->bids[1], (const char *const[]){"b1", "b2", "a1", "a2", "c1", "c2"},
        (const enum vote_look[]){VOTE_YES, VOTE_YES, VOTE_BUSY, VOTE_BUSY, VOTE_BUSY, VOTE_BUSY});
    SET(votes->sentence, "b1 and b2 heard m2 first, the other four m1. A copy keeps its word.");
    SET(votes->resolver, "Rule in force, our model: who asks the resolver first stays, and whom "
                         "that one blocks lets go.");
    add_step(votes, "12.4005", STEP_IS_DONE, "m1 asks all six");
    add_step(votes, "12.4009", STEP_IS_DONE, "m2 asks all six");
    add_step(votes, "12.4025", STEP_IS_DONE, "m2 has 2: a tie");
    add_step(votes, "12.4031", STEP_IS_NOW, "m1 accepted by 4");
    add_step(votes, "12.4047", STEP_IS_AHEAD, "resolver: m2 lets go");
    add_step(votes, "12.4050", STEP_IS_AHEAD, "@2 gets error 1213");
    add_cells(votes, 8, 8, 9, 14);
}

void fixture_fill_votes_open(struct model *model, struct ui *ui, int cols)
{
    begin(model, ui, cols);
    struct model_votes *votes = &model->votes;
    SET(votes->keys, "rows 0 to 99");
    votes->bid_count = 2;
    votes->bids[0] = (struct votes_bid){.master = 2, .row = 4, .outcome = BID_IS_OPEN};
    votes->bids[1] = (struct votes_bid){.master = 0, .row = 1, .outcome = BID_IS_LOST};
    SET(votes->bids[0].who, "for @7, row 4");
    SET(votes->bids[1].who, "for background work");
    add_slots(
        &votes->bids[0], (const char *const[]){"a1", "c2", "c1", "a2", "b1", "b2"},
        (const enum vote_look[]){VOTE_YES, VOTE_YES, VOTE_YES, VOTE_FENCED, VOTE_LOST, VOTE_ASKED});
    add_slots(&votes->bids[1], (const char *const[]){"a2", "c1", "c2", "a1", "b1", "b2"},
              (const enum vote_look[]){VOTE_BUSY, VOTE_STALE, VOTE_STALE, VOTE_LOW, VOTE_LOST,
                                       VOTE_LOST});
    SET(votes->sentence, "a1, c1 and c2 promised it to m3. Who built on an old version is told so, "
                         "and loses.");
    SET(votes->resolver, "Resolver b told m1 to stay, for it was the first to ask. To stay is no "
                         "vote: m3 had its four. Rule in force, our model: who asks the resolver "
                         "first stays, and whom that one blocks lets go.");
    add_step(votes, "2.6644", STEP_IS_DONE, "m3 asks all six");
    add_step(votes, "2.6665", STEP_IS_NOW, "m1 asks all six");
    add_cells(votes, 0, 16, 1, 4);
    votes->cells_go_on = true;
}

void fixture_fill_votes_none(struct model *model, struct ui *ui, int cols)
{
    begin(model, ui, cols);
    model->votes.is_shown = false;
}
