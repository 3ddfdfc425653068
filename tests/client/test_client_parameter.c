/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/text.h"
#include "client/client_parameter.h"

static void parameter__name_and_value__are_read(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *text;
        enum client_parameter parameter;
        int64_t value;
    } rows[] = {
        {"read_timeout", "1s", CLIENT_READ_TIMEOUT_US, 1000000},
        {"retry.max", "5", CLIENT_RETRY_MAX, 5},
        {"breaker.max", "2m", CLIENT_BREAKER_MAX_US, 120 * US_PER_S},
        {"slow_start", "0", CLIENT_SLOW_START_US, 0},
        {"breaker.ratio", "70", CLIENT_BREAKER_RATIO, 70},
        {"ratio", "70%", CLIENT_BREAKER_RATIO, 70},
        {"retry.jitter", "none", CLIENT_RETRY_JITTER, JITTER_NONE},
        {"jitter", "5", CLIENT_PARAMETER_COUNT, 0}, /* of two */
        {"retry.jitter", "decorrelated", CLIENT_RETRY_JITTER, JITTER_DECORRELATED},
        {"on_unknown", "blind", CLIENT_RETRY_ON_UNKNOWN, UNKNOWN_BLIND},
        {"unit.keys", "on", CLIENT_UNIT_KEYS, 1},
        {"profile", "aggressive", CLIENT_PROFILE, PROFILE_AGGRESSIVE},
        {"hc.mode", "write", CLIENT_CHECK_MODE, CHECK_WRITE},
        {"failback.mode", "manual", CLIENT_FAILBACK_MODE, FAILBACK_MANUAL},
        {"first_wait_min", "lag", CLIENT_RETRY_FIRST_WAIT_US, CLIENT_AS_LAG},
        {"first_wait_min", "0", CLIENT_RETRY_FIRST_WAIT_US, 0},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        enum client_parameter parameter = CLIENT_PARAMETER_COUNT;
        int64_t value = 0;
        struct err err = {0};
        enum rc rc = client_parameter_parse(&parameter, &value, rows[i].name, rows[i].text, &err);
        bool is_one = rows[i].parameter != CLIENT_PARAMETER_COUNT;
        assert_int_equal(rc, is_one ? RC_OK : RC_AMBIGUOUS);
        assert_int_equal(parameter, rows[i].parameter);
        assert_int_equal(is_one ? value : 0, rows[i].value);
    }
}

static void parameter__weights__are_one_for_each_master(void **state)
{
    (void)state;
    enum client_parameter parameter = CLIENT_PARAMETER_COUNT;
    int64_t value = 0;
    assert_int_equal(client_parameter_parse(&parameter, &value, "lb.weights", "3,0,256", NULL),
                     RC_OK);
    assert_int_equal(parameter, CLIENT_WEIGHTS);
    assert_int_equal(client_weight(value, 0), 3);
    assert_int_equal(client_weight(value, 1), 0);
    assert_int_equal(client_weight(value, 2), 256);
    assert_int_equal(client_weight(value, 3), 1);
    static const char *const wrong[] = {"",  "3,", ",1",        "1,1,1,1,1",   "1 1",
                                        "x", "-1", "257,1,1,1", "1,9999999999"};
    for (int i = 0; i < COUNT_OF(wrong); i++) {
        struct err err = {0};
        assert_int_not_equal(
            client_parameter_parse(&parameter, &value, "lb.weights", wrong[i], &err), RC_OK);
        assert_memory_equal(err.text, "lb.weights must be weights with commas between, 0 to 256 ",
                            57);
    }
}

