/* SPDX-License-Identifier: MIT */
/* draw_stage: what the files draw_stage*.c share. Everything else sees draw.h. */
#ifndef VIEW_DRAW_STAGE_H
#define VIEW_DRAW_STAGE_H

#include "base/limits.h"
#include "view/bigtext.h"
#include "view/canvas.h"
#include "view/model.h"

#define STAGE_GUTTER 8 /* between two rooms of a wide stage */

struct stage_places {
    struct rect headline, said, middle, number, foot;
};

/* The rooms of the masters, and behind them an AZ that has copies only. */
struct stage_rooms {
    int count;
    struct rect rooms[MASTERS_MAX + 1];
    struct rect strips[MASTERS_MAX + 1];
    struct rect tags[MASTERS_MAX + 1];
};

/* Is there room for large letters everywhere? */
bool stage_is_tall(const struct canvas *canvas);
/* Even for the sentence, in two lines, and for the clients? */
bool stage_is_huge(const struct canvas *canvas);
/* Write a text in such letters, over as many lines as it needs; the row after them in `at`, 0 if it
 * has no room. Without a canvas it is only counted. */
int stage_write_lines(struct canvas *canvas, struct rect at, enum role role,
                      const struct bigtext_face *face, const char *text);
void stage_place(struct stage_places *out, const struct canvas *canvas);

/* draw_stage_tags.c: the clients over their rooms. */
void draw_stage_tags(struct canvas *canvas, const struct stage_rooms *rooms,
                     const struct model *model);
/* draw_stage_number.c: below the rooms: what is typed and answered, or one number and two facts. */
void draw_stage_number(struct canvas *canvas, const struct stage_places *places,
                       const struct model *model);

#endif
