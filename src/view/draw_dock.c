/* SPDX-License-Identifier: MIT */
/* draw_dock: the tags of the clients, docked on the master that each talks to. */
#include "base/text.h"
#include "view/draw.h"
#include "view/glyph.h"

#include <stdio.h>
#include <string.h>

#define TAG_STEP 6 /* columns from one tag to the next */

/* Where the tags of this frame stand; x -1: not drawn. */
struct berth {
    int x;     /* now, on its way or there */
    int to_x;  /* where it is docked in the end */
    int old_x; /* the place it left; -1: it has not moved */
};

/* " @2 " on a ground, or [@2] where there are none. */
static void draw_tag(struct canvas *canvas, int x, int y, const struct model_tag *tag)
{
    bool is_trouble = tag->look == TAG_MOVING || tag->look == TAG_SUSPECT;
    bool is_filled = is_trouble && !canvas->has_brackets;
    char text[20];
    (void)snprintf(text, sizeof(text), canvas->has_brackets ? "[@%d%s]" : " @%d%s ", tag->client,
                   tag->look == TAG_SUSPECT ? "?" : "");
    enum role role = tag->is_you ? ROLE_ACCENT : ROLE_STRONG;
    role = is_filled ? ROLE_BG : is_trouble ? ROLE_WARN : role;
    int used = canvas_bold(canvas, rect_of(x, y, (int)strlen(text), 1), role, text);
    canvas_spot(canvas, rect_of(x, y, used, 2), "@%d", tag->client);
    enum role ground = is_filled ? ROLE_WARN : ROLE_SEL;
    bool has_ground = is_trouble || !canvas->has_brackets;
    canvas_fill(canvas, rect_of(x, y, used, 1), has_ground ? ground : ROLE_BG);
    if (tag->is_you) {
        int inner = canvas->has_brackets ? 0 : 1;
        canvas_underline(canvas, rect_of(x + inner, y, used - 2 * inner, 1));
    }
}

static void draw_wire(struct canvas *canvas, int x, int y, const struct model_tag *tag)
{
    switch (tag->look) {
    case TAG_DOCKED:
        canvas_put(canvas, x, y, tag->is_you ? ROLE_ACCENT : ROLE_MUTED, GLYPH_WIRE);
        break;
    case TAG_CONNECTING:
        canvas_put(canvas, x, y, ROLE_MUTED, GLYPH_WIRE_NEW);
        break;
    case TAG_SUSPECT:
    case TAG_MOVING:
        canvas_put(canvas, x, y, ROLE_WARN, GLYPH_WIRE_NEW);
        break;
    case TAG_LOST:
        canvas_sign(canvas, x, y, ROLE_BAD, GLYPH_DOWN);
        break;
    }
}

static uint32_t sign_at(const struct canvas *canvas, int x, int y)
{
    bool is_inside = x >= 0 && x < canvas->cols && y >= 0 && y < canvas->rows;
    return is_inside ? canvas->cells[y * canvas->cols + x].base : 0;
}

static bool is_dash(uint32_t sign)
{
    return sign == GLYPH_DASH || sign == glyph_ascii(GLYPH_DASH);
}

static bool is_tag(const struct canvas *canvas, int x, int y)
{
    return canvas->cells[y * canvas->cols + x].ground != ROLE_BG;
}

/* Tags that stand on it are not painted over. */
static bool is_free(const struct canvas *canvas, int x, int y)
{
    uint32_t there = sign_at(canvas, x, y);
    return (there == ' ' && !is_tag(canvas, x, y)) || is_dash(there);
}

static void put_on_path(struct canvas *canvas, int x, int y, uint32_t sign)
{
    if (is_free(canvas, x, y)) {
        canvas_sign(canvas, x, y, ROLE_WARN, sign);
    }
}

/* Columns from here on that nobody stands on. */
static int free_cols(const struct canvas *canvas, int x, int right, int y)
{
    int cols = 0;
    while (x + cols < right && is_free(canvas, x + cols, y)) {
        cols++;
    }
    return cols;
}

/* Has a tag room here? */
static bool is_blank(const struct canvas *canvas, int x, int y)
{
    for (int i = x; i < x + TAG_STEP - 1; i++) {
        if (sign_at(canvas, i, y) != ' ' || is_tag(canvas, i, y)) {
            return false;
        }
    }
    return true;
}

