/* SPDX-License-Identifier: MIT */
/*
 * keys: which keys stand for which command line, where. The one table makes
 * the keys work, the key row and the help of keys.
 *
 * A binding may want several keys, one after the other: "k b". Where letters are keys, one
 * without a binding is told so; only \ and @ begin a line.
 */
#ifndef APP_KEYS_H
#define APP_KEYS_H

#include "base/buf.h"
#include "shell/key.h"

enum keys_where {
    KEYS_HOME = 1,
    KEYS_PICTURE = 2,   /* letters are keys */
    KEYS_EVENTS = 4,    /* the same, with a chosen event; also votes */
    KEYS_EMPTY = 8,     /* the prompt, nothing typed */
    KEYS_PROMPT = 16,   /* the prompt, with a text */
    KEYS_HELP = 32,     /* a page of help is open */
    KEYS_TIMELINE = 64, /* as the picture, with a chosen branch */
    KEYS_METERS = 128,  /* the same, with a chosen client */
    KEYS_DATA = 256,    /* the same, with the rows of a table */
    KEYS_LANES = 512,   /* the same, with a chosen event; also votes */
    KEYS_LESSON = 1024, /* besides one of these, where letters are keys: a lesson is on */
    KEYS_QUIZ = 2048,   /* besides, or besides an empty prompt: it asks */
    KEYS_DONE = 4096,   /* besides, or besides an empty prompt: the step is done, one comes next */
    KEYS_STAGE = 8192,  /* before an audience */
    KEYS_ANSWER = 16384 /* besides a page: it came by itself, over the prompt */
};

struct keys_binding {
    unsigned where;   /* a set of enum keys_where */
    const char *keys; /* names as in shell/key.h, a blank between: "k b" */
    const char *line; /* the command line it stands for */
    const char *word; /* in the key row: "pause"; NULL: only in the help */
    const char *note; /* one sentence for the help; NULL: as the row before */
    const char *then; /* what the last of several keys names: "AZ"; NULL: as the row before */
};

#define KEYS_TYPED_MAX 40 /* three names and the blanks between */

enum keys_match { KEYS_NONE, KEYS_MORE, KEYS_FOUND };

/* Ends with a NULL `keys`. */
const struct keys_binding *keys_table(void);
/* Find by the names of the keys pressed so far. KEYS_MORE: a binding begins so. */
enum keys_match keys_find(const struct keys_binding **out, unsigned where, const char *typed);
/* The help of keys, under a heading for each place; those that work in `where` come first. */
void keys_add_help(struct buf *out, unsigned where);

#endif
