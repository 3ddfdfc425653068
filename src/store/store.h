/* SPDX-License-Identifier: MIT */
/*
 * store: one master's database, which is that master's view of the data.
 *
 * One SQLite connection in memory. A statement runs in a scratch transaction
 * that is always rolled back: what it changes comes out as `struct changes`, and
 * whether and when that becomes true is the engine's business. Rows become true
 * only by store_apply(), in the order the engine says, on every master alike.
 *
 * Nothing here reads a clock or draws unseeded chance: `now`, random() and
 * randomblob() come from the arguments. What a statement costs in simulated
 * time follows from rows returned and changed, never from SQLite's steps.
 *
 * Students' SQL is fenced in: no ATTACH, PRAGMA, VACUUM, transaction control,
 * virtual tables or extensions reach SQLite; work, size and memory are limited.
 *
 * The catalog can be read, never written, by a statement, under these names:
 *   lab_databases(name)
 *   lab_tables(name, database, sql)  sql as for SHOW CREATE TABLE
 *   lab_columns(table_name, position, field, type, is_null, key, default_value, extra)
 *                                    as for DESCRIBE: 'YES' or 'NO', 'PRI', 'UNI', 'MUL' or '',
 *                                    NULL or a text, 'auto_increment' or ''
 *   lab_indexes(table_name, number, name, is_unique, position, field)
 *   lab_triggers(name, event, table_name, statement, timing)
 * And these functions: lab_server_id(), lab_database(), last_insert_id(), the session's
 * lab_consistency(), lab_isolation() and lab_autocommit(), the server's lab_read_only(), and
 * lab_autoinc('t'), which stands in the definition of an AUTO_INCREMENT column and nowhere else.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/err.h"
#include "base/rng.h"
#include "base/span.h"
#include "store/changes.h"
#include "store/rows.h"

#include <stdbool.h>
#include <stdint.h>

#define STORE_DATABASE "lab" /* always there, and in use until USE says another */

struct store; /* opaque; made by store_new(), one owner */

struct store_config {
    int master;        /* 0..MASTERS_MAX-1; generated ids are master + 1, + 16, + 32, ... */
    int rows_per_page; /* how many rows a virtual page holds, unless a definition says it */
    struct rng rng;    /* this master's stream for random() */
};

/*
 * An empty store. The caller owns *out and frees it with store_free().
 *   RC_STORE  SQLite could not open or set up a database in memory
 */
MUST_CHECK enum rc store_new(struct store **out, const struct store_config *config,
                             struct err *err);
void store_free(struct store *store);

/* What to run, and as whom. */
struct store_statement {
    const char *sql;           /* one statement in SQLite's dialect; DDL never comes here */
    const char *database;      /* in use, for the words of 1146; NULL or "": the default one */
    const char *qualified;     /* tables written with their own: "demo.t", one a line; NULL: none */
    const struct changes *own; /* the session's open transaction so far; NULL: none */
    /* Of a clone: the store it was made of. Reading a table that is defined otherwise there now is
     * SQL_TABLE_CHANGED. NULL: whatever its tables are. */
    const struct store *present;
    sim_us now;
    int64_t last_insert_id;      /* of the session, for LAST_INSERT_ID() */
    int server;                  /* master number 0.., for lab_server_id() */
    const struct buf *temporary; /* the session's own tables, as results gave them; NULL: none */
    bool is_temporary;           /* CREATE or DROP of such a table */
    bool lock_rows;              /* a locking read: the rows it finds come out in changes.locks */
    /* The session's settings, as its variables show them; NULL: it has none. */
    const char *consistency;
    const char *isolation;
    bool autocommit;
    bool is_read_only; /* the server's, as its variable shows it */
};

/* What came of it. Init with store_result_init, release when done. */
struct store_result {
    enum sql_error error; /* SQL_OK, or why it failed; then rows and changes are empty */
    char text[256];       /* the failure in SQLite's or our own words, in MySQL's form */
    struct rows rows;
    struct changes changes;      /* this statement's only, not `own` */
    int64_t affected;            /* rows inserted, updated, deleted */
    int64_t last_insert_id;      /* first id generated; 0: none was */
    const struct buf *temporary; /* borrowed until the next run: the session's own tables as they
                                  * are now; NULL: as they were */
};

void store_result_init(struct store_result *result);
void store_result_release(struct store_result *result);

/*
 * Run one statement on the applied rows plus `own`, and leave no trace (except
 * that ids and random numbers drawn stay drawn). The SQL's own failure is in
 * result->error with RC_OK.
 *   RC_STORE  SQLite failed in a way that no statement explains
 */
MUST_CHECK enum rc store_run(struct store *store, const struct store_statement *statement,
                             struct store_result *result, struct err *err);

/*
 * Are the tables that are written with their database there, and the databases? `temporary` is as
 * in store_statement. False: the reason is in the result.
 */
