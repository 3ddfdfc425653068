/* SPDX-License-Identifier: MIT */
#include "lib/pty.h"

#include "lib/test.h"

#include "base/buf.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#define ENV_MAX 40
#define WRITTEN_SIZE_MAX ((size_t)64 * 1024 * 1024) /* more than a test looks at */

struct pty {
    int fd;
    pid_t child;
    bool ended; /* reaped: `status` holds */
    int status;
    int columns, rows;
    bool alternate, cursor_visible, mouse;
    struct termios modes; /* at the start */
    VTerm *term;          /* owned */
    VTermScreen *screen;
    struct buf row;     /* what pty_row() lends */
    struct buf written; /* by the program, all of it */
};

static long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)(now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

/* When a wait that begins now is given up. */
static long find_deadline(void)
{
    const char *patience = getenv("TEST_PATIENCE");
    return now_ms() + PTY_DEADLINE_MS * (patience != NULL ? strtol(patience, NULL, 10) : 1);
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct pty *pty = user;
    if (property == VTERM_PROP_ALTSCREEN) {
        pty->alternate = value->boolean;
    } else if (property == VTERM_PROP_CURSORVISIBLE) {
        pty->cursor_visible = value->boolean;
    } else if (property == VTERM_PROP_MOUSE) {
        pty->mouse = value->number != VTERM_PROP_MOUSE_NONE;
    }
    return 1;
}

static const VTermScreenCallbacks screen_callbacks = {.settermprop = on_property};

const char *pty_program(void)
{
    const char *program = getenv("QUARTET");
    return program != NULL ? program : "build/release/quartet";
}

/* In the child: its whole environment is what a test can see in this file. */
static void start_program(const struct pty_config *config)
{
    char path[1024];
    char home[1024];
    snprintf(path, sizeof(path), "PATH=%s", getenv("PATH") != NULL ? getenv("PATH") : "/bin");
    snprintf(home, sizeof(home), "HOME=%s", getenv("HOME") != NULL ? getenv("HOME") : "/");
    char term[] = "TERM=xterm-256color";
    char locale[] = "LC_ALL=C.UTF-8";
    char *env[ENV_MAX] = {path, home, term, locale};
    int count = 4;
    for (int i = 0; config->env != NULL && config->env[i] != NULL && count < ENV_MAX - 1; i++) {
        const char *entry = config->env[i];
        size_t name_size = strcspn(entry, "=") + 1;
        int at = 0;
        while (at < count && strncmp(env[at], entry, name_size) != 0) {
            at++;
        }
        env[at] = (char *)entry;
        count += at == count;
    }
    execve(config->args[0], (char *const *)config->args, env);
    fprintf(stderr, "%s: %s\n", config->args[0], strerror(errno));
    _exit(127);
}

/* Those of any new terminal. */
static void find_modes(struct termios *modes)
{
    int ours = -1;
    int theirs = -1;
    assert_int_equal(openpty(&ours, &theirs, NULL, NULL, NULL), 0);
    assert_int_equal(tcgetattr(theirs, modes), 0);
    close(ours);
    close(theirs);
}

struct pty *pty_start(const struct pty_config *config)
{
    struct pty *pty = mem_alloc(1, sizeof(*pty));
    pty->columns = config->columns > 0 ? config->columns : 80;
    pty->rows = config->rows > 0 ? config->rows : 24;
    pty->cursor_visible = true;
    buf_init(&pty->row, BUF_CAP_TEXT);
    buf_init(&pty->written, WRITTEN_SIZE_MAX);
    pty->term = vterm_new(pty->rows, pty->columns);
    vterm_set_utf8(pty->term, 1);
    pty->screen = vterm_obtain_screen(pty->term);
    vterm_screen_enable_altscreen(pty->screen, 1);
    vterm_screen_set_callbacks(pty->screen, &screen_callbacks, pty);
    vterm_screen_reset(pty->screen, 1);
    struct winsize size = {.ws_row = (unsigned short)pty->rows,
                           .ws_col = (unsigned short)pty->columns};
    find_modes(&pty->modes);
    pty->child = forkpty(&pty->fd, NULL, &pty->modes, &size);
    assert_true(pty->child >= 0);
    if (pty->child == 0) {
        start_program(config);
    }
    fcntl(pty->fd, F_SETFL, O_NONBLOCK);
    return pty;
}

static void reap(struct pty *pty, int options)
{
    int status;
    if (!pty->ended && waitpid(pty->child, &status, options) == pty->child) {
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            pty->ended = true;
            pty->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
    }
}

struct pty *pty_start_shell(const char *command, int columns, int rows)
{
    char program[1200];
    char whole[3000];
    char here[600];
    bool is_path = pty_program()[0] == '/';
    assert_non_null(getcwd(here, sizeof(here)));
    (void)snprintf(program, sizeof(program), "Q=%s%s%s", is_path ? "" : here, is_path ? "" : "/",
                   pty_program());
    (void)snprintf(whole, sizeof(whole),
                   "D=$(mktemp -d); cd $D; (%s); s=$?; cd /; rm -rf $D; exit $s", command);
    const char *args[] = {"/bin/sh", "-c", whole, NULL};
    const char *env[] = {program, "XDG_STATE_HOME=/dev/null", NULL};
    const struct pty_config config = {.args = args, .env = env, .columns = columns, .rows = rows};
    return pty_start(&config);
}

void pty_free(struct pty *pty)
{
    if (pty == NULL) {
        return;
    }
    reap(pty, WNOHANG);
    if (!pty->ended) {
        kill(pty->child, SIGKILL);
        reap(pty, 0);
    }
    if (pty->fd >= 0) {
        close(pty->fd);
    }
    vterm_free(pty->term);
    buf_release(&pty->row);
    buf_release(&pty->written);
    mem_free(pty);
}

/* What the terminal answers to questions of the program (where is the cursor?). */
static void answer(struct pty *pty)
{
    char bytes[256];
    size_t size;
    while ((size = vterm_output_read(pty->term, bytes, sizeof(bytes))) > 0) {
        if (write(pty->fd, bytes, size) < 0) {
            return;
        }
    }
}

/* Take in what the program writes within `wait_ms`; false: nothing came. */
static bool read_some(struct pty *pty, int wait_ms)
{
    struct pollfd ready = {.fd = pty->fd, .events = POLLIN};
    if (poll(&ready, 1, wait_ms) <= 0) {
        return false;
    }
    char bytes[8192];
    ssize_t size = read(pty->fd, bytes, sizeof(bytes));
    if (size <= 0) {
        /* The other end is closed: the program has ended, or is about to. */
        poll(NULL, 0, 1);
        return false;
    }
    (void)!buf_add_bytes(&pty->written, bytes, (size_t)size, NULL);
    vterm_input_write(pty->term, bytes, (size_t)size);
    vterm_screen_flush_damage(pty->screen);
    answer(pty);
    return true;
}

static void fail_with_screen(struct pty *pty, const char *wanted, const char *text)
{
    reap(pty, WNOHANG);
    for (int row = 0; row < pty->rows; row++) {
        printf("# |%s\n", pty_row(pty, row));
    }
    if (pty->ended) {
        printf("# the program ended with %d\n", pty->status);
    }
    fail_msg("%s: %s", wanted, text);
}

/* Keep the terminal alive until a question is answered; see pty_wait for `must_stay`. */
typedef bool (*ask_fn)(struct pty *pty, const void *what);
static bool wait_until(struct pty *pty, ask_fn ask, const void *what, bool must_stay)
{
    long deadline = find_deadline();
    while (now_ms() < deadline) {
        if (ask(pty, what)) {
            if (!must_stay) {
                return true;
            }
            long stands_until = now_ms() + PTY_QUIET_MS;
            while (ask(pty, what) && now_ms() < stands_until) {
                read_some(pty, 5);
            }
            if (ask(pty, what)) {
                return true;
            }
        }
        read_some(pty, 20);
    }
    return false;
}

static bool is_shown(struct pty *pty, const void *text)
{
    return pty_find(pty, text) >= 0;
}

static bool is_gone(struct pty *pty, const void *text)
{
    return pty_find(pty, text) < 0;
}

static bool is_matched(struct pty *pty, const void *pattern)
{
    for (int row = 0; row < pty->rows; row++) {
        if (regexec(pattern, pty_row(pty, row), 0, NULL, 0) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_stopped(struct pty *pty, const void *unused)
{
    (void)unused;
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)pty->child, &info, WSTOPPED | WNOHANG) == 0 &&
           info.si_pid == pty->child;
}

static bool is_ended(struct pty *pty, const void *unused)
{
    (void)unused;
    reap(pty, WNOHANG);
    return pty->ended;
}

void pty_wait(struct pty *pty, const char *text)
{
    if (!wait_until(pty, is_shown, text, true)) {
        fail_with_screen(pty, "never shown, or did not stay", text);
    }
}

void pty_wait_once(struct pty *pty, const char *text)
{
    if (!wait_until(pty, is_shown, text, false)) {
        fail_with_screen(pty, "never shown", text);
    }
}

void pty_wait_gone(struct pty *pty, const char *text)
{
    if (!wait_until(pty, is_gone, text, true)) {
        fail_with_screen(pty, "still shown", text);
    }
}

void pty_wait_match(struct pty *pty, const char *pattern)
{
    regex_t compiled;
    assert_int_equal(regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB), 0);
    bool matched = wait_until(pty, is_matched, &compiled, true);
    regfree(&compiled);
    if (!matched) {
        fail_with_screen(pty, "no row matches", pattern);
    }
}

void pty_wait_stopped(struct pty *pty)
{
    if (!wait_until(pty, is_stopped, NULL, false)) {
        fail_with_screen(pty, "the program did not stop", "Ctrl-Z");
    }
}

int pty_wait_exit(struct pty *pty)
{
    if (!wait_until(pty, is_ended, NULL, false)) {
        fail_with_screen(pty, "the program did not end", "exit");
    }
    /* Its last words may still be in the terminal: the restored screen is one of them. */
    while (read_some(pty, 0)) {
    }
    return pty->status;
}

void pty_send(struct pty *pty, const char *bytes)
{
    size_t left = strlen(bytes);
    long deadline = find_deadline();
    while (left > 0 && now_ms() < deadline) {
        ssize_t sent = write(pty->fd, bytes, left);
        if (sent > 0) {
            bytes += sent;
            left -= (size_t)sent;
        } else if (sent < 0 && errno != EAGAIN && errno != EINTR) {
            break;
        }
        read_some(pty, sent > 0 ? 0 : 5);
    }
    if (left > 0) {
        fail_with_screen(pty, "the program does not read what is typed", bytes);
    }
}

static const struct {
    const char *name, *bytes;
} key_bytes[] = {
    {"Enter", "\r"},     {"Esc", "\033"},       {"Tab", "\t"},       {"BackTab", "\033[Z"},
    {"BSpace", "\177"},  {"Backspace", "\177"}, {"Del", "\033[3~"},  {"Delete", "\033[3~"},
    {"Up", "\033OA"},    {"Down", "\033OB"},    {"Right", "\033OC"}, {"Left", "\033OD"},
    {"Home", "\033OH"},  {"End", "\033OF"},     {"PgUp", "\033[5~"}, {"PgDn", "\033[6~"},
    {"Space", " "},      {"F1", "\033OP"},      {"F2", "\033OQ"},    {"F3", "\033OR"},
    {"F4", "\033OS"},    {"F5", "\033[15~"},    {"F6", "\033[17~"},  {"F7", "\033[18~"},
    {"F8", "\033[19~"},  {"F9", "\033[20~"},    {"F10", "\033[21~"}, {"F11", "\033[23~"},
    {"F12", "\033[24~"},
};

void pty_key(struct pty *pty, const char *name)
{
    for (int i = 0; i < COUNT_OF(key_bytes); i++) {
        if (strcmp(key_bytes[i].name, name) == 0) {
            pty_send(pty, key_bytes[i].bytes);
            return;
        }
    }
    if (strncmp(name, "C-", 2) == 0 && name[2] >= 'a' && name[2] <= 'z' && name[3] == '\0') {
        char control[2] = {(char)(name[2] - 'a' + 1), '\0'};
        pty_send(pty, control);
        return;
    }
    pty_send(pty, name);
}

void pty_type(struct pty *pty, const char *line)
{
    pty_send(pty, line);
    pty_key(pty, "Enter");
}

void pty_resize(struct pty *pty, int columns, int rows)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    pty->columns = columns;
    pty->rows = rows;
    vterm_set_size(pty->term, rows, columns);
    assert_int_equal(ioctl(pty->fd, TIOCSWINSZ, &size), 0);
}

