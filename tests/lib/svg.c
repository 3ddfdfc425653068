/* SPDX-License-Identifier: MIT */
#include "lib/svg.h"

#include "base/compiler.h"
#include "base/text.h"
#include "view/glyph.h"

#include <assert.h>
#include <string.h>

#define CELL_W 8
#define CELL_H 17
#define BASELINE 13 /* of the letters, from the top of their row */
#define MARGIN 10
#define RUN_FIT 3 /* so many letters are given their width: fonts differ */

struct drawing {
    struct buf *out;
    const struct canvas *canvas;
    enum theme_name theme;
};

static const struct cell_glyph *cell_at(const struct canvas *canvas, int x, int y)
{
    return &canvas->cells[y * canvas->cols + x];
}

static int left_of(int x)
{
    return MARGIN + x * CELL_W;
}

static int top_of(int y)
{
    return MARGIN + y * CELL_H;
}

/* --- shapes ---------------------------------------------------------------------------------- */

/* The parts of a cell that a glyph fills, in its own units of CELL_W by CELL_H. */
static const struct shape {
    uint32_t glyph;
    struct rect part;
    bool goes_on; /* into the next cell, if that has it too */
    int dash;     /* 0: whole; else as long, then a gap as long */
} shapes[] = {
    {GLYPH_BLOCK, {0, 0, CELL_W, CELL_H}, true, 0},
    {GLYPH_BLOCK_TOP, {0, 0, CELL_W, 9}, true, 0},
    {GLYPH_BLOCK_LOW, {0, 9, CELL_W, 8}, true, 0},
    {GLYPH_CARD, {0, 0, 4, CELL_H}, false, 0},
    {GLYPH_EDGE, {0, 0, 2, CELL_H}, false, 0},
    {GLYPH_EDGE_DEAD, {0, 0, 2, CELL_H}, false, 3},
    {GLYPH_RULE, {0, 8, CELL_W, 1}, true, 0},
    {GLYPH_HEAVY, {0, 7, CELL_W, 2}, true, 0},
    {GLYPH_DASH, {0, 8, CELL_W, 1}, true, 3},
    {GLYPH_WIRE, {3, 0, 1, CELL_H}, false, 0},
    {GLYPH_WIRE_NEW, {3, 0, 1, CELL_H}, false, 2},
    {GLYPH_CURSOR, {0, 15, CELL_W, 2}, true, 0},
    {GLYPH_BAR_3, {0, 11, CELL_W - 1, 6}, false, 0},
    {GLYPH_BAR_6, {0, 4, CELL_W - 1, 13}, false, 0},
};

static const struct shape *shape_of(uint32_t glyph)
{
    for (int i = 0; i < COUNT_OF(shapes); i++) {
        if (shapes[i].glyph == glyph) {
            return &shapes[i];
        }
    }
    return NULL;
}

static bool is_braille(uint32_t glyph)
{
    return glyph >= GLYPH_BRAILLE && glyph < GLYPH_BRAILLE + 256;
}

/* What is drawn as a shape is no letter, nor is a blank. */
static bool is_letter(const struct cell_glyph *cell)
{
    return cell->base != ' ' && cell->base != 0 && shape_of(cell->base) == NULL &&
           !is_braille(cell->base);
}

static void add_rect(struct buf *out, char role, struct rect at)
{
    buf_addf(out, "<rect class=\"%c\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", role, at.x,
             at.y, at.cols, at.rows);
}

/* Cells from x on that have the same shape in the same role; the number of them. */
static int add_shape(const struct drawing *to, const struct shape *shape, int x, int y)
{
    const struct cell_glyph *cell = cell_at(to->canvas, x, y);
    char role = role_letter((enum role)cell->role);
    int count = 1;
    for (; shape->goes_on && x + count < to->canvas->cols; count++) {
        const struct cell_glyph *next = cell_at(to->canvas, x + count, y);
        if (next->base != cell->base || next->role != cell->role) {
            break;
        }
    }
    struct rect at = rect_of(left_of(x) + shape->part.x, top_of(y) + shape->part.y,
                             shape->part.cols + (count - 1) * CELL_W, shape->part.rows);
    if (shape->dash == 0) {
        add_rect(to->out, role, at);
        return count;
    }
    bool is_flat = at.cols > at.rows;
    int half = (is_flat ? at.rows : at.cols) / 2;
    buf_addf(to->out,
             "<path class=\"%c D\" d=\"M%d %d%c%d\" stroke-width=\"%d\" "
             "stroke-dasharray=\"%d\"/>\n",
             role, at.x + (is_flat ? 0 : half), at.y + (is_flat ? half : 0), is_flat ? 'H' : 'V',
             is_flat ? at.x + at.cols : at.y + at.rows, is_flat ? at.rows : at.cols, shape->dash);
    return count;
}

/* The eight dots of a braille cell, in the order of their bits. */
static void add_dots(const struct drawing *to, int x, int y)
{
    static const struct {
        int x, y;
    } dots[] = {{1, 1}, {1, 5}, {1, 9}, {5, 1}, {5, 5}, {5, 9}, {1, 13}, {5, 13}};
    const struct cell_glyph *cell = cell_at(to->canvas, x, y);
    for (int i = 0; i < COUNT_OF(dots); i++) {
        if (((cell->base - GLYPH_BRAILLE) >> i & 1) != 0) {
            add_rect(to->out, role_letter((enum role)cell->role),
                     rect_of(left_of(x) + dots[i].x, top_of(y) + dots[i].y, 2, 2));
        }
    }
}

