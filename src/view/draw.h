/* SPDX-License-Identifier: MIT */
/*
 * draw: one function a pane. Each takes the model and where it stands, and
 * writes cells; it decides nothing and remembers nothing.
 */
#ifndef VIEW_DRAW_H
#define VIEW_DRAW_H

#include "view/canvas.h"
#include "view/layout.h"
#include "view/model.h"
#include "view/ui.h"

/* The sign that a recording is on, at the right end of a row; gives what is left of that. */
struct rect draw_recorded(struct canvas *canvas, struct rect at, const struct model *model);
/* Title, clock and where one stands; or, where there is no picture, that as one line. */
void draw_bar(struct canvas *canvas, struct rect at, const struct model *model, bool has_line);
/* "m1 ● m2 × DOWN  ■■××■■ 4 of 6" at the right end. */
void draw_line_picture(struct canvas *canvas, struct rect at, const struct model *model);
/* The columns it takes at least: of all masters; of what is not well, 0: all is. */
struct line_cols {
    int all, trouble;
};
struct line_cols draw_line_cols(const struct model *model);
/* Which view it is, after the title, in full or else in brief; where there is room. */
void draw_view_name(struct canvas *canvas, struct rect at, const struct model *model,
                    const char *name, const char *brief);
void draw_dock(struct canvas *canvas, const struct layout *layout, const struct model *model);
void draw_rooms(struct canvas *canvas, const struct layout *layout, const struct model *model);
void draw_storage(struct canvas *canvas, const struct layout *layout, const struct model *model);
void draw_quorum(struct canvas *canvas, const struct layout *layout, const struct model *model);
/* Over the picture: packets on their paths, and votes as they come in. */
void draw_traffic(struct canvas *canvas, const struct layout *layout, const struct model *model);
/* The picture as three rows: rooms with their tags, copies, the quorum line. */
void draw_strip(struct canvas *canvas, const struct layout *layout, const struct model *model);
void draw_events(struct canvas *canvas, struct rect at, const struct model *model, bool has_focus);
void draw_console(struct canvas *canvas, struct rect at, const struct model *model, bool has_focus);
/* Rows that a line of it takes. */
int draw_line_rows(struct rect at, const struct model_line *line);
void draw_side(struct canvas *canvas, const struct layout *layout, const struct model *model,
               bool has_focus);
/* The same without columns of its own, in place of the picture. */
void draw_side_as_pane(struct canvas *canvas, struct rect at, const struct model *model,
                       bool has_focus);
/* The branches of the run as lines, and what happened along them. Returns the rows it took. */
int draw_timeline(struct canvas *canvas, struct rect at, const struct model *model, bool has_focus);
/* The past over one axis of time, and the clients in a table; or one of them in full. */
void draw_meters(struct canvas *canvas, struct rect at, const struct model *model, bool has_focus);
#define DRAW_PLOTS_LABEL 16 /* columns before the plots */
void draw_plots(struct canvas *canvas, struct rect at, const struct model_plots *plots, int chosen);
/* Of a screen so wide that their names and they have. */
int draw_plots_cols(int cols);
#define DRAW_NUMBER_SIZE 20
/* A value of a series as its number and its unit, each DRAW_NUMBER_SIZE. */
void draw_print_series(char *number, char *unit, enum plots_series which, int value);
bool draw_is_out_of_bounds(enum plots_series which, int value);
/* Who told whom, and at the right why, where there is room. */
void draw_lanes(struct canvas *canvas, const struct layout *layout, const struct model *model,
                const struct ui *ui);
/* Who votes for whom; at the side, if that has room, the page and what came when. Returns rows. */
int draw_votes(struct canvas *canvas, struct rect at, struct rect side, const struct model *model,
               bool has_focus);
/* A table at every master side by side, why rows differ, and how hot its pages are. */
void draw_data(struct canvas *canvas, const struct layout *layout, const struct model *model,
               bool has_focus);
/* The step of a lesson: at the side, or below the strip. */
void draw_step(struct canvas *canvas, struct rect at, const struct model_lesson *lesson,
               bool has_focus);
