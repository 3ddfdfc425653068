/* SPDX-License-Identifier: MIT */
/* The pictures of the README: small, always the same, whole, and there. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/golden.h"
#include "lib/picture.h"
#include "lib/svg.h"
#include "view/glyph.h"

#include <stdio.h>

#define PICTURE_SIZE_MAX 60000

static void add_picture(struct buf *out, int index, enum theme_name theme)
{
    buf_init(out, BUF_CAP_TEXT);
    picture_add(out, picture_at(index), theme);
}

static void picture__drawn_twice__is_the_same_and_small(void **state)
{
    (void)state;
    for (int i = 0; i < picture_count(); i++) {
        struct buf first;
        struct buf second;
        add_picture(&first, i, THEME_DARK);
        add_picture(&second, i, THEME_DARK);
        assert_string_equal(first.data, second.data);
        assert_in_range(first.size, 5000, PICTURE_SIZE_MAX);
        buf_release(&first);
        buf_release(&second);
    }
}

static void readme__each_picture__is_shown_and_there(void **state)
{
    (void)state;
    struct buf readme;
    buf_init(&readme, BUF_CAP_TEXT);
    assert_true(golden_read("README.md", &readme));
    for (int i = 0; i < 2 * picture_count(); i++) {
        char path[200];
        struct buf svg;
        buf_init(&svg, BUF_CAP_TEXT);
        (void)snprintf(path, sizeof(path), PICTURES "%s%s.svg", picture_at(i / 2)->name,
                       i % 2 == 0 ? "" : "-light");
        if (strstr(readme.data, path) == NULL) {
            fail_msg("README.md does not show %s", path);
        }
        if (!golden_read(path, &svg)) {
            fail_msg("%s is not there: make screenshots", path);
        }
        buf_release(&svg);
    }
    buf_release(&readme);
}

static void svg__cells__are_letters_shapes_and_grounds(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_new(20, 2);
    struct buf svg;
    buf_init(&svg, BUF_CAP_TEXT);
    canvas_fill(canvas, rect_of(0, 0, 5, 1), ROLE_HOLE);
    (void)canvas_text(canvas, rect_of(0, 0, 20, 1), ROLE_MUTED, "a <b>  & ──── 漢 c");
    canvas_put(canvas, 0, 1, ROLE_WARN, GLYPH_BRAILLE + 0x81);
    (void)canvas_bold(canvas, rect_of(3, 1, 4, 1), ROLE_BAD, "×");
    svg_add(&svg, canvas, THEME_DARK);
    static const char *const parts[] = {
        "<rect class=\"h\" x=\"10\" y=\"10\" width=\"40\" height=\"17\"/>",
        ">a &lt;b&gt;</text>",
        ">&amp;</text>",
        "<rect class=\"m\"",
        "width=\"32\" height=\"1\"/>",
        ">漢 c</text>",
        "<rect class=\"o\" x=\"11\" y=\"28\" width=\"2\" height=\"2\"/>",
        "<rect class=\"o\" x=\"15\" y=\"40\" width=\"2\" height=\"2\"/>",
        "<text class=\"x B\" x=\"34\" y=\"40\">×</text>",
    };
    for (int i = 0; i < COUNT_OF(parts); i++) {
        if (strstr(svg.data, parts[i]) == NULL) {
            fail_msg("no %s in %s", parts[i], svg.data);
        }
    }
    buf_release(&svg);
    canvas_free(canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(picture__drawn_twice__is_the_same_and_small),
        cmocka_unit_test(readme__each_picture__is_shown_and_there),
        cmocka_unit_test(svg__cells__are_letters_shapes_and_grounds),
    };
    return cmocka_run_group_tests_name("screen/pictures", tests, NULL, NULL);
}
