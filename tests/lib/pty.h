/* SPDX-License-Identifier: MIT */
/*
 * pty: a program in a terminal of ours: forkpty and libvterm. A test sends keys
 * and waits until the screen says what it must.
 *
 * Nothing here sleeps for a fixed time. A wait ends when the screen matches and
 * then stays so while the program is quiet; a deadline ends it otherwise, prints
 * the screen and fails the test. Only tests/e2e uses this.
 */
#ifndef LIB_PTY_H
#define LIB_PTY_H

#include <stdbool.h>

#define PTY_DEADLINE_MS 10000 /* the longest wait, TEST_PATIENCE=N times as long under valgrind */
#define PTY_QUIET_MS 60       /* a screen must stand this long to be believed */

struct pty; /* opaque; made by pty_start(), one owner */

struct pty_config {
    const char *const *args; /* ends with NULL; args[0] is the program */
    const char *const *env;  /* "NAME=value", ends with NULL; besides PATH, HOME, TERM and
                                LC_ALL, the program has no other; may be NULL */
    int columns, rows;       /* 0: 80 by 24 */
};

/* A cell as the terminal shows it. */
struct pty_cell {
    char text[16]; /* UTF-8 */
    bool bold, reverse, underline;
    bool default_foreground, default_background;
    int foreground, background; /* 0xRRGGBB */
};

/* Start it with TERM=xterm-256color and LC_ALL=C.UTF-8; the caller owns the result. */
struct pty *pty_start(const struct pty_config *config);
/* A shell command in a directory of its own, in which $Q is the program; the caller owns it. */
struct pty *pty_start_shell(const char *command, int columns, int rows);
/* The shell command ends with this status, and a row of what it prints contains `says`. */
void pty_expect(const char *command, int status, const char *says);
/* The program under test: $QUARTET, or build/release/quartet. */
const char *pty_program(void);
/* End the program, by force if it must be, and free. */
void pty_free(struct pty *pty);

/* Bytes as they are. */
void pty_send(struct pty *pty, const char *bytes);
/* A key by its name in shell/key.h: "Enter", "C-c", "PgUp", "k". */
void pty_key(struct pty *pty, const char *name);
/* A text and Enter. */
void pty_type(struct pty *pty, const char *line);
void pty_resize(struct pty *pty, int columns, int rows);
void pty_signal(struct pty *pty, int signal);
/* The terminal goes away, as when its window is closed. After that only pty_wait_exit() is of
 * use. */
void pty_hang_up(struct pty *pty);

/* Wait until a row contains `text`, and still does when the program is quiet. */
void pty_wait(struct pty *pty, const char *text);
/* Wait until a row matches the extended regular expression. */
void pty_wait_match(struct pty *pty, const char *pattern);
/* Wait until no row contains `text`. */
void pty_wait_gone(struct pty *pty, const char *text);
/* As pty_wait, but seen once is enough: for what passes. */
void pty_wait_once(struct pty *pty, const char *text);
/* Wait until the program has stopped itself (Ctrl-Z). */
void pty_wait_stopped(struct pty *pty);
/* Wait until it has ended: its exit status, or 128 + the signal that ended it. */
int pty_wait_exit(struct pty *pty);

/* Row `row` without trailing blanks; borrowed until the next call. */
const char *pty_row(struct pty *pty, int row);
/* The row that contains `text`, or -1. */
int pty_find(struct pty *pty, const char *text);
struct pty_cell pty_cell_at(struct pty *pty, int column, int row);
void pty_cursor(struct pty *pty, int *column, int *row, bool *visible);
/* Does the program want to be told of clicks? */
bool pty_has_mouse(const struct pty *pty);
/* Has the program ever written these bytes, to be shown or obeyed? */
bool pty_has_written(const struct pty *pty, const char *bytes);
/* Is the alternate screen shown (a full-screen program has not restored the terminal)? */
bool pty_is_alternate(const struct pty *pty);
/* Are all modes of the line as they were at the start, as stty -a shows them? */
bool pty_is_cooked(const struct pty *pty);
/* It is as it was before the program: its screen, its modes and its cursor. */
void pty_assert_given_back(struct pty *pty);

#endif
