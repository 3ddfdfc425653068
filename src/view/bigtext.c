/* SPDX-License-Identifier: MIT */
#include "view/bigtext.h"

#include "base/compiler.h"
#include "view/glyph.h"

#include <stddef.h>
#include <string.h>

#define PIXEL_ROWS_MAX 7

/* Pixels row by row, the leftmost in the highest of `cols` bits. */
struct digit {
    char c;
    int cols;
    uint8_t rows[PIXEL_ROWS_MAX];
};

/* clang-format off */
static const struct digit small_digits[] = {
    {'0', 3, {0x07, 0x05, 0x05, 0x05, 0x07}},
    {'1', 3, {0x02, 0x06, 0x02, 0x02, 0x07}},
    {'2', 3, {0x07, 0x01, 0x07, 0x04, 0x07}},
    {'3', 3, {0x07, 0x01, 0x07, 0x01, 0x07}},
    {'4', 3, {0x05, 0x05, 0x07, 0x01, 0x01}},
    {'5', 3, {0x07, 0x04, 0x07, 0x01, 0x07}},
    {'6', 3, {0x07, 0x04, 0x07, 0x05, 0x07}},
    {'7', 3, {0x07, 0x01, 0x01, 0x02, 0x02}},
    {'8', 3, {0x07, 0x05, 0x07, 0x05, 0x07}},
    {'9', 3, {0x07, 0x05, 0x07, 0x01, 0x07}},
    {'.', 1, {0x00, 0x00, 0x00, 0x00, 0x01}},
};

static const struct digit clock_digits[] = {
    {'0', 5, {0x0e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e}},
    {'1', 3, {0x02, 0x06, 0x02, 0x02, 0x02, 0x02, 0x07}},
    {'2', 5, {0x0e, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1f}},
    {'3', 5, {0x1e, 0x01, 0x01, 0x0e, 0x01, 0x01, 0x1e}},
    {'4', 5, {0x12, 0x12, 0x12, 0x1f, 0x02, 0x02, 0x02}},
    {'5', 5, {0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e}},
    {'6', 5, {0x0e, 0x10, 0x1e, 0x11, 0x11, 0x11, 0x0e}},
    {'7', 5, {0x1f, 0x01, 0x02, 0x04, 0x04, 0x08, 0x08}},
    {'8', 5, {0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e}},
    {'9', 5, {0x0e, 0x11, 0x11, 0x0f, 0x01, 0x01, 0x0e}},
    {'.', 1, {0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x01}},
};
/* clang-format on */

static const struct {
    const struct digit *digits;
    int rows; /* of cells */
} faces[] = {
    [FACE_SMALL] = {small_digits, 3},
    [FACE_CLOCK] = {clock_digits, 4},
};

static const struct digit *find_digit(enum face face, char c)
{
    for (int i = 0; i < COUNT_OF(clock_digits); i++) {
        if (faces[face].digits[i].c == c) {
            return &faces[face].digits[i];
        }
    }
    return NULL;
}

static bool is_lit(const struct digit *digit, int x, int y)
{
    return y < PIXEL_ROWS_MAX && (digit->rows[y] >> (digit->cols - 1 - x) & 1) != 0;
}

static void draw_digit(struct canvas *canvas, int x, struct rect at, enum role role,
                       const struct digit *digit, int rows)
{
    static const uint32_t halves[4] = {' ', GLYPH_BLOCK_TOP, GLYPH_BLOCK_LOW, GLYPH_BLOCK};
    for (int row = 0; row < rows && row < at.rows; row++) {
        for (int col = 0; col < digit->cols && x + col < at.x + at.cols; col++) {
            int top = is_lit(digit, col, 2 * row) ? 1 : 0;
            int low = is_lit(digit, col, 2 * row + 1) ? 2 : 0;
            if (top + low > 0) {
                canvas_put(canvas, x + col, at.y + row, role, halves[top + low]);
            }
        }
    }
}

int bigtext_cols(enum face face, const char *number)
{
    int cols = 0;
    for (; *number != '\0'; number++) {
        const struct digit *digit = find_digit(face, *number);
        cols += digit != NULL ? digit->cols + 1 : 0;
    }
    return cols > 0 ? cols - 1 : 0;
}

int bigtext_draw(struct canvas *canvas, struct rect at, enum role role, enum face face,
                 const char *number)
{
    int x = at.x;
    if (canvas->is_ascii) {
        struct rect last = rect_row(at, at.rows - 1);
        return canvas_bold(canvas, last, role, number);
    }
    for (; *number != '\0'; number++) {
        const struct digit *digit = find_digit(face, *number);
        if (digit != NULL) {
            draw_digit(canvas, x, at, role, digit, faces[face].rows);
            x += digit->cols + 1;
        }
    }
    return x > at.x ? x - at.x - 1 : 0;
}

/* --- letters --------------------------------------------------------------------------------- */

#define LETTER_FIRST ' '
#define LETTER_LAST '~'

static const uint32_t *find_letter(const struct bigtext_face *face, char c, int *cols)
{
    const uint32_t *columns = face->columns;
    for (int i = 0; i < c - LETTER_FIRST; i++) {
        columns += face->cols[i];
    }
    *cols = face->cols[c - LETTER_FIRST];
    return columns;
}

static bool has_letter(char c)
{
    return c >= LETTER_FIRST && c <= LETTER_LAST;
}

int bigtext_width(const struct bigtext_face *face, const char *text)
{
    int width = 0;
    for (; *text != '\0'; text++) {
        if (!has_letter(*text)) {
            return -1;
        }
        width += face->cols[*text - LETTER_FIRST] + (text[1] != '\0' ? face->gap : 0);
    }
    return width;
}

int bigtext_height(const struct canvas *canvas, const struct bigtext_face *face)
{
    return canvas->is_ascii ? face->capital_pixels : face->capital_pixels / 2;
}

static void draw_column(struct canvas *canvas, int x, struct rect at, enum role role,
                        uint32_t pixels)
{
    static const uint32_t halves[4] = {' ', GLYPH_BLOCK_TOP, GLYPH_BLOCK_LOW, GLYPH_BLOCK};
    for (int row = 0; row < at.rows && pixels != 0; row++) {
        uint32_t lit = pixels & (canvas->is_ascii ? 1 : 3);
        pixels >>= canvas->is_ascii ? 1 : 2;
        if (lit != 0) {
            canvas_put(canvas, x, at.y + row, role, canvas->is_ascii ? '#' : halves[lit]);
        }
    }
}

static int write_text(struct canvas *canvas, struct rect at, enum role role,
                      const struct bigtext_face *face, const char *text, int down)
{
    int x = at.x;
    for (; has_letter(*text); text++) {
        int cols = 0;
        const uint32_t *columns = find_letter(face, *text, &cols);
        for (int i = 0; i < cols && x + i < at.x + at.cols; i++) {
            draw_column(canvas, x + i, at, role, columns[i] << down);
        }
        x += cols + (text[1] != '\0' ? face->gap : 0);
    }
    return x - at.x;
}

int bigtext_write(struct canvas *canvas, struct rect at, enum role role,
                  const struct bigtext_face *face, const char *text)
{
    return write_text(canvas, at, role, face, text, 0);
}

int bigtext_write_lower(struct canvas *canvas, struct rect at, enum role role,
                        const struct bigtext_face *face, const char *text)
{
    return write_text(canvas, at, role, face, text, 1);
}
