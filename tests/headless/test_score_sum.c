/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "headless/score_sum.h"

#include <string.h>

static int64_t field(const struct score *score, const char *name)
{
    int count = 0;
    const struct score_field *fields = score_fields(&count);
    for (int i = 0; i < count; i++) {
        if (strcmp(fields[i].name, name) == 0) {
            return fields[i].get(score);
        }
    }
    fail_msg("there is no field %s", name);
    return -1;
}

static void score__lengths__are_kept_to_a_thirtieth(void **state)
{
    (void)state;
    for (sim_us length = 1; length < 100 * US_PER_S; length = length * 5 / 4 + 1) {
        struct score score = {0};
        score_add_length(&score, length);
        sim_us found = score_quantile(&score, 500);
        assert_true(found <= length);
        assert_true(found >= length - length / 31 - 1);
    }
}

static void score__quantiles__are_what_so_many_stay_below(void **state)
{
    struct score score = {0};
    (void)state;
    assert_int_equal(score_quantile(&score, 500), -1);
    for (int i = 0; i < 98; i++) {
        score_add_length(&score, 10);
    }
    score_add_length(&score, 20);
    score_add_length(&score, 30);
    assert_int_equal(score_quantile(&score, 500), 10);
    assert_int_equal(score_quantile(&score, 980), 10);
    assert_int_equal(score_quantile(&score, 990), 20);
    assert_int_equal(score_quantile(&score, 1000), 30);
    score_add_length(&score, 3600 * US_PER_S); /* longer than there is a place for */
    assert_true(score_quantile(&score, 1000) > 100 * US_PER_S);
}

static struct score some(int64_t n)
{
    struct score score = {.runs = 1,
                          .asked = 1000 * n,
                          .ok = 990 * n,
                          .failed = 6 * n,
                          .unknown = 2 * n,
                          .conflicts = 50 * n,
                          .retries = 60 * n,
                          .doubled = n,
                          .stale = 5 * n,
                          .stale_own = 4 * n,
                          .connections = 3 * n,
                          .undecided = n,
                          .failing_line = n,
                          .outages = 2,
                          .longest = n * US_PER_S,
                          .total = (n + 1) * US_PER_S,
                          .detect = 2 * US_PER_S,
                          .reroute = 4 * US_PER_MS,
                          .first_ok = 6 * US_PER_MS};
    score_add_length(&score, n);
    return score;
}

static void score__added_in_any_order__is_the_same(void **state)
{
    struct score there = {0};
    struct score back = {0};
    (void)state;
    for (int i = 1; i <= 9; i++) {
        struct score one = some(i);
        struct score other = some(10 - i);
        score_add(&there, &one);
        score_add(&back, &other);
    }
    assert_memory_equal(&there, &back, sizeof(there));
    assert_int_equal(there.runs, 9);
    assert_int_equal(there.longest, 9 * US_PER_S);
    assert_int_equal(there.total, 54 * US_PER_S);
    assert_int_equal(field(&there, "asked"), 45000);
    assert_int_equal(field(&there, "doubled"), 45);
    assert_int_equal(field(&there, "stale"), 225);
    assert_int_equal(field(&there, "stale_own"), 180);
    assert_int_equal(field(&there, "available_per_10000"), 9900);
    assert_int_equal(field(&there, "conflicts_per_1000"), 50);
    assert_int_equal(field(&there, "detect_us"), US_PER_S);
    assert_int_equal(field(&there, "reroute_us"), 2 * US_PER_MS);
    assert_int_equal(field(&there, "first_ok_us"), 3 * US_PER_MS);
    assert_int_equal(field(&there, "p50_us"), 5);
    assert_int_equal(field(&there, "p99_us"), 9);
}

static void score__of_nothing__has_no_shares(void **state)
{
    struct score score = {0};
    (void)state;
    assert_int_equal(field(&score, "available_per_10000"), -1);
    assert_int_equal(field(&score, "conflicts_per_1000"), -1);
    assert_int_equal(field(&score, "detect_us"), -1);
    assert_int_equal(field(&score, "p99_us"), -1);
}

static void score__worse__is_first_what_is_wrong_then_how_long_then_how_many(void **state)
{
    (void)state;
    struct score good = {.asked = 10, .ok = 10};
    struct score fails = {.asked = 10, .ok = 5};
    struct score out = {.asked = 10, .ok = 10, .longest = 1};
    struct score doubles = {.asked = 10, .ok = 10, .doubled = 1};
    struct score loses = {.asked = 10, .ok = 10, .doubled = 1, .lost = 1};
    const struct score *worse[] = {&good, &fails, &out, &doubles, &loses};
    for (int i = 0; i < COUNT_OF(worse); i++) {
        for (int k = 0; k < COUNT_OF(worse); k++) {
            assert_int_equal(score_is_worse(worse[i], worse[k]), i > k);
        }
    }
}

static void score__saved_and_loaded__is_the_same(void **state)
{
    struct score score = some(7);
    struct score other;
    struct buf saved;
    (void)state;
    memset(&other, 0xab, sizeof(other));
    buf_init(&saved, BUF_CAP_STATE);
    score_save(&saved, &score);
    struct unpack in = unpack_start(saved.data, saved.size);
    score_load(&other, &in);
    assert_int_equal(unpack_check(&in, NULL), RC_OK);
    assert_memory_equal(&score, &other, sizeof(score));
    buf_release(&saved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(score__lengths__are_kept_to_a_thirtieth),
        cmocka_unit_test(score__quantiles__are_what_so_many_stay_below),
        cmocka_unit_test(score__added_in_any_order__is_the_same),
        cmocka_unit_test(score__of_nothing__has_no_shares),
        cmocka_unit_test(score__worse__is_first_what_is_wrong_then_how_long_then_how_many),
        cmocka_unit_test(score__saved_and_loaded__is_the_same),
    };
    return cmocka_run_group_tests_name("headless/score_sum", tests, NULL, NULL);
}
