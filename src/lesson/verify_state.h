/* SPDX-License-Identifier: MIT */
/* verify_state: what the files verify*.c share. Everything else sees verify.h. */
#ifndef LESSON_VERIFY_STATE_H
#define LESSON_VERIFY_STATE_H

#include "lesson/player.h"
#include "lesson/verify.h"

#define VERIFY_COLUMNS 78 /* of 80 */

/* One play of the lesson with one seed. */
struct trial {
    struct verify *verify;
    const struct verify_options *options;
    const struct lesson *lesson;
    uint64_t seed;
    struct lab *lab; /* owned */
    struct player player;
    bool has_setup_error; /* a statement of the setup failed; that was noted */
};

/* With this seed the point holds, or does not. */
void verify_note(struct trial *trial, enum verify_kind kind, int step, int index, bool holds,
                 const char *format, ...) PRINTF_LIKE(6, 7);
/* As lab_files.read: the file that is verified, and the others as they are. */
MUST_CHECK enum rc verify_read_file(void *options, const char *kind, const char *name,
                                    struct buf *out, struct err *err);
/* Rows that a text takes; none that are empty. */
int verify_rows(const struct lesson_text *text, int columns);

/* verify_demo.c: a step's words; and all of it with the trial's seed, as one presents it. */
void verify_demo_words(struct trial *trial, int step);
void verify_demo_seed(struct trial *trial);

#endif
