/* SPDX-License-Identifier: MIT */
/*
 * recipes: what the units of work of the simulation do, as they are typed, by
 * table.
 *
 * In a step, $a and $b are the rows chosen, $k an amount, $u the unit's own
 * number, which no other unit writes, and $r the number that its last SELECT gave.
 */
#ifndef SIM_RECIPES_H
#define SIM_RECIPES_H

#include <stdbool.h>

#define RECIPE_STEPS_MAX 8
#define RECIPE_TABLES_MAX 32

/* What a recipe does to the rows when it commits. Sets combine. */
enum effect {
    EFFECT_NONE = 0,
    EFFECT_HIT = 1 << 0,      /* hits[a] + 1 */
    EFFECT_FACT = 1 << 1,     /* facts[b] = u */
    EFFECT_TRANSFER = 1 << 2, /* bank[a] - k, bank[b] + k */
    EFFECT_NOTE = 1 << 3,     /* a row u in notes */
    EFFECT_JOURNAL = 1 << 4,  /* a row of u in journal, with a generated id */
    EFFECT_JOURNAL2 = 1 << 5, /* a second one */
    EFFECT_DEMO = 1 << 6,     /* a row of u in demo, which has no key */
    EFFECT_SWAP = 1 << 7,     /* seats a and b change places */
    EFFECT_THING = 1 << 8,    /* things[a] deleted and inserted again, v = u */
    EFFECT_WIDE = 1 << 9,     /* wide[a] + 1, and a row -u there */
    EFFECT_COLUMN = 1 << 10,  /* wide has a column cu */
    EFFECT_OTHER = 1 << 11,   /* something that is not counted, but is the same everywhere */
    EFFECT_APPEND = 1 << 12,  /* lists[a] ends with u */
    EFFECT_CAS = 1 << 13,     /* registers[a] = u, its version + 1 */
    EFFECT_GUESS = 1 << 14,   /* guesses[a] + 1, as the program had read it: may be lost */
    EFFECT_MOVE = 1 << 15,    /* the row of movers that is a's gets the key 100000 + u */
};

/* What its last SELECT must show. */
enum reads {
    READS_ANY,   /* whatever there is */
    READS_TOTAL, /* the bank's */
    READS_HITS,  /* every increment that was answered OK before it was asked */
    READS_SAME,  /* what the SELECT before showed */
};

/* Which rows a recipe is about. */
enum range { RANGE_ROWS, RANGE_BANK, RANGE_PAIR, RANGE_SEATS, RANGE_FEW };

struct recipe {
    const char *name;
    int work; /* the number of the workload it is of, 1.. for W1 */
    int weight;
    unsigned effects;
    enum range range;
    int think_ms;  /* between two steps, at most */
    bool may_miss; /* its write may find no row: then it had no effect */
    enum reads reads;
    const char *steps[RECIPE_STEPS_MAX]; /* ends with NULL */
};

extern const struct recipe recipes[];
extern const int recipe_count;
/* The first of those that define; the others of them follow. */
extern const int recipe_ddl_first;

/* What is typed at the start, and then for each row: $a its number. */
extern const char *const recipe_tables[];
extern const int recipe_table_count;
/* In some runs a trigger writes each row of demo into echo, too. */
extern const char *const recipe_triggers[];
extern const int recipe_trigger_count;
/* Which of them a statement is about, by what stands behind INTO or FROM; -1: none. */
int recipe_table_of(const char *sql);
struct recipe_fill {
    const char *form;
    int first;
    int step;
    int count;
};
extern const struct recipe_fill recipe_fills[];
extern const int recipe_fill_count;

#define BANK_ROWS 12
#define BANK_START 100
#define HOT_ROWS 3
#define COLD_ROWS 9
#define SEATS 8
#define THINGS 8
#define FEW_ROWS 6
#define PROBE_ROW 7777
#define MOVED_FROM 100000

#endif
