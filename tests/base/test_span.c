/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/span.h"

static void span__parse__knows_the_units(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        sim_us span;
    } cases[] = {
        {"0", 0},
        {"250ms", 250000},
        {"1.5s", 1500000},
        {"80us", 80},
        {"2m", 120000000},
        {"12.5", 12500000},
        {"6.915203s", 6915203},
        {"0.000001s", 1},
        {"0.5ms", 500},
        {"1000000s", 1000000 * US_PER_S},
        {"60000m", 3600000 * US_PER_S},
    };
    for (int i = 0; i < COUNT_OF(cases); i++) {
        sim_us span = -1;
        assert_int_equal(span_parse(&span, cases[i].text, NULL), RC_OK);
        assert_int_equal(span, cases[i].span);
    }
}

static void span__parse_what_is_none__names_the_units(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "s", "-1s", "1h", "1 s", ".5s", "1.5.5s", "0x10", "ms"};
    for (int i = 0; i < COUNT_OF(texts); i++) {
        sim_us span = -1;
        struct err err = {0};
        assert_int_equal(span_parse(&span, texts[i], &err), RC_USAGE);
        assert_int_equal(span, -1);
    }
    struct err err = {0};
    sim_us span = 0;
    assert_int_equal(span_parse(&span, "soon", &err), RC_USAGE);
    assert_string_equal(err.text, "\"soon\" is not a length of time: write a number and us, ms, s "
                                  "or m, such as 250ms or 1.5s");
}

static void span__parse_too_long__says_so(void **state)
{
    (void)state;
    static const char *const texts[] = {"3600001s", "60001m", "99999999999999999999999s",
                                        "9999999999999999999m"};
    for (int i = 0; i < COUNT_OF(texts); i++) {
        sim_us span = -1;
        assert_int_equal(span_parse(&span, texts[i], NULL), RC_RANGE);
        assert_int_equal(span, -1);
    }
    struct err err = {0};
    sim_us span = 0;
    assert_int_equal(span_parse(&span, "60001m", &err), RC_RANGE);
    assert_string_equal(err.text, "\"60001m\" is too long: at most 1000 hours");
}

static void expect_text(void (*add)(struct buf *out, sim_us time), sim_us time, const char *text)
{
    struct buf buf;
    buf_init(&buf, 100);
    add(&buf, time);
    assert_string_equal(buf.data, text);
    buf_release(&buf);
}

static void span__text__is_as_people_read_it(void **state)
{
    (void)state;
    expect_text(span_add_seconds, 0, "0.000");
    expect_text(span_add_seconds, 35764999, "35.764");
    expect_text(span_add_seconds, 3600 * US_PER_S, "3600.000");
    expect_text(span_add_length, 0, "0.0 ms");
    expect_text(span_add_length, 9990, "9.9 ms");
    expect_text(span_add_length, 10000, "10 ms");
    expect_text(span_add_length, 640000, "640 ms");
    expect_text(span_add_length, 1780000, "1.78 s");
    expect_text(span_add_length, 12345678, "12.3 s");
    expect_text(span_add_length, 123456789, "123 s");
}

static void span__exact_text__is_read_back(void **state)
{
    (void)state;
    expect_text(span_add_exact, 0, "0s");
    expect_text(span_add_exact, 6915203, "6.915203s");
    expect_text(span_add_exact, 1500000, "1.5s");
    expect_text(span_add_exact, 10 * US_PER_S, "10s");
    static const sim_us times[] = {1, 10, 999999, 1000001, 90061000001};
    for (int i = 0; i < COUNT_OF(times); i++) {
        struct buf buf;
        sim_us back = 0;
        buf_init(&buf, 100);
        span_add_exact(&buf, times[i]);
        assert_int_equal(span_parse(&back, buf.data, NULL), RC_OK);
        assert_int_equal(back, times[i]);
        buf_release(&buf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(span__parse__knows_the_units),
        cmocka_unit_test(span__parse_what_is_none__names_the_units),
        cmocka_unit_test(span__parse_too_long__says_so),
        cmocka_unit_test(span__text__is_as_people_read_it),
        cmocka_unit_test(span__exact_text__is_read_back),
    };
    return cmocka_run_group_tests_name("base/span", tests, NULL, NULL);
}
