/* SPDX-License-Identifier: MIT */
/*
 * draw_traffic: packets on their paths over the picture, and the votes of the
 * copies as they come in. A dot takes a blank cell or one of a line, never a word:
 * places are found by their names, where the picture has drawn them.
 */
#include "view/draw.h"

#include "base/text.h"
#include "view/glyph.h"

#include <stdio.h>
#include <string.h>

#define GLYPH_DOT 0x2022 /* • */
#define PATH_MAX 256

struct point {
    int x, y;
};

struct path {
    int count;
    struct point points[PATH_MAX];
};

static struct cell_glyph *cell_at(struct canvas *canvas, int x, int y)
{
    bool is_inside = x >= 0 && x < canvas->cols && y >= 0 && y < canvas->rows;
    return is_inside ? &canvas->cells[y * canvas->cols + x] : NULL;
}

/* May a dot stand there? */
static bool is_free(struct canvas *canvas, int x, int y)
{
    static const char lines[] = " -|";
    const struct cell_glyph *cell = cell_at(canvas, x, y);
    if (cell == NULL || cell->base == 0) {
        return false;
    }
    return cell->base < 0x80 ? strchr(canvas->is_ascii ? lines : " ", (int)cell->base) != NULL
                             : cell->base == GLYPH_RULE || cell->base == GLYPH_WIRE ||
                                   cell->base == GLYPH_WIRE_NEW || cell->base == GLYPH_DOT;
}

/* Where a name stands in a row; -1: nowhere. */
static int find_name(struct canvas *canvas, int from, int to, int y, const char *name)
{
    int size = (int)strlen(name);
    for (int x = from; x + size <= to; x++) {
        int same = 0;
        while (name[same] != '\0' && cell_at(canvas, x + same, y) != NULL &&
               cell_at(canvas, x + same, y)->base == (uint32_t)name[same]) {
            same++;
        }
        const struct cell_glyph *behind = cell_at(canvas, x + size, y);
        bool ends = behind == NULL || behind->base < '0' || behind->base > '9';
        if (same == size && ends) {
            return x;
        }
    }
    return -1;
}

/* --- paths ---------------------------------------------------------------------------------- */

static void add_point(struct path *path, int x, int y)
{
    if (path->count < PATH_MAX) {
        path->points[path->count++] = (struct point){x, y};
    }
}

/* All cells to there, the last one too: across, then up or down. */
static void go_to(struct path *path, int x, int y)
{
    struct point at = path->points[path->count - 1];
    while (at.x != x) {
        at.x += x > at.x ? 1 : -1;
        add_point(path, at.x, at.y);
    }
    while (at.y != y) {
        at.y += y > at.y ? 1 : -1;
        add_point(path, at.x, at.y);
    }
}

static void turn_round(struct path *path)
{
    for (int i = 0; i < path->count / 2; i++) {
        struct point point = path->points[i];
        path->points[i] = path->points[path->count - 1 - i];
        path->points[path->count - 1 - i] = point;
    }
}

/* Down the wire of its tag, to the master. */
static bool path_of_client(struct path *path, struct canvas *canvas, const struct layout *layout,
                           int client, int room)
{
    char name[16];
    struct rect at = layout->rooms[room];
    (void)snprintf(name, sizeof(name), "@%d", client + 1);
    int x = find_name(canvas, at.x, at.x + at.cols, layout->dock.y, name);
    if (x < 0) {
        return false;
    }
    add_point(path, x, layout->dock.y + 1);
    if (layout->room_is_airy) { /* behind the name of the AZ */
        add_point(path, x, at.y + 1);
    }
    return true;
}

/* Where a copy stands on the strip; -1: it is not there. */
static int copy_x(struct canvas *canvas, const struct layout *layout, int copy)
{
    char name[] = {(char)('a' + copy / 2), (char)('1' + copy % 2), '\0'};
    struct rect strip = layout->storage;
    int x = find_name(canvas, strip.x, strip.x + strip.cols, strip.y + strip.rows / 2, name);
    return x < 0 ? -1 : x - 2; /* its sign */
}

/* Out of the room, along the edge of the strip, to the copy: above for what is asked, below for
 * what is answered. */
