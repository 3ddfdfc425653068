/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "client/meter.h"
#include "client/truth.h"

static void meter__p99__lets_one_in_a_hundred_pass(void **state)
{
    (void)state;
    struct meter meter;
    meter_init(&meter);
    assert_int_equal(meter_p99(&meter), -1);
    meter_add_ok(&meter, 10, 5000);
    assert_int_equal(meter_p99(&meter), 5000);
    for (int i = 1; i < 100; i++) {
        meter_add_ok(&meter, 10 + i, 100 + i);
    }
    assert_int_equal(meter_p99(&meter), 199);
    for (int i = 0; i < 1000; i++) {
        meter_add_ok(&meter, 1000 + i, 7);
    }
    assert_int_equal(meter_p99(&meter), 7);
    assert_int_equal(meter.ok, 1100);
}

static void meter__rate__counts_the_last_second(void **state)
{
    (void)state;
    struct meter meter;
    meter_init(&meter);
    for (int i = 0; i < 30; i++) {
        meter_add_ok(&meter, i * 100 * US_PER_MS, 1);
    }
    assert_int_equal(meter_ok_per_s(&meter, 2900 * US_PER_MS), 10);
    assert_int_equal(meter_ok_per_s(&meter, 3400 * US_PER_MS), 5);
    assert_int_equal(meter_ok_per_s(&meter, 9 * US_PER_S), 0);
}

static void meter__outage__is_told_in_its_parts(void **state)
{
    (void)state;
    struct meter meter;
    meter_init(&meter);
    assert_false(meter_end_outage(&meter, 5));
    assert_true(meter_begin_outage(&meter, 100, 700));
    assert_false(meter_begin_outage(&meter, 300, 800));
    meter_reroute(&meter, 900);
    assert_true(meter_is_out(&meter));
    assert_true(meter_end_outage(&meter, 950));
    assert_int_equal(meter.detect, 600);
    assert_int_equal(meter.reroute, 200);
    assert_int_equal(meter.first_ok, 50);
    assert_int_equal(meter.outage, 850);
    assert_true(meter_begin_outage(&meter, 1000, 1001));
    assert_true(meter_end_outage(&meter, 1010));
    assert_int_equal(meter.outage, 10);
    assert_int_equal(meter.longest, 850);
}

static void truth__lost_and_doubled__are_counted_once(void **state)
{
    (void)state;
    struct truth truth;
    truth_init(&truth);
    truth_commit(&truth, 1);
    truth_acknowledge(&truth, 1);
    assert_int_equal(truth.lost, 0);
    truth_acknowledge(&truth, 2); /* and no commit */
    truth_acknowledge(&truth, 2);
    assert_int_equal(truth.lost, 1);
    truth_commit(&truth, 3000);
    truth_commit(&truth, 3000);
    truth_commit(&truth, 3000);
    assert_int_equal(truth.doubled, 1);
    truth_commit(&truth, 2); /* found after all */
    assert_int_equal(truth.lost, 0);
    truth_commit(&truth, 0); /* of no unit */
    truth_release(&truth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meter__p99__lets_one_in_a_hundred_pass),
        cmocka_unit_test(meter__rate__counts_the_last_second),
        cmocka_unit_test(meter__outage__is_told_in_its_parts),
        cmocka_unit_test(truth__lost_and_doubled__are_counted_once),
    };
    return cmocka_run_group_tests_name("client/meter", tests, NULL, NULL);
}
