/* SPDX-License-Identifier: MIT */
/*
 * program: clients that append to lists and count registers up, one operation
 * after the other, and write down what they asked and what they were answered.
 */
#ifndef HISTORY_PROGRAM_H
#define HISTORY_PROGRAM_H

#include "base/rng.h"
#include "sim/world.h"

#define PROGRAMS_MAX 8
#define PROGRAM_MICROS_MAX 4
#define PROGRAM_CELL_MAX 4000 /* bytes of a list, as text */
#define PROGRAM_ROWS_MAX 16
#define LISTS_MAX 6
#define REGISTERS_MAX 4

/* One thing to do to one key, and what was read of it. */
struct deal {
    char kind; /* 'a'ppend, 'r'ead, 'w'rite */
    int key;
    int64_t value; /* to append or write, or the version read; -1: not known (yet) */
    char text[PROGRAM_CELL_MAX];
};

/* A reply, until its program reads it. */
struct reply_kept {
    bool is_here;
    bool is_ok, is_unknown, is_answered, in_transaction;
    int master;
    int64_t affected;
    int row_count;
    int keys[PROGRAM_ROWS_MAX];
    char cells[PROGRAM_ROWS_MAX][PROGRAM_CELL_MAX];
};

enum program_state { PROGRAM_RESTS, PROGRAM_THINKS, PROGRAM_ASKS };

struct program {
    enum program_state state;
    sim_us due;
    int process;
    int master;    /* of the last answer */
    const char *f; /* of the operation under way; NULL: none */
    const char *level;
    bool is_transaction, is_read_committed, rolls_back, is_setting;
    int step; /* -2: isolation, -1: BEGIN, then deals, then COMMIT */
    struct deal deals[PROGRAM_MICROS_MAX];
    int deal_count;
    int64_t known[REGISTERS_MAX]; /* the version of each register when it was last read */
    struct reply_kept reply;
};

struct programs {
    struct world *world; /* borrowed */
    struct rng rng;
    struct program programs[PROGRAMS_MAX];
    int count;
    int processes; /* numbers given */
    int64_t index; /* of the next line */
    int lists, registers;
    int stride; /* between the keys of rows: together on a page, or each on its own */
    int left;   /* operations to begin */
    sim_us rest_max, think_max;
    int64_t elements; /* given, of all lists and blind registers */
};

/* Make the tables, and let every master have them. False: it cannot be. */
MUST_CHECK bool programs_fill(struct programs *programs, struct world *world,
                              const struct rng *rng);
void programs_begin(struct programs *programs, int count);
void programs_on_reply(struct programs *programs, const struct client_reply *reply);
sim_us programs_next_at(const struct programs *programs);
void programs_step(struct programs *programs);
/* Have all operations begun? */
bool programs_are_done(const struct programs *programs);
bool programs_are_idle(const struct programs *programs);
/* Begin nothing any more. */
void programs_end(struct programs *programs);
/* Read all tables by @1, which is sent to this master. False: another answered, or nobody. */
MUST_CHECK bool programs_read_last(struct programs *programs, int master);
void programs_release(struct programs *programs);

#endif
