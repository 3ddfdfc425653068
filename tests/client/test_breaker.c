/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "client/breaker.h"

static const struct breaker_limits limits = {
    .error_limit = 3,
    .error_window = 1 * US_PER_S,
    .ratio = 50,
    .calls_min = 4,
    .calls = 8,
};

/* '+' a good call, '-' a bad one; each `step` after the one before. The verdict of the last. */
static enum breaker_verdict judge(const char *calls, sim_us step)
{
    struct breaker breaker = {0};
    enum breaker_verdict verdict = BREAKER_HOLDS;
    for (int i = 0; calls[i] != '\0'; i++) {
        verdict = BREAKER_HOLDS;
        if (calls[i] == '+') {
            breaker_note_good(&breaker);
        } else {
            verdict = breaker_note_bad(&breaker, i * step, &limits);
        }
    }
    return verdict;
}

static void breaker__errors_within_a_while__are_too_many(void **state)
{
    (void)state;
    assert_int_equal(judge("+++++++-+-", 100), BREAKER_HOLDS);
    assert_int_equal(judge("+++++++-+-+-", 100), BREAKER_ERRORS);
    assert_int_equal(judge("--", 100), BREAKER_HOLDS);
    /* The third comes when the while of the first is over. */
    assert_int_equal(judge("+++++++-+-+-", 300 * US_PER_MS), BREAKER_HOLDS);
    assert_int_equal(judge("+++++++-+-+-", 250 * US_PER_MS), BREAKER_ERRORS);
}

static void breaker__part_of_the_last_calls__opens_it(void **state)
{
    (void)state;
    static const struct {
        const char *calls;
        enum breaker_verdict verdict;
    } rows[] = {
        {"---", BREAKER_HOLDS}, /* too few to judge by */
        {"+-+-", BREAKER_RATIO},         {"++--", BREAKER_RATIO}, {"+++-+-", BREAKER_HOLDS},
        {"----++++-", BREAKER_RATIO}, /* the first is out of sight */
        {"----+++++++-", BREAKER_HOLDS},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(judge(rows[i].calls, 10 * US_PER_S), rows[i].verdict);
    }
}

static void breaker__count__is_of_those_it_knows(void **state)
{
    (void)state;
    struct breaker breaker = {0};
    int of = 0;
    assert_int_equal(breaker_failed(&breaker, 8, &of), 0);
    assert_int_equal(of, 0);
    for (int i = 0; i < 100; i++) {
        (void)breaker_note_bad(&breaker, i * US_PER_S * 10, &limits);
    }
    breaker_note_good(&breaker);
    assert_int_equal(breaker_failed(&breaker, 8, &of), 7);
    assert_int_equal(of, 8);
    assert_int_equal(breaker_failed(&breaker, BREAKER_CALLS_MAX, &of), BREAKER_CALLS_MAX - 1);
    assert_int_equal(of, BREAKER_CALLS_MAX);
}

static void breaker__saved__is_the_same(void **state)
{
    (void)state;
    struct breaker breaker = {.failed = 0x8000000000000005u, .calls = 64, .since = 7, .errors = 2};
    struct breaker loaded = {0};
    struct buf out;
    buf_init(&out, BUF_CAP_STATE);
    breaker_save(&out, &breaker);
    struct unpack in = unpack_start(out.data, out.size);
    breaker_load(&loaded, &in);
    assert_int_equal(unpack_check(&in, NULL), RC_OK);
    assert_true(loaded.failed == breaker.failed);
    assert_int_equal(loaded.calls, breaker.calls);
    assert_int_equal(loaded.since, breaker.since);
    assert_int_equal(loaded.errors, breaker.errors);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(breaker__errors_within_a_while__are_too_many),
        cmocka_unit_test(breaker__part_of_the_last_calls__opens_it),
        cmocka_unit_test(breaker__count__is_of_those_it_knows),
        cmocka_unit_test(breaker__saved__is_the_same),
    };
    return cmocka_run_group_tests_name("client/breaker", tests, NULL, NULL);
}
