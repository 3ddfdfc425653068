/* SPDX-License-Identifier: MIT */
/* Terminals with few colours, few signs or neither: each shows the whole picture. */
#include "lib/test.h"

#include "base/compiler.h"
#include "lib/pty.h"
#include "view/theme.h"

#include <stdio.h>

static struct pty *start(const char *term, const char *more, const char *theme, int columns,
                         int rows)
{
    char name[60];
    (void)snprintf(name, sizeof(name), "TERM=%s", term);
    const char *args[] = {pty_program(), "play", "--state", "/dev/null/quartet", "--masters", "3",
                          "--theme",     theme,  NULL};
    const char *env[] = {name, more, NULL};
    const struct pty_config config = {.args = args, .env = env, .columns = columns, .rows = rows};
    return pty_start(&config);
}

static void end(struct pty *pty)
{
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    assert_true(pty_is_cooked(pty));
    pty_free(pty);
}

/* Those that a Debian has without further packages. */
static void term__each__shows_a_dark_room_and_ends(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *up; /* the sign of a master that is up */
    } terms[] = {
        {"xterm-256color", "●"}, {"xterm", "●"},           {"tmux-256color", "●"},
        {"screen", "●"},         {"screen-256color", "●"}, {"rxvt", "●"},
        {"vt100", "●"},          {"xterm-mono", "●"},      {"linux", "*"},
    };
    for (int i = 0; i < COUNT_OF(terms); i++) {
        char up[40];
        struct pty *pty = start(terms[i].name, NULL, "dark", 120, 40);
        (void)snprintf(up, sizeof(up), "m1  %s UP", terms[i].up);
        pty_wait(pty, up);
        pty_type(pty, "\\kill az b");
        pty_wait(pty, "DOWN");
        pty_wait(pty, "4 of 6 copies up");
        end(pty);
    }
}

/* It is asked of the terminal then. */
static void size__that_cannot_be__is_not_believed(void **state)
{
    (void)state;
    static const char *const sizes[] = {"COLUMNS=1000000", "LINES=30000", "COLUMNS=-5", "LINES=x"};
    for (int i = 0; i < COUNT_OF(sizes); i++) {
        struct pty *pty = start("xterm-256color", sizes[i], "dark", 120, 40);
        pty_wait(pty, "6 of 6 copies up");
        end(pty);
    }
}

static void locale__not_utf_8_or_not_there__is_drawn_in_ascii(void **state)
{
    (void)state;
    static const char *const locales[] = {"LC_ALL=C", "LC_ALL=xx_XX.UTF-8", "LC_ALL=../../etc"};
    for (int i = 0; i < COUNT_OF(locales); i++) {
        struct pty *pty = start("xterm-256color", locales[i], "dark", 80, 24);
        pty_wait(pty, "m1  * UP");
        for (int row = 0; row < 24; row++) {
            for (int column = 0; column < 80; column++) {
                assert_in_range((unsigned char)pty_cell_at(pty, column, row).text[0], ' ', '~');
            }
        }
        end(pty);
    }
}

/* Where few colours are, white is not drawn on a white screen: contrast brings its own black. */
static void contrast__eight_colours__paints_black_and_reverses_the_chosen(void **state)
{
    (void)state;
    struct pty *pty = start("xterm", NULL, "contrast", 80, 24);
    pty_wait(pty, "6 of 6 copies up");
    for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 80; column++) {
            struct pty_cell cell = pty_cell_at(pty, column, row);
            assert_false(cell.default_background);
            assert_int_not_equal(cell.foreground, cell.background);
        }
    }
    pty_type(pty, "\\focus events");
    pty_wait(pty, "events ━");
    pty_key(pty, "Up");
    pty_key(pty, "Space");
    pty_wait(pty, "paused");
    int row = pty_find(pty, "events ━") + 1;
    bool is_reversed = false;
    for (int end = row + 6; row < end; row++) {
        is_reversed = is_reversed || pty_cell_at(pty, 3, row).reverse;
    }
    assert_true(is_reversed);
    pty_key(pty, "Esc");
    pty_key(pty, "Enter");
    end(pty);
}

static void ground__light__has_the_light_theme_if_none_is_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *variable, *theme;
        bool is_light;
    } rows[] = {
        {"COLORFGBG=0;15", NULL, true},    {"COLORFGBG=0;default;7", NULL, true},
        {"COLORFGBG=15;0", NULL, false},   {"COLORFGBG=", NULL, false},
        {"COLORFGBG=0;15", "dark", false},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        const char *args[] = {pty_program(),
                              "play",
                              "--state",
                              "/dev/null/quartet",
                              rows[i].theme != NULL ? "--theme" : NULL,
                              rows[i].theme,
                              NULL};
        const char *env[] = {rows[i].variable, NULL};
        struct pty *pty = pty_start(&(struct pty_config){.args = args, .env = env});
        pty_wait(pty, "6 of 6 copies up");
        assert_int_equal(pty_cell_at(pty, 79, 10).background > 0x808080, rows[i].is_light);
        pty_free(pty);
    }
}

/* A terminal whose colours are numbers of 24 bits, made here, for few systems describe one. */
#define DIRECT                                                                                     \
    "quartet-direct|true colours,ccc@,initc@,oc@,RGB,colors#0x1000000,pairs#0x7FFF,setb@,setf@,"   \
    "setab=\\E[48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm,"                         \
    "setaf=\\E[38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm,use=xterm-256color,"

static void true_colours__shown__are_those_of_the_theme(void **state)
{
    (void)state;
    char program[600];
    (void)snprintf(program, sizeof(program), "Q=%s", pty_program());
    const char *args[] = {"/bin/sh", "-c",
                          "D=$(mktemp -d); echo '" DIRECT
                          "' >$D/d && tic -x -o $D $D/d 2>/dev/null "
                          "|| { echo no tic here; read line; exit; }; TERMINFO=$D "
                          "TERM=quartet-direct $Q play --state /dev/null/quartet; rm -r $D",
                          NULL};
    const char *env[] = {program, NULL};
    struct pty *pty = pty_start(&(struct pty_config){.args = args, .env = env});
    pty_wait_match(pty, "6 of 6 copies up|no tic here");
    if (pty_find(pty, "no tic here") < 0) {
        int row = pty_find(pty, "AZ a");
        assert_int_equal(pty_cell_at(pty, 79, row).background, theme_look(THEME_DARK, ROLE_BG).rgb);
        assert_int_equal(pty_cell_at(pty, 10, row).background,
                         theme_look(THEME_DARK, ROLE_CARD).rgb);
        assert_int_equal(pty_cell_at(pty, 1, row).foreground, theme_look(THEME_DARK, ROLE_M1).rgb);
        pty_type(pty, "\\theme light");
        pty_wait(pty, "theme light");
        assert_int_equal(pty_cell_at(pty, 79, row).background,
                         theme_look(THEME_LIGHT, ROLE_BG).rgb);
    }
    pty_free(pty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(term__each__shows_a_dark_room_and_ends),
        cmocka_unit_test(size__that_cannot_be__is_not_believed),
        cmocka_unit_test(locale__not_utf_8_or_not_there__is_drawn_in_ascii),
        cmocka_unit_test(ground__light__has_the_light_theme_if_none_is_asked_for),
        cmocka_unit_test(true_colours__shown__are_those_of_the_theme),
        cmocka_unit_test(contrast__eight_colours__paints_black_and_reverses_the_chosen),
    };
    return cmocka_run_group_tests_name("e2e/terms", tests, NULL, NULL);
}
