/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "lab/decisions.h"

static void add(struct decisions *decisions, uint64_t event)
{
    char table[] = "orders"; /* gone after the call */
    struct client_decision asked = {
        .event = event,
        .request = {.client = 3,
                    .az = 2,
                    .unit = event * 2,
                    .attempt = 1,
                    .last_master = -1,
                    .is_write = true,
                    .table = event % 2 == 0 ? table : NULL,
                    .has_shard = true,
                    .shard = -5,
                    .begun_at = 10,
                    .now = 20},
        .endpoints = {{.master = 0, .latency = -1, .lag = -1, .last_ok = -1, .trial_at = 9},
                      {.master = 2,
                       .az = 2,
                       .state = ENDPOINT_IS_TRIAL,
                       .same_az = true,
                       .is_read_only = true,
                       .weight = 3,
                       .warm = 40,
                       .in_use = 4,
                       .idle = 5,
                       .waiting = 6,
                       .errors = 7,
                       .latency = 800,
                       .lag = 900,
                       .last_ok = 15,
                       .trial_at = 30}},
        .count = 2,
        .index = 1,
        .line = 17,
        .is_by_default = event % 3 == 0,
    };
    decisions_add(decisions, &asked, (int)(event % 4));
}

static void assert_same(const struct decision *a, const struct decision *b)
{
    assert_true(a != NULL && b != NULL);
    assert_int_equal(a->asked.event, b->asked.event);
    assert_int_equal(a->driver, b->driver);
    assert_int_equal(a->asked.request.unit, b->asked.request.unit);
    assert_int_equal(a->asked.request.shard, b->asked.request.shard);
    assert_true((a->asked.request.table == NULL) == (b->asked.request.table == NULL));
    if (a->asked.request.table != NULL) {
        assert_string_equal(a->asked.request.table, "orders");
        assert_string_equal(b->asked.request.table, "orders");
    }
    assert_int_equal(a->asked.count, b->asked.count);
    for (int i = 0; i < a->asked.count; i++) {
        assert_memory_equal(&a->asked.endpoints[i], &b->asked.endpoints[i],
                            sizeof(a->asked.endpoints[i]));
    }
    assert_int_equal(a->asked.index, b->asked.index);
    assert_int_equal(a->asked.line, b->asked.line);
    assert_int_equal(a->asked.is_by_default, b->asked.is_by_default);
}

static void decisions__many__the_last_are_found(void **state)
{
    (void)state;
    struct decisions decisions;
    decisions_init(&decisions);
    assert_null(decisions_find(&decisions, 1));
    for (uint64_t event = 1; event <= 3 * DECISIONS_KEPT_MAX; event++) {
        add(&decisions, event * 10);
    }
    assert_null(decisions_find(&decisions, 2 * DECISIONS_KEPT_MAX * 10));
    assert_null(decisions_find(&decisions, 3 * DECISIONS_KEPT_MAX * 10 - 5));
    for (uint64_t i = 2 * DECISIONS_KEPT_MAX + 1; i <= 3 * DECISIONS_KEPT_MAX; i++) {
        const struct decision *decision = decisions_find(&decisions, i * 10);
        assert_non_null(decision);
        assert_int_equal(decision->asked.request.unit, i * 20);
    }
    decisions_clear(&decisions);
    assert_null(decisions_find(&decisions, 3 * DECISIONS_KEPT_MAX * 10));
    decisions_release(&decisions);
}

static void decisions__saved__has_the_newest_and_goes_on(void **state)
{
    (void)state;
    struct decisions decisions;
    struct decisions other;
    struct buf saved;
    struct buf again;
    decisions_init(&decisions);
    decisions_init(&other);
    buf_init(&saved, BUF_CAP_STATE);
    buf_init(&again, BUF_CAP_STATE);
    for (uint64_t event = 1; event <= 40; event++) {
        add(&decisions, event);
    }
    decisions_save(&saved, &decisions, DECISIONS_SAVED_MAX);
    assert_true(saved.size < (size_t)DECISIONS_SAVED_MAX * 110);
    struct unpack in = unpack_start(saved.data, saved.size);
    decisions_load(&other, &in, 4);
    assert_int_equal(unpack_check(&in, NULL), RC_OK);
    assert_null(decisions_find(&other, 40 - DECISIONS_SAVED_MAX));
    for (uint64_t event = 41 - DECISIONS_SAVED_MAX; event <= 40; event++) {
        assert_same(decisions_find(&other, event), decisions_find(&decisions, event));
    }
    /* Whoever was loaded goes on as whoever never was. */
    buf_clear(&saved);
    add(&decisions, 41);
    add(&other, 41);
    decisions_save(&saved, &decisions, DECISIONS_SAVED_MAX);
    decisions_save(&again, &other, DECISIONS_SAVED_MAX);
    assert_int_equal(saved.size, again.size);
    assert_memory_equal(saved.data, again.data, saved.size);

    in = unpack_start(saved.data, saved.size);
    decisions_load(&other, &in, 1); /* a driver that is not there */
    assert_int_equal(unpack_check(&in, NULL), RC_DAMAGED);
    buf_release(&again);
    buf_release(&saved);
    decisions_release(&other);
    decisions_release(&decisions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decisions__many__the_last_are_found),
        cmocka_unit_test(decisions__saved__has_the_newest_and_goes_on),
    };
    return cmocka_run_group_tests_name("lab/decisions", tests, NULL, NULL);
}
