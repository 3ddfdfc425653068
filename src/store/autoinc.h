/* SPDX-License-Identifier: MIT */
/*
 * autoinc: generated ids. Each master has its own residue modulo AUTOINC_STEP,
 * so no two masters generate one id; the next id of a master is its smallest
 * above all that it has seen in the table, and one drawn is not drawn again while
 * the master lives, not even after a rollback. Rows of a table without a key are
 * numbered alike.
 *
 * A master that starts again knows only the rows: as in MySQL up to 5.7, whose
 * counter is in memory alone and begins at the largest id of the table. So an id
 * of a transaction that died with its master is drawn again, and one whose row
 * was deleted, if none is above it; whoever was told such an id holds another's.
 */
#ifndef STORE_AUTOINC_H
#define STORE_AUTOINC_H

#include "store/schema.h"

/* Draw the next id; 0: there are no more. */
int64_t autoinc_next(struct table *table, int master);
/* An id stands in the table, whoever made it. */
void autoinc_see(struct table *table, int64_t id);
/* The master starts again. For a table with an AUTO_INCREMENT column. */
void autoinc_restart(struct table *table, sqlite3 *db);

#endif
