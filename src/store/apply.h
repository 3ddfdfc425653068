/* SPDX-License-Identifier: MIT */
/*
 * apply: making captured changes true, in two phases: first every key they touch
 * is deleted, then the final rows are inserted. So rows may swap unique keys, and
 * doing it twice is doing it once. Triggers and foreign keys are off: what they
 * did, or allowed, is in the changes already.
 */
#ifndef STORE_APPLY_H
#define STORE_APPLY_H

#include "store/inside.h"

/* In the transaction that is open, or alone if the changes need one statement only. */
MUST_CHECK enum rc apply_changes(struct store *store, const struct changes *changes,
                                 struct err *err);
/* The whole number of statements is one: no transaction is needed around it. */
bool apply_is_single(const struct store *store, const struct changes *changes);
/* I12: each before-image is what the store holds. */
MUST_CHECK enum rc apply_check(struct store *store, const struct changes *changes, struct err *err);

#endif