static bool path_of_copy(struct path *path, struct canvas *canvas, const struct layout *layout,
                         int room, int copy, bool is_answer)
{
    struct rect at = layout->rooms[room];
    struct rect strip = layout->storage;
    int x = copy_x(canvas, layout, copy);
    if (x < 0) {
        return false;
    }
    int edge = is_answer ? strip.y + strip.rows - 1 : strip.y;
    int middle = at.x + (at.cols < 24 ? 7 : 9);
    add_point(path, middle, at.y + at.rows - 1);
    go_to(path, middle, edge);
    go_to(path, x, edge);
    return true;
}

/* Through the gutters; past a room between them above its master. */
static bool path_of_peer(struct path *path, const struct layout *layout, int from, int to)
{
    int left = from < to ? from : to;
    int right = from < to ? to : from;
    int y = layout->rooms[0].y + (layout->room_is_airy ? 2 : 1);
    y -= right > left + 1 && layout->room_is_airy ? 1 : 0;
    bool has_way = right == left + 1 || layout->room_is_airy;
    for (int x = layout->rooms[left].x + layout->rooms[left].cols; x < layout->rooms[right].x;
         x++) {
        bool is_between = false;
        for (int i = left + 1; i < right; i++) {
            is_between = is_between || (x >= layout->rooms[i].x &&
                                        x < layout->rooms[i].x + layout->rooms[i].cols);
        }
        if (has_way || !is_between) {
            add_point(path, x, y);
        }
    }
    if (from > to) {
        turn_round(path);
    }
    return path->count > 0;
}

/* Two copies talk below the strip's middle. */
static bool path_of_copies(struct path *path, struct canvas *canvas, const struct layout *layout,
                           int from, int to)
{
    int x = copy_x(canvas, layout, from);
    int y = layout->storage.y + layout->storage.rows - 1;
    if (x < 0 || copy_x(canvas, layout, to) < 0 || layout->storage.rows < 2) {
        return false;
    }
    add_point(path, x, y);
    go_to(path, copy_x(canvas, layout, to), y);
    return true;
}

static bool find_path(struct path *path, struct canvas *canvas, const struct layout *layout,
                      const struct model *model, const struct model_packet *packet)
{
    enum place_kind from = place_kind(packet->from);
    enum place_kind to = place_kind(packet->to);
    int a = place_index(packet->from);
    int b = place_index(packet->to);
    int room_a = from == PLACE_MASTER ? model_room_of(model, a) : -1;
    int room_b = to == PLACE_MASTER ? model_room_of(model, b) : -1;
    path->count = 0;
    if (from == PLACE_COPY && to == PLACE_COPY) {
        return path_of_copies(path, canvas, layout, a, b);
    }
    if (room_a >= 0 && room_b >= 0) {
        return path_of_peer(path, layout, room_a, room_b);
    }
    bool is_there = false;
    if (room_a >= 0 && to == PLACE_COPY) {
        return path_of_copy(path, canvas, layout, room_a, b, false);
    }
    if (room_b >= 0 && from == PLACE_COPY) {
        is_there = path_of_copy(path, canvas, layout, room_b, a, true);
        turn_round(path);
    } else if (room_b >= 0 && from == PLACE_CLIENT) {
        is_there = path_of_client(path, canvas, layout, a, room_b);
    } else if (room_a >= 0 && to == PLACE_CLIENT) {
        is_there = path_of_client(path, canvas, layout, b, room_a);
        turn_round(path);
    }
    return is_there;
}

static enum role role_of(const struct model_packet *packet)
{
    if (place_kind(packet->from) == PLACE_MASTER) {
        return role_of_master(place_index(packet->from));
    }
    return place_kind(packet->to) == PLACE_MASTER ? role_of_master(place_index(packet->to))
                                                  : ROLE_MUTED;
}

/* What the newest says stands behind it, or before it, where nothing else does. */
static void draw_words(struct canvas *canvas, struct point at, const char *words)
{
    int size = (int)strlen(words);
    for (int side = 0; side < 2; side++) {
        int x = side == 0 ? at.x + 2 : at.x - 1 - size;
        bool has_room = x > 0;
        for (int i = -1; i <= size; i++) {
            const struct cell_glyph *cell = cell_at(canvas, x + i, at.y);
            has_room = has_room && cell != NULL && (cell->base == ' ' || cell->base == GLYPH_DOT);
        }
        if (has_room) {
            (void)canvas_text(canvas, rect_of(x, at.y, size, 1), ROLE_TEXT, words);
            return;
        }
    }
}

