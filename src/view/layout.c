/* SPDX-License-Identifier: MIT */
#include "view/layout.h"

#define MAIN_COLS 78
#define SIDE_COLS 32
#define SIDE_COLS_MOST 40
#define SIDE_GAP 6
#define FULL_COLS 120
#define FULL_MAIN_COLS 80 /* of the whole picture */
#define MAIN_ROWS 24
#define EVENT_LINES 4
#define PROMPT_LINES 3
#define STRIP_ROWS 3
#define WIDE_PROMPT_ROWS 3
#define HEAT_ROWS 6 /* heading, three of bars, numbers, conflicts */
#define HEAT_ROWS_LOW 4
#define HEAT_HIGH_ROWS 32
#define VOTES_ROWS 34 /* from which on a vote has rooms above it */
#define SMALL_ROOM_ROWS 4

/* What the rows beyond 24 buy, in this order; the reverse is the order of collapse. */
struct extras {
    int bar_gap;
    int storage;
    int airy;
    int quorum_gap;
    int plot;
    int pad;
    int events;
    int prompt;
};

/* Take `cost` rows of what is left, or none. */
static int buy(int *left, int cost)
{
    if (*left < cost) {
        return 0;
    }
    *left -= cost;
    return cost;
}

static struct extras spend(int rows)
{
    int left = rows - MAIN_ROWS;
    struct extras extras = {0};
    extras.bar_gap = buy(&left, 1);
    extras.storage = buy(&left, 2);
    extras.airy = buy(&left, 2);
    extras.quorum_gap = buy(&left, 1);
    extras.plot = buy(&left, 2);
    extras.pad = buy(&left, 1);
    int even = left < 7 ? left : 7; /* up to 40 rows in turn, then two to one */
    int above = left - even;
    extras.prompt = (even + 1) / 2 + above / 3;
    extras.events = even / 2 + above - above / 3;
    return extras;
}

static int gutter_of(int masters)
{
    return masters == 2 ? 4 : masters == 3 ? 3 : 2;
}

static void place_rooms(struct layout *layout, int x, int y, int cols, int rows, int masters)
{
    int gutter = gutter_of(masters);
    int width = (cols - gutter * (masters - 1)) / masters;
    layout->room_count = masters;
    for (int i = 0; i < masters; i++) {
        layout->rooms[i] = rect_of(x + i * (width + gutter), y, width, rows);
    }
}

/* The part that all sizes share: the last two rows, and the bar. */
static void place_frame(struct layout *layout, int cols, int rows, int margin)
{
    int width = cols - 2 * margin;
    layout->bar = rect_of(margin, 0, width, 1);
    layout->next = rect_of(margin, rows - 2, width, 1);
    layout->keys = rect_of(margin, rows - 1, width, 1);
}

static void place_strip(struct layout *layout, int cols, int rows, int masters)
{
    bool is_wide = cols >= FULL_MAIN_COLS;
    bool is_high = rows >= MAIN_ROWS;
    int margin = cols < 100 ? 1 : 2;
    int width = cols - 2 * margin;
    int gutter = is_wide ? gutter_of(masters) : 2;
    int picture = is_wide ? MAIN_COLS : width;
    int room = (picture - gutter * (masters - 1)) / masters;
    int top = is_high ? 2 : 1;
    layout->room_count = masters;
    for (int i = 0; i < masters; i++) {
        layout->rooms[i] = rect_of(margin + i * (room + gutter), top, room, STRIP_ROWS - 1);
    }
    layout->quorum = rect_of(margin, top + STRIP_ROWS - 1, picture, 1);
    int y = top + STRIP_ROWS + 1;
    int left = rows - 3 - y; /* a blank row above next */
    int prompt = is_high ? 3 + (rows - MAIN_ROWS) / 3 : left / 2;
    layout->events = rect_of(margin, y, width, left - prompt - 1);
    layout->prompt = rect_of(margin, y + left - prompt, width, prompt);
    layout->main = rect_of(margin, 1, width, rows - 4);
}

static void place_main(struct layout *layout, int cols, int rows, int masters)
{
    bool is_full = cols >= FULL_COLS;
    int margin = cols < 100 ? 1 : 2;
    int side = is_full ? cols - FULL_COLS + SIDE_COLS : 0;
    side = side > SIDE_COLS_MOST ? SIDE_COLS_MOST : side;
    int width = is_full ? cols - 2 * margin - SIDE_GAP - side : cols - 2 * margin;
    if (is_full) { /* rooms grow in step; what is left over widens the gap to the side */
        width -= (width - MAIN_COLS) % masters;
    }
    int picture = is_full ? width : MAIN_COLS;
    struct extras extras = spend(rows);

    int y = 1 + extras.bar_gap;
    layout->dock = rect_of(margin, y, picture, 2);
    y += 2;
    int room_rows = 5 + extras.airy + extras.plot + extras.pad;
    place_rooms(layout, margin, y, picture, room_rows, masters);
    y += room_rows;
    layout->storage = rect_of(margin, y, picture, 1 + extras.storage);
    y += layout->storage.rows + extras.quorum_gap;
    layout->quorum = rect_of(margin, y, picture, 1);
    y += 2;
    layout->events = rect_of(margin, y, width, 1 + EVENT_LINES + extras.events);
    y += layout->events.rows + 1;
    layout->prompt = rect_of(margin, y, width, 1 + PROMPT_LINES + extras.prompt);
    layout->main = rect_of(margin, 1, width, rows - 4);
    layout->room_is_airy = extras.airy > 0;
    layout->room_has_plot = extras.plot > 0;
    if (is_full) {
        int x = cols - margin - side;
        layout->side = rect_of(x, layout->dock.y, side, rows - 3 - layout->dock.y);
        layout->side_running = layout->events.y;
        layout->side_try = layout->prompt.y;
    }
}

