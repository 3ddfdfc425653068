/* SPDX-License-Identifier: MIT */
/*
 * check: the invariants, asserted while the engine runs with config.check.
 *
 * It looks on from outside and knows everything; nothing of the model asks it.
 * A violation stops nothing: it is kept, and whoever runs the cluster asks for
 * it. The first one counts.
 */
#ifndef CLUSTER_CHECK_H
#define CLUSTER_CHECK_H

#include "base/err.h"
#include "base/pack.h"
#include "cluster/cluster.h"
#include "cluster/copy.h"

struct check; /* opaque; made by check_new(), one owner */
struct changes;
struct master;
struct record;
struct session;
struct version;

/* --- for whoever runs a cluster ------------------------------------------------------------- */

/* What a master that runs a definition is at: an enum ddl_phase; 0: it runs none. */
int cluster_ddl_phase(const struct cluster *cluster, int master);
/*
 * What cluster_step() will do next, if it delivers a packet: its kind (cluster/packet.h) and for
 * whom it is. False: it is something else.
 */
bool cluster_next_packet(const struct cluster *cluster, int *kind, place_id *to);
/* "FAIL I3 seed=7 event=812 at=12.345: ..."; NULL: nothing was violated so far. */
const char *cluster_check_failure(const struct cluster *cluster);
/*
 * After everything was healed and 10 s passed with no client at work: are all Online masters'
 * stores equal, is no intent, claim, latch, lock or queue left, are the six logs alike (I11),
 * and has every store applied every commit that was ever answered OK (I2)?
 *   RC_STATE  no; err says what is wrong where
 */
MUST_CHECK enum rc cluster_check_quiet(struct cluster *cluster, struct err *err);

/* --- for the engine ------------------------------------------------------------------------- */

struct check *check_new(void);
void check_free(struct check *check);
/* Keep a violation. */
void check_fail(struct cluster *cluster, const char *invariant, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Each does nothing in a cluster without checks. */
/* What a copy held, for what it makes of a packet (I5, I16). */
struct copy_before {
    struct claim claim;   /* on the page of a proposal */
    uint64_t other_epoch; /* of a claim there that is in its way; 0: none is */
    uint64_t epoch;       /* of the master that sent it */
    bool held_record;     /* of a commit */
};
void check_copy_before(const struct cluster *cluster, const struct copy *copy,
                       const struct packet *packet, struct copy_before *out);
void check_copy_after(struct cluster *cluster, const struct copy *copy, const struct packet *packet,
                      const struct copy_before *before);
/* A version has four votes (I3, I4). */
void check_accepted(struct cluster *cluster, uint32_t version);
/* A commit is about to be answered OK (I1). */
void check_answered(struct cluster *cluster, const struct record *record);
/* The masters are about to be told where a log ends (I17). */
void check_settled(struct cluster *cluster, int source, const struct cut *cut);
/* A record is about to be applied (I3, I10, I17). */
void check_applies(struct cluster *cluster, const struct master *master,
                   const struct record *record);
/* The book is marked, and what is not will be forgotten (I2). */
void check_forgets(struct cluster *cluster);
/*
 * Ids that a statement generated, when its pages are accepted (I13): none comes twice in one life
 * of a master. In its next life it may draw again what died with the one before (store/autoinc.h),
 * and what stands in the table cannot be drawn: the key is unique.
 */
void check_generated(struct cluster *cluster, const struct master *master, int64_t first_id,
                     const struct changes *changes);
/* The pages of a statement that writes are accepted (I25). */
void check_written(struct cluster *cluster, const struct master *master,
                   const struct changes *changes);
/* The definition that the master runs is about to be answered OK (I25). */
void check_defined(struct cluster *cluster, const struct master *master);
/* A request has come; `begins`: it is BEGIN (I9). */
void check_asked(struct cluster *cluster, const struct session *session, bool begins);
/* The session's own commit is durable (I8). */
void check_committed(struct cluster *cluster, const struct session *session,
                     const struct record *record);
/* Rows as they were at `vector` are about to be read for a session's request (I8, I9). A write in
 * a REPEATABLE READ transaction looks at newer rows than are shown to it. */
void check_read(struct cluster *cluster, const struct master *master, const struct session *session,
                const uint64_t *vector, bool is_shown);
/* A transaction lost a page to another (I14). */
void check_lost(struct cluster *cluster, const struct master *loser, int winner);

void check_save(struct buf *out, const struct check *check);
void check_load(struct check *check, struct unpack *in);

#endif
