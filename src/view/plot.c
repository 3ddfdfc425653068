/* SPDX-License-Identifier: MIT */
#include "view/plot.h"

#include "view/glyph.h"

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
