/* SPDX-License-Identifier: MIT */
/*
 * files_of_few: the files that come with the program, but few lessons and demos of them: to read
 * them all takes an app longer than what is done with it here. And one demo of one's own.
 */
#ifndef FUZZ_FILES_OF_FEW_H
#define FUZZ_FILES_OF_FEW_H

#include "lab/lab.h"

struct few {
    const char *demo; /* borrowed: the text of the demo "own"; NULL: there is none */
    size_t size;
};

/* They live as long as `few` does. */
struct lab_files files_of_few(struct few *few);

#endif
