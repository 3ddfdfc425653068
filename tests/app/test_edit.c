/* SPDX-License-Identifier: MIT */
#include "lib/test.h"

#include "app/edit.h"
#include "base/compiler.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>

static int setup(void **state)
{
    struct edit *edit = mem_alloc(1, sizeof(*edit));
    edit_init(edit);
    *state = edit;
    return 0;
}

static int teardown(void **state)
{
    edit_release(*state);
    mem_free(*state);
    return 0;
}

static void type(struct edit *edit, const char *text)
{
    while (*text != '\0') {
        assert_int_equal(edit_key(edit, text_decode(&text)), EDIT_CHANGED);
    }
}

/* Named keys, one after the other; ends with 0. */
static void press(struct edit *edit, const key_code *keys)
{
    for (; *keys != 0; keys++) {
        (void)edit_key(edit, *keys);
    }
}

static void run_line(struct edit *edit, const char *text)
{
    type(edit, text);
    assert_int_equal(edit_key(edit, KEY_ENTER), EDIT_SUBMIT);
    mem_free(edit_take(edit));
}

/* The text with '|' where the cursor is. */
static void assert_edit(const struct edit *edit, const char *expected)
{
    char shown[200];
    (void)snprintf(shown, sizeof(shown), "%.*s|%s", (int)edit->cursor, edit->text.data,
                   edit->text.data + edit->cursor);
    assert_string_equal(shown, expected);
}

static void typing__utf8__moves_by_characters(void **state)
{
    struct edit *edit = *state;
    type(edit, "aé漢e\xcc\x81");
    press(edit, (key_code[]){KEY_LEFT, 0});
    assert_edit(edit, "aé漢|e\xcc\x81"); /* the accent stays with its letter */
    press(edit, (key_code[]){KEY_BACKSPACE, KEY_LEFT, KEY_DELETE, 0});
    assert_edit(edit, "a|e\xcc\x81");
    press(edit, (key_code[]){KEY_END, KEY_BACKSPACE, KEY_HOME, 0});
    assert_edit(edit, "|a");
}

static void words__moved_and_cut__come_back(void **state)
{
    struct edit *edit = *state;
    type(edit, "\\kill az b");
    press(edit, (key_code[]){KEY_WORD_LEFT, KEY_WORD_LEFT, 0});
    assert_edit(edit, "\\kill |az b");
    press(edit, (key_code[]){KEY_WORD_RIGHT, KEY_CONTROL + 'w', 0});
    assert_edit(edit, "\\kill | b");
    press(edit, (key_code[]){KEY_CONTROL + 'y', 0});
    assert_edit(edit, "\\kill az| b");
    press(edit, (key_code[]){KEY_CONTROL + 'k', KEY_CONTROL + 'u', 0});
    assert_edit(edit, "|");
}

static void enter__sql_unfinished__goes_on_in_a_new_row(void **state)
{
    struct edit *edit = *state;
    type(edit, "SELECT 'a;");
    assert_int_equal(edit_key(edit, KEY_ENTER), EDIT_CHANGED);
    type(edit, "b';");
    press(edit, (key_code[]){KEY_UP, 0});
    assert_edit(edit, "SEL|ECT 'a;\nb';");
    press(edit, (key_code[]){KEY_DOWN, 0});
    assert_edit(edit, "SELECT 'a;\nb';|");
    assert_int_equal(edit_key(edit, KEY_ENTER), EDIT_SUBMIT);
}

static void enter__command__is_complete_at_once(void **state)
{
    struct edit *edit = *state;
    type(edit, "\\heal");
    assert_int_equal(edit_key(edit, KEY_ENTER), EDIT_SUBMIT);
    edit_clear(edit);
    type(edit, "@2 SELECT 1");
    assert_int_equal(edit_key(edit, KEY_ENTER), EDIT_CHANGED);
    type(edit, "\\G");
    assert_int_equal(edit_key(edit, KEY_ENTER), EDIT_SUBMIT);
}

static void history__up__walks_lines_with_the_same_beginning(void **state)
{
    struct edit *edit = *state;
    run_line(edit, "\\heal");
    run_line(edit, "SELECT 1;");
    run_line(edit, "\\kill m2");
    run_line(edit, "\\kill m2"); /* the same again is remembered once */
    type(edit, "\\");
    press(edit, (key_code[]){KEY_UP, 0});
    assert_edit(edit, "\\kill m2|");
    press(edit, (key_code[]){KEY_UP, 0});
    assert_edit(edit, "\\heal|");
    press(edit, (key_code[]){KEY_UP, 0});
    assert_edit(edit, "\\heal|");
    press(edit, (key_code[]){KEY_DOWN, KEY_DOWN, 0});
    assert_edit(edit, "\\|");
}

