/* SPDX-License-Identifier: MIT */
/* draw_plots: what is drawn of plots both in the meters and of two branches. Everything else sees
 * draw.h. */
#ifndef VIEW_DRAW_PLOTS_H
#define VIEW_DRAW_PLOTS_H

#include "view/draw.h"

#define DRAW_SCALE_END (DRAW_PLOTS_LABEL - 1)

/* What there is over one axis, from the top down. */
enum plots_band {
    BAND_STRIPS,
    BAND_COMMITS,
    BAND_CONFLICTS,
    BAND_SLOWEST,
    BAND_LAG,
    BAND_COPIES,
    BANDS
};

struct plots_heights {
    int rows[BANDS]; /* 0: it is not there */
    int gap;         /* blank rows between two */
};

/* What is bought with the rows there are, one wish after another. */
struct plots_wish {
    enum plots_band band; /* BANDS: the gaps */
    int rows;             /* it then has */
};
struct plots_heights plots_heights_of(const struct plots_wish *wishes, int count, int rows,
                                      int strips);

/* The value of the highest dot of all that is seen. */
int plots_top_of(const struct model_plots *plots, enum plots_series which);
/* Name and scale, in the columns before the plots; `top` 0: no scale. */
void plots_draw_name(struct canvas *canvas, struct rect at, enum plots_series which, int top);

/* In the columns of the plots: */
void plots_draw_strip(struct canvas *canvas, struct rect at, const struct model_plots *plots,
                      const struct plots_strip *strip);
void plots_draw_series(struct canvas *canvas, struct rect at, const struct model_plots *plots,
                       enum plots_series which, int top);
void plots_draw_axis(struct canvas *canvas, struct rect at, const struct model_plots *plots);
/* A line in a column, over every row; what is drawn later stands before it. */
void plots_draw_upright(struct canvas *canvas, struct rect at, int col, enum role role, uint32_t c);
/* Such lines for faults and their ends. */
void plots_draw_marks(struct canvas *canvas, struct rect at, const struct model_plots *plots);
/* Where a fault's line meets dots it goes through them. */
void plots_cross_dots(struct canvas *canvas, struct rect at, const struct model_plots *plots);

#endif
