/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/pack.h"

static void pack__what_is_written__is_read_back(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, BUF_CAP_STATE);
    pack_mark(&buf, "net");
    pack_u64(&buf, UINT64_MAX);
    pack_i64(&buf, INT64_MIN);
    pack_int(&buf, -3);
    pack_bool(&buf, true);
    pack_text(&buf, "m1");
    pack_bytes(&buf, "a\0b", 3);
    pack_bytes(&buf, "", 0);

    struct unpack in = unpack_start(buf.data, buf.size);
    char text[3];
    size_t size = 0;
    unpack_mark(&in, "net");
    assert_true(unpack_u64(&in) == UINT64_MAX);
    assert_true(unpack_i64(&in) == INT64_MIN);
    assert_int_equal(unpack_int(&in, -3, 3), -3);
    assert_true(unpack_bool(&in));
    unpack_text(&in, text, sizeof(text));
    assert_string_equal(text, "m1");
    assert_memory_equal(unpack_bytes(&in, &size), "a\0b", 3);
    assert_int_equal(size, 3);
    (void)unpack_bytes(&in, &size);
    assert_int_equal(size, 0);
    assert_int_equal(unpack_check(&in, NULL), RC_OK);
    assert_int_equal(in.at, buf.size);
    buf_release(&buf);
}

static void pack__small_numbers_of_either_sign__are_short(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 100);
    pack_u64(&buf, 127);
    pack_u64(&buf, 128);
    pack_i64(&buf, -1);
    pack_i64(&buf, 64);
    pack_bool(&buf, true);
    assert_int_equal(buf.size, 7);
    assert_memory_equal(buf.data, "\x7f\x80\x01\x01\x80\x01\x01", 7);
    buf_release(&buf);
}

static void pack__every_power_of_two_and_its_neighbours__are_read_back(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, BUF_CAP_TEXT);
    for (int bit = 0; bit < 64; bit++) {
        uint64_t power = UINT64_C(1) << bit;
        pack_u64(&buf, power - 1);
        pack_u64(&buf, power);
        pack_i64(&buf, (int64_t)power);
        pack_i64(&buf, (int64_t)(0 - power));
    }
    struct unpack in = unpack_start(buf.data, buf.size);
    for (int bit = 0; bit < 64; bit++) {
        uint64_t power = UINT64_C(1) << bit;
        assert_true(unpack_u64(&in) == power - 1);
        assert_true(unpack_u64(&in) == power);
        assert_true(unpack_i64(&in) == (int64_t)power);
        assert_true(unpack_i64(&in) == (int64_t)(0 - power));
    }
    assert_int_equal(unpack_check(&in, NULL), RC_OK);
    assert_int_equal(in.at, buf.size);
    buf_release(&buf);
}

static void unpack__past_the_end__is_damage_and_zeros_from_there(void **state)
{
    (void)state;
    struct unpack in = unpack_start("\1\x82", 2);
    struct err err = {0};
    size_t size = 1;
    assert_int_equal(unpack_u64(&in), 1);
    assert_int_equal(unpack_u64(&in), 0);
    assert_int_equal(unpack_u64(&in), 0);
    assert_null(unpack_bytes(&in, &size));
    assert_int_equal(size, 0);
    assert_int_equal(unpack_check(&in, &err), RC_DAMAGED);
    assert_string_equal(err.text, "the saved state is damaged near byte 2 of 2");
}

static void unpack__number_of_more_than_64_bits__is_damage(void **state)
{
    (void)state;
    struct unpack in = unpack_start("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10);
    assert_true(unpack_u64(&in) == UINT64_MAX);
    assert_false(in.damaged);
    in = unpack_start("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10);
    assert_int_equal(unpack_u64(&in), 0);
    assert_true(in.damaged);
}

static void unpack__value_out_of_bounds__is_damage(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 100);
    pack_i64(&buf, 5);
    struct unpack in = unpack_start(buf.data, buf.size);
    assert_int_equal(unpack_int(&in, 0, 4), 0);
    assert_true(in.damaged);
    in = unpack_start(buf.data, buf.size);
    assert_false(unpack_bool(&in));
    assert_true(in.damaged);
    in = unpack_start(buf.data, buf.size);
    assert_int_equal(unpack_int(&in, 6, 9), 6);
    assert_true(in.damaged);
    buf_release(&buf);
}

static void unpack__length_beyond_the_input__is_damage(void **state)
{
    (void)state;
    struct buf buf;
    size_t size = 1;
    char text[4] = "old";
    buf_init(&buf, 100);
    pack_u64(&buf, UINT64_MAX);
    pack_u64(&buf, 9);
    struct unpack in = unpack_start(buf.data, buf.size);
    assert_null(unpack_bytes(&in, &size));
    assert_int_equal(size, 0);
    in = unpack_start(buf.data + buf.size - 1, 1);
    unpack_text(&in, text, sizeof(text));
    assert_string_equal(text, "");
    assert_true(in.damaged);
    buf_release(&buf);
}

static void unpack__text_too_long_or_wrong_mark__is_damage(void **state)
{
    (void)state;
    struct buf buf;
    char text[3] = "";
    buf_init(&buf, 100);
    pack_text(&buf, "m12");
    struct unpack in = unpack_start(buf.data, buf.size);
    unpack_text(&in, text, sizeof(text));
    assert_string_equal(text, "");
    assert_true(in.damaged);
    in = unpack_start(buf.data, buf.size);
    unpack_mark(&in, "m13");
    assert_true(in.damaged);
    in = unpack_start(buf.data, buf.size);
    unpack_mark(&in, "m1");
    assert_true(in.damaged);
    buf_release(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pack__what_is_written__is_read_back),
        cmocka_unit_test(pack__small_numbers_of_either_sign__are_short),
        cmocka_unit_test(pack__every_power_of_two_and_its_neighbours__are_read_back),
        cmocka_unit_test(unpack__past_the_end__is_damage_and_zeros_from_there),
        cmocka_unit_test(unpack__number_of_more_than_64_bits__is_damage),
        cmocka_unit_test(unpack__value_out_of_bounds__is_damage),
        cmocka_unit_test(unpack__length_beyond_the_input__is_damage),
        cmocka_unit_test(unpack__text_too_long_or_wrong_mark__is_damage),
    };
    return cmocka_run_group_tests_name("base/pack", tests, NULL, NULL);
}
