/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/compiler.h"
#include "base/mem.h"
#include "tui/clipboard.h"

static void clipboard__any_length__is_base64(void **state)
{
    (void)state;
    static const struct {
        const char *text, *bytes;
    } rows[] = {
        {"", "\033]52;c;\007"},
        {"f", "\033]52;c;Zg==\007"},
        {"fo", "\033]52;c;Zm8=\007"},
        {"foo", "\033]52;c;Zm9v\007"},
        {"foob", "\033]52;c;Zm9vYg==\007"},
        {"\377\376~?", "\033]52;c;//5+Pw==\007"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct buf out;
        buf_init(&out, 1000);
        clipboard_add(&out, rows[i].text, strlen(rows[i].text), false);
        assert_string_equal(out.data, rows[i].bytes);
        buf_release(&out);
    }
}

static void clipboard__through_screen__comes_in_parts(void **state)
{
    (void)state;
    char text[1000];
    struct buf out;
    struct buf joined;
    struct buf plain;
    memset(text, 'x', sizeof(text));
    buf_init(&out, 10000);
    buf_init(&joined, 10000);
    buf_init(&plain, 10000);
    clipboard_add(&out, text, sizeof(text), true);
    clipboard_add(&plain, text, sizeof(text), false);
    for (const char *at = out.data; *at != '\0';) {
        const char *end = strstr(at + 2, "\033\\");
        assert_memory_equal(at, "\033P", 2);
        assert_non_null(end);
        assert_in_range(end - at, 3, 500);
        buf_addf(&joined, "%.*s", (int)(end - at - 2), at + 2);
        at = end + 2;
    }
    assert_string_equal(joined.data, plain.data);
    buf_release(&out);
    buf_release(&joined);
    buf_release(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clipboard__any_length__is_base64),
        cmocka_unit_test(clipboard__through_screen__comes_in_parts),
    };
    return cmocka_run_group_tests_name("tui/clipboard", tests, NULL, NULL);
}