static int longest_run(const struct canvas *canvas, struct rect way)
{
    int longest = 0;
    for (int x = way.x; x < way.x + way.cols;) {
        int cols = free_cols(canvas, x, way.x + way.cols, way.y);
        longest = cols > longest ? cols : longest;
        x += cols + 1;
    }
    return longest;
}

#define WORD " moving "
#define WORD_SIZE 16
#define GAP_COLS 3 /* so few between two tags are no part of a path, but would join the two */

/* The word, or a shorter one, where the path shows so many dashes in a row that some are left. */
static void draw_word(struct canvas *canvas, int left, int right, int y, const char *word)
{
    int run = 0;
    int best = 0;
    int at = left;
    for (int x = left; x <= right; x++) {
        run = x < right && is_dash(sign_at(canvas, x, y)) ? run + 1 : 0;
        if (run > best) {
            best = run;
            at = x - run + 1;
        }
    }
    word = best >= text_width(word) + 3 ? word : WORD;
    int cols = text_width(word);
    if (best >= cols + 3) {
        struct rect place = rect_of(at + (best - cols) / 2, y, cols, 1);
        (void)canvas_bold(canvas, place, ROLE_WARN, word);
    }
}

/* The path of one that moves: dashes from where it was, and the word; whose it is, where others
 * stand on the way. */
static void draw_path(struct canvas *canvas, int left, int right, int y, bool to_right, int client)
{
    char word[WORD_SIZE] = WORD;
    for (int x = left; x < right;) {
        int cols = free_cols(canvas, x, right, y);
        if (cols < right - left) {
            (void)snprintf(word, sizeof(word), " @%d moves ", client % 100);
        }
        for (int i = 0; i < cols && (cols > GAP_COLS || cols == right - left); i++) {
            put_on_path(canvas, x + i, y, GLYPH_DASH);
        }
        x += cols > 0 ? cols : 1;
    }
    draw_word(canvas, left, right, y, word);
    if (right > left) {
        put_on_path(canvas, to_right ? right - 1 : left, y, to_right ? GLYPH_RIGHT : GLYPH_LEFT);
    }
}

/* Give the tags of one room their places, those that move first; returns how many did not fit. */
static int place_tags(struct rect room, int index, const struct model *model, struct berth berths[],
                      int *slots)
{
    int most = (room.cols + 1) / TAG_STEP;
    int hidden = 0;
    int here = 0;
    for (int i = 0; i < model->tag_count; i++) {
        here += model->tags[i].room == index ? 1 : 0;
    }
    most -= here > most ? 1 : 0; /* the last place is for the number of the others */
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < model->tag_count; i++) {
            const struct model_tag *tag = &model->tags[i];
            bool comes_first = tag->look == TAG_MOVING;
            if (tag->room != index || comes_first != (pass == 0)) {
                continue;
            }
            if (*slots >= most) {
                hidden++;
                continue;
            }
            berths[i].to_x = room.x + 2 + TAG_STEP * *slots;
            berths[i].x = berths[i].to_x;
            (*slots)++;
        }
    }
    return hidden;
}

/* The columns between the place that one has left and where it is, of which it has passed. */
static struct rect way_of(const struct berth *berth, int y)
{
    bool to_right = berth->to_x > berth->old_x;
    int left = to_right ? berth->old_x + 5 : berth->x + 5;
    int right = to_right ? berth->x - 1 : berth->old_x - 1;
    return rect_of(left, y, right > left ? right - left : 0, 1);
}

/* Where one that moves came from: its old place, empty, the broken wire, and the way so far. */
static void draw_way(struct canvas *canvas, int y, const struct berth *berth,
                     const struct model_tag *tag)
{
    if (is_blank(canvas, berth->old_x, y)) {
        (void)canvas_textf(canvas, rect_of(berth->old_x + 1, y, 4, 1), ROLE_FAINT, "@%d",
                           tag->client);
        canvas_sign(canvas, berth->old_x + 1, y + 1, ROLE_BAD, GLYPH_DOWN);
    }
    struct rect way = way_of(berth, y);
    draw_path(canvas, way.x, way.x + way.cols, y, berth->to_x > berth->old_x, tag->client);
}

