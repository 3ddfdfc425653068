/* SPDX-License-Identifier: MIT */
#include "view/view.h"

#include "view/draw.h"
#include "view/glyph.h"

#include <assert.h>
#include <stdio.h>

/* A table that fits over the events leaves the picture as it is; else it takes what is below. */
static bool fits_events(const struct layout *layout, const struct ui *ui)
{
    return ui->text_is_table && ui->text_lines < layout->events.rows;
}

/* Below 120 columns: the side in place of the picture. A lesson stays while one types. */
static bool shows_side(const struct model *model, const struct ui *ui)
{
    return ui->pane == PANE_SIDE || (model->lesson.is_on && ui->side_is_open);
}

static struct layout cluster_layout(int cols, int rows, const struct model *model,
                                    const struct ui *ui)
{
    struct layout layout = layout_make(cols, rows, model->room_count);
    bool is_full = layout.kind == LAYOUT_FULL;
    bool has_side = is_full && !ui->text_is_table;
    bool takes_picture = ui->text_is_open ? !has_side && !fits_events(&layout, ui)
                                          : shows_side(model, ui) && !is_full;
    takes_picture = takes_picture || ui->palette_is_open;
    if (takes_picture && layout.kind != LAYOUT_STRIP && layout.kind != LAYOUT_TOO_SMALL) {
        layout = layout_make_strip(cols, rows, model->room_count);
    }
    layout.text = has_side ? layout.side : layout.events;
    return layout;
}

struct layout view_layout(int cols, int rows, const struct model *model, const struct ui *ui)
{
    struct layout layout;
    switch (ui->view) {
    case VIEW_CLUSTER:
        return cluster_layout(cols, rows, model, ui);
    case VIEW_VOTES:
        layout = layout_make_votes(cols, rows, model->room_count);
        layout.text = layout.events;
        layout.text.cols = layout.bar.cols; /* the side's, too, which is empty meanwhile */
        return layout;
    case VIEW_LANES:
        layout = layout_make_lanes(cols, rows);
        layout.text = layout.main;
        layout.text.cols = layout.bar.cols;
        return layout;
    case VIEW_METERS:
    case VIEW_TIMELINE:
        layout = layout_make_wide(cols, rows);
        layout.text = layout.main;
        return layout;
    case VIEW_DATA:
        layout = layout_make_data(cols, rows, model->room_count);
        layout.text = layout.main;
        return layout;
    case VIEW_HOME:
    case VIEW_STAGE:
        break;
    }
    layout = layout_make(cols, rows, model->room_count);
    layout.text = rect_of(layout.bar.x, 1, layout.bar.cols, rows - 4);
    return layout;
}

/* What is open over a pane. */
static void draw_open(struct canvas *canvas, struct rect at, const struct model *model,
                      const struct ui *ui, const char *title, const char *text)
{
    if (ui->text_is_grid) {
        draw_grid(canvas, at, title, text, ui);
    } else if (ui->text_is_why) {
        draw_chain(canvas, at, &model->why, ui->text_scroll);
    } else {
        draw_text(canvas, at, title, text, ui->text_scroll);
    }
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
    draw_traffic(canvas, layout, model);
}

/* In columns of its own, or in place of the events. */
static void draw_side_or_lesson(struct canvas *canvas, const struct layout *layout,
                                const struct model *model, const struct ui *ui)
{
    bool is_full = layout->kind == LAYOUT_FULL;
    bool has_focus = ui->pane == PANE_SIDE;
    if (model->lesson.is_on) {
        draw_step(canvas, is_full ? layout->side : layout->events, &model->lesson, has_focus);
    } else if (is_full) {
        draw_side(canvas, layout, model, has_focus);
    } else {
        draw_side_as_pane(canvas, layout->events, model, true);
    }
}

#define PALETTE_ROWS_MIN 9 /* else it takes the prompt's, too, which waits meanwhile */

