/* SPDX-License-Identifier: MIT */
/*
 * pack: how a state is written as bytes and read back.
 *
 * Every module saves with x_save(buf, x) and restores with x_load(x, unpack).
 * Numbers are written with seven bits a byte, so that small ones are short, and are the
 * same bytes whatever the machine. Reading past the
 * end or a value out of bounds marks the reader as damaged and gives zeros from
 * there on: a loader reads straight through and asks once, at its end.
 */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void pack_u64(struct buf *out, uint64_t value);
void pack_i64(struct buf *out, int64_t value);
void pack_int(struct buf *out, int value);
void pack_bool(struct buf *out, bool value);
/* Bytes with their length. */
void pack_bytes(struct buf *out, const void *bytes, size_t size);
void pack_text(struct buf *out, const char *text);
/*
 * `count` plain items of `size` bytes, for the process that wrote them: word by word down all
 * items, each word as its difference to that of the item before. What hardly changes costs
 * hardly anything.
 */
void pack_items(struct buf *out, const void *items, int count, size_t size);
/* Bytes much like others, which the reader has too: where they are alike they cost nothing. */
void pack_like(struct buf *out, const struct buf *like, const void *bytes, size_t size);
/* A word that marks the start of a module's part, checked when read: "net". */
void pack_mark(struct buf *out, const char *name);

struct unpack {
    const char *data; /* borrowed; must outlive the reader */
    size_t size;
    size_t at;
    bool damaged;
};

struct unpack unpack_start(const void *data, size_t size);
uint64_t unpack_u64(struct unpack *in);
int64_t unpack_i64(struct unpack *in);
/* A number between low and high; else damaged, and low. */
int unpack_int(struct unpack *in, int low, int high);
bool unpack_bool(struct unpack *in);
/* Borrowed bytes of the input; *size is their number. */
const void *unpack_bytes(struct unpack *in, size_t *size);
/* Appended to `to`. */
void unpack_like(struct unpack *in, const struct buf *like, struct buf *to);
/* As many items as were packed, into the caller's room. */
void unpack_items(struct unpack *in, void *items, int count, size_t size);
/* Copies at most room-1 bytes and a NUL; a longer text is damage. */
void unpack_text(struct unpack *in, char *out, size_t room);
/* The text, however long; the caller owns it. */
char *unpack_copy(struct unpack *in);
void unpack_mark(struct unpack *in, const char *name);
/* RC_DAMAGED if anything so far could not be read. */
MUST_CHECK enum rc unpack_check(const struct unpack *in, struct err *err);

#endif
