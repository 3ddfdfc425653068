/* SPDX-License-Identifier: MIT */
/*
 * cmd: what a command is, and how one is found, checked and run.
 *
 * One kind of table serves the console, scripts, lessons, key bindings, help
 * and completion: what is not in a table cannot be done, and what is in one is
 * documented, completed and recorded for replay without more work. Commands
 * that change the world are rows of lab/lab_commands.c, those of a looker rows
 * of app/app_commands.c; the prompt sees both as one.
 */
#ifndef SHELL_CMD_H
#define SHELL_CMD_H

#include "base/buf.h"
#include "base/err.h"
#include "shell/words.h"

enum cmd_flag {
    CMD_RECORD = 1, /* changes the world: part of the run */
    CMD_LOOK = 2,   /* changes only what is seen */
    CMD_SCREEN = 4, /* and that only where there is a screen: in words there is nothing to see */
    CMD_ALONE_TELLS = 8, /* with CMD_RECORD: without arguments it only tells what is */
};

/* Where completions go: called once for each candidate. */
typedef void (*cmd_offer_fn)(void *to, const char *candidate);
/* Offer what may stand at word `index` (1 is the first argument). */
typedef void (*cmd_complete_fn)(const void *context, const struct words *words, int index,
                                cmd_offer_fn offer, void *to);
/* Do it. `words` has the command's name as word 0. What there is to say goes to `reply`. */
typedef enum rc (*cmd_run_fn)(void *context, const struct words *words, struct buf *reply,
                              struct err *err);

struct cmd {
    const char *name;       /* the word typed, without its backslash */
    const char *usage;      /* its arguments: "A B [oneway]" */
    const char *help;       /* one sentence, for help and the palette */
    const char *group;      /* "faults": the heading it stands under in help */
    int args_min, args_max; /* checked before run() is called */
    unsigned flags;
    cmd_complete_fn complete; /* NULL: nothing to offer */
    cmd_run_fn run;
};

/*
 * Find by name or unambiguous prefix; `table` ends with a NULL name.
 *   RC_UNKNOWN    no such command; err suggests the nearest name
 *   RC_AMBIGUOUS  err lists the candidates
 */
MUST_CHECK enum rc cmd_find(const struct cmd **out, const struct cmd *table, const char *name,
                            struct err *err);

/* RC_USAGE: too few words, or too many; err shows the usage. */
MUST_CHECK enum rc cmd_check(const struct cmd *cmd, const struct words *words, struct err *err);
/* Check the number of words and run. Errors as cmd_check(), and those of run(). */
MUST_CHECK enum rc cmd_run(const struct cmd *cmd, void *context, const struct words *words,
                           struct buf *reply, struct err *err);

/* "\cut A B [oneway]   Cut the link ...", a line for each row, under its groups. */
void cmd_add_help(struct buf *out, const struct cmd *table);
void cmd_add_help_one(struct buf *out, const struct cmd *cmd);

#endif
