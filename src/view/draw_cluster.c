/* SPDX-License-Identifier: MIT */
/*
 * draw_cluster: the building: a lit room for each AZ with a master, the strip of
 * storage that runs through all of them, and the quorum line.
 */
#include "view/draw.h"

#include "base/compiler.h"
#include "base/limits.h"
#include "base/text.h"
#include "view/bigtext.h"
#include "view/glyph.h"
#include "view/plot.h"

#include <inttypes.h>
#include <stdio.h>

/* Within a room of width w: text begins at 2, ends at w-3; the last digit is at w-7, units at
 * w-5. */
#define TEXT_X 2
#define TEXT_END 3
#define DIGIT_END 6
#define UNIT_BACK 5

static const struct {
    uint32_t shape;
    const char *word;
    enum role role; /* of shape and word */
    bool is_dead;   /* dashed edge, name without its hue */
} moods[] = {
    [MOOD_UP] = {GLYPH_UP, "UP", ROLE_TEXT, false},
    [MOOD_HUNG] = {GLYPH_STILL, "HUNG", ROLE_WARN, false},
    [MOOD_RECOVER] = {GLYPH_RECOVER, "RECOVER", ROLE_WARN, false},
    [MOOD_READ_ONLY] = {GLYPH_READ_ONLY, "READ ONLY", ROLE_WARN, false},
    [MOOD_SILENT] = {GLYPH_DOWN, "DOWN", ROLE_BAD, true},
    [MOOD_CRASHED] = {GLYPH_DOWN, "DOWN", ROLE_BAD, true},
};

static struct rect text_of(struct rect room, int row)
{
    return rect_row(rect_of(room.x + TEXT_X, room.y, room.cols - TEXT_X - TEXT_END + 1, room.rows),
                    row);
}

/* "commits       20 /s" */
static void draw_value(struct canvas *canvas, struct rect room, int row, const char *label,
                       const char *number, const char *unit)
{
    struct rect line = rect_row(room, row);
    (void)canvas_text(canvas, rect_after(line, TEXT_X), ROLE_MUTED, label);
    struct rect digits = rect_of(line.x, line.y, line.cols - DIGIT_END, line.rows);
    canvas_text_right(canvas, digits, ROLE_TEXT, true, number);
    (void)canvas_text(canvas, rect_after(line, line.cols - UNIT_BACK), ROLE_MUTED, unit);
}

static void draw_room_head(struct canvas *canvas, struct rect room, const struct model_room *model)
{
    struct rect line = text_of(room, 0);
    bool is_down = model->az_is_down;
    char name[8];
    (void)snprintf(name, sizeof(name), "AZ %c", model->az);
    (void)canvas_bold(canvas, line, is_down ? ROLE_BAD : ROLE_MUTED, name);
    struct rect rule = rect_after(line, 5);
    rule.cols -= is_down ? 7 : 0;
    canvas_line(canvas, rule, is_down ? ROLE_BAD : ROLE_RULE, is_down ? GLYPH_DASH : GLYPH_RULE);
    if (is_down) {
        canvas_text_right(canvas, line, ROLE_BAD, true, "× DOWN");
    }
}

static void draw_master(struct canvas *canvas, struct rect room, int row,
                        const struct model_room *model)
{
    struct rect line = text_of(room, row);
    char name[16];
    (void)snprintf(name, sizeof(name), "m%d", model->master + 1);
    bool is_dead = moods[model->mood].is_dead;
    (void)canvas_bold(canvas, line, is_dead ? ROLE_FAINT : role_of_master(model->master), name);
    canvas_put(canvas, line.x + 4, line.y, moods[model->mood].role, moods[model->mood].shape);
    struct rect word = rect_after(line, 6);
    word.cols++; /* the longest word of a narrow room takes its last blank */
    (void)canvas_bold(canvas, word, moods[model->mood].role, moods[model->mood].word);
    bool is_narrow = room.cols < 24;
    if (is_dead) {
        canvas_text_right(canvas, line, ROLE_MUTED, false,
                          model->mood == MOOD_SILENT ? "silent" : "refuses");
    } else if (model->mood == MOOD_UP && model->runs_ddl) {
        canvas_text_right(canvas, line, ROLE_MUTED, false, is_narrow ? "DDL" : "runs DDL");
    }
}

