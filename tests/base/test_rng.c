/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/rng.h"

static void rng__seed__gives_the_published_numbers(void **state)
{
    (void)state;
    struct rng rng;
    rng_init(&rng, 42);
    assert_true(rng_next(&rng) == UINT64_C(0x15780b2e0c2ec716));
    assert_true(rng_next(&rng) == UINT64_C(0x6104d9866d113a7e));
    assert_true(rng_next(&rng) == UINT64_C(0xae17533239e499a1));
}

static void rng__copy__has_the_same_future(void **state)
{
    (void)state;
    struct rng rng;
    rng_init(&rng, 7);
    (void)rng_next(&rng);
    struct rng copy = rng;
    for (int i = 0; i < 100; i++) {
        assert_true(rng_next(&rng) == rng_next(&copy));
    }
}

static void rng__fork__leaves_the_root_and_other_streams_alone(void **state)
{
    (void)state;
    struct rng root;
    rng_init(&root, 7);
    struct rng before = root;
    struct rng net = rng_fork(&root, "net", 0);
    for (int i = 0; i < 10; i++) {
        (void)rng_next(&net);
    }
    assert_memory_equal(&root, &before, sizeof(root));

    struct rng first = rng_fork(&root, "load", 0);
    struct rng again = rng_fork(&root, "load", 0);
    struct rng second = rng_fork(&root, "load", 1);
    struct rng other = rng_fork(&root, "retry", 0);
    uint64_t drawn = rng_next(&first);
    assert_true(drawn == rng_next(&again));
    assert_true(drawn != rng_next(&second));
    assert_true(drawn != rng_next(&other));
}

static void rng__below__stays_below_and_reaches_all(void **state)
{
    (void)state;
    struct rng rng;
    int seen[7] = {0};
    rng_init(&rng, 1);
    for (int i = 0; i < 7000; i++) {
        int64_t drawn = rng_below(&rng, 7);
        assert_in_range(drawn, 0, 6);
        seen[drawn]++;
    }
    for (int i = 0; i < 7; i++) {
        assert_in_range(seen[i], 850, 1150);
    }
    assert_int_equal(rng_below(&rng, 1), 0);
}

static void rng__between__includes_both_ends(void **state)
{
    (void)state;
    struct rng rng;
    bool low = false;
    bool high = false;
    rng_init(&rng, 1);
    for (int i = 0; i < 200; i++) {
        int64_t drawn = rng_between(&rng, -2, 2);
        assert_true(drawn >= -2 && drawn <= 2);
        low = low || drawn == -2;
        high = high || drawn == 2;
    }
    assert_true(low && high);
    assert_int_equal(rng_between(&rng, 5, 5), 5);
}

static void rng__chance__is_per_thousand(void **state)
{
    (void)state;
    struct rng rng;
    int hits = 0;
    rng_init(&rng, 3);
    for (int i = 0; i < 10000; i++) {
        assert_false(rng_chance(&rng, 0));
        assert_true(rng_chance(&rng, 1000));
        hits += rng_chance(&rng, 50) ? 1 : 0;
    }
    assert_in_range(hits, 400, 600);
}

/* The mean of many draws, and that none is below `min`. */
static int64_t mean_of(int64_t (*draw)(struct rng *, int64_t, int64_t, int64_t), int64_t mean,
                       int64_t deviation, int64_t min)
{
    struct rng rng;
    int64_t sum = 0;
    rng_init(&rng, 11);
    for (int i = 0; i < 20000; i++) {
        int64_t drawn = draw(&rng, mean, deviation, min);
        assert_true(drawn >= min);
        sum += drawn;
    }
    return sum / 20000;
}

static void rng__normal__has_its_mean_and_floor(void **state)
{
    (void)state;
    assert_in_range(mean_of(rng_normal, 10000, 2000, 0), 9900, 10100);
    assert_in_range(mean_of(rng_normal, 10000, 0, 0), 10000, 10000);
    assert_true(mean_of(rng_normal, 0, 1000, 0) > 0);
}

static void rng__lognormal__has_its_mean_and_leans_right(void **state)
{
    (void)state;
    assert_in_range(mean_of(rng_lognormal, 10000, 3000, 1), 9700, 10300);
    struct rng rng;
    int below = 0;
    rng_init(&rng, 5);
    for (int i = 0; i < 10000; i++) {
        below += rng_lognormal(&rng, 10000, 4000, 1) < 10000 ? 1 : 0;
    }
    assert_true(below > 5200); /* the median lies below the mean */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rng__seed__gives_the_published_numbers),
        cmocka_unit_test(rng__copy__has_the_same_future),
        cmocka_unit_test(rng__fork__leaves_the_root_and_other_streams_alone),
        cmocka_unit_test(rng__below__stays_below_and_reaches_all),
        cmocka_unit_test(rng__between__includes_both_ends),
        cmocka_unit_test(rng__chance__is_per_thousand),
        cmocka_unit_test(rng__normal__has_its_mean_and_floor),
        cmocka_unit_test(rng__lognormal__has_its_mean_and_leans_right),
    };
    return cmocka_run_group_tests_name("base/rng", tests, NULL, NULL);
}
