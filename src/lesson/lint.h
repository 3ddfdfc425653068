/* SPDX-License-Identifier: MIT */
/*
 * lint: what is wrong with a lesson's words, found in the text of its file: one
 * thing has one word, lines and headings fit on a screen, what AWS documents and what
 * is the lab's own is said, and it can be read in its time.
 *
 * Only what a person reads is looked at: no checks, no lines of a solution.
 */
#ifndef LESSON_LINT_H
#define LESSON_LINT_H

#include "lesson/lesson.h"

#define LINT_TYPED_COLUMNS 156  /* of a line that is typed: two rows of a screen of 80 */
#define LINT_HEADING_COLUMNS 34 /* "step 2: Clash", at the side of a screen of 120 */
#define LINT_WORDS_PER_MINUTE 150
#define LINT_SECONDS_PER_GOAL 20
#define LINT_WRONGS_MIN 2

/* One thing that was found. */
struct lint_finding {
    int line, column; /* from 1; columns in characters */
    char what[200];
};

/* Called for each, in the order of the file. */
typedef void (*lint_found_fn)(void *user, const struct lint_finding *finding);

/* Words that the lab has another word for. */
void lint_words(const char *text, size_t size, lint_found_fn found, void *user);
/* Lines that one types and headings that have no room on a screen. */
void lint_widths(const char *text, size_t size, lint_found_fn found, void *user);

/* Which marks of a fact stand in it. */
struct lint_marks {
    bool is_documented; /* by AWS, or second hand */
    bool is_of_the_lab;
};
struct lint_marks lint_marks(const char *text, size_t size);

/* Words of prose, and how long it takes to read them and to reach the goals. */
struct lint_time {
    int words;
    int goals;
    int seconds;
};
struct lint_time lint_time(const struct lesson *lesson);

int lint_wrongs(const struct lesson *lesson);

#endif
