/* SPDX-License-Identifier: MIT */
/*
 * view: the whole screen, from the model to the canvas.
 */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "view/canvas.h"
#include "view/model.h"
#include "view/ui.h"

/*
 * Draw everything. `text`, if ui->text_is_open, is what stands over a pane; its first line is
 * the heading.
 */
void view_draw(struct canvas *canvas, const struct model *model, const struct ui *ui,
               const char *title, const char *text);

#endif
