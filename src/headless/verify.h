/* SPDX-License-Identifier: MIT */
/*
 * verify: lessons proved without a screen, their points printed as TAP:
 * `quartet verify`. What is proved says lesson/verify.h.
 */
#ifndef HEADLESS_VERIFY_H
#define HEADLESS_VERIFY_H

#include <stdint.h>

#define VERIFY_SEEDS 10 /* as many as are tried unless others are asked for */

struct verify_files {
    const char *const *files; /* none: all lessons that come with the program */
    int file_count;
    uint64_t seed_first, seed_last;
    const char *data_dir;
    const char *lessons_dir; /* NULL: those that come with the program */
};

/*
 * The result is the exit code of the program: 0; 1 if a point does not hold; 2 if a file is no
 * lesson; 3 if one cannot be read.
 */
int headless_verify(const struct verify_files *asked);

#endif
