/* SPDX-License-Identifier: MIT */
/*
 * column: a column of CREATE TABLE or of ALTER TABLE ... ADD: its type, from the one table of
 * types, and what may stand behind that. SQLite takes any words as a type, so whatever is not
 * known here is refused.
 */
#ifndef SHELL_COLUMN_H
#define SHELL_COLUMN_H

#include "base/buf.h"
#include "base/err.h"
#include "shell/token.h"

#include <stdbool.h>

/* What a column's definition says, beside what is passed on. */
struct column_said {
    int behind;        /* index behind its type */
    const char *zero;  /* what MySQL gives rows that are there; NULL: nothing of the kind */
    bool is_primary;   /* PRIMARY KEY */
    bool is_unique;    /* UNIQUE */
    bool is_auto;      /* AUTO_INCREMENT */
    bool is_generated; /* AS (...) */
    bool is_not_null;  /* NOT NULL */
    bool has_default;  /* DEFAULT */
};

/*
 * Look at the column that tokens first..last-1 define.
 *   RC_REFUSED  a type, or a word behind it, that the lab does not have
 *   RC_USAGE    it is no definition of a column
 * *error is then MySQL's number if it is another than that of the code; else it stays.
 */
MUST_CHECK enum rc column_read(struct column_said *out, const struct tokens *tokens, int first,
                               int last, int *error, struct err *err);

/* "TINYINT, SMALLINT, ...": all types there are. */
void column_add_types(struct buf *out);
/* The types that are refused, one after another; false: no more. For help. */
bool column_refused_type(int index, const char **name, const char **why);

#endif
