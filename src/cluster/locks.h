/* SPDX-License-Identifier: MIT */
/*
 * locks: which session of a master holds which row or unique key, and who waits
 * for what, in order of arrival. Local to one master: no other master knows.
 */
#ifndef CLUSTER_LOCKS_H
#define CLUSTER_LOCKS_H

#include "base/limits.h"
#include "base/pack.h"

#include <stdbool.h>
#include <stdint.h>

#define LOCK_NOBODY (-1)
#define LOCK_ORPHANED CONNECTIONS_MAX /* kept for a commit under way whose session is gone */

struct lock {
    uint64_t key;
    int holder; /* a session; only in slots that are taken */
    bool is_taken;
    bool none[3]; /* no hole: states are saved by their words (plain.h) */
};

struct waiter {
    int session;
    bool is_page; /* it waits for the latch of a page, else for a lock */
    bool none[3]; /* no hole, as above */
    uint64_t what;
};

struct locks {
    struct lock *slots; /* owned; open addressing */
    int slot_count;
    int taken;
    struct waiter *waiters; /* owned; in order of arrival */
    int waiter_count;
    int waiter_room;
};

void locks_init(struct locks *locks);
void locks_release(struct locks *locks);
void locks_clear(struct locks *locks);

/* Who holds the key; LOCK_NOBODY: free. */
int locks_holder(const struct locks *locks, uint64_t key);
/* The key must be free, or the session's already; true: it was not his before. */
bool locks_take(struct locks *locks, uint64_t key, int session);
void locks_give_back(struct locks *locks, uint64_t key);
void locks_hand_over(struct locks *locks, uint64_t key, int session);

void locks_wait(struct locks *locks, struct waiter waiter);
void locks_stop_waiting(struct locks *locks, int session);
/* What the session waits for; NULL: nothing. */
const struct waiter *locks_waits_for(const struct locks *locks, int session);
/* Would `session`, waiting for `key`, wait for itself in the end? */
bool locks_makes_cycle(const struct locks *locks, int session, uint64_t key);

void locks_save(struct buf *out, const struct locks *locks);
void locks_load(struct locks *locks, struct unpack *in);

#endif
