/* SPDX-License-Identifier: MIT */
/*
 * headline: a text in the largest letters that fit. Words between two stars stand out ("AZ b *is
 * down*"); m1 to m4 have their hues.
 */
#ifndef VIEW_HEADLINE_H
#define VIEW_HEADLINE_H

#include "view/canvas.h"

#include <stdbool.h>

#define HEADLINE_COLS 78 /* of a stage of 80 columns */

/* Does it fit in the letters of the smallest stage? */
bool headline_fits(const char *text);
/* Rows it takes in `at`: of capitals; what hangs below them goes into the row after. */
int headline_rows(const struct canvas *canvas, struct rect at, const char *text);
/* Draw it; rows as above. */
int headline_draw(struct canvas *canvas, struct rect at, enum role role, const char *text);

#endif
