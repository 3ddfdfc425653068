/* SPDX-License-Identifier: MIT */
/* What is sent of a canvas: no more than what has changed, and in words that can be read here. */
#include "lib/test.h"

#include "tui/painter.h"

#include <stdarg.h>
#include <stdio.h>

#define COLS 6
#define ROWS 2

struct setting {
    struct painter painter;
    struct canvas *canvas;
};

static struct setting setting;

static char *fill(const char *word, ...)
{
    static char out[PAINT_WORD_SIZE];
    va_list args;
    va_start(args, word);
    int y = va_arg(args, int);
    int x = va_arg(args, int);
    va_end(args);
    (void)snprintf(out, sizeof(out), "%s%d,%d>", word, x, y);
    return out;
}

static void set_word(enum paint_word which, const char *word)
{
    (void)snprintf(setting.painter.words[which], PAINT_WORD_SIZE, "%s", word);
}

/* A terminal with a word for each, and a colour for each role but that of plain text. */
static int set_up(void **state)
{
    (void)state;
    struct painter *painter = &setting.painter;
    painter_init(painter);
    painter->fill = fill;
    painter->has_corner = true;
    set_word(PAINT_MOVE, "<");
    set_word(PAINT_CLEAR, "<clear>");
    set_word(PAINT_PLAIN, "<plain>");
    set_word(PAINT_BOLD, "<bold>");
    set_word(PAINT_REVERSE, "<reverse>");
    set_word(PAINT_UNDERLINE, "<line>");
    set_word(PAINT_CURSOR, "<on>");
    set_word(PAINT_NO_CURSOR, "<off>");
    for (int role = 0; role < ROLE_COUNT; role++) {
        char letter = role_letter((enum role)role);
        if (role != ROLE_TEXT) {
            (void)snprintf(painter->text[role], PAINT_WORD_SIZE, "<%c>", letter);
        }
        if (role != ROLE_BG) {
            (void)snprintf(painter->ground[role], PAINT_WORD_SIZE, "<on %c>", letter);
        }
        for (int ground = 0; ground < ROLE_COUNT; ground++) {
            painter->looks[role][ground] =
                (struct paint){.text = (uint8_t)role, .ground = (uint8_t)ground};
        }
    }
    setting.canvas = canvas_new(COLS, ROWS);
    painter_add_changes(painter, setting.canvas);
    buf_clear(&painter->bytes);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    painter_release(&setting.painter);
    canvas_free(setting.canvas);
    return 0;
}

static void text(int x, int y, enum role role, const char *what)
{
    (void)canvas_text(setting.canvas, rect_of(x, y, COLS - x, 1), role, what);
}

static void expect(const char *bytes)
{
    painter_add_changes(&setting.painter, setting.canvas);
    assert_string_equal(setting.painter.bytes.data, bytes);
    buf_clear(&setting.painter.bytes);
}

static void frame__nothing_changed__sends_nothing(void **state)
{
    (void)state;
    expect("");
    text(1, 0, ROLE_TEXT, "ab");
    expect("<1,0>ab");
    expect("");
}

static void frame__not_known__clears_and_sends_all(void **state)
{
    (void)state;
    setting.painter.is_known = false;
    expect("<plain><clear><0,0>      <0,1>      <off>");
    canvas_resize(setting.canvas, 2, 1);
    text(0, 0, ROLE_TEXT, "ab");
    expect("<plain><clear><0,0>ab<off>");
}

/* A colour is sent where it changes, and taken back only by all that is plain. */
static void looks__side_by_side__say_what_differs(void **state)
{
    (void)state;
    text(0, 0, ROLE_M1, "a");
    text(1, 0, ROLE_M2, "b");
    canvas_fill(setting.canvas, rect_of(1, 0, 1, 1), ROLE_CARD);
    text(2, 0, ROLE_M2, "c");
    text(3, 0, ROLE_TEXT, "d");
    (void)canvas_bold(setting.canvas, rect_of(4, 0, 1, 1), ROLE_M1, "e");
    text(5, 0, ROLE_M1, "f");
    canvas_underline(setting.canvas, rect_of(5, 0, 1, 1));
    expect("<0,0><i>a<j><on c>b<plain><j>c<plain>d<bold><i>e<plain><line><i>f");
}

/* What was sent is known, the rest stands as it stood. */
static void changes__apart__are_moved_to(void **state)
{
    (void)state;
    text(0, 0, ROLE_TEXT, "abcdef");
    text(0, 1, ROLE_TEXT, "ghijkl");
    expect("<0,0>abcdef<0,1>ghijkl"); /* terminals disagree about what follows a last column */
    text(1, 0, ROLE_TEXT, "B");
    text(4, 0, ROLE_TEXT, "E");
    text(4, 1, ROLE_TEXT, "K");
    expect("<1,0>B<4,0>E<4,1>K");
    setting.painter.moves_plain = true;
    text(0, 0, ROLE_M1, "x");
    text(3, 0, ROLE_M1, "y");
    expect("<plain><0,0><i>x<plain><3,0><i>y");
}

/* Where of a blank only the ground is seen, it takes no word for its colour. */
static void blanks__whatever_their_role__look_alike(void **state)
{
    (void)state;
    setting.painter.hides_blanks = true;
    text(0, 0, ROLE_M1, "a.b");
    expect("<0,0><i>a.b");
    canvas_put(setting.canvas, 1, 0, ROLE_M2, ' ');
    canvas_put(setting.canvas, 4, 0, ROLE_M2, ' ');
    expect("<1,0> ");
    canvas_underline(setting.canvas, rect_of(1, 0, 1, 1));
    expect("<1,0><line><j> ");
}

/* They leave the place of the next one open; what the locale lacks is a question mark. */
static void characters__wide_or_marked__are_followed_by_a_move(void **state)
{
    (void)state;
    text(0, 0, ROLE_TEXT, "東e\xcc\x81x");
    expect("<0,0>?<2,0>e?<3,0>x");
}

static void corner__that_would_scroll__is_left_out(void **state)
{
    (void)state;
    setting.painter.has_corner = false;
    text(4, 1, ROLE_TEXT, "ab");
    expect("<4,1>a");
}

static void cursor__shown__is_moved_back_to(void **state)
{
    (void)state;
    setting.canvas->cursor_x = 2;
    setting.canvas->cursor_y = 1;
    expect("<2,1><on>");
    expect("");
    text(0, 0, ROLE_TEXT, "a");
    expect("<0,0>a<2,1>");
    setting.canvas->cursor_x = -1;
    expect("<off>");
    painter_add_end(&setting.painter);
    assert_string_equal(setting.painter.bytes.data, "<plain><on>");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(frame__nothing_changed__sends_nothing),
        CASE(frame__not_known__clears_and_sends_all),
        CASE(looks__side_by_side__say_what_differs),
        CASE(changes__apart__are_moved_to),
        CASE(blanks__whatever_their_role__look_alike),
        CASE(characters__wide_or_marked__are_followed_by_a_move),
        CASE(corner__that_would_scroll__is_left_out),
        CASE(cursor__shown__is_moved_back_to),
    };
    return cmocka_run_group_tests_name("tui/painter", tests, NULL, NULL);
}