void pty_signal(struct pty *pty, int signal)
{
    assert_int_equal(kill(pty->child, signal), 0);
}

void pty_hang_up(struct pty *pty)
{
    close(pty->fd);
    pty->fd = -1;
}

static void add_utf8(struct buf *out, uint32_t c)
{
    if (c < 0x80) {
        buf_add_char(out, (char)c);
    } else if (c < 0x800) {
        buf_addf(out, "%c%c", (int)(0xC0 | c >> 6), (int)(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        buf_addf(out, "%c%c%c", (int)(0xE0 | c >> 12), (int)(0x80 | (c >> 6 & 0x3F)),
                 (int)(0x80 | (c & 0x3F)));
    } else {
        buf_addf(out, "%c%c%c%c", (int)(0xF0 | c >> 18), (int)(0x80 | (c >> 12 & 0x3F)),
                 (int)(0x80 | (c >> 6 & 0x3F)), (int)(0x80 | (c & 0x3F)));
    }
}

static void add_cell(struct buf *out, const VTermScreenCell *cell)
{
    if (cell->chars[0] == 0) {
        buf_add_char(out, ' ');
    }
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i] != 0; i++) {
        add_utf8(out, cell->chars[i]);
    }
}

const char *pty_row(struct pty *pty, int row)
{
    buf_clear(&pty->row);
    for (int column = 0; column < pty->columns; column++) {
        VTermScreenCell cell;
        vterm_screen_get_cell(pty->screen, (VTermPos){.row = row, .col = column}, &cell);
        add_cell(&pty->row, &cell);
        column += cell.width > 1 ? cell.width - 1 : 0;
    }
    while (pty->row.size > 0 && pty->row.data[pty->row.size - 1] == ' ') {
        pty->row.data[--pty->row.size] = '\0';
    }
    return pty->row.data;
}

