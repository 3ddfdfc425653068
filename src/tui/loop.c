/* SPDX-License-Identifier: MIT */
#include "tui/loop.h"

#include "os/clock.h"
#include "os/editor.h"
#include "os/file.h"
#include "os/socket.h"
#include "os/terminal_state.h"
#include "tui/notes_loop.h"
#include "view/canvas.h"
#include "view/model_notes.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NS_PER_MS ((int64_t)1000000)
#define FRAME_NS (50 * NS_PER_MS)   /* twenty a second while time runs */
#define ANSWER_NS (16 * NS_PER_MS)  /* a key is answered sooner */
#define SLICE_NS (20 * NS_PER_MS)   /* between looks at the keyboard */
#define ESCAPE_MS 25                /* the bytes of a sequence come closer than that */
#define PASTE_NS (2000 * NS_PER_MS) /* a paste that stops so long has lost its end */
#define KEEP_NS (1000 * NS_PER_MS)  /* how far time has gone is kept once a second */
#define NOTES_NS (250 * NS_PER_MS)  /* between two looks of the presenter */
#define TAKEN_NS (1000 * NS_PER_MS) /* between two tries to have the notes */
#define FILE_SIZE_MAX ((size_t)8 * 1024 * 1024)

struct loop {
    const struct loop_config *config;
    struct canvas *canvas; /* owned */
    int64_t now;           /* read once a turn */
    int64_t last_turn;
    int64_t last_frame;
    int64_t last_kept;
    int64_t last_notes;
    int64_t last_read;          /* from the keyboard */
    struct socket_server notes; /* of the presenter; open from the first demo on */
    int64_t last_try;           /* to open them */
    bool had_demo;
    bool are_taken;         /* by another demo of this state directory, which may end */
    bool has_refused_notes; /* that is said once */
    bool is_changed;        /* something may look different */
    bool is_behind;         /* the engine has not caught up with the clock */
    bool is_ended;
    bool was_told_to_end; /* by a signal */
    bool lost_terminal;
};

static void send_msg(struct loop *loop, const struct app_msg *msg);
static void resize(struct loop *loop);

/* --- what is kept ----------------------------------------------------------------------------- */

/* At the end, when nobody reads the screen any more. */
static enum rc keep_history(const struct loop *loop, struct err *err)
{
    char path[PATH_MAX];
    struct buf text;
    enum rc rc = RC_OK;
    if (loop->config->state[0] == '\0' ||
        (size_t)snprintf(path, sizeof(path), "%s/history", loop->config->state) >= sizeof(path)) {
        return RC_OK;
    }
    buf_init(&text, FILE_SIZE_MAX);
    app_add_history(loop->config->app, &text);
    if (text.size > 0) {
        rc = file_write(path, text.data, text.size, err);
    }
    buf_release(&text);
    return rc;
}

static void keep_time(struct loop *loop)
{
    app_keep_time(loop->config->app);
    loop->last_kept = loop->now;
}

static void read_history(const struct loop *loop)
{
    char path[PATH_MAX];
    struct buf text;
    if (loop->config->state[0] == '\0' ||
        (size_t)snprintf(path, sizeof(path), "%s/history", loop->config->state) >= sizeof(path)) {
        return;
    }
    buf_init(&text, FILE_SIZE_MAX);
    if (file_read(&text, path, NULL) == RC_OK) {
        app_set_history(loop->config->app, text.data);
    }
    buf_release(&text);
}

/* --- messages --------------------------------------------------------------------------------- */

static void read_asked(struct loop *loop, const char *name)
{
    struct buf text;
    struct err err = {0};
    buf_init(&text, FILE_SIZE_MAX);
    struct app_msg msg = {.kind = MSG_FILE, .name = name};
    if (file_read(&text, name, &err) != RC_OK) {
        msg = (struct app_msg){.kind = MSG_NO_FILE, .text = err.text};
    } else {
        msg.text = text.data;
        msg.size = text.size;
    }
    send_msg(loop, &msg);
    buf_release(&text);
}

