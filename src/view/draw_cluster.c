/* SPDX-License-Identifier: MIT */
/*
 * draw_cluster: the building: a lit room for each AZ with a master, and the strip of
 * storage that runs through all of them.
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
#include <string.h>

/* Within a room of width w: text begins at 2, ends at w-3; the last digit is at w-7, units at
 * w-5. */
#define TEXT_X 2
#define WAITS_COLS 6 /* "waits", and a column between */
#define TEXT_END 3
#define DIGIT_END 6
#define UNIT_BACK 5
#define MOOD_SIGN 4 /* behind a master's name */
#define MOOD_WORD 6
#define COPY_STEP 11 /* columns from one copy to the next, where there is room */

static const struct mood_look moods[] = {
    [MOOD_UP] = {GLYPH_UP, "UP", ROLE_TEXT, false},
    [MOOD_HUNG] = {GLYPH_STILL, "HUNG", ROLE_WARN, false},
    [MOOD_RECOVER] = {GLYPH_RECOVER, "RECOVER", ROLE_WARN, false},
    [MOOD_READ_ONLY] = {GLYPH_READ_ONLY, "READ ONLY", ROLE_WARN, false},
    [MOOD_NO_VOLUME] = {GLYPH_CUT, "NO VOLUME", ROLE_WARN, false},
    [MOOD_SILENT] = {GLYPH_DOWN, "DOWN", ROLE_BAD, true},
    [MOOD_CRASHED] = {GLYPH_DOWN, "DOWN", ROLE_BAD, true},
};

const struct mood_look *draw_look_of_mood(enum master_mood mood)
{
    return &moods[mood];
}

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

/* The first master that is not beside this room and cannot be reached; -1: none. */
static int far_cut(const struct model_room *model)
{
    for (int i = 0; i < MASTERS_MAX; i++) {
        if (model->is_cut_from[i]) {
            return i;
        }
    }
    return -1;
}

/* Columns behind its state, one of them blank. */
static int columns_behind_state(struct rect line, const struct model_room *model)
{
    return line.cols - 7 - text_width(moods[model->mood].word);
}

/* At the end of the master's line, in as many words as there is room for, or in none. */
static void draw_behind_state(struct canvas *canvas, struct rect line,
                              const struct model_room *model, enum role role,
                              const char *const words[2])
{
    int room = columns_behind_state(line, model);
    for (int i = 0; i < 2; i++) {
        if (text_width(words[i]) <= room) {
            canvas_text_right(canvas, line, role, role == ROLE_WARN, words[i]);
            return;
        }
    }
}

static int back_in_s(const struct model_room *model)
{
    return (int)((model->back_in + US_PER_S - 1) / US_PER_S);
}

/* "back         104 s", where that has no room behind the state. True: it stands there. */
static bool draw_back_in(struct canvas *canvas, struct rect room, int row,
                         const struct model_room *model)
{
    char number[24];
    int used = snprintf(number, sizeof(number), "%d", back_in_s(model));
    if (model->back_in <= 0 || used + 2 <= columns_behind_state(text_of(room, 0), model)) {
        return false;
    }
    draw_value(canvas, room, row, "back", number, "s");
    return true;
}

/* What is wrong with its links: the first that is cut or troubled. False: nothing is. */
static bool draw_links(struct canvas *canvas, struct rect line, const struct model_room *model)
{
    char text[2][24];
    int cut = far_cut(model);
    if (cut >= 0) {
        (void)snprintf(text[0], sizeof(text[0]), "╱ CUT m%d", cut + 1);
        (void)snprintf(text[1], sizeof(text[1]), "╱ m%d", cut + 1);
    } else if (model->link_trouble[0] != '\0') {
        (void)snprintf(text[0], sizeof(text[0]), "%s", model->link_trouble);
        (void)snprintf(text[1], sizeof(text[1]), "%.*s%s", (int)strcspn(text[0], " "), text[0],
                       strrchr(text[0], ' '));
    } else {
        return false;
    }
    draw_behind_state(canvas, line, model, ROLE_WARN, (const char *[]){text[0], text[1]});
    return true;
}

