/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "base/compiler.h"
#include "base/mem.h"
#include "tui/input.h"

/* The keys that come, by name, a blank between; a paste as its text in brackets. */
static void add_keys(struct input *input, bool is_late, struct buf *out)
{
    key_code key = 0;
    enum input_kind kind;
    while ((kind = input_next(input, is_late, &key)) != INPUT_NONE) {
        char name[16];
        static const char *const buttons[] = {"click", "wheel-up", "wheel-down"};
        if (kind == INPUT_KEY) {
            buf_addf(out, "%s ", key_text(key, name));
        } else if (kind == INPUT_CLICK) {
            buf_addf(out, "%s,%d,%d ", buttons[input->button], input->x, input->y);
        } else {
            buf_addf(out, "[%s] ", input->paste.data);
        }
    }
}

static void assert_keys(const char *bytes, const char *expected)
{
    struct input input;
    struct buf names;
    input_init(&input);
    buf_init(&names, 1000);
    input_feed(&input, bytes, strlen(bytes));
    add_keys(&input, true, &names);
    assert_string_equal(names.data, expected);
    /* The same, a byte at a time. */
    buf_clear(&names);
    for (const char *at = bytes; *at != '\0'; at++) {
        input_feed(&input, at, 1);
        add_keys(&input, false, &names);
    }
    add_keys(&input, true, &names);
    assert_string_equal(names.data, expected);
    buf_release(&names);
    input_release(&input);
}

static void blank__of_an_indent__has_text_behind_it(void **state)
{
    static const struct {
        const char *bytes;
        bool has_text;
    } rows[] = {{"  a", true},  {" \\kill", true},  {" ", false},  {"    ", false},
                {" \r", false}, {" \x1b[A", false}, {" :", false}, {" ?", false}};
    (void)state;
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct input input;
        key_code key = 0;
        input_init(&input);
        input_feed(&input, rows[i].bytes, strlen(rows[i].bytes));
        assert_int_equal(input_next(&input, false, &key), INPUT_KEY);
        assert_int_equal(key, ' ');
        assert_int_equal(input_has_text(&input), rows[i].has_text);
        input_release(&input);
    }
}

static void keys__plain__are_characters(void **state)
{
    (void)state;
    assert_keys("aZ ;", "a Z Space ; ");
    assert_keys("\r\n\t\x7f\b", "Enter Enter Tab Backspace Backspace ");
    assert_keys("\x01\x12\x1a", "C-a C-r C-z ");
}

static void keys__utf8__are_whole_characters(void **state)
{
    (void)state;
    assert_keys("é漢𝄞", "é 漢 𝄞 ");
    assert_keys("a\xff"
                "b\xc3",
                "a b ");
}

static void keys__sequences__have_names(void **state)
{
    (void)state;
    assert_keys("\033[A\033OB\033[5~\033[Z\033OP\033[1;5D", "Up Down PgUp BackTab F1 C-Left ");
    assert_keys("\033[13;2uq", "q "); /* unknown: swallowed whole */
    assert_keys("\033x", "x ");
}

static void clicks__of_both_forms__have_places(void **state)
{
    (void)state;
    assert_keys("\033[<0;1;1M\033[<0;1;1mq", "click,0,0 q "); /* let go: nothing */
    assert_keys("\033[<64;120;40M\033[<65;300;9M", "wheel-up,119,39 wheel-down,299,8 ");
    assert_keys("\033[<2;5;5M\033[<35;5;5Mx", "x "); /* another button; moved */
    assert_keys("\033[<4;5;6M", "click,4,5 ");       /* with Shift */
    assert_keys("\033[M !\"a\033[M#!\"b", "click,0,1 a b ");
    assert_keys("\033[<0;0;0M\033[<0;;M\033[<999999999;1;1Mz", "z ");
}

static void escape__alone__waits_until_it_is_late(void **state)
{
    (void)state;
    struct input input;
    key_code key = 0;
    input_init(&input);
    input_feed(&input, "\033", 1);
    assert_int_equal(input_next(&input, false, &key), INPUT_NONE);
    assert_true(input_waits(&input));
    assert_int_equal(input_next(&input, true, &key), INPUT_KEY);
    assert_int_equal(key, KEY_ESC);
    assert_false(input_waits(&input));
    input_release(&input);
    assert_keys("\033\033", "Esc Esc ");
}

static void paste__bracketed__comes_whole(void **state)
{
    (void)state;
    assert_keys("a\033[200~x\ry\033[A\033[201~b", "a [x\ry\033[A] b ");
    assert_keys("\033[200~\033[201~", "[] ");
}

static void paste__without_end__is_what_came_until_it_is_late(void **state)
{
    (void)state;
    struct input input;
    key_code key = 0;
    input_init(&input);
    input_feed(&input, "\033[200~a;\rb\033[20", 14);
    assert_int_equal(input_next(&input, false, &key), INPUT_NONE);
    assert_true(input.is_pasting);
    assert_int_equal(input_next(&input, true, &key), INPUT_PASTE);
    assert_string_equal(input.paste.data, "a;\rb\033[20");
    assert_false(input.is_pasting);
    input_feed(&input, "q", 1);
    assert_int_equal(input_next(&input, false, &key), INPUT_KEY);
    assert_int_equal(key, 'q');
    input_release(&input);
}

static void paste__too_large__is_marked(void **state)
{
    (void)state;
    struct input input;
    key_code key = 0;
    size_t size = INPUT_PASTE_MAX / 2 + 100;
    char *half = mem_alloc(size, 1);
    memset(half, 'x', size);
    input_init(&input);
    input_feed(&input, "\033[200~", 6);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(input_next(&input, false, &key), INPUT_NONE);
        input_feed(&input, half, size);
    }
    input_feed(&input, "\033[201~", 6);
    assert_int_equal(input_next(&input, false, &key), INPUT_PASTE);
    assert_true(input.paste_is_too_large);
    mem_free(half);
    input_release(&input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blank__of_an_indent__has_text_behind_it),
        cmocka_unit_test(keys__plain__are_characters),
        cmocka_unit_test(keys__utf8__are_whole_characters),
        cmocka_unit_test(keys__sequences__have_names),
        cmocka_unit_test(clicks__of_both_forms__have_places),
        cmocka_unit_test(escape__alone__waits_until_it_is_late),
        cmocka_unit_test(paste__bracketed__comes_whole),
        cmocka_unit_test(paste__without_end__is_what_came_until_it_is_late),
        cmocka_unit_test(paste__too_large__is_marked),
    };
    return cmocka_run_group_tests_name("tui/input", tests, NULL, NULL);
}
