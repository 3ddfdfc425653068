/* SPDX-License-Identifier: MIT */
/*
 * play: steps played against a lab and against one plain SQLite, and what came
 * of it on both sides.
 *
 * While one client works alone, both are asked in lockstep and must say the
 * same. Of a crowd, what was committed is told from the events, and the plain
 * side is fed afterwards, in the order of the commits.
 */
#ifndef SAME_PLAY_H
#define SAME_PLAY_H

#include "lab/lab.h"
#include "same/plain.h"
#include "same/steps.h"

#define CLIENTS_PLAYED 65
#define UNITS_PLAYED 200
#define UNIT_ROWS_MAX 8
#define COMMITS_MAX 1000

struct heard { /* the last answer to a client */
    bool is_error;
    int error; /* an enum sql_error */
    int master;
    struct buf text;
};

enum outcome { OUTCOME_OPEN, OUTCOME_OK, OUTCOME_FAILED, OUTCOME_UNKNOWN };

struct effect { /* a statement that was answered OK and changed something */
    int step;
    int64_t affected;
    int64_t id;
};

struct unit { /* of a crowd */
    int group;
    int client;
    bool is_explicit;
    bool is_definition;
    uint64_t txn; /* 0: not known yet */
    enum outcome outcome;
    int in_flight; /* the step whose answer was lost; -1: none */
    struct effect effects[UNIT_ROWS_MAX];
    int effect_count;
};

struct lane {
    int client;           /* 1.. in the lab */
    int master;           /* where it is at home */
    bool is_retired;      /* its connection broke: the next unit has a client of its own */
    int unit;             /* index; -1: none */
    int step;             /* in flight; -1: none */
    int queue[STEPS_MAX]; /* steps that wait for that to be answered */
    int queue_first;
    int queue_last;
};

struct commit {
    uint64_t txn;
    int unit; /* -1: nobody's */
    bool is_voided;
};

/* What many plays did, for whoever wonders whether they meet anything. */
struct counts {
    int64_t statements, errors, conflicts, commits, unknown, adopted, definitions, faults;
};

struct play {
    const struct steps *steps; /* borrowed */
    uint64_t seed;
    struct lab *lab;     /* owned */
    struct plain *plain; /* owned */
    struct heard heard[CLIENTS_PLAYED];
    struct lane lanes[LANES_MAX];
    struct unit units[UNITS_PLAYED];
    int unit_count;
    int unit_of_client[CLIENTS_PLAYED]; /* the last one */
    struct commit commits[COMMITS_MAX];
    int commit_count;
    bool is_crowd;     /* commits are noted */
    uint64_t last_txn; /* committed last, and at how many masters it is shown */
    int shown_at;
    int dead_group; /* whose transaction has ended before its last step */
    bool is_open;   /* a transaction is, in lockstep */
    struct counts counts;
    struct buf script;  /* what was given, as `quartet run` takes it */
    struct buf failure; /* empty: none */
    bool is_verbose;
};

/* Play all of it; false: play->failure says what is wrong. Released by play_release() anyway. */
bool play_run(struct play *play, const struct steps *steps, uint64_t seed, bool is_verbose);
void play_release(struct play *play);

/* For those who judge: note what is wrong, unless something is already. */
void play_fail(struct play *play, const char *format, ...) PRINTF_LIKE(2, 3);
bool play_has_failed(const struct play *play);

/* Give a line and wait until this client is answered; 0: a command. */
void play_give(struct play *play, int client, const char *line);
void play_await(struct play *play, int client);
/* The id that a client's last statement generated; 0: it cannot be told. */
int64_t play_ask_id(struct play *play, int client);
/* An enum sql_error; 0: the answer is none. */
int play_error(const struct heard *heard);
/* Is it an error of the cluster, and not of the statement? */
bool play_is_cluster_error(const struct heard *heard);
/* Has the connection failed? */
bool play_is_lost(const struct heard *heard);
/* "Query OK, 3 rows affected": 3; -1: it does not say that. */
int64_t play_affected(const struct heard *heard);

/* crowd.c: a step of a crowd; the end of all that are under way; feeding the plain side. */
void crowd_step(struct play *play, int step);
void crowd_on_event(struct play *play, const struct event *event);
void crowd_finish(struct play *play);
void crowd_replay(struct play *play);

/* equal.c: every master must have the tables and rows of the plain side. */
void equal_check(struct play *play);

#endif
