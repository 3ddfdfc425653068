/* SPDX-License-Identifier: MIT */
/*
 * form: a sentence with places for values: "is refused by {other}[ after {length}]".
 *
 * What stands in braces is the name of a value, and words behind it that say how: "{count row}".
 * A value that is none takes the brackets around it away. Whose values they are, the caller knows.
 */
#ifndef BASE_FORM_H
#define BASE_FORM_H

#include "base/buf.h"

#include <stdbool.h>

/* Add the value of that name; false: there is none. `words` may be "". */
typedef bool (*form_value_fn)(const void *context, const char *name, const char *words);

/* Append the form with its values, which are added to the same `out`. False: one was none. */
bool form_add(struct buf *out, const char *form, form_value_fn add, const void *context);

#endif
