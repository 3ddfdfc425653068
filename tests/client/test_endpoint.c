/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "client/endpoint.h"

static const struct endpoint_limits limits = {
    .fall = 2,
    .rise = 2,
    .open = 5 * US_PER_S,
    .open_max = 15 * US_PER_S,
    .trial_calls = 3,
    .slow_start = 10 * US_PER_S,
};

/* What a letter of a story tells the machine; time goes on by a second with each. */
static bool tell(struct endpoint *endpoint, char what, sim_us now, const struct endpoint_limits *of)
{
    switch (what) {
    case '+': /* a check, or a call, is answered */
        endpoint->is_poor = false;
        endpoint_note_good(endpoint, now, 5);
        return endpoint_signal(endpoint, SIGNAL_GOOD, ENDPOINT_ANSWERS, now, of);
    case '*': /* a call is answered: it knows nothing of lag */
        endpoint_note_good(endpoint, now, 5);
        return endpoint_signal(endpoint, SIGNAL_GOOD, ENDPOINT_ANSWERS, now, of);
    case '~': /* a check is answered, and tells of lag */
        endpoint->is_poor = true;
        endpoint_note_good(endpoint, now, 5);
        return endpoint_signal(endpoint, SIGNAL_POOR, ENDPOINT_LAGS, now, of);
    case '-': /* a check is missed */
        endpoint->is_silent = true;
        endpoint_note_bad(endpoint);
        return endpoint_signal(endpoint, SIGNAL_BAD, ENDPOINT_CHECKS_MISSED, now, of);
    case 'x': /* a call fails */
        endpoint_note_bad(endpoint);
        return endpoint_signal(endpoint, SIGNAL_BAD, ENDPOINT_ERRORS, now, of);
    case 'b':
        return endpoint_signal(endpoint, SIGNAL_GAVE, ENDPOINT_BREAKER, now, of);
    case 't':
        return endpoint_signal(endpoint, SIGNAL_TIME, ENDPOINT_NEW, now, of);
    case 'd':
        return endpoint_signal(endpoint, SIGNAL_DRAIN, ENDPOINT_BY_PERSON, now, of);
    case 'D':
        return endpoint_signal(endpoint, SIGNAL_DISABLE, ENDPOINT_BY_DRIVER, now, of);
    default:
        return endpoint_signal(endpoint, SIGNAL_ENABLE, ENDPOINT_BY_PERSON, now, of);
    }
}

struct story {
    const char *told;
    const char *states;
};

static void expect_story(const struct story *story, const struct endpoint_limits *of)
{
    static const char letters[ENDPOINT_STATE_COUNT + 1] = "?USDTWRX";
    struct endpoint endpoint;
    endpoint_init(&endpoint);
    for (int i = 0; story->told[i] != '\0'; i++) {
        enum endpoint_state before = endpoint.state;
        bool has_moved = tell(&endpoint, story->told[i], i * US_PER_S, of);
        if (letters[endpoint.state] != story->states[i]) {
            fail_msg("%.*s leads to %c, not to %c", i + 1, story->told, letters[endpoint.state],
                     story->states[i]);
        }
        assert_int_equal(has_moved, before != endpoint.state);
        bool is_due = endpoint.due_at != SIM_NEVER;
        assert_int_equal(is_due, endpoint.state == ENDPOINT_IS_DOWN ||
                                     endpoint.state == ENDPOINT_IS_WARMING);
    }
}

