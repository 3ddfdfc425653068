/* SPDX-License-Identifier: MIT */
/* scroll: how far one reads back: in a page, in what was compared, in what was said. */
#include "app/app_state.h"

#include "base/text.h"
#include "view/view.h"

#include <string.h>

#define TABLE_PAGE 5 /* lines of what was compared */

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

static bool reads_table(const struct app *app)
{
    return app->ui.view == VIEW_TIMELINE && app->model.compare.is_shown;
}

static bool reads_lanes(const struct app *app)
{
    return app->ui.view == VIEW_LANES && app->ui.pane != PANE_PROMPT;
}

/* Counted from the chosen row, which one sees when one has chosen it. */
static void scroll_lanes(struct app *app, int rows)
{
    const struct model_lanes *lanes = &app->model.lanes;
    int chosen = lanes->chosen >= 0 ? lanes->chosen : lanes->row_count;
    app->ui.lanes_scroll = clamp(app->ui.lanes_scroll + rows, -chosen, lanes->row_count - chosen);
}

static void scroll_text(struct app *app, const struct layout *layout, int rows)
{
    int last =
        view_text_rows(layout, &app->model, &app->ui, app->page.data) - (layout->text.rows - 1);
    app->ui.text_scroll = clamp(app->ui.text_scroll + rows, 0, last > 0 ? last : 0);
}

bool app_page_fits(const struct app *app)
{
    struct layout layout = view_layout(app->columns, app->rows, &app->model, &app->ui);
    return app->ui.text_is_open &&
           view_text_rows(&layout, &app->model, &app->ui, app->page.data) < layout.text.rows;
}

bool app_answer_fits(const struct app *app)
{
    return app->ui.text_is_table && app->ui.pane == PANE_PROMPT && app_page_fits(app);
}

static void scroll_table(struct app *app, int lines)
{
    int last = app->model.compare.line_count - 1;
    app->ui.table_scroll = clamp(app->ui.table_scroll + lines, 0, last > 0 ? last : 0);
}

/* The rows of the first page are not scrolled away. */
static void scroll_said(struct app *app, const struct layout *layout, int rows)
{
    int last = -(layout->prompt.rows - 2); /* its heading, and what is being typed */
    for (int i = 0; i < app->transcript.count; i++) {
        struct model_line line;
        app_read_line(app, transcript_at(&app->transcript, i), &line);
        last += view_line_rows(layout, &line);
    }
    app->ui.console_scroll = clamp(app->ui.console_scroll - rows, 0, last > 0 ? last : 0);
}

void app_scroll(struct app *app, int rows)
{
    struct layout layout = view_layout(app->columns, app->rows, &app->model, &app->ui);
    if (app->ui.text_is_open) {
        scroll_text(app, &layout, rows);
    } else if (app_reads_data(app)) {
        const struct model_data *data = &app->model.data;
        data_view_scroll(&app->data, data->first, data->row_count, rows);
    } else if (reads_table(app)) {
        scroll_table(app, rows);
    } else if (reads_lanes(app)) {
        scroll_lanes(app, rows);
    } else {
        scroll_said(app, &layout, rows);
    }
}

void app_scroll_pages(struct app *app, int pages)
{
    struct layout layout = view_layout(app->columns, app->rows, &app->model, &app->ui);
    int page = layout.prompt.rows - 2;
    if (app->ui.text_is_open) {
        page = layout.text.rows - 1;
    } else if (reads_table(app)) {
        page = TABLE_PAGE;
    } else if (app_reads_data(app)) {
        page = app->model.data.row_count - 1;
    }
    app_scroll(app, pages * (page > 1 ? page : 1));
}

/* --- sideways -------------------------------------------------------------------------------- */

/* Columns of the widest line of the results that are seen, or were lately. */
static int widest_line(const struct app *app)
{
    int widest = 0;
    int first = app->transcript.count - MODEL_LINES_MAX;
    for (int i = first > 0 ? first : 0; i < app->transcript.count; i++) {
        const struct transcript_line *line = transcript_at(&app->transcript, i);
        int width = line->is_grid ? text_width(line->text) : 0;
        widest = width > widest ? width : widest;
    }
    return widest;
}

static int widest_of_page(const struct app *app)
{
    int widest = 0;
    for (const char *at = app->page.data; *at != '\0';) {
        size_t size = strcspn(at, "\n");
        struct buf line;
        buf_init(&line, BUF_CAP_TEXT);
        buf_addf(&line, "%.*s", (int)size, at);
        int width = text_width(line.data);
        widest = width > widest ? width : widest;
        buf_release(&line);
        at += size + (at[size] == '\n');
    }
    return widest;
}

void app_scroll_columns(struct app *app, int columns)
{
    if (app_reads_data(app)) {
        data_view_scroll_columns(&app->data, columns < 0 ? -1 : 1, app->model.data.columns_right);
        return;
    }
    struct layout layout = view_layout(app->columns, app->rows, &app->model, &app->ui);
    bool is_page = app->ui.text_is_open && app->ui.text_is_grid;
    int last =
        is_page ? widest_of_page(app) - layout.text.cols : widest_line(app) - layout.prompt.cols;
    app->ui.columns_left = clamp(app->ui.columns_left + columns, 0, last > 0 ? last : 0);
}

bool app_has_wide_lines(const struct app *app)
{
    struct layout layout = view_layout(app->columns, app->rows, &app->model, &app->ui);
    return app->ui.columns_left > 0 || widest_line(app) > layout.prompt.cols;
}
