/* SPDX-License-Identifier: MIT */
/* draw_grid: rows with columns, which are read sideways where they are too wide. */
#include "view/draw.h"

#include "base/text.h"
#include "view/glyph.h"

#include <stdio.h>
#include <string.h>

void draw_grid_line(struct canvas *canvas, struct rect row, enum role role, const char *text,
                    bool has_left)
{
    if (row.rows == 0) {
        return;
    }
    (void)canvas_text(canvas, row, role, text);
    if (has_left) {
        canvas_sign(canvas, row.x, row.y, ROLE_ACCENT, GLYPH_LEFT);
    }
    if (text_width(text) > row.cols) {
        canvas_sign(canvas, row.x + row.cols - 1, row.y, ROLE_ACCENT, GLYPH_RIGHT);
    }
}

static const char *line_at(const char *text, int index)
{
    for (; index > 0 && *text != '\0'; index--) {
        size_t size = strcspn(text, "\n");
        text += size + (text[size] == '\n');
    }
    return text;
}

static void draw_row(struct canvas *canvas, struct rect row, enum role role, const char *line,
                     int left)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(&text, "%.*s", (int)strcspn(line, "\n"), line);
    size_t skip = text_clip(text.data, left);
    draw_grid_line(canvas, row, role, text.data + skip, skip > 0);
    buf_release(&text);
}

void draw_grid(struct canvas *canvas, struct rect at, const char *title, const char *text,
               const struct ui *ui)
{
    int lines = draw_grid_rows(text);
    int below = lines - ui->text_scroll - (at.rows - 1);
    char facts[64] = "Left Right: columns  Esc closes";
    if (below > 0) {
        (void)snprintf(facts, sizeof(facts), "PgDn: %d more  Left Right  Esc closes", below);
    }
    draw_heading(canvas, at, title, facts, true);
    canvas_spot(canvas, at, "%s", ""); /* what it covers is not clicked through it */
    canvas_spot(canvas, rect_row(at, 0), "\\close");
    draw_row(canvas, rect_row(at, 1), ROLE_MUTED, text, ui->columns_left);
    for (int row = 2; row < at.rows; row++) {
        int line = ui->text_scroll + row - 1;
        bool is_last = line == lines - 1; /* how many rows, in which time */
        draw_row(canvas, rect_row(at, row), is_last ? ROLE_FAINT : ROLE_TEXT, line_at(text, line),
                 is_last ? 0 : ui->columns_left);
    }
}

int draw_grid_rows(const char *text)
{
    int lines = 0;
    for (; *text != '\0'; text++) {
        lines += *text == '\n' ? 1 : 0;
    }
    return lines;
}
