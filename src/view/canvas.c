/* SPDX-License-Identifier: MIT */
#include "view/canvas.h"

#include "base/mem.h"
#include "base/text.h"
#include "view/glyph.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct canvas *canvas_new(int cols, int rows)
{
    struct canvas *canvas = mem_alloc(1, sizeof(*canvas));
    canvas_resize(canvas, cols, rows);
    return canvas;
}

void canvas_free(struct canvas *canvas)
{
    if (canvas != NULL) {
        mem_free(canvas->cells);
        mem_free(canvas);
    }
}

void canvas_resize(struct canvas *canvas, int cols, int rows)
{
    assert(cols > 0 && rows > 0);
    mem_free(canvas->cells);
    canvas->cells = mem_alloc((size_t)cols * (size_t)rows, sizeof(struct cell_glyph));
    canvas->cols = cols;
    canvas->rows = rows;
    canvas_clear(canvas);
}

void canvas_clear(struct canvas *canvas)
{
    for (int i = 0; i < canvas->cols * canvas->rows; i++) {
        canvas->cells[i] = (struct cell_glyph){
            .base = ' ',
            .role = ROLE_TEXT,
            .ground = ROLE_BG,
        };
    }
    canvas->cursor_x = -1;
    canvas->cursor_y = -1;
    canvas->spot_count = 0;
}

struct rect rect_row(struct rect rect, int row)
{
    bool is_inside = row >= 0 && row < rect.rows;
    return rect_of(rect.x, rect.y + row, rect.cols, is_inside ? 1 : 0);
}

struct rect rect_after(struct rect rect, int cols)
{
    cols = cols < rect.cols ? cols : rect.cols;
    return rect_of(rect.x + cols, rect.y, rect.cols - cols, rect.rows);
}

/* The cell at a place; NULL: outside. */
static struct cell_glyph *cell_at(struct canvas *canvas, int x, int y)
{
    if (x < 0 || y < 0 || x >= canvas->cols || y >= canvas->rows) {
        return NULL;
    }
    return &canvas->cells[y * canvas->cols + x];
}

void canvas_fill(struct canvas *canvas, struct rect at, enum role ground)
{
    for (int y = at.y; y < at.y + at.rows; y++) {
        for (int x = at.x; x < at.x + at.cols; x++) {
            struct cell_glyph *cell = cell_at(canvas, x, y);
            if (cell != NULL) {
                cell->ground = (uint8_t)ground;
            }
        }
    }
}

/* What is written over half of a wide character leaves no other half. */
static void drop_half(struct canvas *canvas, int x, int y)
{
    struct cell_glyph *cell = cell_at(canvas, x, y);
    struct cell_glyph *before = cell_at(canvas, x - 1, y);
    struct cell_glyph *after = cell_at(canvas, x + 1, y);
    assert(cell != NULL);
    if (cell->base == 0 && before != NULL) {
        before->base = ' ';
        before->marks[0] = before->marks[1] = 0;
    }
    if (cell->base != 0 && after != NULL && after->base == 0) {
        after->base = ' ';
    }
}

static void put(struct canvas *canvas, int x, int y, enum role role, bool bold, uint32_t c)
{
    struct cell_glyph *cell = cell_at(canvas, x, y);
    if (cell == NULL) {
        return;
    }
    drop_half(canvas, x, y);
    cell->base = canvas->is_ascii ? glyph_ascii(c) : c;
    cell->role = (uint8_t)role;
    cell->bold = bold;
    cell->marks[0] = 0;
    cell->marks[1] = 0;
}

/* Both halves or none: where ASCII must do, and at the edge, other signs take their place. */
static void put_wide(struct canvas *canvas, int x, int y, enum role role, bool bold, uint32_t c)
{
    struct cell_glyph *rest = cell_at(canvas, x + 1, y);
    bool is_whole = rest != NULL && cell_at(canvas, x, y) != NULL;
    put(canvas, x, y, role, bold, is_whole ? c : ' ');
    put(canvas, x + 1, y, role, bold, is_whole && canvas->is_ascii ? c : ' ');
    if (is_whole && !canvas->is_ascii) {
        rest->base = 0;
    }
}

static void add_mark(struct canvas *canvas, int x, int y, uint32_t mark)
{
    struct cell_glyph *cell = cell_at(canvas, x, y);
    for (int i = 0; cell != NULL && !canvas->is_ascii && i < CELL_MARKS_MAX; i++) {
        if (cell->marks[i] == 0) {
            cell->marks[i] = mark;
            return;
        }
    }
}

/* Draw what fits of `text` in `at`; columns used. */
static int draw(struct canvas *canvas, struct rect at, enum role role, bool bold, const char *text)
{
    if (at.rows < 1 || at.cols < 1) {
        return 0;
    }
    bool is_cut = text_width(text) > at.cols;
    int room = is_cut ? at.cols - 1 : at.cols;
    int used = 0;
    while (*text != '\0') {
        uint32_t c = text_decode(&text);
        int width = text_char_width(c);
        if (width == 0) {
            add_mark(canvas, at.x + used - 1, at.y, c);
            continue;
        }
        if (used + width > room) {
            break;
        }
        if (width == 2) {
            put_wide(canvas, at.x + used, at.y, role, bold, c);
        } else {
            put(canvas, at.x + used, at.y, role, bold, text_is_harmful(c) ? 0xfffd : c);
        }
        used += width;
    }
    if (is_cut) {
        put(canvas, at.x + used, at.y, role, bold, GLYPH_ELLIPSIS);
        used++;
    }
    return used;
}

