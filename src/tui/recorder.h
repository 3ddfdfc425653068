/* SPDX-License-Identifier: MIT */
/*
 * recorder: what the screen shows, frame by frame, into a file for asciinema (view/cast.h).
 *
 * Each frame is in the file when it has been drawn, as whole lines: whatever ends the program,
 * what was recorded plays. Time is told by the loop, and stands still while the terminal is
 * somebody else's.
 */
#ifndef TUI_RECORDER_H
#define TUI_RECORDER_H

#include "os/file.h"
#include "view/cast.h"

#define RECORDER_SIZE_MAX ((size_t)1024 * 1024 * 1024) /* half a day: it was forgotten */
#define RECORDER_MARKERS_MAX ((size_t)64 * 1024) /* of labels between two frames: a file of marks */

struct recorder {
    struct file_growing file; /* zeros: nothing is recorded */
    struct cast cast;
    struct buf markers; /* labels, a line each: they follow the frame that shows what they name */
    int64_t now;        /* ns of wall time since the beginning */
    size_t size_max;    /* 0: RECORDER_SIZE_MAX */
};

void recorder_init(struct recorder *recorder);
/* Ends it, if one is on. */
void recorder_release(struct recorder *recorder);

bool recorder_is_on(const struct recorder *recorder);
/* Errors as file_write_new(). */
MUST_CHECK enum rc recorder_begin(struct recorder *recorder, const char *path, int version,
                                  const struct canvas *canvas, struct err *err);
void recorder_pass(struct recorder *recorder, int64_t wall_ns);
/* A struct app_listener's. */
void recorder_add_marker(void *recorder, const char *label);
/*
 * What was drawn. After an error nothing is recorded any more, and what was is whole.
 *   RC_FULL  it is as long as a recording may be
 *   RC_ENV   it cannot be written
 */
MUST_CHECK enum rc recorder_add_frame(struct recorder *recorder, const struct canvas *canvas,
                                      enum theme_name theme, struct err *err);
/* End it, and append what it is. RC_ENV: the system could not keep all of it. */
MUST_CHECK enum rc recorder_end(struct recorder *recorder, struct buf *facts, struct err *err);

#endif
