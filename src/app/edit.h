/* SPDX-License-Identifier: MIT */
/*
 * edit: the line being typed, and the lines typed before.
 *
 * The text may span rows: SQL goes on until its ';' or '\G'. The cursor is a
 * byte offset that always stands at the start of a character. The history
 * remembers what was run; Up and Down walk those that begin as the text before
 * the cursor does, Ctrl-R searches them.
 */
#ifndef APP_EDIT_H
#define APP_EDIT_H

#include "base/buf.h"
#include "base/err.h"
#include "shell/key.h"

#include <stdbool.h>
#include <stddef.h>

#ifndef EDIT_HISTORY_MAX
#define EDIT_HISTORY_MAX 500 /* a long evening; the oldest fall out */
#endif

struct edit {
    struct buf text;
    size_t cursor;
    bool is_offered; /* a line to be mended: what is typed or pasted takes its place */
    char **history;  /* owned; oldest first */
    int history_count;
    int walking;     /* the entry shown, or history_count: what is being typed */
    size_t prefix;   /* bytes that entries walked through must share */
    struct buf kept; /* what was typed, while the history is walked or searched */
    struct buf cut;  /* what Ctrl-K, Ctrl-U or Ctrl-W removed last */
    bool is_searching;
    struct buf wanted; /* what Ctrl-R looks for */
    bool is_found;
};

enum edit_did {
    EDIT_NOTHING, /* not a key for a line */
    EDIT_CHANGED,
    EDIT_SUBMIT, /* Enter on a complete line: take it with edit_take() */
    EDIT_TOO_LONG,
};

void edit_init(struct edit *edit);
void edit_release(struct edit *edit);

enum edit_did edit_key(struct edit *edit, key_code key);
/* At the cursor. RC_FULL: the line would pass LINE_SIZE_MAX; nothing was put in. */
MUST_CHECK enum rc edit_insert(struct edit *edit, const char *bytes, size_t size, struct err *err);
/* Replace all of it; the cursor stands behind. A longer text is refused as above. */
MUST_CHECK enum rc edit_set(struct edit *edit, const char *text, struct err *err);
/* As edit_set(), to be mended or not: a character takes its place, any other key edits it. */
MUST_CHECK enum rc edit_offer(struct edit *edit, const char *text, struct err *err);
void edit_clear(struct edit *edit);
bool edit_is_empty(const struct edit *edit);
/* Does what is typed still want more rows? */
bool edit_wants_more(const struct edit *edit);
/* The last row, if the cursor is in it and others are above; else NULL. */
const char *edit_last_row(const struct edit *edit);
/* The line, which the caller owns, remembered in the history; the text is empty then. */
MUST_CHECK char *edit_take(struct edit *edit);
/* Remember a line, unless it is the last one again. */
void edit_remember(struct edit *edit, const char *line);

#endif
