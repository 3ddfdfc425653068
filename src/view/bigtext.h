/* SPDX-License-Identifier: MIT */
/*
 * bigtext: a number in letters made of cells, two pixels a cell in height. In
 * ASCII, or where it has no room, the number stands in plain bold.
 */
#ifndef VIEW_BIGTEXT_H
#define VIEW_BIGTEXT_H

#include "view/canvas.h"

enum face {
    FACE_SMALL, /* 3 rows */
    FACE_CLOCK, /* 4 rows */
};

int bigtext_rows(enum face face);
/* Draw digits and points at the top left of `at`; columns used. */
int bigtext_draw(struct canvas *canvas, struct rect at, enum role role, enum face face,
                 const char *number);

#endif