static void offer__character__takes_its_place(void **state)
{
    struct edit *edit = *state;
    assert_int_equal(edit_offer(edit, "\\kil az b", NULL), RC_OK);
    type(edit, "SELECT");
    assert_edit(edit, "SELECT|");
    assert_int_equal(edit_offer(edit, "\\kil az b", NULL), RC_OK);
    assert_int_equal(edit_insert(edit, "pasted", 6, NULL), RC_OK);
    assert_edit(edit, "pasted|");
}

static void offer__any_other_key__edits_it(void **state)
{
    static const struct {
        key_code key;
        const char *edited;
    } cases[] = {
        {KEY_LEFT, "\\kil az x|b"},         {KEY_HOME, "x|\\kil az b"},
        {KEY_END, "\\kil az bx|"},          {KEY_BACKSPACE, "\\kil az x|"},
        {KEY_CONTROL + 'w', "\\kil az x|"},
    };
    struct edit *edit = *state;
    for (int i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(edit_offer(edit, "\\kil az b", NULL), RC_OK);
        press(edit, (key_code[]){cases[i].key, 'x', 0});
        assert_edit(edit, cases[i].edited);
    }
}

static void offer__up__goes_past_it(void **state)
{
    struct edit *edit = *state;
    run_line(edit, "\\heal");
    run_line(edit, "\\kil az b");
    assert_int_equal(edit_offer(edit, "\\kil az b", NULL), RC_OK);
    press(edit, (key_code[]){KEY_UP, 0});
    assert_edit(edit, "\\heal|");
    press(edit, (key_code[]){KEY_DOWN, 0});
    assert_edit(edit, "\\kil az b|");
    type(edit, "x");
    assert_edit(edit, "\\kil az bx|");
    assert_int_equal(edit_offer(edit, "not remembered", NULL), RC_OK);
    press(edit, (key_code[]){KEY_UP, 0});
    assert_edit(edit, "\\kil az b|");
}

static void search__letters__find_the_newest_line_with_them(void **state)
{
    struct edit *edit = *state;
    run_line(edit, "SELECT 1;");
    run_line(edit, "SELECT 2;");
    type(edit, "typed");
    press(edit, (key_code[]){KEY_CONTROL + 'r', 'E', 'L', 0});
    assert_edit(edit, "SELECT 2;|");
    press(edit, (key_code[]){KEY_CONTROL + 'r', 0});
    assert_edit(edit, "SELECT 1;|");
    press(edit, (key_code[]){'x', 0});
    assert_false(edit->is_found);
    press(edit, (key_code[]){KEY_ESC, 0});
    assert_edit(edit, "typed|");
    press(edit, (key_code[]){KEY_CONTROL + 'r', '1', 0});
    assert_int_equal(edit_key(edit, KEY_ENTER), EDIT_SUBMIT);
    assert_edit(edit, "SELECT 1;|");
}

static void insert__too_long__changes_nothing(void **state)
{
    struct edit *edit = *state;
    struct err err = {0};
    char *text = mem_alloc(LINE_SIZE_MAX + 1, 1);
    memset(text, 'x', LINE_SIZE_MAX);
    type(edit, "a");
    assert_int_equal(edit_insert(edit, text, LINE_SIZE_MAX, &err), RC_FULL);
    assert_string_equal(err.text, "a statement may have 65536 bytes here, and this one is longer: "
                                  "none of it is run; say it in parts");
    assert_edit(edit, "a|");
    assert_int_equal(edit_insert(edit, text, LINE_SIZE_MAX - 1, &err), RC_OK);
    assert_int_equal(edit_key(edit, 'b'), EDIT_TOO_LONG);
    mem_free(text);
}

static void history__full__drops_the_oldest(void **state)
{
    struct edit *edit = *state;
    for (int i = 0; i < EDIT_HISTORY_MAX + 2; i++) {
        char line[20];
        (void)snprintf(line, sizeof(line), "\\%d", i);
        edit_remember(edit, line);
    }
    assert_int_equal(edit->history_count, EDIT_HISTORY_MAX);
    assert_string_equal(edit->history[0], "\\2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(typing__utf8__moves_by_characters, setup, teardown),
        cmocka_unit_test_setup_teardown(words__moved_and_cut__come_back, setup, teardown),
        cmocka_unit_test_setup_teardown(enter__sql_unfinished__goes_on_in_a_new_row, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(enter__command__is_complete_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(history__up__walks_lines_with_the_same_beginning, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(offer__character__takes_its_place, setup, teardown),
        cmocka_unit_test_setup_teardown(offer__any_other_key__edits_it, setup, teardown),
        cmocka_unit_test_setup_teardown(offer__up__goes_past_it, setup, teardown),
        cmocka_unit_test_setup_teardown(search__letters__find_the_newest_line_with_them, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(insert__too_long__changes_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(history__full__drops_the_oldest, setup, teardown),
    };
    return cmocka_run_group_tests_name("app/edit", tests, NULL, NULL);
}