static void suspend(struct loop *loop)
{
    keep_time(loop);
    term_suspend(loop->config->term);
    terminal_state_suspend();
    term_resume(loop->config->term);
    loop->now = os_now_ns();
    loop->last_turn = loop->now;
}

/* The terminal is the editor's until it ends, and time stands still. */
static void edit(struct loop *loop, const struct app_editing *editing)
{
    char path[PATH_MAX];
    struct buf text;
    struct err err = {0};
    struct editor_job job = {.state = loop->config->state,
                             .folder = "drivers",
                             .path = editing->path,
                             .stem = editing->stem,
                             .ending = ".lua",
                             .text = editing->text,
                             .size = editing->size};
    buf_init(&text, FILE_SIZE_MAX);
    keep_time(loop);
    term_suspend(loop->config->term);
    enum rc rc = editor_run(&job, path, &text, &err);
    term_resume(loop->config->term);
    term_forget(loop->config->term);
    resize(loop);
    loop->now = os_now_ns();
    loop->last_turn = loop->now;
    struct app_msg msg = {.kind = MSG_NO_FILE, .text = err.text};
    if (rc == RC_OK) {
        msg = (struct app_msg){
            .kind = MSG_EDITED, .name = path, .text = text.data, .size = text.size};
    }
    send_msg(loop, &msg);
    buf_release(&text);
}

/* --- a recording ------------------------------------------------------------------------------ */

/* It is over, or was never begun. */
static void tell_no_recording(struct loop *loop, const char *why)
{
    send_msg(loop, &(struct app_msg){.kind = MSG_RECORDED});
    send_msg(loop, &(struct app_msg){.kind = MSG_NO_FILE, .text = why});
}

/* What has been drawn is a frame of it. */
static void add_frame(struct loop *loop)
{
    struct err err = {0};
    struct recorder *recorder = loop->config->recorder;
    if (recorder_is_on(recorder) &&
        recorder_add_frame(recorder, loop->canvas, app_ui(loop->config->app)->theme, &err) !=
            RC_OK) {
        tell_no_recording(loop, err.text);
    }
}

static void begin_recording(struct loop *loop, const struct app_recording *recording)
{
    struct err err = {0};
    struct buf text;
    if (recorder_begin(loop->config->recorder, recording->path, recording->version, loop->canvas,
                       &err) != RC_OK) {
        tell_no_recording(loop, err.text);
        return;
    }
    buf_init(&text, BUF_CAP_TEXT);
    buf_addf(&text, "the screen is recorded in %s: \\record off ends it", recording->path);
    send_msg(loop, &(struct app_msg){.kind = MSG_RECORDED, .text = text.data, .size = 1});
    buf_release(&text);
    add_frame(loop);
}

static void end_recording(struct loop *loop)
{
    struct err err = {0};
    struct buf facts;
    buf_init(&facts, BUF_CAP_TEXT);
    if (recorder_end(loop->config->recorder, &facts, &err) == RC_OK) {
        send_msg(loop, &(struct app_msg){.kind = MSG_RECORDED, .text = facts.data});
    } else {
        tell_no_recording(loop, err.text);
    }
    buf_release(&facts);
}

/* --- effects ---------------------------------------------------------------------------------- */

static void send_msg(struct loop *loop, const struct app_msg *msg)
{
    struct app_effects effects;
    app_update(loop->config->app, msg, &effects);
    loop->is_changed = loop->is_changed || msg->kind != MSG_ELAPSED;
    loop->is_ended = loop->is_ended || effects.quit;
    if (effects.redraw) {
        term_forget(loop->config->term);
    }
    if (effects.suspend) {
        suspend(loop);
    }
    if (effects.read_file[0] != '\0') {
        read_asked(loop, effects.read_file);
    }
    if (effects.editing.text != NULL) {
        edit(loop, &effects.editing);
    }
    if (effects.recording.path != NULL) {
        begin_recording(loop, &effects.recording);
    } else if (effects.recording.ends) {
        end_recording(loop);
    }
    if (effects.copy != NULL) {
        bool is_sent = term_copy(loop->config->term, effects.copy, effects.copy_size);
        send_msg(loop, &(struct app_msg){.kind = MSG_COPIED, .size = is_sent ? 1 : 0});
    }
}

