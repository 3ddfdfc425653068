/* SPDX-License-Identifier: MIT */
/*
 * rules: the rules of the house, held against one file at a time. Each rule is a row of
 * rules[]. They serve the reader: where one proves wrong for good code, change it and
 * say why in its comment.
 */
#ifndef TIDY_RULES_H
#define TIDY_RULES_H

#include "base/buf.h"

#define FUNCTION_LINES_MAX 70
#define FILE_LINES_MAX 600
#define COLUMNS_WIDE_MAX 100

struct findings {
    struct buf text;
    int count;
};

/* Add what breaks a rule in the file `path`, as "path:line: sentence" with a newline. */
void tidy_check(const char *path, const char *text, struct findings *findings);

#endif
