/* SPDX-License-Identifier: MIT */
/* A demo in a terminal: presented, gone back in, taken over, returned to, ended; and its notes. */
#include "lib/test.h"

#include "lib/directory.h"
#include "lib/pty.h"
#include "os/socket.h"
#include "tui/notes_loop.h"
#include "view/model_notes.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The demo, or its notes; both find each other in the case's own directory. */
static struct pty *start(void **state, const char *command, const char *name)
{
    char runtime[300];
    bool is_demo = strcmp(command, "demo") == 0;
    const char *args[] = {pty_program(), command, is_demo ? "--no-card" : name, name, NULL};
    const char *env[] = {runtime, "XDG_STATE_HOME=/dev/null", NULL};
    (void)snprintf(runtime, sizeof(runtime), "XDG_RUNTIME_DIR=%s", (const char *)*state);
    return pty_start(&(struct pty_config){.args = args, .env = env});
}

/* The course's demo with room for what is said to a presenter. */
static struct pty *start_wide(const char *runtime)
{
    char place[500];
    const char *args[] = {pty_program(), "demo", "course", "--no-card", NULL};
    const char *env[] = {place, "XDG_STATE_HOME=/dev/null", NULL};
    (void)snprintf(place, sizeof(place), "XDG_RUNTIME_DIR=%s", runtime);
    return pty_start(&(struct pty_config){.args = args, .env = env, .columns = 120, .rows = 40});
}

static void demo__is_presented_gone_back_in_taken_over_and_ended(void **state)
{
    struct pty *pty = start(state, "demo", "course");
    pty_wait(pty, "Both take writes. Neither is in charge");
    pty_wait(pty, "step 1 of 6");
    pty_key(pty, "PgDn");
    pty_wait(pty, "CREATE DATABASE demo;");
    pty_key(pty, "PgDn");
    pty_wait(pty, "USE demo;");
    pty_key(pty, "PgUp");
    pty_wait(pty, "CREATE DATABASE demo;");
    pty_key(pty, "Enter");
    pty_wait(pty, "USE demo;");
    pty_key(pty, "b");
    pty_wait_gone(pty, "USE demo;");
    pty_key(pty, "b");
    pty_wait(pty, "USE demo;");
    pty_key(pty, "Tab");
    pty_wait(pty, "copies up");
    pty_type(pty, "\\kill m2");
    pty_wait(pty, "m2 × DOWN");
    pty_key(pty, "F5");
    pty_wait(pty, "USE demo;");
    assert_int_equal(pty_find(pty, "DOWN"), -1);
    pty_key(pty, "q");
    pty_key(pty, "y");
    assert_int_equal(pty_wait_exit(pty), 0);
    assert_false(pty_is_alternate(pty));
    pty_free(pty);
}

static void notes__follow_the_demo_and_guide_it(void **state)
{
    struct pty *notes = start(state, "notes", NULL);
    pty_wait(notes, "No demo runs here");
    struct pty *demo = start(state, "demo", "course");
    pty_wait(demo, "Both take writes.");
    pty_wait(notes, "Ask who has run a failover at night.");
    pty_wait(notes, "PgDn goes on");
    pty_key(notes, "PgDn");
    pty_wait(demo, "CREATE DATABASE demo;");
    pty_wait(notes, "PgDn gives the line");
    pty_key(demo, "q");
    pty_key(demo, "y");
    assert_int_equal(pty_wait_exit(demo), 0);
    pty_wait(notes, "The demo has ended, or went away");
    pty_free(demo);
    demo = start(state, "demo", "hides");
    pty_wait(notes, "What the course's demo hides");
    struct pty *second = start(state, "demo", "tour");
    pty_wait(second, "Two to four masters, no conductor");
    pty_wait(second, "quartet notes guide your other demo: end that first");
    pty_wait(notes, "What the course's demo hides"); /* the notes stay with the first, */
    pty_free(demo);
    pty_wait(notes, "A tour in ten minutes"); /* and with its end go to the second */
    pty_key(notes, "q");
    assert_int_equal(pty_wait_exit(notes), 0);
    pty_free(notes);
    pty_free(second);
}

/* Before the room fills: size, colours, signs and the keys of a remote control. */
static void demo__in_a_terminal__begins_with_a_test_card(void **state)
{
    char runtime[300];
    const char *args[] = {pty_program(), "demo", "course", NULL};
    const char *env[] = {runtime, "XDG_STATE_HOME=/dev/null", NULL};
    (void)snprintf(runtime, sizeof(runtime), "XDG_RUNTIME_DIR=%s", (const char *)*state);
    struct pty *pty = pty_start(&(struct pty_config){.args = args, .env = env});
    pty_wait(pty, "Can the last row read this line?");
    pty_key(pty, "F5");
    pty_wait(pty, "Can the last row read this line?");
    pty_key(pty, "PgDn");
    pty_wait(pty, "Both take writes.");
    pty_free(pty);
}

