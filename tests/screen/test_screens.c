/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/compiler.h"
#include "base/mem.h"
#include "lib/fixture.h"
#include "lib/golden.h"
#include "view/glyph.h"
#include "view/layout.h"
#include "view/view.h"

#include <stdio.h>

/* --- golden screens ------------------------------------------------------------------------- */

static const struct {
    const char *fixture;
    int cols, rows;
    enum theme_name theme;
    bool is_ascii;
} goldens[] = {
    {"healthy", 120, 40, THEME_DARK, false},
    {"healthy", 80, 24, THEME_DARK, false},
    {"healthy", 200, 60, THEME_DARK, false},
    {"healthy", 54, 12, THEME_DARK, false},
    {"killed", 120, 40, THEME_DARK, false},
    {"killed", 80, 24, THEME_DARK, false},
    {"killed", 200, 60, THEME_DARK, false},
    {"killed", 60, 16, THEME_DARK, false},
    {"killed", 120, 40, THEME_CONTRAST, false},
    {"killed", 120, 40, THEME_LIGHT, false},
    {"killed", 120, 40, THEME_MONO, false},
    {"killed", 120, 40, THEME_MONO, true},
    {"killed", 80, 24, THEME_MONO, true},
    {"moving", 120, 40, THEME_DARK, false},
    {"side", 80, 24, THEME_DARK, false},
    {"side", 120, 40, THEME_DARK, false},
    {"text", 80, 24, THEME_DARK, false},
    {"keys", 120, 40, THEME_DARK, false},
    {"keys", 200, 60, THEME_DARK, false},
    {"keys", 80, 24, THEME_DARK, false},
    {"keys", 60, 16, THEME_MONO, true},
    {"help", 120, 40, THEME_DARK, false},
    {"help", 200, 60, THEME_DARK, false},
    {"help", 80, 24, THEME_DARK, false},
    {"help", 80, 24, THEME_MONO, true},
    {"why", 120, 40, THEME_DARK, false},
    {"why", 200, 60, THEME_DARK, false},
    {"why", 80, 24, THEME_DARK, false},
    {"why", 60, 16, THEME_DARK, false},
    {"why", 120, 40, THEME_MONO, true},
    {"lanes-all", 120, 40, THEME_DARK, false},
    {"lanes-all", 80, 24, THEME_MONO, true},
    {"sideways", 120, 40, THEME_DARK, false},
    {"sideways", 200, 60, THEME_DARK, false},
    {"sideways", 80, 24, THEME_DARK, false},
    {"sideways", 80, 24, THEME_MONO, true},
    {"watch", 120, 40, THEME_DARK, false},
    {"watch", 80, 24, THEME_MONO, true},
    {"palette", 120, 40, THEME_DARK, false},
    {"palette", 200, 60, THEME_DARK, false},
    {"palette", 80, 24, THEME_DARK, false},
    {"palette", 60, 16, THEME_MONO, true},
    {"events", 120, 40, THEME_DARK, false},
    {"events", 200, 60, THEME_DARK, false},
    {"events", 80, 24, THEME_DARK, false},
    {"events", 80, 24, THEME_MONO, true},
    {"states", 120, 40, THEME_DARK, false},
    {"states", 80, 24, THEME_DARK, false},
    {"states", 60, 16, THEME_DARK, false},
    {"links", 120, 40, THEME_DARK, false},
    {"links", 80, 24, THEME_DARK, false},
    {"links", 60, 16, THEME_DARK, false},
    {"links", 120, 40, THEME_MONO, true},
    {"links", 80, 24, THEME_MONO, true},
    {"crashes", 120, 40, THEME_DARK, false},
    {"crashes", 80, 24, THEME_DARK, false},
    {"crashes", 60, 16, THEME_DARK, false},
    {"crashes", 120, 40, THEME_MONO, true},
    {"crashes", 80, 24, THEME_MONO, true},
    {"two", 120, 40, THEME_DARK, false},
    {"two", 80, 24, THEME_DARK, false},
    {"two", 60, 16, THEME_DARK, false},
    {"no_quorum", 80, 24, THEME_DARK, false},
    {"empty", 80, 24, THEME_DARK, false},
    {"home", 120, 40, THEME_DARK, false},
    {"home", 200, 60, THEME_DARK, false},
    {"home", 80, 24, THEME_DARK, false},
    {"home", 60, 16, THEME_DARK, false},
    {"home", 60, 20, THEME_DARK, false},
    {"home-first", 80, 24, THEME_DARK, false},
    {"home-unkept", 80, 24, THEME_DARK, false},
    {"branches", 120, 40, THEME_DARK, false},
    {"branches", 80, 24, THEME_DARK, false},
    {"branches", 200, 60, THEME_DARK, false},
    {"branches", 60, 16, THEME_DARK, false},
    {"branches", 120, 40, THEME_LIGHT, false},
    {"branches", 120, 40, THEME_MONO, false},
    {"branches", 80, 24, THEME_MONO, true},
    {"branches-compared", 120, 40, THEME_DARK, false},
    {"branches-compared", 80, 24, THEME_DARK, false},
    {"branches-compared", 160, 60, THEME_DARK, false},
    {"branches-compared", 60, 16, THEME_DARK, false},
    {"branches-compared", 120, 40, THEME_LIGHT, false},
    {"branches-compared", 80, 24, THEME_MONO, true},
    {"branches-compared-on", 80, 24, THEME_DARK, false},
    {"branches-compared", 120, 40, THEME_MONO, true},
    {"branches-marks", 120, 40, THEME_DARK, false},
    {"branches-marks", 80, 24, THEME_MONO, true},
    {"branches-many", 80, 24, THEME_DARK, false},
    {"branches-many", 120, 40, THEME_DARK, false},
    {"branches-none", 80, 24, THEME_DARK, false},
    {"lesson", 120, 40, THEME_DARK, false},
    {"lesson", 80, 24, THEME_DARK, false},
    {"lesson", 200, 60, THEME_DARK, false},
    {"lesson", 60, 16, THEME_DARK, false},
    {"lesson", 120, 40, THEME_LIGHT, false},
    {"lesson", 80, 24, THEME_MONO, true},
    {"lesson-quiz", 120, 40, THEME_DARK, false},
    {"lesson-quiz", 80, 24, THEME_CONTRAST, false},
    {"lesson-broken", 120, 40, THEME_DARK, false},
    {"lesson-broken", 80, 24, THEME_DARK, false},
    {"lesson-shown", 120, 40, THEME_DARK, false},
    {"lesson-shown", 80, 24, THEME_MONO, true},
    {"lesson-ended", 120, 40, THEME_LIGHT, false},
    {"lesson-ended", 80, 24, THEME_DARK, false},
    {"traffic", 120, 40, THEME_DARK, false},
    {"traffic", 80, 24, THEME_DARK, false},
    {"traffic", 200, 60, THEME_DARK, false},
    {"traffic", 120, 40, THEME_MONO, true},
    {"crowd-idle", 120, 40, THEME_DARK, false},
    {"crowd-moving", 120, 40, THEME_DARK, false},
    {"crowd-moving", 80, 24, THEME_MONO, true},
    {"data", 120, 40, THEME_DARK, false},
    {"data", 80, 24, THEME_DARK, false},
    {"data", 200, 60, THEME_DARK, false},
    {"data", 60, 16, THEME_DARK, false},
    {"data", 120, 40, THEME_LIGHT, false},
    {"data", 80, 24, THEME_MONO, true},
    {"data-marks", 120, 40, THEME_MONO, false},
    {"data-marks", 80, 24, THEME_DARK, false},
    {"data-none", 80, 24, THEME_DARK, false},
    {"votes", 120, 40, THEME_DARK, false},
    {"votes", 80, 24, THEME_DARK, false},
    {"votes", 200, 60, THEME_DARK, false},
    {"votes", 60, 16, THEME_DARK, false},
    {"votes", 120, 40, THEME_LIGHT, false},
    {"votes", 80, 24, THEME_MONO, true},
    {"votes-open", 120, 40, THEME_MONO, false},
    {"votes-open", 80, 24, THEME_DARK, false},
    {"votes-none", 80, 24, THEME_DARK, false},
    {"lanes", 120, 40, THEME_DARK, false},
    {"lanes", 80, 24, THEME_DARK, false},
    {"lanes", 200, 60, THEME_DARK, false},
    {"lanes", 60, 16, THEME_DARK, false},
    {"lanes", 120, 40, THEME_LIGHT, false},
    {"lanes", 80, 24, THEME_MONO, true},
    {"meters", 120, 40, THEME_DARK, false},
    {"meters", 80, 24, THEME_DARK, false},
    {"meters", 200, 60, THEME_DARK, false},
    {"meters", 60, 16, THEME_DARK, false},
    {"meters", 120, 40, THEME_LIGHT, false},
    {"meters", 120, 40, THEME_MONO, false},
    {"meters", 120, 40, THEME_CONTRAST, false},
    {"meters", 120, 40, THEME_MONO, true},
    {"meters-at", 120, 40, THEME_DARK, false},
    {"meters-at", 80, 24, THEME_MONO, true},
    {"meters-one", 120, 40, THEME_DARK, false},
    {"meters-one", 80, 24, THEME_DARK, false},
    {"meters", 80, 24, THEME_MONO, true},
    {"meters-states", 120, 40, THEME_MONO, false},
    {"meters-states", 80, 24, THEME_DARK, false},
    {"meters-many", 80, 24, THEME_DARK, false},
    {"meters-many", 120, 40, THEME_DARK, false},
    {"stage", 80, 24, THEME_STAGE, false},
    {"stage", 120, 40, THEME_STAGE, false},
    {"stage", 160, 45, THEME_STAGE, false},
    {"stage", 200, 60, THEME_STAGE, false},
    {"stage", 60, 16, THEME_STAGE, false},
    {"stage", 160, 45, THEME_LIGHT, false},
    {"stage", 160, 45, THEME_MONO, false},
    {"stage", 80, 24, THEME_CONTRAST, false},
    {"stage", 80, 24, THEME_MONO, true},
    {"stage", 160, 45, THEME_MONO, true},
    {"stage-typing", 80, 24, THEME_STAGE, false},
    {"stage-typing", 160, 45, THEME_STAGE, false},
    {"stage-answer", 80, 24, THEME_STAGE, false},
    {"stage-answer", 160, 45, THEME_STAGE, false},
    {"stage-asking", 80, 24, THEME_STAGE, false},
    {"stage-asking", 160, 45, THEME_STAGE, false},
    {"stage-votes", 80, 24, THEME_STAGE, false},
    {"stage-votes", 160, 45, THEME_STAGE, false},
    {"stage-stuck", 80, 24, THEME_STAGE, false},
    {"stage-stuck", 160, 45, THEME_STAGE, false},
    {"stage-crowd", 80, 24, THEME_STAGE, false},
    {"stage-crowd", 160, 45, THEME_STAGE, false},
    {"stage-crowd", 80, 24, THEME_MONO, true},
    {"stage-timeline", 80, 24, THEME_STAGE, false},
    {"stage-timeline", 160, 45, THEME_STAGE, false},
    {"stage-compared", 80, 24, THEME_STAGE, false},
    {"stage-compared", 160, 45, THEME_STAGE, false},
    {"stage-compared", 80, 24, THEME_MONO, true},
    {"stage-card", 80, 24, THEME_STAGE, false},
    {"stage-card", 160, 45, THEME_STAGE, false},
    {"stage-card", 80, 24, THEME_MONO, true},
};

