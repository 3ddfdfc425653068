/* SPDX-License-Identifier: MIT */
/* draw_dock: the tags of the clients, docked on the master that each talks to. */
#include "view/draw.h"

#include "view/glyph.h"

#include <stdio.h>

#define TAG_STEP 6 /* columns from one tag to the next */

/* " @2 " on a ground, or [@2] where there are none. */
static void draw_tag(struct canvas *canvas, int x, int y, const struct model_tag *tag)
{
    bool moves = tag->look == TAG_MOVING;
    char text[16];
    (void)snprintf(text, sizeof(text), canvas->is_bare ? "[@%d]" : " @%d ", tag->client);
    struct rect at = rect_of(x, y, TAG_STEP - 1, 1);
    enum role role = tag->is_you ? ROLE_ACCENT : ROLE_STRONG;
    int used = 0;
    if (moves && !canvas->is_bare) {
        used = canvas_bold(canvas, at, ROLE_BG, text);
        canvas_fill(canvas, rect_of(x, y, used, 1), ROLE_WARN);
    } else {
        used = canvas_bold(canvas, at, moves ? ROLE_WARN : role, text);
        canvas_fill(canvas, rect_of(x, y, used, 1), ROLE_SEL);
    }
    if (tag->is_you) {
        canvas_underline(canvas, rect_of(x + 1, y, used - 2, 1));
    }
    if (tag->look == TAG_SUSPECT) {
        canvas_put(canvas, x + used, y, ROLE_WARN, '?');
    }
}

static void draw_wire(struct canvas *canvas, int x, int y, const struct model_tag *tag)
{
    switch (tag->look) {
    case TAG_DOCKED:
        canvas_put(canvas, x, y, tag->is_you ? ROLE_ACCENT : ROLE_MUTED, GLYPH_WIRE);
        break;
    case TAG_CONNECTING:
    case TAG_SUSPECT:
        canvas_put(canvas, x, y, ROLE_MUTED, GLYPH_WIRE_NEW);
        break;
    case TAG_MOVING:
        canvas_put(canvas, x, y, ROLE_WARN, GLYPH_WIRE_NEW);
        break;
    case TAG_LOST:
        canvas_put(canvas, x, y, ROLE_BAD, GLYPH_DOWN);
        break;
    }
}

/* The path of one that moves: dashes from where it was, and the word. */
static void draw_path(struct canvas *canvas, int from, int to, int y)
{
    bool to_right = to > from;
    int left = to_right ? from : to;
    int right = to_right ? to : from;
    struct rect path = rect_of(left, y, right - left, 1);
    canvas_line(canvas, path, ROLE_WARN, GLYPH_DASH);
    canvas_put(canvas, to_right ? right - 1 : left, y, ROLE_WARN,
               to_right ? GLYPH_RIGHT : GLYPH_LEFT);
    if (path.cols >= 12) {
        (void)canvas_bold(canvas, rect_of(left + path.cols / 2 - 5, y, 8, 1), ROLE_WARN,
                          " moving ");
    }
}

/* The tags of one room, in order; what does not fit is a number. */
static int draw_room_tags(struct canvas *canvas, struct rect room, int y, int index,
                          const struct model *model, int slot_of[])
{
    int slot = 0;
    int most = room.cols / TAG_STEP;
    int hidden = 0;
    for (int pass = 0; pass < 2; pass++) { /* those that move come first: the eye looks for them */
        for (int i = 0; i < model->tag_count; i++) {
            const struct model_tag *tag = &model->tags[i];
            bool comes_first = tag->look == TAG_MOVING;
            if (tag->room != index || comes_first != (pass == 0)) {
                continue;
            }
            if (slot >= most) {
                hidden++;
                continue;
            }
            int x = room.x + 2 + TAG_STEP * slot;
            slot_of[i] = x;
            draw_tag(canvas, x, y, tag);
            draw_wire(canvas, x + 1, y + 1, tag);
            slot++;
        }
    }
    if (hidden > 0) {
        (void)canvas_textf(canvas, rect_of(room.x + 2 + TAG_STEP * most - 1, y, 4, 1), ROLE_MUTED,
                           "+%d", hidden);
    }
    return slot;
}

/* Where one that moves came from: its old place, empty, and the broken wire. */
static void draw_old_place(struct canvas *canvas, struct rect room, int y, int slots, int to_x,
                           const struct model_tag *tag)
{
    int x = room.x + 2 + TAG_STEP * slots;
    (void)canvas_textf(canvas, rect_of(x + 1, y, 4, 1), ROLE_FAINT, "@%d", tag->client);
    canvas_put(canvas, x + 1, y + 1, ROLE_BAD, GLYPH_DOWN);
    if (to_x > x) {
        draw_path(canvas, x + 5, to_x, y);
    } else if (to_x >= 0) {
        draw_path(canvas, x, to_x + 4, y);
    }
}

void draw_dock(struct canvas *canvas, const struct layout *layout, const struct model *model)
{
    int slot_of[CLIENTS_MAX]; /* column of each tag drawn; -1: not drawn */
    int slots[MASTERS_MAX] = {0};
    for (int i = 0; i < model->tag_count; i++) {
        slot_of[i] = -1;
    }
    for (int i = 0; i < model->room_count && i < layout->room_count; i++) {
        slots[i] = draw_room_tags(canvas, layout->rooms[i], layout->dock.y, i, model, slot_of);
    }
    for (int i = 0; i < model->tag_count; i++) {
        const struct model_tag *tag = &model->tags[i];
        int from = tag->from_room;
        if (tag->look == TAG_MOVING && from >= 0 && from < layout->room_count) {
            draw_old_place(canvas, layout->rooms[from], layout->dock.y, slots[from], slot_of[i],
                           tag);
        }
    }
}
