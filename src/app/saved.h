/* SPDX-License-Identifier: MIT */
/*
 * saved: the runs of earlier sessions, as they were listed last, and what the
 * first screen says of them.
 */
#ifndef APP_SAVED_H
#define APP_SAVED_H

#include "app/app.h"
#include "view/home.h"

#define SAVED_MAX 100 /* listed one by one; of the rest only the number is told */

struct saved_run {
    char name[64];
    char path[512];
    char day[24];
    char lesson[32]; /* the one that was on in it; "": none */
    char facts[64];  /* "14 lines, 40.312 s"; "": nobody looked into it */
    int lines;       /* of all branches */
    size_t size;
    bool is_in_use;
};

struct saved {
    struct saved_run runs[SAVED_MAX];
    int count;
    int all; /* those not listed included */
    size_t all_size;
    char note[700]; /* what was set aside at the last look; "": nothing */
};

/*
 * Look what is there now, and into the newest `most` that nobody has open; a damaged one is set
 * aside: saved->note says it.
 */
void saved_look(struct saved *saved, const struct app_keeper *keeper, int most);
/* By its name, or the beginning of only one. RC_UNKNOWN, RC_AMBIGUOUS. */
MUST_CHECK enum rc saved_find(const struct saved *saved, const char *name,
                              const struct saved_run **out, struct err *err);
/* Fill out[HOME_RUNS_MAX], the one to go on with first; gives their number. */
int saved_for_home(const struct saved *saved, struct home_run *out);

#endif
