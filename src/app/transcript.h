/* SPDX-License-Identifier: MIT */
/*
 * transcript: what was said at the prompt, line by line: typed, answered,
 * refused. Each line knows its client and the master it ran on, so that the
 * transcript of one client can be read and a failover be seen in it.
 */
#ifndef APP_TRANSCRIPT_H
#define APP_TRANSCRIPT_H

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

#ifndef TRANSCRIPT_LINES_MAX
#define TRANSCRIPT_LINES_MAX 2000 /* some results of ROWS_SHOWN_MAX rows */
#endif

enum transcript_kind {
    TRANSCRIPT_TYPED,  /* what a person typed; its first row has a prompt */
    TRANSCRIPT_RESULT, /* what came of it: sentences, and the names of columns */
    TRANSCRIPT_VALUES, /* the rows of a result */
    TRANSCRIPT_FACT,   /* how many they are, and how long it took */
    TRANSCRIPT_ERROR,
    TRANSCRIPT_NOTE, /* a word of ours about it */
};

struct transcript_line {
    enum transcript_kind kind;
    int client;       /* whose; 0: everybody's */
    int master;       /* 0-based; -1: none */
    bool goes_on;     /* a further line of what was typed */
    bool is_grid;     /* it has columns: it is not wrapped, but read sideways */
    int round_of;     /* the last round of this client's \watch; -1: one that is kept; 0: none */
    sim_us at;        /* of the lab, when it was said */
    const char *text; /* one line */
};

struct transcript {
    struct transcript_line *lines; /* owned, a ring, their texts too */
    int first, count;
    int64_t forgotten; /* lines, for newer ones */
};

void transcript_init(struct transcript *transcript);
void transcript_release(struct transcript *transcript);

/* Append `text`, a line for each of its lines, those after the first of an error as notes. */
void transcript_add(struct transcript *transcript, const struct transcript_line *line);
/* Forget the lines of a client. */
void transcript_clear(struct transcript *transcript, int client);
/*
 * A round of a client's \watch stands where the one before stood, if nothing but rounds was said
 * since: that one is forgotten, and where it stood, lines forgotten counted in, is given back.
 * Without one, or if it is to be kept, that is the end. What is then said from `from` on is moved
 * to this place.
 */
int64_t transcript_take_round(struct transcript *transcript, int client, bool is_kept);
void transcript_move_round(struct transcript *transcript, int64_t from, int64_t to);
/* Is this what was said last? Then once is enough. */
bool transcript_ends_with(const struct transcript *transcript, const char *text);
/* Oldest first, 0 .. count-1; borrowed until the next change. */
const struct transcript_line *transcript_at(const struct transcript *transcript, int index);

#endif
