/* SPDX-License-Identifier: MIT */
/* draw_strip: the picture as three rows, where a screen has no room for more. */
#include "view/draw.h"

#include "base/text.h"
#include "view/glyph.h"

#include <stdio.h>

#define WORD_COLS 17 /* of a room in which every state word fits with air */

/* The tags at the right end, as many as fit, the newest trouble not left out. */
static void draw_strip_tags(struct canvas *canvas, struct rect at, int index,
                            const struct model *model)
{
    for (int i = model->tag_count - 1; i >= 0; i--) {
        const struct model_tag *tag = &model->tags[i];
        if (tag->room != index) {
            continue;
        }
        bool is_trouble = tag->look != TAG_DOCKED && tag->look != TAG_CONNECTING;
        enum role role = is_trouble ? ROLE_WARN : tag->is_you ? ROLE_ACCENT : ROLE_TEXT;
        static const char *const marks[] = {
            [TAG_DOCKED] = "",   [TAG_CONNECTING] = "", [TAG_MOVING] = "▸",
            [TAG_SUSPECT] = "?", [TAG_LOST] = "×",
        };
        char text[24];
        (void)snprintf(text, sizeof(text), "@%d%s", tag->client, marks[tag->look]);
        int width = text_width(text);
        if (width > at.cols) {
            return;
        }
        canvas_text_right(canvas, at, role, true, text);
        at.cols -= width + 1;
    }
}

static void draw_strip_copies(struct canvas *canvas, struct rect at, int count,
                              const struct model_copy *copies)
{
    for (int i = 0; i < count; i++) {
        const struct model_copy *copy = &copies[i];
        const struct copy_look *look = draw_look_of_copy(copy);
        canvas_spot(canvas, rect_of(at.x + 6 * i, at.y, 4, 1), "\\toggle copy %s ask", copy->name);
        canvas_put(canvas, at.x + 6 * i, at.y, look->role, look->shape);
        (void)canvas_text(canvas, rect_after(at, 6 * i + 2), copy->is_up ? look->role : ROLE_FAINT,
                          copy->name);
    }
}

/* In a strip the copies of AZs without a room stand at the end of the last one. */
static void draw_strip_far(struct canvas *canvas, struct rect at, const struct model *model)
{
    int cols = 6 * model->far_copy_count - 2;
    if (model->far_copy_count == 0 || cols > at.cols) {
        return;
    }
    struct rect copies = rect_after(at, at.cols - cols);
    draw_strip_copies(canvas, copies, model->far_copy_count, model->far_copies);
}

/* "@2 1.78 s", or without the client where there is no room for it; nothing, if it would be cut. */
static void draw_strip_clock(struct canvas *canvas, struct rect at, const struct model_clock *clock)
{
    struct buf text;
    buf_init(&text, 60);
    buf_addf(&text, "@%d ", clock->client);
    size_t name = text.size;
    span_add_length(&text, clock->length);
    const char *words = text_width(text.data) <= at.cols ? text.data : text.data + name;
    if (text_width(words) <= at.cols) {
        canvas_text_right(canvas, at, ROLE_WARN, true, words);
    }
    buf_release(&text);
}

static void draw_strip_room(struct canvas *canvas, struct rect at, int index,
                            const struct model *model)
{
    const struct model_room *room = &model->rooms[index];
    bool is_up = room->mood == MOOD_UP || room->mood == MOOD_READ_ONLY;
    bool is_dead = room->mood == MOOD_SILENT || room->mood == MOOD_CRASHED;
    enum role edge = is_dead || room->az_is_down ? ROLE_BAD : role_of_master(room->master);
    if (!canvas->is_bare) {
        canvas_fill(canvas, at, room->az_is_down ? ROLE_HOLE : ROLE_CARD);
    }
    for (int row = 0; row < at.rows; row++) {
        canvas_put(canvas, at.x, at.y + row, edge, edge == ROLE_BAD ? GLYPH_EDGE_DEAD : GLYPH_EDGE);
    }
    char name[16];
    (void)snprintf(name, sizeof(name), "m%d", room->master + 1);
    bool is_narrow =
        at.cols < WORD_COLS; /* then the words stand closer, and the longest are short */
    struct rect line = rect_after(rect_row(at, 0), is_narrow ? 1 : 2);
    canvas_spot(canvas, rect_row(at, 0), "\\toggle m%d ask", room->master + 1);
    (void)canvas_bold(canvas, line, is_dead ? ROLE_FAINT : role_of_master(room->master), name);
    static const char *const words[][2] = {
        [MOOD_UP] = {"● UP", "● UP"},
        [MOOD_HUNG] = {"‖ HUNG", "‖ HUNG"},
        [MOOD_RECOVER] = {"◐ RECOVER", "◐ RECOVER"},
        [MOOD_READ_ONLY] = {"◇ READ ONLY", "◇ READ"},
        [MOOD_NO_VOLUME] = {"╱ NO VOLUME", "╱ NO VOL"},
        [MOOD_SILENT] = {"× DOWN", "× DOWN"},
        [MOOD_CRASHED] = {"× DOWN", "× DOWN"},
    };
    int used = canvas_bold(canvas, rect_after(line, 3),
                           is_up     ? ROLE_TEXT
                           : is_dead ? ROLE_BAD
                                     : ROLE_WARN,
                           words[room->mood][is_narrow]);
    struct rect rest = rect_after(line, 4 + used);
    rest.cols -= at.cols < 20 ? 0 : 2;
    if (model->clock.is_shown && model->clock.room == index) {
        draw_strip_clock(canvas, rest, &model->clock);
    } else {
        draw_strip_tags(canvas, rest, index, model);
    }
    struct rect copies = rect_after(rect_row(at, 1), 2);
    copies.cols--;
    if (room->has_copies) {
        draw_strip_copies(canvas, copies, 2, room->copies);
    } else {
        (void)canvas_text(canvas, copies, ROLE_FAINT, "no copies");
    }
    if (index + 1 == model->room_count) {
        draw_strip_far(canvas, rect_after(copies, 12), model);
    }
}

void draw_strip(struct canvas *canvas, const struct layout *layout, const struct model *model)
{
    for (int i = 0; i < model->room_count && i < layout->room_count; i++) {
        draw_strip_room(canvas, layout->rooms[i], i, model);
    }
    draw_quorum(canvas, layout, model);
}
