/* SPDX-License-Identifier: MIT */
/*
 * txn: a transaction at its master, from BEGIN to its end. Its states are drawn
 * in master.h. What it changed is in no store before its commit is durable; what
 * others see of it are the intents on its pages.
 */
#ifndef CLUSTER_TXN_H
#define CLUSTER_TXN_H

#include "cluster/event.h"
#include "cluster/master.h"

#define CONFLICT_TEXT "Deadlock found when trying to get lock; try restarting transaction"
#define NO_QUORUM_TEXT "storage quorum not available"

void txn_begin(struct master *master, struct session *session, bool is_explicit);
/* Take these row locks; all must be free or its own. */
void txn_take_locks(struct master *master, struct session *session, const uint64_t *locks,
                    int count);
/* Who committed what, for a new record of ours: the next in our log, with all that is applied
 * here among its causes. Its changes, versions and definition are the caller's to fill in. */
struct txn_facts {
    uint64_t txn;
    uint64_t unit;
    int client;
    int64_t row;
};

uint32_t txn_new_record(struct master *master, const struct txn_facts *facts);
/* The session's pending changes are accepted, with these pages. */
void txn_accept(struct master *master, struct session *session, const struct write *write);
/* Send the commit record, or end at once if there is nothing to commit. */
void txn_commit(struct master *master, struct session *session);
/* Four copies hold the record: it is true. */
void txn_on_durable(struct master *master, const struct own_commit *commit);

void txn_roll_back(struct master *master, struct session *session, enum event_rollback reason);

/* Its one statement found nothing to change. */
void txn_end_empty(struct master *master, struct session *session);

struct loss {
    enum event_conflict class;
    uint32_t page;
    int winner; /* 0-based; -1: not known */
    enum counter winner_kind;
    uint64_t winner_txn;
    int64_t row;
    int64_t winner_row;
};

/* Another won: roll back all of it and answer 1213. */
void txn_lose(struct master *master, struct session *session, const struct loss *loss);
/* Its session goes while the record is under way. */
void txn_forget_session(struct master *master, struct session *session);

#endif
