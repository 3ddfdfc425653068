/* SPDX-License-Identifier: MIT */
/*
 * ddl: data definition, at the one master that runs it. Its states are drawn in
 * master.h.
 *
 * A definition takes the catalog's header page, so that there is one at a time
 * in the whole cluster, and the header pages of its tables, which closes those to
 * writes (closed.h). Every other master gives its word: nobody writes them any
 * more, and this is how far it had come. Then the definition becomes a commit
 * like any other, with all that was written before among its causes, and the
 * tables are opened when every master has it.
 *
 * A master that does not answer is done without only when it is certainly not
 * Online: when its log was settled by us since we began to ask, for then a later
 * life of it reads the header pages, or has the definition, before it writes. If
 * it may be alive, the definition fails and nothing is changed; one that is
 * committed already cannot fail, and its client is told that it is unsure.
 * Which master runs definitions is nobody's promise: two that do are kept apart
 * by the catalog's page.
 */
#ifndef CLUSTER_DDL_H
#define CLUSTER_DDL_H

#include "cluster/master.h"

void ddl_init(struct ddl *ddl);
/* The process ends: whatever it was at is for recovery. */
void ddl_clear(struct ddl *ddl);
void ddl_release(struct ddl *ddl);

/* Run this one when its turn comes; takes the definition. RC_FULL: too many wait. */
enum rc ddl_take(struct master *master, const struct ddl_job *job);
/* How one ended now, without words. */
struct ddl_result ddl_end_of(const struct master *master, const struct ddl_job *job,
                             enum sql_error error);
/* Nobody waits for it any more: if its turn has not come, it is not run. */
void ddl_drop(struct master *master, const struct ddl_job *which);
/* Have we this one of this origin, and if it ended, how? */
bool ddl_has(const struct master *master, const struct ddl_job *which);
const struct ddl_result *ddl_result_of(const struct master *master, const struct ddl_job *which);
/* The origin wants to hear no more of how it ended. */
void ddl_forget(struct master *master, const struct ddl_job *which);

/* Is it the definition that runs here, and does it keep its tables closed? */
bool ddl_holds(const struct master *master, const struct intent *intent);
/* What a version of a header page that we clear builds on: so much of our own log. */
uint64_t ddl_cleared_after(const struct master *master);

/* The pages that were proposed are ours, or not to be had. */
void ddl_on_accepted(struct master *master, const struct write *write);
void ddl_on_lost(struct master *master);
void ddl_on_no_quorum(struct master *master);
/* Its record is held by four copies, and applied here. */
void ddl_on_durable(struct master *master, const struct record *record);
/* We settled the log of another master. */
void ddl_on_settled(struct master *master);
/* Something happened that it may wait for. */
void ddl_look(struct master *master);

void ddl_on_locked(struct master *master, const struct packet *packet);
void ddl_on_applied(struct master *master, const struct packet *packet);
void ddl_on_unlocked(struct master *master, const struct packet *packet);
/* The machine of a master whose process is not there says so. */
void ddl_on_away(struct master *master, const struct packet *packet);
void ddl_on_due(struct master *master);

/* The master that definitions are run by, for views: the lowest-numbered Online one; -1: none. */
int ddl_primary(const struct cluster *cluster);
/* For views: the word for what it does now; NULL: nothing. */
const char *ddl_step(const struct ddl *ddl);

void ddl_mark(const struct master *master);
void ddl_save(struct buf *out, const struct ddl *ddl);
void ddl_load(struct ddl *ddl, struct unpack *in);

#endif
