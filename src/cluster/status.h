/* SPDX-License-Identifier: MIT */
/*
 * status: what a master says of the cluster, as information_schema's
 * replica_host_status does.
 */
#ifndef CLUSTER_STATUS_H
#define CLUSTER_STATUS_H

#include "cluster/master.h"

void status_answer(struct master *master, struct session *session);

#endif
