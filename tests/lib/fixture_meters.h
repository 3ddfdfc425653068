/* SPDX-License-Identifier: MIT */
/* fixture_meters: made-up clients, for the screens of the meters. */
#ifndef LIB_FIXTURE_METERS_H
#define LIB_FIXTURE_METERS_H

#include "view/model.h"
#include "view/ui.h"

/* Four clients, of which the second has lost m2 and found m3; it is the chosen one. */
void fixture_fill_meters(struct model *model, struct ui *ui, int cols);
/* The same, while an instant of the outage is looked at. */
void fixture_fill_meters_at(struct model *model, struct ui *ui, int cols);
/* The same, and the chosen one in full. */
void fixture_fill_meters_one(struct model *model, struct ui *ui, int cols);
/* The same, and every state that an endpoint can be in, over two choices. */
void fixture_fill_meters_states(struct model *model, struct ui *ui, int cols);
/* Sixty of them: the table scrolls. */
void fixture_fill_meters_many(struct model *model, struct ui *ui, int cols);

#endif
