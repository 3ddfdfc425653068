/* SPDX-License-Identifier: MIT */
/* fixture_timeline: made-up branches, for the screens of the timeline. */
#ifndef LIB_FIXTURE_TIMELINE_H
#define LIB_FIXTURE_TIMELINE_H

#include "view/model.h"
#include "view/ui.h"

void fixture_fill_branches(struct model *model, struct ui *ui, int cols);
void fixture_fill_marks(struct model *model, struct ui *ui, int cols);
void fixture_fill_many(struct model *model, struct ui *ui, int cols);
void fixture_fill_none(struct model *model, struct ui *ui, int cols);
/* The same branches, and two of them against each other. */
void fixture_fill_compared(struct model *model, struct ui *ui, int cols);
/* The same, one has read on in the table. */
void fixture_fill_compared_on(struct model *model, struct ui *ui, int cols);
/* Their plots, each of so many columns. */
void fixture_fill_sides(struct model_compare *compare, int cols);

#endif
