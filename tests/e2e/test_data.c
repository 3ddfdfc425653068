/* SPDX-License-Identifier: MIT */
/* Whatever is in a table, the terminal shows it in its column, and obeys none of it. */
#include "lib/test.h"

#include "base/compiler.h"
#include "base/text.h"
#include "lib/pty.h"

#include <stdio.h>

static struct pty *start(const char *plain, int columns, int rows)
{
    const char *args[] = {pty_program(), "play", "--state", "/dev/null/quartet", plain, NULL};
    const struct pty_config config = {.args = args, .columns = columns, .rows = rows};
    struct pty *pty = pty_start(&config);
    pty_wait(pty, plain != NULL ? "quartet>" : "6 of 6 copies up");
    return pty;
}

/* What would clear the screen, set its title, ask for an answer, or fill the clipboard. */
static void escapes__in_data__never_reach_the_terminal(void **state)
{
    (void)state;
    static const char *const plain[] = {NULL, "--plain"};
    for (int i = 0; i < COUNT_OF(plain); i++) {
        struct pty *pty = start(plain[i], 120, 40);
        pty_type(pty, "CREATE TABLE t (id INT PRIMARY KEY, v TEXT);");
        pty_type(pty, "INSERT INTO t VALUES (1, char(27) || '[2Jcleared'), (2, char(27) || "
                      "']0;title' || char(7)), (3, char(155) || '6nask'), (4, char(27, 93) || "
                      "'52;c;ZXZpbA==' || char(7)), (5, char(13) || 'back' || char(8, 8, 10));");
        pty_type(pty, "SELECT id, v, 'seen' FROM t;");
        pty_wait_once(pty, "5 rows in");
        pty_wait_once(pty, "[2Jcleared");
        pty_type(pty, "SELECT char(27) || '[31m' AS x FROM nowhere;");
        assert_false(pty_has_written(pty, "\033[2Jcleared"));
        assert_false(pty_has_written(pty, "\033]0;title"));
        assert_false(pty_has_written(pty, "\302\2336nask"));
        assert_false(pty_has_written(pty, "\2336nask"));
        assert_false(pty_has_written(pty, "\033]52;c;ZXZpbA=="));
        assert_false(pty_has_written(pty, "\rback"));
        pty_free(pty);
    }
}

/* Columns from the left edge to where `text` begins in the row that has it. */
static int column_of(struct pty *pty, const char *name, const char *text)
{
    char row[2000];
    (void)snprintf(row, sizeof(row), "%s", pty_row(pty, pty_find(pty, name)));
    char *found = strstr(row, text);
    assert_non_null(found);
    *found = '\0';
    return text_width(row);
}

static void wide_and_combining__in_data__keep_the_columns(void **state)
{
    (void)state;
    static const char *const names[] = {"plain", "漢字仮名", "한국어", "été", "ｆｕｌｌ"};
    struct pty *pty = start(NULL, 120, 40);
    char line[200];
    pty_type(pty, "CREATE TABLE t (id INT PRIMARY KEY, v TEXT);");
    for (int i = 0; i < COUNT_OF(names); i++) {
        (void)snprintf(line, sizeof(line), "INSERT INTO t VALUES (%d, '%s');", i, names[i]);
        pty_type(pty, line);
    }
    pty_type(pty, "SELECT v, 1000 + id AS number FROM t;");
    pty_wait(pty, "5 rows in");
    for (int i = 0; i < COUNT_OF(names); i++) {
        char number[20];
        (void)snprintf(number, sizeof(number), "100%d", i);
        assert_int_equal(column_of(pty, number, number), column_of(pty, "1000", "1000"));
        assert_true(pty_find(pty, names[i]) >= 0);
    }
    pty_free(pty);
}

/* However the border of a pane falls into a wide character, none is drawn half. */
static void wide__at_the_edge__is_never_half(void **state)
{
    (void)state;
    struct pty *pty = start(NULL, 120, 40);
    pty_type(pty, "SELECT "
                  "'漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢"
                  "字漢字' AS v;");
    pty_wait(pty, "1 row in");
    for (int columns = 119; columns >= 60; columns -= 1 + columns % 3) {
        pty_resize(pty, columns, 24);
        pty_wait(pty, "client 1");
        for (int row = 0; row < 24; row++) {
            const char *text = pty_row(pty, row);
            assert_true(text_width(text) <= columns);
            assert_null(strstr(text, "\357\277\275"));
        }
    }
    pty_free(pty);
}

static void copy__typed__is_sent_where_it_can_be(void **state)
{
    (void)state;
    struct pty *pty = start(NULL, 120, 40);
    pty_type(pty, "\\kill az b");
    pty_wait(pty, "4 of 6 copies up");
    pty_type(pty, "\\copy event");
    pty_wait(pty, "bytes are sent to the clipboard");
    assert_true(pty_has_written(pty, "\033]52;c;"));
    pty_free(pty);
    const char *args[] = {pty_program(), "play", "--state", "/dev/null/quartet", NULL};
    const char *env[] = {"TERM=vt100", NULL};
    pty = pty_start(&(struct pty_config){.args = args, .env = env, .columns = 120, .rows = 40});
    pty_wait(pty, "6 of 6 copies up");
    pty_type(pty, "\\share");
    pty_wait(pty, "this terminal has no clipboard for programs");
    assert_false(pty_has_written(pty, "\033]52;"));
    pty_free(pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes__in_data__never_reach_the_terminal),
        cmocka_unit_test(wide_and_combining__in_data__keep_the_columns),
        cmocka_unit_test(wide__at_the_edge__is_never_half),
        cmocka_unit_test(copy__typed__is_sent_where_it_can_be),
    };
    return cmocka_run_group_tests_name("e2e/data", tests, NULL, NULL);
}
