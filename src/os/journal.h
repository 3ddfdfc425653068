/* SPDX-License-Identifier: MIT */
/*
 * journal: the file that a session writes while it lasts, made when there is
 * first something to keep. What was written first waits for that, so that a
 * session in which nothing is done leaves no file.
 */
#ifndef OS_JOURNAL_H
#define OS_JOURNAL_H

#include "os/log_file.h"

struct journal {
    struct log_files files;
    struct log_file *file; /* owned; NULL: none yet */
    struct buf first;      /* what waits for the file */
    bool is_wanted;        /* there is more than that, or was */
};

/* `directory` is made when it is needed; "": nothing is ever kept. Borrowed. */
void journal_init(struct journal *journal, const char *directory, const char *ending);
void journal_release(struct journal *journal);

/* Durably, at the end. The first bytes wait for those that follow. Errors as log_file_append(). */
MUST_CHECK enum rc journal_add(void *journal, const char *bytes, size_t size, struct err *err);
/* In place of all there is. Without a file, the bytes wait as the first do. */
MUST_CHECK enum rc journal_rewrite(void *journal, const char *bytes, size_t size, struct err *err);
/*
 * Leave the file and go on with another: an old one, whose content is appended to `text`, or
 * (path NULL) a new one. Errors as log_file_open() and log_file_read(); then it is a new one.
 */
MUST_CHECK enum rc journal_change(struct journal *journal, const char *path, struct buf *text,
                                  struct err *err);
/* "": there is no file yet. */
const char *journal_path(const struct journal *journal);

#endif
