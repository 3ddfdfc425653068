/* SPDX-License-Identifier: MIT */
/* draw_notes: the presenter's own terminal: what to say now, what comes next, and the room. */
#ifndef VIEW_DRAW_NOTES_H
#define VIEW_DRAW_NOTES_H

#include "view/canvas.h"
#include "view/model_notes.h"

/* `trouble`: why there is nothing to show; "": there is. */
void draw_notes(struct canvas *canvas, const struct model_notes *notes, const char *trouble);

#endif
