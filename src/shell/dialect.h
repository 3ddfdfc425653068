/* SPDX-License-Identifier: MIT */
/*
 * dialect: what a student of Aurora MySQL types, made into what a store can
 * run; and what a store's errors are called in MySQL. Both by table: the one of
 * statements is shell/form_table.c.
 *
 * What is not understood here is passed on to SQLite as it is, or refused by
 * name; nothing is guessed.
 */
#ifndef SHELL_DIALECT_H
#define SHELL_DIALECT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"

#include <stdbool.h>
#include <stdint.h>

enum dialect_kind {
    DIALECT_EMPTY,
    DIALECT_NOTHING, /* understood, and there is nothing to do */
    DIALECT_SQL,     /* reads or changes rows */
    DIALECT_BEGIN,   /* number: 1 READ ONLY, 2 WITH CONSISTENT SNAPSHOT, 3 both */
    DIALECT_COMMIT,
    DIALECT_ROLLBACK,
    DIALECT_AUTOCOMMIT,  /* number */
    DIALECT_ISOLATION,   /* number: 0 REPEATABLE READ, 1 READ COMMITTED */
    DIALECT_CONSISTENCY, /* number: 0 INSTANCE_RAW, 1 REGIONAL_RAW, 2 SESSION_TOKEN */
    DIALECT_USE,         /* name */
    DIALECT_READ_ONLY,   /* number */
    DIALECT_STATUS, /* number: 0 information_schema.replica_host_status, 1 STATUS, 2 PROCESSLIST */
    DIALECT_CREATE_DATABASE,
    DIALECT_DROP_DATABASE,
    DIALECT_CREATE_TABLE,
    DIALECT_DROP_TABLE,
    DIALECT_ALTER_TABLE,
    DIALECT_CREATE_INDEX,
    DIALECT_DROP_INDEX,
    DIALECT_CREATE_TRIGGER,
    DIALECT_DROP_TRIGGER,
    DIALECT_CRASH,    /* ALTER SYSTEM CRASH: number 0 instance, 1 node, 2 dispatcher */
    DIALECT_SIMULATE, /* ALTER SYSTEM SIMULATE: simulate */
};

/* What disks are to suffer from, and for how long. */
struct dialect_simulate {
    int percent; /* of requests */
    int disk;    /* -1: all */
    bool is_congestion;
    int min_ms, max_ms; /* of a congestion */
    int seconds;
};

struct dialect_statement {
    enum dialect_kind kind;
    struct buf sql;       /* owned: SQLite's dialect */
    struct buf qualified; /* owned: the tables written with their database: "demo.t", one a line */
    char name[NAME_SIZE_MAX]; /* the database, table or trigger it concerns */
    int64_t number;
    struct dialect_simulate simulate;
    int refusal;       /* MySQL's number for why it is refused, where the code does not say it; 0 */
    bool if_exists;    /* IF [NOT] EXISTS */
    bool next_only;    /* SET TRANSACTION: for the next transaction alone */
    bool is_temporary; /* CREATE or DROP of a session's own table */
    bool lock_rows;    /* FOR UPDATE, LOCK IN SHARE MODE */
    bool is_write;     /* it may change rows or definitions */
};

void dialect_init(struct dialect_statement *statement);
void dialect_release(struct dialect_statement *statement);

/*
 * Understand one statement (a trailing ';' is allowed).
 *   RC_REFUSED  MySQL or SQLite has it, the lab does not; err says which, why, what instead
 *   RC_AMBIGUOUS  an INSERT names a column twice (1110)
 *   RC_RANGE    SET of a value that the variable does not take
 *   RC_FULL     longer than SQL_SIZE_MAX
 * err->text is then a whole MySQL message; *error its number (1235, 1064, ...).
 */
MUST_CHECK enum rc dialect_parse(struct dialect_statement *out, const char *sql, int *error,
                                 struct err *err);

/* What there is to type, and what is refused, a line each, from the table of forms. `first`: only
 * statements that begin with this word, in any case; "": all. False: none does. */
bool dialect_add_help(struct buf *out, const char *first);

/* What MySQL calls an error: number, SQLSTATE and its wording. */
struct dialect_error {
    int number;
    int shown;            /* the number shown; mostly the same */
    const char *sqlstate; /* five characters */
    const char *text;     /* when the store has no words of its own */
    const char *help;     /* one sentence of ours: what it means here; NULL: nothing to add */
};

/* The row for a number; an unknown number gives the row of 1105. Never NULL. */
const struct dialect_error *dialect_error(int number);
/* "ERROR 1213 (40001): Deadlock found ..."; `text` replaces the table's if not empty. */
void dialect_add_error(struct buf *out, int number, const char *text);

#endif
