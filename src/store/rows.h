/* SPDX-License-Identifier: MIT */
/*
 * rows: the answer to a statement as plain data, and what a statement's failure
 * and a definition's kind are called. The one header of store/ that may be read
 * above cluster/.
 *
 * The kind of an SQL error is the number that MySQL gives it, so that one word
 * serves the engine, the event log, drivers and lessons. Wording and SQLSTATE
 * are in one table in shell/dialect.
 */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "base/limits.h"
#include "base/pack.h"

#include <stdbool.h>
#include <stdint.h>

/* clang-format off */
enum sql_error {
    SQL_OK = 0,
    /* the statement's own */
    SQL_DUPLICATE_DATABASE = 1007, SQL_NO_DROP_DATABASE = 1008, SQL_OUT_OF_MEMORY = 1041,
    SQL_UNKNOWN_DATABASE = 1049, SQL_TABLE_EXISTS = 1050, SQL_UNKNOWN_TABLE = 1051,
    SQL_NULL_VALUE = 1048, SQL_UNKNOWN_COLUMN = 1054, SQL_DUPLICATE_KEY = 1062,
    SQL_DUPLICATE_COLUMN = 1060, SQL_NO_KEY = 1091,
    SQL_SYNTAX = 1064, SQL_EMPTY = 1065, SQL_UNKNOWN_ERROR = 1105, SQL_NO_TABLE = 1146,
    SQL_AMBIGUOUS_COLUMN = 1052, SQL_COLUMN_COUNT = 1136, SQL_NO_FUNCTION = 1305,
    SQL_NOT_SUPPORTED = 1235, SQL_NO_DEFAULT = 1364, SQL_INTERRUPTED = 1317,
    SQL_TABLE_CHANGED = 1412, /* since the snapshot of the transaction */
    SQL_TOO_BIG = 1406, SQL_FOREIGN_KEY = 1452, SQL_CHECK = 3819,
    SQL_DUPLICATE_KEY_NAME = 1061, SQL_TABLE_FULL = 1114, SQL_OUT_OF_RANGE = 1264,
    SQL_WRONG_DATE = 1292, SQL_WRONG_VALUE = 1366, SQL_PARENT_ROW = 1451,
    SQL_TRUNCATED = 1265,
    SQL_NO_TABLES = 1096, SQL_FOREIGN_KEY_UNFIT = 1215, SQL_PARENT_TABLE = 1217,
    SQL_COLUMNS_DIFFER = 1222, SQL_GENERATED = 3105, SQL_GENERATED_ORDER = 3107,
    SQL_WRONG_DEFAULT = 1067, SQL_TWO_PRIMARY = 1068, SQL_NO_KEY_COLUMN = 1072,
    SQL_NO_COLUMN_LEFT = 1090, SQL_GROUP_FUNCTION = 1111, SQL_TOO_MANY_TABLES = 1116,
    SQL_TOO_MANY_COLUMNS = 1117, SQL_WRONG_USAGE = 1221, SQL_OPERAND = 1241,
    SQL_NO_COLLATION = 1273, SQL_NO_MORE_IDS = 1467, SQL_TRIGGER_EXISTS = 1359,
    SQL_NO_TRIGGER = 1360, SQL_TABLE_IN_USE = 1442,
    SQL_WRONG_ARGUMENTS = 1582, SQL_OVERFLOW = 1690, SQL_READ_ONLY_TRANSACTION = 1792,
    /* of the cluster */
    SQL_TABLE_READ_ONLY = 1036, /* a definition of the table is under way */
    SQL_IN_TRANSACTION = 1568, /* not while a transaction is open */
    SQL_LOCK_WAIT = 1205,   /* waited too long for a row of this master */
    SQL_CONFLICT = 1213,    /* lost: the whole transaction is rolled back */
    SQL_READ_ONLY = 1290,
    /* shown as 1105, our model: */
    SQL_NO_QUORUM = 1106,   /* fewer than 4 copies answered in time */
    SQL_DDL_REFUSED = 1107, /* a master that DDL needs does not answer; nothing was changed */
    SQL_NO_READ_POINT = 1109, /* a master cannot catch up with what a read must see */
    SQL_DDL_UNSURE = 1108,  /* a definition is committed, and perhaps not everywhere yet */
    /* of the connection */
    SQL_CANNOT_CONNECT = 2003, SQL_GONE_AWAY = 2006, SQL_LOST = 2013,
};
/* clang-format on */

/* Data definition: what a statement defines. */
enum ddl_kind {
    DDL_NONE,
    DDL_CREATE_DATABASE,
    DDL_DROP_DATABASE,
    DDL_CREATE_TABLE,
    DDL_DROP_TABLE,
    DDL_ALTER_TABLE,
    DDL_CREATE_INDEX,
    DDL_DROP_INDEX,
    DDL_CREATE_TRIGGER,
    DDL_DROP_TRIGGER,
    DDL_KINDS,
};

enum cell_kind { CELL_NULL, CELL_INTEGER, CELL_REAL, CELL_TEXT, CELL_BLOB };

struct cell {
    enum cell_kind kind;
    uint32_t at;   /* where its text begins in rows.text */
    uint32_t size; /* bytes; the text is followed by a NUL */
};

/* A result. Texts of names and cells lie in one buffer; a REAL is text with up to 17 digits. */
struct rows {
    int column_count;
    struct cell *names; /* owned: column_count */
    int names_room;
    int row_count;      /* kept, at most ROWS_SHOWN_MAX */
    int64_t rows_total; /* that the statement gave */
    struct cell *cells; /* owned: row_count * column_count, row by row */
    int cell_count;     /* cells added: the last row may be incomplete */
    int cells_room;
    struct buf text; /* owned */
};

void rows_init(struct rows *rows);
void rows_release(struct rows *rows);
void rows_clear(struct rows *rows);
/* Move `from` into `to`, which is cleared first. */
void rows_take(struct rows *to, struct rows *from);

void rows_add_column(struct rows *rows, const char *name);
/* Add the next cell, left to right; the row is complete when its last cell is in. */
void rows_add_cell(struct rows *rows, enum cell_kind kind, const void *text, size_t size);
const char *rows_name(const struct rows *rows, int column);
const char *rows_cell(const struct rows *rows, int row, int column);
enum cell_kind rows_kind(const struct rows *rows, int row, int column);

void rows_save(struct buf *out, const struct rows *rows);
void rows_load(struct rows *rows, struct unpack *in);

#endif
