/* SPDX-License-Identifier: MIT */
/*
 * progress: what of the course a person has done, as a small text:
 *
 *   quartet-progress 1
 *   at same-page/clash
 *   done meet-cluster cmds=4 par=5 hints=0 day=2026-11-27
 *   skip read-what-i-wrote
 *
 * Lines that are not understood, and lessons that there are no more, are kept as they are.
 * Whoever wants to be sure replays a run: this is a note, and no proof.
 */
#ifndef LESSON_PROGRESS_H
#define LESSON_PROGRESS_H

#include "base/buf.h"
#include "lesson/lesson.h"

#include <stdbool.h>

#define PROGRESS_MAX 100 /* lessons, those of other folders among them */
#define PROGRESS_SIZE_MAX ((size_t)64 * 1024)
/* Of lines that are not understood; what else is written is less than the rest, and so all fits. */
#define PROGRESS_OTHERS_MAX (PROGRESS_SIZE_MAX - (size_t)PROGRESS_MAX * 160)

enum progress_state { PROGRESS_NONE, PROGRESS_BEGUN, PROGRESS_SKIPPED, PROGRESS_DONE };

struct progress_entry {
    char slug[NAME_SIZE_MAX];
    enum progress_state state;
    int commands, par, hints; /* of the best time */
    char day[12];             /* of it, "2026-11-27"; "": not known */
};

struct progress {
    struct progress_entry entries[PROGRESS_MAX];
    int count;
    char at[2 * NAME_SIZE_MAX]; /* "same-page/clash"; "": nowhere */
    struct buf others;          /* owned: lines that are not understood, as they were */
};

void progress_init(struct progress *progress);
void progress_release(struct progress *progress);
/*
 * Read the text; `name` is what errors begin with: "NAME:3: ". After an error *progress is empty,
 * and the text must not be overwritten.
 *   RC_USAGE  it is none, or of a later version
 *   RC_FULL   PROGRESS_OTHERS_MAX
 */
MUST_CHECK enum rc progress_read(struct progress *progress, const char *name, const char *text,
                                 size_t size, struct err *err);
/* At most PROGRESS_SIZE_MAX, and read as the same. */
void progress_add_text(const struct progress *progress, struct buf *out);

/* NULL: nothing is known of it. */
const struct progress_entry *progress_find(const struct progress *progress, const char *slug);
/*
 * Note that a person is at this step, has done a lesson, or skipped part of it. The best of several
 * times is kept, and what was done is not undone. True: something is new. What finds no room any
 * more is not noted.
 */
bool progress_note_at(struct progress *progress, const char *slug, const char *step);
bool progress_note(struct progress *progress, const struct progress_entry *entry);

#endif
