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
#define SQL_ERRORS(X) \
    /* the statement's own */ \
    X(DUPLICATE_DATABASE, 1007) X(NO_DROP_DATABASE, 1008) X(OUT_OF_MEMORY, 1041) \
    X(UNKNOWN_DATABASE, 1049) X(TABLE_EXISTS, 1050) X(UNKNOWN_TABLE, 1051) \
    X(NULL_VALUE, 1048) X(UNKNOWN_COLUMN, 1054) X(DUPLICATE_KEY, 1062) \
    X(DUPLICATE_COLUMN, 1060) X(NO_KEY, 1091) \
    X(SYNTAX, 1064) X(EMPTY, 1065) X(UNKNOWN_ERROR, 1105) X(NO_TABLE, 1146) \
    X(AMBIGUOUS_COLUMN, 1052) X(COLUMN_COUNT, 1136) X(NO_FUNCTION, 1305) \
    X(NOT_SUPPORTED, 1235) X(NO_DEFAULT, 1364) X(INTERRUPTED, 1317) \
    X(TABLE_CHANGED, 1412) /* since the snapshot of the transaction */ \
    X(TOO_BIG, 1406) X(FOREIGN_KEY, 1452) X(CHECK, 3819) \
    X(DUPLICATE_KEY_NAME, 1061) X(TABLE_FULL, 1114) X(OUT_OF_RANGE, 1264) \
    X(WRONG_DATE, 1292) X(WRONG_VALUE, 1366) X(PARENT_ROW, 1451) \
    X(TRUNCATED, 1265) \
    X(NO_TABLES, 1096) X(FOREIGN_KEY_UNFIT, 1215) X(PARENT_TABLE, 1217) \
    X(COLUMNS_DIFFER, 1222) X(GENERATED, 3105) X(GENERATED_ORDER, 3107) \
    X(WRONG_DEFAULT, 1067) X(TWO_PRIMARY, 1068) X(NO_KEY_COLUMN, 1072) \
    X(NO_COLUMN_LEFT, 1090) X(GROUP_FUNCTION, 1111) X(TOO_MANY_TABLES, 1116) \
    X(TOO_MANY_COLUMNS, 1117) X(WRONG_USAGE, 1221) X(OPERAND, 1241) \
    X(NO_COLLATION, 1273) X(NO_MORE_IDS, 1467) X(TRIGGER_EXISTS, 1359) \
    X(NO_TRIGGER, 1360) X(TABLE_IN_USE, 1442) \
    X(WRONG_ARGUMENTS, 1582) X(OVERFLOW, 1690) X(READ_ONLY_TRANSACTION, 1792) \
    /* of the cluster */ \
    X(TABLE_READ_ONLY, 1036) /* a definition of the table is under way */ \
    X(IN_TRANSACTION, 1568) /* not while a transaction is open */ \
    X(LOCK_WAIT, 1205) /* waited too long for a row of this master */ \
    X(CONFLICT, 1213) /* lost: the whole transaction is rolled back */ \
    X(READ_ONLY, 1290) \
    /* shown as 1105, our model: */ \
    X(NO_QUORUM, 1106) /* fewer than 4 copies answered in time */ \
    X(DDL_REFUSED, 1107) /* a master that DDL needs does not answer; nothing was changed */ \
    X(NO_READ_POINT, 1109) /* a master cannot catch up with what a read must see */ \
    X(DDL_UNSURE, 1108) /* a definition is committed, and perhaps not everywhere yet */ \
    /* of the connection */ \
    X(CANNOT_CONNECT, 2003) X(GONE_AWAY, 2006) X(LOST, 2013)

#define X(name, number) SQL_##name = number,
enum sql_error { SQL_OK = 0, SQL_ERRORS(X) };
#undef X
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
