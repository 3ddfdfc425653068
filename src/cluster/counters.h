/* SPDX-License-Identifier: MIT */
/*
 * counters: what a master has counted since it was made, each where it happens,
 * and the sums that they add up to. One table gives each its name, as SHOW STATUS
 * has it, and its meaning.
 *
 * They are kept over the end of a process, so that what ended with it is counted,
 * too. No part of the model reads them.
 */
#ifndef CLUSTER_COUNTERS_H
#define CLUSTER_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

#define COUNTERS(X)                                                                                \
    /* how transactions end */                                                                     \
    X(TXN_BEGUN, "Txn_begun", "transactions; a SELECT by itself is none")                          \
    X(TXN_COMMITTED, "Txn_committed", "durable: 4 copies have it")                                 \
    X(TXN_EMPTY, "Txn_empty", "ended well with nothing to commit")                                 \
    X(TXN_ROLLED_BACK, "Txn_rolled_back", "by ROLLBACK")                                           \
    X(TXN_FAILED, "Txn_failed", "its one statement failed")                                        \
    X(TXN_PHYSICAL, "Conflict_physical", "1213: another master changed the page")                  \
    X(TXN_LOGICAL, "Conflict_logical", "1213: another master holds the row")                       \
    X(TXN_TIE, "Conflict_tie", "1213: nobody had 4 votes, and it had to yield")                    \
    X(TXN_LOCAL, "Local_deadlock", "1213: two of this master waited for each other")               \
    X(TXN_LOCK_TIMEOUT, "Txn_lock_timeout", "1205 ended it: it was one statement")                 \
    X(TXN_NO_QUORUM, "Txn_no_quorum", "1105: not enough copies answered")                          \
    X(TXN_READ_ONLY, "Txn_read_only", "1290 at COMMIT: its master takes no writes now")            \
    X(TXN_DDL, "Txn_ddl", "DDL on its table ended its session")                                    \
    X(TXN_DISCONNECTED, "Txn_disconnected", "its client went")                                     \
    X(TXN_CRASHED, "Txn_lost_crash", "this master's process ended")                                \
    X(TXN_FENCED, "Txn_fenced", "this master was fenced or left behind")                           \
    X(TXN_UNANSWERED, "Txn_unanswered", "its COMMIT was under way as the master ended")            \
    /* who won */                                                                                  \
    X(CONFLICTS, "Conflicts", "transactions lost to another master")                               \
    X(CONFLICTS_USER, "Conflicts_by_user", "to a client's statement")                              \
    X(CONFLICTS_UNDO, "Conflicts_by_undo", "to the clean-up of a rollback or a death")             \
    X(CONFLICTS_DDL, "Conflicts_by_ddl", "to a definition")                                        \
    X(ERRORS_1213, "Errors_1213", "answers with error 1213 that were sent")                        \
    /* pages that the copies were asked for */                                                     \
    X(PROPOSALS, "Proposals", "pages asked for at the six copies")                                 \
    X(PROPOSALS_ACCEPTED, "Proposals_accepted", "had 4 votes")                                     \
    X(PROPOSALS_LOST, "Proposals_lost", "another has the page")                                    \
    X(PROPOSALS_ABORTED, "Proposals_aborted", "given up: another page, no quorum, no session")     \
    X(VOTES, "Votes", "six for each proposal")                                                     \
    X(VOTES_ACK, "Votes_ack", "yes, before it was decided")                                        \
    X(VOTES_BUSY, "Votes_nak_busy", "no: another's claim stands")                                  \
    X(VOTES_STALE, "Votes_nak_stale", "no: there is a newer version")                              \
    X(VOTES_LOW, "Votes_nak_low", "no: the number is too small; asked again")                      \
    X(VOTES_FENCED, "Votes_nak_fenced", "no: this master was recovered by another")                \
    X(VOTES_NONE, "Votes_none", "no answer before it was decided")                                 \
    X(DEFINITIONS, "Definitions", "DDL that this master ran")

#define X(name, text, meaning) COUNTER_##name,
enum counter { COUNTERS(X) COUNTER_COUNT };
#undef X

struct counter_row {
    const char *name; /* "Txn_begun", as SHOW STATUS has it */
    const char *meaning;
};

const struct counter_row *counter_row(enum counter counter);

/* What is counted but not over yet. */
enum counter_standing { STANDING_NOTHING, STANDING_TXNS, STANDING_PROPOSALS, STANDING_VOTES };

/* --- pages on which conflicts were ----------------------------------------------------------- */

#define HOT_PAGES_MAX 64 /* of a cluster; the one with the fewest gives way to a new one */

struct hot_page {
    uint32_t page; /* dense number */
    uint32_t none; /* no hole: states are saved by their words (plain.h) */
    int64_t conflicts;
};

struct hot_pages {
    struct hot_page items[HOT_PAGES_MAX];
    int count;
};

void hot_pages_add(struct hot_pages *hot, uint32_t page);
/* How many conflicts there were on it; 0 also if it gave way. */
int64_t hot_pages_conflicts(const struct hot_pages *hot, uint32_t page);

/* --- for whoever looks ----------------------------------------------------------------------- */

struct cluster;

int64_t cluster_count(const struct cluster *cluster, int master, enum counter counter);
/* What stands at a master now: counted in the whole of a sum and in none of its parts. */
int64_t cluster_standing(const struct cluster *cluster, int master, enum counter_standing what);

/* --- for the engine ------------------------------------------------------------------------- */

struct master;

void count_add(struct master *master, enum counter counter, int64_t count);
static inline void count_one(struct master *master, enum counter counter)
{
    count_add(master, counter, 1);
}

/* Transactions that are open at a master, also those whose sessions went while they commit. */
int64_t count_open_txns(const struct master *master);
/* Each 100 ms of simulated time, in a cluster with checks: do they add up (I20)? */
void count_check(struct cluster *cluster);

#endif
