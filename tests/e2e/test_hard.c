/* SPDX-License-Identifier: MIT */
/*
 * A terminal that is treated badly: however small it is, however often it changes, whatever ends
 * the program, it is given back as it was, and the run is kept.
 */
#include "lib/test.h"

#include "base/buf.h"
#include "base/mem.h"
#include "lib/directory.h"
#include "lib/golden.h"
#include "lib/pty.h"
#include "os/file.h"

#include <signal.h>
#include <stdio.h>

#define NOWHERE "/dev/null/quartet" /* nothing can be kept there */

static struct pty *start(const char *state, const char *const *env, int columns, int rows)
{
    const char *args[] = {pty_program(), "play", "--state", state, NULL};
    const struct pty_config config = {.args = args, .env = env, .columns = columns, .rows = rows};
    return pty_start(&config);
}

/* --- what ends it ---------------------------------------------------------------------------- */

static void signal__each__gives_the_terminal_back(void **state)
{
    (void)state;
    static const struct {
        int number;
        int status;
    } rows[] = {
        {SIGTERM, 0},
        {SIGHUP, 0},
        {SIGQUIT, 128 + SIGQUIT},
        {SIGPIPE, 128 + SIGPIPE},
        {SIGALRM, 128 + SIGALRM},
        {SIGUSR1, 128 + SIGUSR1},
        {SIGUSR2, 128 + SIGUSR2},
        {SIGABRT, 128 + SIGABRT},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        struct pty *pty = start(NOWHERE, NULL, 80, 24);
        pty_wait(pty, "client 1");
        pty_signal(pty, rows[i].number);
        assert_int_equal(pty_wait_exit(pty), rows[i].status);
        pty_assert_given_back(pty);
        pty_free(pty);
    }
}

static void add_path(void *user, const char *name)
{
    (void)snprintf(user, 300, "%s", name);
}

/* What is in the run that was kept last. */
static void assert_kept(void **state, const char *wanted)
{
    char name[300] = "";
    char path[700];
    struct buf text;
    buf_init(&text, BUF_CAP_TEXT);
    file_list(directory_inside(state, "runs"), add_path, name);
    (void)snprintf(path, sizeof(path), "%s/%s", directory_inside(state, "runs"), name);
    if (!golden_read(path, &text) || strstr(text.data, wanted) == NULL) {
        fail_msg("%s does not hold: %s\n%s", path, wanted, text.data);
    }
    buf_release(&text);
}

static void terminal__gone_while_a_load_works__ends_and_keeps_the_run(void **state)
{
    struct pty *pty = start(*state, NULL, 120, 40);
    pty_wait(pty, "client 1");
    pty_type(pty, "\\load course");
    pty_wait(pty, "from @3 on");
    pty_hang_up(pty);
    int status = pty_wait_exit(pty);
    assert_true(status == 0 || status == 3); /* whichever it saw first, SIGHUP or the end */
    pty_free(pty);
    assert_kept(state, "\\load course");
}

static void signal__while_a_load_works__keeps_the_run(void **state)
{
    struct pty *pty = start(*state, NULL, 120, 40);
    pty_wait(pty, "client 1");
    pty_type(pty, "\\load course");
    pty_wait(pty, "from @3 on");
    pty_signal(pty, SIGTERM);
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_assert_given_back(pty);
    pty_wait_once(pty, "quartet: ended by a signal; the run is kept in ");
    pty_free(pty);
    assert_kept(state, "\\load course");
}

/* --- what it cannot write -------------------------------------------------------------------- */

/* As on a full disk: no file may grow. */
static void disk__full__is_said_before_anything_is_lost(void **state)
{
    char command[1500];
    (void)snprintf(command, sizeof(command), "ulimit -f 0; exec %s play --state %s", pty_program(),
                   (const char *)*state);
    const char *args[] = {"/bin/sh", "-c", command, NULL};
    const struct pty_config config = {.args = args, .columns = 120, .rows = 40};
    struct pty *pty = pty_start(&config);
    pty_wait(pty, "client 1");
    pty_type(pty, "\\kill az b");
    pty_wait(pty, "this line was not done, for it cannot be kept; again does it unkept");
    pty_type(pty, "\\kill az b");
    pty_wait(pty, "4 of 6 copies up");
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 3);
    pty_assert_given_back(pty);
    pty_wait_once(pty, "cannot be written: File too large");
    pty_free(pty);
}

