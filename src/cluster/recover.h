/* SPDX-License-Identifier: MIT */
/*
 * recover: how a master's log is settled when its process has died, by itself
 * when it starts again, or by a peer when it stays silent.
 *
 *   FENCES ----4 answers----> RESENDS ----4 hold it all----> CUTS ----4 done----+
 *     ^  \                                                                      |
 *     |   larger epoch met: again above it        a peer's recovery ends here --+
 *     +--- no progress for a while                                              |
 *                       Online <---applied--- CATCHES_UP <---3 answers--- POINTS
 *
 * What any of the four that were fenced holds is adopted, and answered to
 * nobody; what none of them holds is void.
 */
#ifndef CLUSTER_RECOVER_H
#define CLUSTER_RECOVER_H

#include "cluster/master.h"

/* Recover ourselves, or the log of another, dead or silent. */
void recover_start(struct master *master);
void recover_peer(struct master *master, int peer);

/* A peer has claims or intents in our way: ask whether it is silent, and recover it if so. */
void recover_suspect(struct master *master, int peer);
/* A master that was removed from the cluster is recovered by the first that is free. */
void recover_removed(struct master *master);
/* Within recover: no answer so far counts any more. */
void recover_forget_answers(struct recovery *recovery);
void recover_clear(struct recovery *recovery);
void recover_release(struct recovery *recovery);

void recover_on_fence(struct master *master, const struct packet *packet);
void recover_on_committed(struct master *master, const struct packet *packet);
void recover_on_cut(struct master *master, const struct packet *packet);
void recover_on_point(struct master *master, const struct packet *packet);
void recover_on_fenced(struct master *master, const struct packet *packet);
void recover_on_heard(struct master *master, const struct packet *packet);
void recover_on_recovered(struct master *master, const struct packet *packet);
/* More is applied: catching up may be done. */
void recover_on_progress(struct master *master);
void recover_on_due(struct master *master);

/* For views: how many of its steps are done, and the word for the one that is going on. */
int recover_steps_done(const struct recovery *recovery);
const char *recover_step(const struct recovery *recovery);
#define RECOVERY_STEPS 5

void recover_mark(const struct master *master);
void recover_save(struct buf *out, const struct recovery *recovery);
void recover_load(struct recovery *recovery, struct unpack *in);

#endif
