/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/err.h"

static void err__set__returns_the_code_and_keeps_the_sentence(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(err_set(&err, RC_RANGE, "there is no m%d", 5), RC_RANGE);
    assert_int_equal(err.rc, RC_RANGE);
    assert_string_equal(err.text, "there is no m5");
    assert_int_equal(err_set(NULL, RC_FULL, "nobody listens"), RC_FULL);
}

static void err__set_too_long__is_cut(void **state)
{
    (void)state;
    struct err err = {0};
    (void)err_set(&err, RC_USAGE, "%0999d", 1);
    assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
}

static void err__set_with_what_was_typed__steers_no_terminal(void **state)
{
    (void)state;
    struct err err = {0};
    (void)err_set(&err, RC_UNKNOWN, "there is no \"%s\"", "\033[31mred\a");
    assert_string_equal(err.text, "there is no \"\xef\xbf\xbd[31mred\xef\xbf\xbd\"");
    (void)err_set(&err, RC_UNKNOWN, "near '%s'", "SELEC 1\n\tFROM t\r");
    assert_string_equal(err.text, "near 'SELEC 1  FROM t '");
    (void)err_wrap(&err, RC_UNKNOWN, "%s",
                   "\x9b"
                   "größer");
    assert_string_equal(err.text, "\xef\xbf\xbdgrößer: near 'SELEC 1  FROM t '");
}

static void err__set_cut_in_a_letter__keeps_whole_letters(void **state)
{
    (void)state;
    struct err err = {0};
    (void)err_set(&err, RC_UNKNOWN, "\"%.4s\"", "abcö");
    assert_string_equal(err.text, "\"abc\xef\xbf\xbd\"");
    (void)err_set(&err, RC_UNKNOWN, "%0398dö", 1);
    assert_int_equal(strlen(err.text), 398); /* half a letter at the end is none */
}

static void err__wrap__puts_the_context_before(void **state)
{
    (void)state;
    struct err err = {0};
    enum rc rc = err_set(&err, RC_STORE, "disk full");
    assert_int_equal(err_wrap(&err, rc, "reading m%d", 2), RC_STORE);
    assert_string_equal(err.text, "reading m2: disk full");
    assert_int_equal(err_wrap(NULL, RC_STORE, "x"), RC_STORE);
}

static void err__wrap_too_long__keeps_the_context(void **state)
{
    (void)state;
    struct err err = {0};
    (void)err_set(&err, RC_STORE, "%0390d", 1);
    (void)err_wrap(&err, RC_STORE, "line 7, which is far");
    assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
    assert_memory_equal(err.text, "line 7, which is far: 000", 25);
    (void)err_wrap(&err, RC_STORE, "%0999d", 7);
    assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
}

static void rc__name__is_the_code(void **state)
{
    (void)state;
    assert_string_equal(rc_name(RC_OK), "RC_OK");
    assert_string_equal(rc_name(RC_AMBIGUOUS), "RC_AMBIGUOUS");
    for (int rc = RC_OK; rc <= RC_ENV; rc++) {
        assert_non_null(rc_name((enum rc)rc));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(err__set__returns_the_code_and_keeps_the_sentence),
        cmocka_unit_test(err__set_too_long__is_cut),
        cmocka_unit_test(err__set_with_what_was_typed__steers_no_terminal),
        cmocka_unit_test(err__set_cut_in_a_letter__keeps_whole_letters),
        cmocka_unit_test(err__wrap__puts_the_context_before),
        cmocka_unit_test(err__wrap_too_long__keeps_the_context),
        cmocka_unit_test(rc__name__is_the_code),
    };
    return cmocka_run_group_tests_name("base/err", tests, NULL, NULL);
}
