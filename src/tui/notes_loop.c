/* SPDX-License-Identifier: MIT */
#include "tui/notes_loop.h"

#include "base/hash.h"
#include "os/clock.h"
#include "os/socket.h"
#include "os/terminal_state.h"
#include "view/draw_notes.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LOOK_NS ((int64_t)500000000)   /* between two looks for a demo */
#define QUIET_NS ((int64_t)5000000000) /* a demo says something each second; so long, it stalls */
#define TURN_MS 100
#define LINE_MAX_SIZE 4096

struct notes_loop {
    const char *state; /* whose demos are looked for; borrowed */
    struct term *term;
    struct canvas *canvas; /* owned */
    char path[SOCKET_PATH_SIZE];
    struct socket_peer peer;
    struct model_notes notes;  /* whole */
    struct model_notes coming; /* line by line */
    bool is_greeted;
    bool has_notes;
    char trouble[300];
    int64_t last_look;
    int64_t last_heard;
    bool is_changed;
    bool is_ended;
};

static void say_why(struct notes_loop *loop, const char *why)
{
    loop->is_changed = loop->is_changed || strcmp(loop->trouble, why) != 0;
    (void)snprintf(loop->trouble, sizeof(loop->trouble), "%s", why);
}

static void leave(struct notes_loop *loop, const char *why)
{
    socket_peer_leave(&loop->peer);
    loop->is_greeted = false;
    loop->has_notes = false;
    say_why(loop, why);
}

/* Each line is one of the greeting or of the notes; one that is neither is of another program. */
static void on_line(void *user, const char *line)
{
    struct notes_loop *loop = user;
    loop->last_heard = os_now_ns();
    if (!loop->is_greeted) {
        loop->is_greeted = strcmp(line, NOTES_GREETING) == 0;
        if (!loop->is_greeted) {
            leave(loop, "The demo is of another version of Quartet: start both from the same one.");
        }
    } else if (strcmp(line, "end") == 0) {
        loop->notes = loop->coming;
        loop->coming = (struct model_notes){0};
        loop->has_notes = true;
        loop->is_changed = true;
        say_why(loop, loop->notes.step > 0 ? "" : "No demo is on: \\demo NAME begins one there.");
    } else if (!notes_take_line(&loop->coming, line)) {
        leave(loop, "What comes from the demo is not understood; it is asked again.");
    }
}

static void look_for_demo(struct notes_loop *loop, int64_t now)
{
    if (loop->peer.fd >= 0 || now - loop->last_look < LOOK_NS) {
        return;
    }
    loop->last_look = now;
    if (socket_join(&loop->peer, loop->path, NULL) == RC_OK) {
        loop->last_heard = now;
        loop->coming = (struct model_notes){0};
        socket_peer_say(&loop->peer, NOTES_GREETING "\n");
    } else if (loop->trouble[0] == '\0') {
        char why[sizeof(loop->trouble)];
        (void)snprintf(why, sizeof(why),
                       "No demo runs here. quartet demo NAME, in another terminal, begins one; it "
                       "is looked for all the while%s%.100s%s.",
                       loop->state[0] != '\0' ? ", if its runs are kept in " : "", loop->state,
                       loop->state[0] != '\0' ? ", too" : "");
        say_why(loop, why);
    }
}

static void listen_to_demo(struct notes_loop *loop, int64_t now)
{
    if (loop->peer.fd < 0) {
        return;
    }
    if (!socket_peer_serve(&loop->peer, LINE_MAX_SIZE, on_line, loop)) {
        if (loop->has_notes || loop->trouble[0] == '\0') {
            leave(loop, "The demo has ended, or went away; it is looked for.");
        }
        loop->is_greeted = false;
    } else if (now - loop->last_heard > QUIET_NS) {
        leave(loop, "The demo has not said anything for five seconds; it is looked for.");
    }
}

