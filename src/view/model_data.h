/* SPDX-License-Identifier: MIT */
/*
 * model_data: a table at every master side by side, as lines that are ready to
 * be drawn, why some of them differ, and how hot its pages are.
 */
#ifndef VIEW_MODEL_DATA_H
#define VIEW_MODEL_DATA_H

#include "base/limits.h"
#include "base/span.h"
#include "lab/heat.h"
#include "lab/lab.h"

#include <stdbool.h>
#include <stdint.h>

#define DATA_TEXT_SIZE 160 /* of a row in a room */
#define DATA_LINES_MAX 150 /* page borders among them */
#define DATA_WHERE_SIZE 40
#define DATA_NOTES_MAX 12 /* lines that are explained */
#define DATA_PAGES_MAX 64 /* of the strip */
#define DATA_HEAD_ROWS 2  /* of a room: how its master is, the names of the columns */
#define DATA_PAGE_COLS 6  /* of the strip, one page */
#define DATA_PAGES_AT 7   /* where its first one begins */

struct data_row {
    enum row_mark mark;
    bool is_there;
    char text[DATA_TEXT_SIZE];
};

struct data_line {
    bool is_page; /* a border: nothing but its number */
    int64_t page;
    int author; /* of a border: who wrote the page last, 0-based; -1: nobody */
    sim_us age; /* and when; of a row that differs: how old that is */
    bool is_newest[MASTERS_MAX];
    bool differs;
    char where[DATA_WHERE_SIZE];       /* of a row: "id = 7"; "": it cannot be typed */
    struct data_row rows[MASTERS_MAX]; /* by master */
};

struct data_note {
    char key[24];
    char what[64]; /* "salt, 2 or 7" */
    char why[300];
};

struct data_page {
    int64_t page;
    int changes[MASTERS_MAX];
    int conflicts;
    bool is_seen; /* it has lines above */
};

struct model_data {
    char table[NAME_SIZE_MAX]; /* "": there is none */
    bool is_known;             /* a master that answers has it */
    bool is_shown[MASTERS_MAX];
    char names[DATA_TEXT_SIZE];      /* of the columns */
    int columns_left, columns_right; /* that have no room, at either side of those */
    int64_t first, rows_total;       /* the place of the first row, from 0 */
    int row_count;                   /* rows among the lines */
    int line_count;
    struct data_line lines[DATA_LINES_MAX];
    int differ; /* lines that do */
    int note_count;
    struct data_note notes[DATA_NOTES_MAX];
    int page_count; /* in order of page */
    struct data_page pages[DATA_PAGES_MAX];
    int most; /* changes of a page by one master */
    sim_us heat_length;
};

/* Rooms of `cols` columns with `rows` rows for lines; the strip has room for `pages`. */
struct data_room {
    int cols, rows, pages;
    int columns_left; /* of the table, behind its key, that are left out */
    bool is_at_end;   /* the last of what was read is shown, not the first, if not all is */
};

/* Columns at the end of a room for the mark of a row: a sign; with its word; with its age. */
enum { DATA_SIGN_COLS = 2, DATA_WORD_COLS = 8, DATA_AGE_COLS = 17 };
int model_data_mark_cols(int room_cols);

void model_build_data(struct model_data *data, const struct table_look *look,
                      const struct heat *heat, const struct data_room *room);

#endif