/* True: the prompt has no room. */
static bool draw_open_palette(struct canvas *canvas, struct rect at, const struct layout *layout,
                              const struct model *model)
{
    bool is_low = at.rows < PALETTE_ROWS_MIN;
    if (is_low) {
        at.rows = layout->prompt.y + layout->prompt.rows - at.y;
    }
    draw_palette(canvas, at, &model->palette);
    return is_low;
}

static void draw_cluster_view(struct canvas *canvas, const struct layout *layout,
                              const struct model *model, const struct ui *ui, const char *title,
                              const char *text)
{
    bool is_full = layout->kind == LAYOUT_FULL;
    canvas_spot(canvas, layout->events, "\\focus events");
    canvas_spot(canvas, layout->prompt, "\\focus prompt");
    canvas_spot(canvas, layout->side, "\\focus side");
    bool covers_events = ui->text_is_open && layout->text.y == layout->events.y;
    draw_bar(canvas, layout->bar, model, false);
    draw_picture(canvas, layout, model);
    bool has_prompt = true;
    if (ui->palette_is_open) {
        has_prompt = !draw_open_palette(canvas, layout->events, layout, model);
    } else if (shows_side(model, ui) && !is_full && !ui->text_is_open) {
        draw_side_or_lesson(canvas, layout, model, ui);
    } else if (!covers_events) {
        draw_events(canvas, layout->events, model, ui->pane == PANE_EVENTS);
    }
    if (is_full && (!ui->text_is_open || covers_events)) {
        draw_side_or_lesson(canvas, layout, model, ui);
    }
    if (ui->text_is_open) {
        draw_open(canvas, layout->text, model, ui, title, text);
    }
    bool types = ui->pane == PANE_PROMPT && !ui->text_is_open && !ui->palette_is_open;
    if (has_prompt) {
        draw_console(canvas, layout->prompt, model, types);
    }
    draw_next(canvas, layout->next, model);
    draw_keys(canvas, layout->keys, model);
}

#define COMPARED_ROWS 10    /* of the table, that the plots leave to it where there is room, */
#define COMPARED_ROWS_MIN 4 /* and where there is not, until one reads on in it */

/* How many rows the plots have of so many that are left below the lines; 0: none. */
static int sides_rows(const struct model_compare *compare, int rows)
{
    int table = compare->line_count + COMPARE_HEAD_ROWS;
    int most = rows / 2 > COMPARED_ROWS ? rows / 2 : COMPARED_ROWS;
    table = table < most ? table : most;
    if (rows - 1 - table < DRAW_SIDES_ROWS_MIN && compare->scroll == 0) {
        table = COMPARED_ROWS_MIN;
    }
    int sides = rows - 1 - table;
    return compare->plots.is_shown && sides >= DRAW_SIDES_ROWS_MIN ? sides : 0;
}

/* How many the lines may have: half, if they need it; less, where plots have room if they do. */
static int lines_rows(const struct model *model, int rows)
{
    const struct model_compare *compare = &model->compare;
    int table = compare->line_count + COMPARE_HEAD_ROWS + 1;
    int most = rows - (table < rows / 2 ? table : rows / 2);
    int small = rows - (1 + DRAW_SIDES_ROWS_MIN + 1 + COMPARED_ROWS_MIN);
    bool is_enough = small >= TIMELINE_HEAD_ROWS + model->timeline.count;
    return compare->plots.is_shown && is_enough && small < most ? small : most;
}

/* The lines, and below them what was compared. */
static void draw_branches(struct canvas *canvas, struct rect at, const struct model *model,
                          bool has_focus)
{
    const struct model_compare *compare = &model->compare;
    struct rect lines = at;
    if (compare->is_shown) {
        lines.rows = lines_rows(model, at.rows);
    }
    int used = draw_timeline(canvas, lines, model, has_focus) + 1;
    if (!compare->is_shown) {
        return;
    }
    int sides = sides_rows(compare, at.rows - used);
    if (sides > 0) {
        used += 1 + draw_sides(canvas, rect_of(at.x, at.y + used, at.cols, sides), compare);
    }
    draw_compare(canvas, rect_of(at.x, at.y + used, at.cols, at.rows - used), model);
}

