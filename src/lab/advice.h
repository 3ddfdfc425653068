/* SPDX-License-Identifier: MIT */
/*
 * advice: what helps against an event, in a sentence or two, and who said that it is so: AWS's
 * documents, talks about it (second hand), or this model alone. One row a kind, where there is
 * something to be done.
 */
#ifndef LAB_ADVICE_H
#define LAB_ADVICE_H

#include "cluster/event.h"

struct advice {
    const char *helps;  /* NULL: there is nothing to be done */
    const char *better; /* what would have kept it from happening; NULL */
    const char *docs;   /* of what is shown, "page, 1213, rollback"; NULL: nothing of it */
    const char *talks;
    const char *ours;
};

/* For the event, or for the error that it tells of. Never NULL. */
const struct advice *advice_of(const struct event *event);
/* For a conflict that was lost to a master which no longer answers (lab/silence.h). */
const struct advice *advice_of_dead_claim(void);
/* "helps    ...", and who said so, as lines beside labels. */
void advice_add(struct buf *out, const struct event *event);

#endif
