/* SPDX-License-Identifier: MIT */
/*
 * temporary: a session's own tables. They are bytes that the session keeps, put into SQLite's
 * `temp` for the length of one statement and taken out again; no page, lock or commit knows of
 * them, and no transaction undoes them (AWS docs: they are MyISAM or MEMORY tables there).
 */
#ifndef STORE_TEMPORARY_H
#define STORE_TEMPORARY_H

#include "store/inside.h"

/* Does the statement define, or may it use, such tables? */
bool temporary_is_used(const struct store_statement *statement);
/*
 * Put the session's tables into the scratch transaction that is open, before the statement is
 * prepared and after all that must not meet them.
 *   RC_STORE  SQLite failed
 */
MUST_CHECK enum rc temporary_put(struct store *store, struct err *err);
/* Run CREATE or DROP of a temporary table; the failure is in the result. */
void temporary_define(struct store *store, struct store_result *result);
/* Take them out again into the result, if the statement changed them. */
void temporary_take(struct store *store, struct store_result *result);

#endif
