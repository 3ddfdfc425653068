/* SPDX-License-Identifier: MIT */
/*
 * trigger: what a trigger may be here. It fires where its statement runs, in the scratch
 * transaction, so that the rows it changes are captured, locked and voted for as the others;
 * where changes are applied it is switched off.
 */
#ifndef STORE_TRIGGER_H
#define STORE_TRIGGER_H

#include "store/inside.h"

/*
 * A trigger of the table was just made by `sql`, in the transaction of its definition: would its
 * table's statements still run? Then it fires after those that are older; if not, the reason is in
 * the result.
 */
void trigger_place(struct store *store, const struct table *table, const char *sql,
                   struct store_result *result);
/* May the statement that was just prepared fire what it fires? False: the reason is in the result.
 */
bool trigger_lets_run(struct store *store, const char *sql, struct store_result *result);
/* The table whose trigger is called so; false: there is no such trigger. */
bool trigger_find_table(struct store *store, const char *name, char table[NAME_SIZE_MAX]);

#endif
