/* SPDX-License-Identifier: MIT */
/*
 * facts: what a check can ask of the present: one row of a table for each,
 * from which the checks' parser, the values in hints and the list in
 * lessons/README.md are made. A fact is read from the simulation, never from a
 * screen, and reading it leaves no trace.
 */
#ifndef LESSON_FACTS_H
#define LESSON_FACTS_H

#include "base/buf.h"
#include "lab/lab.h"
#include "lesson/notes.h"

#include <stdbool.h>
#include <stdint.h>

/* What a value is. All are kept as a number; texts as themselves. */
enum fact_type {
    TYPE_NUMBER,
    TYPE_TIME,     /* microseconds; "250ms" */
    TYPE_PERMILLE, /* "5%" is 50 */
    TYPE_PLACE,    /* a place_id; "m2", "b1", "b", "none" */
    TYPE_CLIENT,   /* 1..; "@2", "2", "none" */
    TYPE_WORD,     /* the place of a word in the row's list */
    TYPE_TEXT,
};

#define FACT_WORDS_MAX 10

/* A value that was read. Plain data. */
struct fact_value {
    bool is_known; /* false: it has none now, and no comparison with it holds */
    int64_t number;
    char text[NAME_SIZE_MAX];
};

/* What stands in a fact's parentheses. */
enum fact_argument {
    ARGUMENT_NONE,
    ARGUMENT_MASTER,
    ARGUMENT_AZ,
    ARGUMENT_COPY,
    ARGUMENT_CLIENT,
    ARGUMENT_TABLE,  /* "orders" */
    ARGUMENT_COLUMN, /* "acct.bal" */
};

/* One fact, asked for. */
struct fact {
    const struct fact_row *row;   /* of the table */
    int index;                    /* of the argument: 0-based; a client's number */
    char name[NAME_SIZE_MAX * 2]; /* of a table or column */
    char branch[NAME_SIZE_MAX];   /* asked of it; "": of the branch that is played */
};

struct world; /* below */

struct fact_row {
    const char *name;   /* "master" */
    const char *member; /* behind the dot; NULL: there is none */
    enum fact_argument argument;
    enum fact_type type;
    const char *words[FACT_WORDS_MAX]; /* of TYPE_WORD; of TYPE_NUMBER how its 0 is told */
    const char *meaning;               /* for the list */
    struct fact_value (*read)(struct world *world, const struct fact *fact);
};

#define SUMS_KEPT 8

/* The present, looked at when something is asked, and not twice. */
struct world {
    const struct lab *lab;     /* borrowed */
    const struct notes *notes; /* borrowed; NULL: there are none */
    bool has_cluster, has_clients;
    struct cluster_view cluster;
    struct clients_view clients;
    struct world_sum { /* what tables said, for as long as their rows are the same */
        char sql[NAME_SIZE_MAX * 3];
        int master;
        uint64_t hint;
        struct fact_value value;
    } sums[SUMS_KEPT];
    int sum_next;
};

/* The world has changed: look anew. */
void world_set(struct world *world, const struct lab *lab);
/* It is another one, or another past: what its tables said counts no more. */
void world_forget(struct world *world);
const struct cluster_view *world_cluster(struct world *world);
const struct clients_view *world_clients(struct world *world);

struct fact_value fact_read(struct world *world, const struct fact *fact);
/* "client(1).at": as it is asked for, but for its branch. */
void fact_add_name(struct buf *out, const struct fact *fact);
/* What a branch had when it was compared with the one that is played. */
struct fact_value fact_of_branch(const struct world *world, const char *branch, const char *asked);

/* The table, for the parser and the list; `count` rows. */
const struct fact_row *facts_table(int *count);
/* "m1..m4", "TABLE": what may stand in the parentheses. */
const char *fact_argument_words(enum fact_argument argument);
/*
 * Read the argument of a fact. RC_UNKNOWN: there can be no such thing; err says what there is.
 */
MUST_CHECK enum rc fact_read_argument(struct fact *fact, const char *word, struct err *err);
/*
 * A word as a value of a type; `words` as of the row. RC_UNKNOWN: it is none; err says what is.
 */
MUST_CHECK enum rc fact_read_word(struct fact_value *out, enum fact_type type,
                                  const char *const *words, const char *word, struct err *err);
/* A value for people: "m2", "640 ms", "down", "3". */
void fact_add_value(struct buf *out, enum fact_type type, const char *const *words,
                    const struct fact_value *value);
/* The list of lessons/README.md: Markdown, one row for each fact. */
void facts_add_list(struct buf *out);

#endif
