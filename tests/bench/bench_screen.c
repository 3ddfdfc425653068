/* SPDX-License-Identifier: MIT */
/*
 * bench_screen: what the screen costs. Four masters under load at 120 by 40, in each view: model,
 * drawing and blit of a frame, and the bytes that it sends to a terminal (a pty with TERM
 * xterm-256color); how long nobody looks at the keyboard while the engine works as fast as it can;
 * what a statement costs from the prompt to its rows; what the program takes until its first frame,
 * and while it is paused. Times are of the processor: what else runs on the machine does not count.
 */
#include "app/app_state.h"
#include "lib/data_files.h"
#include "lib/directory.h"
#include "lib/figures.h"
#include "os/clock.h"
#include "tui/term.h"

#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COLUMNS 120
#define ROWS 40
#define FRAMES 400
#define FRAME_NS INT64_C(50000000) /* twenty a second, as the loop draws them */
#define WARM_FRAMES 200
#define TURNS 20000
#define LOOKED_AT_MS 4000
#define FRAME_END '\0' /* what no frame contains */

#define STATEMENTS 500

#define FRAME_BOUND_MS 2
#define FRAME_BOUND_BYTES 2048
#define TURN_BOUND_MS 20
#define PAUSED_BOUND_PERCENT 1

static FILE *out; /* where the table goes: the screen is the standard output */

static void tell_bytes(const char *name, int64_t *bytes, int count)
{
    char how[80];
    double spread = 0;
    double median = figure_median(bytes, count, &spread); /* sorts them */
    (void)snprintf(how, sizeof(how), "median of %d; 99th of 100 %" PRId64 ", most %" PRId64, count,
                   bytes[count * 99 / 100], bytes[count - 1]);
    figure_print(out, &(struct figure){.name = name,
                                       .value = median,
                                       .unit = "bytes",
                                       .is = FIGURE_AT_MOST,
                                       .bound = FRAME_BOUND_BYTES,
                                       .spread = spread,
                                       .how = how});
}

/* --- a terminal ------------------------------------------------------------------------------ */

/* A pty of our size; *other is its end for the program. */
static int open_terminal(int *other)
{
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0) {
        figure_stop("no pty", "posix_openpt fails");
    }
    *other = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    struct winsize size = {.ws_col = COLUMNS, .ws_row = ROWS};
    if (*other < 0 || ioctl(*other, TIOCSWINSZ, &size) != 0) {
        figure_stop("no pty", "it has no other end");
    }
    return terminal;
}

/* In a process of its own: read all that is shown; at the end of a frame tell its length. */
static void read_frames(int terminal, int told)
{
    char bytes[4096];
    int64_t length = 0;
    ssize_t size = 0;
    while ((size = read(terminal, bytes, sizeof(bytes))) > 0) {
        for (ssize_t i = 0; i < size; i++) {
            length++;
            if (bytes[i] == FRAME_END) {
                length--;
                if (write(told, &length, sizeof(length)) != (ssize_t)sizeof(length)) {
                    _exit(1);
                }
                length = 0;
            }
        }
    }
    _exit(0);
}

struct screen {
    struct term *term;
    struct canvas *canvas;
    int told; /* lengths of frames */
    pid_t reader;
};

/* The standard input and output become a terminal that somebody reads. */
static void open_screen(struct screen *screen)
{
    int other = -1;
    int pipes[2];
    struct err err = {0};
    int terminal = open_terminal(&other);
    if (pipe(pipes) != 0) {
        figure_stop("no pipe", "");
    }
    screen->reader = fork();
    if (screen->reader == 0) {
        (void)close(other);
        read_frames(terminal, pipes[1]);
    }
    (void)close(terminal);
    (void)close(pipes[1]);
    screen->told = pipes[0];
    if (dup2(other, STDIN_FILENO) < 0 || dup2(other, STDOUT_FILENO) < 0) {
        figure_stop("no terminal", "dup2 fails");
    }
    (void)close(other);
    if (term_new(&screen->term, &err) != RC_OK) {
        figure_stop("no terminal", err.text);
    }
    screen->canvas = canvas_new(COLUMNS, ROWS);
}

static int64_t bytes_of_frame(const struct screen *screen)
{
    int64_t length = 0;
    const char end = FRAME_END;
    if (write(STDOUT_FILENO, &end, 1) != 1 ||
        read(screen->told, &length, sizeof(length)) != (ssize_t)sizeof(length)) {
        figure_stop("no frame", "nobody reads it");
    }
    return length;
}

/* --- the lab --------------------------------------------------------------------------------- */

