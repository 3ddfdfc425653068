/* SPDX-License-Identifier: MIT */
#include "plain/plain_loop.h"

#include "base/mem.h"
#include "base/text.h"
#include "os/clock.h"
#include "os/editor.h"
#include "os/file.h"
#include "os/print.h"
#include "os/terminal_state.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TURN_MS 50                       /* between looks at the clock, at a terminal */
#define SLICE_NS ((int64_t)20 * 1000000) /* between looks at the keyboard */
#define KEEP_NS ((int64_t)1000000000)    /* how far time has gone is kept once a second */
#define ANSWER_WITHIN (60 * US_PER_S)    /* of engine time; a client gives up long before */
#define FILE_SIZE_MAX ((size_t)8 * 1024 * 1024)

struct plain {
    struct app *app; /* owned */
    const char *state;
    struct buf line; /* read so far */
    int64_t last;    /* when time was passed on */
    int64_t last_kept;
    bool is_too_long;
    bool is_terminal;
    bool has_prompt; /* does the last row of the terminal show one? */
    bool is_ended;
    bool is_broken; /* nobody reads the output any more */
};

/* --- out -------------------------------------------------------------------------------------- */

static void put(struct plain *plain, const char *before, const char *text)
{
    size_t size = strlen(text);
    if (plain->has_prompt) {
        (void)fputc('\r', stdout);
        plain->has_prompt = false;
    }
    print_text(stdout, before);
    print_text(stdout, text);
    if (size == 0 || text[size - 1] != '\n') {
        (void)fputc('\n', stdout);
    }
    if (ferror(stdout)) {
        plain->is_broken = true;
        plain->is_ended = true;
    }
}

static void on_line(void *user, const struct transcript_line *line)
{
    struct plain *plain = user;
    char before[24] = "";
    switch (line->kind) {
    case TRANSCRIPT_TYPED:
        if (plain->is_terminal) {
            return; /* the person just typed it */
        }
        (void)snprintf(before, sizeof(before), line->master >= 0 ? "@%d m%d> " : "@%d -> ",
                       line->client, line->master + 1);
        break;
    case TRANSCRIPT_RESULT:
    case TRANSCRIPT_VALUES:
    case TRANSCRIPT_FACT:
    case TRANSCRIPT_ERROR:
    case TRANSCRIPT_NOTE:
        break;
    }
    put(plain, before, line->text);
}

static void on_event(void *user, const char *sentence)
{
    put(user, "", sentence);
}

static void prompt(struct plain *plain)
{
    if (plain->is_terminal && !plain->has_prompt && !plain->is_ended) {
        print_text(stdout, app_plain_prompt(plain->app));
        plain->has_prompt = true;
    }
    if (fflush(stdout) != 0) {
        plain->is_broken = true;
        plain->is_ended = true;
    }
}

/* --- in --------------------------------------------------------------------------------------- */

static void send_msg(struct plain *plain, const struct app_msg *msg);

static void read_asked(struct plain *plain, const char *name)
{
    struct buf text;
    struct err err = {0};
    buf_init(&text, FILE_SIZE_MAX);
    if (file_read(&text, name, &err) == RC_OK) {
        send_msg(plain, &(struct app_msg){
                            .kind = MSG_FILE, .name = name, .text = text.data, .size = text.size});
    } else {
        send_msg(plain, &(struct app_msg){.kind = MSG_NO_FILE, .text = err.text});
    }
    buf_release(&text);
}

/* The terminal is the editor's until it ends, and time stands still. */
static void edit(struct plain *plain, const struct app_editing *editing)
{
    char path[PATH_MAX];
    struct buf text;
    struct err err = {0};
    struct editor_job job = {.state = plain->state,
                             .folder = "drivers",
                             .path = editing->path,
                             .stem = editing->stem,
                             .ending = ".lua",
                             .text = editing->text,
                             .size = editing->size};
    buf_init(&text, FILE_SIZE_MAX);
    struct app_msg msg = {.kind = MSG_NO_FILE, .text = err.text};
    if (editor_run(&job, path, &text, &err) == RC_OK) {
        msg = (struct app_msg){
            .kind = MSG_EDITED, .name = path, .text = text.data, .size = text.size};
    }
    plain->last = os_now_ns();
    send_msg(plain, &msg);
    buf_release(&text);
}

static void send_msg(struct plain *plain, const struct app_msg *msg)
{
    struct app_effects effects;
    app_update(plain->app, msg, &effects);
    plain->is_ended = plain->is_ended || effects.quit;
    if (effects.read_file[0] != '\0') {
        read_asked(plain, effects.read_file);
    }
    if (effects.editing.text != NULL) {
        edit(plain, &effects.editing);
    }
}

