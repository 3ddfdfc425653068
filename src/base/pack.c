/* SPDX-License-Identifier: MIT */
#include "base/pack.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

static void add(struct buf *out, const void *bytes, size_t size)
{
    enum rc rc = buf_add_bytes(out, bytes, size, NULL);
    assert(rc == RC_OK); /* a state is far below BUF_CAP_STATE */
}

void pack_u64(struct buf *out, uint64_t value)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)(value >> (8 * i));
    }
    add(out, bytes, sizeof(bytes));
}

void pack_i64(struct buf *out, int64_t value)
{
    pack_u64(out, (uint64_t)value);
}

void pack_int(struct buf *out, int value)
{
    pack_i64(out, value);
}

void pack_bool(struct buf *out, bool value)
{
    pack_u64(out, value ? 1 : 0);
}

void pack_bytes(struct buf *out, const void *bytes, size_t size)
{
    pack_u64(out, size);
    add(out, bytes, size);
}

void pack_text(struct buf *out, const char *text)
{
    pack_bytes(out, text, strlen(text));
}

void pack_mark(struct buf *out, const char *name)
{
    pack_text(out, name);
}

struct unpack unpack_start(const void *data, size_t size)
{
    return (struct unpack){.data = data, .size = size};
}

/* `size` borrowed bytes, or NULL and damage. */
static const char *take(struct unpack *in, size_t size)
{
    if (in->damaged || size > in->size - in->at) {
        in->damaged = true;
        return NULL;
    }
    const char *bytes = in->data + in->at;
    in->at += size;
    return bytes;
}

uint64_t unpack_u64(struct unpack *in)
{
    const char *bytes = take(in, 8);
    uint64_t value = 0;
    for (int i = 7; bytes != NULL && i >= 0; i--) {
        value = value << 8 | (unsigned char)bytes[i];
    }
    return value;
}

int64_t unpack_i64(struct unpack *in)
{
    return (int64_t)unpack_u64(in);
}

int unpack_int(struct unpack *in, int low, int high)
{
    int64_t value = unpack_i64(in);
    if (value < low || value > high) {
        in->damaged = true;
        return low;
    }
    return (int)value;
}

bool unpack_bool(struct unpack *in)
{
    return unpack_int(in, 0, 1) == 1;
}

const void *unpack_bytes(struct unpack *in, size_t *size)
{
    uint64_t wanted = unpack_u64(in);
    const void *bytes = wanted <= in->size ? take(in, (size_t)wanted) : NULL;
    in->damaged = in->damaged || bytes == NULL;
    *size = bytes != NULL ? (size_t)wanted : 0;
    return bytes;
}

void unpack_text(struct unpack *in, char *out, size_t room)
{
    size_t size = 0;
    const void *bytes = unpack_bytes(in, &size);
    if (bytes == NULL || size >= room) {
        in->damaged = true;
        size = 0;
    } else {
        memcpy(out, bytes, size);
    }
    out[size] = '\0';
}

void unpack_mark(struct unpack *in, const char *name)
{
    size_t size = 0;
    const void *bytes = unpack_bytes(in, &size);
    if (bytes == NULL || size != strlen(name) || memcmp(bytes, name, size) != 0) {
        in->damaged = true;
    }
}

enum rc unpack_check(const struct unpack *in, struct err *err)
{
    if (in->damaged) {
        return err_set(err, RC_DAMAGED, "the saved state is damaged near byte %zu of %zu", in->at,
                       in->size);
    }
    return RC_OK;
}
