/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/rng.h"
#include "base/timeline.h"

static void expect_take(struct timeline *timeline, sim_us at, uint32_t thing)
{
    struct due due = {0};
    assert_int_equal(timeline_next_at(timeline), at);
    assert_true(timeline_take(timeline, &due));
    assert_int_equal(due.at, at);
    assert_int_equal(due.thing, thing);
}

static void timeline__empty__is_never(void **state)
{
    (void)state;
    struct timeline timeline;
    struct due due;
    timeline_init(&timeline);
    assert_true(timeline_next_at(&timeline) == SIM_NEVER);
    assert_false(timeline_take(&timeline, &due));
    timeline_release(&timeline);
}

static void timeline__ties__go_to_the_lower_place_then_the_older_entry(void **state)
{
    (void)state;
    struct timeline timeline;
    timeline_init(&timeline);
    timeline_add(&timeline, 20, 0, 1, 6);
    timeline_add(&timeline, 10, 3, 1, 4);
    timeline_add(&timeline, 10, 1, 1, 2);
    timeline_add(&timeline, 10, 3, 1, 5);
    timeline_add(&timeline, 10, 1, 9, 3);
    timeline_add(&timeline, 5, 9, 1, 1);
    for (uint32_t thing = 1; thing <= 6; thing++) {
        expect_take(&timeline, thing == 1 ? 5 : thing == 6 ? 20 : 10, thing);
    }
    timeline_release(&timeline);
}

static void timeline__many__come_in_order_whatever_the_order_of_entry(void **state)
{
    (void)state;
    struct timeline timeline;
    struct rng rng;
    timeline_init(&timeline);
    rng_init(&rng, 9);
    struct due before = {.at = -1};
    for (int i = 0; i < 2000; i++) {
        /* Many for the list of what is due soon, some for the heap. */
        sim_us at = before.at + 1 + rng_below(&rng, i % 4 == 0 ? 200 * US_PER_MS : 40);
        timeline_add(&timeline, at, (int)rng_below(&rng, 5), 0, 0);
        if (i % 3 == 2) {
            struct due due;
            assert_true(timeline_take(&timeline, &due));
            bool is_later = due.at > before.at || (due.at == before.at && due.order > before.order);
            assert_true(is_later);
            before = due;
        }
    }
    timeline_release(&timeline);
}

static void timeline__load__goes_on_where_it_was_saved(void **state)
{
    (void)state;
    struct timeline timeline;
    struct timeline loaded;
    struct buf buf;
    timeline_init(&timeline);
    timeline_init(&loaded);
    buf_init(&buf, BUF_CAP_STATE);
    timeline_add(&timeline, 10, 1, 1, 2);
    timeline_add(&timeline, 5, 1, 1, 1);
    timeline_add(&timeline, US_PER_S, 1, 1, 4);
    timeline_add(&loaded, 1, 0, 0, 99);
    timeline_save(&buf, &timeline);
    struct unpack in = unpack_start(buf.data, buf.size);
    timeline_load(&loaded, &in);
    assert_int_equal(unpack_check(&in, NULL), RC_OK);
    timeline_add(&loaded, 10, 1, 1, 3); /* entered later than what was saved, so taken later */
    expect_take(&loaded, 5, 1);
    expect_take(&loaded, 10, 2);
    expect_take(&loaded, 10, 3);
    expect_take(&loaded, US_PER_S, 4);
    timeline_release(&timeline);
    timeline_release(&loaded);
    buf_release(&buf);
}

static void timeline__load_cut_bytes__is_damage(void **state)
{
    (void)state;
    struct timeline timeline;
    struct buf buf;
    timeline_init(&timeline);
    buf_init(&buf, BUF_CAP_STATE);
    timeline_add(&timeline, 10, 1, 1, 2);
    timeline_save(&buf, &timeline);
    for (size_t size = 0; size < buf.size; size++) {
        struct unpack in = unpack_start(buf.data, size);
        timeline_load(&timeline, &in);
        assert_int_equal(unpack_check(&in, NULL), RC_DAMAGED);
    }
    timeline_release(&timeline);
    buf_release(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timeline__empty__is_never),
        cmocka_unit_test(timeline__ties__go_to_the_lower_place_then_the_older_entry),
        cmocka_unit_test(timeline__many__come_in_order_whatever_the_order_of_entry),
        cmocka_unit_test(timeline__load__goes_on_where_it_was_saved),
        cmocka_unit_test(timeline__load_cut_bytes__is_damage),
    };
    return cmocka_run_group_tests_name("base/timeline", tests, NULL, NULL);
}
