/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/quote.h"

static void quote__json__escapes_what_must_be(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 200);
    quote_json(&out, "a \"b\" \\ \n\x7f é \xff. \xc2\x9b \xe2\x80\xae");
    assert_string_equal(out.data,
                        "\"a \\\"b\\\" \\\\ \\u000a\\u007f é \xef\xbf\xbd. \\u009b \\u202e\"");
    buf_release(&out);
}

static void quote__csv__doubles_quotes(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 200);
    quote_csv(&out, "a \"b\", c");
    assert_string_equal(out.data, "\"a \"\"b\"\", c\"");
    buf_release(&out);
}

static void quote__shell__is_one_word(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 200);
    quote_shell(&out, "it's $HOME");
    assert_string_equal(out.data, "'it'\\''s $HOME'");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quote__json__escapes_what_must_be),
        cmocka_unit_test(quote__csv__doubles_quotes),
        cmocka_unit_test(quote__shell__is_one_word),
    };
    return cmocka_run_group_tests_name("base/quote", tests, NULL, NULL);
}
