/* SPDX-License-Identifier: MIT */
/*
 * cast: a recording of a screen as asciinema plays it (asciicast, version 2 or 3): what changed
 * from one frame to the next as bytes for a terminal with true colours, another size, and markers.
 * It is told the time, and reads no clock.
 */
#ifndef VIEW_CAST_H
#define VIEW_CAST_H

#include "view/canvas.h"

#include <stdint.h>

#define CAST_SIZE_MAX ((size_t)64 * 1024 * 1024)

struct cast {
    struct buf text;        /* the file so far */
    struct canvas *before;  /* owned: the frame before; NULL: there was none */
    int version;            /* 2 or 3 */
    int64_t last_ns;        /* of the event before */
    enum theme_name theme;  /* of the frame before */
    int cursor_x, cursor_y; /* as it was told last; -1: it is hidden */
};

void cast_init(struct cast *cast, int version, int cols, int rows, const char *title);
void cast_release(struct cast *cast);
/* At this time since the beginning the screen is so; what is the same is not told again. */
void cast_add_frame(struct cast *cast, int64_t ns, const struct canvas *canvas,
                    enum theme_name theme);
/* The bytes by which a terminal with true colours takes on the look of a cell. */
void cast_add_look(struct buf *out, const struct cell_glyph *cell, enum theme_name theme);
void cast_add_marker(struct cast *cast, int64_t ns, const char *label);

#endif
