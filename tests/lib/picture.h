/* SPDX-License-Identifier: MIT */
/*
 * picture: what the README shows, from the program itself: a run from its seed, lines that a
 * person types, and the screen after them.
 */
#ifndef LIB_PICTURE_H
#define LIB_PICTURE_H

#include "base/buf.h"
#include "view/theme.h"

#define PICTURES "data/pictures/"

struct picture {
    const char *name; /* PICTURES name ".svg", and "-light.svg" */
    int cols, rows;
    int masters;
    /* Each is given after the one before is done; "+2s" lets time pass, "!PgDn" is a key. */
    const char *lines;
};

int picture_count(void);
const struct picture *picture_at(int index);
/* The same bytes each time. */
void picture_add(struct buf *out, const struct picture *picture, enum theme_name theme);

#endif
