/* SPDX-License-Identifier: MIT */
#include "view/cast.h"

#include "base/quote.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NS_PER_US 1000

void cast_init(struct cast *cast, int version, int cols, int rows, const char *title)
{
    *cast = (struct cast){.version = version, .cursor_x = -1, .cursor_y = -1};
    buf_init(&cast->text, CAST_SIZE_MAX);
    if (version == 3) {
        buf_addf(&cast->text,
                 "{\"version\": 3, \"term\": {\"cols\": %d, \"rows\": %d, \"type\": "
                 "\"xterm-256color\"}, \"title\": ",
                 cols, rows);
    } else {
        buf_addf(&cast->text,
                 "{\"version\": 2, \"width\": %d, \"height\": %d, \"env\": {\"TERM\": "
                 "\"xterm-256color\"}, \"title\": ",
                 cols, rows);
    }
    quote_json(&cast->text, title);
    buf_addf(&cast->text, "}\n");
}

void cast_release(struct cast *cast)
{
    canvas_free(cast->before);
    buf_release(&cast->text);
    *cast = (struct cast){0};
}

/* Version 2 tells times since the beginning, version 3 since the event before. */
static void add_event(struct cast *cast, int64_t ns, char code, const char *text)
{
    int64_t us = (cast->version == 3 ? ns - cast->last_ns : ns) / NS_PER_US;
    buf_addf(&cast->text, "[%" PRId64 ".%06d, \"%c\", ", us / 1000000, (int)(us % 1000000), code);
    quote_json(&cast->text, text);
    buf_addf(&cast->text, "]\n");
    cast->last_ns = ns;
}

void cast_add_marker(struct cast *cast, int64_t ns, const char *label)
{
    add_event(cast, ns, 'm', label);
}

/* --- cells ------------------------------------------------------------------------------------ */

static void add_colour(struct buf *out, int plane, struct look look)
{
    if (look.rgb != COLOR_DEFAULT) {
        buf_addf(out, ";%d;2;%d;%d;%d", plane, look.rgb >> 16 & 255, look.rgb >> 8 & 255,
                 look.rgb & 255);
    }
}

void cast_add_look(struct buf *out, const struct cell_glyph *cell, enum theme_name theme)
{
    struct look role = theme_look(theme, (enum role)cell->role);
    struct look ground = theme_look(theme, (enum role)cell->ground);
    bool has_colour = role.rgb != COLOR_DEFAULT;
    bool is_bold = cell->bold || (!has_colour && (role.bare & LOOK_BOLD) != 0);
    buf_addf(out, "\033[0%s%s%s", is_bold ? ";1" : "", cell->underline ? ";4" : "",
             !has_colour && (ground.bare & LOOK_REVERSE) != 0 ? ";7" : "");
    add_colour(out, 38, role);
    add_colour(out, 48, ground);
    buf_addf(out, "m");
}

static bool is_same(const struct cell_glyph *a, const struct cell_glyph *b)
{
    return a->base == b->base && a->marks[0] == b->marks[0] && a->marks[1] == b->marks[1] &&
           a->role == b->role && a->ground == b->ground && a->bold == b->bold &&
           a->underline == b->underline;
}

static bool is_same_look(const struct cell_glyph *a, const struct cell_glyph *b)
{
    return a->role == b->role && a->ground == b->ground && a->bold == b->bold &&
           a->underline == b->underline;
}

static void add_cell(struct buf *out, const struct cell_glyph *cell)
{
    text_encode(out, cell->base);
    for (int i = 0; i < CELL_MARKS_MAX && cell->marks[i] != 0; i++) {
        text_encode(out, cell->marks[i]);
    }
}

static void add_changes(const struct cast *cast, const struct canvas *canvas, enum theme_name theme,
                        struct buf *out)
{
    const struct cell_glyph *look = NULL;
    for (int y = 0; y < canvas->rows; y++) {
        int at = -1; /* where the cursor is in this row */
        for (int x = 0; x < canvas->cols; x++) {
            const struct cell_glyph *cell = &canvas->cells[y * canvas->cols + x];
            bool is_old =
                cast->before != NULL && is_same(cell, &cast->before->cells[y * canvas->cols + x]);
            if (is_old || cell->base == 0) {
                continue;
            }
            if (at != x) {
                buf_addf(out, "\033[%d;%dH", y + 1, x + 1);
            }
            if (look == NULL || !is_same_look(look, cell)) {
                cast_add_look(out, cell, theme);
            }
            add_cell(out, cell);
            look = cell;
            at = x + text_char_width(cell->base);
        }
    }
}

/* Where one types; it is hidden where nobody does. */
static void add_cursor(struct cast *cast, const struct canvas *canvas, struct buf *out)
{
    bool was_seen = cast->cursor_x >= 0;
    bool is_seen = canvas->cursor_x >= 0 && canvas->cursor_y >= 0;
    bool is_same = cast->cursor_x == canvas->cursor_x && cast->cursor_y == canvas->cursor_y;
    if (is_seen && (out->size > 0 || !is_same)) { /* what was drawn has moved it */
        buf_addf(out, "\033[%d;%dH%s", canvas->cursor_y + 1, canvas->cursor_x + 1,
                 was_seen ? "" : "\033[?25h");
    } else if (was_seen && !is_seen) {
        buf_addf(out, "\033[?25l");
    }
    cast->cursor_x = is_seen ? canvas->cursor_x : -1;
    cast->cursor_y = is_seen ? canvas->cursor_y : -1;
}

static void add_size(struct cast *cast, int64_t ns, const struct canvas *canvas)
{
    char text[32];
    (void)snprintf(text, sizeof(text), "%dx%d", canvas->cols, canvas->rows);
    add_event(cast, ns, 'r', text);
}

void cast_add_frame(struct cast *cast, int64_t ns, const struct canvas *canvas,
                    enum theme_name theme)
{
    struct buf bytes;
    bool is_resized = cast->before != NULL &&
                      (cast->before->cols != canvas->cols || cast->before->rows != canvas->rows);
    bool is_first = cast->before == NULL || is_resized || cast->theme != theme;
    buf_init(&bytes, CAST_SIZE_MAX);
    if (is_resized) {
        add_size(cast, ns, canvas);
    }
    if (is_first) {
        canvas_free(cast->before);
        cast->before = NULL;
        cast->cursor_x = -1;
        buf_addf(&bytes, "\033[?25l\033[0m\033[2J");
    }
    add_changes(cast, canvas, theme, &bytes);
    add_cursor(cast, canvas, &bytes);
    if (bytes.size > 0) {
        add_event(cast, ns, 'o', bytes.data);
    }
    if (is_first) {
        cast->before = canvas_new(canvas->cols, canvas->rows);
    }
    memcpy(cast->before->cells, canvas->cells,
           (size_t)canvas->cols * (size_t)canvas->rows * sizeof(*canvas->cells));
    cast->theme = theme;
    buf_release(&bytes);
}
