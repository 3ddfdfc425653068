/* SPDX-License-Identifier: MIT */
/*
 * compress: bytes made fewer, fast rather than small, and back again (LZ4).
 * The same bytes give the same result with the same library; nothing that is
 * hashed or sent depends on it.
 */
#ifndef BASE_COMPRESS_H
#define BASE_COMPRESS_H

#include "base/buf.h"

/* Append the bytes, compressed, to `out`; at most 1 GiB. */
void compress_add(struct buf *out, const void *bytes, size_t size);
/* The same as small as it gets, and slow: for what a person carries. */
void compress_add_small(struct buf *out, const void *bytes, size_t size);
/* Append what they were. RC_DAMAGED: they are not what compress_add() made. */
MUST_CHECK enum rc compress_take(struct buf *out, const void *bytes, size_t size, struct err *err);

/* Of the library. */
const char *compress_version(void);

#endif
