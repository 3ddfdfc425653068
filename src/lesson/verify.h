/* SPDX-License-Identifier: MIT */
/*
 * verify: is a lesson sound? It is played in labs of many seeds, and each of
 * these is a point that must hold with all of them:
 *
 *   at the beginning of a step a goal of it is unmet   its solution meets all, and is allowed
 *   each wrong way leaves a goal unmet                 what a demo waits for, comes; captions do
 *   of a quiz's answers just one comes true            a step fits on a screen of 80x24
 *
 * and its words are as lesson/lint.h wants them.
 *
 * Of a demo, which is presented from its first step to its last:
 *
 *   what its steps wait for, comes; no line is refused  none takes longer than it says
 *   headlines and sentences fit on a stage of 80x24
 *
 * It reads no file and prints nothing: headless/verify.h does.
 */
#ifndef LESSON_VERIFY_H
#define LESSON_VERIFY_H

#include "lab/lab.h"
#include "lesson/lesson.h"

enum verify_kind {
    POINT_FORMAT,
    POINT_SETUP,
    POINT_FITS,
    POINT_UNSOLVED,
    POINT_SOLUTION,
    POINT_WRONG,
    POINT_QUIZ,
    POINT_CAPTION,
    POINT_DEMO,
    POINT_WRONGS, /* of the lesson's words, as lint.h */
    POINT_TIME,
    POINT_FACTS,
    POINT_WORDS,
    POINT_WIDTHS,
    POINT_TRANSLATION,
    POINT_HEADLINE,
    POINT_SAID,
    POINT_NUMBER,
    POINT_STEP,
    POINT_STEP_TIME,
};

/* One point, of all seeds that were tried. */
struct verify_point {
    enum verify_kind kind;
    int step; /* -1: of the lesson as a whole */
    int index;
    char what[240]; /* "step kill: the solution meets all goals" */
    int tried;
    bool has_failed;
    uint64_t seed; /* the first with which it did */
    char why[400]; /* begins with file, line and column, where it has one */
};

struct verify {
    char slug[NAME_SIZE_MAX];    /* "": it could not be read so far */
    struct verify_point *points; /* owned */
    int count;
    int room;
    bool has_failed;
};

struct verify_options {
    const char *name; /* of the file, for errors */
    const char *text;
    size_t size;
    struct lab_files files; /* what the lesson's lines read */
    /* Does it fit on a stage: a headline in letters at 80x24, a sentence at 160x45, a number with
     * what it counts at 80x24? NULL: nobody knows. */
    bool (*is_headline)(const char *text);
    bool (*is_said)(const char *text);
    bool (*is_number)(const char *text);
    uint64_t seed_first, seed_last;
};

/* A file in another language, held against the lesson it translates. As verify_lesson(). */
void verify_translation(struct verify *out, const struct verify_options *lesson,
                        const struct verify_options *other);
/* The caller releases *out. What fails is a point, not an error. */
void verify_lesson(struct verify *out, const struct verify_options *options);
void verify_release(struct verify *verify);

#endif
