/* SPDX-License-Identifier: MIT */
/*
 * queue: lines that wait for their turn: the rest of a paste, or of a file.
 * They run in order, each when the one before it is answered, and not before
 * their "at TIME".
 */
#ifndef APP_QUEUE_H
#define APP_QUEUE_H

#include "base/err.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

struct queue_line {
    char *text;      /* owned */
    int client;      /* whose it is; 0: who speaks when its turn comes */
    sim_us at;       /* -1: any time */
    int line_number; /* in the file; 0: it was pasted */
    bool is_foreign; /* it came with a lesson */
};

struct queue {
    struct queue_line *lines; /* owned */
    int first, count, room;
    char name[256]; /* of the file */
};

void queue_init(struct queue *queue);
void queue_release(struct queue *queue);

/*
 * Put the lines of a file behind what waits. Nothing is put there if one of them cannot be read.
 *   RC_USAGE  "NAME: line 7: ..."
 *   RC_FULL   larger than SCRIPT_SIZE_MAX
 */
MUST_CHECK enum rc queue_add_file(struct queue *queue, const char *name, const char *data,
                                  size_t size, struct err *err);
/* Takes over its text. */
void queue_add(struct queue *queue, const struct queue_line *line);

/* The next line, without taking it; NULL: none waits. */
const struct queue_line *queue_peek(const struct queue *queue);
/* Take it; the caller owns its text. */
struct queue_line queue_take(struct queue *queue);
/* Drop what waits; returns how many lines that were. */
int queue_drop(struct queue *queue);

#endif
