/* SPDX-License-Identifier: MIT */
/*
 * course: the lessons there are, in the order of lessons/course.md, and how far
 * a person has come with them. For whoever lists them: the first screen,
 * \lessons, reports.
 *
 * A lesson that cannot be read is listed with what is wrong in it; the others
 * are as they are.
 */
#ifndef LESSON_COURSE_H
#define LESSON_COURSE_H

#include "lab/lab.h"
#include "lesson/progress.h"

#define COURSE_MAX 40 /* lessons: twice as many as there are */

struct course_entry {
    char slug[NAME_SIZE_MAX];
    char chapter[NAME_SIZE_MAX]; /* "Clash"; as of the lesson before it, unless it begins one */
    int number;                  /* 1.. */
    char title[100];
    int minutes;
    int step_count;
    char needs[NEEDS_MAX][NAME_SIZE_MAX];
    int need_count;
    char trouble[300]; /* what is wrong with its file; "": nothing */

    enum progress_state state;
    int commands, par, hints; /* of the best time it was done; 0: it was not */
    bool is_next;             /* the first that is neither done nor skipped */
};

struct course {
    struct course_entry entries[COURSE_MAX];
    int count;
    int done;
};

/*
 * Read the list and the head of each lesson. `progress` may be NULL.
 *   RC_USAGE    a line of course.md is not understood, or names a lesson twice; err says which
 *   RC_FULL     more than COURSE_MAX
 *   others      as of lab_files.read, for course.md itself
 */
MUST_CHECK enum rc course_read(struct course *out, const struct lab_files *files,
                               const struct progress *progress, struct err *err);
/* The lesson that comes after this one in the text of course.md; "": it is the last, or not in it.
 * Errors as those of course_read() for the list. */
MUST_CHECK enum rc course_next(const struct buf *text, const char *slug, char *out,
                               struct err *err);
/* NULL: it is not among them. */
const struct course_entry *course_find(const struct course *course, const char *slug);
/* The lessons as lines of text, under their chapters. */
void course_add_list(const struct course *course, struct buf *out);

#endif