static void parameter__wrong__says_what_is_allowed(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *value;
        enum rc rc;
        const char *error;
    } rows[] = {
        {"retry.max", "0", RC_RANGE, "retry.max must be a number from 1 to 100, not \"0\""},
        {"retry.max", "many", RC_USAGE, "retry.max must be a number from 1 to 100, not \"many\""},
        {"retry.max", " 5", RC_USAGE, "retry.max must be a number from 1 to 100, not \" 5\""},
        {"retry.max", "99999999999999999999", RC_RANGE,
         "retry.max must be a number from 1 to 100, not \"99999999999999999999\""},
        {"read_timeout", "1ms", RC_RANGE,
         "pool.read_timeout must be a length of time from 10 ms to 600 s, not \"1ms\""},
        {"read_timeout", "soon", RC_USAGE,
         "pool.read_timeout must be a length of time from 10 ms to 600 s, not \"soon\""},
        {"ratio", "101%", RC_RANGE,
         "breaker.ratio must be a percentage from 1 % to 100 %, not \"101%\""},
        {"hc.mode", "look", RC_USAGE, "hc.mode must be one of ping|select|write, not \"look\""},
        {"hc.mode", "pin", RC_USAGE, "hc.mode must be one of ping|select|write, not \"pin\""},
        {"hc.mode", "", RC_USAGE, "hc.mode must be one of ping|select|write, not \"\""},
        {"first_wait_min", "never", RC_USAGE,
         "retry.first_wait_min must be lag or a length of time from 0 to 60.0 s, not \"never\""},
        {"patience", "1s", RC_UNKNOWN,
         "a client has no parameter \"patience\"; \\parameters client lists them"},
        {"mode", "auto", RC_AMBIGUOUS,
         "\"mode\" could be any of hc.mode, failback.mode: write which one"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        enum client_parameter parameter = 0;
        int64_t value = 0;
        struct err err = {0};
        assert_int_equal(
            client_parameter_parse(&parameter, &value, rows[i].name, rows[i].value, &err),
            rows[i].rc);
        assert_string_equal(err.text, rows[i].error);
    }
}

/* --- whose value holds ---------------------------------------------------------------------- */

static const struct policy_setting brave[] = {
    {"retry.max", "3", 4},
    {"profile", "aggressive", 5},
    {"hc.fall", "7", 6},
};
static const struct policy brave_policy = {
    .name = "brave", .settings = brave, .setting_count = COUNT_OF(brave)};
static const struct policy plain_policy = {.name = "plain"};

static void parameter__person_over_driver_over_profile_over_default(void **state)
{
    (void)state;
    int64_t values[CLIENT_PARAMETER_COUNT];
    bool given[CLIENT_PARAMETER_COUNT] = {false};
    client_parameters_init(values);
    client_parameters_apply(values, given, &brave_policy);
    assert_int_equal(values[CLIENT_RETRY_MAX], 3);
    assert_int_equal(values[CLIENT_CHECK_FALL], 7); /* the profile says 1 */
    assert_int_equal(values[CLIENT_CHECK_INTERVAL_US], 250 * US_PER_MS);
    values[CLIENT_RETRY_MAX] = 9;
    given[CLIENT_RETRY_MAX] = true;
    values[CLIENT_PROFILE] = PROFILE_EASY;
    given[CLIENT_PROFILE] = true;
    client_parameters_apply(values, given, &brave_policy);
    assert_int_equal(values[CLIENT_RETRY_MAX], 9);
    assert_int_equal(values[CLIENT_CHECK_FALL], 7);
    assert_int_equal(values[CLIENT_CHECK_INTERVAL_US], 3 * US_PER_S);
    /* What the driver asked for goes with it. */
    client_parameters_apply(values, given, &plain_policy);
    assert_int_equal(values[CLIENT_RETRY_MAX], 9);
    assert_int_equal(values[CLIENT_CHECK_FALL], 4);
    given[CLIENT_PROFILE] = false;
    given[CLIENT_RETRY_MAX] = false;
    client_parameters_apply(values, given, &plain_policy);
    int64_t defaults[CLIENT_PARAMETER_COUNT];
    client_parameters_init(defaults);
    assert_memory_equal(values, defaults, sizeof(values));
}

