/* SPDX-License-Identifier: MIT */
#include "os/terminal_state.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* What a handler may touch: all of it is written before the handlers are set. */
static struct {
    bool is_started;
    bool has_modes;
    struct termios modes;
    volatile sig_atomic_t owns_screen;
    volatile sig_atomic_t ends; /* requests to end so far */
    char leave[256];
    int pipe[2];
    int real_stderr; /* while the screen is ours; -1: not taken */
} terminal = {.pipe = {-1, -1}, .real_stderr = -1};

static const struct watched {
    int signal;
    enum terminal_signal means;
} watched[] = {
    {SIGWINCH, TERMINAL_RESIZED}, {SIGTSTP, TERMINAL_STOP}, {SIGCONT, TERMINAL_CONTINUED},
    {SIGINT, TERMINAL_INTERRUPT}, {SIGTERM, TERMINAL_END},  {SIGHUP, TERMINAL_END},
};

/* And what else ends a program that does not listen to it. */
static const int crashes[] = {
    SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,  SIGABRT, SIGSYS,
    SIGQUIT, SIGPIPE, SIGALRM, SIGXCPU, SIGUSR1, SIGUSR2,
};

/* --- giving back: all of this may run inside a handler --------------------------------------- */

static void write_bytes(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written <= 0) {
            return;
        }
        bytes += written;
        size -= (size_t)written;
    }
}

/* What was said meanwhile, such as a failed assertion, is said now. */
static void release_stderr(void)
{
    if (terminal.real_stderr < 0) {
        return;
    }
    char part[1024];
    ssize_t size;
    (void)lseek(STDERR_FILENO, 0, SEEK_SET);
    while ((size = read(STDERR_FILENO, part, sizeof(part))) > 0) {
        write_bytes(terminal.real_stderr, part, (size_t)size);
    }
    (void)dup2(terminal.real_stderr, STDERR_FILENO);
    (void)close(terminal.real_stderr);
    terminal.real_stderr = -1;
}

static void give_back(void)
{
    if (terminal.owns_screen) {
        terminal.owns_screen = 0;
        write_bytes(STDOUT_FILENO, terminal.leave, strlen(terminal.leave));
    }
    if (terminal.has_modes) {
        (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal.modes);
    }
    release_stderr();
}

static void on_crash(int number)
{
    give_back();
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

static void on_watched(int number)
{
    int kept = errno;
    for (int i = 0; i < COUNT_OF(watched); i++) {
        if (watched[i].signal != number) {
            continue;
        }
        if (watched[i].means == TERMINAL_END && ++terminal.ends > 1) {
            on_crash(number); /* it was asked before and is still here */
        }
        char byte = (char)watched[i].means;
        ssize_t ignored = write(terminal.pipe[1], &byte, 1);
        (void)ignored; /* full: what is in it says it already */
    }
    errno = kept;
}

/* --- start and stop -------------------------------------------------------------------------- */

static void set_handler(int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_flags = flags};
    action.sa_handler = handler;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(number, &action, NULL);
}

static bool make_pipe(void)
{
    if (pipe(terminal.pipe) != 0) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        (void)fcntl(terminal.pipe[i], F_SETFL, O_NONBLOCK);
        (void)fcntl(terminal.pipe[i], F_SETFD, FD_CLOEXEC);
    }
    return true;
}

enum rc terminal_state_start(struct err *err)
{
    if (!make_pipe()) {
        return err_set(err, RC_ENV, "no pipe could be made: %s", strerror(errno));
    }
    terminal.is_started = true;
    terminal.ends = 0;
    terminal.has_modes = tcgetattr(STDIN_FILENO, &terminal.modes) == 0;
    for (int i = 0; i < COUNT_OF(watched); i++) {
        set_handler(watched[i].signal, on_watched, SA_RESTART);
    }
    for (int i = 0; i < COUNT_OF(crashes); i++) {
        set_handler(crashes[i], on_crash, (int)SA_RESETHAND);
    }
    (void)atexit(terminal_state_stop);
    return RC_OK;
}

static void take_stderr(void)
{
    if (terminal.real_stderr >= 0 || !isatty(STDERR_FILENO)) {
        return;
    }
    char name[] = "/tmp/quartet-XXXXXX";
    int fd = mkstemp(name);
    if (fd < 0) {
        return;
    }
    (void)unlink(name);
    terminal.real_stderr = dup(STDERR_FILENO);
    (void)dup2(fd, STDERR_FILENO);
    (void)close(fd);
}

void terminal_state_own_screen(const char *leave)
{
    if (leave == NULL) {
        terminal.owns_screen = 0;
        release_stderr();
        return;
    }
    (void)snprintf(terminal.leave, sizeof(terminal.leave), "%s", leave);
    take_stderr();
    terminal.owns_screen = 1;
}

void terminal_state_stop(void)
{
    if (!terminal.is_started) {
        return;
    }
    terminal.is_started = false;
    give_back();
    for (int i = 0; i < COUNT_OF(watched); i++) {
        (void)signal(watched[i].signal, SIG_DFL);
    }
    for (int i = 0; i < COUNT_OF(crashes); i++) {
        (void)signal(crashes[i], SIG_DFL);
    }
    (void)close(terminal.pipe[0]);
    (void)close(terminal.pipe[1]);
    terminal.pipe[0] = terminal.pipe[1] = -1;
}

/* --- use ------------------------------------------------------------------------------------- */

int terminal_state_fd(void)
{
    return terminal.pipe[0];
}

unsigned terminal_state_take(void)
{
    unsigned taken = 0;
    char bytes[64];
    ssize_t size;
    while ((size = read(terminal.pipe[0], bytes, sizeof(bytes))) > 0) {
        for (ssize_t i = 0; i < size; i++) {
            taken |= (unsigned char)bytes[i];
        }
    }
    return taken;
}

void terminal_state_suspend(void)
{
    give_back();
    set_handler(SIGTSTP, SIG_DFL, 0);
    /* The whole job: a shell watches the first process of it, which may be another. */
    (void)kill(0, SIGTSTP);
    set_handler(SIGTSTP, on_watched, SA_RESTART);
}

void terminal_state_lend(void)
{
    give_back();
    set_handler(SIGTSTP, SIG_DFL, 0);
}

void terminal_state_take_back(void)
{
    unsigned signals = terminal_state_take();
    set_handler(SIGTSTP, on_watched, SA_RESTART);
    if ((signals & TERMINAL_END) != 0) {
        char byte = (char)TERMINAL_END;
        write_bytes(terminal.pipe[1], &byte, 1);
    }
}
