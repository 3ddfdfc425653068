/* SPDX-License-Identifier: MIT */
/* view_stage: what an audience sees: the stage, or another view that has all the room below it. */
#include "view/view.h"

#include "view/draw.h"

#define ROWS_TRIED 24 /* more than any view leaves to prompt, keys and bar */

/* Draw the view as it is on a screen of its own; what of it is shown, without prompt and keys. */
static struct rect draw_focus(struct canvas *canvas, const struct model *model, const struct ui *ui)
{
    struct layout layout = view_layout(canvas->cols, canvas->rows, model, ui);
    struct rect shown = layout.main;
    switch (ui->view) {
    case VIEW_LANES:
        draw_lanes(canvas, &layout, model, ui);
        shown.cols = canvas->cols - shown.x;
        break;
    case VIEW_DATA:
        draw_data(canvas, &layout, model, false);
        break;
    case VIEW_METERS:
        draw_meters(canvas, layout.main, model, false);
        break;
    case VIEW_TIMELINE:
        (void)draw_timeline(canvas, layout.main, model, false);
        break;
    case VIEW_VOTES:
        shown = layout.events;
        shown.cols = canvas->cols - shown.x;
        (void)draw_votes(canvas, layout.events, layout.side, model, false);
        break;
    case VIEW_CLUSTER:
    case VIEW_HOME:
    case VIEW_STAGE:
        shown = layout.events;
        shown.rows += shown.y - layout.dock.y;
        shown.y = layout.dock.y;
        draw_dock(canvas, &layout, model);
        draw_rooms(canvas, &layout, model);
        draw_storage(canvas, &layout, model);
        draw_quorum(canvas, &layout, model);
        draw_traffic(canvas, &layout, model);
        draw_events(canvas, layout.events, model, false);
        break;
    }
    return shown;
}

static void copy_rows(struct canvas *to, int y, const struct canvas *from, struct rect shown)
{
    for (int row = 0; row < shown.rows && y + row < to->rows; row++) {
        for (int x = 0; x < to->cols; x++) {
            to->cells[(y + row) * to->cols + x] = from->cells[(shown.y + row) * from->cols + x];
        }
    }
}

/* What is left of a stage of so many rows for a view. */
static int rows_wanted(const struct canvas *canvas)
{
    return canvas->rows - 2 - stage_head_rows(canvas);
}

/* The smallest screen on which the view has so many rows; the largest that was tried. */
static struct layout layout_for(const struct canvas *canvas, const struct model *model,
                                const struct ui *ui, int *out_rows)
{
    int wanted = rows_wanted(canvas);
    struct layout layout = {0};
    for (int rows = wanted; rows < wanted + ROWS_TRIED; rows++) {
        layout = view_layout(canvas->cols, rows, model, ui);
        int main = ui->view == VIEW_CLUSTER ? layout.events.y + layout.events.rows - layout.dock.y
                   : ui->view == VIEW_VOTES ? layout.events.rows
                                            : layout.main.rows;
        *out_rows = rows;
        if (layout.kind != LAYOUT_TOO_SMALL && main >= wanted) {
            break;
        }
    }
    return layout;
}

struct layout view_stage_layout(int cols, int rows, const struct model *model, const struct ui *ui)
{
    struct canvas stage = {.cols = cols, .rows = rows, .is_ascii = ui->is_ascii};
    return layout_for(&stage, model, ui, &rows);
}

int view_timeline_cols(const struct layout *layout, const struct ui *ui, int cols, int rows)
{
    struct canvas stage = {.cols = cols, .rows = rows, .is_ascii = ui->is_ascii};
    return ui->stage.is_on ? stage_timeline_cols(&stage) : layout->main.cols;
}

int view_sides_cols(const struct layout *layout, const struct ui *ui, int cols, int rows)
{
    struct canvas stage = {.cols = cols, .rows = rows, .is_ascii = ui->is_ascii};
    return ui->stage.is_on ? stage_sides_cols(&stage) : draw_sides_cols(layout->main.cols);
}

/* False: there are too many branches. */
static bool draw_branches_on_stage(struct canvas *canvas, const struct model *model)
{
    if (!draw_stage_timeline(canvas, model)) {
        return false;
    }
    draw_stage_title(canvas, model);
    draw_stage_foot(canvas, model);
    return true;
}

static void draw_view_on_stage(struct canvas *canvas, const struct model *model,
                               const struct ui *ui)
{
    int rows = 0;
    int wanted = rows_wanted(canvas);
    (void)layout_for(canvas, model, ui, &rows);
    struct canvas *own = canvas_new(canvas->cols, rows);
    own->is_ascii = canvas->is_ascii;
    own->is_bare = canvas->is_bare;
    own->has_brackets = canvas->has_brackets;
    struct rect shown = draw_focus(own, model, ui);
    shown.rows = shown.rows < wanted ? shown.rows : wanted;
    draw_stage_head(canvas, model);
    copy_rows(canvas, stage_head_rows(canvas), own, shown);
    canvas_free(own);
    draw_stage_foot(canvas, model);
}

void view_draw_stage(struct canvas *canvas, const struct model *model, const struct ui *ui)
{
    canvas->cursor_x = -1;
    canvas_spot(canvas, rect_of(0, 0, canvas->cols, canvas->rows), "\\stage next");
    if (ui->stage.is_blank) {
        return;
    }
    if (ui->stage.is_card) {
        draw_test_card(canvas, model, ui);
    } else if (ui->view == VIEW_STAGE) {
        draw_stage(canvas, model, ui);
    } else if (ui->view == VIEW_TIMELINE && model->compare.plots.is_shown) {
        draw_stage_compare(canvas, model);
    } else if (ui->view != VIEW_TIMELINE || !draw_branches_on_stage(canvas, model)) {
        draw_view_on_stage(canvas, model, ui);
    }
}