/* The pasts of two branches, side by side; rows used. The columns of one of them, of so many. */
int draw_sides(struct canvas *canvas, struct rect at, const struct model_compare *compare);
int draw_sides_cols(int cols);
/* The same without their names, and where the plots of one of them are. */
int draw_sides_alone(struct canvas *canvas, struct rect at, const struct compare_plots *plots);
struct rect draw_sides_place(struct rect at, int side);
#define DRAW_SIDES_ROWS_MIN 5
/* Two branches against each other. */
void draw_compare(struct canvas *canvas, struct rect at, const struct model *model);
void draw_next(struct canvas *canvas, struct rect at, const struct model *model);
void draw_keys(struct canvas *canvas, struct rect at, const struct model *model);
/* The stage: all of it, in large letters; what stands above another view, and how many rows that
 * takes; what shows whether everybody can read it. */
void draw_stage(struct canvas *canvas, const struct model *model, const struct ui *ui);
void draw_stage_head(struct canvas *canvas, const struct model *model);
int stage_head_rows(const struct canvas *canvas);
/* As large as on the stage itself. */
void draw_stage_title(struct canvas *canvas, const struct model *model);
void draw_stage_foot(struct canvas *canvas, const struct model *model);
/* The branches of the run, for a room; false: there are too many. The columns they have. */
bool draw_stage_timeline(struct canvas *canvas, const struct model *model);
int stage_timeline_cols(const struct canvas *canvas);
/* Two of them against each other, in place of all; the columns of each one's plots. */
void draw_stage_compare(struct canvas *canvas, const struct model *model);
int stage_sides_cols(const struct canvas *canvas);
void draw_test_card(struct canvas *canvas, const struct model *model, const struct ui *ui);
void draw_home(struct canvas *canvas, const struct model *model, const struct ui *ui);
/* A text of lines over a pane: help, why, an answer that is longer than the prompt. */
void draw_text(struct canvas *canvas, struct rect at, const char *title, const char *text,
               int scroll);
/* A chain of causes, over the same pane. */
void draw_chain(struct canvas *canvas, struct rect at, const struct model_why *why, int scroll);
int draw_chain_rows(int cols, const struct model_why *why);
/* What is found by words, and what is typed for it. */
void draw_palette(struct canvas *canvas, struct rect at, const struct model_palette *palette);
/* A result that is wider than the pane, from a column on; its names stay. */
void draw_grid(struct canvas *canvas, struct rect at, const char *title, const char *text,
               const struct ui *ui);
int draw_grid_rows(const char *text);
/* A line of it, and signs for what is out of sight. */
void draw_grid_line(struct canvas *canvas, struct rect row, enum role role, const char *text,
                    bool has_left);
/* Rows that the lines of a text take, wrapped. */
int draw_text_rows(int cols, const char *text);
void draw_too_small(struct canvas *canvas);

/* "name ------- facts": the heading of a pane. */
void draw_heading(struct canvas *canvas, struct rect at, const char *name, const char *facts,
                  bool has_focus);
/* A length as its number and its unit: "24", "ms". */
void draw_split_length(sim_us length, char *number, char *unit);
/* Text in which m1 to m4 have their hues. */
void draw_sentence(struct canvas *canvas, struct rect at, enum role role, const char *text);
/* A text of several rows from row `row` of a place on, as far as there is room: as sentences, or
 * as it is. The row after it. */
int draw_prose(struct canvas *canvas, struct rect at, int row, enum role role, const char *text);
int draw_plain_prose(struct canvas *canvas, struct rect at, int row, enum role role,
                     const char *text);
/* The rows that it takes where there is room. */
int prose_rows(const char *text, int cols);

/* Ground and left edge of a room. */
void draw_walls(struct canvas *canvas, struct rect room, const struct model_room *model);
/* How a master is: its sign and its word. */
struct mood_look {
    uint32_t shape;
    const char *word;
    enum role role; /* of shape and word */
    bool is_dead;   /* dashed edge, name without its hue */
};
const struct mood_look *draw_look_of_mood(enum master_mood mood);
/* "m1 ● UP": a master and how it is, by sign and word. Returns the columns used. */
int draw_mood(struct canvas *canvas, struct rect at, const struct model_room *model);

/* How a copy is, by its sign and, where there is room, its word. */
struct copy_look {
    uint32_t shape;
    const char *word; /* "": it is well, or gone */
    enum role role;
};
const struct copy_look *draw_look_of_copy(const struct model_copy *copy);

#endif