static void draw_numbers(struct canvas *canvas, struct rect room, int row, bool has_plot,
                         const struct model_room *model)
{
    char number[24];
    char unit[8];
    (void)snprintf(number, sizeof(number), "%" PRId64, model->commits_per_s);
    draw_value(canvas, room, row++, "commits", number, "/s");
    if (has_plot) {
        struct rect plot = text_of(room, row);
        plot.cols--;
        plot.rows = 2;
        plot_draw(canvas, plot, role_of_master(model->master), model->plot, model->plot_count);
        row += 2;
    }
    draw_split_length(model->lag, number, unit);
    draw_value(canvas, room, row++, "lag", number, unit);
    (void)snprintf(number, sizeof(number), "%d", model->open_txns);
    draw_value(canvas, room, row, "open", number, "txn");
}

/* What stands in place of the numbers when there are none: what the master does instead. */
static void draw_trouble(struct canvas *canvas, struct rect room, int row,
                         const struct model_room *model)
{
    if (model->mood == MOOD_HUNG) {
        (void)canvas_text(canvas, text_of(room, row), ROLE_TEXT, "takes calls,");
        (void)canvas_text(canvas, text_of(room, row + 1), ROLE_TEXT, "answers none");
        return;
    }
    const char *step = model->recovery_step != NULL ? model->recovery_step : "starts again";
    size_t skip = 0;
    struct rect line = text_of(room, row);
    size_t size = text_wrap(step, line.cols, &skip);
    (void)canvas_textf(canvas, line, ROLE_TEXT, "%.*s", (int)size, step);
    (void)canvas_text(canvas, text_of(room, row + 1), ROLE_TEXT, step + skip);
    if (model->recovery_all > 0) {
        struct rect bar = text_of(room, row + 2);
        int done = bar.cols * model->recovery_done / model->recovery_all;
        canvas_line(canvas, bar, ROLE_RULE, GLYPH_RULE);
        bar.cols = done < bar.cols ? done : bar.cols;
        canvas_line(canvas, bar, ROLE_WARN, GLYPH_HEAVY);
    }
}

/* The clock of a client that cannot write, in the room of the master that it lost. */
static void draw_clock(struct canvas *canvas, struct rect room, int row,
                       const struct model_clock *clock)
{
    char number[24];
    char unit[8];
    draw_split_length(clock->length, number, unit);
    bool has_room = room.cols >= 24 && room.rows - row >= 5;
    struct rect digits = rect_of(room.x + TEXT_X, room.y + row + 1, room.cols - TEXT_X, 4);
    if (has_room) {
        (void)canvas_textf(canvas, text_of(room, row), ROLE_MUTED, "@%d cannot write for",
                           clock->client);
    } else {
        bool is_narrow = room.cols < 24;
        (void)canvas_textf(canvas, text_of(room, row + 1), ROLE_MUTED, "@%d", clock->client);
        (void)canvas_text(canvas, text_of(room, row + 2), ROLE_MUTED, is_narrow ? "" : "waits");
        int x = room.x + TEXT_X + (is_narrow ? 3 : 6);
        digits = rect_of(x, room.y + row, room.x + room.cols - x, 3);
    }
    if (canvas->is_ascii && !has_room) {
        digits = rect_after(digits, 3);
    }
    int used = bigtext_draw(canvas, digits, ROLE_WARN, has_room ? FACE_CLOCK : FACE_SMALL, number);
    int gap = canvas->is_ascii ? 1 : 0;
    (void)canvas_bold(canvas, rect_after(rect_row(digits, digits.rows - 1), used + gap), ROLE_WARN,
                      unit);
}

