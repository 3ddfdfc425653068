/* SPDX-License-Identifier: MIT */
/* fixture_data: a made-up table, for the screens of the data view. */
#ifndef LIB_FIXTURE_DATA_H
#define LIB_FIXTURE_DATA_H

#include "view/model.h"
#include "view/ui.h"

/* Twenty orders on two pages: one changed, one inserted, one in an open transaction. */
void fixture_fill_data(struct model *model, struct ui *ui, int cols);
/* Every mark, four masters of which two cannot be asked, values that are cut. */
void fixture_fill_data_marks(struct model *model, struct ui *ui, int cols);
/* A table without rows. */
void fixture_fill_data_none(struct model *model, struct ui *ui, int cols);

#endif