int draw_mood(struct canvas *canvas, struct rect at, const struct model_room *model)
{
    char name[16];
    (void)snprintf(name, sizeof(name), "m%d", model->master + 1);
    bool is_dead = moods[model->mood].is_dead;
    (void)canvas_bold(canvas, at, is_dead ? ROLE_FAINT : role_of_master(model->master), name);
    canvas_sign(canvas, at.x + MOOD_SIGN, at.y, moods[model->mood].role, moods[model->mood].shape);
    struct rect word = rect_of(at.x + MOOD_WORD, at.y, at.cols - MOOD_WORD + 1, at.rows);
    return MOOD_WORD + canvas_bold(canvas, word, moods[model->mood].role, moods[model->mood].word);
}

static void draw_master(struct canvas *canvas, struct rect room, int row,
                        const struct model_room *model)
{
    struct rect line = text_of(room, row);
    bool is_dead = moods[model->mood].is_dead;
    (void)draw_mood(canvas, line, model);
    if (model->back_in > 0) {
        char text[24];
        (void)snprintf(text, sizeof(text), "back %d s", back_in_s(model));
        draw_behind_state(canvas, line, model, ROLE_MUTED,
                          (const char *[]){text, text + strlen("back ")});
    } else if (is_dead) {
        const char *words = model->mood == MOOD_SILENT ? "silent" : "refuses";
        draw_behind_state(canvas, line, model, ROLE_MUTED, (const char *[]){words, words});
    } else if (!draw_links(canvas, line, model) && model->mood == MOOD_UP && model->runs_ddl) {
        draw_behind_state(canvas, line, model, ROLE_FAINT, (const char *[]){"runs DDL", "DDL"});
    }
}

/* "cache, 3 old      12 pg", where the room has a row left. */
static void draw_cache(struct canvas *canvas, struct rect room, int row,
                       const struct model_room *model)
{
    char label[32] = "cache";
    char number[24];
    if (row >= room.rows || model->cache_pages == 0) {
        return;
    }
    if (model->cache_old > 0 && room.cols >= 24) {
        (void)snprintf(label, sizeof(label), "cache, %d old", model->cache_old);
    }
    (void)snprintf(number, sizeof(number), "%d", model->cache_pages);
    draw_value(canvas, room, row, label, number, "pg");
}

static void draw_numbers(struct canvas *canvas, struct rect room, int row, bool has_plot,
                         const struct model_room *model)
{
    char number[24];
    char unit[8];
    (void)snprintf(number, sizeof(number), "%" PRId64, model->commits_per_s);
    if (!draw_back_in(canvas, room, row, model)) {
        draw_value(canvas, room, row, "commits", number, "/s");
    }
    row++;
    if (has_plot) {
        struct rect plot = text_of(room, row);
        plot.rows = 2;
        if (model->mood == MOOD_READ_ONLY) {
            (void)canvas_text(canvas, plot, ROLE_MUTED, "writes get");
            (void)canvas_text(canvas, text_of(room, row + 1), ROLE_MUTED, "error 1290");
        } else {
            plot_draw(canvas, plot, role_of_master(model->master), model->plot, model->plot_count);
        }
        row += 2;
    }
    draw_split_length(model->lag, number, unit);
    draw_value(canvas, room, row++, "lag", number, unit);
    (void)snprintf(number, sizeof(number), "%d", model->open_txns);
    draw_value(canvas, room, row++, "open", number, "txn");
    draw_cache(canvas, room, row, model);
}

/* Alive and mute: what that means, and who waits for it. */
static void draw_hung(struct canvas *canvas, struct rect room, int row, int last,
                      const struct model_room *model)
{
    (void)canvas_text(canvas, text_of(room, row), ROLE_MUTED, "takes calls,");
    (void)canvas_text(canvas, text_of(room, row + 1), ROLE_MUTED, "answers none");
    if (model->waiting_client == 0) {
        return;
    }
    char number[24];
    (void)snprintf(number, sizeof(number), "%d.%02d", (int)(model->waiting / US_PER_S),
                   (int)(model->waiting / (US_PER_S / 100) % 100));
    struct rect line = text_of(room, last);
    if (last - row < 3) { /* on one row, which may use one column more */
        line.cols++;
        int used = canvas_textf(canvas, line, ROLE_MUTED, "@%d waits ", model->waiting_client);
        used += canvas_bold(canvas, rect_after(line, used), ROLE_WARN, number);
        (void)canvas_text(canvas, rect_after(line, used), ROLE_MUTED, " s");
        return;
    }
    (void)canvas_textf(canvas, text_of(room, last - 1), ROLE_MUTED, "@%d waits",
                       model->waiting_client);
    canvas_text_right(canvas, line, ROLE_MUTED, false, "s");
    line.cols -= 2;
    canvas_text_right(canvas, line, ROLE_WARN, true, number);
}

