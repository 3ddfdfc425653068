/* SPDX-License-Identifier: MIT */
/*
 * editor: a text in the person's own editor: $VISUAL, $EDITOR or vi. What is edited is a
 * copy in a directory of ours, kept there; none is ever overwritten by another.
 */
#ifndef OS_EDITOR_H
#define OS_EDITOR_H

#include "base/buf.h"
#include "base/err.h"

#include <limits.h>
#include <stddef.h>

struct editor_job {
    const char *state;  /* the state directory; "": there is none */
    const char *folder; /* of it, for the copies */
    const char *path;   /* edited before: it is opened as it is, if it is such a copy and there */
    const char *stem;   /* else a new copy of `text` is named so, with a number if it must be, */
    const char *ending; /* and ends so: ".lua" */
    const char *text;
    size_t size;
};

/*
 * Until the person leaves the editor. The terminal must have been given back, and is to be taken
 * again after it. The file's name is in `path`, and its content is appended to `out`.
 *   RC_ENV   no copy could be made, or the editor could not be run or failed: err says which
 *   others   as file_read()
 */
MUST_CHECK enum rc editor_run(const struct editor_job *job, char path[static PATH_MAX],
                              struct buf *out, struct err *err);

#endif
