/* SPDX-License-Identifier: MIT */
/*
 * script: lines of a script as they come: comments dropped, SQL gathered over
 * lines until its ';' or '\G', "at TIME" read, "@N" kept apart. The same reader
 * serves files, the prompt and lesson blocks.
 */
#ifndef SHELL_SCRIPT_H
#define SHELL_SCRIPT_H

#include "base/err.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

enum line_kind { LINE_EMPTY, LINE_COMMAND, LINE_SQL };

/* One line, taken apart. Texts are borrowed from what was parsed. */
struct line {
    enum line_kind kind;
    int client;       /* @N; 0: the client in focus */
    const char *text; /* after "@N" and blanks; a command begins with its backslash */
    bool vertical;    /* it ended with \G */
};

/*
 * Take one complete line apart.
 *   RC_USAGE  "@" without a number, or a number that cannot be; err says so
 */
MUST_CHECK enum rc line_parse(struct line *out, const char *text, struct err *err);
/*
 * Bytes of the first statement of a line, its end included; all of the line if it holds only
 * one. "a; b;" is two lines for everything that takes lines.
 */
size_t line_statement_size(const char *text);
/*
 * What the SQL in `text` still wants before it is whole: ';', the quote that ends a quoted text,
 * or '*' for the end of a comment; 0: nothing.
 */
char line_wants(const char *text);
bool line_wants_more(const char *text);

struct script {
    const char *data; /* borrowed */
    size_t size;
    size_t at;
    int line_number; /* where the line last read began, from 1 */
    int line_last;   /* where it ended */
    char *rest;      /* owned: further statements of the line last read; NULL: none */
    char *text;      /* owned: the line last read */
};

/*
 * RC_FULL   larger than SCRIPT_SIZE_MAX
 * RC_USAGE  it is not a text file: it holds a control character, or is not UTF-8
 */
MUST_CHECK enum rc script_start(struct script *script, const char *data, size_t size,
                                struct err *err);
void script_release(struct script *script);
/*
 * Read the next line that does something, one statement at a time. *at is its "at TIME", or -1.
 * *text is borrowed until the next call; NULL: the end.
 *   RC_USAGE  err begins with the line's number: "line 7: ..."
 */
MUST_CHECK enum rc script_next(struct script *script, sim_us *at, const char **text,
                               struct err *err);

#endif
