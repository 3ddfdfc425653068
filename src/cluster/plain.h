/* SPDX-License-Identifier: MIT */
/*
 * plain: how a struct without pointers is saved: as its words. A saved state is
 * read back only by the process that wrote it, and all memory comes zeroed, so
 * layout and padding are the same on both sides. What is made on the stack first
 * has no holes between its members: chance would be in them.
 */
#ifndef CLUSTER_PLAIN_H
#define CLUSTER_PLAIN_H

#include "base/mem.h"
#include "base/pack.h"

#include <string.h>

static inline void plain_save(struct buf *out, const void *plain, size_t size)
{
    pack_items(out, plain, 1, size);
}

static inline void plain_load(void *plain, size_t size, struct unpack *in)
{
    unpack_items(in, plain, 1, size);
}

/* A growing array of plain items. */
static inline void plain_save_array(struct buf *out, const void *items, int count, size_t size)
{
    pack_int(out, count);
    pack_items(out, items, count, size);
}

static inline void plain_load_array(void **items, int *count, int *room, size_t size,
                                    struct unpack *in)
{
    *count = unpack_int(in, 0, 1 << 24);
    if (in->damaged) {
        *count = 0;
        return;
    }
    mem_grow(items, room, *count, size);
    unpack_items(in, *items, *count, size);
}

#endif
