/* SPDX-License-Identifier: MIT */
/* blanks: lines with "$a" and its like in them, each a blank that something is written into. */
#ifndef SIM_BLANKS_H
#define SIM_BLANKS_H

#include <stddef.h>

#define BLANK_SIZE 24 /* what is written into one */

/* Write what a letter stands for. */
typedef void (*blank_fn)(char out[BLANK_SIZE], char letter, const void *user);

/* What does not fit is left out: a blank whole. */
void blanks_fill(char *out, size_t room, const char *form, blank_fn fill, const void *user);

#endif