static void screens__made_up_models__equal_their_goldens(void **state)
{
    (void)state;
    int wrong = 0;
    for (int i = 0; i < COUNT_OF(goldens); i++) {
        char path[128];
        (void)snprintf(path, sizeof(path), "tests/screen/%s-%dx%d%s%s%s.screen", goldens[i].fixture,
                       goldens[i].cols, goldens[i].rows, goldens[i].theme == THEME_DARK ? "" : "-",
                       goldens[i].theme == THEME_DARK ? "" : theme_text(goldens[i].theme),
                       goldens[i].is_ascii ? "-ascii" : "");
        struct canvas *canvas = fixture_draw(goldens[i].fixture, goldens[i].cols, goldens[i].rows,
                                             goldens[i].theme, goldens[i].is_ascii);
        struct buf text;
        buf_init(&text, BUF_CAP_TEXT);
        canvas_dump(canvas, &text);
        canvas_dump_roles(canvas, &text);
        wrong += golden_matches(path, text.data) ? 0 : 1;
        buf_release(&text);
        canvas_free(canvas);
    }
    assert_int_equal(wrong, 0);
}

/* --- every size ----------------------------------------------------------------------------- */

/* Is `word` in row `y`? */
static bool row_has(const struct canvas *canvas, int y, const char *word)
{
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    canvas_dump(canvas, &text);
    const char *row = text.data;
    for (int i = 0; i < y; i++) {
        row = strchr(row, '\n') + 1;
    }
    const char *found = strstr(row, word);
    bool has = found != NULL && found < row + strcspn(row, "\n");
    buf_release(&text);
    return has;
}

