/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/text.h"

#define BAD "\xef\xbf\xbd"

static void text__decode__reads_one_to_four_bytes(void **state)
{
    (void)state;
    const char *at = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
    assert_int_equal(text_decode(&at), 'a');
    assert_int_equal(text_decode(&at), 0xe9);
    assert_int_equal(text_decode(&at), 0x20ac);
    assert_int_equal(text_decode(&at), 0x1f600);
    assert_int_equal(text_decode(&at), 0);
    assert_string_equal(at, "");
}

static void text__decode_bad_bytes__gives_one_mark_each(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int marks;
    } cases[] = {
        {"\x80", 1},         {"\xff", 1},         {"\xc0\xaf", 2},
        {"\xe0\x80\x80", 3}, {"\xed\xa0\x80", 3}, {"\xf4\x90\x80\x80", 4},
        {"\xe2\x82", 2},     {"\xf0\x9f", 2},
    };
    for (int i = 0; i < COUNT_OF(cases); i++) {
        const char *at = cases[i].text;
        int marks = 0;
        for (; *at != '\0'; marks++) {
            assert_int_equal(text_decode(&at), 0xfffd);
        }
        assert_int_equal(marks, cases[i].marks);
    }
}

static void text__encode__is_read_back(void **state)
{
    (void)state;
    static const uint32_t characters[] = {1, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff};
    for (int i = 0; i < COUNT_OF(characters); i++) {
        struct buf buf;
        buf_init(&buf, 4);
        text_encode(&buf, characters[i]);
        const char *at = buf.data;
        assert_int_equal(text_decode(&at), characters[i]);
        assert_ptr_equal(at, buf.data + buf.size);
        buf_release(&buf);
    }
}

static void text__encode_at_the_cap__leaves_no_half_character(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 4);
    text_encode(&buf, 0x20ac);
    text_encode(&buf, 0x20ac);
    assert_string_equal(buf.data, "\xe2\x82\xac");
    buf_release(&buf);
}

static void text__width__counts_marks_none_and_wide_two(void **state)
{
    (void)state;
    static const struct {
        uint32_t c;
        int width;
    } cases[] = {
        {'a', 1},     {'\t', 1},     {0xad, 1},   {0xe9, 1},    {0x301, 0},
        {0x200d, 0},  {0x20ac, 1},   {0x2502, 1}, {0x2588, 1},  {0x25cf, 1},
        {0x3042, 2},  {0x4e2d, 2},   {0xac00, 2}, {0xff21, 2},  {0xff71, 1},
        {0xfe0f, 0},  {0x1f600, 2},  {0x1160, 0}, {0x378, 1},   {0x10d3a, 1},
        {0x20000, 2}, {0x10ffff, 1}, {0xfffd, 1}, {0xe0100, 0}, {0x2713, 1},
    };
    for (int i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(text_char_width(cases[i].c), cases[i].width);
    }
    assert_int_equal(text_width("e\xcc\x81t\xc3\xa9 \xe4\xb8\xad"), 6);
    assert_int_equal(text_width(""), 0);
}

static void text__clip__keeps_whole_characters_with_their_marks(void **state)
{
    (void)state;
    assert_int_equal(text_clip("abc", 2), 2);
    assert_int_equal(text_clip("abc", 9), 3);
    assert_int_equal(text_clip("abc", 0), 0);
    assert_int_equal(text_clip("\xe4\xb8\xad\xe6\x96\x87", 3), 3);
    assert_int_equal(text_clip("e\xcc\x81x", 1), 3);
}

static void expect_safe(const char *text, size_t size, const char *wanted)
{
    struct buf buf;
    buf_init(&buf, 100);
    text_add_safe(&buf, text, size);
    assert_string_equal(buf.data, wanted);
    buf_release(&buf);
}

static void text__safe__shows_what_harms_as_a_mark(void **state)
{
    (void)state;
    expect_safe("plain \xc3\xa9", 8, "plain \xc3\xa9");
    expect_safe("\x1b[2J", 4, BAD "[2J");
    expect_safe("a\nb\tc", 5, "a" BAD "b" BAD "c");
    expect_safe("\x7f", 1, BAD);
    expect_safe("\xc2\x9b", 2, BAD);
    expect_safe("\xe2\x80\xae", 3, BAD);
    expect_safe("\xff", 1, BAD);
    expect_safe("\xd8\x9c", 2, BAD);                     /* U+061C turns the direction */
    expect_safe("\xe2\x80\x8b\xef\xbb\xbf", 6, BAD BAD); /* U+200B and U+FEFF are not seen */
    expect_safe("\xf3\xa0\x81\x81", 4, BAD);             /* U+E0041: nor is a tag */
}

