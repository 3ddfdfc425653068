/* SPDX-License-Identifier: MIT */
#include "client/truth.h"

#include "base/mem.h"

#include <limits.h>
#include <string.h>

#define COMMITS 3
#define ACKNOWLEDGED 4

void truth_init(struct truth *truth)
{
    *truth = (struct truth){0};
}

void truth_release(struct truth *truth)
{
    mem_free(truth->units);
    truth_init(truth);
}

/* NULL: a number that no run of this program reaches. */
static unsigned char *unit_at(struct truth *truth, uint64_t unit)
{
    if (unit == 0 || unit >= INT_MAX / 2) {
        return NULL;
    }
    mem_grow((void **)&truth->units, &truth->room, (int)unit + 1, 1);
    return &truth->units[unit];
}

void truth_commit(struct truth *truth, uint64_t unit)
{
    unsigned char *at = unit_at(truth, unit);
    if (at == NULL) {
        return;
    }
    int commits = *at & COMMITS;
    if (commits == 0) {
        truth->lost -= (*at & ACKNOWLEDGED) != 0 ? 1 : 0;
        (*at)++;
    } else if (commits == 1) {
        truth->doubled++;
        (*at)++;
    }
}

void truth_acknowledge(struct truth *truth, uint64_t unit)
{
    unsigned char *at = unit_at(truth, unit);
    if (at != NULL && (*at & ACKNOWLEDGED) == 0) {
        *at |= ACKNOWLEDGED;
        truth->lost += (*at & COMMITS) == 0 ? 1 : 0;
    }
}

void truth_save(struct buf *out, const struct truth *truth)
{
    pack_i64(out, truth->lost);
    pack_i64(out, truth->doubled);
    pack_bytes(out, truth->units != NULL ? (const void *)truth->units : "", (size_t)truth->room);
}

void truth_load(struct truth *truth, struct unpack *in)
{
    truth_release(truth);
    truth->lost = unpack_i64(in);
    truth->doubled = unpack_i64(in);
    size_t size = 0;
    const void *bytes = unpack_bytes(in, &size);
    if (bytes != NULL && size > 0 && size < INT_MAX) {
        mem_grow((void **)&truth->units, &truth->room, (int)size, 1);
        memcpy(truth->units, bytes, size);
    }
}
