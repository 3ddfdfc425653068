/* SPDX-License-Identifier: MIT */
/*
 * strict: does a value fit its column's declared type, as MySQL's strict mode
 * has it? SQLite would keep it whatever it is. Seen where rows are captured, so
 * that one statement of one master decides, and the others take what it did.
 */
#ifndef STORE_STRICT_H
#define STORE_STRICT_H

#include "store/changes.h"
#include "store/schema.h"
#include "store/store.h"

/* What a declared type ("varchar(40)", "INT UNSIGNED") lets in. */
void strict_read(struct fit *out, const char *declared);
/* Do the values of an image fit? False: the reason is in the result. `row` counts from 1. */
bool strict_check(const struct table *table, const struct changes *changes, struct span_of image,
                  int64_t row, struct store_result *result);

#endif
