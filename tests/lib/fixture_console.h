/* SPDX-License-Identifier: MIT */
/* fixture_console: made-up models of what a person reads and types: why, events, the prompt. */
#ifndef LIB_FIXTURE_CONSOLE_H
#define LIB_FIXTURE_CONSOLE_H

#include "view/canvas.h"
#include "view/model.h"
#include "view/ui.h"

/* AZ b is gone, and a text is open. */
/* Draw it; the text of one that is named after a page of the help is that page. */
void fixture_draw_page(struct canvas *canvas, const struct model *model, const struct ui *ui,
                       const char *name);
void fixture_fill_text(struct model *model, struct ui *ui, int cols);
/* The chain of a conflict, as \why tells it. */
void fixture_fill_why(struct model *model, struct ui *ui, int cols);
/* The panel of events in focus: some are left out, and a text is looked for. */
void fixture_fill_events(struct model *model, struct ui *ui, int cols);

/* A result that is wider than the prompt, and was scrolled to the right. */
void fixture_fill_sideways(struct model *model, struct ui *ui, int cols);
/* What a client watches: a round that failed, and the last one, with what is new in it. */
void fixture_fill_watch(struct model *model, struct ui *ui, int cols);
/* The palette, with a word typed. */
void fixture_fill_palette(struct model *model, struct ui *ui, int cols);

#endif
