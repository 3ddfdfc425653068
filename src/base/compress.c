/* SPDX-License-Identifier: MIT */
#include "base/compress.h"

#include "base/mem.h"
#include "base/pack.h"

#include <assert.h>
#include <limits.h>
#include <lz4.h>
#include <lz4hc.h>

#define GROWTH_MAX 256 /* LZ4 makes no more bytes of one: what says so lies */

static int squeeze(const char *bytes, char *squeezed, int size, int room)
{
    return LZ4_compress_default(bytes, squeezed, size, room);
}

static int squeeze_small(const char *bytes, char *squeezed, int size, int room)
{
    return LZ4_compress_HC(bytes, squeezed, size, room, LZ4HC_CLEVEL_MAX);
}

static void add(struct buf *out, const void *bytes, size_t size,
                int (*how)(const char *bytes, char *squeezed, int size, int room))
{
    assert(size <= LZ4_MAX_INPUT_SIZE);
    int room = LZ4_compressBound((int)size);
    char *squeezed = mem_alloc((size_t)room, 1);
    int squeezed_size = how(bytes, squeezed, (int)size, room);
    if (squeezed_size <= 0) { /* there was room: so it had no memory to work in */
        mem_stop();
    }
    pack_u64(out, size);
    pack_bytes(out, squeezed, (size_t)squeezed_size);
    mem_free(squeezed);
}

void compress_add(struct buf *out, const void *bytes, size_t size)
{
    add(out, bytes, size, squeeze);
}

void compress_add_small(struct buf *out, const void *bytes, size_t size)
{
    add(out, bytes, size, squeeze_small);
}

enum rc compress_take(struct buf *out, const void *bytes, size_t size, struct err *err)
{
    struct unpack in = unpack_start(bytes, size);
    size_t squeezed_size = 0;
    uint64_t whole = unpack_u64(&in);
    const char *squeezed = unpack_bytes(&in, &squeezed_size);
    if (in.damaged || whole > LZ4_MAX_INPUT_SIZE || squeezed_size > INT_MAX ||
        whole / GROWTH_MAX > squeezed_size) {
        return err_set(err, RC_DAMAGED, "the compressed bytes are damaged");
    }
    char *text = mem_alloc(whole + 1, 1);
    int taken = LZ4_decompress_safe(squeezed, text, (int)squeezed_size, (int)whole);
    enum rc rc = taken >= 0 && (uint64_t)taken == whole
                     ? buf_add_bytes(out, text, whole, err)
                     : err_set(err, RC_DAMAGED, "the compressed bytes are damaged");
    mem_free(text);
    return rc;
}

const char *compress_version(void)
{
    return LZ4_versionString();
}
