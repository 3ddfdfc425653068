/* SPDX-License-Identifier: MIT */
/*
 * canvas: a grid of cells that the view draws on and tui/term copies out.
 * Plain memory: no curses, no locale, no colour numbers. A cell holds one
 * glyph and roles; tui/term alone knows what a role looks like. Drawing
 * outside a rect is clipped, never an error.
 */
#ifndef VIEW_CANVAS_H
#define VIEW_CANVAS_H

#include "base/buf.h"
#include "view/theme.h"

#include <stdbool.h>
#include <stdint.h>

#define CELL_MARKS_MAX 2 /* combining marks kept on one character */
#define SPOTS_MAX 512    /* more than a screen has that is worth a click; the rest has none */
#define SPOT_LINE_SIZE 80

struct cell_glyph {
    uint32_t base;                  /* 0: the right half of a wide character */
    uint32_t marks[CELL_MARKS_MAX]; /* 0: none */
    uint8_t role;                   /* enum role, of the glyph */
    uint8_t ground;                 /* enum role, behind it */
    bool bold;
    bool underline;
};

struct rect {
    int x, y, cols, rows;
};

/* Where a click does a command line. */
struct canvas_spot {
    struct rect at;
    char line[SPOT_LINE_SIZE]; /* "": nothing */
};

struct canvas {
    int cols, rows;
    struct cell_glyph *cells; /* owned: rows * cols */
    int cursor_x, cursor_y;   /* where the terminal's cursor belongs; -1: nowhere */
    bool is_ascii;            /* glyphs are drawn in their ASCII form */
    bool is_bare;             /* the theme fills no grounds: edges and lines say it instead */
    bool has_brackets;        /* nor behind tags: they stand in brackets */
    int spot_count;
    struct canvas_spot spots[SPOTS_MAX]; /* a later one lies over those before it */
};

struct canvas *canvas_new(int cols, int rows); /* the caller owns it */
void canvas_free(struct canvas *canvas);
/* Another size, and every cell blank. */
void canvas_resize(struct canvas *canvas, int cols, int rows);
void canvas_clear(struct canvas *canvas);

static inline struct rect rect_of(int x, int y, int cols, int rows)
{
    return (struct rect){x, y, cols, rows};
}
/* Row `row` of a rect, as a rect of one row; empty outside. */
struct rect rect_row(struct rect rect, int row);
/* `rect` without its first `cols` columns. */
struct rect rect_after(struct rect rect, int cols);

/* Put a ground behind every cell of a rect. */
void canvas_fill(struct canvas *canvas, struct rect at, enum role ground);
/* Draw `text` on the first row of `at`, cut with an ellipsis; return columns used. */
int canvas_text(struct canvas *canvas, struct rect at, enum role role, const char *text);
int canvas_bold(struct canvas *canvas, struct rect at, enum role role, const char *text);
/* Draw formatted text; as canvas_text(). */
int canvas_textf(struct canvas *canvas, struct rect at, enum role role, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* So that its last column is that of `at`. */
void canvas_text_right(struct canvas *canvas, struct rect at, enum role role, bool bold,
                       const char *text);
/* One character, one column; outside is nothing. */
void canvas_put(struct canvas *canvas, int x, int y, enum role role, uint32_t c);
/* The same, bold. */
void canvas_sign(struct canvas *canvas, int x, int y, enum role role, uint32_t c);
/* `c` all along the first row of `at`. */
void canvas_line(struct canvas *canvas, struct rect at, enum role role, uint32_t c);
void canvas_underline(struct canvas *canvas, struct rect at);

/* What a click there does: a command line. It lies over what was there before. */
void canvas_spot(struct canvas *canvas, struct rect at, const char *format, ...) PRINTF_LIKE(3, 4);
/*
 * The command line of a place that begins so (with "": the one that lies uppermost); "" for
 * none. Borrowed until the canvas is cleared.
 */
const char *canvas_line_at(const struct canvas *canvas, int x, int y, const char *begin);

/* Append rows as text, one a line, trailing blanks dropped: golden screens. */
void canvas_dump(const struct canvas *canvas, struct buf *out);
/*
 * Two blocks of letters (role_letter), a cell each: the roles of the glyphs, bold in capitals;
 * the grounds behind them, underlined in capitals.
 */
void canvas_dump_roles(const struct canvas *canvas, struct buf *out);

#endif
