/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/nearest.h"
#include "shell/words.h"

#include "base/compiler.h"

static void expect_words(const char *line, int count, const char *const *wanted)
{
    struct words words;
    assert_int_equal(words_split(&words, line, NULL), RC_OK);
    assert_int_equal(words.count, count);
    for (int i = 0; i < count; i++) {
        assert_string_equal(words.word[i], wanted[i]);
    }
    words_release(&words);
}

static void words__split__at_blanks_but_not_in_quotes(void **state)
{
    (void)state;
    expect_words("", 0, NULL);
    expect_words(" \t\r\n", 0, NULL);
    expect_words("\\kill az  b ", 3, (const char *const[]){"\\kill", "az", "b"});
    expect_words("\\mark \"before the kill\" 'it is'", 3,
                 (const char *const[]){"\\mark", "before the kill", "it is"});
    expect_words("a\"b c\"'d e'f \"\"", 2, (const char *const[]){"ab cd ef", ""});
}

static void words__backslash__escapes_in_double_quotes_only(void **state)
{
    (void)state;
    expect_words("\"a\\\"b\\\\\" 'c\\' d\\e", 3, (const char *const[]){"a\"b\\", "c\\", "d\\e"});
}

static void words__at__is_where_each_began(void **state)
{
    (void)state;
    struct words words;
    assert_int_equal(words_split(&words, "  one \"two\"", NULL), RC_OK);
    assert_int_equal(words.at[0], 2);
    assert_int_equal(words.at[1], 6);
    words_release(&words);
}

static void words__open_quote__names_its_word(void **state)
{
    (void)state;
    static const char *const lines[] = {"\\mark \"a", "\\mark 'a", "\\mark \"a\\\"",
                                        "\\mark \"a\\"};
    for (int i = 0; i < COUNT_OF(lines); i++) {
        struct words words;
        struct err err = {0};
        assert_int_equal(words_split(&words, lines[i], &err), RC_USAGE);
        assert_string_equal(err.text, "the quote at column 7 is not closed");
        words_release(&words);
    }
}

static void words__too_many__is_full(void **state)
{
    (void)state;
    char line[2 * WORDS_MAX + 3];
    struct words words;
    struct err err = {0};
    for (int i = 0; i <= WORDS_MAX; i++) {
        memcpy(line + (ptrdiff_t)2 * i, "w ", 3);
    }
    assert_int_equal(words_split(&words, line, &err), RC_FULL);
    assert_string_equal(err.text, "a command has at most 64 words");
    words_release(&words);
    line[2 * WORDS_MAX] = '\0';
    assert_int_equal(words_split(&words, line, &err), RC_OK);
    assert_int_equal(words.count, WORDS_MAX);
    words_release(&words);
}

static void words__line_too_long__is_full(void **state)
{
    (void)state;
    char *line = test_malloc(LINE_SIZE_MAX + 2);
    struct words words;
    struct err err = {0};
    memset(line, 'x', LINE_SIZE_MAX + 1);
    line[LINE_SIZE_MAX + 1] = '\0';
    assert_int_equal(words_split(&words, line, &err), RC_FULL);
    assert_string_equal(err.text, "the line has 65537 bytes; at most 65536 are taken");
    words_release(&words);
    test_free(line);
}

static void words__name_value__splits_at_the_first_equals(void **state)
{
    (void)state;
    char name[NAME_SIZE_MAX];
    char long_name[NAME_SIZE_MAX + 2];
    const char *value = NULL;
    assert_true(words_name_value("rate=20", name, &value));
    assert_string_equal(name, "rate");
    assert_string_equal(value, "20");
    assert_true(words_name_value("a=b=c", name, &value));
    assert_string_equal(value, "b=c");
    assert_true(words_name_value("a=", name, &value));
    assert_string_equal(value, "");
    assert_false(words_name_value("rate", name, &value));
    assert_false(words_name_value("=20", name, &value));
    memset(long_name, 'n', sizeof(long_name));
    long_name[NAME_SIZE_MAX] = '=';
    long_name[NAME_SIZE_MAX + 1] = '\0';
    assert_false(words_name_value(long_name, name, &value));
}

static void words__nearest__forgives_one_error_in_three_letters(void **state)
{
    (void)state;
    static const char *const names[] = {"kill", "client", "connections", "crash", "cut", NULL};
    static const struct {
        const char *word;
        const char *nearest;
    } cases[] = {
        {"kill", "kill"},   {"kil", "kill"}, {"klil", "kill"}, {"cleint", "client"},
        {"crush", "crash"}, {"cuts", "cut"}, {"xyzzy", NULL},  {"conections", "connections"},
        {"", NULL},
    };
    for (int i = 0; i < COUNT_OF(cases); i++) {
        const char *found = nearest_name(cases[i].word, names);
        if (cases[i].nearest == NULL) {
            assert_null(found);
        } else {
            assert_string_equal(found, cases[i].nearest);
        }
    }
    /* Two letters that changed places are one error, not two. */
    static const char *const swapped[] = {"step", "help", NULL};
    assert_string_equal(nearest_name("hlep", swapped), "help");
    assert_null(nearest_name("a word far too long for anyone's typing error to be near it", names));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words__split__at_blanks_but_not_in_quotes),
        cmocka_unit_test(words__backslash__escapes_in_double_quotes_only),
        cmocka_unit_test(words__at__is_where_each_began),
        cmocka_unit_test(words__open_quote__names_its_word),
        cmocka_unit_test(words__too_many__is_full),
        cmocka_unit_test(words__line_too_long__is_full),
        cmocka_unit_test(words__name_value__splits_at_the_first_equals),
        cmocka_unit_test(words__nearest__forgives_one_error_in_three_letters),
    };
    return cmocka_run_group_tests_name("shell/words", tests, NULL, NULL);
}
