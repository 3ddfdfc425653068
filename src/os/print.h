/* SPDX-License-Identifier: MIT */
/*
 * print: what is read outside of the screen: on a terminal, in a pipe or a file. It quotes what
 * strangers chose, names of tables and files, texts of lessons, so nothing in it may steer a
 * terminal: harmful characters and bad bytes (base/text.h) are printed as U+FFFD. Only what has
 * nothing of theirs goes to stdio directly. What cannot be written is told by ferror().
 */
#ifndef OS_PRINT_H
#define OS_PRINT_H

#include "base/compiler.h"

#include <stdio.h>

/* A text of any number of lines. */
void print_text(FILE *out, const char *text);
/* The same, formatted. */
void print_to(FILE *out, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
