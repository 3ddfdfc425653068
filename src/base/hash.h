/* SPDX-License-Identifier: MIT */
/*
 * hash: a running 64-bit hash for digests and table look-ups. Not against an
 * adversary. The same bytes give the same number on every machine; values are
 * added by their number, never by their memory, so padding and byte order
 * cannot leak in.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HASH_START UINT64_C(0x9ae16a3b2f90404f)

static inline uint64_t hash_u64(uint64_t hash, uint64_t value)
{
    hash ^= value;
    hash *= UINT64_C(0xff51afd7ed558ccd);
    hash ^= hash >> 32;
    hash *= UINT64_C(0xc4ceb9fe1a85ec53);
    hash ^= hash >> 29;
    return hash;
}

/* Bytes with their length, so that "ab","c" and "a","bc" differ. */
static inline uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    hash = hash_u64(hash, size);
    for (; size >= 8; size -= 8, at += 8) {
        uint64_t word = 0;
        for (int i = 7; i >= 0; i--) {
            word = word << 8 | at[i];
        }
        hash = hash_u64(hash, word);
    }
    if (size > 0) {
        uint64_t word = 0;
        for (size_t i = size; i > 0; i--) {
            word = word << 8 | at[i - 1];
        }
        hash = hash_u64(hash, word);
    }
    return hash;
}

static inline uint64_t hash_text(uint64_t hash, const char *text)
{
    return hash_bytes(hash, text, strlen(text));
}

#endif
