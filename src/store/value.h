/* SPDX-License-Identifier: MIT */
/*
 * value: one column value as bytes, in which a row travels and is compared.
 *
 * One byte says the kind; integers follow in an order-preserving form, so that
 * encoded integer keys sort as their numbers do; a REAL is its 64 bits, carried
 * and never computed with. Equal values of one kind are equal bytes.
 */
#ifndef STORE_VALUE_H
#define STORE_VALUE_H

#include "base/buf.h"
#include "base/pack.h"
#include "store/rows.h"
#include "store/sqlite.h"

#include <stdbool.h>
#include <stdint.h>

/* Append a value; `as_real`: the column has REAL affinity, so an integer is a REAL there. */
void value_add(struct buf *out, sqlite3_value *value, bool as_real);
void value_add_integer(struct buf *out, int64_t number);

/* Are these bytes whole values, one after another, and nothing else? For what came from outside. */
bool value_are_whole(const char *bytes, size_t size);

enum cell_kind value_kind(const char *at);
/* Bytes that the value at `at` takes. */
size_t value_size(const char *at);
/* The value as a whole number: an INTEGER itself, a REAL without its fraction, else 0. */
int64_t value_integer(const char *at);
/* Which of two comes first, as SQLite orders them; `folds`: texts without case. */
int value_order(const char *a, const char *b, bool folds);
/* The bytes of a TEXT or BLOB. */
const char *value_bytes(const char *at, size_t *size);
/* Bind it; a TEXT or BLOB stays where it is and must outlive the step. */
int value_bind(sqlite3_stmt *stmt, int parameter, const char *at);
/* Write `size` bytes of whole values as short as can be; read as many bytes back. */
void value_pack(struct buf *out, const char *bytes, size_t size);
void value_unpack(struct buf *to, size_t size, struct unpack *in);
/* Append for people: as a cell would show it. */
void value_add_shown(struct buf *out, const char *at);

#endif
