/* SPDX-License-Identifier: MIT */
/*
 * plots_text: the past as lines of text, for where nothing is drawn: a row for each dot, with the
 * faults between them, and what became of the clients.
 */
#ifndef VIEW_PLOTS_TEXT_H
#define VIEW_PLOTS_TEXT_H

#include "base/buf.h"
#include "client/client.h"
#include "view/model_plots.h"

void plots_add_text(struct buf *out, const struct model_plots *plots,
                    const struct clients_view *clients, int chosen);

/* The row of plots->shown alone. */
void plots_add_instant(struct buf *out, const struct model_plots *plots);

#endif