/* --- letters --------------------------------------------------------------------------------- */

static void add_character(struct buf *out, uint32_t c)
{
    static const struct {
        uint32_t c;
        const char *text;
    } names[] = {{'<', "&lt;"}, {'>', "&gt;"}, {'&', "&amp;"}};
    for (int i = 0; i < COUNT_OF(names); i++) {
        if (names[i].c == c) {
            buf_addf(out, "%s", names[i].text);
            return;
        }
    }
    text_encode(out, c);
}

static bool is_like(const struct cell_glyph *a, const struct cell_glyph *b)
{
    return a->role == b->role && a->bold == b->bold && a->underline == b->underline;
}

/* Where letters of one look end: before two blanks, too. */
static int run_end(const struct canvas *canvas, int x, int y)
{
    const struct cell_glyph *first = cell_at(canvas, x, y);
    int end = x + 1;
    for (int at = x + 1; at < canvas->cols && at - end < 2; at++) {
        const struct cell_glyph *cell = cell_at(canvas, at, y);
        bool goes_on = is_like(first, cell);
        if (cell->base != ' ' && (!goes_on || (cell->base != 0 && !is_letter(cell)))) {
            break;
        }
        end = cell->base != ' ' ? at + 1 : end;
    }
    return end;
}

static int add_run(const struct drawing *to, int x, int y)
{
    const struct cell_glyph *first = cell_at(to->canvas, x, y);
    int end = run_end(to->canvas, x, y);
    buf_addf(to->out, "<text class=\"%c%s%s\" x=\"%d\" y=\"%d\"",
             role_letter((enum role)first->role), first->bold ? " B" : "",
             first->underline ? " U" : "", left_of(x), top_of(y) + BASELINE);
    if (end - x >= RUN_FIT) {
        buf_addf(to->out, " textLength=\"%d\"", (end - x) * CELL_W);
    }
    buf_addf(to->out, ">");
    for (int at = x; at < end; at++) {
        const struct cell_glyph *cell = cell_at(to->canvas, at, y);
        if (cell->base != 0) {
            add_character(to->out, cell->base);
        }
        for (int i = 0; i < CELL_MARKS_MAX && cell->marks[i] != 0; i++) {
            add_character(to->out, cell->marks[i]);
        }
    }
    buf_addf(to->out, "</text>\n");
    return end - x;
}

/* --- the whole ------------------------------------------------------------------------------- */

static void add_grounds(const struct drawing *to, int y)
{
    int count = 1;
    for (int x = 0; x < to->canvas->cols; x += count) {
        uint8_t ground = cell_at(to->canvas, x, y)->ground;
        for (count = 1;
             x + count < to->canvas->cols && cell_at(to->canvas, x + count, y)->ground == ground;) {
            count++;
        }
        if (ground != ROLE_BG) {
            add_rect(to->out, role_letter((enum role)ground),
                     rect_of(left_of(x), top_of(y), count * CELL_W, CELL_H));
        }
    }
}

static void add_row(const struct drawing *to, int y)
{
    int used = 1;
    add_grounds(to, y);
    for (int x = 0; x < to->canvas->cols; x += used) {
        const struct cell_glyph *cell = cell_at(to->canvas, x, y);
        const struct shape *shape = shape_of(cell->base);
        used = 1;
        if (shape != NULL) {
            used = add_shape(to, shape, x, y);
        } else if (is_braille(cell->base)) {
            add_dots(to, x, y);
        } else if (is_letter(cell)) {
            used = add_run(to, x, y);
        }
    }
}

static void add_style(const struct drawing *to)
{
    buf_addf(to->out, "<style>text{font:13px 'DejaVu Sans Mono',Menlo,Consolas,monospace;"
                      "white-space:pre}.B{font-weight:bold}.U{text-decoration:underline}"
                      ".D{fill:none}\n");
    for (int i = 0; i < ROLE_COUNT; i++) {
        char letter = role_letter((enum role)i);
        int32_t rgb = theme_look(to->theme, (enum role)i).rgb;
        buf_addf(to->out, ".%c{fill:#%06x}.%c.D{fill:none;stroke:#%06x}\n", letter, (unsigned)rgb,
                 letter, (unsigned)rgb);
    }
    buf_addf(to->out, "</style>\n");
}

void svg_add(struct buf *out, const struct canvas *canvas, enum theme_name theme)
{
    const struct drawing to = {out, canvas, theme};
    int width = canvas->cols * CELL_W + 2 * MARGIN;
    int height = canvas->rows * CELL_H + 2 * MARGIN;
    assert(theme_look(theme, ROLE_BG).rgb != COLOR_DEFAULT);
    buf_addf(out,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
             "viewBox=\"0 0 %d %d\">\n",
             width, height, width, height);
    add_style(&to);
    buf_addf(out, "<rect class=\"%c\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n",
             role_letter(ROLE_BG), width, height);
    for (int y = 0; y < canvas->rows; y++) {
        add_row(&to, y);
    }
    if (canvas->cursor_x >= 0 && canvas->cursor_y >= 0) {
        add_rect(out, role_letter(ROLE_ACCENT),
                 rect_of(left_of(canvas->cursor_x), top_of(canvas->cursor_y), CELL_W, CELL_H));
    }
    buf_addf(out, "</svg>\n");
}
