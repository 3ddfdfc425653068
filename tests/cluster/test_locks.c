/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "cluster/locks.h"

static void locks__many_taken_and_given_back__each_found_until_then(void **state)
{
    (void)state;
    struct locks locks;
    locks_init(&locks);
    /* Keys that share their home slot, so that closing a gap matters. */
    for (uint64_t i = 0; i < 500; i++) {
        assert_true(locks_take(&locks, i * 64 + i % 3, (int)i));
    }
    for (uint64_t i = 0; i < 500; i += 2) {
        locks_give_back(&locks, i * 64 + i % 3);
    }
    for (uint64_t i = 0; i < 500; i++) {
        int expected = i % 2 == 0 ? LOCK_NOBODY : (int)i;
        assert_int_equal(locks_holder(&locks, i * 64 + i % 3), expected);
    }
    assert_int_equal(locks.taken, 250);
    locks_release(&locks);
}

static void locks__taken_twice_by_one__counts_once(void **state)
{
    (void)state;
    struct locks locks;
    locks_init(&locks);
    assert_true(locks_take(&locks, 7, 1));
    assert_false(locks_take(&locks, 7, 1));
    locks_give_back(&locks, 7);
    assert_int_equal(locks_holder(&locks, 7), LOCK_NOBODY);
    locks_release(&locks);
}

static void locks__wait_in_a_ring__is_a_cycle(void **state)
{
    (void)state;
    struct locks locks;
    locks_init(&locks);
    (void)locks_take(&locks, 10, 1);
    (void)locks_take(&locks, 20, 2);
    (void)locks_take(&locks, 30, 3);
    assert_false(locks_makes_cycle(&locks, 1, 20));
    locks_wait(&locks, (struct waiter){.session = 1, .what = 20});
    locks_wait(&locks, (struct waiter){.session = 2, .what = 30});
    assert_true(locks_makes_cycle(&locks, 3, 10));
    locks_stop_waiting(&locks, 2);
    assert_false(locks_makes_cycle(&locks, 3, 10));
    locks_release(&locks);
}

static void locks__one_waits_for_a_latch__is_no_cycle(void **state)
{
    (void)state;
    struct locks locks;
    locks_init(&locks);
    (void)locks_take(&locks, 10, 1);
    locks_wait(&locks, (struct waiter){.session = 1, .is_page = true, .what = 20});
    (void)locks_take(&locks, 20, 2);
    assert_false(locks_makes_cycle(&locks, 2, 10));
    locks_release(&locks);
}

static void locks__saved_and_loaded__same(void **state)
{
    (void)state;
    struct locks locks;
    struct buf saved;
    locks_init(&locks);
    buf_init(&saved, BUF_CAP_STATE);
    for (uint64_t i = 0; i < 100; i++) {
        (void)locks_take(&locks, i * 977, (int)i);
    }
    locks_wait(&locks, (struct waiter){.session = 5, .what = 977});
    locks_save(&saved, &locks);
    locks_clear(&locks);
    struct unpack in = unpack_start(saved.data, saved.size);
    locks_load(&locks, &in);
    assert_int_equal(unpack_check(&in, NULL), RC_OK);
    assert_int_equal(locks_holder(&locks, 50 * 977), 50);
    assert_int_equal(locks_waits_for(&locks, 5)->what, 977);
    buf_release(&saved);
    locks_release(&locks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(locks__many_taken_and_given_back__each_found_until_then),
        cmocka_unit_test(locks__taken_twice_by_one__counts_once),
        cmocka_unit_test(locks__wait_in_a_ring__is_a_cycle),
        cmocka_unit_test(locks__one_waits_for_a_latch__is_no_cycle),
        cmocka_unit_test(locks__saved_and_loaded__same),
    };
    return cmocka_run_group_tests_name("cluster/locks", tests, NULL, NULL);
}
