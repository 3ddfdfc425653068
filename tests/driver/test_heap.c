/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/rng.h"
#include "driver/heap.h"

#define SIZE (256 * 1024)

static void heap__no_room__gives_null(void **state)
{
    (void)state;
    struct heap *heap = heap_new(SIZE);
    assert_null(heap_take(heap, SIZE));
    assert_null(heap_take(heap, SIZE_MAX));
    void *piece = heap_take(heap, SIZE / 2);
    assert_non_null(piece);
    assert_null(heap_take(heap, SIZE / 2));
    heap_give(heap, piece);
    assert_non_null(heap_take(heap, SIZE / 2));
    heap_free(heap);
}

static void heap__neighbours_given_back__are_one_piece(void **state)
{
    (void)state;
    struct heap *heap = heap_new(SIZE);
    char *a = heap_take(heap, 100);
    char *b = heap_take(heap, 100);
    char *c = heap_take(heap, 100);
    char *end = heap_take(heap, 16);
    heap_give(heap, a);
    heap_give(heap, c);
    heap_give(heap, b);
    assert_ptr_equal(heap_take(heap, 300), a);
    heap_give(heap, end);
    heap_free(heap);
}

static void heap__many_pieces__do_not_overlap(void **state)
{
    (void)state;
    struct heap *heap = heap_new(SIZE);
    unsigned char *pieces[200] = {NULL};
    size_t sizes[200] = {0};
    struct rng rng;
    rng_init(&rng, 7);
    for (int turn = 0; turn < 20000; turn++) {
        int i = (int)rng_below(&rng, 200);
        if (pieces[i] != NULL) {
            for (size_t k = 0; k < sizes[i]; k++) {
                assert_int_equal(pieces[i][k], i);
            }
            heap_give(heap, pieces[i]);
        }
        sizes[i] = (size_t)rng_below(&rng, rng_chance(&rng, 50) ? 4000 : 200);
        pieces[i] = heap_take(heap, sizes[i]);
        assert_non_null(pieces[i]);
        assert_true(heap_piece_size(pieces[i]) >= sizes[i]);
        memset(pieces[i], i, sizes[i]);
    }
    for (int i = 0; i < 200; i++) {
        if (pieces[i] != NULL) {
            heap_give(heap, pieces[i]);
        }
    }
    assert_non_null(heap_take(heap, SIZE - 4096)); /* all of it is one again */
    heap_free(heap);
}

static void heap__load__brings_back_the_bytes(void **state)
{
    (void)state;
    struct heap *heap = heap_new(SIZE);
    struct heap *other = heap_new(SIZE);
    char *piece = heap_take(heap, 20);
    memcpy(piece, "before", 7);
    struct buf saved;
    struct err err = {0};
    buf_init(&saved, BUF_CAP_STATE);
    heap_save(&saved, heap);
    memcpy(piece, "after!", 7);
    heap_give(heap, piece);

    struct unpack in = unpack_start(saved.data, saved.size);
    assert_int_equal(heap_load(other, &in, &err), RC_DAMAGED);
    assert_string_equal(err.text, "this is not a copy of the driver's own memory");
    in = unpack_start(saved.data, saved.size);
    assert_int_equal(heap_load(heap, &in, &err), RC_OK);
    assert_string_equal(piece, "before");
    heap_give(heap, piece);
    buf_release(&saved);
    heap_free(other);
    heap_free(heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heap__no_room__gives_null),
        cmocka_unit_test(heap__neighbours_given_back__are_one_piece),
        cmocka_unit_test(heap__many_pieces__do_not_overlap),
        cmocka_unit_test(heap__load__brings_back_the_bytes),
    };
    return cmocka_run_group_tests_name("driver/heap", tests, NULL, NULL);
}
