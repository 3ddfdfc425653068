/* SPDX-License-Identifier: MIT */
/*
 * layout: where everything stands, for any size of the screen. One grid: the
 * columns of the AZs are the columns of everything below them. A pane that has no
 * room collapses in a fixed order; nothing is truncated.
 */
#ifndef VIEW_LAYOUT_H
#define VIEW_LAYOUT_H

#include "base/limits.h"
#include "view/canvas.h"

#include <stdbool.h>

#define LAYOUT_COLS_MIN 60
#define LAYOUT_ROWS_MIN 16

enum layout_kind {
    LAYOUT_TOO_SMALL, /* one sentence */
    LAYOUT_STRIP,     /* the picture as three rows, one pane, the prompt */
    LAYOUT_MAIN,      /* from 80 by 24 */
    LAYOUT_FULL,      /* main and side together, from 120 columns */
};

struct layout {
    enum layout_kind kind;
    struct rect bar;
    struct rect main;               /* all rows between bar and next, or the prompt of a wide one */
    struct rect dock;               /* 2 rows; none in a strip */
    struct rect rooms[MASTERS_MAX]; /* 2 rows (name, state) in a strip */
    int room_count;
    bool room_is_airy; /* blank rows around the name of a master */
    bool room_has_plot;
    struct rect storage;
    struct rect quorum;
    struct rect events; /* heading and lines */
    struct rect prompt; /* heading and lines */
    struct rect heat;   /* of the pages, below the rooms of a table; none in a strip */
    struct rect text;   /* heading and lines of what is open: help, why, a long answer */
    struct rect next;
    struct rect keys;
    struct rect side; /* none unless LAYOUT_FULL */
    int side_since;   /* rows of its headings, from the top of the screen */
    int side_running;
    int side_try;
};

struct layout layout_make(int cols, int rows, int masters);
/* For a view that takes the place of the picture: main, and the prompt with one line above it. */
struct layout layout_make_wide(int cols, int rows);
/* The same for a table: main is cut into rooms, and the heat of its pages below them. */
struct layout layout_make_data(int cols, int rows, int masters);
/* The same with a side down to the last two rows, where there is room; the prompt beside it. */
struct layout layout_make_lanes(int cols, int rows);
/* The rooms of four rows, and below them `events` for a vote; a strip where that has no room, or
 * no picture at all. */
struct layout layout_make_votes(int cols, int rows, int masters);
/* The picture as a strip, whatever the size: below 120 columns when a pane takes its place. */
struct layout layout_make_strip(int cols, int rows, int masters);

#endif
