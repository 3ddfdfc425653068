/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "app/pace.h"

static void assert_speed(struct pace *pace, const char *set, const char *shown)
{
    struct buf text;
    struct err err = {0};
    buf_init(&text, 40);
    assert_int_equal(pace_set(pace, set, &err), RC_OK);
    pace_add_speed(&text, pace);
    assert_string_equal(text.data, shown);
    buf_release(&text);
}

static void speed__written_in_any_form__is_shown_in_one(void **state)
{
    (void)state;
    struct pace pace;
    pace_init(&pace);
    assert_speed(&pace, "1/10", "1/10×");
    assert_speed(&pace, "0.5", "1/2×");
    assert_speed(&pace, "20x", "20×");
    assert_speed(&pace, "1/1000", "1/1000×");
    assert_speed(&pace, "1", "1×");
    assert_speed(&pace, "1.5", "1.500×");
    assert_speed(&pace, "+", "2×");
    assert_speed(&pace, "-", "1×");
    assert_speed(&pace, "-", "1/2×");
}

static void speed__out_of_range__says_what_is_allowed(void **state)
{
    (void)state;
    struct pace pace;
    struct err err = {0};
    pace_init(&pace);
    assert_int_equal(pace_set(&pace, "101", &err), RC_RANGE);
    assert_string_equal(err.text, "the speed goes from 1/1000 to 100, not 101");
    assert_int_equal(pace_set(&pace, "1/0", &err), RC_USAGE);
    assert_int_equal(pace_set(&pace, "fast", &err), RC_USAGE);
    assert_string_equal(err.text, "\"fast\" is not a speed: write 1/10, 1 or 20");
}

static void step__at_the_ends__stays(void **state)
{
    (void)state;
    struct pace pace;
    pace_init(&pace);
    assert_speed(&pace, "100", "100×");
    assert_speed(&pace, "+", "100×");
    assert_speed(&pace, "1/1000", "1/1000×");
    assert_speed(&pace, "-", "1/1000×");
}

static void take__slowly__loses_nothing_between_frames(void **state)
{
    (void)state;
    struct pace pace;
    pace_init(&pace);
    assert_speed(&pace, "1/1000", "1/1000×");
    sim_us sum = 0;
    for (int i = 0; i < 2000; i++) {
        sum += pace_take(&pace, 500333);
    }
    assert_int_equal(sum, 2000 * INT64_C(500333) / 1000000);
}

static void take__after_a_long_gap__does_not_jump(void **state)
{
    (void)state;
    struct pace pace;
    pace_init(&pace);
    assert_int_equal(pace_take(&pace, INT64_C(3600) * 1000000000), 250000);
    assert_int_equal(pace_take(&pace, -5), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(speed__written_in_any_form__is_shown_in_one),
        cmocka_unit_test(speed__out_of_range__says_what_is_allowed),
        cmocka_unit_test(step__at_the_ends__stays),
        cmocka_unit_test(take__slowly__loses_nothing_between_frames),
        cmocka_unit_test(take__after_a_long_gap__does_not_jump),
    };
    return cmocka_run_group_tests_name("app/pace", tests, NULL, NULL);
}
