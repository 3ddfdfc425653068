/* SPDX-License-Identifier: MIT */
/*
 * plot: samples in braille dots, two samples a column and four steps a row; in
 * ASCII the density of the dots.
 */
#ifndef VIEW_PLOT_H
#define VIEW_PLOT_H

#include "base/limits.h"
#include "view/canvas.h"

/* Draw the newest samples so that the last is at the right end; 0 is the lowest dot. */
void plot_draw(struct canvas *canvas, struct rect at, enum role role, const int *samples,
               int count);

/* Samples `first` up to, but not including, `end`: sample i stands in column i / 2. */
struct plot_range {
    int first, end;
    int top; /* the value of the highest dot */
};
/* The dots of a line through a cell; to be added to those of a plot. */
#define PLOT_UPRIGHT 0x47
/* The lowest round number that no sample passes. */
int plot_round_up(int most);

/* What is drawn in another role, because it is out of bounds. */
struct plot_bounds {
    int low, high;
    enum role role;
};
/* A line on one scale; what is less than 0 is not known, and nothing. */
void plot_line(struct canvas *canvas, struct rect at, const struct plot_range *range,
               const int *samples, const struct plot_bounds *bounds);
/* The same from the bottom up, filled. */
void plot_area(struct canvas *canvas, struct rect at, enum role role,
               const struct plot_range *range, const int *samples);
/* Masters on top of each other, filled: in its hue, and as its number where there are none. */
void plot_stack(struct canvas *canvas, struct rect at, const struct plot_range *range,
                const int *samples[MASTERS_MAX]);

#endif