int pty_find(struct pty *pty, const char *text)
{
    for (int row = 0; row < pty->rows; row++) {
        if (strstr(pty_row(pty, row), text) != NULL) {
            return row;
        }
    }
    return -1;
}

static int color_of(struct pty *pty, VTermColor color)
{
    vterm_screen_convert_color_to_rgb(pty->screen, &color);
    return color.rgb.red << 16 | color.rgb.green << 8 | color.rgb.blue;
}

struct pty_cell pty_cell_at(struct pty *pty, int column, int row)
{
    VTermScreenCell cell;
    vterm_screen_get_cell(pty->screen, (VTermPos){.row = row, .col = column}, &cell);
    struct pty_cell out = {
        .bold = cell.attrs.bold,
        .reverse = cell.attrs.reverse,
        .underline = cell.attrs.underline != 0,
        .default_foreground = VTERM_COLOR_IS_DEFAULT_FG(&cell.fg),
        .default_background = VTERM_COLOR_IS_DEFAULT_BG(&cell.bg),
        .foreground = color_of(pty, cell.fg),
        .background = color_of(pty, cell.bg),
    };
    struct buf text;
    buf_init(&text, sizeof(out.text) - 1);
    add_cell(&text, &cell);
    memcpy(out.text, text.data, text.size + 1);
    buf_release(&text);
    return out;
}

