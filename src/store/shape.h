/* SPDX-License-Identifier: MIT */
/*
 * shape: a statement without its literals, so that statements which differ in
 * nothing else are prepared once: "UPDATE t SET v = 5 WHERE id = 7" has the shape
 * "UPDATE t SET v = ?1 WHERE id = ?2" and the literals 5 and 7.
 *
 * Only where a literal is a value and nothing else, so that neither result, plan,
 * error nor column name can tell the two apart. These forms have a shape, without
 * comments and with no brackets but those that stand here; every other statement has none:
 *
 *   UPDATE name SET anything WHERE name = literal
 *   DELETE FROM name WHERE name = literal
 *   SELECT * or names FROM name WHERE name = literal
 *   INSERT INTO name [(names)] VALUES (literals and NULL)
 *
 * Whether a statement has a shape follows from its text alone, never from what ran before.
 */
#ifndef STORE_SHAPE_H
#define STORE_SHAPE_H

#include "base/buf.h"
#include "store/sqlite.h"

#include <stdbool.h>
#include <stdint.h>

#define SHAPE_LITERALS_MAX 16 /* a row of a wide table; a longer list is written once */

struct literal {
    bool is_text;
    int64_t number;
    size_t at; /* of a text, in shape.texts */
    size_t size;
};

struct shape {
    struct buf sql;   /* owned */
    struct buf texts; /* owned */
    struct literal literals[SHAPE_LITERALS_MAX];
    int count;
};

void shape_init(struct shape *shape);
void shape_release(struct shape *shape);

/* Take the shape of a statement; false: it has none. */
bool shape_take(struct shape *shape, const char *sql);
/* Give the literals to the prepared shape; they are borrowed until its bindings are cleared. */
void shape_bind(const struct shape *shape, sqlite3_stmt *stmt);

#endif
