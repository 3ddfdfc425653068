/* SPDX-License-Identifier: MIT */
/* Wide characters and combining marks in cells, and what a click finds. */
#include "lib/test.h"

#include "view/canvas.h"
#include "view/glyph.h"

static struct canvas *canvas_of(int cols)
{
    return canvas_new(cols, 1);
}

/* Each wide character has its right half, and no right half is without one. */
static void assert_whole(const struct canvas *canvas)
{
    for (int x = 0; x < canvas->cols; x++) {
        uint32_t base = canvas->cells[x].base;
        bool is_wide = base == 0x6f22 || base == 0x5b57;
        bool has_half = x + 1 < canvas->cols && canvas->cells[x + 1].base == 0;
        assert_int_equal(is_wide, has_half);
    }
    assert_int_not_equal(canvas->cells[0].base, 0);
}

static void wide__written_over__leaves_no_half(void **state)
{
    (void)state;
    for (int x = 0; x < 6; x++) {
        for (int wide = 0; wide < 2; wide++) {
            struct canvas *canvas = canvas_of(6);
            (void)canvas_text(canvas, rect_of(0, 0, 6, 1), ROLE_TEXT, "漢字漢");
            assert_whole(canvas);
            (void)canvas_text(canvas, rect_of(x, 0, 6 - x, 1), ROLE_TEXT, wide ? "字" : "x");
            assert_whole(canvas);
            canvas_free(canvas);
        }
    }
}

static void wide__at_an_edge__is_cut_whole(void **state)
{
    (void)state;
    for (int cols = 1; cols < 8; cols++) {
        struct canvas *canvas = canvas_of(cols);
        (void)canvas_text(canvas, rect_of(0, 0, 8, 1), ROLE_TEXT, "漢字漢字"); /* and beyond */
        assert_whole(canvas);
        canvas_clear(canvas);
        (void)canvas_text(canvas, rect_of(0, 0, cols, 1), ROLE_TEXT, "漢字漢字");
        assert_whole(canvas);
        assert_true(cols == 1 || canvas->cells[cols - 1].base == GLYPH_ELLIPSIS ||
                    canvas->cells[cols - 2].base == GLYPH_ELLIPSIS);
        canvas_free(canvas);
    }
}

static void wide__in_ascii__keeps_its_columns(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(6);
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    canvas->is_ascii = true;
    (void)canvas_text(canvas, rect_of(0, 0, 6, 1), ROLE_TEXT, "漢e\xcc\x81x");
    canvas_dump(canvas, &text);
    assert_string_equal(text.data, "??ex\n");
    buf_release(&text);
    canvas_free(canvas);
}

static void marks__more_than_a_cell_holds__are_dropped(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(6);
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    (void)canvas_text(canvas, rect_of(0, 0, 6, 1), ROLE_TEXT,
                      "\xcc\x81"
                      "a\xcc\x81\xcc\x82\xcc\x83|\033[31m");
    canvas_dump(canvas, &text);
    assert_string_equal(text.data, "a\xcc\x81\xcc\x82|\xef\xbf\xbd[3…\n");
    buf_release(&text);
    canvas_free(canvas);
}

/* What turns the direction of writing takes no column of its own, and is drawn all the same. */
static void harmful__in_a_text__is_a_mark_in_its_own_cell(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(8);
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    int used = canvas_text(canvas, rect_of(0, 0, 8, 1), ROLE_TEXT,
                           "a\xe2\x80\xae"
                           "b\xc2\x9b"
                           "c");
    canvas_dump(canvas, &text);
    assert_string_equal(text.data, "a\xef\xbf\xbd"
                                   "b\xef\xbf\xbd"
                                   "c\n");
    assert_int_equal(used, 5);
    buf_release(&text);
    canvas_free(canvas);
}

static void spot__that_lies_over_another__is_the_one_clicked(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(10);
    canvas_spot(canvas, rect_of(0, 0, 10, 1), "\\below");
    canvas_spot(canvas, rect_of(2, 0, 3, 1), "\\above");
    canvas_spot(canvas, rect_of(6, 0, 2, 1), "%s", "");
    assert_string_equal(canvas_line_at(canvas, 1, 0, ""), "\\below");
    assert_string_equal(canvas_line_at(canvas, 4, 0, ""), "\\above");
    assert_string_equal(canvas_line_at(canvas, 5, 0, ""), "\\below");
    assert_string_equal(canvas_line_at(canvas, 6, 0, ""), "");
    assert_string_equal(canvas_line_at(canvas, 10, 0, ""), "");
    assert_string_equal(canvas_line_at(canvas, 0, 1, ""), "");
    assert_string_equal(canvas_line_at(canvas, 3, 0, "\\bel"), "\\below");
    assert_string_equal(canvas_line_at(canvas, 3, 0, "\\c"), "");
    for (int i = 0; i < SPOTS_MAX + 5; i++) {
        canvas_spot(canvas, rect_of(0, 0, 1, 1), "\\%d", i);
    }
    assert_int_equal(canvas->spot_count, SPOTS_MAX);
    canvas_clear(canvas);
    assert_string_equal(canvas_line_at(canvas, 1, 0, ""), "");
    canvas_free(canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wide__written_over__leaves_no_half),
        cmocka_unit_test(wide__at_an_edge__is_cut_whole),
        cmocka_unit_test(wide__in_ascii__keeps_its_columns),
        cmocka_unit_test(marks__more_than_a_cell_holds__are_dropped),
        cmocka_unit_test(harmful__in_a_text__is_a_mark_in_its_own_cell),
        cmocka_unit_test(spot__that_lies_over_another__is_the_one_clicked),
    };
    return cmocka_run_group_tests_name("view/canvas", tests, NULL, NULL);
}
