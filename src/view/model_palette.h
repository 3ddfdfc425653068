/* SPDX-License-Identifier: MIT */
/* model_palette: the commands that have the words typed, and what each of them does. */
#ifndef VIEW_MODEL_PALETTE_H
#define VIEW_MODEL_PALETTE_H

#include <stdbool.h>

#define PALETTE_ITEMS_MAX 64

struct model_palette_item {
    char line[48];   /* "\kill", "\kill az b" */
    char usage[80];  /* of a command: "az|m1|b1" */
    char about[200]; /* one sentence */
    char key[16];    /* that does it; "" none */
    bool is_chosen;
};

struct model_palette {
    char wanted[80]; /* the words */
    int found, all;  /* how many have them, of how many */
    int count;       /* of items: the best of them */
    struct model_palette_item items[PALETTE_ITEMS_MAX];
};

#endif
