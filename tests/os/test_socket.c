/* SPDX-License-Identifier: MIT */
/* Two programs of one person that talk in lines; and peers that stall, lie or are gone. */
#include "lib/test.h"

#include "lib/directory.h"
#include "os/socket.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct heard {
    char lines[400];
    int count;
};

static void on_line(void *user, const char *line)
{
    struct heard *heard = user;
    size_t size = strlen(heard->lines);
    (void)snprintf(heard->lines + size, sizeof(heard->lines) - size, "%s|", line);
    heard->count++;
}

/* In the case's own directory. */
static void path_of(void **state, char out[SOCKET_PATH_SIZE], const char *name)
{
    struct err err = {0};
    assert_int_equal(setenv("XDG_RUNTIME_DIR", *state, 1), 0);
    assert_int_equal(socket_find_path(out, name, &err), RC_OK);
}

static void open_server(struct socket_server *server, const char *path)
{
    struct err err = {0};
    if (socket_server_open(server, path, &err) != RC_OK) {
        fail_msg("%s", err.text);
    }
}

static void server__lines__go_both_ways_and_only_its_user_may(void **state)
{
    char path[SOCKET_PATH_SIZE];
    struct socket_server server;
    struct socket_peer peer;
    struct heard to_server = {0}, to_peer = {0};
    struct stat found;
    struct err err = {0};
    path_of(state, path, "talk");
    open_server(&server, path);
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    assert_int_equal(socket_join(&peer, path, &err), RC_OK);
    socket_peer_say(&peer, "one\ntwo\n");
    socket_server_serve(&server, "hello\n", on_line, &to_server);
    assert_string_equal(to_server.lines, "one|two|");
    socket_server_say(&server, "a\nb\n");
    assert_true(socket_peer_serve(&peer, 100, on_line, &to_peer));
    assert_string_equal(to_peer.lines, "hello|a|b|");
    socket_peer_leave(&peer);
    socket_server_close(&server);
    assert_int_not_equal(stat(path, &found), 0);
}

static void server__path__too_long_taken_or_left_behind(void **state)
{
    char path[SOCKET_PATH_SIZE];
    char name[SOCKET_PATH_SIZE];
    struct socket_server server, second;
    struct err err = {0};
    memset(name, 'x', sizeof(name));
    name[sizeof(name) - 1] = '\0';
    assert_int_equal(setenv("XDG_RUNTIME_DIR", *state, 1), 0);
    assert_int_equal(socket_find_path(path, name, &err), RC_RANGE);
    assert_non_null(strstr(err.text, "too long for a socket"));
    path_of(state, path, "taken");
    open_server(&server, path);
    assert_int_equal(socket_server_open(&second, path, &err), RC_STATE);
    assert_non_null(strstr(err.text, "somebody listens at"));
    (void)close(server.fd); /* it dies without a word, and its socket stays */
    server.fd = -1;
    open_server(&second, path);
    socket_server_close(&second);
    int file = open(path, O_CREAT | O_WRONLY, 0600);
    assert_true(file >= 0);
    (void)close(file);
    assert_int_equal(socket_server_open(&second, path, &err), RC_ENV);
    assert_non_null(strstr(err.text, "is there, and is no socket"));
    assert_int_equal(unlink(path), 0);
}

static void server__peer_that_lies__is_let_go(void **state)
{
    static const char *const lies[] = {"\x01\x02\n", "\xff\xfe\n"};
    char path[SOCKET_PATH_SIZE];
    char endless[SOCKET_LINE_MAX + 20];
    struct socket_server server;
    struct socket_peer peer;
    struct heard heard = {0};
    struct err err = {0};
    memset(endless, 'x', sizeof(endless));
    endless[sizeof(endless) - 1] = '\0';
    path_of(state, path, "lies");
    open_server(&server, path);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(socket_join(&peer, path, &err), RC_OK);
        socket_peer_say(&peer, i < 2 ? lies[i] : endless);
        socket_server_serve(&server, "", on_line, &heard);
        assert_int_equal(heard.count, 0);
        assert_int_equal(server.peers[0].fd, -1);
        assert_false(socket_peer_serve(&peer, 100, on_line, &heard));
        assert_int_equal(peer.fd, -1);
    }
    socket_server_close(&server);
}

static void server__peer_that_stalls__is_let_go_and_nobody_waits(void **state)
{
    char path[SOCKET_PATH_SIZE];
    char text[1001];
    struct socket_server server;
    struct socket_peer peer;
    struct heard heard = {0};
    struct err err = {0};
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 2] = '\n';
    text[sizeof(text) - 1] = '\0';
    path_of(state, path, "stalls");
    open_server(&server, path);
    assert_int_equal(socket_join(&peer, path, &err), RC_OK);
    socket_server_serve(&server, "", on_line, &heard);
    assert_true(server.peers[0].fd >= 0);
    for (int i = 0; i < 10000 && server.peers[0].fd >= 0; i++) {
        socket_server_say(&server, text); /* it reads none of this */
    }
    assert_int_equal(server.peers[0].fd, -1);
    socket_peer_leave(&peer);
    socket_server_close(&server);
}

static void server__more_peers_than_it_takes__are_turned_away(void **state)
{
    char path[SOCKET_PATH_SIZE];
    struct socket_server server;
    struct socket_peer peers[SOCKET_PEERS_MAX + 1];
    struct heard heard = {0};
    struct err err = {0};
    path_of(state, path, "many");
    open_server(&server, path);
    for (int i = 0; i <= SOCKET_PEERS_MAX; i++) {
        assert_int_equal(socket_join(&peers[i], path, &err), RC_OK);
        socket_server_serve(&server, "hello\n", on_line, &heard);
    }
    assert_true(socket_peer_serve(&peers[0], 100, on_line, &heard));
    assert_false(socket_peer_serve(&peers[SOCKET_PEERS_MAX], 100, on_line, &heard));
    for (int i = 0; i < SOCKET_PEERS_MAX; i++) {
        socket_peer_leave(&peers[i]);
    }
    socket_server_close(&server);
    assert_int_equal(socket_join(&peers[0], path, &err), RC_ENV);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(server__lines__go_both_ways_and_only_its_user_may,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(server__path__too_long_taken_or_left_behind,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(server__peer_that_lies__is_let_go, directory_setup,
                                        directory_teardown),
        cmocka_unit_test_setup_teardown(server__peer_that_stalls__is_let_go_and_nobody_waits,
                                        directory_setup, directory_teardown),
        cmocka_unit_test_setup_teardown(server__more_peers_than_it_takes__are_turned_away,
                                        directory_setup, directory_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
