/* SPDX-License-Identifier: MIT */
/*
 * painter: what of a canvas has changed, as the bytes by which a terminal comes to show it. It is
 * told the terminal's words and what looks how, and knows neither curses nor a terminal.
 *
 * The refresh of curses could do this, but sends both colours at each change of one, works out the
 * word for each anew, and took most of the time of a frame.
 */
#ifndef TUI_PAINTER_H
#define TUI_PAINTER_H

#include "view/canvas.h"

/* What a terminal is asked for; "" where it cannot. */
enum paint_word {
    PAINT_MOVE, /* with row and column to be put in */
    PAINT_CLEAR,
    PAINT_PLAIN, /* no attribute and no colour any more */
    PAINT_BOLD,
    PAINT_REVERSE,
    PAINT_UNDERLINE,
    PAINT_CURSOR,
    PAINT_NO_CURSOR,
    PAINT_WORD_COUNT
};

#define PAINT_WORD_SIZE 80
#define LOOK_UNDERLINE 4u    /* besides those of a theme */
#define ROLE_NONE ROLE_COUNT /* the terminal's own colour */

/* How a character looks. */
struct paint {
    uint8_t text, ground; /* enum role, or ROLE_NONE */
    uint8_t bits;         /* enum look_attribute */
};

struct painter {
    /* These are filled in from outside. */
    char words[PAINT_WORD_COUNT][PAINT_WORD_SIZE];
    char *(*fill)(const char *word, ...);         /* put two numbers into it */
    char text[ROLE_COUNT + 1][PAINT_WORD_SIZE];   /* words for the colours of roles; "": its own */
    char ground[ROLE_COUNT + 1][PAINT_WORD_SIZE]; /* behind the text */
    struct paint looks[ROLE_COUNT][ROLE_COUNT];   /* of each role on each ground */
    bool hides_blanks;                            /* of a blank only its ground is seen */
    bool has_corner;  /* its last cell can be written, and nothing scrolls */
    bool moves_plain; /* it cannot move while characters would look other than plain */

    struct buf bytes;     /* to be sent; whoever sends them clears it */
    bool is_known;        /* does the screen show what was painted? */
    struct canvas *shown; /* owned: that */
    struct paint paint;   /* of the next character */
    int x, y;             /* where it goes; x -1: nobody knows */
    bool cursor_is_on;
};

void painter_init(struct painter *painter);
void painter_release(struct painter *painter);
/* Add the bytes that show the canvas; all of it, if what the screen shows is not known. */
void painter_add_changes(struct painter *painter, const struct canvas *canvas);
/* Add those after which nothing looks other than plain, and the cursor is seen. */
void painter_add_end(struct painter *painter);

#endif
