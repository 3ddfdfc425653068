/* SPDX-License-Identifier: MIT */
/* fixture_lanes: a conflict of two masters over one page, for the screens of the lanes. */
#ifndef LIB_FIXTURE_LANES_H
#define LIB_FIXTURE_LANES_H

#include "view/model.h"
#include "view/ui.h"

/* All of it, and why; the error is the chosen row. */
void fixture_fill_lanes(struct model *model, struct ui *ui, int cols);
/* The same among all packets of that time. */
void fixture_fill_lanes_all(struct model *model, struct ui *ui, int cols);

#endif
