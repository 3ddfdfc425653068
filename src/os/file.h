/* SPDX-License-Identifier: MIT */
/*
 * file: whole files, read with a limit and written so that a crash leaves the
 * old one or the new one, never half of one.
 */
#ifndef OS_FILE_H
#define OS_FILE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Once, before anything is opened: a standard file that is closed becomes one that fails, so that
 * no other file takes its number, and a file that may not grow is an error, not the end.
 */
void file_prepare(void);

/*
 * Append the whole file to `out`. Never waits: a pipe or a device is none.
 *   RC_UNKNOWN  there is no such file
 *   RC_USAGE    it is a directory, a pipe or a device
 *   RC_FULL     it is longer than what `out` may still hold
 *   RC_ENV      it cannot be read; err says why
 */
MUST_CHECK enum rc file_read(struct buf *out, const char *path, struct err *err);
/* The same, but also from a pipe or a device, and "-" is the standard input: who writes there may
 * keep us waiting. */
MUST_CHECK enum rc file_read_any(struct buf *out, const char *path, struct err *err);

/* Replace the file, durably. RC_ENV: it cannot be written; the old one stands. */
MUST_CHECK enum rc file_write(const char *path, const void *bytes, size_t size, struct err *err);

/*
 * The same where nothing has that name yet.
 *   RC_STATE  there is something, and it stays; err says what to try
 *   RC_ENV    it cannot be written; nothing new is there
 */
MUST_CHECK enum rc file_write_new(const char *path, const void *bytes, size_t size,
                                  struct err *err);

/* A new file that grows, piece by piece; others may read it meanwhile. Zeros: none is open. */
struct file_growing {
    char *path; /* owned; NULL: none is open */
    int fd;
    size_t size;
};
/* Errors as file_write_new(). */
MUST_CHECK enum rc file_grow_start(struct file_growing *file, const char *path, struct err *err);
/* RC_ENV: it cannot be written, and is as it was before. */
MUST_CHECK enum rc file_grow(struct file_growing *file, const void *bytes, size_t size,
                             struct err *err);
/* It is whole and stays. RC_ENV: the system could not keep all of it. */
MUST_CHECK enum rc file_grow_end(struct file_growing *file, struct err *err);

/* The directory that holds `path`, for fsync(); -1: it cannot be opened, errno says why. */
int file_open_directory_of(const char *path);

bool file_is_directory(const char *path);

/* Make the directory and those above it, for this user only. RC_ENV: err says which failed. */
MUST_CHECK enum rc file_make_directories(const char *path, struct err *err);
/*
 * Make the directory as above, ours alone until this program ends.
 *   RC_STATE  another program has it
 *   RC_ENV    it cannot be made or marked
 */
MUST_CHECK enum rc file_claim_directory(const char *path, struct err *err);
/* May files be made in this directory? */
bool file_can_write_in(const char *directory);

#define FILES_LISTED_MAX 1000 /* as many names as a person could choose from */

/* Called with each name, in the order of their bytes. The name is borrowed for the call. */
typedef void (*file_name_fn)(void *user, const char *name);
/* Names in a directory, hidden ones left out, the first FILES_LISTED_MAX at most; none if it cannot
 * be read. */
void file_list(const char *directory, file_name_fn each, void *user);

#endif
