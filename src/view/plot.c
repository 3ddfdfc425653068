/* SPDX-License-Identifier: MIT */
#include "view/plot.h"

#include "base/compiler.h"
#include "view/glyph.h"

#include <limits.h>

#define DOTS_A_ROW 4
#define PLOT_COLS_MAX 64
/* The highest sample stands at 5 of 7 dots, so that an even load is a line and no ceiling. */
#define FULL_SCALE 7
#define HIGHEST 5

/* The bit of a braille character for its dot in column 0 or 1, row 0 (top) to 3. */
static uint32_t dot_bit(int column, int row)
{
    static const uint8_t bits[2][DOTS_A_ROW] = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};
    return bits[column][row];
}

static int largest(const int *samples, int count)
{
    int most = 1;
    for (int i = 0; i < count; i++) {
        most = samples[i] > most ? samples[i] : most;
    }
    return most;
}

/* Dots from the top at which a sample stands. */
static int from_top_of(int sample, int most, int height)
{
    return height - sample * height * HIGHEST / (most * FULL_SCALE);
}

/* Set the dot `from_top` of a place, if it is in this row. */
static void mark_dot(uint32_t dots[], int place, int from_top, int row)
{
    if (from_top / DOTS_A_ROW == row) {
        dots[place / 2] |= dot_bit(place % 2, from_top % DOTS_A_ROW);
    }
}

void plot_draw(struct canvas *canvas, struct rect at, enum role role, const int *samples, int count)
{
    int cols = at.cols < PLOT_COLS_MAX ? at.cols : PLOT_COLS_MAX;
    int room = 2 * cols;
    const int *shown = count > room ? samples + count - room : samples;
    int shown_count = count > room ? room : count;
    int most = largest(shown, shown_count);
    int height = at.rows * DOTS_A_ROW - 1;
    for (int row = 0; row < at.rows; row++) {
        uint32_t dots[PLOT_COLS_MAX] = {0};
        for (int i = 0; i < shown_count; i++) {
            int here = from_top_of(shown[i], most, height);
            int before = i > 0 ? from_top_of(shown[i - 1], most, height) : here;
            int place = room - shown_count + i;
            for (int y = here; y != before; y += y < before ? 1 : -1) { /* no gap in the line */
                mark_dot(dots, place, y, row);
            }
            mark_dot(dots, place, here, row);
        }
        for (int col = 0; col < cols; col++) {
            if (dots[col] != 0) {
                canvas_put(canvas, at.x + col, at.y + row, role, GLYPH_BRAILLE + dots[col]);
            }
        }
    }
}

/* --- on one axis with others ----------------------------------------------------------------- */

int plot_round_up(int most)
{
    static const int nice[] = {1, 2, 3, 4, 6, 8};
    int unit = 1;
    for (;; unit *= 10) {
        for (int i = 0; i < COUNT_OF(nice); i++) {
            if (nice[i] * unit >= most || unit > INT_MAX / 100) {
                return nice[i] * unit;
            }
        }
    }
}

/* Dots from the top, of `height` and one. */
static int dots_down(int sample, int top, int height)
{
    int shown = sample < 0 ? 0 : sample > top ? top : sample;
    return height - (int)(((int64_t)shown * height + top / 2) / top);
}