/* What a master does on its way back, and how far it is. */
static void draw_recovery(struct canvas *canvas, struct rect room, int row, int last,
                          const struct model_room *model)
{
    const char *step = model->recovery_step != NULL ? model->recovery_step : "starts again";
    struct rect line = text_of(room, row);
    for (int part = 0; *step != '\0' && part < 2; part++) {
        size_t skip = 0;
        size_t size = text_wrap(step, line.cols, &skip);
        (void)canvas_textf(canvas, line, ROLE_MUTED, "%.*s", (int)size, step);
        step += skip;
        line.y++;
    }
    if (model->recovery_all <= 0) {
        return;
    }
    if (line.y < room.y + last) {
        struct rect bar = text_of(room, last - 1);
        int done = bar.cols * model->recovery_done / model->recovery_all;
        canvas_line(canvas, bar, ROLE_RULE, GLYPH_RULE);
        bar.cols = done < bar.cols ? done : bar.cols;
        canvas_line(canvas, bar, ROLE_WARN, GLYPH_HEAVY);
    }
    struct rect count = text_of(room, last);
    count.cols++; /* a long count may use the room's last column but one */
    char text[48];
    (void)snprintf(text, sizeof(text), "%d", model->recovery_done);
    int used = canvas_bold(canvas, count, ROLE_TEXT, text);
    (void)canvas_textf(canvas, rect_after(count, used), ROLE_MUTED, " of %d %s",
                       model->recovery_all,
                       model->recovery_unit != NULL ? model->recovery_unit : "steps");
}

/* In ASCII the clock is its number on a ground of its own. */
static void draw_clock_plainly(struct canvas *canvas, struct rect room, int row, int client,
                               const char *number, const char *unit)
{
    struct rect at = rect_after(rect_row(room, row + 2), TEXT_X);
    char text[40];
    (void)canvas_textf(canvas, text_of(room, row), ROLE_MUTED, "@%d cannot write for", client);
    (void)snprintf(text, sizeof(text), "  %.12s %.4s  ", number, unit);
    int used = canvas_bold(canvas, at, ROLE_WARN, text);
    canvas_fill(canvas, rect_of(at.x, at.y, used, at.rows), ROLE_SEL);
}

/* Where there is room for neither digits nor a ground: "@5 waits 299 ms". */
static void draw_clock_in_a_row(struct canvas *canvas, struct rect at, int client,
                                const char *number, const char *unit)
{
    at.cols += 2; /* to the room's last column but one */
    int used = canvas_textf(canvas, at, ROLE_MUTED, "@%d waits ", client);
    used += canvas_bold(canvas, rect_after(at, used), ROLE_WARN, number);
    (void)canvas_bold(canvas, rect_after(at, used + 1), ROLE_WARN, unit);
}

/* The clock of a client that cannot write, in the room of the master that it lost. */
static void draw_clock(struct canvas *canvas, struct rect room, int row,
                       const struct model_clock *clock)
{
    char number[24];
    char unit[8];
    draw_split_length(clock->length, number, unit);
    int rows = room.rows - row;
    int width = bigtext_cols(FACE_SMALL, number) + 1 + (int)strlen(unit);
    bool has_room = room.cols >= 24 && rows >= 5;
    bool is_above = rows >= 4 && TEXT_X + width <= room.cols;
    bool is_beside = rows >= 3 && TEXT_X + WAITS_COLS + width <= room.cols;
    if (canvas->is_ascii && has_room) {
        draw_clock_plainly(canvas, room, row, clock->client, number, unit);
        return;
    }
    if (canvas->is_ascii || !(has_room || is_above || is_beside)) {
        draw_clock_in_a_row(canvas, text_of(room, row), clock->client, number, unit);
        return;
    }
    int x = has_room || is_above ? TEXT_X : TEXT_X + WAITS_COLS;
    int below = has_room || is_above ? 1 : 0;
    struct rect digits = rect_of(room.x + x, room.y + row + below, room.cols - x, has_room ? 4 : 3);
    if (has_room || is_above) {
        (void)canvas_textf(canvas, text_of(room, row), ROLE_MUTED,
                           room.cols >= 24 ? "@%d cannot write for" : "@%d waits", clock->client);
    } else {
        (void)canvas_textf(canvas, text_of(room, row + 1), ROLE_MUTED, "@%d", clock->client);
        (void)canvas_text(canvas, text_of(room, row + 2), ROLE_MUTED, "waits");
    }
    int used = bigtext_draw(canvas, digits, ROLE_WARN, has_room ? FACE_CLOCK : FACE_SMALL, number);
    struct rect behind = rect_after(rect_row(digits, digits.rows - 1), used + 1);
    (void)canvas_bold(canvas, behind, ROLE_WARN, unit);
}