static int clamp_masters(int masters)
{
    return masters < 2 ? 2 : masters > MASTERS_MAX ? MASTERS_MAX : masters;
}

struct layout layout_make_strip(int cols, int rows, int masters)
{
    struct layout layout = {.kind = LAYOUT_TOO_SMALL};
    if (cols < LAYOUT_COLS_MIN || rows < LAYOUT_ROWS_MIN) {
        return layout;
    }
    layout.kind = LAYOUT_STRIP;
    place_frame(&layout, cols, rows, cols < 100 ? 1 : 2);
    place_strip(&layout, cols, rows, clamp_masters(masters));
    return layout;
}

struct layout layout_make_wide(int cols, int rows)
{
    struct layout layout = {.kind = LAYOUT_TOO_SMALL};
    if (cols < LAYOUT_COLS_MIN || rows < LAYOUT_ROWS_MIN) {
        return layout;
    }
    int margin = cols < 100 ? 1 : 2;
    int top = rows > MAIN_ROWS ? 2 : 1;
    layout.kind = cols >= FULL_COLS ? LAYOUT_FULL : LAYOUT_MAIN;
    place_frame(&layout, cols, rows, margin);
    layout.prompt =
        rect_of(margin, rows - 3 - WIDE_PROMPT_ROWS, cols - 2 * margin, WIDE_PROMPT_ROWS);
    layout.main = rect_of(margin, top, cols - 2 * margin, layout.prompt.y - 1 - top);
    return layout;
}

struct layout layout_make_data(int cols, int rows, int masters)
{
    struct layout layout = layout_make_wide(cols, rows);
    if (layout.kind == LAYOUT_TOO_SMALL) {
        return layout;
    }
    struct rect main = layout.main;
    masters = clamp_masters(masters);
    if (layout.kind == LAYOUT_FULL) {
        int side = cols - FULL_COLS + SIDE_COLS;
        side = side > SIDE_COLS_MOST ? SIDE_COLS_MOST : side;
        main.cols -= SIDE_GAP + side;
        main.cols -= (main.cols - MAIN_COLS) % masters;
        layout.side = rect_of(cols - layout.bar.x - side, main.y, side, main.rows);
    } else if (cols >= FULL_MAIN_COLS) {
        main.cols = MAIN_COLS;
    }
    int heat = rows < MAIN_ROWS ? 0 : rows < HEAT_HIGH_ROWS ? HEAT_ROWS_LOW : HEAT_ROWS;
    int room_rows = main.rows - heat - (heat > 0 ? 1 : 0);
    place_rooms(&layout, main.x, main.y, main.cols, room_rows, masters);
    layout.heat = rect_of(main.x, main.y + room_rows + 1, main.cols, heat);
    return layout;
}

struct layout layout_make_lanes(int cols, int rows)
{
    struct layout layout = layout_make_wide(cols, rows);
    if (layout.kind == LAYOUT_FULL) {
        int side = cols - FULL_COLS + SIDE_COLS;
        side = side > SIDE_COLS_MOST ? SIDE_COLS_MOST : side;
        struct rect main = layout.main;
        layout.main.cols -= side + SIDE_GAP;
        layout.prompt.cols = layout.main.cols;
        layout.side = rect_of(main.x + main.cols - side, main.y, side, rows - 2 - main.y);
    }
    return layout;
}

struct layout layout_make(int cols, int rows, int masters)
{
    if (cols < FULL_MAIN_COLS || rows < MAIN_ROWS) {
        return layout_make_strip(cols, rows, masters);
    }
    struct layout layout = {.kind = cols >= FULL_COLS ? LAYOUT_FULL : LAYOUT_MAIN};
    place_frame(&layout, cols, rows, cols < 100 ? 1 : 2);
    place_main(&layout, cols, rows, clamp_masters(masters));
    layout.side_since = layout.dock.y + 8;
    return layout;
}

struct layout layout_make_votes(int cols, int rows, int masters)
{
    if (cols < FULL_MAIN_COLS || rows < MAIN_ROWS) { /* no room for a picture */
        struct layout bare = layout_make_wide(cols, rows);
        bare.events = bare.main;
        return bare;
    }
    if (rows < VOTES_ROWS) {
        return layout_make_strip(cols, rows, masters);
    }
    struct layout layout = layout_make(cols, rows, masters);
    for (int i = 0; i < layout.room_count; i++) {
        layout.rooms[i].rows = SMALL_ROOM_ROWS;
    }
    layout.room_is_airy = false;
    layout.room_has_plot = false;
    int y = layout.rooms[0].y + SMALL_ROOM_ROWS + 1;
    layout.prompt.y = rows - 3 - WIDE_PROMPT_ROWS;
    layout.prompt.rows = WIDE_PROMPT_ROWS;
    layout.events.y = y;
    layout.events.rows = layout.prompt.y - 1 - y;
    return layout;
}
