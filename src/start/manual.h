/* SPDX-License-Identifier: MIT */
/*
 * manual: the man page and what shells complete, made from the tables of commands and options.
 * `make install` asks for both.
 */
#ifndef START_MANUAL_H
#define START_MANUAL_H

#include "base/buf.h"

#include <stdbool.h>

struct manual_command {
    const char *name;  /* "": without one */
    const char *usage; /* "quartet run FILE"; NULL: not listed */
    const char *help;
};

struct manual {
    const char *version;
    const struct manual_command *commands; /* borrowed */
    int count;
};

/* The man page, for man(7). */
void manual_add_page(struct buf *out, const struct manual *manual);
/* What bash, zsh or fish reads to complete words; false: none of these. */
bool manual_add_completion(struct buf *out, const struct manual *manual, const char *shell);

#endif