/* The cursor is in the prompt, or, where another pane has the focus, its mark is. */
static bool has_live_prompt(const struct canvas *canvas)
{
    bool found = canvas->cursor_x >= 0 && canvas->cursor_x < canvas->cols &&
                 canvas->cursor_y >= 0 && canvas->cursor_y < canvas->rows - 2;
    for (int y = 0; !found && y < canvas->rows - 2; y++) {
        found = row_has(canvas, y, "▸ ▁");
    }
    return found;
}

/* Headings with a heavy rule: exactly one pane has the focus. */
static int focused_count(const struct canvas *canvas)
{
    int count = 0;
    for (int y = 0; y < canvas->rows; y++) {
        count += row_has(canvas, y, "━━━━━━━━━━━") ? 1 : 0;
    }
    return count;
}

static void focus__each_view__is_on_one_pane(void **state)
{
    (void)state;
    static const char *const names[] = {"healthy", "killed", "side", "text"};
    for (int i = 0; i < COUNT_OF(names); i++) {
        for (int wide = 0; wide < 2; wide++) {
            struct canvas *canvas =
                fixture_draw(names[i], wide ? 120 : 80, wide ? 40 : 24, THEME_DARK, false);
            assert_int_equal(focused_count(canvas), 1);
            canvas_free(canvas);
        }
    }
}