static void draw_packets(struct canvas *canvas, const struct layout *layout,
                         const struct model *model)
{
    struct path path;
    struct point newest = {-1, -1};
    const char *words = "";
    for (int i = 0; i < model->traffic.count; i++) {
        const struct model_packet *packet = &model->traffic.packets[i];
        if (packet->permille >= 1000 || !find_path(&path, canvas, layout, model, packet)) {
            continue;
        }
        struct point at = path.points[packet->permille * path.count / 1000];
        if (is_free(canvas, at.x, at.y)) {
            canvas_sign(canvas, at.x, at.y, role_of(packet), GLYPH_DOT);
            newest = at;
            words = packet->says;
        }
    }
    if (newest.x >= 0) {
        draw_words(canvas, newest, words);
    }
}

/* --- votes ---------------------------------------------------------------------------------- */

static int count_of(uint32_t set)
{
    int count = 0;
    for (; set != 0; set &= set - 1) {
        count++;
    }
    return count;
}

/* "orders:3  3 of 6": in the last row of its room, if nothing else is there. */
static void draw_vote(struct canvas *canvas, struct rect room, int master,
                      const struct model_vote *vote)
{
    char text[48];
    struct rect line = rect_after(rect_row(room, room.rows - 1), 2);
    line.cols -= 2;
    for (int x = 0; x < line.cols; x++) {
        const struct cell_glyph *cell = cell_at(canvas, line.x + x, line.y);
        if (cell == NULL || cell->base != ' ') {
            return;
        }
    }
    (void)snprintf(text, sizeof(text), "%d of 6%s", count_of(vote->yes),
                   vote->is_accepted ? " ✓"
                   : vote->is_lost   ? " ×"
                                     : "");
    int cols = text_width(text);
    struct rect name = line;
    const char *number = strrchr(vote->page, ':');
    number = number != NULL ? number : "";
    name.cols -= cols + 1;
    int room_of_name = name.cols - text_width(number); /* the page's number is not cut */
    bool is_cut = text_width(vote->page) > name.cols;
    size_t size = is_cut ? text_clip(vote->page, room_of_name - 1) : strlen(vote->page);
    (void)canvas_textf(canvas, name, ROLE_MUTED, "%.*s%s%s", (int)size, vote->page,
                       is_cut ? "…" : "", is_cut ? number : "");
    canvas_text_right(canvas, line, vote->is_lost ? ROLE_BAD : role_of_master(master), true, text);
}

/* Behind each copy's name a place for each master: yes, no, not yet. */
static void draw_marks(struct canvas *canvas, const struct layout *layout,
                       const struct model *model, int room)
{
    const struct model_vote *vote = &model->traffic.votes[model->rooms[room].master];
    int y = layout->storage.y + layout->storage.rows / 2;
    for (int copy = 0; copy < COPIES_MAX; copy++) {
        int x = copy_x(canvas, layout, copy);
        int place = x + (model->room_count > 3 ? 4 : 5) + room;
        bool is_yes = (vote->yes >> copy & 1) != 0;
        bool is_no = (vote->refused >> copy & 1) != 0;
        const struct cell_glyph *cell = cell_at(canvas, place, y);
        if (x < 0 || cell == NULL ||
            (cell->base != ' ' && cell->base != GLYPH_RULE && cell->base != '-')) {
            continue;
        }
        enum role role = is_yes || is_no ? role_of_master(model->rooms[room].master) : ROLE_MUTED;
        canvas_sign(canvas, place, y, role, is_yes ? GLYPH_MET : is_no ? GLYPH_DOWN : 0xb7);
    }
}

void draw_traffic(struct canvas *canvas, const struct layout *layout, const struct model *model)
{
    for (int i = 0; i < model->room_count && i < layout->room_count; i++) {
        int master = model->rooms[i].master;
        const struct model_vote *vote = &model->traffic.votes[master];
        if (vote->is_there && !model->rooms[i].az_is_down) {
            draw_vote(canvas, layout->rooms[i], master, vote);
            draw_marks(canvas, layout, model, i);
        }
    }
    draw_packets(canvas, layout, model);
}
