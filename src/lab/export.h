/* SPDX-License-Identifier: MIT */
/*
 * export: what a lab holds, as the bytes of a file for other programs: a master's rows, the
 * events, what was typed and answered. Whoever asks for one writes the file; a run knows nothing
 * of it.
 */
#ifndef LAB_EXPORT_H
#define LAB_EXPORT_H

#include "lab/lab.h"
#include "shell/words.h"

#define EXPORT_SIZE_MAX ((size_t)256 * 1024 * 1024)
#define EXPORT_USAGE "m1 FILE.db | events FILE | transcript FILE"

/* One line of a transcript. */
struct export_said {
    sim_us at;
    int client; /* 1..; 0: everybody's */
    int master; /* 0-based; -1: none */
    char sign;  /* '>' it was typed, '!' it was refused, ' ' it came of it */
    const char *text;
};
/* Append it, a line for each of its own. */
void export_add_said(struct buf *out, const struct export_said *said);

/* What was said, which whoever shows a lab keeps: made when it is asked for. */
struct export_transcript {
    void (*add)(void *user, struct buf *out);
    int64_t lines;     /* in it */
    int64_t forgotten; /* older ones that are kept no more */
    void *user;        /* borrowed */
};

/*
 * What a line \export asks for: append the bytes of its file to `out`, and to `facts` what is in
 * it. *path is where it is to be written, borrowed from the words.
 *   RC_USAGE    it is no such line, or names no file
 *   RC_UNKNOWN  there is no such master
 *   RC_FULL     it would be longer than what `out` may hold
 *   RC_STORE    SQLite failed
 */
MUST_CHECK enum rc export_add(struct buf *out, struct buf *facts, const char **path,
                              struct lab *lab, const struct export_transcript *transcript,
                              const struct words *words, struct err *err);
/* \record, where there is no screen: what can be had there. */
enum rc export_refuse_recording(struct err *err);
/* What may be asked for, for completion. */
void export_offer(const struct lab *lab, cmd_offer_fn offer, void *to);

#endif
