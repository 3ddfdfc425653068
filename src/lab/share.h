/* SPDX-License-Identifier: MIT */
/*
 * share: a run as one line that a person pastes into a message: the text of lab/run_text.h of the
 * way to where one stands, made small, without other branches and without what was taken back.
 *
 *   quartet.1.AbC...     the number is of the form of the line; then base64url of
 *                        a checksum, and the text compressed, with its length
 *
 * What lines read is in it, too, by content, if that fits. Else files that come with Quartet are
 * named with their hashes, and whoever opens the line must have the same; a person's own drivers
 * are always in it.
 */
#ifndef LAB_SHARE_H
#define LAB_SHARE_H

#include "lab/lab.h"
#include "lab/run.h"

#define SHARE_PREFIX "quartet."
#define SHARE_SIZE_MAX 2048 /* what fits into a message anywhere */

struct share_sum {
    size_t size;     /* of the line, or of what it would be */
    int lines;       /* of the run */
    sim_us at;       /* where it ends */
    char known[300]; /* files that it only names: "drivers/careful, loads/bank"; "": none */
};

/*
 * Append the line of a run that has been played to where it stands. *sum is told in any case.
 *   RC_FULL  it is longer than SHARE_SIZE_MAX; nothing was appended
 */
MUST_CHECK enum rc share_add(struct buf *out, const struct run *run, const struct lab_files *files,
                             struct share_sum *sum, struct err *err);

/* What a person should know of it, in sentences. */
void share_add_facts(struct buf *out, const struct share_sum *sum);

/* Does the text begin as a share line, of any version? */
bool share_is(const char *text);
/* Could it be the rest of one? */
bool share_is_piece(const char *text);
/*
 * Append the text of the run that a line holds; blanks and line ends in it do not count.
 *   RC_DAMAGED  it is no such line, or not as it was made; err says what is wrong and what to try
 *   RC_RANGE    it is of another version
 *   RC_FULL     it is too long
 *   RC_UNKNOWN  it names a file that is not the same here
 */
MUST_CHECK enum rc share_read(struct buf *out, const char *line, const struct lab_files *files,
                              struct err *err);

#endif
