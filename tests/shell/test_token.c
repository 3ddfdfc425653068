/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "shell/token.h"

#include "base/compiler.h"

/* Split, and check the kinds: a letter each. */
static void split(struct tokens *tokens, const char *sql, const char *kinds)
{
    static const char letters[] = {
        [TOKEN_WORD] = 'w',   [TOKEN_NAME] = '`',     [TOKEN_STRING] = '\'',
        [TOKEN_NUMBER] = '1', [TOKEN_VARIABLE] = '@', [TOKEN_SIGN] = '.',
    };
    assert_int_equal(tokens_split(tokens, sql, NULL), RC_OK);
    assert_int_equal(tokens->count, strlen(kinds));
    for (int i = 0; i < tokens->count; i++) {
        assert_int_equal(letters[tokens->token[i].kind], kinds[i]);
    }
}

static void token__split__tells_the_kinds(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        const char *kinds;
    } cases[] = {
        {"", ""},
        {"SELECT a, `b c`, 'd;', \"e\";", "ww.`.'.'"},
        {"1 1.5 .5 1e-5 0x1F 5--3", "111111..1"},
        {"@@server_id @@global.read_only @x", "@@@"},
        {"a -- b\n# c\n/* d */ e", "ww"},
        {"a <= b->>'$'", "w..w...'"},
        {"SELECT 1\\G", "w1"},
        {"'it''s' 'a\\'b' `c``d`", "''`"},
        {"a;b;", "w.w"},
        {"--", ""},
        {"\xc3\xa4 $b _c", "www"},
    };
    for (int i = 0; i < COUNT_OF(cases); i++) {
        struct tokens tokens;
        split(&tokens, cases[i].sql, cases[i].kinds);
        tokens_release(&tokens);
    }
}

static void token__open_quote_or_comment__says_where(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        const char *text;
    } cases[] = {
        {"SELECT 'a", "the quote before ''a' is not closed"},
        {"SELECT `a;", "the quote before '`a;' is not closed"},
        {"SELECT \"a\\\"", "the quote before '\"a\\\"' is not closed"},
        {"/* a", "a comment that begins with /* is not closed"},
        {"SELECT 1 /*", "a comment that begins with /* is not closed"},
    };
    for (int i = 0; i < COUNT_OF(cases); i++) {
        struct tokens tokens;
        struct err err = {0};
        assert_int_equal(tokens_split(&tokens, cases[i].sql, &err), RC_USAGE);
        assert_string_equal(err.text, cases[i].text);
        tokens_release(&tokens);
    }
}

static void token__match__is_blind_to_case_and_to_quotes(void **state)
{
    (void)state;
    struct tokens tokens;
    split(&tokens, "show Create TABLE `show` (a)", "www`.w.");
    assert_true(tokens_is(&tokens, 0, "SHOW"));
    assert_false(tokens_is(&tokens, 0, "SHO"));
    assert_false(tokens_is(&tokens, 0, "SHOWS"));
    assert_false(tokens_is(&tokens, 3, "SHOW"));
    assert_false(tokens_is(&tokens, -1, "SHOW"));
    assert_false(tokens_is(&tokens, 7, "SHOW"));
    assert_int_equal(tokens_match(&tokens, 0, "SHOW CREATE TABLE"), 3);
    assert_int_equal(tokens_match(&tokens, 0, "SHOW TABLES"), 0);
    assert_int_equal(tokens_match(&tokens, 0, "SHOW CREATE TABLES"), 0);
    assert_int_equal(tokens_match(&tokens, 4, "( A )"), 3);
    assert_int_equal(tokens_match(&tokens, 5, "A ) B"), 0);
    assert_int_equal(tokens_find(&tokens, 0, "TABLE"), 2);
    assert_int_equal(tokens_find(&tokens, 3, "TABLE"), -1);
    tokens_release(&tokens);
}

static void token__close__is_of_the_same_depth(void **state)
{
    (void)state;
    struct tokens tokens;
    split(&tokens, "(a (b) c) (", ".w.w.w..");
    assert_int_equal(tokens_close(&tokens, 0), 6);
    assert_int_equal(tokens_close(&tokens, 2), 4);
    assert_int_equal(tokens_close(&tokens, 7), -1);
    tokens_release(&tokens);
}

static void token__touch__knows_blanks_and_comments(void **state)
{
    (void)state;
    struct tokens tokens;
    split(&tokens, "a<=b/**/c", "w..ww");
    assert_false(tokens_touch(&tokens, 0));
    assert_true(tokens_touch(&tokens, 2));
    assert_true(tokens_touch(&tokens, 3));
    assert_false(tokens_touch(&tokens, 4));
    tokens_release(&tokens);
}

static void token__name__loses_its_quotes(void **state)
{
    (void)state;
    char name[5];
    struct tokens tokens;
    split(&tokens, "ab `c``d` 'e''' `` 12 abcd abcde", "w`'`1ww");
    assert_true(tokens_name(&tokens, 0, name, sizeof(name)));
    assert_string_equal(name, "ab");
    assert_true(tokens_name(&tokens, 1, name, sizeof(name)));
    assert_string_equal(name, "c`d");
    assert_true(tokens_name(&tokens, 2, name, sizeof(name)));
    assert_string_equal(name, "e'");
    assert_false(tokens_name(&tokens, 3, name, sizeof(name)));
    assert_false(tokens_name(&tokens, 4, name, sizeof(name)));
    assert_true(tokens_name(&tokens, 5, name, sizeof(name)));
    assert_false(tokens_name(&tokens, 6, name, sizeof(name)));
    assert_string_equal(name, "");
    assert_false(tokens_name(&tokens, 7, name, sizeof(name)));
    tokens_release(&tokens);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(token__split__tells_the_kinds),
        cmocka_unit_test(token__open_quote_or_comment__says_where),
        cmocka_unit_test(token__match__is_blind_to_case_and_to_quotes),
        cmocka_unit_test(token__close__is_of_the_same_depth),
        cmocka_unit_test(token__touch__knows_blanks_and_comments),
        cmocka_unit_test(token__name__loses_its_quotes),
    };
    return cmocka_run_group_tests_name("shell/token", tests, NULL, NULL);
}
