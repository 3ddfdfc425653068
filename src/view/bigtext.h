/* SPDX-License-Identifier: MIT */
/*
 * bigtext: letters and numbers made of cells, two pixels a cell in height; in ASCII a pixel is a
 * '#', and they are twice as high. A number of a small face stands in plain bold there.
 */
#ifndef VIEW_BIGTEXT_H
#define VIEW_BIGTEXT_H

#include "view/canvas.h"

enum face {
    FACE_SMALL, /* 3 rows */
    FACE_CLOCK, /* 4 rows */
};

/* Columns of digits and points. */
int bigtext_cols(enum face face, const char *number);
/* Draw digits and points at the top left of `at`; columns used. */
int bigtext_draw(struct canvas *canvas, struct rect at, enum role role, enum face face,
                 const char *number);

/* Letters of one size, from the blank to the tilde (view/bigtext_faces.c). */
struct bigtext_face {
    const uint32_t *columns; /* the lowest bit is the uppermost pixel */
    const uint8_t *cols;     /* of each letter */
    int capital_pixels;      /* how high a capital is */
    int pixels;              /* with what hangs below it */
    int gap;                 /* columns between two letters */
};
/* The narrow one is as high as the medium one: for a sentence. */
extern const struct bigtext_face bigtext_narrow, bigtext_medium, bigtext_large;

/* Columns of a text; -1: it has a character that the face lacks. */
int bigtext_width(const struct bigtext_face *face, const char *text);
/* Rows of a capital; what hangs below it goes into the row after them, or two. */
int bigtext_height(const struct canvas *canvas, const struct bigtext_face *face);
/* Write at the top left of `at`, as far as there is room; columns used. */
int bigtext_write(struct canvas *canvas, struct rect at, enum role role,
                  const struct bigtext_face *face, const char *text);
/* The same a pixel lower: in the middle of a row more than it takes. */
int bigtext_write_lower(struct canvas *canvas, struct rect at, enum role role,
                        const struct bigtext_face *face, const char *text);

#endif