#define EVENTS_ROWS 3 /* below a vote: fewer tell nothing */

/* The rooms shrink; what is left below the vote is for events. */
static void draw_votes_view(struct canvas *canvas, const struct layout *layout,
                            const struct model *model, const struct ui *ui, const char *title,
                            const char *text)
{
    bool types = ui->pane == PANE_PROMPT && !ui->text_is_open && !ui->palette_is_open;
    bool has_prompt = true;
    draw_bar(canvas, layout->bar, model, false);
    draw_view_name(canvas, layout->bar, model, "votes", "votes");
    if (layout->kind == LAYOUT_STRIP) {
        draw_strip(canvas, layout, model);
    } else if (layout->room_count > 0) {
        draw_dock(canvas, layout, model);
        draw_rooms(canvas, layout, model);
    }
    if (ui->palette_is_open) {
        has_prompt = !draw_open_palette(canvas, layout->text, layout, model);
    } else if (ui->text_is_open) {
        draw_open(canvas, layout->text, model, ui, title, text);
    } else {
        struct rect at = layout->events;
        int used = 1 + draw_votes(canvas, at, layout->side, model, ui->pane != PANE_PROMPT);
        if (at.rows - used >= EVENTS_ROWS) {
            draw_events(canvas, rect_of(at.x, at.y + used, at.cols, at.rows - used), model, false);
        }
    }
    if (has_prompt) {
        draw_console(canvas, layout->prompt, model, types);
    }
    draw_next(canvas, layout->next, model);
    draw_keys(canvas, layout->keys, model);
}

/* A view that takes the room of picture, events and side. */
static void draw_wide_view(struct canvas *canvas, const struct layout *layout,
                           const struct model *model, const struct ui *ui, const char *title,
                           const char *text)
{
    draw_bar(canvas, layout->bar, model, true);
    canvas_spot(canvas, layout->prompt, "\\focus prompt");
    static const char *const names[] = {[VIEW_LANES] = "lanes",
                                        [VIEW_DATA] = "data",
                                        [VIEW_METERS] = "meters",
                                        [VIEW_TIMELINE] = "timeline"};
    const char *name = names[ui->view];
    assert(name != NULL); /* or a new view would have none */
    char full[NAME_SIZE_MAX + 16];
    char brief[NAME_SIZE_MAX + 16];
    (void)snprintf(full, sizeof(full), "%s, table %s", name, model->data.table);
    (void)snprintf(brief, sizeof(brief), "%s, %s", name, model->data.table);
    bool has_table = ui->view == VIEW_DATA && model->data.table[0] != '\0';
    bool is_all = ui->view == VIEW_LANES && ui->lanes_are_all;
    draw_view_name(canvas, layout->bar, model,
                   has_table ? full
                   : is_all  ? "lanes, all packets"
                             : name,
                   has_table ? brief
                   : is_all  ? "lanes, all"
                             : name);
    if (ui->palette_is_open) {
        draw_palette(canvas, layout->text, &model->palette);
    } else if (ui->text_is_open) {
        draw_open(canvas, layout->text, model, ui, title, text);
    } else if (ui->view == VIEW_LANES) {
        draw_lanes(canvas, layout, model, ui);
    } else if (ui->view == VIEW_DATA) {
        draw_data(canvas, layout, model, ui->pane != PANE_PROMPT);
    } else if (ui->view == VIEW_TIMELINE) {
        draw_branches(canvas, layout->main, model, ui->pane != PANE_PROMPT);
    } else {
        draw_meters(canvas, layout->main, model, ui->pane != PANE_PROMPT);
    }
    draw_console(canvas, layout->prompt, model,
                 ui->pane == PANE_PROMPT && !ui->text_is_open && !ui->palette_is_open);
    draw_next(canvas, layout->next, model);
    draw_keys(canvas, layout->keys, model);
}

