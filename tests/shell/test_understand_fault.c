/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "shell/dialect.h"

#include <string.h>

#define SIMULATE "ALTER SYSTEM SIMULATE "

static void simulate__as_the_product_has_it__is_understood(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        struct dialect_simulate is;
    } cases[] = {
        {SIMULATE "25 PERCENT DISK FAILURE FOR INTERVAL 30 SECOND", {25, -1, false, 0, 0, 30}},
        {SIMULATE "25 PERCENT DISK FAILURE IN DISK 5 FOR INTERVAL 2 MINUTE",
         {25, 5, false, 0, 0, 120}},
        {SIMULATE "0 PERCENT DISK FAILURE NODE 0 FOR INTERVAL 1 HOUR", {0, 0, false, 0, 0, 3600}},
        {"alter system simulate 100 percent disk congestion between 10 and 40 milliseconds in node "
         "3 for interval 1 day;",
         {100, 3, true, 10, 40, 86400}},
        {SIMULATE "1 PERCENT DISK CONGESTION IN DISK 2 BETWEEN 0 AND 60000 MILLISECONDS FOR "
                  "INTERVAL 1 SECOND",
         {1, 2, true, 0, 60000, 1}},
    };
    struct dialect_statement statement;
    dialect_init(&statement);
    for (int i = 0; i < COUNT_OF(cases); i++) {
        struct err err = {0};
        int error = 0;
        if (dialect_parse(&statement, cases[i].typed, &error, &err) != RC_OK) {
            fail_msg("%s: %s", cases[i].typed, err.text);
        }
        assert_int_equal(statement.kind, DIALECT_SIMULATE);
        assert_int_equal(statement.simulate.percent, cases[i].is.percent);
        assert_int_equal(statement.simulate.disk, cases[i].is.disk);
        assert_int_equal(statement.simulate.is_congestion, cases[i].is.is_congestion);
        assert_int_equal(statement.simulate.min_ms, cases[i].is.min_ms);
        assert_int_equal(statement.simulate.max_ms, cases[i].is.max_ms);
        assert_int_equal(statement.simulate.seconds, cases[i].is.seconds);
    }
    dialect_release(&statement);
}

static void simulate__what_cannot_be__is_refused_with_what_can(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        int error;
        const char *says;
    } cases[] = {
        {SIMULATE "101 PERCENT DISK FAILURE FOR INTERVAL 1 SECOND", 1231,
         "a share of requests is 0 to 100 PERCENT, not 101"},
        {SIMULATE "-1 PERCENT DISK FAILURE FOR INTERVAL 1 SECOND", 1064,
         "a percentage, 0 to 100, should stand there"},
        {SIMULATE "2.5 PERCENT DISK FAILURE FOR INTERVAL 1 SECOND", 1064, "a percentage, 0 to 100"},
        {SIMULATE "5 DISK FAILURE FOR INTERVAL 1 SECOND", 1064, "PERCENT should stand there"},
        {SIMULATE "5 PERCENT TAPE FAILURE", 1064, "DISK FAILURE or DISK CONGESTION should stand"},
        {SIMULATE "5 PERCENT DISK FAILURE", 1064, "it ends where FOR INTERVAL should stand"},
        {SIMULATE "5 PERCENT DISK FAILURE IN DISK 6 FOR INTERVAL 1 SECOND", 1231,
         "a disk or node is 0 to 5, for the copies a1 to c2, not 6"},
        {SIMULATE "5 PERCENT DISK FAILURE IN b1 FOR INTERVAL 1 SECOND", 1064,
         "DISK or NODE should stand there"},
        {SIMULATE "5 PERCENT DISK FAILURE FOR INTERVAL 0 SECOND", 1231,
         "an interval is 1 SECOND to 1 DAY in this lab, not 0 SECOND"},
        {SIMULATE "5 PERCENT DISK FAILURE FOR INTERVAL 3 YEAR", 1231, "not 3 YEAR"},
        {SIMULATE "5 PERCENT DISK FAILURE FOR INTERVAL 99999999 YEAR", 1231, "not 99999999 YEAR"},
        {SIMULATE "5 PERCENT DISK FAILURE FOR INTERVAL 3 FORTNIGHT", 1064,
         "SECOND, MINUTE, HOUR or DAY should stand there"},
        {SIMULATE "5 PERCENT DISK FAILURE FOR INTERVAL 3 SECOND NOW", 1064,
         "the statement's end should stand there"},
        {SIMULATE "5 PERCENT DISK CONGESTION FOR INTERVAL 3 SECOND", 1064,
         "BETWEEN should stand there"},
        {SIMULATE "5 PERCENT DISK CONGESTION BETWEEN 9 AND 4 MILLISECONDS FOR INTERVAL 3 SECOND",
         1231, "a delay is BETWEEN the least AND the most, 0 to 60000 MILLISECONDS, not 9 to 4"},
        {SIMULATE
         "5 PERCENT DISK CONGESTION BETWEEN 9 AND 60001 MILLISECONDS FOR INTERVAL 3 SECOND",
         1231, "not 9 to 60001"},
        {SIMULATE "50 PERCENT READ REPLICA FAILURE TO ALL FOR INTERVAL 1 MINUTE", 1235,
         "there are no read replicas that could fail"},
        {"ALTER SYSTEM CRASH DISK", 1064, "the statement's end should stand there"},
        {"ALTER SYSTEM REBOOT", 1235, "ALTER SYSTEM knows CRASH INSTANCE"},
    };
    struct dialect_statement statement;
    dialect_init(&statement);
    for (int i = 0; i < COUNT_OF(cases); i++) {
        struct err err = {0};
        int error = 0;
        assert_int_not_equal(dialect_parse(&statement, cases[i].typed, &error, &err), RC_OK);
        if (error != cases[i].error || strstr(err.text, cases[i].says) == NULL) {
            fail_msg("%s: %d %s", cases[i].typed, error, err.text);
        }
    }
    dialect_release(&statement);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(simulate__as_the_product_has_it__is_understood),
        cmocka_unit_test(simulate__what_cannot_be__is_refused_with_what_can),
    };
    return cmocka_run_group_tests_name("shell/understand_fault", tests, NULL, NULL);
}
