/* SPDX-License-Identifier: MIT */
#include "driver/heap.h"

#include "base/mem.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef FOR_VALGRIND /* make check-valgrind */
#include <valgrind/memcheck.h>
#define TAKE_AS_SET VALGRIND_MAKE_MEM_DEFINED
#else
#define TAKE_AS_SET(from, size) 0
#endif

/*
 * The block is a row of pieces, each behind a head of 16 bytes, and an unused
 * rest that begins at `top`. Free pieces hang in bins: one bin for each size up to
 * SMALL_MAX, then one for each power of two. Most are empty, so for each row of bins
 * is counted how many are not. A piece is named by the offset of its head; offset 0 is
 * nobody's, for there lies the heap itself.
 */
#define GRAIN 16
#define SMALL_MAX 1024
#define SMALL_BINS (SMALL_MAX / GRAIN + 1)
#define BINS_A_ROW 10
#define ROWS 9
#define BINS (ROWS * BINS_A_ROW) /* 25 powers of two: more than a block can have */

struct head {
    uint32_t size;   /* of the piece, its head not counted */
    uint32_t before; /* size of the piece before; 0: this is the first */
    uint32_t is_free;
    uint32_t unused;
};

/* What a free piece holds. */
struct links {
    uint32_t next;
    uint32_t last;
};

struct heap {
    uint64_t size; /* of the whole block */
    uint32_t top;
    uint32_t top_before; /* size of the last piece; 0: there is none */
    uint32_t bins[BINS]; /* the first free piece; 0: none */
    uint32_t rows[ROWS]; /* how many of its bins hold a piece */
};

#define FIRST ((uint32_t)((sizeof(struct heap) + GRAIN - 1) / GRAIN * GRAIN))

struct heap *heap_new(size_t size)
{
    assert(size > FIRST && size <= (size_t)1 << 30);
    struct heap *heap = mem_alloc(1, size);
    heap->size = size;
    heap->top = FIRST;
    return heap;
}

void heap_free(struct heap *heap)
{
    mem_free(heap);
}

static struct head *head_at(struct heap *heap, uint32_t offset)
{
    return (struct head *)(void *)((char *)heap + offset);
}

static struct links *links_at(struct heap *heap, uint32_t offset)
{
    return (struct links *)(void *)((char *)heap + offset + sizeof(struct head));
}

static int bin_of(uint32_t size)
{
    if (size <= SMALL_MAX) {
        return (int)(size / GRAIN);
    }
    int bin = SMALL_BINS;
    for (uint32_t limit = 2 * SMALL_MAX; size >= limit && bin < BINS - 1; limit *= 2) {
        bin++;
    }
    return bin;
}

static void hang(struct heap *heap, uint32_t offset)
{
    int bin = bin_of(head_at(heap, offset)->size);
    uint32_t next = heap->bins[bin];
    *links_at(heap, offset) = (struct links){.next = next};
    if (next != 0) {
        links_at(heap, next)->last = offset;
    } else {
        heap->rows[bin / BINS_A_ROW]++;
    }
    heap->bins[bin] = offset;
    head_at(heap, offset)->is_free = 1;
}

static void unhang(struct heap *heap, uint32_t offset)
{
    struct links links = *links_at(heap, offset);
    if (links.last != 0) {
        links_at(heap, links.last)->next = links.next;
    } else {
        int bin = bin_of(head_at(heap, offset)->size);
        heap->bins[bin] = links.next;
        heap->rows[bin / BINS_A_ROW] -= links.next == 0 ? 1 : 0;
    }
    if (links.next != 0) {
        links_at(heap, links.next)->last = links.last;
    }
    head_at(heap, offset)->is_free = 0;
}

/* Tell whoever comes behind how large the piece before it is. */
static void tell_size(struct heap *heap, uint32_t offset)
{
    uint32_t size = head_at(heap, offset)->size;
    uint32_t behind = offset + (uint32_t)sizeof(struct head) + size;
    if (behind == heap->top) {
        heap->top_before = size;
    } else {
        head_at(heap, behind)->before = size;
    }
}

