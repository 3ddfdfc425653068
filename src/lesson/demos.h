/* SPDX-License-Identifier: MIT */
/* demos: which there are: the files of data/demos, and lessons that have something for a stage. */
#ifndef LESSON_DEMOS_H
#define LESSON_DEMOS_H

#include "lab/lab.h"

#define DEMOS_MAX 40

struct demo_entry {
    char name[NAME_SIZE_MAX];
    char title[64];
    int minutes;
    int steps;
    bool is_lesson;
    char trouble[200]; /* "": none; else why it cannot be read */
};

/* Fill at most `room` entries, demos first, each kind in the order of names; how many. */
int demos_read(struct demo_entry *out, int room, const struct lab_files *files);
/* As text, for `quartet demo`. */
void demos_add_list(const struct lab_files *files, struct buf *out);

#endif
