/* SPDX-License-Identifier: MIT */
/*
 * heat: which pages of a table were written lately, by whom, and how often that
 * ended in a conflict, as the events in memory tell it.
 */
#ifndef LAB_HEAT_H
#define LAB_HEAT_H

#include "lab/lab.h"

#define HEAT_LENGTH (10 * US_PER_S) /* how far back it looks */
#define HEAT_PAGES_MAX 256          /* of a table; those that come later are left out */

struct heat_page {
    int64_t page;
    int changes[MASTERS_MAX]; /* versions of it that were accepted */
    int conflicts;            /* transactions that lost it or a row of it */
};

struct heat {
    int count; /* in order of page */
    struct heat_page pages[HEAT_PAGES_MAX];
    sim_us length; /* less than HEAT_LENGTH if the run is younger, or its events are kept no more */
};

void heat_take(struct heat *heat, const struct lab *lab, uint32_t table);

#endif
