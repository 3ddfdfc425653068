/* SPDX-License-Identifier: MIT */
/* say: the parts that the grammar's statements are put together from. */
#ifndef SAME_SAY_H
#define SAME_SAY_H

#include "same/grammar.h"

int64_t say_draw(struct grammar *grammar, int64_t below);
bool say_chance(struct grammar *grammar, int permille);
void say_start(struct grammar *grammar);

/* The same text on both sides, each its own, a name, a number. */
void say_both(struct grammar *grammar, const char *text);
void say_each(struct grammar *grammar, const char *lab, const char *plain);
void say_name(struct grammar *grammar, const char *text);
void say_number(struct grammar *grammar, int64_t value);
/* As pair_value() and pair_small_value(); a value for a key. */
void say_value(struct grammar *grammar, enum column_type type);
void say_small(struct grammar *grammar, enum column_type type);
void say_key_value(struct grammar *grammar, const struct table *table, const struct column *column);

/* A table that is there, but now and then. */
struct table *say_any_table(struct grammar *grammar);
struct column *say_any_column(struct grammar *grammar, struct table *table);
/* One that can be written, and is not the first of the key. */
struct column *say_any_plain_column(struct grammar *grammar, struct table *table);

void say_expression(struct grammar *grammar, struct table *table);
/* What stands behind WHERE; `depth` 0: as deep as it may be. */
void say_predicate(struct grammar *grammar, struct table *table, int depth);

#endif
