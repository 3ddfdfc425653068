/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/rng.h"
#include "client/meter.h"
#include "client/truth.h"

static void meter__slowest__is_of_the_last_second(void **state)
{
    struct meter meter;
    (void)state;
    meter_init(&meter);
    assert_int_equal(meter_slowest(&meter, 0), -1);
    meter_add_ok(&meter, US_PER_S, 5000, 1);
    meter_add_ok(&meter, US_PER_S + 1, 7, 1);
    assert_int_equal(meter_slowest(&meter, US_PER_S + 1), 5000);
    assert_int_equal(meter_slowest(&meter, 2 * US_PER_S), 7);
    assert_int_equal(meter_slowest(&meter, 2 * US_PER_S + 1), -1);
}

static void meter__p99__lets_one_in_a_hundred_pass(void **state)
{
    (void)state;
    struct meter meter;
    meter_init(&meter);
    assert_int_equal(meter_p99(&meter), -1);
    meter_add_ok(&meter, 10, 5000, 1);
    assert_int_equal(meter_p99(&meter), 5000);
    for (int i = 1; i < 100; i++) {
        meter_add_ok(&meter, 10 + i, 100 + i, 1);
    }
    assert_int_equal(meter_p99(&meter), 199);
    for (int i = 0; i < 1000; i++) {
        meter_add_ok(&meter, 1000 + i, 7, 1);
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
        meter_add_ok(&meter, i * 100 * US_PER_MS, 1, 1);
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
    assert_false(truth_commit(&truth, 1));
    truth_acknowledge(&truth, 1);
    assert_int_equal(truth.lost, 0);
    truth_acknowledge(&truth, 2); /* and no commit */
    truth_acknowledge(&truth, 2);
    assert_int_equal(truth.lost, 1);
    assert_false(truth_commit(&truth, 3000));
    assert_true(truth_commit(&truth, 3000));
    assert_false(truth_commit(&truth, 3000));
    assert_int_equal(truth.doubled, 1);
    truth_commit(&truth, 2); /* found after all */
    assert_int_equal(truth.lost, 0);
    truth_commit(&truth, 0); /* of no unit */
    truth_release(&truth);
}

#define UNITS 400

/* What truth is about, as simply as it can be said. */
struct model {
    int commits[UNITS + 1];
    bool is_acknowledged[UNITS + 1];
};

static void check_model(const struct model *model, const struct truth *truth)
{
    int lost = 0;
    int doubled = 0;
    for (int i = 1; i <= UNITS; i++) {
        lost += model->is_acknowledged[i] && model->commits[i] == 0;
        doubled += model->commits[i] > 1;
    }
    assert_int_equal(truth->lost, lost);
    assert_int_equal(truth->doubled, doubled);
}

static void truth__units_in_any_order__are_judged_as_if_each_were_kept(void **state)
{
    (void)state;
    struct rng rng;
    rng_init(&rng, 5);
    for (int round = 0; round < 20; round++) {
        struct model model = {{0}, {false}};
        struct truth truth;
        truth_init(&truth);
        for (int step = 0; step < 3 * UNITS; step++) {
            /* Mostly in order, with some that come late or early. */
            int64_t unit = rng_chance(&rng, 700) ? step / 3 + 1 : rng_between(&rng, 1, UNITS);
            if (rng_chance(&rng, 500)) {
                truth_commit(&truth, (uint64_t)unit);
                model.commits[unit]++;
            } else {
                truth_acknowledge(&truth, (uint64_t)unit);
                model.is_acknowledged[unit] = true;
            }
            if (step % 100 == 0) {
                struct buf saved;
                buf_init(&saved, BUF_CAP_STATE);
                truth_save(&saved, &truth);
                struct unpack in = unpack_start(saved.data, saved.size);
                truth_load(&truth, &in);
                assert_int_equal(unpack_check(&in, NULL), RC_OK);
                buf_release(&saved);
            }
            check_model(&model, &truth);
        }
        truth_release(&truth);
    }
}

static void truth__all_goes_well__takes_no_room(void **state)
{
    (void)state;
    struct truth truth;
    truth_init(&truth);
    for (uint64_t unit = 1; unit <= 100000; unit++) {
        truth_commit(&truth, unit);
        truth_acknowledge(&truth, unit);
    }
    assert_int_equal(truth.count, 1);
    assert_int_equal(truth.lost + truth.doubled, 0);
    truth_commit(&truth, 50000);
    assert_int_equal(truth.doubled, 1);
    assert_int_equal(truth.count, 3);
    truth_release(&truth);
}

static void truth__ever_changing__is_bounded_and_forgets_the_oldest(void **state)
{
    (void)state;
    struct truth truth;
    truth_init(&truth);
    for (uint64_t unit = 1; unit <= 10 * STRETCHES_MAX; unit += 2) {
        truth_commit(&truth, unit); /* every second one fails */
        truth_acknowledge(&truth, unit);
    }
    assert_in_range(truth.count, STRETCHES_MAX - 4, STRETCHES_MAX);
    assert_int_equal(truth.lost + truth.doubled, 0);
    truth_acknowledge(&truth, 10 * STRETCHES_MAX - 100); /* one that failed lately */
    assert_int_equal(truth.lost, 1);
    truth_acknowledge(&truth, 2); /* one that nobody remembers */
    assert_int_equal(truth.lost, 1);
    truth_release(&truth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meter__p99__lets_one_in_a_hundred_pass),
        cmocka_unit_test(meter__slowest__is_of_the_last_second),
        cmocka_unit_test(meter__rate__counts_the_last_second),
        cmocka_unit_test(meter__outage__is_told_in_its_parts),
        cmocka_unit_test(truth__lost_and_doubled__are_counted_once),
        cmocka_unit_test(truth__units_in_any_order__are_judged_as_if_each_were_kept),
        cmocka_unit_test(truth__all_goes_well__takes_no_room),
        cmocka_unit_test(truth__ever_changing__is_bounded_and_forgets_the_oldest),
    };
    return cmocka_run_group_tests_name("client/meter", tests, NULL, NULL);
}
