/* SPDX-License-Identifier: MIT */
/* Words of a command line, as numbers. */
#include "lib/test.h"

#include "lab/lab_state.h"

static void number__within_its_bounds__is_read(void **state)
{
    static const struct {
        const char *word;
        int64_t low, high, value;
    } rows[] = {
        {"0", 0, 9, 0},
        {"007", 1, 9, 7},
        {"-5", -10, 10, -5},
        {"9223372036854775807", 0, INT64_MAX, INT64_MAX},
        {"-9223372036854775808", INT64_MIN, 0, INT64_MIN},
    };
    (void)state;
    for (int i = 0; i < COUNT_OF(rows); i++) {
        int64_t value = 99;
        assert_int_equal(
            lab_parse_number(rows[i].word, "n", rows[i].low, rows[i].high, &value, NULL), RC_OK);
        assert_int_equal(value, rows[i].value);
    }
}

static void number__none_or_beyond_its_bounds__is_told_with_them(void **state)
{
    static const char *const words[] = {"",
                                        "x",
                                        "1x",
                                        "-",
                                        "--1",
                                        "+1",
                                        " 1",
                                        "1e3",
                                        "11",
                                        "-11",
                                        "9999999999999999999",
                                        "-9999999999999999999"};
    (void)state;
    for (int i = 0; i < COUNT_OF(words); i++) {
        int64_t value = 99;
        struct err err = {0};
        assert_int_equal(lab_parse_number(words[i], "n", -10, 10, &value, &err), RC_RANGE);
        assert_non_null(strstr(err.text, "n is a number from -10 to 10, not \""));
        assert_int_equal(value, 99);
    }
    struct err err = {0};
    int64_t value = 99;
    assert_int_equal(lab_parse_number("9999999999999999999", "n", 1, INT64_MAX, &value, &err),
                     RC_RANGE);
    assert_int_equal(lab_parse_number("-1", "n", 0, 9, &value, &err), RC_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(number__within_its_bounds__is_read),
        cmocka_unit_test(number__none_or_beyond_its_bounds__is_told_with_them),
    };
    return cmocka_run_group_tests_name("lab/arguments", tests, NULL, NULL);
}
