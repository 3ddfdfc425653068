/* SPDX-License-Identifier: MIT */
/*
 * view: the whole screen, from the model to the canvas.
 */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "view/canvas.h"
#include "view/layout.h"
#include "view/model.h"
#include "view/ui.h"

/*
 * Draw everything. `text`, if ui->text_is_open, is what stands over a pane; its first line is
 * the heading.
 */
void view_draw(struct canvas *canvas, const struct model *model, const struct ui *ui,
               const char *title, const char *text);

/* view_stage.c: the same for an audience: the stage, or another view below its headline. */
void view_draw_stage(struct canvas *canvas, const struct model *model, const struct ui *ui);

/* Where everything stands, for a person who looks so. */
struct layout view_layout(int cols, int rows, const struct model *model, const struct ui *ui);
/* As it is on a stage, below the headline. */
struct layout view_stage_layout(int cols, int rows, const struct model *model, const struct ui *ui);
/* Columns that the branches of a run have; of a stage, too. */
int view_timeline_cols(const struct layout *layout, const struct ui *ui, int cols, int rows);
/* Columns that the plots of the meters have. */
int view_plots_cols(const struct layout *layout);
/* The columns of the plots of one of two branches. */
int view_sides_cols(const struct layout *layout, const struct ui *ui, int cols, int rows);
/* Events that there is room for, or more: the stage draws a view as on a higher screen. */
int view_event_rows(const struct layout *layout, const struct ui *ui);
/* Rows that what is open takes where it stands, and a line of the console, wrapped. */
int view_text_rows(const struct layout *layout, const struct model *model, const struct ui *ui,
                   const char *text);
int view_line_rows(const struct layout *layout, const struct model_line *line);

/* What there is room for in the rooms of a table. */
struct data_room view_data_room(const struct layout *layout);

#endif
