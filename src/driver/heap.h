/* SPDX-License-Identifier: MIT */
/*
 * heap: all memory of one Lua state, as one block of fixed size that is saved
 * and restored by copying it.
 *
 * Lua's objects point at each other, so the copy is good only at the address it
 * was taken from: a heap never moves, and heap_load() checks. The book-keeping
 * lies inside the block too. Every piece is found in constant time, so a file
 * cannot make the heap slow by cutting it to shreds.
 */
#ifndef DRIVER_HEAP_H
#define DRIVER_HEAP_H

#include "base/err.h"
#include "base/pack.h"

#include <stddef.h>

struct heap; /* opaque; made by heap_new(), one owner */

MUST_CHECK struct heap *heap_new(size_t size);
void heap_free(struct heap *heap);

/* A piece of `size` bytes, aligned for anything; NULL: there is no room. */
MUST_CHECK void *heap_take(struct heap *heap, size_t size);
void heap_give(struct heap *heap, void *piece);
/* Bytes that `piece` can hold, at least what was asked for. */
size_t heap_piece_size(const void *piece);

void heap_save(struct buf *out, const struct heap *heap);
/* RC_DAMAGED: not a copy of this heap; it is as it was. */
MUST_CHECK enum rc heap_load(struct heap *heap, struct unpack *in, struct err *err);

#endif
