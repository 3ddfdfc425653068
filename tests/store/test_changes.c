/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/mem.h"
#include "store/changes.h"
#include "store/pages.h"
#include "store/value.h"

/* The pages and locks are given by hand; a value of 0 is no row. */
static void add(struct changes *changes, int64_t key, int64_t before, int64_t after)
{
    struct change item = {.table = 1, .number = key, .has_number = true};
    struct buf *bytes = &changes->bytes;
    item.key.at = (uint32_t)bytes->size;
    value_add_integer(bytes, key);
    item.key.size = (uint32_t)bytes->size - item.key.at;
    item.had_before = before != 0;
    item.before.at = (uint32_t)bytes->size;
    if (item.had_before) {
        value_add_integer(bytes, before);
    }
    item.before.size = (uint32_t)bytes->size - item.before.at;
    item.has_after = after != 0;
    item.after.at = (uint32_t)bytes->size;
    if (item.has_after) {
        value_add_integer(bytes, after);
    }
    item.after.size = (uint32_t)bytes->size - item.after.at;
    item.row = (uint64_t)key;
    mem_grow((void **)&changes->items, &changes->room, changes->count + 1, sizeof(item));
    changes->items[changes->count++] = item;
    pages_add_lock(changes, item.row);
    pages_add_page(changes, (struct page_id){.table = 1, .bucket = key / 100});
    pages_sort(changes);
}

static int64_t number_at(const struct changes *changes, struct span_of span)
{
    return value_integer(changes->bytes.data + span.at);
}

/* Merge one change of row 5 on another. */
static void merge_two(struct changes *merged, const int64_t first[2], const int64_t later[2])
{
    struct changes second;
    changes_init(merged);
    changes_init(&second);
    add(merged, 5, first[0], first[1]);
    add(&second, 5, later[0], later[1]);
    changes_merge(merged, &second);
    assert_int_equal(merged->lock_count, 1);
    assert_int_equal(merged->page_count, 1);
    changes_release(&second);
}

static void changes__update_on_update__keeps_first_and_last(void **state)
{
    (void)state;
    struct changes merged;
    merge_two(&merged, (const int64_t[]){1, 2}, (const int64_t[]){2, 3});
    assert_int_equal(merged.count, 1);
    assert_int_equal(number_at(&merged, merged.items[0].before), 1);
    assert_int_equal(number_at(&merged, merged.items[0].after), 3);
    changes_release(&merged);
}

static void changes__back_to_the_start__leaves_pages_and_locks(void **state)
{
    (void)state;
    struct changes merged;
    merge_two(&merged, (const int64_t[]){1, 2}, (const int64_t[]){2, 1});
    assert_int_equal(merged.count, 0);
    changes_release(&merged);
    merge_two(&merged, (const int64_t[]){0, 2}, (const int64_t[]){2, 0});
    assert_int_equal(merged.count, 0);
    changes_release(&merged);
}

static void changes__insert_then_update__is_an_insert(void **state)
{
    (void)state;
    struct changes merged;
    merge_two(&merged, (const int64_t[]){0, 2}, (const int64_t[]){2, 3});
    assert_int_equal(merged.count, 1);
    assert_false(merged.items[0].had_before);
    assert_int_equal(number_at(&merged, merged.items[0].after), 3);
    changes_release(&merged);
}

static void changes__delete_then_insert__is_an_update(void **state)
{
    (void)state;
    struct changes merged;
    merge_two(&merged, (const int64_t[]){1, 0}, (const int64_t[]){0, 3});
    assert_int_equal(merged.count, 1);
    assert_true(merged.items[0].had_before && merged.items[0].has_after);
    assert_int_equal(number_at(&merged, merged.items[0].before), 1);
    changes_release(&merged);
}

static void changes__different_rows__are_in_order_of_key(void **state)
{
    (void)state;
    struct changes merged;
    struct changes later;
    changes_init(&merged);
    changes_init(&later);
    add(&merged, -3, 1, 2);
    add(&merged, 200, 1, 2);
    add(&later, -300, 1, 2);
    add(&later, 7, 1, 0);
    changes_merge(&merged, &later);
    assert_int_equal(merged.count, 4);
    static const int64_t order[] = {-300, -3, 7, 200};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(merged.items[i].number, order[i]);
        assert_int_equal(number_at(&merged, merged.items[i].key), order[i]);
    }
    changes_release(&merged);
    changes_release(&later);
}