/* A free piece of at least `size`, taken from its bin; 0: none. */
static uint32_t find_free(struct heap *heap, uint32_t size)
{
    /* In a bin of many sizes only the first is looked at: constant time, some waste. */
    for (int bin = bin_of(size); bin < BINS; bin++) {
        if (heap->rows[bin / BINS_A_ROW] == 0) {
            bin += BINS_A_ROW - 1 - bin % BINS_A_ROW;
            continue;
        }
        uint32_t offset = heap->bins[bin];
        if (offset != 0 && head_at(heap, offset)->size >= size) {
            unhang(heap, offset);
            return offset;
        }
    }
    return 0;
}

/* Give back what a piece has beyond `size`, if that makes a piece of its own. */
static void trim(struct heap *heap, uint32_t offset, uint32_t size)
{
    struct head *head = head_at(heap, offset);
    uint32_t spare = head->size - size;
    if (spare < sizeof(struct head) + GRAIN) {
        return;
    }
    head->size = size;
    uint32_t rest = offset + (uint32_t)sizeof(struct head) + size;
    *head_at(heap, rest) = (struct head){
        .size = spare - (uint32_t)sizeof(struct head),
        .before = size,
    };
    tell_size(heap, rest);
    hang(heap, rest);
}

void *heap_take(struct heap *heap, size_t size)
{
    if (size > heap->size) {
        return NULL;
    }
    uint32_t wanted = size > 0 ? (uint32_t)((size + GRAIN - 1) / GRAIN * GRAIN) : GRAIN;
    uint32_t offset = find_free(heap, wanted);
    if (offset != 0) {
        trim(heap, offset, wanted);
    } else {
        if (heap->size - heap->top < wanted + sizeof(struct head)) {
            return NULL;
        }
        offset = heap->top;
        *head_at(heap, offset) = (struct head){.size = wanted, .before = heap->top_before};
        heap->top += (uint32_t)sizeof(struct head) + wanted;
        heap->top_before = wanted;
    }
    return (char *)heap + offset + sizeof(struct head);
}

void heap_give(struct heap *heap, void *piece)
{
    uint32_t offset = (uint32_t)((char *)piece - (char *)heap) - (uint32_t)sizeof(struct head);
    struct head *head = head_at(heap, offset);
    assert(head->is_free == 0);

    uint32_t behind = offset + (uint32_t)sizeof(struct head) + head->size;
    if (behind != heap->top && head_at(heap, behind)->is_free) {
        unhang(heap, behind);
        head->size += (uint32_t)sizeof(struct head) + head_at(heap, behind)->size;
    }
    if (head->before != 0) {
        uint32_t ahead = offset - (uint32_t)sizeof(struct head) - head->before;
        if (head_at(heap, ahead)->is_free) {
            unhang(heap, ahead);
            head_at(heap, ahead)->size += (uint32_t)sizeof(struct head) + head->size;
            offset = ahead;
            head = head_at(heap, ahead);
        }
    }
    if (offset + (uint32_t)sizeof(struct head) + head->size == heap->top) {
        heap->top = offset;
        heap->top_before = head->before;
    } else {
        tell_size(heap, offset);
        hang(heap, offset);
    }
}

size_t heap_piece_size(const void *piece)
{
    const struct head *head =
        (const struct head *)(const void *)((const char *)piece - sizeof(struct head));
    return head->size;
}

void heap_save(struct buf *out, const struct heap *heap)
{
    pack_mark(out, "heap");
    pack_u64(out, (uint64_t)(uintptr_t)heap);
    pack_bytes(out, heap, heap->top);
    /* Lua leaves unset what a small value does not need of its place; it never reads that. */
    (void)TAKE_AS_SET(out->data + out->size - heap->top, heap->top);
}

enum rc heap_load(struct heap *heap, struct unpack *in, struct err *err)
{
    unpack_mark(in, "heap");
    uint64_t address = unpack_u64(in);
    size_t size = 0;
    const void *bytes = unpack_bytes(in, &size);
    bool is_ours = bytes != NULL && address == (uint64_t)(uintptr_t)heap && size >= FIRST &&
                   size <= heap->size;
    if (!is_ours) {
        in->damaged = true;
        return err_set(err, RC_DAMAGED, "this is not a copy of the driver's own memory");
    }
    memcpy(heap, bytes, size);
    return RC_OK;
}
