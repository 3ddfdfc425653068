/* SPDX-License-Identifier: MIT */
/*
 * log_file: a file that only grows, a record at a time. What an append has said RC_OK to is
 * on the disk, whatever becomes of the program; a record that was refused leaves no byte.
 *
 * A file that is open is locked, so that no other program, and no other part of this one,
 * appends to it. The lock is advisory and, as POSIX has it, is lost when this process closes
 * the file by any other way: read an open one with log_file_read(), never by its path. An
 * append and a rewrite take the lock again and refuse if another has it by now.
 *
 * Symbolic links are never followed, and no file of others is ever overwritten.
 */
#ifndef OS_LOG_FILE_H
#define OS_LOG_FILE_H

#include "base/buf.h"
#include "base/err.h"
#include "os/durable.h"
#include "os/file.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct log_file;

/* Where a process keeps its log files; one for a process, as it knows which are open here. */
struct log_files {
    const char *directory;       /* borrowed */
    const char *ending;          /* borrowed; of the names, without the dot */
    struct durable_fault fault;  /* zeros, but in tests */
    struct log_file *first_open; /* theirs who opened it; the rest hang on it */
};

/*
 * Make a new, empty file directory/STEM.ENDING, or STEM-2, STEM-3 and so on if that is taken,
 * for this user only. The caller owns *out and closes it.
 *   RC_USAGE  the stem is empty, has a '/' or begins with a '.'
 *   RC_FULL   FILES_LISTED_MAX such names are taken
 *   RC_ENV    it cannot be made; nothing new is there
 */
MUST_CHECK enum rc log_file_create(struct log_file **out, struct log_files *files, const char *stem,
                                   struct err *err);
/*
 * Open one to go on appending. It is as long as it was: a torn last record is for the caller
 * to find and cut. The caller owns *out and closes it.
 *   RC_UNKNOWN  there is none
 *   RC_STATE    somebody has it open, here or in another process
 *   RC_ENV      it cannot be opened, or is no plain file
 */
MUST_CHECK enum rc log_file_open(struct log_file **out, struct log_files *files, const char *path,
                                 struct err *err);

const char *log_file_path(const struct log_file *file);
size_t log_file_size(const struct log_file *file);
/* Append what is in it, as far as acknowledged, to `out`. RC_FULL, RC_ENV: as file_read(). */
MUST_CHECK enum rc log_file_read(struct buf *out, const struct log_file *file, struct err *err);

/*
 * Append a record; after RC_OK it is on the disk.
 *   RC_ENV    it cannot be written; the file is as it was before. If even that cannot be had,
 *             it is broken
 *   RC_STATE  nothing was written: it is another's by now; or it is broken, as it also is when
 *             others changed or removed it, until a rewrite heals it
 */
MUST_CHECK enum rc log_file_append(struct log_file *file, const void *bytes, size_t size,
                                   struct err *err);
/* Cut it to its first `size` bytes, durably. Errors as above; after RC_ENV it is broken. */
MUST_CHECK enum rc log_file_truncate(struct log_file *file, size_t size, struct err *err);
/*
 * Put a new whole in its place, durably and at once; a broken file is whole again.
 *   RC_ENV    it cannot be written and the old one stands; or only the directory cannot be
 *             made durable, and the new one stands but is broken: a crash may bring the old back
 *   RC_STATE  another has it, or its name, by now: nothing was written
 */
MUST_CHECK enum rc log_file_rewrite(struct log_file *file, const void *bytes, size_t size,
                                    struct err *err);

/* Give up the lock and free it. NULL is allowed. */
void log_file_close(struct log_file *file);

/* Remove a file that nobody has open. Errors as log_file_open(). */
MUST_CHECK enum rc log_file_remove(struct log_files *files, const char *path, struct err *err);
/*
 * Rename a file that nobody has open to PATH.damaged, or .damaged-2 and so on, and append the
 * new path to `new_path`. Errors as log_file_open() and log_file_create(); after
 * RC_ENV the file has one of the two names.
 */
MUST_CHECK enum rc log_file_set_aside(struct log_files *files, const char *path,
                                      struct buf *new_path, struct err *err);

/* What is known of a file in the directory; its texts are borrowed for the call. */
struct log_file_facts {
    const char *name, *path;
    size_t size;
    int64_t modified_s; /* since 1970 */
    bool is_in_use;     /* somebody has it open, here or in another process */
};
typedef void (*log_file_fn)(void *user, const struct log_file_facts *facts);
/*
 * The plain files with the ending, hidden ones left out: the newest first, of the same second
 * in the order of their names; the FILES_LISTED_MAX newest at most, none if it cannot be read.
 */
void log_file_list(const struct log_files *files, log_file_fn each, void *user);

#endif