void pty_cursor(struct pty *pty, int *column, int *row, bool *visible)
{
    VTermPos at;
    vterm_state_get_cursorpos(vterm_obtain_state(pty->term), &at);
    *column = at.col;
    *row = at.row;
    *visible = pty->cursor_visible;
}

bool pty_has_mouse(const struct pty *pty)
{
    return pty->mouse;
}

bool pty_has_written(const struct pty *pty, const char *bytes)
{
    size_t size = strlen(bytes);
    for (size_t at = 0; at + size <= pty->written.size; at++) {
        if (memcmp(pty->written.data + at, bytes, size) == 0) {
            return true;
        }
    }
    return false;
}

bool pty_is_alternate(const struct pty *pty)
{
    return pty->alternate;
}

bool pty_is_cooked(const struct pty *pty)
{
    struct termios now;
    const struct termios *then = &pty->modes;
    return tcgetattr(pty->fd, &now) == 0 && now.c_iflag == then->c_iflag &&
           now.c_oflag == then->c_oflag && now.c_cflag == then->c_cflag &&
           now.c_lflag == then->c_lflag && memcmp(now.c_cc, then->c_cc, sizeof(now.c_cc)) == 0;
}

#define EXPECT_COLUMNS 250 /* a sentence is one row */
#define EXPECT_ROWS 60

void pty_expect(const char *command, int status, const char *says)
{
    struct pty *pty = pty_start_shell(command, EXPECT_COLUMNS, EXPECT_ROWS);
    int got = pty_wait_exit(pty);
    pty_wait_once(pty, says);
    if (got != status) {
        fail_msg("%s: status %d, not %d", command, got, status);
    }
    pty_free(pty);
}

void pty_assert_given_back(struct pty *pty)
{
    bool visible = false;
    int column = 0;
    int row = 0;
    pty_cursor(pty, &column, &row, &visible);
    assert_false(pty_is_alternate(pty));
    assert_true(pty_is_cooked(pty));
    assert_true(visible);
}
