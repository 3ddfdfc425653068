/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/mem.h"

static void mem__alloc__is_zeroed_and_never_null(void **state)
{
    (void)state;
    unsigned char *bytes = mem_alloc(100, 3);
    for (int i = 0; i < 300; i++) {
        assert_int_equal(bytes[i], 0);
    }
    mem_free(bytes);
    void *nothing = mem_alloc(0, 0);
    assert_non_null(nothing);
    mem_free(nothing);
    mem_free(NULL);
}

static void mem__grow__keeps_what_is_there_and_zeroes_the_rest(void **state)
{
    (void)state;
    int *numbers = NULL;
    int room = 0;
    mem_grow((void **)&numbers, &room, 1, sizeof(*numbers));
    assert_int_equal(room, 8);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(numbers[i], 0);
        numbers[i] = i + 1;
    }
    mem_grow((void **)&numbers, &room, 8, sizeof(*numbers));
    assert_int_equal(room, 8);
    mem_grow((void **)&numbers, &room, 33, sizeof(*numbers));
    assert_int_equal(room, 64);
    assert_int_equal(numbers[7], 8);
    assert_int_equal(numbers[8], 0);
    assert_int_equal(numbers[63], 0);
    mem_free(numbers);
}

static void mem__text__is_a_copy(void **state)
{
    (void)state;
    char text[] = "mine";
    char *copy = mem_text(text);
    text[0] = 'p';
    assert_string_equal(copy, "mine");
    mem_free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mem__alloc__is_zeroed_and_never_null),
        cmocka_unit_test(mem__grow__keeps_what_is_there_and_zeroes_the_rest),
        cmocka_unit_test(mem__text__is_a_copy),
    };
    return cmocka_run_group_tests_name("base/mem", tests, NULL, NULL);
}