static void home__absent_or_read_only__is_said_and_the_lab_goes_on(void **state)
{
    (void)state;
    static const struct {
        const char *home, *state_home; /* in /proc nobody makes a directory, not even root */
        const char *says;
    } rows[] = {
        {"HOME=", NULL, "there is no home directory, so nothing is kept; --state DIR is a place"},
        {"HOME=.", "XDG_STATE_HOME=here", "there is no home directory, so nothing is kept"},
        {"HOME=/proc", NULL, "/proc/.local: cannot be made: "},
        {"HOME=", "XDG_STATE_HOME=/proc/state", "/proc/state: cannot be made: "},
    };
    for (int i = 0; i < COUNT_OF(rows); i++) {
        const char *args[] = {pty_program(), "play", NULL};
        const char *env[] = {rows[i].home, rows[i].state_home, NULL};
        const struct pty_config config = {.args = args, .env = env, .columns = 120, .rows = 40};
        struct pty *pty = pty_start(&config);
        pty_wait(pty, rows[i].says);
        pty_wait(pty, "6 of 6 copies up");
        pty_type(pty, "quit");
        assert_int_equal(pty_wait_exit(pty), 0);
        pty_assert_given_back(pty);
        pty_free(pty);
    }
}

/* --- its size -------------------------------------------------------------------------------- */

static void size__too_small__says_so_and_comes_back(void **state)
{
    (void)state;
    struct pty *pty = start(NOWHERE, NULL, 20, 5);
    pty_wait(pty, "Quartet needs 60 by");
    pty_wait(pty, "16; this is 20 by 5.");
    pty_type(pty, "SELECT 5 + 6;");
    pty_resize(pty, 1, 1);
    pty_wait(pty, "Q");
    pty_resize(pty, 80, 24);
    pty_wait(pty, "client 1");
    pty_wait_match(pty, "^ +11$");
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_assert_given_back(pty);
    pty_free(pty);
}

static void size__ten_thousand_times__loses_nothing(void **state)
{
    (void)state;
    struct pty *pty = start(NOWHERE, NULL, 80, 24);
    unsigned chance = 1;
    pty_wait(pty, "client 1");
    pty_type(pty, "\\load course");
    pty_send(pty, "SELECT kept");
    for (int i = 0; i < 10000; i++) {
        chance = chance * 1103515245 + 12345;
        int columns = 1 + (int)(chance >> 16) % (i % 100 == 0 ? 300 : 90);
        int rows = 1 + (int)(chance >> 8) % (i % 100 == 0 ? 100 : 30);
        pty_resize(pty, i % 3 == 0 ? 1 : columns, i % 3 == 0 ? 1 : rows);
        pty_send(pty, i % 667 == 0 ? "x" : "");
    }
    pty_resize(pty, 120, 40);
    pty_wait(pty, "▸ SELECT keptxxxxxxxxxxxxxxx");
    pty_wait(pty, "6 of 6 copies up");
    pty_key(pty, "C-c");
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_assert_given_back(pty);
    pty_free(pty);
}

/* Stopped and gone on again and again, and resized meanwhile: under a shell with job control. */
static void stop__again_and_again__loses_nothing(void **state)
{
    (void)state;
    char program[600];
    (void)snprintf(program, sizeof(program), "Q=%s", pty_program());
    const char *args[] = {"/bin/sh", "-m", "-c",
                          "$Q play --state " NOWHERE
                          "; for i in 1 2 3 4 5 6; do echo stopped $i; read line; fg; done",
                          NULL};
    const char *env[] = {program, NULL};
    const struct pty_config config = {.args = args, .env = env, .columns = 120, .rows = 40};
    struct pty *pty = pty_start(&config);
    pty_wait(pty, "client 1");
    pty_type(pty, "\\load course");
    pty_wait(pty, "from @3 on");
    pty_send(pty, "SELECT kept");
    for (int i = 1; i <= 6; i++) {
        char stopped[20];
        (void)snprintf(stopped, sizeof(stopped), "stopped %d", i);
        pty_wait(pty, "SELECT kept");
        pty_key(pty, "C-z");
        pty_wait(pty, stopped);
        pty_assert_given_back(pty);
        assert_false(pty_has_mouse(pty));
        pty_resize(pty, i % 2 == 0 ? 80 : 200, i % 2 == 0 ? 24 : 60);
        pty_key(pty, "Enter");
        pty_wait(pty, "SELECT kept");
        pty_wait(pty, "6 of 6 copies up");
        assert_true(pty_is_alternate(pty));
        assert_true(pty_has_mouse(pty));
    }
    pty_free(pty);
}

