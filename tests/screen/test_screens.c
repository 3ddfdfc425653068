/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/mem.h"
#include "lib/golden.h"
#include "screen/fixture.h"
#include "view/draw.h"
#include "view/view.h"

#include <stdio.h>

/* A fixture, drawn; the caller frees the canvas. */
static struct canvas *draw(const char *name, int cols, int rows, enum theme_name theme,
                           bool is_ascii)
{
    struct model *model = mem_alloc(1, sizeof(*model));
    struct ui ui;
    assert_true(fixture_fill(name, model, &ui));
    ui.theme = theme;
    ui.is_ascii = is_ascii;
    struct canvas *canvas = canvas_new(cols, rows);
    view_draw(canvas, model, &ui, "help", "one\ntwo\n");
    mem_free(model);
    return canvas;
}

static const struct {
    const char *fixture;
    int cols, rows;
    enum theme_name theme;
    bool is_ascii;
} goldens[] = {
    {"healthy", 120, 40, THEME_DARK, false}, {"healthy", 80, 24, THEME_DARK, false},
    {"healthy", 200, 60, THEME_DARK, false}, {"killed", 120, 40, THEME_DARK, false},
    {"killed", 80, 24, THEME_DARK, false},   {"killed", 120, 40, THEME_MONO, false},
    {"killed", 80, 24, THEME_DARK, true},    {"killed", 60, 16, THEME_DARK, false},
    {"two", 80, 24, THEME_DARK, false},      {"states", 120, 40, THEME_DARK, false},
    {"home", 120, 40, THEME_DARK, false},    {"home", 80, 24, THEME_DARK, false},
    {"healthy", 54, 12, THEME_DARK, false},
};

static void screens__made_up_models__equal_their_pictures(void **state)
{
    (void)state;
    int wrong = 0;
    for (int i = 0; i < COUNT_OF(goldens); i++) {
        struct canvas *canvas = draw(goldens[i].fixture, goldens[i].cols, goldens[i].rows,
                                     goldens[i].theme, goldens[i].is_ascii);
        char path[128];
        (void)snprintf(path, sizeof(path), "tests/screen/%s-%dx%d%s%s.screen", goldens[i].fixture,
                       goldens[i].cols, goldens[i].rows,
                       goldens[i].theme == THEME_MONO ? "-mono" : "",
                       goldens[i].is_ascii ? "-ascii" : "");
        struct buf text;
        buf_init(&text, BUF_CAP_TEXT);
        canvas_dump(canvas, &text);
        buf_addf(&text, "roles\n");
        canvas_dump_roles(canvas, &text);
        wrong += golden_matches(path, text.data) ? 0 : 1;
        buf_release(&text);
        canvas_free(canvas);
    }
    assert_int_equal(wrong, 0);
}

static void screens__every_size__has_prompt_next_and_keys(void **state)
{
    (void)state;
    for (int i = 0; fixtures[i].name != NULL; i++) {
        for (int rows = 1; rows <= 50; rows += 1 + rows / 12) {
            for (int cols = 1; cols <= 132; cols += 1 + cols / 12) {
                struct canvas *canvas = draw(fixtures[i].name, cols, rows, THEME_DARK, false);
                struct buf text;
                buf_init(&text, BUF_CAP_TEXT);
                canvas_dump(canvas, &text);
                if (cols >= LAYOUT_COLS_MIN && rows >= LAYOUT_ROWS_MIN) {
                    assert_non_null(strstr(text.data, "next"));
                    assert_non_null(strstr(text.data, cols < 102 ? "? keys" : "? all keys"));
                }
                buf_release(&text);
                canvas_free(canvas);
            }
        }
    }
}

static void theme__text_roles__have_contrast(void **state)
{
    (void)state;
    static const enum theme_name painted[] = {THEME_DARK, THEME_LIGHT, THEME_CONTRAST, THEME_STAGE};
    static const enum role grounds[] = {ROLE_BG, ROLE_CARD, ROLE_BAND};
    for (int i = 0; i < COUNT_OF(painted); i++) {
        int least = painted[i] == THEME_CONTRAST ? 700 : 450;
        for (int role = ROLE_FAINT; role < ROLE_COUNT; role++) {
            for (int k = 0; k < COUNT_OF(grounds); k++) {
                int32_t front = theme_look(painted[i], (enum role)role).rgb;
                int32_t ground = theme_look(painted[i], grounds[k]).rgb;
                assert_in_range(theme_contrast(front, ground), least, 2200);
            }
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
        cmocka_unit_test(screens__made_up_models__equal_their_pictures),
        cmocka_unit_test(screens__every_size__has_prompt_next_and_keys),
        cmocka_unit_test(theme__text_roles__have_contrast),
        cmocka_unit_test(theme__contrast__is_that_of_wcag),
    };
    return cmocka_run_group_tests_name("screen/screens", tests, NULL, NULL);
}
