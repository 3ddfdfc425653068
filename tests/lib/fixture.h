/* SPDX-License-Identifier: MIT */
/*
 * fixture: made-up models, with the numbers of the design's pictures, so that every screen
 * can be drawn without an engine behind it.
 */
#ifndef LIB_FIXTURE_H
#define LIB_FIXTURE_H

#include "view/canvas.h"
#include "view/model.h"
#include "view/ui.h"

/* One screen by its name. The sentences of a narrow screen are shorter. */
struct fixture {
    const char *name;
    const char *about;
    void (*fill)(struct model *model, struct ui *ui, int cols);
};

/* The frame of a view that takes the place of the picture; it is that of the timeline. */
void fixture_fill_wide(struct model *model, struct ui *ui, int cols);

int fixture_count(void);
const struct fixture *fixture_at(int index);
/* NULL: there is none of that name. */
const struct fixture *fixture_find(const char *name);
/* Draw one; the caller owns the canvas. */
struct canvas *fixture_draw(const char *name, int cols, int rows, enum theme_name theme,
                            bool is_ascii);

#endif
