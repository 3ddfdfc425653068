/* SPDX-License-Identifier: MIT */
/*
 * run_text: a run as plain text, for a file that grows entry by entry while a
 * session lasts, and for one that is kept or sent to somebody.
 *
 *   quartet run 1                  what this is; the number is of the format
 *   sqlite 2022-11-16 12:10:08 ... the source id of the SQLite it was made with
 *   seed 42
 *   masters 2
 *   file drivers active_standby 1f00c1e2...   what the line above read; its content follows,
 *   |-- active_standby: ...                   line by line, where its hash first stands
 *   at 2.4s @1 \kill az b          a full line and its time
 *   at 2.5s 1 @1 INSERT INTO t     the same, of a statement that goes on for 1 more line
 *   |VALUES (1);
 *   refused                        the line above was refused and is no part of the run
 *   until 3s 8c0d3a...             time went on to here; the narrative's hash was this
 *   branch b2 main 2s 4 1031       a branch begins at a place: branch, time, lines, things
 *   here main 2.5s 5 1190 undone   one went to a place, whose next lines are taken back
 *   drop                           the branch above was taken back
 *   draft 4 /home/ada/mine.lua     a driver of @4 was refused, and is edited on there; or none is
 *   # a comment
 *
 * A line that begins with '|' goes on with the entry above it.
 */
#ifndef LAB_RUN_TEXT_H
#define LAB_RUN_TEXT_H

#include "base/buf.h"
#include "lab/lab.h"
#include "lab/run.h"

/* The entries, one each, for a file that grows. */
void run_text_add_start(struct buf *out, const struct run *run);
void run_text_add_line(struct buf *out, sim_us at, const char *text);
void run_text_add_file(struct buf *out, const struct run_file *file, bool with_content);
void run_text_add_refused(struct buf *out);
void run_text_add_mark(struct buf *out, sim_us at, uint64_t trace);
void run_text_add_branch(struct buf *out, const struct run *run, int branch);
void run_text_add_here(struct buf *out, const struct run *run);
void run_text_add_drop(struct buf *out);
void run_text_add_draft(struct buf *out, const struct run *run);

/* All of the run, each line and each file once. */
void run_text_add(struct buf *out, const struct run *run);
/* The same without the content of files that its reader has: those that are so by their index. */
void run_text_add_known(struct buf *out, const struct run *run, const bool *is_known);

/*
 * Read a run; the caller releases *run, whatever comes. An entry cut short at the end, which a
 * crash can leave, is dropped: *whole is then the size of what is whole, else `size`.
 *   RC_DAMAGED  it is no run, or a line of it is wrong; err names the line
 */
MUST_CHECK enum rc run_text_read(struct run *run, const char *text, size_t size, size_t *whole,
                                 struct err *err);
/*
 * Read what run_text_add_known() wrote: a file without content is one of `files`. Errors as
 * run_text_read(), and
 *   RC_UNKNOWN  there is no such file, or it is another than the run's
 */
MUST_CHECK enum rc run_text_read_known(struct run *run, const char *text, size_t size,
                                       const struct lab_files *files, struct err *err);

#endif
