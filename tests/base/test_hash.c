/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/hash.h"

static void hash__text__is_the_same_number_everywhere(void **state)
{
    (void)state;
    assert_true(hash_text(HASH_START, "quartet") == UINT64_C(0x25488ff3b0a946b3));
    assert_true(hash_text(HASH_START, "") == UINT64_C(0xc8f041c3e2544f29));
    assert_true(hash_text(HASH_START, "two to four masters") == UINT64_C(0x15cac3f32bf306e8));
}

static void hash__parts__are_kept_apart(void **state)
{
    (void)state;
    uint64_t ab_c = hash_text(hash_text(HASH_START, "ab"), "c");
    uint64_t a_bc = hash_text(hash_text(HASH_START, "a"), "bc");
    assert_true(ab_c != a_bc);
    assert_true(hash_bytes(HASH_START, "a\0", 2) != hash_bytes(HASH_START, "a", 1));
    assert_true(hash_u64(HASH_START, 1) != hash_u64(HASH_START, 2));
}

static void hash__bytes__do_not_depend_on_where_they_lie(void **state)
{
    (void)state;
    char room[32] = {0};
    uint64_t wanted = hash_bytes(HASH_START, "0123456789abc", 13);
    for (int i = 0; i < 9; i++) {
        memcpy(room + i, "0123456789abc", 13);
        assert_true(hash_bytes(HASH_START, room + i, 13) == wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hash__text__is_the_same_number_everywhere),
        cmocka_unit_test(hash__parts__are_kept_apart),
        cmocka_unit_test(hash__bytes__do_not_depend_on_where_they_lie),
    };
    return cmocka_run_group_tests_name("base/hash", tests, NULL, NULL);
}