static void resize(struct loop *loop)
{
    struct app_msg msg = {.kind = MSG_RESIZE};
    term_resize(loop->config->term);
    term_size(loop->config->term, &msg.columns, &msg.rows);
    canvas_resize(loop->canvas, msg.columns, msg.rows);
    send_msg(loop, &msg);
}

static void take_signals(struct loop *loop)
{
    unsigned signals = terminal_state_take();
    if ((signals & TERMINAL_STOP) != 0) {
        suspend(loop);
    }
    if ((signals & TERMINAL_CONTINUED) != 0) {
        term_resume(loop->config->term);
    }
    if ((signals & (TERMINAL_RESIZED | TERMINAL_CONTINUED | TERMINAL_STOP)) != 0) {
        resize(loop);
    }
    if ((signals & TERMINAL_INTERRUPT) != 0) {
        send_msg(loop, &(struct app_msg){.kind = MSG_CANCEL});
    }
    if ((signals & TERMINAL_END) != 0) {
        loop->is_ended = true;
        loop->was_told_to_end = true;
    }
}

static void take_keys(struct loop *loop, bool is_late)
{
    struct input *input = term_input(loop->config->term);
    key_code key = 0;
    enum input_kind kind;
    while (!loop->is_ended && (kind = input_next(input, is_late, &key)) != INPUT_NONE) {
        struct app_msg msg = {.kind = MSG_KEY, .key = key, .has_text = input_has_text(input)};
        if (kind == INPUT_PASTE) {
            msg.kind = MSG_PASTE;
            msg.text = input->paste_is_too_large ? NULL : input->paste.data;
            msg.size = input->paste.size;
        } else if (kind == INPUT_CLICK) {
            bool is_wheel = input->button != BUTTON_LEFT;
            msg.kind = is_wheel ? MSG_WHEEL : MSG_CLICK;
            msg.rows = input->button == BUTTON_WHEEL_UP ? -1 : 1;
            msg.text = canvas_line_at(loop->canvas, input->x, input->y, is_wheel ? "\\focus " : "");
        }
        send_msg(loop, &msg);
    }
}

static void read_keys(struct loop *loop)
{
    char bytes[4096];
    ssize_t size = read(STDIN_FILENO, bytes, sizeof(bytes));
    if (size == 0 || (size < 0 && errno != EINTR && errno != EAGAIN)) {
        loop->is_ended = true;
        loop->lost_terminal = true;
    } else if (size > 0) {
        loop->last_read = loop->now;
        input_feed(term_input(loop->config->term), bytes, (size_t)size);
        take_keys(loop, false);
    }
}

/* --- a turn ----------------------------------------------------------------------------------- */

static int wait_ms(const struct loop *loop)
{
    const struct input *input = term_input(loop->config->term);
    if (input_waits(input)) {
        return ESCAPE_MS;
    }
    int64_t due = input->is_pasting ? loop->last_read + PASTE_NS : INT64_MAX;
    if (loop->is_behind) {
        return 0;
    }
    int64_t frame = loop->is_changed                   ? loop->last_frame + ANSWER_NS
                    : app_is_moving(loop->config->app) ? loop->last_frame + FRAME_NS
                                                       : INT64_MAX;
    due = frame < due ? frame : due;
    if (loop->notes.fd >= 0 && loop->last_notes + NOTES_NS < due) {
        due = loop->last_notes + NOTES_NS;
    }
    if (loop->are_taken && loop->had_demo && loop->last_try + TAKEN_NS < due) {
        due = loop->last_try + TAKEN_NS;
    }
    if (due == INT64_MAX) {
        return -1;
    }
    int64_t left = due - os_now_ns();
    return left > 0 ? (int)((left + NS_PER_MS - 1) / NS_PER_MS) : 0;
}

