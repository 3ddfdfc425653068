/* SPDX-License-Identifier: MIT */
/* bits: a growing set of small numbers; what was never put in is not in it. */
#ifndef CLUSTER_BITS_H
#define CLUSTER_BITS_H

#include "cluster/plain.h"

#include <stdbool.h>

struct bits {
    uint64_t *words; /* owned */
    int room;
};

static inline bool bits_has(const struct bits *bits, uint64_t number)
{
    uint64_t word = number / 64;
    return word < (uint64_t)bits->room && (bits->words[word] >> number % 64 & 1) != 0;
}

static inline void bits_put(struct bits *bits, uint64_t number, bool is_in)
{
    mem_grow((void **)&bits->words, &bits->room, (int)(number / 64) + 1, sizeof(uint64_t));
    uint64_t bit = UINT64_C(1) << number % 64;
    uint64_t *word = &bits->words[number / 64];
    *word = is_in ? *word | bit : *word & ~bit;
}

static inline void bits_clear(struct bits *bits)
{
    if (bits->room > 0) {
        memset(bits->words, 0, (size_t)bits->room * sizeof(uint64_t));
    }
}

static inline void bits_copy(struct bits *to, const struct bits *from)
{
    bits_clear(to);
    mem_grow((void **)&to->words, &to->room, from->room, sizeof(uint64_t));
    if (from->room > 0) {
        memcpy(to->words, from->words, (size_t)from->room * sizeof(uint64_t));
    }
}

/* Take out what is not in `others`. */
static inline void bits_keep(struct bits *bits, const struct bits *others)
{
    for (int i = 0; i < bits->room; i++) {
        bits->words[i] &= i < others->room ? others->words[i] : 0;
    }
}

static inline void bits_save(struct buf *out, const struct bits *bits)
{
    plain_save_array(out, bits->words, bits->room, sizeof(uint64_t));
}

static inline void bits_load(struct bits *bits, struct unpack *in)
{
    int count = 0;
    bits_clear(bits);
    plain_load_array((void **)&bits->words, &count, &bits->room, sizeof(uint64_t), in);
}

#endif
