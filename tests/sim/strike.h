/* SPDX-License-Identifier: MIT */
/* strike: what the nemesis does at one moment, as lines that anybody could type. */
#ifndef SIM_STRIKE_H
#define SIM_STRIKE_H

#include <stdbool.h>

#define DEED_SIZE 160
#define STRIKE_LINES 24

struct strike {
    char lines[STRIKE_LINES][DEED_SIZE];
    int count;
    bool is_before; /* rather than after what comes next */
};

#endif
