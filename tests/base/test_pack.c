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

struct item {
    int64_t at;
    uint64_t hash;
    uint32_t number;
    bool is_used;
};

static void pack__items__are_read_back_whatever_they_hold(void **state)
{
    (void)state;
    struct item items[300];
    struct item found[COUNT_OF(items)];
    struct buf buf;
    memset(items, 0, sizeof(items));
    for (int i = 0; i < COUNT_OF(items); i++) {
        items[i].at = i % 7 == 0 ? INT64_MIN : i % 5 == 0 ? INT64_MAX : 1000 * i;
        items[i].hash = (uint64_t)i * 0x9e3779b97f4a7c15;
        items[i].number = i % 3 == 0 ? UINT32_MAX : (uint32_t)i;
        items[i].is_used = i % 2 == 0;
    }
    for (int count = 0; count <= COUNT_OF(items); count += 100) {
        buf_init(&buf, BUF_CAP_TEXT);
        pack_items(&buf, items, count, sizeof(struct item));
        memset(found, 1, sizeof(found));
        struct unpack in = unpack_start(buf.data, buf.size);
        unpack_items(&in, found, count, sizeof(struct item));
        assert_int_equal(unpack_check(&in, NULL), RC_OK);
        assert_int_equal(in.at, buf.size);
        assert_memory_equal(found, items, (size_t)count * sizeof(struct item));
        buf_release(&buf);
    }
}

static void pack__items_of_any_size__are_read_back(void **state)
{
    (void)state;
    char bytes[240];
    char found[sizeof(bytes)];
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (char)(i * i % 251);
    }
    for (size_t size = 1; size <= 24; size++) {
        int count = (int)(sizeof(bytes) / size);
        struct buf buf;
        buf_init(&buf, BUF_CAP_TEXT);
        pack_items(&buf, bytes, count, size);
        memset(found, 0, sizeof(found));
        struct unpack in = unpack_start(buf.data, buf.size);
        unpack_items(&in, found, count, size);
        assert_int_equal(unpack_check(&in, NULL), RC_OK);
        assert_memory_equal(found, bytes, (size_t)count * size);
        buf_release(&buf);
    }
}

static void pack__items_alike_or_evenly_numbered__cost_next_to_nothing(void **state)
{
    (void)state;
    static struct item items[1000];
    struct buf buf;
    for (int i = 0; i < COUNT_OF(items); i++) {
        items[i] = (struct item){.at = 1000000, .number = (uint32_t)i};
    }
    buf_init(&buf, BUF_CAP_TEXT);
    pack_items(&buf, items, COUNT_OF(items), sizeof(struct item));
    assert_in_range(buf.size, COUNT_OF(items), COUNT_OF(items) * 5 + 20);
    buf_clear(&buf);
    pack_items(&buf, &items[0].hash, 1, 8 * sizeof(uint64_t));
    assert_in_range(buf.size, 1, 20);
    buf_release(&buf);
}

static void pack__bytes_like_others__cost_what_differs_and_are_read_back(void **state)
{
    (void)state;
    static char bytes[5000];
    struct buf like;
    buf_init(&like, BUF_CAP_TEXT);
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (char)(i * i % 251);
    }
    for (size_t others = 0; others <= 6000; others += 1500) {
        struct buf buf;
        struct buf found;
        buf_init(&buf, BUF_CAP_TEXT);
        buf_init(&found, BUF_CAP_TEXT);
        pack_like(&buf, &like, bytes, sizeof(bytes));
        struct unpack in = unpack_start(buf.data, buf.size);
        unpack_like(&in, &like, &found);
        assert_int_equal(unpack_check(&in, NULL), RC_OK);
        assert_int_equal(in.at, buf.size);
        assert_int_equal(found.size, sizeof(bytes));
        assert_memory_equal(found.data, bytes, sizeof(bytes));
        size_t alike = others < sizeof(bytes) ? others : sizeof(bytes);
        assert_in_range(buf.size, 1, sizeof(bytes) - alike + 1024 + 30);
        in = unpack_start(buf.data, buf.size - 1);
        unpack_like(&in, &like, &found);
        assert_true(in.damaged);
        buf_release(&buf);
        buf_release(&found);
        for (size_t i = 0; i < 1500; i++) { /* more of the same, but for a byte now and then */
            buf_add_char(&like, i % 700 == 3 ? 'x' : bytes[(others + i) % sizeof(bytes)]);
        }
    }
    buf_release(&like);
}

static void unpack__items_cut_short_or_too_many__are_damage(void **state)
{
    (void)state;
    uint64_t items[50] = {0};
    struct buf buf;
    items[20] = 7;
    buf_init(&buf, BUF_CAP_TEXT);
    pack_items(&buf, items, COUNT_OF(items), sizeof(uint64_t));
    struct unpack in = unpack_start(buf.data, buf.size - 1);
    unpack_items(&in, items, COUNT_OF(items), sizeof(uint64_t));
    assert_true(in.damaged);
    in = unpack_start(buf.data, buf.size);
    unpack_items(&in, items, COUNT_OF(items) - 1, sizeof(uint64_t));
    assert_true(in.damaged);
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
        cmocka_unit_test(pack__items__are_read_back_whatever_they_hold),
        cmocka_unit_test(pack__items_of_any_size__are_read_back),
        cmocka_unit_test(pack__items_alike_or_evenly_numbered__cost_next_to_nothing),
        cmocka_unit_test(pack__bytes_like_others__cost_what_differs_and_are_read_back),
        cmocka_unit_test(unpack__items_cut_short_or_too_many__are_damage),
        cmocka_unit_test(unpack__past_the_end__is_damage_and_zeros_from_there),
        cmocka_unit_test(unpack__number_of_more_than_64_bits__is_damage),
        cmocka_unit_test(unpack__value_out_of_bounds__is_damage),
        cmocka_unit_test(unpack__length_beyond_the_input__is_damage),
        cmocka_unit_test(unpack__text_too_long_or_wrong_mark__is_damage),
    };
    return cmocka_run_group_tests_name("base/pack", tests, NULL, NULL);
}
