/* SPDX-License-Identifier: MIT */
/*
 * recording: what the screen of a session shows, as an asciicast (view/cast.h), while it is
 * shown. Marks, goals that are reached and steps of a demo are markers in it. What is new is
 * written once a second, so that little is lost however the session ends.
 */
#ifndef APP_RECORDING_H
#define APP_RECORDING_H

#include "lesson/lesson.h"
#include "view/cast.h"

#include <stdbool.h>

#define RECORDING_PATH_MAX 512

struct recording {
    bool is_on;
    char path[RECORDING_PATH_MAX];
    struct cast cast;              /* what is not written yet */
    int64_t ns;                    /* since it began */
    int64_t written_ns;            /* when it was written last */
    char step[NAME_SIZE_MAX + 20]; /* of which the goals are: lesson and number */
    unsigned met;                  /* goals: bit i */
    int demo_step;                 /* from 1 */
    int markers;
};

#endif