/* Notes guide the demos of their own state directory, and nobody else's. */
static void notes__of_another_state_directory__leave_the_demo_alone(void **state)
{
    char own[400];
    char other[400];
    char runtime[300];
    const char *demo_args[] = {pty_program(), "demo", "course", "--no-card", "--state", own, NULL};
    const char *note_args[] = {pty_program(), "notes", "--state", other, NULL};
    const char *env[] = {runtime, NULL};
    (void)snprintf(runtime, sizeof(runtime), "XDG_RUNTIME_DIR=%s", (const char *)*state);
    (void)snprintf(own, sizeof(own), "%s/own", (const char *)*state);
    (void)snprintf(other, sizeof(other), "%s/other", (const char *)*state);
    struct pty *demo = pty_start(&(struct pty_config){.args = demo_args, .env = env});
    pty_wait(demo, "Both take writes.");
    struct pty *notes = pty_start(&(struct pty_config){.args = note_args, .env = env});
    pty_wait(notes, "No demo runs here");
    pty_free(notes);
    note_args[3] = own;
    notes = pty_start(&(struct pty_config){.args = note_args, .env = env});
    pty_wait(notes, "Ask who has run a failover at night.");
    pty_free(notes);
    pty_free(demo);
}

/* A demo that is begun at the prompt has its notes as one that the program began with. */
static void notes__of_a_demo_begun_in_a_session__are_there(void **state)
{
    struct pty *pty = start(state, "play", NULL);
    struct pty *notes = start(state, "notes", NULL);
    pty_wait(pty, "copies up");
    pty_wait(notes, "No demo runs here");
    pty_type(pty, "\\demo course");
    pty_wait(pty, "Both take writes.");
    pty_wait(notes, "Ask who has run a failover at night.");
    pty_free(notes);
    pty_free(pty);
}

/* --- the other end is a test ------------------------------------------------------------------ */

static void socket_path(void **state, char out[SOCKET_PATH_SIZE])
{
    assert_int_equal(setenv("XDG_RUNTIME_DIR", *state, 1), 0);
    char name[NOTES_NAME_SIZE];
    notes_socket_name(name, "");
    assert_int_equal(socket_find_path(out, name, NULL), RC_OK);
}

static void on_line(void *user, const char *line)
{
    (void)user;
    (void)line;
}

/* Let the notes in, and say this. */
static void greet(struct socket_server *server, const char *greeting)
{
    struct pollfd joined = {.fd = server->fd, .events = POLLIN};
    assert_int_equal(poll(&joined, 1, 20000), 1);
    socket_server_serve(server, greeting, on_line, NULL);
}

static void notes__demo_of_another_version_or_none__say_so_and_look_again(void **state)
{
    char path[SOCKET_PATH_SIZE];
    char endless[6000];
    struct socket_server server;
    socket_path(state, path);
    assert_int_equal(socket_server_open(&server, path, NULL), RC_OK);
    struct pty *notes = start(state, "notes", NULL);
    greet(&server, "quartet-notes 2\n");
    pty_wait(notes, "The demo is of another version of Quartet: start both from the same");
    memset(endless, 'x', sizeof(endless));
    endless[sizeof(endless) - 1] = '\0';
    greet(&server, endless); /* it is left before it ends */
    greet(&server, NOTES_GREETING "\nmoon 7\n");
    pty_wait(notes, "What comes from the demo is not understood; it is asked again.");
    greet(&server, NOTES_GREETING "\n\033[2J\n");
    greet(&server, NOTES_GREETING "\nend\n");
    pty_wait(notes, "No demo is on");
    pty_free(notes);
    socket_server_close(&server);
}

static void demo__notes_of_another_version__are_refused_in_words(void **state)
{
    char path[SOCKET_PATH_SIZE];
    struct socket_peer peer;
    socket_path(state, path);
    struct pty *demo = start_wide(*state);
    pty_wait(demo, "Both take writes.");
    assert_int_equal(socket_join(&peer, path, NULL), RC_OK);
    socket_peer_say(&peer, "quartet-notes 2\nmoon\nroom 99\n\\kill az a\n");
    pty_key(demo, "Tab");
    pty_wait(demo, "quartet notes of another version looked for this demo");
    pty_wait(demo, "6 of 6 copies up");
    socket_peer_leave(&peer);
    pty_free(demo);
}

/* Without a place for its notes it is presented as well, and says why there are none. */
static void demo__no_place_for_notes__is_presented_all_the_same(void **state)
{
    char path[SOCKET_PATH_SIZE];
    struct socket_server server;
    socket_path(state, path);
    assert_int_equal(socket_server_open(&server, path, NULL), RC_OK);
    struct pty *demo = start_wide(*state);
    pty_wait(demo, "Both take writes.");
    pty_key(demo, "Tab");
    pty_wait(demo, "quartet notes guide another demo, which began before this one");
    pty_free(demo);
    socket_server_close(&server);

    char runtime[400];
    (void)snprintf(runtime, sizeof(runtime), "%s/%0120d", (const char *)*state, 0);
    demo = start_wide(runtime);
    pty_wait(demo, "Both take writes.");
    pty_key(demo, "Tab");
    pty_wait(demo, "too long for a socket");
    pty_free(demo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(demo__in_a_terminal__begins_with_a_test_card,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(notes__of_another_state_directory__leave_the_demo_alone,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(demo__is_presented_gone_back_in_taken_over_and_ended,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(notes__follow_the_demo_and_guide_it, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(notes__of_a_demo_begun_in_a_session__are_there,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(
            notes__demo_of_another_version_or_none__say_so_and_look_again, directory_setup,
            directory_teardown),
        cmocka_unit_test_setup_teardown(demo__notes_of_another_version__are_refused_in_words,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(demo__no_place_for_notes__is_presented_all_the_same,
                                        directory_setup, directory_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
