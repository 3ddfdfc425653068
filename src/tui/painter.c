/* SPDX-License-Identifier: MIT */
#include "tui/painter.h"

#include "base/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define BYTES_MAX ((size_t)16 * 1024 * 1024) /* of a frame: more than any has */

void painter_init(struct painter *painter)
{
    *painter = (struct painter){.shown = canvas_new(1, 1)};
    buf_init(&painter->bytes, BYTES_MAX);
}

void painter_release(struct painter *painter)
{
    canvas_free(painter->shown);
    buf_release(&painter->bytes);
}

/* --- words ----------------------------------------------------------------------------------- */

static void add(struct painter *painter, const char *word)
{
    buf_add_text(&painter->bytes, word, strlen(word));
}

static void add_plain(struct painter *painter)
{
    add(painter, painter->words[PAINT_PLAIN]);
    painter->paint = (struct paint){.text = ROLE_NONE, .ground = ROLE_NONE};
}

static void add_move(struct painter *painter, int x, int y)
{
    if (x == painter->x && y == painter->y) {
        return;
    }
    if (painter->moves_plain) {
        add_plain(painter);
    }
    add(painter, painter->fill(painter->words[PAINT_MOVE], y, x));
    painter->x = x;
    painter->y = y;
}

static bool loses_color(const char *before, const char *after)
{
    return before[0] != '\0' && after[0] == '\0';
}

static void add_paint(struct painter *painter, struct paint paint)
{
    static const enum paint_word bits[] = {PAINT_BOLD, PAINT_REVERSE, PAINT_UNDERLINE};
    const struct paint *now = &painter->paint;
    if ((now->bits & ~paint.bits) != 0 ||
        loses_color(painter->text[now->text], painter->text[paint.text]) ||
        loses_color(painter->ground[now->ground], painter->ground[paint.ground])) {
        add_plain(painter);
    }
    for (int i = 0; i < COUNT_OF(bits); i++) {
        if ((paint.bits & ~now->bits & 1 << i) != 0) {
            add(painter, painter->words[bits[i]]);
        }
    }
    if (paint.text != now->text) {
        add(painter, painter->text[paint.text]);
    }
    if (paint.ground != now->ground) {
        add(painter, painter->ground[paint.ground]);
    }
    painter->paint = paint;
}

/* As the locale has it. */
static void add_char(struct painter *painter, uint32_t c)
{
    char bytes[MB_LEN_MAX];
    int size = c < 0x80 ? 0 : wctomb(bytes, (wchar_t)c);
    if (size > 0) {
        buf_add_text(&painter->bytes, bytes, (size_t)size);
    } else {
        buf_add_char(&painter->bytes, size < 0 ? '?' : c >= ' ' ? (char)c : ' ');
    }
}

/* --- cells ----------------------------------------------------------------------------------- */

static bool is_blank(const struct cell_glyph *cell)
{
    return cell->base == ' ' && cell->marks[0] == 0 && !cell->underline;
}

/* What terminals may disagree about, and the end of a row, leave the place of the next unknown. */
static void add_cell(struct painter *painter, const struct cell_glyph *cell, int x, int y)
{
    struct paint paint = painter->looks[cell->role][cell->ground];
    paint.bits |= (uint8_t)((cell->bold ? LOOK_BOLD : 0) | (cell->underline ? LOOK_UNDERLINE : 0));
    if (painter->hides_blanks && is_blank(cell)) {
        paint.text = painter->paint.text;
        paint.bits = painter->paint.bits & LOOK_BOLD;
    }
    add_move(painter, x, y);
    add_paint(painter, paint);
    add_char(painter, cell->base);
    for (int i = 0; i < CELL_MARKS_MAX && cell->marks[i] != 0; i++) {
        add_char(painter, cell->marks[i]);
    }
    bool is_sure = cell->marks[0] == 0 && text_char_width(cell->base) == 1;
    painter->x = is_sure && x + 1 < painter->shown->cols ? x + 1 : -1;
}

static bool is_same_cell(const struct painter *painter, const struct cell_glyph *a,
                         const struct cell_glyph *b)
{
    if (a->ground != b->ground) {
        return false;
    }
    bool is_same_look = a->role == b->role && a->bold == b->bold && a->underline == b->underline;
    bool is_same_sign = a->base == b->base && memcmp(a->marks, b->marks, sizeof(a->marks)) == 0;
    return (is_same_look && is_same_sign) || (painter->hides_blanks && is_blank(a) && is_blank(b));
}

static void add_cells(struct painter *painter, const struct canvas *canvas)
{
    int last = canvas->rows * canvas->cols - 1;
    for (int i = 0; i <= last; i++) {
        const struct cell_glyph *cell = &canvas->cells[i];
        struct cell_glyph *shown = &painter->shown->cells[i];
        if (painter->is_known && is_same_cell(painter, cell, shown)) {
            continue;
        }
        *shown = *cell;
        if (cell->base != 0 && (i < last || painter->has_corner)) {
            add_cell(painter, cell, i % canvas->cols, i / canvas->cols);
        }
    }
}

static void add_cursor(struct painter *painter, const struct canvas *canvas)
{
    bool is_on = canvas->cursor_x >= 0 && canvas->cursor_y >= 0;
    if (is_on) {
        add_move(painter, canvas->cursor_x, canvas->cursor_y);
    }
    if (is_on != painter->cursor_is_on || !painter->is_known) {
        add(painter, painter->words[is_on ? PAINT_CURSOR : PAINT_NO_CURSOR]);
    }
    painter->cursor_is_on = is_on;
}

void painter_add_changes(struct painter *painter, const struct canvas *canvas)
{
    if (canvas->cols != painter->shown->cols || canvas->rows != painter->shown->rows) {
        canvas_resize(painter->shown, canvas->cols, canvas->rows);
        painter->is_known = false;
    }
    if (!painter->is_known) {
        add_plain(painter);
        add(painter, painter->words[PAINT_CLEAR]);
        painter->x = -1;
    }
    add_cells(painter, canvas);
    add_cursor(painter, canvas);
    painter->is_known = true;
}

void painter_add_end(struct painter *painter)
{
    add_plain(painter);
    add(painter, painter->words[PAINT_CURSOR]);
    painter->is_known = false;
}
