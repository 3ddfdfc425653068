/* SPDX-License-Identifier: MIT */
#include "base/timeline.h"

#include "base/mem.h"

#include <assert.h>

#define PLACE_SHIFT 48

static bool is_before(const struct due *a, const struct due *b)
{
    return a->at != b->at ? a->at < b->at : a->order < b->order;
}

void timeline_init(struct timeline *timeline)
{
    *timeline = (struct timeline){0};
}

void timeline_release(struct timeline *timeline)
{
    mem_free(timeline->heap);
    *timeline = (struct timeline){0};
}

void timeline_add(struct timeline *timeline, sim_us at, int place, uint32_t kind, uint32_t thing)
{
    assert(place >= 0 && place < 0xffff);
    assert(timeline->entries < UINT64_C(1) << PLACE_SHIFT);
    mem_grow((void **)&timeline->heap, &timeline->room, timeline->count + 1, sizeof(struct due));
    struct due due = {
        .at = at,
        .order = (uint64_t)place << PLACE_SHIFT | timeline->entries++,
        .kind = kind,
        .thing = thing,
    };
    int hole = timeline->count++;
    while (hole > 0 && is_before(&due, &timeline->heap[(hole - 1) / 2])) {
        timeline->heap[hole] = timeline->heap[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    timeline->heap[hole] = due;
}

bool timeline_take(struct timeline *timeline, struct due *out)
{
    if (timeline->count == 0) {
        return false;
    }
    *out = timeline->heap[0];
    struct due last = timeline->heap[--timeline->count];
    int hole = 0;
    for (;;) {
        int child = 2 * hole + 1;
        if (child + 1 < timeline->count &&
            is_before(&timeline->heap[child + 1], &timeline->heap[child])) {
            child++;
        }
        if (child >= timeline->count || !is_before(&timeline->heap[child], &last)) {
            break;
        }
        timeline->heap[hole] = timeline->heap[child];
        hole = child;
    }
    timeline->heap[hole] = last;
    return true;
}

void timeline_save(struct buf *out, const struct timeline *timeline)
{
    pack_mark(out, "timeline");
    pack_u64(out, timeline->entries);
    pack_int(out, timeline->count);
    for (int i = 0; i < timeline->count; i++) {
        const struct due *due = &timeline->heap[i];
        pack_i64(out, due->at);
        pack_u64(out, due->order);
        pack_u64(out, due->kind);
        pack_u64(out, due->thing);
    }
}

void timeline_load(struct timeline *timeline, struct unpack *in)
{
    unpack_mark(in, "timeline");
    timeline->entries = unpack_u64(in);
    timeline->count = 0;
    int count = unpack_int(in, 0, 1 << 24);
    for (int i = 0; i < count && !in->damaged; i++) {
        mem_grow((void **)&timeline->heap, &timeline->room, i + 1, sizeof(struct due));
        timeline->heap[i] = (struct due){
            .at = unpack_i64(in),
            .order = unpack_u64(in),
            .kind = (uint32_t)unpack_u64(in),
            .thing = (uint32_t)unpack_u64(in),
        };
        timeline->count = i + 1;
    }
}
