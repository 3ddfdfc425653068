/* SPDX-License-Identifier: MIT */
/*
 * copy: one of the six copies of the volume. All safety of the cluster lives in
 * its few rules, so it is kept simple: it knows pages, claims, epochs and logs,
 * and nothing of SQL, clients or the votes of other copies.
 *
 * For each page it holds a version, at most one claim, which is its vote, and a
 * floor. A vote never expires by time; it ends by CONFIRM, ABORT, a newer
 * version, a later proposal of the same master, or CUT. Only a copy that lost its
 * disk may have several claims on a page: those that it took over (wiped.h).
 *
 * Every rule is idempotent for the same epoch and proposal or place, and links
 * keep order: a packet that comes twice does what it did the first time.
 */
#ifndef CLUSTER_COPY_H
#define CLUSTER_COPY_H

#include "cluster/book.h"
#include "cluster/net.h"

struct claim {
    uint64_t epoch; /* 0: there is no claim */
    uint64_t proposal;
    uint64_t lsn;
    uint64_t base;
    uint64_t txn;
    uint32_t version;   /* the version asked for, to name who waits for what */
    bool is_taken_over; /* from another copy: its master is asked what became of it */
    bool none[3];       /* no hole: states are saved by their words (plain.h) */
};

struct copy_page {
    uint32_t version; /* 0: never written */
    struct claim claim;
    uint64_t floor; /* the largest number of a claim whose master was cut off while it stood */
};

/* One more claim on a page. */
struct more_claim {
    uint32_t page;
    uint32_t none; /* no hole, as above */
    struct claim claim;
};

struct log_entry {
    uint32_t record;
    uint32_t none;  /* no hole: states are saved by their words (plain.h) */
    uint64_t stamp; /* the epoch under which it was last sent */
};

/* Where a master's log was cut: all under an older epoch above `last` is void. */
struct cut {
    uint64_t epoch;
    uint64_t last;
    uint64_t before; /* the epoch of the cut before this one, as its maker saw it */
};

struct copy_log {
    /*
     * Places up to here are final and their records are kept no more: what they made of the rows
     * is in the image (image.h).
     */
    uint64_t base;
    struct log_entry *entries; /* owned; place p at index p - base - 1 */
    int count;
    int room;
    /*
     * From this place on, what is below the cut may have been voided by a cut that this
     * copy slept through; it is taken from others again and given to nobody before.
     */
    uint64_t doubt;
};

/* The last place of a log. */
static inline uint64_t copy_log_end(const struct copy_log *log)
{
    return log->base + (uint64_t)log->count;
}

/* What is held at a place; NULL: nothing, or it is kept no more. */
static inline const struct log_entry *copy_log_at(const struct copy_log *log, uint64_t place)
{
    bool is_kept = place > log->base && place <= copy_log_end(log);
    return is_kept ? &log->entries[place - log->base - 1] : NULL;
}

/* What its disk suffers from. */
struct disk {
    int failing_percent; /* of requests are lost; 0: none */
    int slow_percent;    /* of requests take longer by .. */
    sim_us slow_min, slow_max;
    sim_us failing_until, slow_until; /* SIM_NEVER: until it is ended */
    uint64_t failing_cause, slow_cause;
};

/* A copy that has lost its disk, until it has taken over what it lost (wiped.h). */
struct wiped {
    bool is_empty; /* nothing that it holds counts, and it answers nobody */
    bool is_told;  /* that too few answer it */
    bool none[6];  /* no hole, as above */
    sim_us at;     /* when it lost its disk, the last time */
    uint64_t cause;
    uint32_t round;              /* of asking: only answers to this one count */
    uint32_t answered;           /* bit i: copy i has, in this round */
    sim_us round_at;             /* when it began */
    uint64_t doubt[MASTERS_MAX]; /* the smallest of any that has answered */
};

struct copy {
    int index;
    struct net *net;   /* borrowed */
    struct book *book; /* borrowed */
    struct rng rng;    /* disk and gossip */
    uint64_t epoch[MASTERS_MAX];
    struct cut cut[MASTERS_MAX];
    struct copy_log log[MASTERS_MAX];
    sim_us heard_at[MASTERS_MAX];
    struct copy_page *pages; /* owned; by dense page number */
    int page_count;
    int page_room;
    struct more_claim *more; /* owned; claims on pages that have one already; nearly always none */
    int more_count;
    int more_room;
    bool has_taken_claims; /* maybe: their masters are asked about them */
    uint64_t page_hash;    /* over page and number of all versions held, in any order */
    sim_us gossip_at;
    struct wiped wiped;
    struct disk disk;
    struct rng fault_rng; /* what its disk loses, and how slow it is */
    sim_us delay;         /* of what is sent for the packet that is dealt with */
    bool is_rebuilt;      /* it has just taken over what it missed, and nobody was told yet */
};

void copy_init(struct copy *copy, int index, struct net *net, struct book *book,
               const struct rng *root);
void copy_release(struct copy *copy);

/* Do what a packet says and send the answer. The packet stays the caller's. */
void copy_receive(struct copy *copy, const struct packet *packet);
/* Once a second: ask a random other copy for what it has and we lack. */
void copy_gossip(struct copy *copy);
/* The copy is back from silence: it could hear nobody, so nobody was silent to it. */
void copy_wake(struct copy *copy);

/* Has it every commit of this vector, and so the image of it? */
bool copy_has(const struct copy *copy, const uint64_t *vector);
/* What it holds, for recovery's answer, checks and views. */
const struct copy_page *copy_page(const struct copy *copy, uint32_t page);
void copy_mark(const struct copy *copy);

void copy_save(struct buf *out, const struct copy *copy);
void copy_load(struct copy *copy, struct unpack *in);

#endif
