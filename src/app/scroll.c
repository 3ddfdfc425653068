/* SPDX-License-Identifier: MIT */
/* scroll: how far one reads back: in a page, in what was compared, in what was said. */
#include "app/app_state.h"

#include "view/view.h"

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
    int last = view_text_rows(layout, app->page.data) - (layout->text.rows - 1);
    app->ui.text_scroll = clamp(app->ui.text_scroll + rows, 0, last > 0 ? last : 0);
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
        app_read_line(transcript_at(&app->transcript, i), &line);
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
