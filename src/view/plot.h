/* SPDX-License-Identifier: MIT */
/*
 * plot: a line of samples in braille dots, two samples a column and four steps
 * a row; in ASCII the density of the dots.
 */
#ifndef VIEW_PLOT_H
#define VIEW_PLOT_H

#include "view/canvas.h"

/* Draw the newest samples so that the last is at the right end; 0 is the lowest dot. */
void plot_draw(struct canvas *canvas, struct rect at, enum role role, const int *samples,
               int count);

#endif