void plot_line(struct canvas *canvas, struct rect at, const struct plot_range *range,
               const int *samples, const struct plot_bounds *bounds)
{
    int height = at.rows * DOTS_A_ROW - 1;
    int end = range->end < 2 * at.cols ? range->end : 2 * at.cols;
    for (int row = 0; row < at.rows; row++) {
        for (int col = range->first / 2; 2 * col < end; col++) {
            uint32_t dots = 0;
            bool is_out = false;
            for (int i = 2 * col; i < 2 * col + 2 && i < end; i++) {
                if (i < range->first || samples[i] < 0) {
                    continue;
                }
                bool has_before = i > range->first && samples[i - 1] >= 0;
                int here = dots_down(samples[i], range->top, height);
                int before = has_before ? dots_down(samples[i - 1], range->top, height) : here;
                for (int y = here; y != before; y += y < before ? 1 : -1) { /* no gap */
                    mark_dot(&dots, i % 2, y, row);
                }
                mark_dot(&dots, i % 2, here, row);
                is_out = is_out || samples[i] < bounds->low || samples[i] > bounds->high;
            }
            if (dots != 0) {
                canvas_put(canvas, at.x + col, at.y + row, is_out ? bounds->role : ROLE_TEXT,
                           GLYPH_BRAILLE + dots);
            }
        }
    }
}

/* How many dots high the stack is, up to and including a master; -1: all below the first. */
static int height_of(const int *samples[MASTERS_MAX], int master, int sample, int top, int height)
{
    int64_t sum = 0;
    for (int i = 0; i <= master; i++) {
        sum += samples[i][sample];
    }
    sum = sum < top ? sum : top;
    return (int)((sum * height + top / 2) / top);
}

/* One cell of a stack: the dots, and the master that has most of them. */
static uint32_t stack_cell(const struct plot_range *range, const int *samples[MASTERS_MAX], int col,
                           int above, int height, int *master)
{
    int count[MASTERS_MAX] = {0};
    uint32_t dots = 0;
    for (int i = 2 * col; i < 2 * col + 2; i++) {
        int low = 0;
        for (int m = 0; m < MASTERS_MAX && i >= range->first && i < range->end; m++) {
            int high = height_of(samples, m, i, range->top, height);
            for (int y = low; y < high; y++) { /* from the bottom */
                int row = height - 1 - y - above;
                if (row >= 0 && row < DOTS_A_ROW) {
                    dots |= dot_bit(i % 2, row);
                    count[m]++;
                }
            }
            low = high;
        }
    }
    *master = 0;
    for (int m = 1; m < MASTERS_MAX; m++) { /* of two alike each has every other column */
        bool is_more = count[m] > count[*master];
        bool is_its_turn = count[m] == count[*master] && count[m] > 0 && col % 2 == 1;
        *master = is_more || is_its_turn ? m : *master;
    }
    return dots;
}

void plot_area(struct canvas *canvas, struct rect at, enum role role,
               const struct plot_range *range, const int *samples)
{
    int height = at.rows * DOTS_A_ROW;
    int end = range->end < 2 * at.cols ? range->end : 2 * at.cols;
    for (int row = 0; row < at.rows; row++) {
        for (int col = range->first / 2; 2 * col < end; col++) {
            uint32_t dots = 0;
            for (int i = 2 * col; i < 2 * col + 2 && i < end; i++) {
                bool is_known = i >= range->first && samples[i] > 0;
                int top = is_known ? dots_down(samples[i], range->top, height) : height;
                top = is_known && top == height ? height - 1 : top; /* little is not nothing */
                for (int y = top; y < height; y++) {
                    mark_dot(&dots, i % 2, y, row);
                }
            }
            if (dots != 0) {
                canvas_put(canvas, at.x + col, at.y + row, role, GLYPH_BRAILLE + dots);
            }
        }
    }
}

void plot_stack(struct canvas *canvas, struct rect at, const struct plot_range *range,
                const int *samples[MASTERS_MAX])
{
    int height = at.rows * DOTS_A_ROW;
    for (int row = 0; row < at.rows; row++) {
        for (int col = range->first / 2; 2 * col < range->end && col < at.cols; col++) {
            int master = 0;
            uint32_t dots = stack_cell(range, samples, col, row * DOTS_A_ROW, height, &master);
            if (dots != 0) {
                canvas_put(canvas, at.x + col, at.y + row, role_of_master(master),
                           canvas->has_brackets ? (uint32_t)('1' + master) : GLYPH_BRAILLE + dots);
            }
        }
    }
}
