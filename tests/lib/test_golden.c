/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lib/golden.h"

static void assert_diff(const char *wanted, const char *found, const char *diff)
{
    struct buf out;
    buf_init(&out, BUF_CAP_TEXT);
    golden_add_diff(&out, wanted, found);
    assert_string_equal(out.data, diff);
    buf_release(&out);
}

static void golden__equal_texts__no_diff(void **state)
{
    (void)state;
    assert_diff("", "", "");
    assert_diff("a\nb\n", "a\nb\n", "");
}

static void golden__changed_line__shown_with_neighbours(void **state)
{
    (void)state;
    assert_diff("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nX\ne\nf\n",
                "line 4:\n  b\n  c\n- d\n+ X\n  e\n  f\n");
}

static void golden__added_line__rest_still_matches(void **state)
{
    (void)state;
    assert_diff("a\nb\nc\n", "a\nX\nb\nc\n", "line 2:\n  a\n+ X\n  b\n  c\n");
}

static void golden__lines_cut_off__shown_as_wanted(void **state)
{
    (void)state;
    assert_diff("a\nb\n", "a\n", "line 2:\n  a\n- b\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden__equal_texts__no_diff),
        cmocka_unit_test(golden__changed_line__shown_with_neighbours),
        cmocka_unit_test(golden__added_line__rest_still_matches),
        cmocka_unit_test(golden__lines_cut_off__shown_as_wanted),
    };
    return cmocka_run_group_tests_name("lib/golden", tests, NULL, NULL);
}