static bool ways_meet(const struct berth *a, const struct berth *b)
{
    int a_left = a->old_x < a->x ? a->old_x : a->x;
    int b_left = b->old_x < b->x ? b->old_x : b->x;
    int a_end = a->old_x + a->x - a_left + TAG_STEP;
    int b_end = b->old_x + b->x - b_left + TAG_STEP;
    return a_left < b_end && b_left < a_end;
}

/* Ways over each other would be read as one: the clearest is drawn, and those that lie apart. */
static void draw_ways(struct canvas *canvas, int y, const struct model *model,
                      const struct berth berths[])
{
    bool is_done[CLIENTS_MAX] = {false};
    for (;;) {
        int best = -1;
        int most = GAP_COLS;
        for (int i = 0; i < model->tag_count; i++) {
            struct rect way = way_of(&berths[i], y);
            int cols = is_done[i] || berths[i].old_x < 0 ? 0 : longest_run(canvas, way);
            if (cols > most) {
                best = i;
                most = cols;
            }
        }
        if (best < 0) {
            return;
        }
        draw_way(canvas, y, &berths[best], &model->tags[best]);
        for (int i = 0; i < model->tag_count; i++) {
            is_done[i] |= berths[i].old_x >= 0 && ways_meet(&berths[i], &berths[best]);
        }
    }
}

/* The old places, and how far each has come. */
static void place_movers(const struct layout *layout, const struct model *model, int slots[],
                         struct berth berths[])
{
    for (int i = 0; i < model->tag_count; i++) {
        const struct model_tag *tag = &model->tags[i];
        int from = tag->from_room;
        bool moves = tag->look == TAG_MOVING && from >= 0 && from < layout->room_count;
        if (moves && berths[i].to_x >= 0) {
            berths[i].old_x = layout->rooms[from].x + 2 + TAG_STEP * slots[from]++;
            int way = berths[i].to_x - berths[i].old_x;
            berths[i].x = berths[i].old_x + way * tag->moved_permille / 1000;
        }
    }
}

/* Would it, on its way, cover a part of another tag, or of the place that one has? */
static bool is_in_the_way(const struct model *model, const struct berth berths[], int index)
{
    for (int i = 0; i < model->tag_count; i++) {
        int other = i < index ? berths[i].x : berths[i].to_x;
        int apart = berths[index].x - other;
        if (i != index && other >= 0 && apart < TAG_STEP && apart > -TAG_STEP) {
            return true;
        }
    }
    return false;
}

/* Those that have come to their places, then those on their way; one that would cover another is
 * there at once. */
static void draw_tags(struct canvas *canvas, int y, const struct model *model,
                      struct berth berths[])
{
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < model->tag_count; i++) {
            bool is_there = berths[i].x == berths[i].to_x;
            if (berths[i].x < 0 || is_there != (pass == 0)) {
                continue;
            }
            if (!is_there &&
                (is_in_the_way(model, berths, i) || !is_blank(canvas, berths[i].x, y))) {
                berths[i].x = berths[i].to_x;
            }
            draw_tag(canvas, berths[i].x, y, &model->tags[i]);
            if (berths[i].x == berths[i].to_x) {
                draw_wire(canvas, berths[i].x + 1, y + 1, &model->tags[i]);
            }
        }
    }
}

void draw_dock(struct canvas *canvas, const struct layout *layout, const struct model *model)
{
    struct berth berths[CLIENTS_MAX];
    int slots[MASTERS_MAX] = {0};
    int y = layout->dock.y;
    if (model->tag_count == 0) {
        (void)canvas_text(canvas, rect_after(layout->dock, 2), ROLE_FAINT,
                          "No client yet: \\client add");
    }
    for (int i = 0; i < model->tag_count; i++) {
        berths[i] = (struct berth){-1, -1, -1};
    }
    for (int i = 0; i < model->room_count && i < layout->room_count; i++) {
        struct rect room = layout->rooms[i];
        int hidden = place_tags(room, i, model, berths, &slots[i]);
        if (hidden > 0) {
            struct rect at = rect_of(room.x + 3 + TAG_STEP * slots[i], y, TAG_STEP - 1, 1);
            (void)canvas_textf(canvas, at, ROLE_MUTED, "+%d", hidden);
        }
    }
    place_movers(layout, model, slots, berths);
    draw_tags(canvas, y, model, berths);
    draw_ways(canvas, y, model, berths);
}