static void parameter__that_a_driver_asks_for_wrongly__is_told_with_its_line(void **state)
{
    (void)state;
    static const struct {
        struct policy_setting setting;
        const char *error;
    } rows[] = {
        {{"patience", "5", 7},
         "brave, line 7: a client has no parameter \"patience\"; \\parameters client lists them"},
        {{"retry.max", "0", 8},
         "brave, line 8: retry.max must be a number from 1 to 100, not \"0\""},
        {{"profile", "mad", 0},
         "brave: profile must be one of normal|easy|aggressive, not \"mad\""},
    };
    assert_int_equal(client_parameters_check(&brave_policy, NULL), RC_OK);
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct policy policy = {.name = "brave", .settings = &rows[i].setting, .setting_count = 1};
        struct err err = {0};
        assert_int_not_equal(client_parameters_check(&policy, &err), RC_OK);
        assert_string_equal(err.text, rows[i].error);
    }
}

/* --- showing -------------------------------------------------------------------------------- */

static void expect_list(const struct client_parameters_shown *shown, const char *expected)
{
    struct buf out;
    buf_init(&out, BUF_CAP_TEXT);
    client_parameters_add(&out, shown);
    assert_string_equal(out.data, expected);
    buf_release(&out);
}

static void parameter__list__shows_value_range_and_whose_it_is(void **state)
{
    (void)state;
    int64_t values[CLIENT_PARAMETER_COUNT];
    bool given[CLIENT_PARAMETER_COUNT] = {false};
    struct client_parameters_shown shown = {.values = values, .word = "retry.max"};
    client_parameters_init(values);
    expect_list(&shown, "  retry.max                           8  1 to 100\n"
                        "      tries of one unit of work; akin to: resilience4j maxAttempts\n");
    shown.given = given;
    shown.policy = &brave_policy;
    client_parameters_apply(values, given, &brave_policy);
    expect_list(&shown, "  retry.max                           3  1 to 100\n"
                        "      tries of one unit of work; akin to: resilience4j maxAttempts\n"
                        "      (the default is 8; this is its driver's)\n");
    given[CLIENT_RETRY_MAX] = true;
    expect_list(&shown, "  retry.max                           3  1 to 100\n"
                        "      tries of one unit of work; akin to: resilience4j maxAttempts\n"
                        "      (the default is 8; this was typed)\n");
    shown.word = "hc.interval";
    expect_list(&shown,
                "  profile                    aggressive  normal|easy|aggressive\n"
                "      defaults of hc.interval and hc.fall; akin to: presets of the AWS wrapper\n"
                "      (the default is normal; this is its driver's)\n"
                "  hc.interval                    250 ms  100 ms to 60.0 s\n"
                "      between checks while it is UP; akin to: HAProxy inter\n"
                "      (the default is 1.00 s; this is its profile's)\n");
}

static void parameter__list__fits_80_columns(void **state)
{
    (void)state;
    int64_t values[CLIENT_PARAMETER_COUNT];
    struct client_parameters_shown shown = {.values = values, .word = ""};
    client_parameters_init(values);
    struct buf out;
    buf_init(&out, BUF_CAP_TEXT);
    client_parameters_add(&out, &shown);
    int lines = 0;
    for (char *line = out.data; *line != '\0'; lines++) {
        size_t size = strcspn(line, "\n");
        line[size] = '\0';
        if (text_width(line) > 80) {
            fail_msg("%d columns: %s", text_width(line), line);
        }
        line += size + 1;
    }
    assert_int_equal(lines, 2 * CLIENT_PARAMETER_COUNT);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameter__name_and_value__are_read),
        cmocka_unit_test(parameter__weights__are_one_for_each_master),
        cmocka_unit_test(parameter__wrong__says_what_is_allowed),
        cmocka_unit_test(parameter__person_over_driver_over_profile_over_default),
        cmocka_unit_test(parameter__that_a_driver_asks_for_wrongly__is_told_with_its_line),
        cmocka_unit_test(parameter__list__shows_value_range_and_whose_it_is),
        cmocka_unit_test(parameter__list__fits_80_columns),
    };
    return cmocka_run_group_tests_name("client/client_parameter", tests, NULL, NULL);
}
