/* SPDX-License-Identifier: MIT */
/* draw_strip: the picture as three rows, where a screen has no room for more. */
#include "view/draw.h"

#include "base/text.h"
#include "view/glyph.h"

#include <stdio.h>

static void draw_strip_tags(struct canvas *canvas, struct rect at, int index,
                            const struct model *model)
{
    char text[64] = "";
    int size = 0;
    bool moves = false;
    for (int i = 0; i < model->tag_count && size < 40; i++) {
        if (model->tags[i].room == index) {
            moves = moves || model->tags[i].look == TAG_MOVING;
            size += snprintf(text + size, sizeof(text) - (size_t)size, "%s@%d", size > 0 ? " " : "",
                             model->tags[i].client);
        }
    }
    canvas_text_right(canvas, at, moves ? ROLE_WARN : ROLE_MUTED, moves, text);
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
    struct rect line = rect_after(rect_row(at, 0), 2);
    (void)canvas_bold(canvas, line, is_dead ? ROLE_FAINT : role_of_master(room->master), name);
    static const char *const words[] = {
        [MOOD_UP] = "● UP",          [MOOD_HUNG] = "‖ HUNG",   [MOOD_RECOVER] = "◐ RECOVER",
        [MOOD_READ_ONLY] = "◇ READ", [MOOD_SILENT] = "× DOWN", [MOOD_CRASHED] = "× DOWN",
    };
    int used = canvas_bold(canvas, rect_after(line, 3),
                           is_up     ? ROLE_TEXT
                           : is_dead ? ROLE_BAD
                                     : ROLE_WARN,
                           words[room->mood]);
    if (model->clock.is_shown && model->clock.room == index) {
        struct buf text;
        buf_init(&text, 60);
        buf_addf(&text, "@%d ", model->clock.client);
        span_add_length(&text, model->clock.length);
        canvas_text_right(canvas, rect_after(line, 4 + used), ROLE_WARN, true, text.data);
        buf_release(&text);
    } else {
        draw_strip_tags(canvas, rect_after(line, 4 + used), index, model);
    }
    struct rect copies = rect_after(rect_row(at, 1), 2);
    for (int i = 0; room->has_copies && i < 2; i++) {
        bool is_copy_up = room->copies[i].is_up;
        canvas_put(canvas, copies.x + 6 * i, copies.y, is_copy_up ? ROLE_TEXT : ROLE_BAD,
                   is_copy_up ? GLYPH_COPY : GLYPH_DOWN);
        (void)canvas_text(canvas, rect_after(copies, 6 * i + 2), ROLE_MUTED, room->copies[i].name);
    }
}

void draw_strip(struct canvas *canvas, const struct layout *layout, const struct model *model)
{
    for (int i = 0; i < model->room_count && i < layout->room_count; i++) {
        draw_strip_room(canvas, layout->rooms[i], i, model);
    }
    draw_quorum(canvas, layout, model);
}
