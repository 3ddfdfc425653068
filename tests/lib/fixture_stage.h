/* SPDX-License-Identifier: MIT */
/* fixture_stage: what an audience sees, for the screens of the stage. */
#ifndef LIB_FIXTURE_STAGE_H
#define LIB_FIXTURE_STAGE_H

#include "view/model.h"
#include "view/ui.h"

/* AZ b is down, client 2 moves, and one number says how long. */
void fixture_fill_stage(struct model *model, struct ui *ui, int cols);
/* Two masters; a line is typed. */
void fixture_fill_stage_typing(struct model *model, struct ui *ui, int cols);
/* The answer to a statement. */
void fixture_fill_stage_answer(struct model *model, struct ui *ui, int cols);
/* The room is asked. */
void fixture_fill_stage_asking(struct model *model, struct ui *ui, int cols);
/* Another view below the headline. */
void fixture_fill_stage_votes(struct model *model, struct ui *ui, int cols);
/* More clients than have room. */
void fixture_fill_stage_crowd(struct model *model, struct ui *ui, int cols);
/* The branches of a run. */
void fixture_fill_stage_timeline(struct model *model, struct ui *ui, int cols);
void fixture_fill_stage_compared(struct model *model, struct ui *ui, int cols);
/* What is waited for did not come; four masters. */
void fixture_fill_stage_stuck(struct model *model, struct ui *ui, int cols);
/* Can everybody read it? */
void fixture_fill_stage_card(struct model *model, struct ui *ui, int cols);

#endif
