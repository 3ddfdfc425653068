/* SPDX-License-Identifier: MIT */
#include "lab/table.h"

#include "base/text.h"

#include <inttypes.h>
#include <string.h>

#define CELL_COLUMNS_MAX 60 /* a longer value is cut with an ellipsis; \G shows it whole */

void table_add_cell(struct buf *out, const struct rows *rows, int row, int column)
{
    const struct cell *cell = &rows->cells[row * rows->column_count + column];
    switch (cell->kind) {
    case CELL_NULL:
        buf_addf(out, "NULL");
        break;
    case CELL_BLOB:
        buf_addf(out, "<%" PRIu32 " bytes>", cell->size);
        break;
    case CELL_INTEGER:
    case CELL_REAL:
    case CELL_TEXT:
        text_add_safe(out, rows_cell(rows, row, column), cell->size);
        break;
    }
}

static bool is_number(enum cell_kind kind)
{
    return kind == CELL_INTEGER || kind == CELL_REAL;
}

/* The text of one cell (row -1: the column's name), cut, set in `width` columns. */
static void add_cell(struct buf *out, const struct rows *rows, int row, int column, int width)
{
    struct buf text;
    buf_init(&text, VALUE_SIZE_MAX);
    bool to_the_right = false;
    if (row < 0) {
        text_add_safe(&text, rows_name(rows, column), strlen(rows_name(rows, column)));
        to_the_right = rows->row_count > 0 && is_number(rows_kind(rows, 0, column));
    } else {
        table_add_cell(&text, rows, row, column);
        to_the_right = is_number(rows_kind(rows, row, column));
    }
    int columns = text_width(text.data);
    size_t size = text.size;
    bool is_cut = columns > CELL_COLUMNS_MAX;
    if (is_cut) {
        size = text_clip(text.data, CELL_COLUMNS_MAX - 1);
        columns = CELL_COLUMNS_MAX;
    }
    bool is_last = column == rows->column_count - 1;
    int pad = width > columns ? width - columns : 0;
    buf_addf(out, "%*s%.*s%s%*s", to_the_right ? pad : 0, "", (int)size, text.data,
             is_cut ? "…" : "", to_the_right || is_last ? 0 : pad, "");
    buf_release(&text);
}

static int column_width(const struct rows *rows, int column)
{
    int width = text_width(rows_name(rows, column));
    for (int row = 0; row < rows->row_count; row++) {
        struct buf text;
        buf_init(&text, VALUE_SIZE_MAX);
        table_add_cell(&text, rows, row, column);
        int columns = text_width(text.data);
        width = columns > width ? columns : width;
        buf_release(&text);
    }
    return width < CELL_COLUMNS_MAX ? width : CELL_COLUMNS_MAX;
}

static void add_grid(struct buf *out, const struct rows *rows)
{
    int widths[COLUMNS_MAX];
    for (int column = 0; column < rows->column_count; column++) {
        widths[column] = column_width(rows, column);
    }
    for (int row = -1; row < rows->row_count; row++) {
        for (int column = 0; column < rows->column_count; column++) {
            buf_addf(out, "  ");
            add_cell(out, rows, row, column, widths[column]);
        }
        buf_addf(out, "\n");
    }
}

static void add_vertical(struct buf *out, const struct rows *rows)
{
    int width = 0;
    for (int column = 0; column < rows->column_count; column++) {
        int columns = text_width(rows_name(rows, column));
        width = columns > width ? columns : width;
    }
    for (int row = 0; row < rows->row_count; row++) {
        buf_addf(out, "  row %d\n", row + 1);
        for (int column = 0; column < rows->column_count; column++) {
            const char *name = rows_name(rows, column);
            buf_addf(out, "  %*s%s: ", width - text_width(name), "", name);
            table_add_cell(out, rows, row, column);
            buf_addf(out, "\n");
        }
    }
}

void table_add(struct buf *out, const struct rows *rows, bool vertical)
{
    if (vertical) {
        add_vertical(out, rows);
    } else {
        add_grid(out, rows);
    }
    if (rows->rows_total > rows->row_count) {
        buf_addf(out, "  … %" PRId64 " more rows are not shown\n",
                 rows->rows_total - rows->row_count);
    }
}
