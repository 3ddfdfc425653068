/* SPDX-License-Identifier: MIT */
/*
 * words: a command line as words. Words are split at blanks; "double" or
 * 'single' quotes keep blanks, and a backslash inside double quotes takes the
 * next character as it is. Plain memory, no domain.
 */
#ifndef SHELL_WORDS_H
#define SHELL_WORDS_H

#include "base/err.h"
#include "base/limits.h"

#include <stdbool.h>
#include <stddef.h>

struct words {
    int count;
    const char *word[WORDS_MAX]; /* into text */
    size_t at[WORDS_MAX];        /* where each began in the line: for errors and completion */
    char *text;                  /* owned */
};

/*
 * Split. Release with words_release() whatever comes back.
 *   RC_FULL   more than WORDS_MAX words, or a line longer than LINE_SIZE_MAX
 *   RC_USAGE  a quote that is not closed; err says at which column
 */
MUST_CHECK enum rc words_split(struct words *out, const char *line, struct err *err);
void words_release(struct words *words);

/* "rate=20" as name and value; false: no '='. `name` holds NAME_SIZE_MAX bytes. */
bool words_name_value(const char *word, char *name, const char **value);

#endif
