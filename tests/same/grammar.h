/* SPDX-License-Identifier: MIT */
/*
 * grammar: statements drawn from a seed, in both dialects at once. What they
 * find is drawn by guess: many do nothing and some fail, on both sides alike.
 */
#ifndef SAME_GRAMMAR_H
#define SAME_GRAMMAR_H

#include "same/schema.h"

struct grammar {
    struct rng rng;
    struct table tables[TABLES_MAX];
    int table_count;
    int names; /* given so far to indexes and tables */
    struct pair pair;
    bool gives_id;       /* the statement in `pair` may generate ids */
    struct table *swaps; /* the table of a swap under way, its column, and the two values */
    int swap_column;
    int swap_values[2];
};

void grammar_init(struct grammar *grammar, const struct rng *rng);
void grammar_release(struct grammar *grammar);

/* Each puts one statement into `pair`. */
void grammar_create_table(struct grammar *grammar, bool plain_rows);
void grammar_definition(struct grammar *grammar); /* in the middle of a run */
void grammar_change(struct grammar *grammar);     /* of rows */
void grammar_select(struct grammar *grammar);
/* A change whose effect rests on the rows it writes alone: they are found by whole keys. */
void grammar_keyed_change(struct grammar *grammar);
/*
 * Two rows of a table exchange the values of a column that may be unique, in three statements:
 * `part` 0 to 2. False: there is no such column.
 */
bool grammar_swap(struct grammar *grammar, int part);
/* A table that triggers write into, and nothing else. */
void grammar_create_log(struct grammar *grammar);
/* A trigger of table `at` that does so after "INSERT", "UPDATE" or "DELETE". */
void grammar_create_trigger(struct grammar *grammar, int at, const char *event);
/* A definition that does not end what others do. */
void grammar_small_definition(struct grammar *grammar);

#endif