bool store_check_written(struct store *store, const char *qualified, const struct buf *temporary,
                         struct store_result *result);

/* Is it a SELECT of rows that locks none? False too if it cannot be run at all. */
bool store_only_reads(struct store *store, const struct store_statement *statement);

/* Is a table of this name among a session's own? */
bool store_has_temporary(const struct buf *temporary, const char *name);

/*
 * Make these rows true: delete every key the changes touch, then insert the
 * after-images. Idempotent; survives unique swaps; the order of changes that
 * commute does not matter. Rows of a table that was dropped meanwhile are
 * skipped. `check` demands that each before-image is what was found (I12).
 *   RC_STORE  SQLite failed, or `check` found another row than the before-image
 */
MUST_CHECK enum rc store_apply(struct store *store, const struct changes *changes, bool check,
                               struct err *err);

/* A definition, applied in the order of its commit; the same on every store. */
struct store_ddl {
    enum ddl_kind kind;
    const char *sql;      /* SQLite's dialect, AUTO_INCREMENT already rewritten; "" for databases */
    const char *name;     /* the database or table that it concerns, or the trigger to drop */
    const char *database; /* the database in use, to which a new table belongs */
    uint32_t table;       /* number of a table to be created; given by the engine */
    int rows_per_page;    /* of a table to be created, for good; 0: as in store_config */
    bool if_exists;       /* IF EXISTS or IF NOT EXISTS was said: no error then */
};

/*
 * Would this work here and now? Runs it and rolls back; the failure is in
 * result->error, as for store_run. On success result->changes.pages holds the
 * header page of the table it concerns.
 */
MUST_CHECK enum rc store_try_ddl(struct store *store, const struct store_ddl *ddl,
                                 struct store_result *result, struct err *err);
/* Do what was tried somewhere. Doing it again, or after the table went, changes nothing and is
 * RC_OK. */
MUST_CHECK enum rc store_apply_ddl(struct store *store, const struct store_ddl *ddl,
                                   struct err *err);

/* The catalog, for the screen and completion. Borrowed until the next DDL. */
int store_table_count(const struct store *store);
const char *store_table_name(const struct store *store, int index);       /* in order of name */
uint32_t store_table_number(const struct store *store, const char *name); /* 0: none */
const char *store_name_of(const struct store *store, uint32_t table);     /* NULL: none */
bool store_has_database(const struct store *store, const char *name);
/* The database that stands before `table` in a statement's `qualified`; false: none does. */
bool store_find_written(const char *qualified, const char *table, char database[NAME_SIZE_MAX]);

/* Its master starts again: all it knows of generated ids is what the rows say. */
void store_restart(struct store *store);

/* Rows of a table now; -1: no such table. */
int64_t store_count_rows(struct store *store, const char *table);

/*
 * A hash of every row of every table in key order, REAL as bits, and of the
 * catalog: equal for two stores exactly when their contents are.
 */
uint64_t store_digest(struct store *store);

/* A store as it was: its database as SQLite's own bytes, and what stands beside it. */
struct store_copy {
    struct buf head;     /* owned */
    struct buf database; /* owned */
};
void store_copy_init(struct store_copy *copy);
void store_copy_release(struct store_copy *copy);
/*
 * The stores of a cluster are much alike. `like` is the largest database that was saved before
 * in the same state: what is the same in this one is not saved again. The reader has it too.
 */
void store_copy_save(struct buf *out, const struct store_copy *copy, struct buf *like);
void store_copy_load(struct store_copy *copy, struct unpack *in, struct buf *like);

void store_take(struct store *store, struct store_copy *out);
/* Replace the rows by those of another store; chance stays one's own, and no id that was
 * generated here comes again. RC_DAMAGED: it is no copy of a store. */
MUST_CHECK enum rc store_adopt(struct store *store, const struct store_copy *from, struct err *err);

/*
 * A store with the same rows, to be read from when this one has others. `own` of a statement
 * there may be changes of rows that were made since: they take the place of what they clash with.
 * The caller frees *out with store_free().
 *   RC_STORE  SQLite could not open another database
 */
MUST_CHECK enum rc store_clone(struct store **out, struct store *store, struct err *err);
/* Make an earlier clone one of the rows as they are now, as if it were new. */
MUST_CHECK enum rc store_clone_again(struct store *clone, struct store *store, struct err *err);

void store_save(struct buf *out, struct store *store, struct buf *like);
/* Replace the contents by what store_save wrote. RC_DAMAGED: it is not that. */
MUST_CHECK enum rc store_load(struct store *store, struct unpack *in, struct buf *like,
                              struct err *err);

/* A copy of the contents in plain SQL tables, for `sqlite3` to read. See store/follower.h. */

/* The version of SQLite that runs: "3.40.1". */
const char *store_sqlite_version(void);
/* The source id of the SQLite that runs: with the same one, the same run gives the same bytes. */
const char *store_sqlite_source(void);

#endif
