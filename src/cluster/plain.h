/* SPDX-License-Identifier: MIT */
/*
 * plain: how a struct without pointers is saved: as its bytes. A saved state is
 * read back only by the process that wrote it, and all memory comes zeroed, so
 * layout and padding are the same on both sides.
 */
#ifndef CLUSTER_PLAIN_H
#define CLUSTER_PLAIN_H

#include "base/mem.h"
#include "base/pack.h"

#include <string.h>

static inline void plain_save(struct buf *out, const void *plain, size_t size)
{
    pack_bytes(out, plain, size);
}

static inline void plain_load(void *plain, size_t size, struct unpack *in)
{
    size_t found = 0;
    const void *bytes = unpack_bytes(in, &found);
    if (found != size) {
        in->damaged = true;
        return;
    }
    if (size > 0) {
        memcpy(plain, bytes, size);
    }
}

/* A growing array of plain items. */
static inline void plain_save_array(struct buf *out, const void *items, int count, size_t size)
{
    pack_int(out, count);
    pack_bytes(out, items, (size_t)count * size);
}

static inline void plain_load_array(void **items, int *count, int *room, size_t size,
                                    struct unpack *in)
{
    *count = unpack_int(in, 0, 1 << 28);
    size_t found = 0;
    const void *bytes = unpack_bytes(in, &found);
    if (in->damaged || found != (size_t)*count * size) {
        in->damaged = true;
        *count = 0;
        return;
    }
    mem_grow(items, room, *count, size);
    if (found > 0) {
        memcpy(*items, bytes, found);
    }
}

#endif
