/* SPDX-License-Identifier: MIT */
/*
 * autoinc: generated ids. Each master has its own residue modulo AUTOINC_STEP,
 * so no two masters generate one id; the next id of a master is its smallest
 * above all that it has seen in the table, and one drawn is never drawn again,
 * not even after a rollback. Rows of a table without a key are numbered alike.
 */
#ifndef STORE_AUTOINC_H
#define STORE_AUTOINC_H

#include "store/schema.h"

/* Draw the next id; 0: there are no more. */
int64_t autoinc_next(struct table *table, int master);
/* An id stands in the table, whoever made it. */
void autoinc_see(struct table *table, int64_t id);

#endif
