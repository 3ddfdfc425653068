/* SPDX-License-Identifier: MIT */
/*
 * palette: all that can be done, found by words: every command, every key that stands for a line
 * of its own, and every lesson. Made from the tables; it knows nothing of any command.
 */
#ifndef APP_PALETTE_H
#define APP_PALETTE_H

#include "shell/cmd.h"
#include "view/home.h"

#include <stdbool.h>

#define PALETTE_WANTED_SIZE 80
#define PALETTE_MAX 256 /* commands, keys and lessons */

struct palette_item {
    const struct cmd *cmd;          /* borrowed; NULL: it is a line */
    char line[PALETTE_WANTED_SIZE]; /* "\kill az b" of a key, "\lesson NAME"; "": a command's */
    const char *about;              /* borrowed: one sentence */
    const char *key;                /* borrowed; NULL: none does this here */
    bool is_after_esc;              /* the key works when the prompt has been left */
};

/* What there is besides commands. Where keys are pressed, sets of enum keys_where: one that works
 * elsewhere only is not offered. */
struct palette_place {
    unsigned here;
    unsigned after_esc;                /* 0: Esc leads nowhere else */
    char names[60];                    /* " m1 m2 a b c ": lines for other places are left out */
    const struct home_lesson *lessons; /* borrowed */
    int lesson_count;
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
int palette_find(struct palette_item *out, const struct cmd *commands,
                 const struct palette_place *place, const char *wanted);

#endif
