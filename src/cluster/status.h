/* SPDX-License-Identifier: MIT */
/*
 * status: what a master says of itself and of the cluster in SQL:
 * information_schema.replica_host_status (AWS docs), SHOW STATUS and SHOW
 * PROCESSLIST. A SELECT of the client's runs on a table made for it alone.
 *
 * What a health check asks for, a master's own row of it with @@read_only, is made
 * without SQL: it comes once a second from each client.
 *
 * Of other masters it tells what is so, as if their reports came at once (model).
 */
#ifndef CLUSTER_STATUS_H
#define CLUSTER_STATUS_H

#include "cluster/master.h"

void status_answer(struct master *master, struct session *session);
/* "its counters": what a request of this number asks for, an enum status_table. */
const char *status_subject(int64_t number);

#endif
