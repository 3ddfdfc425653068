/* SPDX-License-Identifier: MIT */
/*
 * closed: tables that a definition has closed to writes, as every master sees it.
 *
 * The lock of a table is an intent on its header page, which definitions alone
 * touch. It stands in the volume, so that a master that comes back reads it
 * there, and it lasts, unlike a row's, beyond the commit: until the one that
 * runs the definition clears the page, or until that one's log is cut. So no
 * lock outlives who took it.
 */
#ifndef CLUSTER_CLOSED_H
#define CLUSTER_CLOSED_H

#include "cluster/master.h"

/* Does a definition keep the table of this header page closed, as far as is known here? Then
 * *owner is the master that runs it. */
bool closed_is(const struct master *master, uint32_t header, int *owner);
/* The first table that these changes write and that is closed; 0: none is. It is asked whether
 * the one that runs the definition is silent. */
uint32_t closed_table(struct master *master, const struct changes *changes);
/* A master that comes back reads the header pages of its tables, before anybody writes them. */
void closed_fetch(struct master *master);
/* Are the header pages of the tables that these changes write known here? If not, *cold is one
 * that is being read from now on. */
bool closed_knows(struct master *master, const struct changes *changes, uint32_t *cold);
/* Whoever has open work on the tables of these header pages that are closed is cut off. */
void closed_cut(struct master *master, const uint32_t *headers, int count);

/* What the one that runs a definition asks of every other master. */
void closed_on_lock(struct master *master, const struct packet *packet);
void closed_on_apply(struct master *master, const struct packet *packet);
void closed_on_unlock(struct master *master, const struct packet *packet);
/* A definition of another master is applied here, which that one wants to know. */
void closed_applied(struct master *master, const struct record *record);
/* Once a second: is what is closed here closed still? */
void closed_look(struct master *master);

#endif
