/* SPDX-License-Identifier: MIT */
#include "os/socket.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* --- where ------------------------------------------------------------------------------------ */

/* A directory of this user alone. */
static enum rc make_directory(const char *path, struct err *err)
{
    struct stat found;
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        return err_set(err, RC_ENV, "%.80s: %s", path, strerror(errno));
    }
    if (lstat(path, &found) != 0 || !S_ISDIR(found.st_mode) || found.st_uid != getuid() ||
        (found.st_mode & 077) != 0) {
        return err_set(err, RC_ENV, "%.80s is not a directory of yours alone", path);
    }
    return RC_OK;
}

enum rc socket_find_path(char out[SOCKET_PATH_SIZE], const char *name, struct err *err)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    char own[40];
    enum rc rc = RC_OK;
    if (runtime == NULL || runtime[0] != '/') {
        (void)snprintf(own, sizeof(own), "/tmp/quartet-%lu", (unsigned long)getuid());
        runtime = own;
        rc = make_directory(own, err);
    }
    int size = snprintf(out, SOCKET_PATH_SIZE, "%s/%s", runtime, name);
    if (rc == RC_OK && size >= SOCKET_PATH_SIZE) {
        rc = err_set(err, RC_RANGE,
                     "the runtime directory's name is too long for a socket, which may have %d "
                     "bytes: set XDG_RUNTIME_DIR to a shorter one",
                     SOCKET_PATH_SIZE - 1);
    }
    return rc;
}

static struct sockaddr_un address_of(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    return address;
}

static void prepare(int fd)
{
    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* --- a peer ----------------------------------------------------------------------------------- */

static void begin_peer(struct socket_peer *peer, int fd)
{
    prepare(fd);
    peer->fd = fd;
    buf_init(&peer->in, SOCKET_WAITING_MAX);
    buf_init(&peer->out, SOCKET_WAITING_MAX);
}

void socket_peer_leave(struct socket_peer *peer)
{
    if (peer->fd >= 0) {
        (void)close(peer->fd);
        buf_release(&peer->in);
        buf_release(&peer->out);
    }
    peer->fd = -1;
}

enum rc socket_join(struct socket_peer *out, const char *path, struct err *err)
{
    struct sockaddr_un address = address_of(path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    out->fd = -1;
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        int why = errno;
        if (fd >= 0) {
            (void)close(fd);
        }
        return err_set(err, RC_ENV, "nobody listens at %.120s: %s", path, strerror(why));
    }
    begin_peer(out, fd);
    return RC_OK;
}

/* Bytes that were dealt with go. */
static void drop_front(struct buf *buf, size_t size)
{
    memmove(buf->data, buf->data + size, buf->size - size + 1);
    buf->size -= size;
}

/* False: it does not read. */
static bool write_some(struct socket_peer *peer)
{
    while (peer->out.size > 0) {
        ssize_t sent = send(peer->fd, peer->out.data, peer->out.size, MSG_NOSIGNAL);
        if (sent <= 0) {
            return sent < 0 && (errno == EAGAIN || errno == EINTR);
        }
        drop_front(&peer->out, (size_t)sent);
    }
    return true;
}

void socket_peer_say(struct socket_peer *peer, const char *text)
{
    if (peer->fd >= 0 && (buf_add(&peer->out, text, NULL) != RC_OK || !write_some(peer))) {
        socket_peer_leave(peer);
    }
}

/* False: it says no lines of text. */
static bool tell_lines(struct socket_peer *peer, size_t line_max,
                       void (*on_line)(void *user, const char *line), void *user)
{
    char *end = NULL;
    while ((end = memchr(peer->in.data, '\n', peer->in.size)) != NULL) {
        size_t size = (size_t)(end - peer->in.data);
        if (size > line_max || text_find_bad(peer->in.data, size) < size) {
            return false;
        }
        *end = '\0';
        on_line(user, peer->in.data);
        if (peer->fd < 0) {
            return true; /* it was left on account of the line */
        }
        drop_front(&peer->in, size + 1);
    }
    return peer->in.size <= line_max;
}

bool socket_peer_serve(struct socket_peer *peer, size_t line_max,
                       void (*on_line)(void *user, const char *line), void *user)
{
    char bytes[2048];
    bool is_well = peer->fd >= 0 && write_some(peer);
    for (int turn = 0; is_well && turn < 16; turn++) {
        ssize_t size = recv(peer->fd, bytes, sizeof(bytes), 0);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
            break;
        }
        is_well = size > 0 && buf_add_bytes(&peer->in, bytes, (size_t)size, NULL) == RC_OK &&
                  tell_lines(peer, line_max, on_line, user);
    }
    if (!is_well) {
        socket_peer_leave(peer);
    }
    return is_well && peer->fd >= 0;
}

