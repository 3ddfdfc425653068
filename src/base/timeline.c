/* SPDX-License-Identifier: MIT */
#include "base/timeline.h"

#include "base/mem.h"

#include <assert.h>

#define PLACE_SHIFT 48
#define SOON_US (50 * US_PER_MS) /* most packets arrive within it, and hardly a time-out ends */

static bool is_before(const struct due *a, const struct due *b)
{
    return a->at != b->at ? a->at < b->at : a->order < b->order;
}

void timeline_init(struct timeline *timeline)
{
    *timeline = (struct timeline){.next_at = SIM_NEVER};
}

void timeline_release(struct timeline *timeline)
{
    mem_free(timeline->heap);
    timeline_init(timeline);
}

const struct due *timeline_next(const struct timeline *timeline)
{
    const struct due *soon =
        timeline->soon_count > 0 ? &timeline->soon[timeline->soon_count - 1] : NULL;
    const struct due *later = timeline->count > 0 ? &timeline->heap[0] : NULL;
    if (soon == NULL || later == NULL) {
        return soon != NULL ? soon : later;
    }
    return is_before(soon, later) ? soon : later;
}

static void list_add(struct timeline *timeline, const struct due *due)
{
    int hole = timeline->soon_count++;
    while (hole > 0 && is_before(&timeline->soon[hole - 1], due)) {
        timeline->soon[hole] = timeline->soon[hole - 1];
        hole--;
    }
    timeline->soon[hole] = *due;
}

static void heap_add(struct timeline *timeline, const struct due *due)
{
    mem_grow((void **)&timeline->heap, &timeline->room, timeline->count + 1, sizeof(struct due));
    int hole = timeline->count++;
    while (hole > 0 && is_before(due, &timeline->heap[(hole - 1) / 2])) {
        timeline->heap[hole] = timeline->heap[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    timeline->heap[hole] = *due;
}

void timeline_add(struct timeline *timeline, sim_us at, int place, uint32_t kind, uint32_t thing)
{
    assert(place >= 0 && place < 0xffff);
    assert(timeline->entries < UINT64_C(1) << PLACE_SHIFT);
    struct due due = {
        .at = at,
        .order = (uint64_t)place << PLACE_SHIFT | timeline->entries++,
        .kind = kind,
        .thing = thing,
    };
    bool is_soon = at - timeline->now <= SOON_US && timeline->soon_count < SOON_MAX;
    (is_soon ? list_add : heap_add)(timeline, &due);
    timeline->next_at = at < timeline->next_at ? at : timeline->next_at;
}

/* Take the first of the heap away. */
static void heap_drop(struct timeline *timeline)
{
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
}

bool timeline_take(struct timeline *timeline, struct due *out)
{
    const struct due *next = timeline_next(timeline);
    if (next == NULL) {
        return false;
    }
    *out = *next;
    if (next == timeline->heap) {
        heap_drop(timeline);
    } else {
        timeline->soon_count--;
    }
    next = timeline_next(timeline);
    timeline->now = out->at;
    timeline->next_at = next != NULL ? next->at : SIM_NEVER;
    return true;
}

static void save_list(struct buf *out, const struct due *list, int count)
{
    pack_int(out, count);
    for (int i = 0; i < count; i++) {
        pack_i64(out, list[i].at);
        pack_u64(out, list[i].order);
        pack_u64(out, list[i].kind);
        pack_u64(out, list[i].thing);
    }
}

static struct due load_due(struct unpack *in)
{
    struct due due;
    due.at = unpack_i64(in); /* one after another: an initializer's parts come in any order */
    due.order = unpack_u64(in);
    due.kind = (uint32_t)unpack_u64(in);
    due.thing = (uint32_t)unpack_u64(in);
    return due;
}

void timeline_save(struct buf *out, const struct timeline *timeline)
{
    pack_mark(out, "timeline");
    pack_u64(out, timeline->entries);
    pack_i64(out, timeline->now);
    save_list(out, timeline->soon, timeline->soon_count);
    save_list(out, timeline->heap, timeline->count);
}

void timeline_load(struct timeline *timeline, struct unpack *in)
{
    unpack_mark(in, "timeline");
    timeline->entries = unpack_u64(in);
    timeline->now = unpack_i64(in);
    timeline->soon_count = unpack_int(in, 0, SOON_MAX);
    for (int i = 0; i < timeline->soon_count; i++) {
        timeline->soon[i] = load_due(in);
    }
    timeline->count = 0;
    int count = unpack_int(in, 0, 1 << 24);
    for (int i = 0; i < count && !in->damaged; i++) {
        mem_grow((void **)&timeline->heap, &timeline->room, i + 1, sizeof(struct due));
        timeline->heap[i] = load_due(in);
        timeline->count = i + 1;
    }
    const struct due *next = timeline_next(timeline);
    timeline->next_at = next != NULL ? next->at : SIM_NEVER;
}