static struct app *open_lab(const char *load)
{
    struct app *app = NULL;
    struct err err = {0};
    struct app_effects effects;
    struct app_config config = {.seed = 7, .masters = 4, .files = data_files()};
    if (app_new(&app, &config, &err) != RC_OK) {
        figure_stop("no lab", err.text);
    }
    app_update(app, &(struct app_msg){.kind = MSG_RESIZE, .columns = COLUMNS, .rows = ROWS},
               &effects);
    app_update(app, &(struct app_msg){.kind = MSG_LINE, .text = load}, &effects);
    return app;
}

static void do_line(struct app *app, const char *line)
{
    struct app_effects effects;
    app_update(app, &(struct app_msg){.kind = MSG_LINE, .text = line}, &effects);
}

static void pass(struct app *app, int64_t wall_ns)
{
    struct app_effects effects;
    app_update(app, &(struct app_msg){.kind = MSG_ELAPSED, .wall_ns = wall_ns}, &effects);
    while (app_advance(app)) {
    }
}

/* --- what a frame takes ---------------------------------------------------------------------- */

static void measure_view(struct screen *screen, struct app *app, const char *view)
{
    static int64_t ns[FRAMES];
    static int64_t bytes[FRAMES];
    char line[60];
    (void)snprintf(line, sizeof(line), "\\view %s", view);
    do_line(app, line);
    app_draw(app, screen->canvas);
    term_blit(screen->term, screen->canvas, THEME_DARK);
    (void)bytes_of_frame(screen);
    for (int i = 0; i < FRAMES; i++) {
        pass(app, FRAME_NS);
        int64_t start = figure_worked_ns();
        app_draw(app, screen->canvas);
        term_blit(screen->term, screen->canvas, THEME_DARK);
        ns[i] = figure_worked_ns() - start;
        bytes[i] = bytes_of_frame(screen);
    }
    (void)snprintf(line, sizeof(line), "frame: %s", view);
    figure_print_times(out, line, ns, FRAMES, 990, FRAME_BOUND_MS);
    (void)snprintf(line, sizeof(line), "bytes of a frame: %s", view);
    tell_bytes(line, bytes, FRAMES);
}

#define VIEWS_MAX 16

struct views {
    int count;
    char names[VIEWS_MAX][20];
};

static void add_view(void *user, const char *name)
{
    struct views *views = user;
    if (views->count < VIEWS_MAX) {
        (void)snprintf(views->names[views->count++], sizeof(views->names[0]), "%s", name);
    }
}

/* Those that \view knows. */
static void list_views(struct views *views)
{
    const struct words words = {.count = 2};
    for (const struct cmd *cmd = app_commands(); cmd->name != NULL; cmd++) {
        if (strcmp(cmd->name, "view") == 0) {
            cmd->complete(NULL, &words, 1, add_view, views);
        }
    }
}

static void measure_frames(void)
{
    struct views views = {0};
    struct screen screen;
    list_views(&views);
    open_screen(&screen);
    struct app *app = open_lab("\\load bank clients=8 rate=40");
    for (int i = 0; i < WARM_FRAMES; i++) {
        pass(app, FRAME_NS);
    }
    for (int i = 0; i < views.count; i++) {
        measure_view(&screen, app, views.names[i]);
    }
    app_free(app);
    canvas_free(screen.canvas);
    term_free(screen.term);
    (void)kill(screen.reader, SIGTERM);
    (void)waitpid(screen.reader, NULL, 0);
}

/* --- how long a key may wait ----------------------------------------------------------------- */

/* As the loop does it: the engine is always behind, and works between two looks. */
static void measure_turns(void)
{
    static int64_t ns[TURNS];
    struct app_effects effects;
    struct app *app = open_lab("\\load bank clients=16 think=0ms workers=4");
    do_line(app, "\\speed 100");
    pass(app, FRAME_NS);
    for (int i = 0; i < TURNS; i++) {
        int64_t start = figure_worked_ns();
        app_update(app, &(struct app_msg){.kind = MSG_ELAPSED, .wall_ns = FRAME_NS}, &effects);
        (void)app_advance(app);
        ns[i] = figure_worked_ns() - start;
    }
    figure_print_times(out, "engine, between looks at the keys", ns, TURNS, 990, TURN_BOUND_MS);
    app_free(app);
}

/* --- what a statement takes ------------------------------------------------------------------ */