int canvas_text(struct canvas *canvas, struct rect at, enum role role, const char *text)
{
    return draw(canvas, at, role, role == ROLE_STRONG, text);
}

int canvas_bold(struct canvas *canvas, struct rect at, enum role role, const char *text)
{
    return draw(canvas, at, role, true, text);
}

int canvas_textf(struct canvas *canvas, struct rect at, enum role role, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return canvas_text(canvas, at, role, text);
}

void canvas_text_right(struct canvas *canvas, struct rect at, enum role role, bool bold,
                       const char *text)
{
    int width = text_width(text);
    int skip = at.cols > width ? at.cols - width : 0;
    (void)draw(canvas, rect_after(at, skip), role, bold || role == ROLE_STRONG, text);
}

void canvas_put(struct canvas *canvas, int x, int y, enum role role, uint32_t c)
{
    put(canvas, x, y, role, role == ROLE_STRONG, c);
}

void canvas_sign(struct canvas *canvas, int x, int y, enum role role, uint32_t c)
{
    put(canvas, x, y, role, true, c);
}

void canvas_line(struct canvas *canvas, struct rect at, enum role role, uint32_t c)
{
    for (int x = at.x; at.rows > 0 && x < at.x + at.cols; x++) {
        put(canvas, x, at.y, role, false, c);
    }
}

void canvas_underline(struct canvas *canvas, struct rect at)
{
    for (int x = at.x; at.rows > 0 && x < at.x + at.cols; x++) {
        struct cell_glyph *cell = cell_at(canvas, x, at.y);
        if (cell != NULL) {
            cell->underline = true;
        }
    }
}

void canvas_spot(struct canvas *canvas, struct rect at, const char *format, ...)
{
    if (canvas->spot_count == SPOTS_MAX) {
        return;
    }
    struct canvas_spot *spot = &canvas->spots[canvas->spot_count++];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(spot->line, sizeof(spot->line), format, args);
    va_end(args);
    spot->at = at;
}

const char *canvas_line_at(const struct canvas *canvas, int x, int y, const char *begin)
{
    for (int i = canvas->spot_count - 1; i >= 0; i--) {
        const struct rect *at = &canvas->spots[i].at;
        bool is_here = x >= at->x && x < at->x + at->cols && y >= at->y && y < at->y + at->rows;
        if (is_here && strncmp(canvas->spots[i].line, begin, strlen(begin)) == 0) {
            return canvas->spots[i].line;
        }
    }
    return "";
}

/* Bytes of `out` when the row had no trailing blanks. */
static void drop_blanks(struct buf *out, size_t from)
{
    while (out->size > from && out->data[out->size - 1] == ' ') {
        out->data[--out->size] = '\0';
    }
}

void canvas_dump(const struct canvas *canvas, struct buf *out)
{
    for (int y = 0; y < canvas->rows; y++) {
        size_t from = out->size;
        for (int x = 0; x < canvas->cols; x++) {
            const struct cell_glyph *cell = &canvas->cells[y * canvas->cols + x];
            if (cell->base == 0) {
                continue;
            }
            text_encode(out, cell->base);
            for (int i = 0; i < CELL_MARKS_MAX && cell->marks[i] != 0; i++) {
                text_encode(out, cell->marks[i]);
            }
        }
        drop_blanks(out, from);
        buf_addf(out, "\n");
    }
}

static char capital(char letter, bool is_capital)
{
    return is_capital ? (char)(letter - 'a' + 'A') : letter;
}

static char letter_of_glyph(const struct cell_glyph *cell)
{
    bool is_blank = cell->base == ' ' || cell->base == 0;
    return is_blank ? ' ' : capital(role_letter((enum role)cell->role), cell->bold);
}

static char letter_of_ground(const struct cell_glyph *cell)
{
    bool is_plain = cell->ground == ROLE_BG && !cell->underline;
    return is_plain ? ' ' : capital(role_letter((enum role)cell->ground), cell->underline);
}

static void dump_letters(const struct canvas *canvas, char (*letter_of)(const struct cell_glyph *),
                         struct buf *out)
{
    for (int y = 0; y < canvas->rows; y++) {
        size_t from = out->size;
        for (int x = 0; x < canvas->cols; x++) {
            buf_add_char(out, letter_of(&canvas->cells[y * canvas->cols + x]));
        }
        drop_blanks(out, from);
        buf_addf(out, "\n");
    }
}

void canvas_dump_roles(const struct canvas *canvas, struct buf *out)
{
    buf_addf(out, "---- roles, bold in capitals\n");
    dump_letters(canvas, letter_of_glyph, out);
    buf_addf(out, "---- grounds, underlined in capitals\n");
    dump_letters(canvas, letter_of_ground, out);
}
