/* SPDX-License-Identifier: MIT */
/* The mouse of a terminal: clicks and the wheel come as bytes, until they are turned off. */
#include "lib/test.h"

#include "base/text.h"
#include "lib/pty.h"

#include <stdio.h>

static struct pty *start(int columns, int rows)
{
    const char *args[] = {pty_program(), "play", "--state", "/dev/null/quartet",
                          "--masters",   "3",    NULL};
    const struct pty_config config = {.args = args, .columns = columns, .rows = rows};
    struct pty *pty = pty_start(&config);
    pty_wait(pty, "6 of 6 copies up");
    return pty;
}

/* The left button, or the wheel, where `text` begins. */
static void click(struct pty *pty, int button, const char *text)
{
    char row[4000];
    char bytes[80];
    pty_wait(pty, text);
    int y = pty_find(pty, text);
    (void)snprintf(row, sizeof(row), "%s", pty_row(pty, y));
    *strstr(row, text) = '\0';
    int x = text_width(row);
    (void)snprintf(bytes, sizeof(bytes), "\033[<%d;%d;%dM\033[<%d;%d;%dm", button, x + 1, y + 1,
                   button, x + 1, y + 1);
    pty_send(pty, bytes);
}

static void click__az__asks_and_kills(void **state)
{
    (void)state;
    struct pty *pty = start(120, 40);
    assert_true(pty_has_mouse(pty));
    click(pty, 0, "AZ b");
    pty_wait(pty, "kill AZ b?");
    click(pty, 0, "y yes");
    pty_wait(pty, "4 of 6 copies up");
    click(pty, 0, "goes dark");
    pty_wait(pty, "Esc closes");
    click(pty, 65, "why ");
    click(pty, 0, "Esc closes");
    pty_wait_gone(pty, "Esc closes");
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    assert_false(pty_has_mouse(pty));
    pty_free(pty);
}

static void mouse__turned_off__is_the_terminal_s(void **state)
{
    (void)state;
    struct pty *pty = start(80, 24);
    assert_true(pty_has_mouse(pty));
    pty_type(pty, "\\mouse off");
    pty_wait(pty, "The mouse is off");
    assert_false(pty_has_mouse(pty));
    pty_key(pty, "Esc");
    pty_wait(pty, "Enter types here");
    pty_key(pty, "M");
    pty_wait(pty, "The mouse is on");
    assert_true(pty_has_mouse(pty));
    pty_free(pty);
}

static void terminal__without_a_mouse__is_not_asked(void **state)
{
    (void)state;
    const char *args[] = {pty_program(), "play", "--state", "/dev/null/quartet", NULL};
    const char *env[] = {"TERM=vt100", NULL};
    const struct pty_config config = {.args = args, .env = env};
    struct pty *pty = pty_start(&config);
    pty_wait(pty, "6 of 6 copies up");
    assert_false(pty_has_mouse(pty));
    pty_free(pty);
}

static void screen__of_500_by_150__is_drawn_and_clicked(void **state)
{
    (void)state;
    struct pty *pty = start(500, 150);
    pty_wait(pty, "since the start");
    pty_wait(pty, "all keys");
    assert_int_equal(pty_find(pty, "all keys"), 149);
    click(pty, 0, "AZ c");
    pty_wait(pty, "kill AZ c?");
    pty_key(pty, "y");
    pty_wait(pty, "4 of 6 copies up");
    click(pty, 0, "all keys");
    pty_wait(pty, "Esc closes");
    pty_resize(pty, 80, 24);
    pty_wait(pty, "Esc closes");
    pty_key(pty, "Esc");
    pty_wait(pty, "4 of 6 copies up");
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_free(pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(click__az__asks_and_kills),
        cmocka_unit_test(mouse__turned_off__is_the_terminal_s),
        cmocka_unit_test(terminal__without_a_mouse__is_not_asked),
        cmocka_unit_test(screen__of_500_by_150__is_drawn_and_clicked),
    };
    return cmocka_run_group_tests_name("e2e/mouse", tests, NULL, NULL);
}
