/* SPDX-License-Identifier: MIT */
/*
 * reader: a lesson file as lines, and where in it one reads, for lesson.c,
 * front.c, fences.c and cues.c alone.
 *
 * A line has no "\r" and no "\n". Whoever fails says at which column of the
 * present line, and the error begins with file, line and column.
 */
#ifndef LESSON_READER_H
#define LESSON_READER_H

#include "base/compiler.h"
#include "lesson/lesson.h"

struct reader {
    const char *name;    /* borrowed: of the file */
    bool is_translation; /* it has no checks, no lines, and of its front matter the title */
    struct lesson *lesson;
    struct lesson_step *step; /* into lesson; NULL: before the first */
    char *at;                 /* behind the present line; in lesson->copy, as everything */
    char *end;
    char *line;               /* the present one, ended by a NUL; NULL: none was read yet */
    int line_number;          /* of it, from 1 */
    struct lesson_text prose; /* that is being gathered */
    char *prose_from;         /* in lesson->copy, behind the file */
    char *prose_end;
};

/* Read the next line. False: the file is at its end, and the line number is that of its last. */
bool reader_next(struct reader *reader);

/* The place of `at`, which is in the present line. */
struct lesson_text reader_text(const struct reader *reader, const char *at);
/* An error at `at` of the present line; NULL: the line as a whole. */
enum rc reader_fail(const struct reader *reader, const char *at, enum rc rc, struct err *err,
                    const char *format, ...) PRINTF_LIKE(5, 6);
/* Cut blanks off both ends, in place. */
char *reader_trim(char *text);
/*
 * Join the lines of each paragraph, in place: how it is wrapped is up to who shows it. Lines that
 * one types (commands, SQL with its ";") stay lines of their own.
 */
void reader_reflow(char *text);
/* Lower-case letters, digits and "-", as slugs and ids are. */
bool reader_is_slug(const char *text);
/*
 * A "quoted text" at *at, where its quote is; ended in place, *at moves behind it. NULL: it is
 * not closed.
 */
char *reader_take_quoted(char **at);

/* lesson.c: read a file, a lesson or its translation. As lesson_parse(). */
MUST_CHECK enum rc lesson_read(struct lesson *out, const char *name, const char *data, size_t size,
                               bool is_translation, struct err *err);
/* front.c: the front matter; the present line is its "---". */
MUST_CHECK enum rc front_read(struct reader *reader, struct err *err);
/* fences.c: a fence; the present line is its beginning. */
MUST_CHECK enum rc fence_read(struct reader *reader, struct err *err);
/* cues.c: the cues of a step that has a demo. */
MUST_CHECK enum rc cues_read(const struct reader *reader, struct lesson_step *step,
                             struct err *err);
void cues_release(struct lesson_step *step);
/* How a fence begins. */
#define FENCE "```"

#endif