/* In the light theme these do not reach their contrast on all grounds; large letters need less. */
static void strengthen(struct cell_glyph *cell)
{
    bool is_large =
        cell->base == GLYPH_BLOCK || cell->base == GLYPH_BLOCK_TOP || cell->base == GLYPH_BLOCK_LOW;
    if (cell->role == ROLE_FAINT && (cell->ground == ROLE_HOLE || cell->ground == ROLE_SEL)) {
        cell->role = ROLE_MUTED;
    } else if (cell->role == ROLE_WARN && cell->ground == ROLE_HOLE && !is_large) {
        cell->role = ROLE_TEXT;
    } else if ((cell->role == ROLE_WARN || cell->role == ROLE_M1) && cell->ground == ROLE_SEL) {
        cell->role = ROLE_TEXT;
    }
}

/* No grey is far enough from both black and the hues, so what is chosen is black on white. */
static void reverse_chosen(struct cell_glyph *cell)
{
    if (cell->ground == ROLE_SEL) {
        cell->ground = (uint8_t)(cell->role >= ROLE_ACCENT ? cell->role : (int)ROLE_TEXT);
        cell->role = ROLE_BG;
    }
}

static void fit_to_theme(struct canvas *canvas, enum theme_name theme)
{
    for (int i = 0; i < canvas->cols * canvas->rows; i++) {
        if (theme == THEME_LIGHT) {
            strengthen(&canvas->cells[i]);
        } else if (theme == THEME_CONTRAST) {
            reverse_chosen(&canvas->cells[i]);
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
    struct layout layout = view_layout(canvas->cols, canvas->rows, model, ui);
    if (layout.kind == LAYOUT_TOO_SMALL) {
        draw_too_small(canvas);
    } else if (ui->stage.is_on && !ui->text_is_open) {
        view_draw_stage(canvas, model, ui);
    } else if (ui->view == VIEW_HOME || ui->view == VIEW_STAGE) {
        if (ui->view == VIEW_HOME) {
            draw_home(canvas, model, ui);
        }
        if (ui->text_is_open) {
            canvas_clear(canvas);
            draw_open(canvas, layout.text, model, ui, title, text);
            draw_keys(canvas, layout.keys, model);
        }
    } else if (ui->view != VIEW_CLUSTER && ui->view != VIEW_VOTES) {
        draw_wide_view(canvas, &layout, model, ui, title, text);
    } else if (ui->view == VIEW_VOTES) {
        draw_votes_view(canvas, &layout, model, ui, title, text);
    } else {
        draw_cluster_view(canvas, &layout, model, ui, title, text);
    }
    fit_to_theme(canvas, ui->theme);
}

int view_plots_cols(const struct layout *layout)
{
    return draw_plots_cols(layout->main.cols) - DRAW_PLOTS_LABEL;
}

int view_event_rows(const struct layout *layout, const struct ui *ui)
{
    if (ui->view != VIEW_CLUSTER && ui->view != VIEW_VOTES && ui->view != VIEW_STAGE) {
        return 0;
    }
    int rows = layout->events.rows > 0 ? layout->events.rows - 1 : 0; /* below the heading */
    return ui->stage.is_on ? MODEL_EVENTS_MAX : rows;
}

int view_text_rows(const struct layout *layout, const struct model *model, const struct ui *ui,
                   const char *text)
{
    if (ui->text_is_grid) {
        return draw_grid_rows(text);
    }
    return ui->text_is_why ? draw_chain_rows(layout->text.cols, &model->why)
                           : draw_text_rows(layout->text.cols, text);
}

int view_line_rows(const struct layout *layout, const struct model_line *line)
{
    return draw_line_rows(layout->prompt, line);
}

struct data_room view_data_room(const struct layout *layout)
{
    return (struct data_room){
        .cols = layout->rooms[0].cols,
        .rows = layout->rooms[0].rows - DATA_HEAD_ROWS,
        .pages = (layout->heat.cols - DATA_PAGES_AT) / DATA_PAGE_COLS,
    };
}
