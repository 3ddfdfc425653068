/* SPDX-License-Identifier: MIT */
/* draw_prose: texts over several rows, whole words to a row. */
#include "base/text.h"
#include "view/draw.h"

#include <stdio.h>

#define ROW_SIZE 1024 /* of the widest screen there is */

typedef int (*draw_fn)(struct canvas *canvas, struct rect at, enum role role, const char *text);

static int draw_with(draw_fn draw, struct canvas *canvas, struct rect at, int row, enum role role,
                     const char *text)
{
    while (*text != '\0' && row < at.rows) {
        char line[ROW_SIZE];
        size_t skip = 0;
        size_t size = text_wrap(text, at.cols, &skip);
        (void)snprintf(line, sizeof(line), "%.*s", (int)size, text);
        (void)draw(canvas, rect_row(at, row++), role, line);
        text += skip;
    }
    return row;
}

static int draw_hues(struct canvas *canvas, struct rect at, enum role role, const char *text)
{
    draw_sentence(canvas, at, role, text);
    return 0;
}

int draw_prose(struct canvas *canvas, struct rect at, int row, enum role role, const char *text)
{
    return draw_with(draw_hues, canvas, at, row, role, text);
}

int draw_plain_prose(struct canvas *canvas, struct rect at, int row, enum role role,
                     const char *text)
{
    return draw_with(canvas_text, canvas, at, row, role, text);
}

int prose_rows(const char *text, int cols)
{
    int rows = 0;
    for (size_t skip = 0; *text != '\0'; text += skip) {
        (void)text_wrap(text, cols, &skip);
        rows++;
    }
    return rows;
}
