/* SPDX-License-Identifier: MIT */
/*
 * recipes: what the units of work of the simulation do, by table.
 *
 * In the SQL, $a and $b are the rows chosen, $k an amount, $u the unit's own
 * number, which no other unit writes.
 */
#ifndef SIM_RECIPES_H
#define SIM_RECIPES_H

#include "cluster/cluster.h"

#define RECIPE_STEPS_MAX 6

/* What a recipe does to the rows when it commits. Sets combine. */
enum effect {
    EFFECT_NONE = 0,
    EFFECT_HIT = 1,       /* hits[a] + 1 */
    EFFECT_FACT = 2,      /* facts[b] = u */
    EFFECT_TRANSFER = 4,  /* bank[a] - k, bank[b] + k */
    EFFECT_NOTE = 8,      /* a row u in notes */
    EFFECT_JOURNAL = 16,  /* a row of u in journal, with a generated id */
    EFFECT_JOURNAL2 = 32, /* a second one */
    EFFECT_DEMO = 64,     /* a row of u in demo, which has no key */
    EFFECT_SWAP = 128,    /* seats a and b change places */
    EFFECT_THING = 256,   /* things[a] deleted and inserted again, v = u */
    EFFECT_WIDE = 512,    /* wide[a] + 1, and a row -u there */
    EFFECT_COLUMN = 1024, /* wide has a column cu */
    EFFECT_OTHER = 2048,  /* something that is not counted, but is the same everywhere */
};

struct recipe_step {
    enum request_kind kind;
    const char *sql; /* for REQUEST_SQL; for REQUEST_DDL in MySQL's dialect */
    bool locks;
};

struct recipe {
    const char *name;
    int weight;
    unsigned effects;
    struct recipe_step steps[RECIPE_STEPS_MAX]; /* ends with sql NULL and kind REQUEST_PING */
};

extern const struct recipe recipes[];
extern const int recipe_count;
/* Those of them that define come last. */
extern const int recipe_ddl_first;

/* MySQL's dialect. */
extern const char *const recipe_tables[];
extern const int recipe_table_count;

#define BANK_ROWS 12
#define BANK_START 100
#define HOT_ROWS 3
#define COLD_ROWS 9
#define SEATS 8
#define THINGS 8

#endif