static void screens__every_size__keeps_prompt_next_and_keys(void **state)
{
    (void)state;
    for (int cols = 1; cols <= 130; cols++) {
        for (int rows = 1; rows <= 50; rows++) {
            const struct fixture *fixture = fixture_at((cols + rows) % fixture_count());
            struct canvas *canvas = fixture_draw(fixture->name, cols, rows, THEME_DARK, false);
            bool is_enough = cols >= LAYOUT_COLS_MIN && rows >= LAYOUT_ROWS_MIN;
            bool has_next = rows > 1 && (row_has(canvas, rows - 2, "next") ||
                                         row_has(canvas, rows - 2, "goes on when"));
            bool has_keys = row_has(canvas, rows - 1, "? ");
            bool has_prompt = has_live_prompt(canvas);
            bool is_home = strncmp(fixture->name, "home", 4) == 0;
            bool is_stage = strncmp(fixture->name, "stage", 5) == 0; /* it has none of these */
            if (is_enough && !is_stage && !(has_next && has_keys && (has_prompt || is_home))) {
                fail_msg("%s at %dx%d: next %d, keys %d, prompt %d", fixture->name, cols, rows,
                         has_next, has_keys, has_prompt);
            }
            canvas_free(canvas);
        }
    }
}

static bool rects_meet(struct rect a, struct rect b)
{
    return a.x < b.x + b.cols && b.x < a.x + a.cols && a.y < b.y + b.rows && b.y < a.y + a.rows;
}

static void layout__every_size__keeps_panes_apart_and_inside(void **state)
{
    (void)state;
    for (int masters = 2; masters <= MASTERS_MAX; masters++) {
        for (int cols = LAYOUT_COLS_MIN; cols <= 260; cols++) {
            for (int rows = LAYOUT_ROWS_MIN; rows <= 90; rows++) {
                struct layout at = rows % 2 == 0 ? layout_make(cols, rows, masters)
                                                 : layout_make_strip(cols, rows, masters);
                const struct rect panes[] = {at.bar,    at.dock, at.storage, at.quorum, at.events,
                                             at.prompt, at.next, at.keys,    at.side};
                for (int i = 0; i < COUNT_OF(panes); i++) {
                    assert_in_range(panes[i].x + panes[i].cols, 0, cols);
                    assert_in_range(panes[i].y + panes[i].rows, 0, rows);
                    for (int j = 0; j < i; j++) {
                        assert_false(rects_meet(panes[i], panes[j]));
                    }
                }
                assert_true(at.prompt.rows >= 3);
                assert_true(at.events.rows >= 3);
            }
        }
    }
}

