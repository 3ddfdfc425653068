/* SPDX-License-Identifier: MIT */
/*
 * log_hold: whose a log file is. The inner header of log_file and log_files: others include
 * os/log_file.h alone.
 */
#ifndef OS_LOG_HOLD_H
#define OS_LOG_HOLD_H

#include "os/log_file.h"

#include <limits.h>
#include <sys/stat.h>

struct log_file {
    struct log_files *files; /* borrowed */
    struct log_file *next;   /* that this process has open */
    char *path;              /* owned */
    int fd;
    size_t size; /* what is acknowledged; more than that is nobody's */
    bool is_broken;
};

/* Lock a file that is open. RC_STATE: another process has it; RC_ENV: it knows no locks. */
MUST_CHECK enum rc log_hold_lock(int fd, const char *path, struct err *err);
/* Open and lock a file that is there; to close *fd gives it up. Errors as log_file_open(). */
MUST_CHECK enum rc log_hold_take(int *fd, struct log_files *files, const char *path,
                                 struct err *err);
/* Lock a file once more, should the lock be lost. RC_STATE: the lock or the name is another's. */
MUST_CHECK enum rc log_hold_take_again(const struct log_file *file, struct err *err);

/* Has anybody this file? */
bool log_hold_is_in_use(const struct log_files *files, const char *path);

/*
 * Make and open the first of BASE.ENDING, BASE-2.ENDING and so on that is free, without the dot
 * if the ending is "". -1 with errno; EEXIST: FILES_LISTED_MAX of them are taken.
 */
MUST_CHECK int log_hold_make(struct log_files *files, char path[static PATH_MAX], const char *base,
                             const char *ending);

/* RC_ENV with errno: "PATH: cannot be WHAT: reason". RC_FULL: it is EEXIST. */
enum rc log_hold_say_cannot(struct err *err, const char *path, const char *what);

#endif