/* Each kind of value, of the sizes it may have. */
static void add_all_kinds(struct buf *bytes)
{
    static const char others[] = "\0"                                 /* NULL */
                                 "\2\x40\x09\x21\xfb\x54\x44\x2d\x18" /* REAL */
                                 "\3\2\0\0\0ab"                       /* TEXT */
                                 "\4\0\0\0\0";                        /* an empty BLOB */
    static const int64_t numbers[] = {0, -1, 63, 64, -65, 1000000, INT64_MAX, INT64_MIN};
    for (int i = 0; i < COUNT_OF(numbers); i++) {
        value_add_integer(bytes, numbers[i]);
    }
    assert_int_equal(buf_add_bytes(bytes, others, sizeof(others) - 1, NULL), RC_OK);
    assert_true(value_are_whole(bytes->data, bytes->size));
}

static void value__packed__is_shorter_and_read_back(void **state)
{
    (void)state;
    struct buf bytes;
    struct buf packed;
    struct buf again;
    buf_init(&bytes, BUF_CAP_TEXT);
    buf_init(&packed, BUF_CAP_TEXT);
    buf_init(&again, BUF_CAP_TEXT);
    add_all_kinds(&bytes);
    value_pack(&packed, bytes.data, bytes.size);
    assert_in_range(packed.size, 1, bytes.size - 20);
    struct unpack in = unpack_start(packed.data, packed.size);
    value_unpack(&again, bytes.size, &in);
    assert_int_equal(unpack_check(&in, NULL), RC_OK);
    assert_int_equal(in.at, packed.size);
    assert_int_equal(again.size, bytes.size);
    assert_memory_equal(again.data, bytes.data, bytes.size);
    for (size_t i = 0; i < packed.size; i++) {
        buf_clear(&again);
        in = unpack_start(packed.data, i);
        value_unpack(&again, bytes.size, &in);
        assert_true(in.damaged);
    }
    buf_release(&again);
    buf_release(&packed);
    buf_release(&bytes);
}

static void changes__saved__load_the_same(void **state)
{
    (void)state;
    struct changes changes;
    struct changes loaded;
    struct buf saved;
    struct buf again;
    changes_init(&changes);
    changes_init(&loaded);
    buf_init(&saved, BUF_CAP_STATE);
    buf_init(&again, BUF_CAP_STATE);
    add(&changes, 7, 1, 2);
    add(&changes, 9, 0, 2);
    changes_save(&saved, &changes);
    struct unpack in = unpack_start(saved.data, saved.size);
    changes_load(&loaded, &in);
    assert_int_equal(unpack_check(&in, NULL), RC_OK);
    changes_save(&again, &loaded);
    assert_int_equal(again.size, saved.size);
    assert_memory_equal(again.data, saved.data, saved.size);
    /* Every byte cut off, and every byte turned, is harmless. */
    for (size_t i = 0; i < saved.size; i++) {
        in = unpack_start(saved.data, i);
        changes_load(&loaded, &in);
        assert_int_equal(unpack_check(&in, NULL), RC_DAMAGED);
        again.data[i] = (char)~again.data[i];
        in = unpack_start(again.data, again.size);
        changes_load(&loaded, &in);
        again.data[i] = saved.data[i];
    }
    buf_release(&again);
    buf_release(&saved);
    changes_release(&loaded);
    changes_release(&changes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes__update_on_update__keeps_first_and_last),
        cmocka_unit_test(changes__back_to_the_start__leaves_pages_and_locks),
        cmocka_unit_test(changes__insert_then_update__is_an_insert),
        cmocka_unit_test(changes__delete_then_insert__is_an_update),
        cmocka_unit_test(changes__different_rows__are_in_order_of_key),
        cmocka_unit_test(value__packed__is_shorter_and_read_back),
        cmocka_unit_test(changes__saved__load_the_same),
    };
    return cmocka_run_group_tests_name("store/changes", tests, NULL, NULL);
}