/* From the line at the prompt to its answer there, with nothing else going on. */
static void measure_statements(void)
{
    static int64_t ns[STATEMENTS];
    struct app *app = open_lab("CREATE TABLE t (id INT PRIMARY KEY, v INT);");
    pass(app, FRAME_NS * 20);
    do_line(app, "INSERT INTO t VALUES (1, 1), (2, 2), (3, 3);");
    pass(app, FRAME_NS * 20);
    for (int i = 0; i < STATEMENTS; i++) {
        int64_t start = figure_worked_ns();
        do_line(app, "SELECT v FROM t WHERE id = 2;");
        while (!lab_is_answered(app->lab, 0)) {
            pass(app, FRAME_NS / 10);
        }
        ns[i] = figure_worked_ns() - start;
    }
    double spread = 0;
    double median = figure_median(ns, STATEMENTS, &spread);
    figure_print(out, &(struct figure){.name = "SQL text to its rows at the prompt",
                                       .value = median / 1e6,
                                       .unit = "ms",
                                       .spread = spread,
                                       .how = "median of 500: one row, 4 masters"});
    app_free(app);
}

/* --- what standing still takes --------------------------------------------------------------- */

static void read_for(int terminal, int ms)
{
    int64_t end = os_now_ns() + ms * INT64_C(1000000);
    int64_t left = 0;
    while ((left = end - os_now_ns()) > 0) {
        char bytes[4096];
        struct pollfd source = {.fd = terminal, .events = POLLIN};
        if (poll(&source, 1, (int)(left / 1000000) + 1) > 0 &&
            read(terminal, bytes, sizeof(bytes)) <= 0) {
            figure_stop("the program", "it has ended");
        }
    }
}

static int64_t cpu_ns(pid_t program)
{
    clockid_t clock;
    struct timespec time = {0};
    if (clock_getcpuclockid(program, &clock) != 0 || clock_gettime(clock, &time) != 0) {
        figure_stop("the program", "nobody knows what it takes");
    }
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void type(int terminal, const char *keys)
{
    if (write(terminal, keys, strlen(keys)) < 0) {
        figure_stop("the program", "it reads no keys");
    }
}

static pid_t start_program(int terminal, int other, const char *program, const char *state)
{
    pid_t child = fork();
    if (child == 0) {
        (void)close(terminal);
        if (setsid() < 0 || ioctl(other, TIOCSCTTY, 0) != 0 || dup2(other, 0) < 0 ||
            dup2(other, 1) < 0 || dup2(other, 2) < 0) {
            _exit(126);
        }
        (void)execl(program, program, "play", "--masters", "4", "--state", state, (char *)NULL);
        _exit(127);
    }
    (void)close(other);
    return child;
}

/* Of a processor, for a while. */
static int64_t taken_permille(int terminal, pid_t program)
{
    int64_t before = cpu_ns(program);
    read_for(terminal, LOOKED_AT_MS);
    return (cpu_ns(program) - before) / (LOOKED_AT_MS * INT64_C(1000));
}

static void tell_program(double first_ms, int64_t running, int64_t paused)
{
    char how[80];
    (void)snprintf(how, sizeof(how), "of a processor, for 4 s; running %.1f %%",
                   (double)running / 10);
    figure_print(out, &(struct figure){.name = "start, and half a second of screen",
                                       .value = first_ms,
                                       .unit = "ms",
                                       .how = "work of the program, 4 masters; once"});
    figure_print(out, &(struct figure){.name = "paused",
                                       .value = (double)paused / 10,
                                       .unit = "%",
                                       .is = FIGURE_AT_MOST,
                                       .bound = PAUSED_BOUND_PERCENT,
                                       .how = how});
    if (running == 0) {
        figure_stop("the program", "it did not run");
    }
}

static void measure_paused(const char *program)
{
    void *state = NULL;
    int other = -1;
    int terminal = open_terminal(&other);
    if (directory_setup(&state) != 0) {
        figure_stop("no folder", "/tmp cannot be written");
    }
    pid_t child = start_program(terminal, other, program, state);
    read_for(terminal, 500);
    double first_ms = (double)cpu_ns(child) / 1e6;
    type(terminal, "\\load bank clients=8 rate=40\r");
    read_for(terminal, 1500);
    int64_t running = taken_permille(terminal, child);
    type(terminal, "\\pause\r");
    read_for(terminal, 1000);
    int64_t paused = taken_permille(terminal, child);
    (void)kill(child, SIGTERM);
    (void)waitpid(child, NULL, 0);
    (void)close(terminal);
    tell_program(first_ms, running, paused);
    (void)directory_teardown(&state);
}

int main(void)
{
    const char *program = getenv("QUARTET");
    out = fdopen(dup(STDOUT_FILENO), "w");
    if (out == NULL || setenv("TERM", "xterm-256color", 1) != 0 ||
        setenv("LC_ALL", "C.UTF-8", 1) != 0 || unsetenv("NO_COLOR") != 0) {
        figure_stop("no start", "");
    }
    measure_paused(program != NULL ? program : "build/release/quartet");
    measure_turns();
    measure_statements();
    measure_frames();
    return 0;
}
