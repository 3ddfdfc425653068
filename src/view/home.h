/* SPDX-License-Identifier: MIT */
/*
 * home: what can be chosen on the first screen, as a table: each line is a
 * command line that the app carries out. The first is the lit card.
 */
#ifndef VIEW_HOME_H
#define VIEW_HOME_H

struct home_item {
    const char *title;
    const char *facts;   /* at the right end of its line */
    const char *about;   /* one sentence, for the row below */
    const char *command; /* lines that are carried out one after the other, '\n' between */
};

int home_item_count(void);
const struct home_item *home_item(int index);

#endif