/* Ground and left edge; the dark comes down from the top. */
void draw_walls(struct canvas *canvas, struct rect room, const struct model_room *model)
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
        [LINK_SLOW] = {ROLE_WARN, GLYPH_SLOW},  [LINK_LOSSY] = {ROLE_WARN, '!'},
        [LINK_CUT] = {ROLE_WARN, GLYPH_CUT},    [LINK_CUT_ONE_WAY] = {ROLE_WARN, GLYPH_CUT},
        [LINK_DEAD] = {ROLE_BAD, GLYPH_DASH},
    };
    struct rect line = rect_of(room.x + room.cols, room.y + row, gutter, 1);
    for (int x = 0; x < gutter; x++) {
        bool is_bold = look != LINK_QUIET && look != LINK_BUSY && look != LINK_DEAD;
        (is_bold ? canvas_sign : canvas_put)(canvas, line.x + x, line.y, links[look].role,
                                             links[look].c);
    }
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
    canvas_spot(canvas, rect_row(at, 0), "\\toggle az %c ask", room->az);
    canvas_spot(canvas, rect_row(at, master_row), "\\toggle m%d ask", room->master + 1);
    draw_room_head(canvas, at, room);
    draw_master(canvas, at, master_row, room);
    bool has_clock = model->clock.is_shown && model->clock.room == index;
    if (has_clock) {
        draw_clock(canvas, at, body_row, &model->clock);
    } else if (room->mood == MOOD_UP || room->mood == MOOD_READ_ONLY ||
               room->mood == MOOD_NO_VOLUME) {
        draw_numbers(canvas, at, body_row, layout->room_has_plot, room);
    } else if (room->mood == MOOD_HUNG || room->mood == MOOD_RECOVER) {
        int last = body_row + (layout->room_has_plot ? 4 : 2);
        (room->mood == MOOD_HUNG ? draw_hung : draw_recovery)(canvas, at, body_row, last, room);
    } else {
        (void)draw_back_in(canvas, at, body_row, room);
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

static const struct copy_look copy_looks[] = {
    {GLYPH_COPY, "", ROLE_TEXT}, {GLYPH_DOWN, "", ROLE_BAD},        {GLYPH_SLOW, "SLOW", ROLE_WARN},
    {'!', "FAILS", ROLE_WARN},   {GLYPH_EMPTY, "EMPTY", ROLE_WARN},
};

const struct copy_look *draw_look_of_copy(const struct model_copy *copy)
{
    if (!copy->is_up || copy->is_empty) {
        return &copy_looks[copy->is_up ? 4 : 1];
    }
    return &copy_looks[copy->is_failing ? 3 : copy->is_slow ? 2 : 0];
}

static void draw_copy(struct canvas *canvas, int x, int y, int room, const struct model_copy *copy)
{
    const struct copy_look *look = draw_look_of_copy(copy);
    bool is_well = copy->is_up && look->role == ROLE_TEXT;
    (is_well ? canvas_put : canvas_sign)(canvas, x, y, look->role, look->shape);
    struct rect name = rect_of(x + 2, y, 2, 1);
    if (copy->is_up && !is_well) {
        (void)canvas_bold(canvas, name, look->role, copy->name);
    } else {
        (void)canvas_text(canvas, name, copy->is_up ? ROLE_TEXT : ROLE_FAINT, copy->name);
    }
    if (room >= COPY_STEP && look->word[0] != '\0') {
        (void)canvas_text(canvas, rect_of(x + 5, y, room - 5, 1), look->role, look->word);
    }
}

/* A stretch of the strip where it is whole, or broken where the AZ is gone. */
static void draw_stretch(struct canvas *canvas, struct rect at, bool is_down)
{
    if (canvas->is_bare) {
        canvas_line(canvas, rect_row(at, at.rows / 2), is_down ? ROLE_BAD : ROLE_RULE,
                    is_down ? GLYPH_DASH : GLYPH_RULE);
    } else {
        canvas_fill(canvas, at, is_down ? ROLE_HOLE : ROLE_BAND);
    }
}

/* A copy on the strip; where the strip is a line, the line ends on both sides of it. */
static void draw_copy_on_strip(struct canvas *canvas, int x, int y, int room,
                               const struct model_copy *copy)
{
    if (canvas->is_bare) {
        (void)canvas_text(canvas, rect_of(x - 1, y, 6, 1), ROLE_TEXT, "      ");
    }
    canvas_spot(canvas, rect_of(x, y, 4, 1), "\\toggle copy %s ask", copy->name);
    draw_copy(canvas, x, y, room, copy);
}

/* `end`: where the copies of another AZ begin, before which a word must end. */
static void draw_room_copies(struct canvas *canvas, struct rect part, int x, int end,
                             const struct model_room *room)
{
    int y = part.y + part.rows / 2;
    if (!room->has_copies) {
        (void)canvas_text(canvas, rect_of(part.x + TEXT_X, y, part.cols - TEXT_X, 1), ROLE_FAINT,
                          "no copies here");
        return;
    }
    draw_stretch(canvas, part, room->az_is_down && room->dark_permille >= 1000);
    int step = part.cols < 30 ? (part.cols - TEXT_X) / 2 : COPY_STEP;
    for (int i = 0; i < 2; i++) {
        int left = end - (x + i * step);
        draw_copy_on_strip(canvas, x + i * step, y, left < step ? left : step, &room->copies[i]);
    }
}

#define FAR_LEAD 8 /* of the copies of an AZ without a room: its name */

/* The copies of AZs without a room have the middle of the strip, between the two rooms. */
static void draw_far_copies(struct canvas *canvas, struct rect strip, int x,
                            const struct model *model)
{
    if (model->far_copy_count == 0) {
        return;
    }
    int y = strip.y + strip.rows / 2;
    bool is_down = true;
    for (int i = 0; i < model->far_copy_count; i++) {
        is_down = is_down && !model->far_copies[i].is_up;
    }
    if (is_down) {
        draw_stretch(canvas, rect_of(x - FAR_LEAD, strip.y, 2 * COPY_STEP + 4, strip.rows), true);
    }
    if (model->far_copy_count == 2) {
        (void)canvas_text(canvas, rect_of(x - FAR_LEAD, y, FAR_LEAD, 1), ROLE_TEXT, "        ");
        (void)canvas_textf(canvas, rect_of(x - FAR_LEAD + 1, y, 4, 1),
                           is_down ? ROLE_BAD : ROLE_MUTED, "AZ %c", model->far_az);
    }
    int step = model->far_copy_count == 2 ? COPY_STEP : 6;
    for (int i = 0; i < model->far_copy_count; i++) {
        draw_copy_on_strip(canvas, x + i * step, y, step, &model->far_copies[i]);
    }
}

void draw_storage(struct canvas *canvas, const struct layout *layout, const struct model *model)
{
    struct rect strip = layout->storage;
    int third = (strip.cols + 3) / 3;
    int far = strip.x + third + TEXT_X;
    int count = model->room_count < layout->room_count ? model->room_count : layout->room_count;
    for (int i = 0; i < count; i++) {
        const struct model_room *room = &model->rooms[i];
        struct rect part = rect_of(layout->rooms[i].x, strip.y, layout->rooms[i].cols, strip.rows);
        bool is_at_end = count == 2 && i == 1; /* two rooms stand on the grid of three */
        int x = is_at_end ? strip.x + 2 * third + TEXT_X : part.x + TEXT_X;
        int end = model->far_copy_count > 0 && i == 0 ? far - FAR_LEAD : strip.x + strip.cols;
        draw_room_copies(canvas, part, x, end, room);
        if (i + 1 < count) {
            const struct model_room *next = &model->rooms[i + 1];
            x = part.x + part.cols;
            struct rect gap = rect_of(x, strip.y, layout->rooms[i + 1].x - x, strip.rows);
            bool is_down = room->az_is_down || next->az_is_down;
            if (canvas->is_bare ? next->has_copies : !is_down && next->has_copies) {
                draw_stretch(canvas, gap, is_down);
            }
        }
    }
    draw_far_copies(canvas, strip, far, model);
}
