/* SPDX-License-Identifier: MIT */
/*
 * data_files: the files that come with the program, by kind (a folder of the
 * data directory) and name, and those a person names by their path.
 *
 * Its two functions have the shape of the reading end a library of ours asks
 * for; `user` is a struct data_files.
 */
#ifndef OS_DATA_FILES_H
#define OS_DATA_FILES_H

#include "base/buf.h"
#include "base/err.h"

struct data_files {
    const char *directory; /* borrowed; "": nothing comes with the program */
    const char *lessons;   /* borrowed; where lessons are; NULL: beside that directory */
};

/*
 * Append the file. A name with a '/' or a '.' is a path; a bare name is a file of that
 * name, whatever follows its dot, in the folder `kind`.
 *   RC_UNKNOWN  there is none; err lists what there is
 *   RC_FULL, RC_ENV  as file_read()
 */
MUST_CHECK enum rc data_files_read(void *user, const char *kind, const char *name, struct buf *out,
                                   struct err *err);
/* Offer the names of a kind, without what follows their dot, in order. */
void data_files_list(void *user, const char *kind, void (*offer)(void *to, const char *name),
                     void *to);

#endif
