/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/base64.h"
#include "base/compiler.h"
#include "base/mem.h"

static const struct {
    const char *bytes, *letters, *url;
} rows[] = {
    {"", "", ""},
    {"f", "Zg==", "Zg"},
    {"fo", "Zm8=", "Zm8"},
    {"foo", "Zm9v", "Zm9v"},
    {"foob", "Zm9vYg==", "Zm9vYg"},
    {"\377\376~?", "//5+Pw==", "__5-Pw"},
};

static void base64__any_length__goes_and_comes_back(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 100);
    for (int i = 0; i < COUNT_OF(rows); i++) {
        size_t size = strlen(rows[i].bytes);
        buf_clear(&out);
        base64_add(&out, rows[i].bytes, size);
        assert_string_equal(out.data, rows[i].letters);
        buf_clear(&out);
        base64_add_url(&out, rows[i].bytes, size);
        assert_string_equal(out.data, rows[i].url);
        assert_int_equal(base64_span_url(rows[i].url), strlen(rows[i].url));
        buf_clear(&out);
        assert_int_equal(base64_take_url(&out, rows[i].url, strlen(rows[i].url), NULL), RC_OK);
        assert_string_equal(out.data, rows[i].bytes);
    }
    buf_release(&out);
}

static void base64__no_letters__are_refused(void **state)
{
    (void)state;
    struct err err = {0};
    struct buf out;
    buf_init(&out, 100);
    assert_int_equal(base64_take_url(&out, "Zm9+", 4, &err), RC_DAMAGED);
    assert_string_equal(err.text, "letter 4 is none that stands for bytes");
    assert_int_equal(base64_span_url("Zm9+"), 3);
    assert_int_equal(base64_take_url(&out, "Zm\0v", 4, &err), RC_DAMAGED);
    assert_int_equal(base64_take_url(&out, "Zm9vY", 5, &err), RC_DAMAGED);
    assert_string_equal(err.text, "the letters end within a byte");
    assert_int_equal(base64_take_url(&out, "Zh", 2, &err), RC_DAMAGED); /* "Zg" and a bit */
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64__any_length__goes_and_comes_back),
        cmocka_unit_test(base64__no_letters__are_refused),
    };
    return cmocka_run_group_tests_name("base/base64", tests, NULL, NULL);
}
