/* SPDX-License-Identifier: MIT */
/*
 * draw_stage_tags: the clients over the rooms of a stage. Each stands there by its name, as long as
 * they have room; else those that are calm share one tag, by their numbers or as so many.
 */
#include "view/draw_stage.h"

#include "view/bigtext.h"
#include "view/glyph.h"

#include <stdio.h>
#include <string.h>

#define TEXT_SIZE 80
#define PAD_COLS 2 /* beside large digits */

/* The tags of one room. */
struct tag_row {
    struct canvas *canvas;
    const struct model *model;
    int room;
    struct rect left; /* what is still free */
    bool is_large;
    struct rect *moved; /* where the tag of a client that moves stands, as in the model */
};

static bool is_trouble(const struct model_tag *tag)
{
    return tag->look == TAG_MOVING || tag->look == TAG_SUSPECT || tag->look == TAG_LOST;
}

/* It comes from a room at the right: then it stands at that end. */
static bool comes_from_right(const struct model_tag *tag)
{
    return tag->look == TAG_MOVING && tag->from_room > tag->room;
}

/* --- one tag ---------------------------------------------------------------------------------- */

/* How it is written: " client 2 ", "[client 2]"; large, the number alone. */
static void print_tag(const struct tag_row *row, char out[TEXT_SIZE], const char *name)
{
    bool has_brackets = row->canvas->has_brackets;
    const char *pad = row->is_large ? "" : " ";
    (void)snprintf(out, TEXT_SIZE, "%s%s%s", has_brackets ? "[" : pad, name,
                   has_brackets ? "]" : pad);
}

/* Large, several share one tag in narrow letters. */
static const struct bigtext_face *face_of(const char *text)
{
    return strchr(text, ' ') != NULL ? &bigtext_narrow : &bigtext_medium;
}

static int cols_of(const struct tag_row *row, const char *name)
{
    char text[TEXT_SIZE];
    print_tag(row, text, name);
    return row->is_large ? bigtext_width(face_of(text), text) + 2 * PAD_COLS : (int)strlen(text);
}

/* Where it stands. */
static struct rect draw_tag(struct tag_row *row, const char *name, bool is_bad, bool is_right)
{
    struct canvas *canvas = row->canvas;
    bool is_filled = is_bad && !canvas->has_brackets;
    enum role role = is_filled ? ROLE_BG : is_bad ? ROLE_WARN : ROLE_STRONG;
    int used = cols_of(row, name);
    struct rect at = row->left;
    char text[TEXT_SIZE];
    at.x += is_right ? at.cols - used : 0;
    at.cols = used;
    print_tag(row, text, name);
    if (row->is_large) {
        struct rect letters = rect_of(at.x + PAD_COLS, at.y, at.cols - PAD_COLS, at.rows);
        (void)bigtext_write_lower(canvas, letters, role, face_of(text), text);
    } else {
        (void)canvas_bold(canvas, at, role, text);
    }
    if (!canvas->has_brackets || is_bad) {
        canvas_fill(canvas, at, is_filled ? ROLE_WARN : ROLE_SEL);
    }
    row->left.cols -= used + 1;
    row->left.x += is_right ? 0 : used + 1;
    return at;
}

/* --- of a room -------------------------------------------------------------------------------- */

static void print_name(const struct tag_row *row, char out[TEXT_SIZE], const struct model_tag *tag)
{
    (void)snprintf(out, TEXT_SIZE, row->is_large ? "%d" : "client %d", tag->client);
}

