/* SPDX-License-Identifier: MIT */
/* draw_strip: the picture as three rows, where a screen has no room for more. */
#include "view/draw.h"

#include "base/limits.h"
#include "base/text.h"
#include "view/glyph.h"

#include <stdio.h>
#include <string.h>

#define WORD_COLS 17 /* of a room in which every state word fits with air */

static bool is_trouble(const struct model_tag *tag)
{
    return tag->look != TAG_DOCKED && tag->look != TAG_CONNECTING;
}

/* "@2?"; its columns. */
static int tag_text(char text[24], const struct model_tag *tag)
{
    static const char *const marks[] = {
        [TAG_DOCKED] = "",   [TAG_CONNECTING] = "", [TAG_MOVING] = "▸",
        [TAG_SUSPECT] = "?", [TAG_LOST] = "×",
    };
    (void)snprintf(text, 24, "@%d%s", tag->client, marks[tag->look]);
    return text_width(text);
}

/* "+12", of so many that are not shown, and a column before it; 0: all are. */
static int more_cols(int count)
{
    return count == 0 ? 0 : count < 10 ? 3 : 4;
}

static int tags_in_room(const struct model *model, int index)
{
    int count = 0;
    for (int i = 0; i < model->tag_count; i++) {
        count += model->tags[i].room == index ? 1 : 0;
    }
    return count;
}

/* As many as fit, those in trouble first; returns how many do not. */
static int choose_tags(const struct model *model, int index, int cols, bool chosen[CLIENTS_MAX])
{
    int left = tags_in_room(model, index);
    memset(chosen, 0, CLIENTS_MAX * sizeof(chosen[0]));
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < model->tag_count; i++) {
            char text[24];
            const struct model_tag *tag = &model->tags[i];
            int width = tag_text(text, tag) + 1;
            bool is_next = tag->room == index && is_trouble(tag) == (pass == 0);
            if (is_next && width + more_cols(left - 1) <= cols + 1) {
                chosen[i] = true;
                cols -= width;
                left--;
            }
        }
    }
    return left;
}

/* The tags at the right end, and how many there are that have no room: "@4 @5 +2". */
static void draw_strip_tags(struct canvas *canvas, struct rect at, int index,
                            const struct model *model)
{
    bool chosen[CLIENTS_MAX];
    char text[24];
    int left = choose_tags(model, index, at.cols, chosen);
    if (left > 0) {
        (void)snprintf(text, sizeof(text), "+%d", left);
        canvas_text_right(canvas, at, ROLE_MUTED, false, text);
        at.cols -= more_cols(left);
    }
    for (int i = model->tag_count - 1; i >= 0; i--) {
        const struct model_tag *tag = &model->tags[i];
        if (chosen[i]) {
            enum role role = is_trouble(tag) ? ROLE_WARN : tag->is_you ? ROLE_ACCENT : ROLE_TEXT;
            int width = tag_text(text, tag);
            canvas_text_right(canvas, at, role, true, text);
            at.cols -= width + 1;
        }
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

/* "@2 +3 1.78 s" in place of the tags: who waits, how many others stand there, and how long; in as
 * many of these words as there is room for, nothing, if the time would be cut. */
static void draw_clock_for_tags(struct canvas *canvas, struct rect at, int index,
                                const struct model *model)
{
    const struct model_clock *clock = &model->clock;
    struct buf text;
    int others = tags_in_room(model, index);
    for (int i = 0; i < model->tag_count; i++) {
        bool is_it = model->tags[i].client == clock->client && model->tags[i].room == index;
        others -= is_it ? 1 : 0;
    }
    buf_init(&text, 60);
    for (int words = others > 0 ? 2 : 1; words >= 0; words--) {
        buf_clear(&text);
        if (words > 0) {
            buf_addf(&text, "@%d ", clock->client);
        }
        if (words > 1) {
            buf_addf(&text, "+%d ", others);
        }
        span_add_length(&text, clock->length);
        if (text_width(text.data) <= at.cols) {
            canvas_text_right(canvas, at, ROLE_WARN, true, text.data);
            break;
        }
    }
    buf_release(&text);
}

/* "@2 1.78 s" beside the copies, so that the tags stay. False: there is no room for it. */
static bool draw_clock_beside(struct canvas *canvas, struct rect at,
                              const struct model_clock *clock)
{
    struct buf text;
    buf_init(&text, 60);
    buf_addf(&text, "@%d ", clock->client);
    span_add_length(&text, clock->length);
    bool has_room = text_width(text.data) <= at.cols;
    at.cols -= text_width(text.data) < at.cols ? 1 : 0; /* below the tags, if it can */
    if (has_room) {
        canvas_text_right(canvas, at, ROLE_WARN, true, text.data);
    }
    buf_release(&text);
    return has_room;
}

#define COPIES_COLS 12 /* of a room's two copies, and columns between */

/* What stands at the right end of a room: who is there, and how long one cannot write. */
static void draw_strip_clients(struct canvas *canvas, struct rect tags, struct rect copies,
                               int index, const struct model *model)
{
    bool has_far = index + 1 == model->room_count && model->far_copy_count > 0;
    bool has_clock = model->clock.is_shown && model->clock.room == index;
    struct rect beside = rect_after(copies, COPIES_COLS - 1);
    beside.cols = tags.x + tags.cols + 1 - beside.x;
    if (has_clock && (has_far || !draw_clock_beside(canvas, beside, &model->clock))) {
        draw_clock_for_tags(canvas, tags, index, model);
    } else {
        draw_strip_tags(canvas, tags, index, model);
    }
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
    struct rect copies = rect_after(rect_row(at, 1), 2);
    copies.cols--;
    draw_strip_clients(canvas, rest, copies, index, model);
    if (room->has_copies) {
        draw_strip_copies(canvas, copies, 2, room->copies);
    } else {
        (void)canvas_text(canvas, copies, ROLE_FAINT, "no copies");
    }
    if (index + 1 == model->room_count) {
        draw_strip_far(canvas, rect_after(copies, COPIES_COLS), model);
    }
}

void draw_strip(struct canvas *canvas, const struct layout *layout, const struct model *model)
{
    for (int i = 0; i < model->room_count && i < layout->room_count; i++) {
        draw_strip_room(canvas, layout->rooms[i], i, model);
    }
    draw_quorum(canvas, layout, model);
}