static void endpoint__moves__as_drawn(void **state)
{
    (void)state;
    static const struct story rows[] = {
        {"+", "U"},
        {"+-", "US"},
        {"+-+", "USU"},
        {"+--", "USD"},
        {"--", "SD"},
        {"-+", "SU"},
        {"+-+-+", "USUSU"},
        {"~", "S"},
        {"~+", "SU"},
        {"b", "D"},
        {"+b", "UD"},
        {"+-b", "USD"},
        /* Lag is a doubt that only a check ends. */
        {"+~*+", "USSU"},
        {"+~-+", "USSU"},
        {"+~--", "USSD"},
        /* Back by an answer to a check, if checks had failed. */
        {"+--+", "USDT"},
        {"+--++", "USDTW"},
        {"+--+-", "USDTD"},
        {"+--+x", "USDTD"},
        {"+--+b", "USDTD"},
        {"+--+~++", "USDTTTW"},
        /* Else, and in any case, by time. */
        {"+xx+", "USDD"},
        {"+xx+t", "USDDT"},
        {"+b++t++", "UDDDTTW"},
        {"+--t++", "USDTTW"},
        {"+--t-", "USDTD"},
        /* The slow start. */
        {"+--++t", "USDTWU"},
        {"+--+++", "USDTWW"},
        {"+--++-+", "USDTWSW"},
        {"+--++--", "USDTWSD"},
        {"+--++~+", "USDTWSW"},
        {"+--++b", "USDTWD"},
        {"+--++-~~~~~~~~~~+", "USDTWSSSSSSSSSSSU"},
        /* As somebody wishes. */
        {"d", "R"},
        {"D", "X"},
        {"+d+--*~bt", "URRRRRRRR"},
        {"+D+--*~bt", "UXXXXXXXX"},
        {"+dD", "URX"},
        {"+Dd", "UXR"},
        {"+de+", "UR?U"},
        {"+De-", "UX?S"},
        {"+-d", "USR"},
        {"+--d", "USDR"},
        {"+--+D", "USDTX"},
        {"+--++d", "USDTWR"},
        {"+e", "UU"},
        {"+dd", "URR"},
        {"+DD", "UXX"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        expect_story(&rows[i], &limits);
    }
}

static void endpoint__limits__are_as_told(void **state)
{
    (void)state;
    static const struct endpoint_limits harsh = {
        .fall = 1, .rise = 1, .open = US_PER_S, .open_max = US_PER_S, .trial_calls = 1};
    static const struct story rows[] = {
        {"+-", "UD"}, {"-", "D"}, {"+-++", "UDTU"}, {"+-t+", "UDTU"}, {"+-t-", "UDTD"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        expect_story(&rows[i], &harsh);
    }
}

static void endpoint__trial_fails__is_down_for_twice_as_long(void **state)
{
    (void)state;
    static const sim_us opens[] = {5 * US_PER_S, 10 * US_PER_S, 15 * US_PER_S, 15 * US_PER_S};
    struct endpoint endpoint;
    endpoint_init(&endpoint);
    sim_us now = 0;
    (void)tell(&endpoint, '-', now, &limits);
    for (int i = 0; i < COUNT_OF(opens); i++) {
        (void)tell(&endpoint, '-', now, &limits);
        assert_int_equal(endpoint.state, ENDPOINT_IS_DOWN);
        assert_int_equal(endpoint.due_at - now, opens[i]);
        assert_int_equal(endpoint.reason, i == 0 ? ENDPOINT_CHECKS_MISSED : ENDPOINT_TRIAL_FAILED);
        now = endpoint.due_at;
        (void)tell(&endpoint, 't', now, &limits);
        assert_int_equal(endpoint.reason, ENDPOINT_OPEN_OVER);
        assert_int_equal(endpoint.trials, 3);
    }
    /* Once it was well, it begins from the start. */
    (void)tell(&endpoint, '+', now, &limits);
    (void)tell(&endpoint, '+', now, &limits);
    assert_int_equal(endpoint.state, ENDPOINT_IS_WARMING);
    (void)tell(&endpoint, 'b', now, &limits);
    assert_int_equal(endpoint.due_at - now, 5 * US_PER_S);
}

static void endpoint__slow_start__grows_with_time(void **state)
{
    (void)state;
    struct endpoint endpoint;
    endpoint_init(&endpoint);
    sim_us slow = limits.slow_start;
    assert_int_equal(endpoint_warmth(&endpoint, 0, slow), 100);
    for (const char *told = "+--"; *told != '\0'; told++) {
        (void)tell(&endpoint, *told, 0, &limits);
    }
    (void)tell(&endpoint, '+', 0, &limits);
    assert_int_equal(endpoint_warmth(&endpoint, 0, slow), 1); /* a trial */
    (void)tell(&endpoint, '+', 0, &limits);
    assert_int_equal(endpoint_warmth(&endpoint, 0, slow), 1);
    assert_int_equal(endpoint_warmth(&endpoint, 2500 * US_PER_MS, slow), 25);
    assert_int_equal(endpoint_warmth(&endpoint, 9990 * US_PER_MS, slow), 99);
    assert_int_equal(endpoint_warmth(&endpoint, slow, slow), 100);
    assert_int_equal(endpoint_warmth(&endpoint, 1, 0), 100); /* it was taken back since */
}

static void endpoint__answers__are_remembered(void **state)
{
    (void)state;
    struct endpoint endpoint;
    endpoint_init(&endpoint);
    assert_int_equal(endpoint.latency, -1);
    assert_int_equal(endpoint.last_ok, -1);
    endpoint_note_good(&endpoint, 900, 800);
    endpoint_note_bad(&endpoint);
    assert_int_equal(endpoint.latency, 800);
    assert_int_equal(endpoint.last_ok, 900);
    assert_int_equal(endpoint.bad, 1);
    endpoint_note_good(&endpoint, 950, 1600); /* one slow answer does not say much */
    assert_int_equal(endpoint.latency, 900);
    assert_int_equal(endpoint.bad, 0);
    for (int i = 0; i < 60; i++) {
        endpoint_note_good(&endpoint, 1000, 1600);
    }
    assert_in_range(endpoint.latency, 1590, 1600);
}

static void endpoint__saved__is_the_same(void **state)
{
    (void)state;
    for (const char *stories[] = {"+", "+--", "+--+", "+--++", "+d", "+D", "+~"}, **at = stories;
         at < stories + COUNT_OF(stories); at++) {
        struct endpoint endpoint;
        struct endpoint loaded = {0};
        struct buf out;
        endpoint_init(&endpoint);
        for (int i = 0; (*at)[i] != '\0'; i++) {
            (void)tell(&endpoint, (*at)[i], i * US_PER_S, &limits);
        }
        buf_init(&out, BUF_CAP_STATE);
        endpoint_save(&out, &endpoint);
        struct unpack in = unpack_start(out.data, out.size);
        endpoint_load(&loaded, &in);
        assert_int_equal(unpack_check(&in, NULL), RC_OK);
        struct buf again;
        buf_init(&again, BUF_CAP_STATE);
        endpoint_save(&again, &loaded);
        assert_int_equal(out.size, again.size);
        assert_memory_equal(out.data, again.data, out.size);
        assert_int_equal(loaded.due_at, endpoint.due_at);
        buf_release(&out);
        buf_release(&again);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(endpoint__moves__as_drawn),
        cmocka_unit_test(endpoint__limits__are_as_told),
        cmocka_unit_test(endpoint__trial_fails__is_down_for_twice_as_long),
        cmocka_unit_test(endpoint__slow_start__grows_with_time),
        cmocka_unit_test(endpoint__answers__are_remembered),
        cmocka_unit_test(endpoint__saved__is_the_same),
    };
    return cmocka_run_group_tests_name("client/endpoint", tests, NULL, NULL);
}