static void dock__more_tags_than_places__says_how_many(void **state)
{
    (void)state;
    struct canvas *canvas = fixture_draw("crowd", 80, 24, THEME_DARK, false);
    assert_true(row_has(canvas, 1, " @1    @4    @5    +4"));
    assert_true(row_has(canvas, 2, " │     │     │              │"));
    canvas_free(canvas);
}

static void clients__without_room__idle_ones_are_counted(void **state)
{
    static const char *const rows[] = {" @1 ", " @7 ", " @8 ", " @9 ",
                                       " and 5 idle: \\connections"};
    (void)state;
    struct canvas *canvas = fixture_draw("crowd-idle", 120, 31, THEME_DARK, false);
    for (int i = 0; i < COUNT_OF(rows); i++) {
        assert_true(row_has(canvas, 4 + i, rows[i]));
    }
    canvas_free(canvas);
    canvas = fixture_draw("crowd-idle", 120, 40, THEME_DARK, false); /* with rows to spare: all */
    assert_true(row_has(canvas, 12, " @9 "));
    assert_true(row_has(canvas, 14, " since the start "));
    canvas_free(canvas);
}

static void screens__too_small__says_what_is_needed(void **state)
{
    (void)state;
    struct canvas *canvas = fixture_draw("healthy", 54, 12, THEME_DARK, false);
    assert_true(row_has(canvas, 0, "Quartet needs 60 by 16; this is 54 by 12."));
    canvas_free(canvas);
}

/* --- the design's grid ---------------------------------------------------------------------- */

static void layout__design_sizes__stand_on_the_grid(void **state)
{
    (void)state;
    static const int starts[][MASTERS_MAX] = {{0}, {0}, {2, 43}, {2, 29, 56}, {2, 22, 42, 62}};
    static const int widths[] = {0, 0, 37, 24, 18};
    for (int masters = 2; masters <= MASTERS_MAX; masters++) {
        struct layout at = layout_make(120, 40, masters);
        for (int i = 0; i < masters; i++) {
            assert_int_equal(at.rooms[i].x, starts[masters][i]);
            assert_int_equal(at.rooms[i].cols, widths[masters]);
        }
    }
    struct layout big = layout_make(120, 40, 3);
    assert_int_equal(big.rooms[0].y, 4);
    assert_int_equal(big.quorum.y, 18);
    assert_int_equal(big.events.y, 20);
    assert_int_equal(big.prompt.y, 29);
    assert_int_equal(big.side.x, 86);
    struct layout small = layout_make(80, 24, 3);
    assert_int_equal(small.rooms[1].x, 28);
    assert_int_equal(small.quorum.y, 9);
    assert_int_equal(small.events.y, 11);
    assert_int_equal(small.prompt.y, 17);
}

/* --- states without colour ------------------------------------------------------------------ */

static void clock__long_number_in_a_narrow_room__has_its_unit(void **state)
{
    (void)state;
    struct model *model = mem_alloc(1, sizeof *model);
    struct ui ui = {.theme = THEME_DARK};
    fixture_find("crashes")->fill(model, &ui, 120);
    model->clock = (struct model_clock){
        .is_shown = true, .room = 2, .client = 3, .length = 949000, .is_running = true};
    struct canvas *canvas = canvas_new(120, 40);
    view_draw(canvas, model, &ui, "", "");
    assert_true(row_has(canvas, 8, "@3 waits"));
    assert_true(row_has(canvas, 11, "▀▀▀   ▀ ▀▀▀ ms"));
    canvas_free(canvas);
    mem_free(model);
}

