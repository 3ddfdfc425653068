/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/rng.h"
#include "lab/checkpoints.h"

#define STATE_SIZE ((size_t)4 * 1024 * 1024)

/* No checkpoints yet, and a state that cannot be compressed. */
static void begin(struct checkpoints *checkpoints, struct buf *state)
{
    struct rng rng;
    checkpoints_init(checkpoints);
    rng_init(&rng, 1);
    buf_init(state, BUF_CAP_STATE);
    for (size_t i = 0; i < STATE_SIZE; i += sizeof(uint64_t)) {
        uint64_t word = rng_next(&rng);
        enum rc rc = buf_add_bytes(state, &word, sizeof(word), NULL);
        assert_int_equal(rc, RC_OK);
    }
}

static void checkpoints__before_lines_beyond_the_maximum__end_and_stay(void **state)
{
    (void)state;
    struct checkpoints checkpoints;
    struct buf saved;
    begin(&checkpoints, &saved);
    for (int i = 0; i < CHECKPOINTS_PINNED + 4; i++) {
        struct run_place place = {.at = i, .lines = i, .steps = (uint64_t)i * 10};
        checkpoints_add(&checkpoints, &place, true, &saved);
    }
    assert_true(checkpoints.size > CHECKPOINTS_SIZE_MAX); /* the pinned alone are more */
    assert_int_equal(checkpoints.count, CHECKPOINTS_PINNED + 1);
    assert_int_equal(checkpoints.all[0].place.lines, 0);
    assert_int_equal(checkpoints.all[1].place.lines, 4);
    buf_release(&saved);
    checkpoints_release(&checkpoints);
}

static void checkpoints__many_small__the_far_ones_go_first(void **state)
{
    (void)state;
    struct checkpoints checkpoints;
    struct buf saved;
    begin(&checkpoints, &saved);
    for (int i = 0; i < 40; i++) {
        struct run_place place = {.at = i, .steps = (uint64_t)i * CHECKPOINTS_GAP};
        checkpoints_add(&checkpoints, &place, false, &saved);
    }
    assert_true(checkpoints.size <= CHECKPOINTS_SIZE_MAX);
    assert_int_equal(checkpoints.all[0].place.steps, 0);
    assert_true(checkpoints.count > 3);
    buf_release(&saved);
    checkpoints_release(&checkpoints);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checkpoints__before_lines_beyond_the_maximum__end_and_stay),
        cmocka_unit_test(checkpoints__many_small__the_far_ones_go_first),
    };
    return cmocka_run_group_tests_name("lab/checkpoints", tests, NULL, NULL);
}