static void text__safe_lines__keep_their_ends(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 100);
    text_add_safe_lines(&buf, "a\tb\n\033[2J\r\n\n\xe2\x81\xa6"
                              "end");
    assert_string_equal(buf.data, "a\tb\n" BAD "[2J" BAD "\n\n" BAD "end");
    buf_release(&buf);
}

static void text__safe__goes_on_behind_a_zero_byte_and_stops_at_its_size(void **state)
{
    (void)state;
    expect_safe("a\0b", 3, "a" BAD "b");
    expect_safe("\xe2\x82\xac", 2, BAD BAD);
    expect_safe("", 0, "");
}

static void text__find_bad__tells_the_first_byte_that_is_no_text(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size, bad;
    } rows[] = {
        {"", 0, 0},
        {"SELECT 'gr\xc3\xb6\xc3\x9f"
         "er',\t1;\r\n",
         21, 21},
        {"\xef\xbf\xbd", 3, 3}, /* the mark itself is text */
        {"ab\0c", 4, 2},
        {"\033[31m", 5, 0},
        {"a\x7f", 2, 1},
        {"a\xc2\x9b", 3, 1}, /* a control sequence in one character */
        {"a\xff\xfe", 3, 1},
        {"ab\xc3", 3, 2},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(text_find_bad(rows[i].text, rows[i].size), rows[i].bad);
    }
}

static void expect_wrap(const char *text, int columns, size_t size, size_t skip)
{
    size_t skipped = 99;
    assert_int_equal(text_wrap(text, columns, &skipped), size);
    assert_int_equal(skipped, skip);
}

static void text__wrap__breaks_at_blanks_and_newlines(void **state)
{
    (void)state;
    expect_wrap("one two three", 8, 7, 8);
    expect_wrap("one two three", 7, 7, 8);
    expect_wrap("one two three", 6, 3, 4);
    expect_wrap("one\ntwo", 20, 3, 4);
    expect_wrap("one", 20, 3, 3);
    expect_wrap("", 20, 0, 0);
    expect_wrap("after 1.00 s: m2", 11, 5, 6); /* a value keeps its unit */
    expect_wrap("after 1.00 s: m2", 12, 5, 6);
    expect_wrap("after 1.00 s: m2", 13, 13, 14);
    expect_wrap("try 2 said so", 6, 5, 6);
    expect_wrap("10 ms", 3, 2, 3); /* where there is room for both */
}

static void text__add_wrapped__goes_on_under_the_second_column(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *wrapped;
    } rows[] = {
        {"", ""},
        {"\n\n", "\n\n"},
        {"one two three four five", "one two three\nfour five\n"},
        {"  one two three four\nfive\n", "  one two three\n  four\nfive\n"},
        {"  k b  one two three\n", "  k b  one two\n       three\n"},
        {"  a long word  one two three\n", "  a long word\n  one two three\n"},
        {"fifteen columns \none\n", "fifteen columns\none\n"}, /* what is cut off is no row */
        {"fifteen columns   \n\none", "fifteen columns\n\none\n"},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct buf out;
        buf_init(&out, BUF_CAP_TEXT);
        text_add_wrapped(&out, rows[i].text, 15);
        assert_string_equal(out.data, rows[i].wrapped);
        buf_release(&out);
    }
}

static void text__wrap_long_word__breaks_inside_and_always_moves_on(void **state)
{
    (void)state;
    expect_wrap("abcdef", 4, 4, 4);
    expect_wrap("\xe4\xb8\xad\xe6\x96\x87", 1, 3, 3);
    expect_wrap("ab", 0, 1, 1);
    expect_wrap("FROM lib.authors;", 10, 9, 9); /* SQL takes a blank there */
    expect_wrap("lib.authors;", 10, 4, 4);
    expect_wrap("FROM lib.authors;", 12, 4, 5); /* which has a row for itself */
    expect_wrap("3.14159265", 5, 5, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text__decode__reads_one_to_four_bytes),
        cmocka_unit_test(text__decode_bad_bytes__gives_one_mark_each),
        cmocka_unit_test(text__encode__is_read_back),
        cmocka_unit_test(text__encode_at_the_cap__leaves_no_half_character),
        cmocka_unit_test(text__width__counts_marks_none_and_wide_two),
        cmocka_unit_test(text__clip__keeps_whole_characters_with_their_marks),
        cmocka_unit_test(text__safe__shows_what_harms_as_a_mark),
        cmocka_unit_test(text__safe_lines__keep_their_ends),
        cmocka_unit_test(text__safe__goes_on_behind_a_zero_byte_and_stops_at_its_size),
        cmocka_unit_test(text__find_bad__tells_the_first_byte_that_is_no_text),
        cmocka_unit_test(text__wrap__breaks_at_blanks_and_newlines),
        cmocka_unit_test(text__add_wrapped__goes_on_under_the_second_column),
        cmocka_unit_test(text__wrap_long_word__breaks_inside_and_always_moves_on),
    };
    return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
