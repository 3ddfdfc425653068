/* SPDX-License-Identifier: MIT */
#include "view/view.h"

#include "view/draw.h"

/* Where a long text goes: over the side, or, where there is none, under the strip. */
static void draw_open_text(struct canvas *canvas, const struct layout *layout, const char *title,
                           const char *text, int scroll)
{
    struct rect at = layout->side;
    if (layout->kind != LAYOUT_FULL) {
        at = layout->events;
    }
    draw_text(canvas, at, title, text, scroll);
}

static void draw_picture(struct canvas *canvas, const struct layout *layout,
                         const struct model *model)
{
    if (layout->kind == LAYOUT_STRIP) {
        draw_strip(canvas, layout, model);
        return;
    }
    draw_dock(canvas, layout, model);
    draw_rooms(canvas, layout, model);
    draw_storage(canvas, layout, model);
    draw_quorum(canvas, layout, model);
}

static void draw_cluster_view(struct canvas *canvas, const struct layout *layout,
                              const struct model *model, const struct ui *ui, const char *title,
                              const char *text)
{
    bool is_full = layout->kind == LAYOUT_FULL;
    bool covers = ui->text_is_open && !is_full;
    bool side_covers = ui->pane == PANE_SIDE && !is_full && !ui->text_is_open;
    draw_bar(canvas, layout->bar, model);
    draw_picture(canvas, layout, model);
    if (side_covers) {
        draw_side_as_pane(canvas, layout->events, model, true);
    } else if (!covers) {
        draw_events(canvas, layout->events, model, ui->pane == PANE_EVENTS);
    }
    if (ui->text_is_open) {
        draw_open_text(canvas, layout, title, text, ui->text_scroll);
    } else if (is_full) {
        draw_side(canvas, layout, model, ui->pane == PANE_SIDE);
    }
    bool types = ui->pane == PANE_PROMPT && !ui->text_is_open;
    draw_console(canvas, layout->prompt, model, types);
    draw_next(canvas, layout->next, model);
    draw_keys(canvas, layout->keys, model);
}

/* The lines, and below them what was compared: each has half at least, if it needs it. */
static void draw_branches(struct canvas *canvas, struct rect at, const struct model *model,
                          bool has_focus)
{
    struct rect lines = at;
    int table = model->compare.line_count + COMPARE_HEAD_ROWS + 1;
    if (model->compare.is_shown) {
        lines.rows -= table < at.rows / 2 ? table : at.rows / 2;
    }
    int used = draw_timeline(canvas, lines, model, has_focus);
    if (model->compare.is_shown) {
        draw_compare(canvas, rect_of(at.x, at.y + used + 1, at.cols, at.rows - used - 1), model);
    }
}

static void draw_timeline_view(struct canvas *canvas, const struct layout *layout,
                               const struct model *model, const struct ui *ui, const char *title,
                               const char *text)
{
    draw_bar(canvas, layout->bar, model);
    draw_view_name(canvas, layout->bar, model, "timeline");
    if (ui->text_is_open) {
        draw_text(canvas, layout->main, title, text, ui->text_scroll);
    } else {
        draw_branches(canvas, layout->main, model, ui->pane != PANE_PROMPT);
    }
    draw_console(canvas, layout->prompt, model, ui->pane == PANE_PROMPT && !ui->text_is_open);
    draw_next(canvas, layout->next, model);
    draw_keys(canvas, layout->keys, model);
}

/* In the light theme faint text does not reach its contrast on these two grounds. */
static void strengthen_faint(struct canvas *canvas)
{
    for (int i = 0; i < canvas->cols * canvas->rows; i++) {
        struct cell_glyph *cell = &canvas->cells[i];
        bool is_deep = cell->ground == ROLE_HOLE || cell->ground == ROLE_SEL;
        if (is_deep && cell->role == ROLE_FAINT) {
            cell->role = ROLE_MUTED;
        }
    }
}

void view_draw(struct canvas *canvas, const struct model *model, const struct ui *ui,
               const char *title, const char *text)
{
    canvas_clear(canvas);
    canvas->is_ascii = ui->is_ascii;
    canvas->has_brackets = ui->is_ascii || ui->is_bare || ui->theme == THEME_MONO;
    canvas->is_bare = canvas->has_brackets || !theme_has_fills(ui->theme);
    struct layout layout = layout_make(canvas->cols, canvas->rows, model->room_count);
    if (layout.kind == LAYOUT_TOO_SMALL) {
        draw_too_small(canvas);
    } else if (ui->view == VIEW_HOME) {
        draw_home(canvas, model, ui);
        if (ui->text_is_open) {
            canvas_clear(canvas);
            struct rect at = rect_of(layout.bar.x, 1, layout.bar.cols, canvas->rows - 4);
            draw_text(canvas, at, title, text, ui->text_scroll);
            draw_keys(canvas, layout.keys, model);
        }
    } else if (ui->view == VIEW_TIMELINE) {
        struct layout wide = layout_make_wide(canvas->cols, canvas->rows);
        draw_timeline_view(canvas, &wide, model, ui, title, text);
    } else {
        bool is_swapped = ui->pane == PANE_SIDE || ui->text_is_open;
        if (is_swapped && layout.kind == LAYOUT_MAIN) {
            layout = layout_make_strip(canvas->cols, canvas->rows, model->room_count);
        }
        draw_cluster_view(canvas, &layout, model, ui, title, text);
    }
    if (ui->theme == THEME_LIGHT) {
        strengthen_faint(canvas);
    }
}
