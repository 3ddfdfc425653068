/* SPDX-License-Identifier: MIT */
/* draw_line: the picture as one line in the bar, for the views that have no room for more. */
#include "view/draw.h"

#include "base/compiler.h"
#include "base/text.h"
#include "view/glyph.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* How much it says, from the form that says most: the first one that fits is drawn. */
static const struct form {
    int gap;          /* between masters */
    int sign;         /* where it stands behind "m1" */
    bool has_squares; /* each copy, not only how many answer */
    bool has_words;   /* where the shape alone does not say UP */
    bool has_well;    /* masters of which there is nothing to tell */
} forms[] = {
    {2, 3, true, true, true},   {2, 3, false, true, true},  {1, 2, false, true, true},
    {1, 2, false, true, false}, {1, 2, false, false, true},
};

static bool is_well(const struct model_room *room)
{
    return room->mood == MOOD_UP;
}

static int cols_of_master(const struct form *form, const struct model_room *room)
{
    int word = 1 + text_width(draw_look_of_mood(room->mood)->word);
    return form->sign + 1 + (is_well(room) || !form->has_words ? 0 : word) + form->gap;
}

static void print_copies(char *out, size_t size, const struct form *form, const struct model *model)
{
    (void)snprintf(out, size, form->has_squares ? "%d of %d" : "%d/%d", model->copies_up,
                   COPIES_MAX);
}

static int cols_of_copies(const struct form *form, const struct model *model)
{
    char copies[16];
    print_copies(copies, sizeof(copies), form, model);
    return text_width(copies) + (form->has_squares ? COPIES_MAX + 1 : 0);
}

static int cols_of(const struct form *form, const struct model *model)
{
    int cols = cols_of_copies(form, model);
    for (int i = 0; i < model->room_count; i++) {
        const struct model_room *room = &model->rooms[i];
        cols += form->has_well || !is_well(room) ? cols_of_master(form, room) : 0;
    }
    return cols;
}

/* "m1 ●", "m2 × DOWN": only the word UP may be left out. */
static void draw_master(struct canvas *canvas, struct rect at, const struct form *form,
                        const struct model_room *room)
{
    const struct mood_look *look = draw_look_of_mood(room->mood);
    char name[16];
    (void)snprintf(name, sizeof(name), "m%d", room->master + 1);
    (void)canvas_bold(canvas, at, look->is_dead ? ROLE_FAINT : role_of_master(room->master), name);
    canvas_sign(canvas, at.x + form->sign, at.y, look->role, look->shape);
    if (!is_well(room) && form->has_words) {
        (void)canvas_bold(canvas, rect_after(at, form->sign + 2), look->role, look->word);
    }
}

static int draw_squares(struct canvas *canvas, struct rect at, int count,
                        const struct model_copy *copies)
{
    for (int i = 0; i < count; i++) {
        const struct copy_look *look = draw_look_of_copy(&copies[i]);
        canvas_put(canvas, at.x + i, at.y, look->role, look->shape);
    }
    return count;
}

static void draw_copies(struct canvas *canvas, struct rect at, const struct form *form,
                        const struct model *model)
{
    char text[16];
    print_copies(text, sizeof(text), form, model);
    if (form->has_squares) {
        int used = 0;
        for (int i = 0; i < model->room_count; i++) {
            const struct model_room *room = &model->rooms[i];
            used +=
                draw_squares(canvas, rect_after(at, used), room->has_copies ? 2 : 0, room->copies);
        }
        used +=
            draw_squares(canvas, rect_after(at, used), model->far_copy_count, model->far_copies);
        at = rect_after(at, used + 1);
    }
    bool is_short = model->copies_up < COPIES_MAX;
    (void)canvas_bold(canvas, at, is_short ? ROLE_WARN : ROLE_TEXT, text);
}

/* In a form without the masters that are well the number of copies alone says nothing. */
static bool is_number(const struct form *form, const struct model *model)
{
    return !form->has_well && cols_of(form, model) == cols_of_copies(form, model);
}

struct line_cols draw_line_cols(const struct model *model)
{
    struct line_cols least = {INT_MAX, INT_MAX};
    bool is_well_all = model->copies_up == COPIES_MAX;
    for (int i = 0; i < model->room_count; i++) {
        is_well_all = is_well_all && is_well(&model->rooms[i]);
    }
    for (int i = 0; i < COUNT_OF(forms); i++) {
        int cols = cols_of(&forms[i], model);
        least.all = forms[i].has_well && cols < least.all ? cols : least.all;
        least.trouble = cols < least.trouble && !is_number(&forms[i], model) ? cols : least.trouble;
    }
    least.trouble = is_well_all ? 0 : least.trouble;
    return least;
}

void draw_line_picture(struct canvas *canvas, struct rect at, const struct model *model)
{
    const struct form *form = forms;
    const struct form *last = &forms[COUNT_OF(forms) - 1];
    while (form < last && cols_of(form, model) > at.cols) {
        form++;
    }
    int cols = cols_of(form, model);
    if (cols > at.cols || is_number(form, model)) {
        return;
    }
    struct rect line = rect_after(at, at.cols - cols);
    for (int i = 0; i < model->room_count; i++) {
        const struct model_room *room = &model->rooms[i];
        if (form->has_well || !is_well(room)) {
            draw_master(canvas, line, form, room);
            line = rect_after(line, cols_of_master(form, room));
        }
    }
    draw_copies(canvas, line, form, model);
}
