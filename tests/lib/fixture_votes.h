/* SPDX-License-Identifier: MIT */
/* fixture_votes: two masters and one page, for the screens of the votes. */
#ifndef LIB_FIXTURE_VOTES_H
#define LIB_FIXTURE_VOTES_H

#include "view/model.h"
#include "view/ui.h"

/* m1 has four copies, m2 two; the resolver has not decided yet. */
void fixture_fill_votes(struct model *model, struct ui *ui, int cols);
/* One proposal under way, on a page of a hundred rows: each way in which a copy can answer. */
void fixture_fill_votes_open(struct model *model, struct ui *ui, int cols);
/* Nobody has changed a row. */
void fixture_fill_votes_none(struct model *model, struct ui *ui, int cols);

#endif