/* The words and shapes by which each state is told, in Unicode and in ASCII. */
static void states__without_colour__differ_by_word_and_shape(void **state)
{
    (void)state;
    static const struct {
        const char *fixture, *shape, *ascii;
        int row;
    } told[] = {
        {"states", "● UP", "* UP", 4},
        {"states", "◐ RECOVER", "% RECOVER", 4},
        {"states", "‖ HUNG", "= HUNG", 4},
        {"states", "◇ READ ONLY", "+ READ ONLY", 4},
        {"states", "╱╱", "//", 4},
        {"states", "╱ m3", "/ m3", 4},
        {"states", "≈ c1", "~ c1", 8},
        {"states", "1 SLOW", "1 SLOW", 9},
        {"states", "no copies here", "no copies here", 8},
        {"two", "□ a2", "o a2", 8},
        {"two", "1 EMPTY", "1 EMPTY", 9},
        {"crashes", "╱ NO VOLUME", "/ NO VOLUME", 4},
        {"crashes", "back    13 s", "back    13 s", 5},
        {"crashes", "back   104 s", "back   104 s", 5},
        {"crashes", "● UP  ! m2", "* UP  ! m2", 4},
        {"links", "● UP", "* UP", 4},
        {"links", "≈ SLOW m2", "~ SLOW m2", 4},
        {"links", "◇ READ ONLY ≈ m1", "+ READ ONLY ~ m1", 4},
        {"links", "! LOSSY m2", "! LOSSY m2", 4},
        {"links", "! c1", "! c1", 8},
        {"links", "≈ a2", "~ a2", 8},
        {"links", "1 FAILS", "1 FAILS", 9},
        {"killed", "╌ × DOWN", ". x DOWN", 3},
        {"killed", "silent", "silent", 4},
        {"killed", "moving", "moving", 1},
        {"killed", "× b1", "x b1", 8},
        {"killed", "✓ no spare", "ok no spare", 9},
        {"healthy", "✓ 2 spare", "ok 2 spare", 9},
        {"no_quorum", "refuses", "refuses", 4},
        {"no_quorum", "3 of 6 copies up", "3 of 6 copies up", 9},
        {"no_quorum", "outage 640 ms (@4)", "outage 640 ms (@4)", 11},
        {"no_quorum", "× waits", "x waits", 9},
        {"no_quorum", "needs 3 ✓", "needs 3 ok", 9},
    };
    for (int i = 0; i < COUNT_OF(told); i++) {
        for (int ascii = 0; ascii < 2; ascii++) {
            const char *word = ascii == 1 ? told[i].ascii : told[i].shape;
            struct canvas *canvas = fixture_draw(told[i].fixture, 80, 24, THEME_MONO, ascii == 1);
            if (!row_has(canvas, told[i].row, word)) {
                fail_msg("%s: \"%s\" is not in row %d", told[i].fixture, word, told[i].row);
            }
            canvas_free(canvas);
        }
    }
}

static void ascii__every_screen__is_ascii_and_stands_the_same(void **state)
{
    (void)state;
    for (int i = 0; i < fixture_count(); i++) {
        struct canvas *canvas = fixture_draw(fixture_at(i)->name, 120, 40, THEME_MONO, true);
        for (int at = 0; at < canvas->cols * canvas->rows; at++) {
            assert_in_range(canvas->cells[at].base, ' ', '~');
        }
        canvas_free(canvas);
    }
}

/* Bare themes fill no ground but behind what is marked. */
static void bare_themes__no_room__has_a_ground(void **state)
{
    (void)state;
    static const enum theme_name bare[] = {THEME_CONTRAST, THEME_MONO};
    for (int i = 0; i < COUNT_OF(bare); i++) {
        struct canvas *canvas = fixture_draw("killed", 120, 40, bare[i], false);
        for (int at = 0; at < canvas->cols * canvas->rows; at++) {
            uint8_t ground = canvas->cells[at].ground;
            assert_false(ground == ROLE_CARD || ground == ROLE_BAND || ground == ROLE_HOLE);
        }
        canvas_free(canvas);
    }
}

/* --- contrast ------------------------------------------------------------------------------- */

/* As the 256 colours have them, where they cannot be made anew. */
static int32_t drawn_color(enum theme_name theme, enum role role, bool is_256)
{
    struct look look = theme_look(theme, role);
    return is_256 ? theme_palette(look.c256) : look.rgb;
}

