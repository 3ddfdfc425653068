/* SPDX-License-Identifier: MIT */
/*
 * svg: a canvas as a picture, for those who read about the program before they run it. Whole
 * numbers, and no fonts but those the reader has: lines, bars and edges are shapes, so that
 * they meet whatever font the words are in.
 */
#ifndef LIB_SVG_H
#define LIB_SVG_H

#include "view/canvas.h"

/* The theme must have colours. */
void svg_add(struct buf *out, const struct canvas *canvas, enum theme_name theme);

#endif