static void press(struct notes_loop *loop, key_code key)
{
    static const struct {
        key_code key;
        const char *line;
    } keys[] = {
        {KEY_PAGE_DOWN, "next\n"}, {KEY_ENTER, "next\n"},   {KEY_RIGHT, "next\n"},
        {' ', "next\n"},           {KEY_PAGE_UP, "back\n"}, {KEY_LEFT, "back\n"},
        {'r', "retry\n"},          {'s', "skip\n"},         {'b', "blank\n"},
        {'.', "blank\n"},          {KEY_TAB, "hands\n"},    {KEY_F5, "return\n"},
        {'1', "room 1\n"},         {'2', "room 2\n"},       {'3', "room 3\n"},
        {'4', "room 4\n"},         {'!', "room -1\n"},      {'"', "room -2\n"},
    };
    if (key == 'q' || key == KEY_CONTROL + 'c' || key == KEY_CONTROL + 'd') {
        loop->is_ended = true;
    }
    for (int i = 0; i < COUNT_OF(keys); i++) {
        if (keys[i].key == key && loop->is_greeted) {
            socket_peer_say(&loop->peer, keys[i].line);
        }
    }
}

static void read_keys(struct notes_loop *loop, bool is_late)
{
    struct input *input = term_input(loop->term);
    key_code key = 0;
    enum input_kind kind;
    while ((kind = input_next(input, is_late, &key)) != INPUT_NONE) {
        if (kind == INPUT_KEY) {
            press(loop, key);
        }
    }
}

static void take_signals(struct notes_loop *loop)
{
    unsigned signals = terminal_state_take();
    int columns = 0;
    int rows = 0;
    if ((signals & TERMINAL_STOP) != 0) {
        term_suspend(loop->term);
        terminal_state_suspend();
        term_resume(loop->term);
    }
    if ((signals & (TERMINAL_RESIZED | TERMINAL_CONTINUED | TERMINAL_STOP)) != 0) {
        term_resize(loop->term);
        term_size(loop->term, &columns, &rows);
        canvas_resize(loop->canvas, columns, rows);
        term_forget(loop->term);
        loop->is_changed = true;
    }
    loop->is_ended = loop->is_ended || (signals & (TERMINAL_INTERRUPT | TERMINAL_END)) != 0;
}

static void wait_and_read(struct notes_loop *loop)
{
    struct pollfd sources[3] = {
        {.fd = STDIN_FILENO, .events = POLLIN},
        {.fd = terminal_state_fd(), .events = POLLIN},
        {.fd = loop->peer.fd, .events = POLLIN}, /* below 0: it is passed over */
    };
    char bytes[256];
    int ready = poll(sources, 3, TURN_MS);
    if (ready > 0 && (sources[1].revents & POLLIN) != 0) {
        take_signals(loop);
    }
    if (ready > 0 && sources[0].revents != 0) {
        ssize_t size = read(STDIN_FILENO, bytes, sizeof(bytes));
        loop->is_ended = loop->is_ended || size <= 0;
        if (size > 0) {
            input_feed(term_input(loop->term), bytes, (size_t)size);
        }
    }
    read_keys(loop, ready == 0);
}

void notes_socket_name(char out[NOTES_NAME_SIZE], const char *state)
{
    uint64_t hash = hash_text(0, state);
    (void)snprintf(out, NOTES_NAME_SIZE, "quartet-notes-%08" PRIx32 ".socket", (uint32_t)hash);
}

enum rc notes_loop_run(struct term *term, enum theme_name theme, bool is_ascii, const char *state,
                       struct err *err)
{
    struct notes_loop loop = {.state = state, .term = term, .peer = {.fd = -1}, .is_changed = true};
    char name[NOTES_NAME_SIZE];
    int columns = 0;
    int rows = 0;
    notes_socket_name(name, state);
    enum rc rc = socket_find_path(loop.path, name, err);
    term_size(term, &columns, &rows);
    loop.canvas = canvas_new(columns, rows);
    loop.canvas->is_ascii = is_ascii;
    while (rc == RC_OK && !loop.is_ended) {
        int64_t now = os_now_ns();
        look_for_demo(&loop, now);
        listen_to_demo(&loop, now);
        if (loop.is_changed) {
            draw_notes(loop.canvas, &loop.notes, loop.trouble);
            term_blit(term, loop.canvas, theme);
            loop.is_changed = false;
        }
        wait_and_read(&loop);
    }
    socket_peer_leave(&loop.peer);
    canvas_free(loop.canvas);
    return rc;
}
