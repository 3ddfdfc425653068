/* SPDX-License-Identifier: MIT */
/*
 * decisions: what drivers were asked and answered, beside the events that came of it, for
 * `\why`. The last DECISIONS_KEPT_MAX in memory; a saved state has but the newest
 * DECISIONS_SAVED_MAX of them.
 */
#ifndef LAB_DECISIONS_H
#define LAB_DECISIONS_H

#include "base/limits.h"
#include "base/pack.h"
#include "client/client.h"

#define DECISIONS_KEPT_MAX 512 /* as many as there are such events in a tail that a screen shows */
#define DECISIONS_SAVED_MAX 16 /* about 100 bytes each */

struct decision {
    struct client_decision asked; /* its request.table is `table` */
    char table[NAME_SIZE_MAX];
    int driver; /* place in the lab's list of drivers */
};

struct decisions {
    struct decision *ring; /* owned: DECISIONS_KEPT_MAX */
    uint64_t count;        /* ever */
    uint64_t first;        /* number of the oldest kept, from 0 */
};

void decisions_init(struct decisions *decisions);
void decisions_release(struct decisions *decisions);
/* Forget what is kept. */
void decisions_clear(struct decisions *decisions);

void decisions_add(struct decisions *decisions, const struct client_decision *asked, int driver);
/* The one of which this event came; NULL: none, or it fell out. Borrowed until the next add. */
const struct decision *decisions_find(const struct decisions *decisions, uint64_t event);

/* The newest, at most so many. */
void decisions_save(struct buf *out, const struct decisions *decisions, uint64_t most);
/* `drivers`: how many there are. */
void decisions_load(struct decisions *decisions, struct unpack *in, int drivers);

#endif
