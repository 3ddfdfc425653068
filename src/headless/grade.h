/* SPDX-License-Identifier: MIT */
/*
 * grade: students' runs played again, and what each has really achieved:
 * `quartet grade`. And `quartet verify --report`: what a student's own notes say
 * of the course.
 *
 * A run says everything by itself; notes are believed by nobody but their owner.
 * What was reached on a branch of a solution that was shown is not counted.
 */
#ifndef HEADLESS_GRADE_H
#define HEADLESS_GRADE_H

#include <stdbool.h>

struct grade_options {
    const char *const *files;
    int file_count;
    bool is_csv;
    const char *data_dir;
    const char *lessons_dir; /* NULL: those that come with the program */
};

/*
 * The result is the exit code of the program: 0; 1 if a run does not play as it was recorded; 2 if
 * a file is no run; 3 if one cannot be read.
 */
int headless_grade(const struct grade_options *options);

/* `state_dir` is where the notes are. 0; 2 if they are none; 3 if they cannot be read. */
int headless_report(const char *state_dir, const char *data_dir, const char *lessons_dir);

#endif
