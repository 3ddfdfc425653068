/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/buf.h"
#include "base/mem.h"

static void buf__append__keeps_text_and_nul(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 100);
    assert_int_equal(buf_add(&buf, "one ", NULL), RC_OK);
    buf_addf(&buf, "%d", 2);
    assert_string_equal(buf.data, "one 2");
    assert_int_equal(buf.size, 5);
    buf_release(&buf);
}

static void buf__append_past_cap__says_full(void **state)
{
    (void)state;
    struct buf buf;
    struct err err = {0};
    buf_init(&buf, 4);
    assert_int_equal(buf_add(&buf, "12345", &err), RC_FULL);
    assert_string_equal(err.text, "text longer than 4 bytes");
    assert_string_equal(buf.data, "");
    buf_release(&buf);
}

static void buf__format_past_cap__cuts(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 4);
    buf_addf(&buf, "%s", "123456");
    assert_string_equal(buf.data, "1234");
    buf_addf(&buf, "%s", "7");
    assert_string_equal(buf.data, "1234");
    buf_release(&buf);
}

/* Around the room that it has at first, and where it has to make more. */
static void buf__format_of_any_length__is_whole(void **state)
{
    (void)state;
    for (int before = 0; before < 70; before++) {
        for (int length = 1; length < 140; length++) {
            struct buf buf;
            buf_init(&buf, 300);
            buf_addf(&buf, "%*s", before, "");
            buf_addf(&buf, "%0*d", length, 7);
            assert_int_equal(buf.size, before + length);
            assert_int_equal(strlen(buf.data), before + length);
            assert_int_equal(buf.data[buf.size - 1], '7');
            buf_release(&buf);
        }
    }
}

static void buf__text_past_cap__is_cut(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 40);
    buf_add_text(&buf, "one two", 3);
    buf_add_text(&buf, "%d", 2);
    assert_string_equal(buf.data, "one%d");
    char longer[] = "a text that is longer than what is left in it";
    buf_add_text(&buf, longer, sizeof(longer));
    assert_int_equal(buf.size, 40);
    assert_string_equal(buf.data, "one%da text that is longer than what is ");
    buf_release(&buf);
}

static void buf__take__leaves_it_empty(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 40);
    buf_addf(&buf, "%s", "mine");
    char *text = buf_take(&buf);
    assert_string_equal(text, "mine");
    assert_string_equal(buf.data, "");
    mem_free(text);
    buf_release(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buf__append__keeps_text_and_nul),
        cmocka_unit_test(buf__append_past_cap__says_full),
        cmocka_unit_test(buf__format_past_cap__cuts),
        cmocka_unit_test(buf__format_of_any_length__is_whole),
        cmocka_unit_test(buf__text_past_cap__is_cut),
        cmocka_unit_test(buf__take__leaves_it_empty),
    };
    return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
