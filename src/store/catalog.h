/* SPDX-License-Identifier: MIT */
/*
 * catalog: the tables lab_databases, lab_tables, lab_columns, lab_indexes and lab_triggers, which
 * say what there is in the words of MySQL, and what a definition may not contain. Works
 * inside the transaction of a definition.
 */
#ifndef STORE_CATALOG_H
#define STORE_CATALOG_H

#include "store/inside.h"

/* Run one of our own changes with up to two texts as its parameters. */
void catalog_change(struct store *store, const char *sql, const char *first, const char *second);

/* It has a primary key and a hidden row number beside it. */
bool catalog_needs_key(struct store *store, const char *table);
void catalog_add_table(struct store *store, const struct store_ddl *ddl);
void catalog_drop_table(struct store *store, const char *table);
/*
 * A new column with a DEFAULT is not in the rows that were there: SQLite adds it when it
 * reads them, but not for its hooks. Write it into them.
 */
void catalog_fill_columns(struct store *store, const struct table *table);
/* If `table` is gone under its name, it has another now. */
void catalog_follow_rename(struct store *store, const struct table *table,
                           struct store_result *result);
/* Do foreign keys of other tables refer to this one? */
bool catalog_has_children(struct store *store, const char *table);
/* Do the foreign keys of a table refer to tables and keys that are there? */
bool catalog_fits_parents(struct store *store, const char *table);
/* May a row be inserted at all? SQLite tells only then that a generated column needs itself, or
 * that there is no such function as a DEFAULT calls. */
void catalog_check_rows(struct store *store, const char *schema, const char *table,
                        struct store_result *result);
/*
 * A definition changes this table: what is said of it, and of those whose foreign keys name it,
 * is to be said anew.
 */
void catalog_forget(struct store *store, const char *table);
/* The columns and indexes of tables that are new or forgotten, and all triggers; then what these
 * must not have is put into the result, and then their text in lab_tables is written, which makes
 * them known. */
void catalog_describe(struct store *store);
void catalog_refuse_unfit(struct store *store, struct store_result *result);
void catalog_write_definitions(struct store *store);

/*
 * Append a definition without what the lab put into it: the words AUTO_INCREMENT
 * in place of the generator, or nothing where `is_plain` (any SQLite can run it).
 */
void catalog_add_clean(struct buf *out, const char *sql, bool is_plain);

#endif
