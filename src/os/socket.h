/* SPDX-License-Identifier: MIT */
/*
 * socket: two programs of one person on one machine that talk in lines, through a socket that only
 * that person can open. Nothing here waits: a peer that reads nothing, or writes no end of a
 * line, is let go.
 */
#ifndef OS_SOCKET_H
#define OS_SOCKET_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

#define SOCKET_PEERS_MAX 4
#define SOCKET_LINE_MAX 256      /* of what a peer says; a longer one lies */
#define SOCKET_WAITING_MAX 65536 /* bytes that a peer has not read; more, and it stalls */
#define SOCKET_PATH_SIZE 108     /* as long as the system lets it be */

struct socket_peer {
    int fd; /* -1: there is none */
    struct buf in;
    struct buf out;
};

struct socket_server {
    int fd; /* -1: it is not open */
    char path[SOCKET_PATH_SIZE];
    struct socket_peer peers[SOCKET_PEERS_MAX];
};

/*
 * Where it is: NAME in $XDG_RUNTIME_DIR, else in a directory of this user in /tmp.
 *   RC_RANGE  that is longer than the system allows
 *   RC_ENV    the directory cannot be made, or is somebody else's
 */
MUST_CHECK enum rc socket_find_path(char out[SOCKET_PATH_SIZE], const char *name, struct err *err);

/* Before anything else, so that closing it is harmless. */
void socket_server_init(struct socket_server *server);
/*
 * Listen, mode 0600. A socket that nobody listens to any more is taken over.
 *   RC_STATE  somebody listens there
 *   RC_ENV    it cannot be made
 */
MUST_CHECK enum rc socket_server_open(struct socket_server *server, const char *path,
                                      struct err *err);
void socket_server_close(struct socket_server *server);
/* What to wait for: at most 1 + SOCKET_PEERS_MAX descriptors; how many. */
int socket_server_watch(const struct socket_server *server, int fds[1 + SOCKET_PEERS_MAX]);
/* Let new peers in, read and write what can be; each whole line is told. `greeting` is said to
 * each new one. */
void socket_server_serve(struct socket_server *server, const char *greeting,
                         void (*on_line)(void *user, const char *line), void *user);
/* Say this to every peer. */
void socket_server_say(struct socket_server *server, const char *text);

/* The other end. RC_ENV: nobody listens there. */
MUST_CHECK enum rc socket_join(struct socket_peer *out, const char *path, struct err *err);
/* Read and write what can be. False: the other is gone, or lies; it was left. */
bool socket_peer_serve(struct socket_peer *peer, size_t line_max,
                       void (*on_line)(void *user, const char *line), void *user);
void socket_peer_say(struct socket_peer *peer, const char *text);
void socket_peer_leave(struct socket_peer *peer);

#endif