/* From outside, without a word before: the time it stood still is not caught up with. */
static void stop__by_force_while_a_load_works__goes_on(void **state)
{
    (void)state;
    struct pty *pty = start(NOWHERE, NULL, 120, 40);
    pty_wait(pty, "client 1");
    pty_type(pty, "\\load course");
    pty_wait(pty, "from @3 on");
    for (int i = 0; i < 20; i++) {
        pty_signal(pty, SIGSTOP);
        pty_wait_stopped(pty);
        pty_send(pty, i == 0 ? "SELECT 5 + 6;\r" : "");
        pty_signal(pty, SIGCONT);
    }
    pty_wait(pty, "1 row in");
    pty_wait(pty, "6 of 6 copies up");
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_assert_given_back(pty);
    pty_free(pty);
}

/* --- what is typed --------------------------------------------------------------------------- */

static void paste__without_end__is_taken_as_it_came(void **state)
{
    (void)state;
    struct pty *pty = start(NOWHERE, NULL, 120, 40);
    pty_wait(pty, "client 1");
    pty_send(pty, "SELECT kept");
    pty_send(pty, "\033[200~ , 5");
    pty_wait(pty, "▸ SELECT kept , 5");
    pty_send(pty, "\033[200~\033[31m\001");
    pty_wait(pty, "what was pasted is not text, so none of it was taken; what you typed is kept");
    pty_key(pty, "C-c");
    pty_type(pty, "SELECT 5 + 6;");
    pty_wait(pty, "1 row in");
    pty_free(pty);
}

/* Key by key, as a terminal without bracketed paste has it. */
static void typed__a_megabyte__fills_the_line_and_says_so(void **state)
{
    (void)state;
    size_t size = (size_t)1 << 20;
    char *text = mem_alloc(size + 1, 1);
    memset(text, 'x', size);
    struct pty *pty = start(NOWHERE, NULL, 120, 40);
    pty_wait(pty, "client 1");
    pty_send(pty, "SELECT ");
    pty_send(pty, text);
    pty_wait(pty, "a line holds 65536 bytes, and this one is full: Enter runs it, C-c drops it");
    pty_key(pty, "C-c");
    pty_type(pty, "SELECT 5 + 6;");
    pty_wait(pty, "1 row in");
    mem_free(text);
    pty_free(pty);
}

static void typed__any_bytes__do_no_harm(void **state)
{
    (void)state;
    char text[256];
    size_t size = 0;
    for (int c = 1; c < 256; c++) {
        bool ends = c == ('d' & 0x1f) || c == ('z' & 0x1f); /* they end and stop it, as they must */
        text[size] = (char)c;
        size += !ends;
    }
    text[size] = '\0';
    struct pty *pty = start(NOWHERE, NULL, 120, 40);
    pty_wait(pty, "client 1");
    pty_send(pty, text);
    pty_key(pty, "C-c");
    pty_wait(pty, "client 1");
    pty_key(pty, "C-c");
    pty_type(pty, "\\quit");
    assert_int_equal(pty_wait_exit(pty), 0);
    pty_assert_given_back(pty);
    pty_free(pty);
}

#define IN_DIRECTORY(name)                                                                         \
    cmocka_unit_test_setup_teardown(name, directory_setup, directory_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signal__each__gives_the_terminal_back),
        IN_DIRECTORY(terminal__gone_while_a_load_works__ends_and_keeps_the_run),
        IN_DIRECTORY(signal__while_a_load_works__keeps_the_run),
        IN_DIRECTORY(disk__full__is_said_before_anything_is_lost),
        cmocka_unit_test(home__absent_or_read_only__is_said_and_the_lab_goes_on),
        cmocka_unit_test(size__too_small__says_so_and_comes_back),
        cmocka_unit_test(size__ten_thousand_times__loses_nothing),
        cmocka_unit_test(stop__again_and_again__loses_nothing),
        cmocka_unit_test(stop__by_force_while_a_load_works__goes_on),
        cmocka_unit_test(paste__without_end__is_taken_as_it_came),
        cmocka_unit_test(typed__a_megabyte__fills_the_line_and_says_so),
        cmocka_unit_test(typed__any_bytes__do_no_harm),
    };
    return cmocka_run_group_tests_name("e2e/hard", tests, NULL, NULL);
}
