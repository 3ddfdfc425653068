/* SPDX-License-Identifier: MIT */
/*
 * charged: those functions of SQLite's that walk over text, which it counts as one step however
 * long the text is. Here each costs steps by its bytes, so that a statement's budget
 * bounds its time. What they answer is SQLite's own: they are asked on a connection
 * beside the store's, without tables.
 */
#ifndef STORE_CHARGED_H
#define STORE_CHARGED_H

#include "store/inside.h"

struct charged; /* opaque; one a store */

/* Put them in the place of the built-in ones. NULL: SQLite could not. */
struct charged *charged_new(struct store *store);
void charged_free(struct charged *charged);

#endif
