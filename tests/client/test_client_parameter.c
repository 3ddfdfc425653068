/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "client/client_parameter.h"

static void parameter__name_and_value__are_read(void **state)
{
    (void)state;
    enum client_parameter parameter = 0;
    int64_t value = 0;
    struct err err = {0};
    assert_int_equal(client_parameter_parse(&parameter, &value, "read_timeout", "1s", &err), RC_OK);
    assert_int_equal(parameter, CLIENT_READ_TIMEOUT_US);
    assert_int_equal(value, 1000000);
    assert_int_equal(client_parameter_parse(&parameter, &value, "retry.max", "5", &err), RC_OK);
    assert_int_equal(parameter, CLIENT_RETRY_MAX);
    assert_int_equal(value, 5);
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
        {"read_timeout", "1ms", RC_RANGE,
         "pool.read_timeout must be a length of time from 10 ms to 600 s, not \"1ms\""},
        {"read_timeout", "soon", RC_USAGE,
         "pool.read_timeout must be a length of time from 10 ms to 600 s, not \"soon\""},
        {"patience", "1s", RC_UNKNOWN,
         "a client has no parameter \"patience\": there are hc.interval, hc.fast, hc.down, "
         "hc.timeout, hc.fall, hc.rise, topology_refresh, pool.connect_timeout, "
         "pool.read_timeout, retry.max, retry.base, retry.cap, retry.deadline"},
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

static void parameter__list__shows_value_default_and_kin(void **state)
{
    (void)state;
    int64_t values[CLIENT_PARAMETER_COUNT];
    struct buf out;
    buf_init(&out, BUF_CAP_TEXT);
    client_parameters_init(values);
    values[CLIENT_RETRY_MAX] = 3;
    client_parameters_add(&out, values, "retry.max");
    assert_string_equal(out.data, "  retry.max                    3   default 8, a number from 1 "
                                  "to 100; akin to: tries of one unit of work\n");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameter__name_and_value__are_read),
        cmocka_unit_test(parameter__wrong__says_what_is_allowed),
        cmocka_unit_test(parameter__list__shows_value_default_and_kin),
    };
    return cmocka_run_group_tests_name("client/client_parameter", tests, NULL, NULL);
}
