/* SPDX-License-Identifier: MIT */
/*
 * durable: the calls by which bytes and names get to the disk and stay there. They go on after
 * an interruption, never end the program with a signal, and can be made to fail by a test.
 * Each gives -1 and errno when it fails.
 */
#ifndef OS_DURABLE_H
#define OS_DURABLE_H

#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * For tests. Of open, write, fsync, fdatasync, ftruncate and rename, `calls_before` are made as
 * ever; then, if `is_short` and the next is a write, it writes half of its bytes; then
 * `failures` calls fail with errno `reason`. Zeros: no call ever does.
 */
struct durable_fault {
    int calls_before, failures, reason;
    bool is_short;
};

/* Open, following no symbolic link and never waiting. A new file is for this user only. */
MUST_CHECK int durable_open(struct durable_fault *fault, const char *path, int flags);
/* Write all the bytes at the end; a failure may leave some of them. */
MUST_CHECK int durable_write(struct durable_fault *fault, int fd, const void *bytes, size_t size);
/* To the disk: what was appended; then anything. */
MUST_CHECK int durable_sync_data(struct durable_fault *fault, int fd);
MUST_CHECK int durable_sync(struct durable_fault *fault, int fd);
/* Cut the file, and to the disk. */
MUST_CHECK int durable_cut(struct durable_fault *fault, int fd, size_t size);
/* A name that is new, or gone, is durable only when the directory that holds it is. */
MUST_CHECK int durable_rename(struct durable_fault *fault, const char *from, const char *to);
MUST_CHECK int durable_sync_directory_of(struct durable_fault *fault, const char *path);

#endif
