/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/compress.h"
#include "base/rng.h"

static void compress__any_bytes__come_back(void **state)
{
    (void)state;
    struct rng rng;
    rng_init(&rng, 1);
    for (int round = 0; round < 50; round++) {
        struct buf plain;
        struct buf squeezed;
        struct buf back;
        buf_init(&plain, BUF_CAP_STATE);
        buf_init(&squeezed, BUF_CAP_STATE);
        buf_init(&back, BUF_CAP_STATE);
        int64_t size = rng_below(&rng, 5000) * (round % 5);
        for (int64_t i = 0; i < size; i++) {
            buf_add_char(&plain, (char)rng_below(&rng, round % 2 == 0 ? 3 : 256));
        }
        compress_add(&squeezed, plain.data, plain.size);
        assert_int_equal(compress_take(&back, squeezed.data, squeezed.size, NULL), RC_OK);
        assert_int_equal(back.size, plain.size);
        assert_memory_equal(back.data, plain.data, plain.size);
        assert_true(round % 2 != 0 || size < 1000 || squeezed.size < plain.size);
        buf_release(&plain);
        buf_release(&squeezed);
        buf_release(&back);
    }
}

static void compress__damaged__is_said(void **state)
{
    (void)state;
    struct buf squeezed;
    struct buf back;
    buf_init(&squeezed, BUF_CAP_STATE);
    buf_init(&back, BUF_CAP_STATE);
    compress_add(&squeezed, "what was said and said and said and said again", 46);
    for (size_t size = 0; size < squeezed.size; size++) {
        assert_int_equal(compress_take(&back, squeezed.data, size, NULL), RC_DAMAGED);
    }
    buf_release(&squeezed);
    buf_release(&back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compress__any_bytes__come_back),
        cmocka_unit_test(compress__damaged__is_said),
    };
    return cmocka_run_group_tests_name("base/compress", tests, NULL, NULL);
}
