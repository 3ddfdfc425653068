/* SPDX-License-Identifier: MIT */
/*
 * read_only: a master that takes no writes, set by CALL
 * mysql.rds_set_read_only(1): writes there get error 1290, and it runs no
 * definitions. It goes on applying what the others commit, and cleans up after
 * itself. The setting ends with the process (AWS docs).
 */
#ifndef CLUSTER_READ_ONLY_H
#define CLUSTER_READ_ONLY_H

#include "cluster/master.h"

#define READ_ONLY_TEXT                                                                             \
    "The MySQL server is running with the --read-only option so it cannot execute this statement"

/* A session's CALL: set it, and answer. */
void read_only_set(struct master *master, struct session *session, bool on);
/* May a session of this master change rows or tables? False: it is answered with 1290. */
bool read_only_lets_define(struct master *master, struct session *session);
/* The session's open transaction wrote, and is about to commit: as MySQL, that is refused, too, and
 * it is rolled back. False: it was, and is answered. */
bool read_only_lets_commit(struct master *master, struct session *session);

#endif