static bool has_key_waiting(void)
{
    struct pollfd keyboard = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&keyboard, 1, 0) > 0;
}

/* Let the engine go as far as the time that has passed, but not longer than a slice. */
static void advance(struct loop *loop)
{
    struct app_msg msg = {.kind = MSG_ELAPSED, .wall_ns = loop->now - loop->last_turn};
    bool was_moving = app_is_moving(loop->config->app);
    loop->last_turn = loop->now;
    recorder_pass(loop->config->recorder, msg.wall_ns);
    send_msg(loop, &msg);
    do {
        loop->is_behind = app_advance(loop->config->app);
    } while (loop->is_behind && os_now_ns() - loop->now < SLICE_NS && !has_key_waiting());
    /* What came to rest is drawn once more, as it is now. */
    loop->is_changed = loop->is_changed || (was_moving && !app_is_moving(loop->config->app));
}

/* --- notes ------------------------------------------------------------------------------------ */

/* Without notes the demo runs as well; the presenter is told so. */
static void open_notes(struct loop *loop)
{
    char path[SOCKET_PATH_SIZE];
    char name[NOTES_NAME_SIZE];
    struct err err = {0};
    notes_socket_name(name, loop->config->state);
    enum rc rc = socket_find_path(path, name, &err);
    rc = rc == RC_OK ? socket_server_open(&loop->notes, path, &err) : rc;
    bool were_taken = loop->are_taken;
    loop->are_taken = rc == RC_STATE;
    loop->last_try = loop->now;
    if (rc == RC_STATE && !were_taken) {
        send_msg(loop,
                 &(struct app_msg){
                     .kind = MSG_NOTE,
                     .name = "quartet notes guide your other demo: end that first",
                     .text = "quartet notes guide another demo, which began before this one: end "
                             "that, or begin one of them with --state DIR, and its notes so, too"});
    } else if (rc == RC_OK && were_taken) {
        send_msg(loop, &(struct app_msg){.kind = MSG_NOTE,
                                         .name = "",
                                         .text = "quartet notes guide this demo now"});
    } else if (rc != RC_OK && rc != RC_STATE) {
        send_msg(loop, &(struct app_msg){.kind = MSG_NOTE,
                                         .name = "there are no notes: Tab, by hand, says why",
                                         .text = err.text});
    }
}

/* Those of another version have read our greeting, say so there, and leave. */
static void refuse_notes(struct loop *loop)
{
    if (!loop->has_refused_notes) {
        loop->has_refused_notes = true;
        send_msg(loop, &(struct app_msg){
                           .kind = MSG_NOTE,
                           .text = "quartet notes of another version looked for this demo, and "
                                   "was refused: start both from the same one"});
    }
}

static void take_note_line(void *user, const char *line)
{
    struct loop *loop = user;
    size_t word = strcspn(NOTES_GREETING, " ");
    if (strncmp(line, NOTES_GREETING, word) != 0) {
        send_msg(loop, &(struct app_msg){.kind = MSG_REMOTE, .text = line});
    } else if (strcmp(line, NOTES_GREETING) != 0) {
        refuse_notes(loop);
    }
}

/* What the presenter reads, when it has changed, and once a second. */
static void tell_notes(struct loop *loop)
{
    struct buf text;
    if (loop->notes.fd < 0 || loop->now - loop->last_notes < NOTES_NS) {
        return;
    }
    buf_init(&text, SOCKET_WAITING_MAX);
    app_add_notes(loop->config->app, &text);
    socket_server_say(&loop->notes, text.data);
    buf_release(&text);
    loop->last_notes = loop->now;
}

