/* SPDX-License-Identifier: MIT */
/* fixture_timeline: made-up branches, for the screens of the timeline. */
#ifndef LIB_FIXTURE_TIMELINE_H
#define LIB_FIXTURE_TIMELINE_H

#include "view/model.h"
#include "view/ui.h"

/* `cols` of the screen. */
void fixture_fill_branches(struct model_timeline *timeline, int cols);
void fixture_fill_marks(struct model *model, struct ui *ui, int cols);
void fixture_fill_many(struct model *model, struct ui *ui, int cols);
void fixture_fill_none(struct model *model, struct ui *ui, int cols);
/* Two branches against each other. */
void fixture_fill_compare(struct model_compare *compare);

#endif
