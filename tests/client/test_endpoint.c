/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "client/endpoint.h"

static const struct endpoint_limits limits = {.fall = 2, .rise = 2};

static void endpoint__moves__as_drawn(void **state)
{
    (void)state;
    /* '+' good, '-' bad; after each the state by its first letter. */
    static const struct {
        const char *answers;
        const char *states;
    } rows[] = {
        {"+", "U"},       {"+-", "US"},       {"+-+", "USU"},       {"+--", "USD"},
        {"+--+", "USDD"}, {"+--++", "USDDU"}, {"+--+-+", "USDDDD"}, {"--", "SD"},
        {"-+", "SU"},     {"+-+-+", "USUSU"},
    };
    static const char letters[] = "?USD";
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct endpoint endpoint;
        endpoint_init(&endpoint);
        for (int k = 0; rows[i].answers[k] != '\0'; k++) {
            enum endpoint_state before = endpoint.state;
            bool changed = rows[i].answers[k] == '+' ? endpoint_good(&endpoint, k, 5, &limits)
                                                     : endpoint_bad(&endpoint, &limits);
            assert_int_equal(letters[endpoint.state], rows[i].states[k]);
            assert_int_equal(changed, before != endpoint.state);
        }
    }
}

static void endpoint__answer__is_remembered(void **state)
{
    (void)state;
    struct endpoint endpoint;
    endpoint_init(&endpoint);
    assert_int_equal(endpoint.latency, -1);
    assert_int_equal(endpoint.last_ok, -1);
    (void)endpoint_good(&endpoint, 900, 7, &limits);
    (void)endpoint_bad(&endpoint, &limits);
    assert_int_equal(endpoint.latency, 7);
    assert_int_equal(endpoint.last_ok, 900);
    assert_int_equal(endpoint.bad, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(endpoint__moves__as_drawn),
        cmocka_unit_test(endpoint__answer__is_remembered),
    };
    return cmocka_run_group_tests_name("client/endpoint", tests, NULL, NULL);
}