/* --- the server ------------------------------------------------------------------------------- */

void socket_server_init(struct socket_server *server)
{
    *server = (struct socket_server){.fd = -1};
    for (int i = 0; i < SOCKET_PEERS_MAX; i++) {
        server->peers[i].fd = -1;
    }
}

static bool is_answered(const char *path)
{
    struct socket_peer peer;
    bool is_there = socket_join(&peer, path, NULL) == RC_OK;
    socket_peer_leave(&peer);
    return is_there;
}

enum rc socket_server_open(struct socket_server *server, const char *path, struct err *err)
{
    struct sockaddr_un address = address_of(path);
    struct stat found;
    socket_server_init(server);
    if (lstat(path, &found) == 0) {
        if (!S_ISSOCK(found.st_mode)) {
            return err_set(err, RC_ENV, "%.120s is there, and is no socket", path);
        }
        if (is_answered(path)) {
            return err_set(err, RC_STATE, "somebody listens at %.120s already", path);
        }
        (void)unlink(path); /* of one that has ended */
    }
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    mode_t mask = umask(0177);
    bool is_bound = fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
    (void)umask(mask);
    if (!is_bound || listen(fd, SOCKET_PEERS_MAX) != 0) {
        int why = errno;
        if (fd >= 0) {
            (void)close(fd);
        }
        return err_set(err, RC_ENV, "%.120s: %s", path, strerror(why));
    }
    prepare(fd);
    server->fd = fd;
    (void)snprintf(server->path, sizeof(server->path), "%s", path);
    return RC_OK;
}

void socket_server_close(struct socket_server *server)
{
    for (int i = 0; i < SOCKET_PEERS_MAX; i++) {
        socket_peer_leave(&server->peers[i]);
    }
    if (server->fd >= 0) {
        (void)unlink(server->path);
        (void)close(server->fd);
    }
    server->fd = -1;
}

int socket_server_watch(const struct socket_server *server, int fds[1 + SOCKET_PEERS_MAX])
{
    int count = 0;
    if (server->fd >= 0) {
        fds[count++] = server->fd;
    }
    for (int i = 0; i < SOCKET_PEERS_MAX; i++) {
        if (server->peers[i].fd >= 0) {
            fds[count++] = server->peers[i].fd;
        }
    }
    return count;
}

static void let_in(struct socket_server *server, const char *greeting)
{
    int fd = accept(server->fd, NULL, NULL);
    if (fd < 0) {
        return;
    }
    for (int i = 0; i < SOCKET_PEERS_MAX; i++) {
        if (server->peers[i].fd < 0) {
            begin_peer(&server->peers[i], fd);
            socket_peer_say(&server->peers[i], greeting);
            return;
        }
    }
    (void)close(fd); /* more notes than a presenter has eyes for */
}

void socket_server_serve(struct socket_server *server, const char *greeting,
                         void (*on_line)(void *user, const char *line), void *user)
{
    if (server->fd < 0) {
        return;
    }
    let_in(server, greeting);
    for (int i = 0; i < SOCKET_PEERS_MAX; i++) {
        (void)socket_peer_serve(&server->peers[i], SOCKET_LINE_MAX, on_line, user);
    }
}

void socket_server_say(struct socket_server *server, const char *text)
{
    for (int i = 0; i < SOCKET_PEERS_MAX; i++) {
        socket_peer_say(&server->peers[i], text);
    }
}
