/* SPDX-License-Identifier: MIT */
/* fixture_motion: what moves in the picture, as it stands in one frame. */
#ifndef LIB_FIXTURE_MOTION_H
#define LIB_FIXTURE_MOTION_H

#include "view/model.h"
#include "view/ui.h"

/* Packets on every kind of path; m1 has three votes of six, m2 has lost, m3 is accepted. */
void fixture_fill_traffic(struct model *model, struct ui *ui, int cols);
/* Three clients move at once, past the tags of others. */
void fixture_fill_crowd_moving(struct model *model, struct ui *ui, int cols);
void fixture_fill_crowd_idle(struct model *model, struct ui *ui, int cols);

#endif
