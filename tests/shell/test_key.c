/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "shell/key.h"

static void key__text__is_read_back(void **state)
{
    (void)state;
    static const struct {
        key_code key;
        const char *name;
    } cases[] = {
        {' ', "Space"},
        {'k', "k"},
        {'K', "K"},
        {'\\', "\\"},
        {0xe9, "\xc3\xa9"},
        {0x1f600, "\xf0\x9f\x98\x80"},
        {KEY_ENTER, "Enter"},
        {KEY_ESC, "Esc"},
        {KEY_BACK_TAB, "BackTab"},
        {KEY_PAGE_DOWN, "PgDn"},
        {KEY_F1, "F1"},
        {KEY_F12, "F12"},
        {KEY_CONTROL + 'r', "C-r"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char name[16];
        key_code key = 0;
        assert_string_equal(key_text(cases[i].key, name), cases[i].name);
        assert_int_equal(key_parse(&key, cases[i].name, NULL), RC_OK);
        assert_int_equal(key, cases[i].key);
    }
}

static void key__named_keys__all_have_a_name(void **state)
{
    (void)state;
    for (key_code key = KEY_NAMED; key < KEY_CONTROL; key++) {
        char name[16];
        key_code back = 0;
        assert_true(strlen(key_text(key, name)) > 1);
        assert_int_equal(key_parse(&back, name, NULL), RC_OK);
        assert_int_equal(back, key);
    }
}

static void key__no_such_name__says_what_names_are(void **state)
{
    (void)state;
    static const char *const names[] = {"", "ab", "F13", "C-", "C-1", "C-ab", "\t", "enter"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        key_code key = 7;
        assert_int_equal(key_parse(&key, names[i], NULL), RC_UNKNOWN);
        assert_int_equal(key, 7);
    }
    struct err err = {0};
    key_code key = 0;
    assert_int_equal(key_parse(&key, "Return", &err), RC_UNKNOWN);
    assert_string_equal(err.text, "there is no key \"Return\": a key is a character, Space, Enter, "
                                  "Esc, Tab, F1, C-r or such");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(key__text__is_read_back),
        cmocka_unit_test(key__named_keys__all_have_a_name),
        cmocka_unit_test(key__no_such_name__says_what_names_are),
    };
    return cmocka_run_group_tests_name("shell/key", tests, NULL, NULL);
}
