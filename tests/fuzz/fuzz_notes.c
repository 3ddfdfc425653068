/* SPDX-License-Identifier: MIT */
/*
 * fuzz_notes: any bytes through the socket between a demo and its notes. With an even first byte
 * they are what the demo says, and what is understood is drawn; with an odd one what a terminal
 * with notes says, and a demo does of it what is allowed.
 */
#include "app/app.h"
#include "base/text.h"
#include "fuzz/files_of_few.h"
#include "os/socket.h"
#include "view/draw_notes.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX 8192      /* no more than a socket takes at once */
#define NOTES_LINE_MAX 4096 /* as tui/notes_loop.c */
#define SERVE_TURNS 4       /* a greeting, what was said, and the end */

#define DEMO                                                                                       \
    "---\ndemo: own\nformat: 1\ntitle: Own\nminutes: 1\nmasters: 2\nseed: 3\n---\n\n# Own\n\n"     \
    "## Who? {#who}\n\n```demo time=10s\nsay    A row.\npause\nask    Who? | m1 | "                \
    "*m2\npause\n```\n\n"                                                                          \
    "```notes\nAsk.\n```\n\n## On {#on}\n\n```demo time=5s\nsay    Now.\npause\n```\n"

struct ends {
    struct socket_server server;
    struct socket_peer peer;
    struct model_notes notes;
    struct canvas *canvas;
    struct app *app;
};

static void check_line(const char *line, size_t longest)
{
    assert(strlen(line) <= longest);
    assert(text_find_bad(line, strlen(line)) == strlen(line));
}

static void on_said_by_demo(void *user, const char *line)
{
    struct ends *ends = user;
    check_line(line, NOTES_LINE_MAX);
    if (strcmp(line, "end") == 0) {
        draw_notes(ends->canvas, &ends->notes, "");
        ends->notes = (struct model_notes){0};
    } else if (!notes_take_line(&ends->notes, line)) {
        draw_notes(ends->canvas, &ends->notes, "not understood");
    }
}

static void on_said_by_notes(void *user, const char *line)
{
    struct ends *ends = user;
    struct app_effects effects = {0};
    struct app_msg remote = {.kind = MSG_REMOTE, .text = line};
    struct app_msg later = {.kind = MSG_ELAPSED, .wall_ns = 100000000};
    check_line(line, SOCKET_LINE_MAX);
    app_update(ends->app, &remote, &effects);
    app_update(ends->app, &later, &effects);
    (void)app_advance(ends->app);
    assert(!effects.quit && effects.read_file[0] == '\0' && effects.copy == NULL);
}

static void ignore(void *user, const char *line)
{
    (void)user;
    check_line(line, SOCKET_LINE_MAX);
}

static void open_ends(struct ends *ends)
{
    struct err err = {0};
    char path[SOCKET_PATH_SIZE];
    (void)snprintf(path, sizeof(path), "/tmp/quartet-fuzz-%ld", (long)getpid());
    enum rc rc = socket_server_open(&ends->server, path, &err);
    assert(rc == RC_OK);
    rc = socket_join(&ends->peer, path, &err);
    assert(rc == RC_OK);
    socket_server_serve(&ends->server, "", ignore, NULL);
}

static void from_demo(struct ends *ends, const uint8_t *data, size_t size)
{
    ends->canvas = canvas_new(60, 20);
    (void)send(ends->server.peers[0].fd, data, size, MSG_NOSIGNAL);
    for (int i = 0; i < SERVE_TURNS; i++) {
        (void)socket_peer_serve(&ends->peer, NOTES_LINE_MAX, on_said_by_demo, ends);
    }
    draw_notes(ends->canvas, &ends->notes, "");
    canvas_free(ends->canvas);
}

static void from_notes(struct ends *ends, const uint8_t *data, size_t size)
{
    struct err err = {0};
    struct few few = {.demo = DEMO, .size = sizeof(DEMO) - 1};
    struct app_config config = {
        .seed = 1, .masters = 2, .files = files_of_few(&few), .demo = "own"};
    enum rc rc = app_new(&ends->app, &config, &err);
    assert(rc == RC_OK);
    (void)send(ends->peer.fd, data, size, MSG_NOSIGNAL);
    for (int i = 0; i < SERVE_TURNS; i++) {
        socket_server_serve(&ends->server, "", on_said_by_notes, ends);
    }
    app_free(ends->app);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ends ends = {.canvas = NULL};
    if (size < 2 || size > INPUT_MAX) {
        return 0;
    }
    open_ends(&ends);
    if (data[0] % 2 == 0) {
        from_demo(&ends, data + 1, size - 1);
    } else {
        from_notes(&ends, data + 1, size - 1);
    }
    socket_peer_leave(&ends.peer);
    socket_server_close(&ends.server);
    return 0;
}
