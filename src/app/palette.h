/* SPDX-License-Identifier: MIT */
/*
 * palette: all that can be done, found by words: every command, and every key that stands for a
 * line of its own. Made from the two tables; it knows nothing of any command.
 */
#ifndef APP_PALETTE_H
#define APP_PALETTE_H

#include "shell/cmd.h"

#include <stdbool.h>

#define PALETTE_WANTED_SIZE 80
#define PALETTE_MAX 256 /* commands and keys */

struct palette_item {
    const struct cmd *cmd; /* borrowed; NULL: it is a key's line */
    const char *line;      /* borrowed: "\kill az b" of a key; NULL: a command's */
    const char *about;     /* borrowed: one sentence */
    const char *key;       /* borrowed; NULL: none does this */
};

struct palette {
    char wanted[PALETTE_WANTED_SIZE]; /* the words typed */
    int choice;                       /* of what was found; -1: none yet */
};

/*
 * Fill `out` (PALETTE_MAX places) with what has all words in its name, its key or its sentence,
 * the best first: whose name begins so, whose name has it, then the rest, each as in the tables.
 * Where none has them, those whose names have the letters in this order. Returns how many.
 */
int palette_find(struct palette_item *out, const struct cmd *commands, const char *wanted);

#endif
