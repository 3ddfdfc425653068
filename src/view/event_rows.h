/* SPDX-License-Identifier: MIT */
/*
 * event_rows: which events have a row where rows are few. Under load what every transaction does
 * rushes by; a fault, a move or an outage is read seconds later, so the last few of those keep a
 * row each, in their place in time.
 */
#ifndef VIEW_EVENT_ROWS_H
#define VIEW_EVENT_ROWS_H

#include "lab/lab.h"
#include "view/model.h"
#include "view/ui.h"

/*
 * Numbers of the events for `most` rows, MODEL_EVENTS_MAX at most, the newest first; how many
 * there are. They are those that the filter takes, up to the chosen one. Where one reads event by
 * event, or has said which one wants, none is left out between them.
 */
int event_rows_find(uint64_t *found, const struct lab *lab, const struct ui *ui, int most);

#endif
