/* SPDX-License-Identifier: MIT */
#include "store/rows.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

void rows_init(struct rows *rows)
{
    *rows = (struct rows){0};
    buf_init(&rows->text, BUF_CAP_STATE);
}

void rows_release(struct rows *rows)
{
    mem_free(rows->names);
    mem_free(rows->cells);
    buf_release(&rows->text);
    *rows = (struct rows){0};
}

void rows_clear(struct rows *rows)
{
    rows->column_count = 0;
    rows->row_count = 0;
    rows->cell_count = 0;
    rows->rows_total = 0;
    buf_clear(&rows->text);
}

void rows_take(struct rows *to, struct rows *from)
{
    rows_release(to);
    *to = *from;
    rows_init(from);
}

/* Put bytes and a NUL behind the others. */
static struct cell add_text(struct rows *rows, enum cell_kind kind, const void *text, size_t size)
{
    struct cell cell = {.kind = kind, .at = (uint32_t)rows->text.size, .size = (uint32_t)size};
    enum rc rc = buf_add_bytes(&rows->text, text, size, NULL);
    assert(rc == RC_OK); /* at most ROWS_SHOWN_MAX rows are kept, and those within limits */
    buf_add_char(&rows->text, '\0');
    return cell;
}

static void add_name(struct rows *rows, const char *name, size_t size)
{
    assert(rows->cell_count == 0);
    mem_grow((void **)&rows->names, &rows->names_room, rows->column_count + 1,
             sizeof(*rows->names));
    rows->names[rows->column_count++] = add_text(rows, CELL_TEXT, name, size);
}

void rows_add_column(struct rows *rows, const char *name)
{
    add_name(rows, name, strlen(name));
}

void rows_add_cell(struct rows *rows, enum cell_kind kind, const void *text, size_t size)
{
    assert(rows->column_count > 0);
    mem_grow((void **)&rows->cells, &rows->cells_room, rows->cell_count + 1, sizeof(*rows->cells));
    rows->cells[rows->cell_count++] = add_text(rows, kind, text, size);
    if (rows->cell_count % rows->column_count == 0) {
        rows->row_count++;
        rows->rows_total++;
    }
}

static const struct cell *cell_at(const struct rows *rows, int row, int column)
{
    assert(row >= 0 && row < rows->row_count);
    assert(column >= 0 && column < rows->column_count);
    return &rows->cells[row * rows->column_count + column];
}

const char *rows_name(const struct rows *rows, int column)
{
    assert(column >= 0 && column < rows->column_count);
    return rows->text.data + rows->names[column].at;
}

const char *rows_cell(const struct rows *rows, int row, int column)
{
    return rows->text.data + cell_at(rows, row, column)->at;
}

enum cell_kind rows_kind(const struct rows *rows, int row, int column)
{
    return cell_at(rows, row, column)->kind;
}

static void save_cell(struct buf *out, const struct rows *rows, const struct cell *cell)
{
    pack_int(out, (int)cell->kind);
    pack_bytes(out, rows->text.data + cell->at, cell->size);
}

void rows_save(struct buf *out, const struct rows *rows)
{
    pack_mark(out, "rows");
    pack_int(out, rows->column_count);
    pack_int(out, rows->row_count);
    pack_i64(out, rows->rows_total);
    for (int i = 0; i < rows->column_count; i++) {
        save_cell(out, rows, &rows->names[i]);
    }
    for (int i = 0; i < rows->row_count * rows->column_count; i++) {
        save_cell(out, rows, &rows->cells[i]);
    }
}

void rows_load(struct rows *rows, struct unpack *in)
{
    rows_clear(rows);
    unpack_mark(in, "rows");
    int columns = unpack_int(in, 0, COLUMNS_MAX);
    int count = unpack_int(in, 0, ROWS_SHOWN_MAX);
    int64_t total = unpack_i64(in);
    for (int i = 0; i < columns && !in->damaged; i++) {
        size_t size = 0;
        (void)unpack_int(in, CELL_NULL, CELL_BLOB);
        const char *name = unpack_bytes(in, &size);
        if (name != NULL) {
            add_name(rows, name, size);
        }
    }
    for (int i = 0; i < count * columns && !in->damaged; i++) {
        size_t size = 0;
        enum cell_kind kind = (enum cell_kind)unpack_int(in, CELL_NULL, CELL_BLOB);
        const void *bytes = unpack_bytes(in, &size);
        if (bytes != NULL) {
            rows_add_cell(rows, kind, bytes, size);
        }
    }
    rows->rows_total = total;
}
