/* SPDX-License-Identifier: MIT */
/* A clock may be set while the program runs, and a file may come from any time. */
#include "lib/test.h"

#include "base/compiler.h"
#include "os/clock.h"

#include <string.h>
#include <time.h>

static int64_t monotonic(void)
{
    struct timespec now;
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Not the clock that somebody, or the network, sets. */
static void now__asked__is_of_the_clock_that_is_never_set(void **state)
{
    (void)state;
    int64_t before = monotonic();
    for (int i = 0; i < 100; i++) {
        int64_t now = os_now_ns();
        assert_true(now >= before);
        before = now;
    }
    assert_true(before <= monotonic());
}

static void day__of_any_time__is_a_short_word(void **state)
{
    (void)state;
    static const struct {
        int64_t time;
        const char *year; /* NULL: any */
    } rows[] = {
        {-100000000, "1966"}, {0, NULL},         {86400, "1970"},   {4102488000, "2100"},
        {253402344000, NULL}, {INT64_MAX, NULL}, {INT64_MIN, NULL},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        char day[OS_STAMP_SIZE] = "";
        os_day(day, rows[i].time);
        assert_in_range(strlen(day), 10, OS_STAMP_SIZE - 1);
        assert_true(rows[i].year == NULL || strstr(day, rows[i].year) != NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(now__asked__is_of_the_clock_that_is_never_set),
        cmocka_unit_test(day__of_any_time__is_a_short_word),
    };
    return cmocka_run_group_tests_name("os/clock", tests, NULL, NULL);
}
