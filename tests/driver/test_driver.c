/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "driver/driver.h"

#include <stdio.h>

static struct driver *make(const char *source, struct err *err)
{
    struct rng rng;
    struct driver *driver = NULL;
    rng_init(&rng, 1);
    enum rc rc = driver_new(&driver, "mine", source, strlen(source), rng, err);
    assert_int_equal(rc, err->rc);
    return driver;
}

static const struct policy_endpoint endpoints[] = {
    {.master = 0, .state = ENDPOINT_IS_DOWN, .latency = -1, .last_ok = -1},
    {.master = 1, .state = ENDPOINT_IS_UP, .same_az = true, .latency = 700, .last_ok = 1500},
    {.master = 2, .state = ENDPOINT_IS_SUSPECT, .latency = -1, .last_ok = -1, .errors = 1},
};

static enum rc pick(struct driver *driver, int *index, int *line, struct err *err)
{
    struct policy policy = driver_policy(driver);
    struct policy_request request = {
        .client = 1, .unit = 5, .attempt = 2, .last_master = 0, .is_write = true, .now = 9000};
    return policy.pick(policy.self, &request, endpoints, COUNT_OF(endpoints), index, line, err);
}

static void driver__pick__is_given_what_a_program_sees(void **state)
{
    (void)state;
    struct err err = {0};
    struct driver *driver =
        make("function pick(request, endpoints)\n"
             "  assert(request.client == 1 and request.unit == 5 and request.attempt == 2)\n"
             "  assert(request.last == 'm1' and request.is_write and request.now_ms == 9)\n"
             "  assert(#endpoints == 3 and endpoints[1].state == 'down')\n"
             "  assert(endpoints[1].latency_us == nil and endpoints[2].latency_us == 700)\n"
             "  assert(endpoints[2].same_az and endpoints[2].last_ok_ms_ago == 7)\n"
             "  assert(endpoints[3].errors == 1 and endpoints[3].state == 'suspect')\n"
             "  if not request.is_write then return nil end\n"
             "  return endpoints[3].name\n"
             "end",
             &err);
    int index = 0;
    int line = 0;
    assert_int_equal(pick(driver, &index, &line, &err), RC_OK);
    assert_int_equal(index, 2);
    assert_int_equal(line, 9);
    assert_null(driver_policy(driver).on_error);
    driver_free(driver);
}

static void driver__wrong_answers__are_errors_with_a_line(void **state)
{
    (void)state;
    static const struct {
        const char *answer;
        const char *error;
    } rows[] = {
        {"'m7'", "mine, line 2: pick() answered \"m7\": there is no such endpoint"},
        {"7", "mine, line 2: pick() answered a number: it must be an endpoint's name, such as "
              "\"m1\", or nil"},
        {"request.nothing.here", "mine, line 2: attempt to index a nil value (field 'nothing')"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        char source[100];
        int index = 0;
        int line = 0;
        (void)snprintf(source, sizeof(source), "function pick(request)\n return %s\nend",
                       rows[i].answer);
        struct driver *driver = make(source, &err);
        assert_int_equal(pick(driver, &index, &line, &err), RC_USAGE);
        assert_string_equal(err.text, rows[i].error);
        assert_int_equal(index, -1);
        driver_free(driver);
    }
}

static void driver__on_error__is_read_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *answer;
        const char *error; /* NULL: none */
        enum policy_action action;
        sim_us wait;
    } rows[] = {
        {"'retry', 20", NULL, ACTION_RETRY, 20000},
        {"'retry'", NULL, ACTION_RETRY, -1},
        {"'report'", NULL, ACTION_REPORT, -1},
        {"'retry', -1", "mine, line 3: on_error() answered a wait of -1 ms: allowed are 0 to 60000",
         ACTION_RETRY, 0},
        {"'retry', 31536000000",
         "mine, line 3: on_error() answered a wait of 31536000000 ms: allowed are 0 to 60000",
         ACTION_RETRY, 0},
        {"'retry', 'x'",
         "mine, line 3: on_error() answered a wait that is a string: it must be a number of ms",
         ACTION_RETRY, 0},
        {"nil", "mine, line 3: on_error() answered a nil: it must be \"retry\" or \"report\"",
         ACTION_REPORT, 0},
        {"'again'",
         "mine, line 3: on_error() answered \"again\": it must be \"retry\" or \"report\"",
         ACTION_REPORT, 0},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        char source[200];
        (void)snprintf(source, sizeof(source),
                       "function pick() end\nfunction on_error(error, attempt)\n return %s\nend",
                       rows[i].answer);
        struct driver *driver = make(source, &err);
        struct policy policy = driver_policy(driver);
        struct policy_error error = {.class = CLASS_CONFLICT, .code = 1213, .attempt = 1};
        struct policy_answer answer;
        enum rc rc = policy.on_error(policy.self, &error, &answer, &err);
        assert_string_equal(err.text, rows[i].error != NULL ? rows[i].error : "");
        if (rc == RC_OK) {
            assert_int_equal(answer.action, rows[i].action);
            assert_int_equal(answer.wait, rows[i].wait);
            assert_int_equal(answer.line, 3);
        }
        driver_free(driver);
    }
}

static void driver__without_pick__is_refused(void **state)
{
    (void)state;
    struct err err = {0};
    assert_null(make("function pikc() end", &err));
    assert_string_equal(err.text, "mine: there is no function pick(request, endpoints): a driver "
                                  "must say where to go");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(driver__pick__is_given_what_a_program_sees),
        cmocka_unit_test(driver__wrong_answers__are_errors_with_a_line),
        cmocka_unit_test(driver__on_error__is_read_or_refused),
        cmocka_unit_test(driver__without_pick__is_refused),
    };
    return cmocka_run_group_tests_name("driver/driver", tests, NULL, NULL);
}