/* "client 1" "client 4", "clients 1 4 5", "8 clients": the first that fits. */
static void draw_calm(struct tag_row *row)
{
    char name[TEXT_SIZE];
    char list[TEXT_SIZE] = "clients";
    int count = 0;
    int cols = 0;
    for (int i = 0; i < row->model->tag_count; i++) {
        const struct model_tag *tag = &row->model->tags[i];
        if (tag->room == row->room && !is_trouble(tag)) {
            size_t size = strlen(list);
            print_name(row, name, tag);
            cols += cols_of(row, name) + (count > 0);
            (void)snprintf(list + size, sizeof(list) - size, " %d", tag->client);
            count++;
        }
    }
    bool has_room = cols <= row->left.cols;
    for (int i = 0; i < row->model->tag_count && has_room; i++) {
        const struct model_tag *tag = &row->model->tags[i];
        if (tag->room == row->room && !is_trouble(tag)) {
            print_name(row, name, tag);
            (void)draw_tag(row, name, false, false);
        }
    }
    if (count == 0 || has_room) {
        return;
    }
    bool has_all = strlen(list) < sizeof(list) - 5;
    if (!has_all || cols_of(row, list) > row->left.cols) {
        (void)snprintf(list, sizeof(list), "%d client%s", count, count == 1 ? "" : "s");
    }
    if (cols_of(row, list) > row->left.cols) {
        (void)snprintf(list, sizeof(list), "+%d", count); /* besides those in trouble */
    }
    if (cols_of(row, list) <= row->left.cols) {
        (void)draw_tag(row, list, false, false);
    }
}

/* Those in trouble first, so that none of them is among the many. */
static void draw_row(struct tag_row *row)
{
    for (int i = 0; i < row->model->tag_count; i++) {
        const struct model_tag *tag = &row->model->tags[i];
        char name[TEXT_SIZE];
        print_name(row, name, tag);
        if (tag->room == row->room && is_trouble(tag) && cols_of(row, name) <= row->left.cols) {
            row->moved[i] = draw_tag(row, name, true, comes_from_right(tag));
        }
    }
    draw_calm(row);
}

/* One that moves leaves a dashed way behind, from where it was to where it stands. */
static void draw_way(const struct tag_row rows[], int tag)
{
    const struct model_tag *moving = &rows[0].model->tags[tag];
    const struct tag_row *from = &rows[moving->from_room];
    const struct rect *at = &rows[0].moved[tag];
    struct canvas *canvas = from->canvas;
    bool is_right = comes_from_right(moving);
    int y = at->y + at->rows / 2;
    int start = is_right ? at->x + at->cols : from->left.x;
    int end = is_right ? from->left.x : at->x - from->is_large;
    for (int x = start + from->is_large; x < end; x++) {
        const struct cell_glyph *cell = &canvas->cells[y * canvas->cols + x];
        bool is_free = cell->base == ' ' && cell->ground == ROLE_BG; /* it runs behind others */
        if (is_free && !(from->is_large && x % 6 >= 4)) {
            canvas_put(canvas, x, y, ROLE_WARN, from->is_large ? GLYPH_BLOCK_TOP : GLYPH_DASH);
        }
    }
    if (!from->is_large && start < end) {
        canvas_sign(canvas, is_right ? start : end - 1, y, ROLE_WARN,
                    is_right ? GLYPH_LEFT : GLYPH_RIGHT);
    }
}

void draw_stage_tags(struct canvas *canvas, const struct stage_rooms *rooms,
                     const struct model *model)
{
    struct tag_row rows[MASTERS_MAX + 1];
    struct rect moved[CLIENTS_MAX] = {{0}};
    for (int i = 0; i < model->room_count; i++) {
        rows[i] = (struct tag_row){.canvas = canvas,
                                   .model = model,
                                   .room = i,
                                   .left = rect_after(rooms->tags[i], 2),
                                   .is_large = rooms->tags[i].rows > 1,
                                   .moved = moved};
        draw_row(&rows[i]);
    }
    for (int i = 0; i < model->tag_count; i++) {
        const struct model_tag *tag = &model->tags[i];
        bool has_way = tag->look == TAG_MOVING && tag->room >= 0 && tag->from_room >= 0 &&
                       tag->room != tag->from_room && moved[i].cols > 0;
        if (has_way) {
            draw_way(rows, i);
        }
    }
}