static void serve_notes(struct loop *loop)
{
    bool has_demo = app_has_demo(loop->config->app);
    bool is_due = !loop->had_demo || (loop->are_taken && loop->now - loop->last_try >= TAKEN_NS);
    if (has_demo && loop->notes.fd < 0 && is_due) {
        open_notes(loop);
    }
    loop->had_demo = has_demo;
    socket_server_serve(&loop->notes, NOTES_GREETING "\n", take_note_line, loop);
    tell_notes(loop);
}

static void draw(struct loop *loop)
{
    const struct ui *ui = app_ui(loop->config->app);
    bool is_left = app_follow(loop->config->app);
    app_draw(loop->config->app, loop->canvas);
    term_set_mouse(loop->config->term, !ui->mouse_is_off);
    term_blit(loop->config->term, loop->canvas, ui->theme);
    loop->last_frame = loop->now;
    loop->is_changed = is_left;
    add_frame(loop);
}

static void draw_if_due(struct loop *loop)
{
    int64_t since = loop->now - loop->last_frame;
    bool moves = app_is_moving(loop->config->app);
    if ((loop->is_changed && since >= ANSWER_NS) || (moves && since >= FRAME_NS)) {
        draw(loop);
    }
}

static void wait_and_read(struct loop *loop)
{
    struct pollfd sources[3 + SOCKET_PEERS_MAX] = {
        {.fd = STDIN_FILENO, .events = POLLIN},
        {.fd = terminal_state_fd(), .events = POLLIN},
    };
    int fds[1 + SOCKET_PEERS_MAX];
    int count = socket_server_watch(&loop->notes, fds);
    for (int i = 0; i < count; i++) {
        sources[2 + i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
    }
    int ready = poll(sources, (nfds_t)(2 + count), wait_ms(loop));
    loop->now = os_now_ns();
    if (ready == 0) {
        bool is_pasting = term_input(loop->config->term)->is_pasting;
        take_keys(loop, !is_pasting || loop->now - loop->last_read >= PASTE_NS);
    }
    if (ready > 0 && (sources[1].revents & POLLIN) != 0) {
        take_signals(loop);
    }
    if (ready > 0 && (sources[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
        read_keys(loop);
    }
}

enum rc loop_run(const struct loop_config *config, struct err *err)
{
    struct loop loop = {.config = config, .now = os_now_ns()};
    struct app_msg size = {.kind = MSG_RESIZE};
    socket_server_init(&loop.notes);
    term_size(config->term, &size.columns, &size.rows);
    loop.canvas = canvas_new(size.columns, size.rows);
    loop.last_turn = loop.last_kept = loop.now;
    read_history(&loop);
    send_msg(&loop, &size);
    if (config->first_note[0] != '\0') {
        send_msg(&loop, &(struct app_msg){.kind = MSG_NOTE, .text = config->first_note});
    }
    serve_notes(&loop);
    draw(&loop);
    while (!loop.is_ended) {
        wait_and_read(&loop);
        serve_notes(&loop);
        advance(&loop);
        draw_if_due(&loop);
        if (loop.now - loop.last_kept >= KEEP_NS) {
            keep_time(&loop);
        }
    }
    keep_time(&loop);
    enum rc rc = keep_history(&loop, err);
    if (recorder_is_on(config->recorder)) {
        rc = rc == RC_OK ? recorder_end(config->recorder, NULL, err) : rc;
    }
    while (app_follow(config->app)) {
    }
    canvas_free(loop.canvas);
    socket_server_close(&loop.notes);
    bool is_kept = app_is_kept(config->app);
    if (loop.lost_terminal) {
        return err_set(err, RC_ENV, "the terminal went away%s%s",
                       is_kept ? "; the run is kept in " : "", is_kept ? config->state : "");
    }
    if (loop.was_told_to_end) {
        return err_set(err, RC_STATE, "ended by a signal%s%s",
                       is_kept ? "; the run is kept in " : "", is_kept ? config->state : "");
    }
    return rc;
}
