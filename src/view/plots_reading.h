/* SPDX-License-Identifier: MIT */
/* plots_reading: what is to be seen in the plots of the meters, in a few sentences. */
#ifndef VIEW_PLOTS_READING_H
#define VIEW_PLOTS_READING_H

#include "view/model_meters.h"
#include "view/model_plots.h"

/* Say in words what the plots and the outage of the chosen client show. */
void model_read_plots(struct model_meters *meters, const struct model_plots *plots);

#endif