static void theme__text_roles__have_contrast(void **state)
{
    (void)state;
    static const enum theme_name painted[] = {THEME_DARK, THEME_LIGHT, THEME_CONTRAST, THEME_STAGE};
    static const enum role grounds[] = {ROLE_BG, ROLE_CARD, ROLE_BAND};
    for (int i = 0; i < COUNT_OF(painted); i++) {
        int least = painted[i] == THEME_CONTRAST ? 700 : 450;
        for (int role = ROLE_FAINT; role < ROLE_COUNT; role++) {
            for (int k = 0; k < 2 * COUNT_OF(grounds); k++) {
                bool is_256 = k % 2 == 1;
                int32_t front = drawn_color(painted[i], (enum role)role, is_256);
                int32_t ground = drawn_color(painted[i], grounds[k / 2], is_256);
                assert_in_range(theme_contrast(front, ground), least, 2200);
            }
        }
    }
}

/* What is really drawn, on the grounds it is drawn on; rules carry no text. */
/* WCAG asks 3 of large letters, 4.5 of others; the contrast theme wants 7 of all. */
static int least_contrast(const struct cell_glyph *cell, enum theme_name theme)
{
    bool is_large =
        cell->base == GLYPH_BLOCK || cell->base == GLYPH_BLOCK_TOP || cell->base == GLYPH_BLOCK_LOW;
    return theme == THEME_CONTRAST ? 700 : is_large ? 300 : 450;
}

static void check_contrast(const struct canvas *canvas, const char *name, enum theme_name theme)
{
    for (int at = 0; at < 2 * canvas->cols * canvas->rows; at++) {
        const struct cell_glyph *cell = &canvas->cells[at / 2];
        bool is_text = cell->base != ' ' && cell->base != 0 && cell->role != ROLE_RULE;
        int32_t front = drawn_color(theme, (enum role)cell->role, at % 2 == 1);
        int32_t ground = drawn_color(theme, (enum role)cell->ground, at % 2 == 1);
        if (is_text && theme_contrast(front, ground) < least_contrast(cell, theme)) {
            fail_msg("%s in %s, %s: role %c on %c has %d", name, theme_text(theme),
                     at % 2 == 1 ? "256 colours" : "all colours",
                     role_letter((enum role)cell->role), role_letter((enum role)cell->ground),
                     theme_contrast(front, ground));
        }
    }
}

static void theme__every_cell_drawn__has_contrast(void **state)
{
    (void)state;
    static const enum theme_name painted[] = {THEME_DARK, THEME_LIGHT, THEME_CONTRAST, THEME_STAGE};
    for (int i = 0; i < COUNT_OF(painted) * fixture_count(); i++) {
        const char *name = fixture_at(i / COUNT_OF(painted))->name;
        enum theme_name theme = painted[i % COUNT_OF(painted)];
        for (int wide = 0; wide < 2; wide++) {
            struct canvas *canvas =
                fixture_draw(name, wide ? 120 : 80, wide ? 40 : 24, theme, false);
            check_contrast(canvas, name, theme);
            canvas_free(canvas);
        }
    }
}

static void theme__contrast__is_that_of_wcag(void **state)
{
    (void)state;
    assert_in_range(theme_contrast(0xffffff, 0x000000), 2090, 2110);
    assert_in_range(theme_contrast(0x777777, 0xffffff), 440, 456);
    assert_int_equal(theme_contrast(0x123456, 0x123456), 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(screens__made_up_models__equal_their_goldens),
        cmocka_unit_test(screens__every_size__keeps_prompt_next_and_keys),
        cmocka_unit_test(focus__each_view__is_on_one_pane),
        cmocka_unit_test(layout__every_size__keeps_panes_apart_and_inside),
        cmocka_unit_test(dock__more_tags_than_places__says_how_many),
        cmocka_unit_test(clients__without_room__idle_ones_are_counted),
        cmocka_unit_test(screens__too_small__says_what_is_needed),
        cmocka_unit_test(layout__design_sizes__stand_on_the_grid),
        cmocka_unit_test(states__without_colour__differ_by_word_and_shape),
        cmocka_unit_test(clock__long_number_in_a_narrow_room__has_its_unit),
        cmocka_unit_test(ascii__every_screen__is_ascii_and_stands_the_same),
        cmocka_unit_test(bare_themes__no_room__has_a_ground),
        cmocka_unit_test(theme__text_roles__have_contrast),
        cmocka_unit_test(theme__every_cell_drawn__has_contrast),
        cmocka_unit_test(theme__contrast__is_that_of_wcag),
    };
    return cmocka_run_group_tests_name("screen/screens", tests, NULL, NULL);
}
