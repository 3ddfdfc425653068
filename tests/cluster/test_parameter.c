/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "cluster/parameter.h"

static void parameter__every_row__is_complete_and_its_default_allowed(void **state)
{
    (void)state;
    for (int i = 0; i < PARAM_COUNT; i++) {
        const struct parameter_row *row = parameter_row((enum parameter)i);
        assert_non_null(row->name);
        assert_non_null(strchr(row->name, '.'));
        assert_non_null(row->meaning);
        assert_true(row->min <= row->initial && row->initial <= row->max);
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(row->name, parameter_row((enum parameter)j)->name);
        }
    }
}

static void parameter__parse__reads_name_and_value(void **state)
{
    (void)state;
    enum parameter parameter = PARAM_COUNT;
    int64_t value = 0;
    assert_int_equal(parameter_parse(&parameter, &value, "rep.lag", "200ms", NULL), RC_OK);
    assert_int_equal(parameter, PARAM_LAG_US);
    assert_int_equal(value, 200000);
    assert_int_equal(parameter_parse(&parameter, &value, "page.rows", "8", NULL), RC_OK);
    assert_int_equal(parameter, PARAM_ROWS_PER_PAGE);
    assert_int_equal(value, 8);
}

static void assert_refused(const char *name, const char *text, enum rc rc, const char *sentence)
{
    struct err err = {0};
    enum parameter parameter = PARAM_COUNT;
    int64_t value = 0;
    assert_int_equal(parameter_parse(&parameter, &value, name, text, &err), rc);
    assert_string_equal(err.text, sentence);
}

static void parameter__unknown_name__is_answered_with_the_nearest(void **state)
{
    (void)state;
    assert_refused("rep.lug", "1s", RC_UNKNOWN,
                   "there is no parameter \"rep.lug\"; the nearest is rep.lag; \\parameters lists "
                   "all");
}

static void parameter__bad_value__is_refused_with_what_is_allowed(void **state)
{
    (void)state;
    assert_refused("rep.lag", "61s", RC_RANGE, "rep.lag=61s is outside what is allowed: 0s to 60s");
    assert_refused("net.in_az", "10us", RC_RANGE,
                   "net.in_az=10us is outside what is allowed: 0.00005s to 10s");
    assert_refused("page.rows", "0", RC_RANGE,
                   "page.rows=0 is outside what is allowed: 1 to 10000");
    assert_refused("page.rows", "ten", RC_USAGE, "page.rows: \"ten\" is not a whole number");
    assert_refused("page.rows", "99999999999999999999", RC_USAGE,
                   "page.rows: \"99999999999999999999\" is not a whole number");
    assert_refused("rep.lag", "fast", RC_USAGE,
                   "rep.lag: \"fast\" is not a length of time: write a number and us, ms, s or m, "
                   "such as 250ms or 1.5s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameter__every_row__is_complete_and_its_default_allowed),
        cmocka_unit_test(parameter__parse__reads_name_and_value),
        cmocka_unit_test(parameter__unknown_name__is_answered_with_the_nearest),
        cmocka_unit_test(parameter__bad_value__is_refused_with_what_is_allowed),
    };
    return cmocka_run_group_tests_name("cluster/parameter", tests, NULL, NULL);
}