static void end_of_line(struct plain *plain)
{
    plain->has_prompt = false;
    if (plain->is_too_long) {
        put(plain, "", "that line is longer than 65536 bytes and was not taken: say it in parts");
    } else if (text_find_bad(plain->line.data, plain->line.size) < plain->line.size) {
        put(plain, "",
            "that line is not text and was not taken: type UTF-8 without control "
            "characters");
    } else {
        while (plain->line.size > 0 && plain->line.data[plain->line.size - 1] == '\r') {
            plain->line.data[--plain->line.size] = '\0';
        }
        send_msg(plain, &(struct app_msg){.kind = MSG_LINE, .text = plain->line.data});
    }
    buf_clear(&plain->line);
    plain->is_too_long = false;
    if (!plain->is_terminal) {
        app_advance_until_answered(plain->app, ANSWER_WITHIN);
    }
}

static void take_bytes(struct plain *plain, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size && !plain->is_ended; i++) {
        if (bytes[i] == '\n') {
            end_of_line(plain);
        } else if (plain->line.size == plain->line.cap) {
            plain->is_too_long = true;
        } else {
            buf_add_char(&plain->line, bytes[i]);
        }
    }
}

static void read_input(struct plain *plain)
{
    char bytes[4096];
    ssize_t size = read(STDIN_FILENO, bytes, sizeof(bytes));
    if (size > 0) {
        take_bytes(plain, bytes, (size_t)size);
    } else if (size == 0 || errno != EINTR) {
        if (plain->line.size > 0) {
            end_of_line(plain);
        }
        if (app_is_in_statement(plain->app)) {
            put(plain, "", "the last statement was not run, for it has no end: a ';' is missing");
        }
        plain->is_ended = true;
    }
}

/* --- the loop --------------------------------------------------------------------------------- */

static void take_signals(struct plain *plain)
{
    unsigned signals = terminal_state_take();
    if ((signals & TERMINAL_STOP) != 0) {
        terminal_state_suspend();
        plain->has_prompt = false; /* others have written since */
    }
    if ((signals & TERMINAL_INTERRUPT) != 0) {
        plain->has_prompt = false;
        if (plain->is_terminal) {
            put(plain, "", ""); /* the row that was begun is over */
        }
        send_msg(plain, &(struct app_msg){.kind = MSG_CANCEL});
        plain->is_ended = plain->is_ended || !plain->is_terminal;
    }
    if ((signals & TERMINAL_END) != 0) {
        plain->is_ended = true;
    }
}

static void follow_clock(struct plain *plain)
{
    int64_t now = os_now_ns();
    send_msg(plain, &(struct app_msg){.kind = MSG_ELAPSED, .wall_ns = now - plain->last});
    plain->last = now;
    while (app_advance(plain->app) && os_now_ns() - now < SLICE_NS) {
    }
    if (now - plain->last_kept >= KEEP_NS) {
        app_keep_time(plain->app);
        plain->last_kept = now;
    }
}

static void run(struct plain *plain)
{
    plain->last = os_now_ns();
    bool is_left = false; /* to be written beside the session */
    while (!plain->is_ended) {
        prompt(plain);
        struct pollfd sources[2] = {
            {.fd = STDIN_FILENO, .events = POLLIN},
            {.fd = terminal_state_fd(), .events = POLLIN},
        };
        bool has_turns = is_left || (plain->is_terminal && app_is_moving(plain->app));
        int wait = has_turns ? TURN_MS : -1;
        int ready = poll(sources, 2, wait);
        if (ready > 0 && (sources[1].revents & POLLIN) != 0) {
            take_signals(plain);
        }
        if (ready > 0 && (sources[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
            read_input(plain);
        }
        if (plain->is_terminal) {
            follow_clock(plain);
        }
        is_left = app_follow(plain->app);
    }
    app_keep_time(plain->app);
    while (app_follow(plain->app)) {
    }
    (void)fflush(stdout);
}

enum rc plain_run(const struct app_config *config, const char *state, const char *first_note,
                  struct err *err)
{
    struct plain plain = {.state = state,
                          .is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)};
    struct app_config own = *config;
    own.is_plain = true;
    own.starts_at_home = false;
    own.listener = (struct app_listener){.on_line = on_line, .on_event = on_event, .user = &plain};
    buf_init(&plain.line, LINE_SIZE_MAX);
    enum rc rc = terminal_state_start(err);
    if (rc == RC_OK) {
        rc = app_new(&plain.app, &own, err);
    }
    if (rc == RC_OK) {
        if (plain.is_terminal) {
            put(&plain, "",
                "Quartet, a lab for multi-master databases. \\help lists the commands, "
                "\\quit ends.");
        }
        if (first_note[0] != '\0') {
            put(&plain, "", first_note);
        }
        run(&plain);
        if (plain.is_broken) {
            rc = err_set(err, RC_ENV, "the output could not be written");
        }
    }
    app_free(plain.app);
    buf_release(&plain.line);
    terminal_state_stop();
    return rc;
}
