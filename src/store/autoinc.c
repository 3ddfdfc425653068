/* SPDX-License-Identifier: MIT */
#include "store/autoinc.h"

int64_t autoinc_next(struct table *table, int master)
{
    int64_t first = master + 1;
    int64_t next = first;
    if (table->largest >= first) {
        int64_t steps = (table->largest - first) / AUTOINC_STEP + 1;
        if (steps > (INT64_MAX - first) / AUTOINC_STEP) {
            return 0;
        }
        next = first + steps * AUTOINC_STEP;
    }
    table->largest = next;
    return next;
}

void autoinc_see(struct table *table, int64_t id)
{
    if (id > table->largest) {
        table->largest = id;
    }
}
