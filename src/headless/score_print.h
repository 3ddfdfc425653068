/* SPDX-License-Identifier: MIT */
/* score_print: scores as tables for people, as JSON and as CSV. */
#ifndef HEADLESS_SCORE_PRINT_H
#define HEADLESS_SCORE_PRINT_H

#include "headless/score.h"
#include "headless/score_play.h"

/* What came of one driver. */
struct score_of_driver {
    const char *file; /* as it was given; borrowed */
    char name[64];    /* of it without folder and ending */
    struct score days[SCORE_DAYS_MAX];
    struct score all;
    struct score worst; /* the one run that was worst */
    struct score_play worst_play;
    struct score_times worst_times;
};

struct score_table {
    const struct score_options *options; /* borrowed */
    char days[SCORE_DAYS_MAX][64];       /* names */
    int day_count;
    struct score_of_driver *drivers; /* owned */
    int driver_count;
};

void score_print(const struct score_table *table, struct buf *out);

#endif
