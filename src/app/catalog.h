/* SPDX-License-Identifier: MIT */
/* catalog: the lessons of the course, as the first screen lists them. */
#ifndef APP_CATALOG_H
#define APP_CATALOG_H

#include "lab/lab.h"
#include "lesson/progress.h"
#include "view/home.h"

/* Fill out[HOME_LESSONS_MAX]; gives their number. Those that cannot be read are left out. */
int catalog_read(struct home_lesson *out, const struct lab_files *files,
                 const struct progress *progress);

/* The demos that come with the program, for the first screen; how many. */
int catalog_read_demos(struct home_demo *out, const struct lab_files *files);

#endif