/* Ground and left edge; the dark comes down from the top. */
static void draw_walls(struct canvas *canvas, struct rect room, const struct model_room *model)
{
    bool is_dead = moods[model->mood].is_dead || model->az_is_down;
    int dark_rows = model->az_is_down ? room.rows * model->dark_permille / 1000 : 0;
    if (!canvas->is_bare) {
        canvas_fill(canvas, room, ROLE_CARD);
        canvas_fill(canvas, rect_of(room.x, room.y, room.cols, dark_rows), ROLE_HOLE);
    }
    for (int row = 0; row < room.rows; row++) {
        bool is_dashed = model->az_is_down ? row < dark_rows : is_dead;
        canvas_put(canvas, room.x, room.y + row,
                   is_dashed ? ROLE_BAD : role_of_master(model->master),
                   is_dashed ? GLYPH_EDGE_DEAD : GLYPH_EDGE);
    }
}

static void draw_link(struct canvas *canvas, struct rect room, int row, int gutter,
                      enum link_look look)
{
    static const struct {
        enum role role;
        uint32_t c;
    } links[] = {
        [LINK_QUIET] = {ROLE_RULE, GLYPH_RULE}, [LINK_BUSY] = {ROLE_MUTED, GLYPH_RULE},
        [LINK_CUT] = {ROLE_WARN, GLYPH_CUT},    [LINK_CUT_ONE_WAY] = {ROLE_WARN, GLYPH_CUT},
        [LINK_DEAD] = {ROLE_BAD, GLYPH_DASH},
    };
    struct rect line = rect_of(room.x + room.cols, room.y + row, gutter, 1);
    canvas_line(canvas, line, links[look].role, links[look].c);
    if (look == LINK_CUT_ONE_WAY) {
        canvas_put(canvas, line.x, line.y, ROLE_WARN, GLYPH_LEFT);
    }
}

static void draw_room(struct canvas *canvas, const struct layout *layout, int index,
                      const struct model *model)
{
    const struct model_room *room = &model->rooms[index];
    struct rect at = layout->rooms[index];
    int airy = layout->room_is_airy ? 1 : 0;
    int master_row = 1 + airy;
    int body_row = master_row + 1 + airy;
    draw_walls(canvas, at, room);
    draw_room_head(canvas, at, room);
    draw_master(canvas, at, master_row, room);
    bool has_clock = model->clock.is_shown && model->clock.room == index;
    if (has_clock) {
        draw_clock(canvas, at, body_row, &model->clock);
    } else if (room->mood == MOOD_UP || room->mood == MOOD_READ_ONLY) {
        draw_numbers(canvas, at, body_row, layout->room_has_plot, room);
    } else if (room->mood == MOOD_HUNG || room->mood == MOOD_RECOVER) {
        draw_trouble(canvas, at, body_row, room);
    }
    if (index + 1 < layout->room_count) {
        int gutter = layout->rooms[index + 1].x - at.x - at.cols;
        draw_link(canvas, at, master_row, gutter, (enum link_look)room->link_next);
    }
}

void draw_rooms(struct canvas *canvas, const struct layout *layout, const struct model *model)
{
    for (int i = 0; i < model->room_count && i < layout->room_count; i++) {
        draw_room(canvas, layout, i, model);
    }
}

/* --- storage -------------------------------------------------------------------------------- */

static void draw_copy(struct canvas *canvas, int x, int y, const struct model_copy *copy)
{
    uint32_t shape = !copy->is_up ? GLYPH_DOWN : copy->is_slow ? GLYPH_SLOW : GLYPH_COPY;
    enum role role = !copy->is_up ? ROLE_BAD : copy->is_slow ? ROLE_WARN : ROLE_TEXT;
    canvas_put(canvas, x, y, role, shape);
    (void)canvas_text(canvas, rect_of(x + 2, y, 2, 1), copy->is_up ? ROLE_TEXT : ROLE_MUTED,
                      copy->name);
}

/* The copies of a room, below it; the strip is broken where the AZ is gone. */
static void draw_room_copies(struct canvas *canvas, struct rect strip, struct rect room,
                             const struct model_room *model)
{
    int y = strip.y + strip.rows / 2;
    struct rect part = rect_of(room.x, strip.y, room.cols, strip.rows);
    if (canvas->is_bare) {
        struct rect line = rect_of(room.x, y, room.cols, 1);
        canvas_line(canvas, line, model->az_is_down ? ROLE_BAD : ROLE_RULE,
                    model->az_is_down ? GLYPH_DASH : GLYPH_RULE);
    } else if (model->az_is_down) {
        canvas_fill(canvas, part, ROLE_HOLE);
    }
    if (!model->has_copies) {
        (void)canvas_text(canvas, rect_of(room.x + TEXT_X, y, room.cols - TEXT_X, 1), ROLE_FAINT,
                          "no copies here");
        return;
    }
    for (int i = 0; i < 2; i++) {
        int x = room.x + TEXT_X + i * ((room.cols < 30 ? room.cols - TEXT_X : 22) / 2);
        if (canvas->is_bare) {
            (void)canvas_text(canvas, rect_of(x - 1, y, 6, 1), ROLE_TEXT, "      ");
        }
        draw_copy(canvas, x, y, &model->copies[i]);
    }
}

