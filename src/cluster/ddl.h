/* SPDX-License-Identifier: MIT */
/*
 * ddl: data definition. A definition proposes the header page of its table and
 * the page of the catalog like any write, so that two masters never define
 * against each other, and its commit record carries it: every store applies it
 * in causal order.
 */
#ifndef CLUSTER_DDL_H
#define CLUSTER_DDL_H

#include "cluster/master.h"

void ddl_run(struct master *master, struct session *session);

#endif
