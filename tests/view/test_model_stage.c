/* SPDX-License-Identifier: MIT */
/* The number of a stage, taken apart; what has room beside it. */
#include "lib/test.h"

#include "view/model_stage.h"

static void number__text__is_taken_apart(void **state)
{
    static const struct {
        const char *text, *number, *unit, *label;
    } cases[] = {
        {"12 rows", "12", "", "rows"},
        {"1.55 s without a write", "1.55", "seconds", "without a write"},
        {"80 ms of lag", "80", "ms", "of lag"},
        {"7", "7", "", ""},
        {"nothing rows", "", "", ""}, /* the table is not there yet */
        {"", "", "", ""},
    };
    (void)state;
    for (int i = 0; i < COUNT_OF(cases); i++) {
        struct model_stage stage = {.number = "9", .unit = "s", .label = "old"};
        stage_take_number(&stage, cases[i].text);
        assert_string_equal(stage.number, cases[i].number);
        assert_string_equal(stage.unit, cases[i].unit);
        assert_string_equal(stage.label, cases[i].label);
    }
}

static void number__at_80x24__has_room_beside_the_facts_or_not(void **state)
{
    (void)state;
    assert_true(stage_number_fits("401 conflicts"));
    assert_true(stage_number_fits("1.55 s the longest time that a client could not write"));
    assert_false(stage_number_fits("1.55 s the longest time in which any one of all clients could "
                                   "not write to any of the masters"));
    assert_false(stage_number_fits("123456789 rows")); /* it would reach into the facts */
    assert_true(stage_number_fits("nothing rows"));
}

static void said__at_160x45__has_two_lines_of_letters(void **state)
{
    (void)state;
    assert_true(stage_said_fits("Four copies and two masters are left. But it asks m1, again m1."));
    assert_false(stage_said_fits("Four copies are left, m2 and m3 take writes. But the program "
                                 "asks m1, and m1 again."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(number__text__is_taken_apart),
        cmocka_unit_test(number__at_80x24__has_room_beside_the_facts_or_not),
        cmocka_unit_test(said__at_160x45__has_two_lines_of_letters),
    };
    return cmocka_run_group_tests_name("view/model_stage", tests, NULL, NULL);
}