void draw_storage(struct canvas *canvas, const struct layout *layout, const struct model *model)
{
    struct rect strip = layout->storage;
    if (!canvas->is_bare) {
        canvas_fill(canvas, strip, ROLE_BAND);
    }
    for (int i = 0; i + 1 < model->room_count && i + 1 < layout->room_count; i++) {
        if (model->rooms[i].az_is_down || model->rooms[i + 1].az_is_down) {
            int x = layout->rooms[i].x + layout->rooms[i].cols;
            struct rect gap = rect_of(x, strip.y, layout->rooms[i + 1].x - x, strip.rows);
            canvas_fill(canvas, gap, ROLE_BG);
        }
    }
    for (int i = 0; i < model->room_count && i < layout->room_count; i++) {
        draw_room_copies(canvas, strip, layout->rooms[i], &model->rooms[i]);
    }
    if (model->far_copy_count > 0) {
        int x = strip.x + strip.cols - 6 * model->far_copy_count - 5;
        int y = strip.y + strip.rows / 2;
        (void)canvas_textf(canvas, rect_of(x, y, 5, 1), ROLE_MUTED, "AZ %c", model->far_az);
        for (int i = 0; i < model->far_copy_count; i++) {
            draw_copy(canvas, x + 6 + 6 * i, y, &model->far_copies[i]);
        }
    }
}

/* "write needs 4 ✓ 2 spare" */
static int draw_need(struct canvas *canvas, struct rect at, const char *what, int need, int up,
                     const char *without)
{
    bool is_narrow = canvas->cols < 76;
    int used = is_narrow ? canvas_textf(canvas, at, ROLE_MUTED, "%s ", what)
                         : canvas_textf(canvas, at, ROLE_MUTED, "%s needs %d ", what, need);
    if (up < need) {
        used += canvas_bold(canvas, rect_after(at, used), ROLE_BAD, without);
        return used;
    }
    used += canvas_textf(canvas, rect_after(at, used), ROLE_TEXT, "✓");
    return used;
}

void draw_quorum(struct canvas *canvas, const struct layout *layout, const struct model *model)
{
    struct rect at = rect_after(layout->quorum, layout->kind == LAYOUT_STRIP ? 0 : TEXT_X);
    int third = at.cols / 3;
    int used = canvas_textf(canvas, at, ROLE_STRONG, "%d of %d", model->copies_up, COPIES_MAX);
    used += canvas_textf(canvas, rect_after(at, used), ROLE_MUTED, " copies up");
    if (model->copies_slow > 0 && third >= 26) {
        (void)canvas_textf(canvas, rect_after(at, used), ROLE_WARN, ", %d SLOW",
                           model->copies_slow);
    }
    int second = layout->room_count == 3 ? layout->rooms[1].x - layout->rooms[0].x : third + 1;
    struct rect write = rect_after(at, second);
    used = draw_need(canvas, write, "write", WRITE_QUORUM, model->copies_up, "× waits");
    int spare = model->copies_up - WRITE_QUORUM;
    if (spare > 0) {
        (void)canvas_textf(canvas, rect_after(write, used), ROLE_MUTED, " %d spare", spare);
    } else if (spare == 0) {
        (void)canvas_bold(canvas, rect_after(write, used + 1), ROLE_WARN, "no spare");
    }
    int last = layout->room_count == 3 ? layout->rooms[2].x - layout->rooms[0].x : 2 * third + 3;
    (void)draw_need(canvas, rect_after(at, last), "read", READ_QUORUM, model->copies_up, "× error");
}
