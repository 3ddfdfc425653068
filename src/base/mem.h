/* SPDX-License-Identifier: MIT */
/*
 * mem: memory that is always there. Out of memory ends the program with one
 * sentence, here and nowhere else; memory comes zeroed, so that nothing that is
 * hashed or saved holds a stray byte.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/compiler.h"

#include <stddef.h>

/* `count` zeroed items of `size` bytes; the caller owns them and frees them with mem_free(). */
MUST_CHECK void *mem_alloc(size_t count, size_t size);

/*
 * Make room for at least `wanted` items of `size` bytes in the owned array
 * *items of *room items; new items are zeroed, *room grows by doubling. Inline, for
 * nearly always there is room.
 */
void mem_grow_now(void **items, int *room, int wanted, size_t size);

static inline void mem_grow(void **items, int *room, int wanted, size_t size)
{
    if (wanted > *room) {
        mem_grow_now(items, room, wanted, size);
    }
}

/* A copy of `text`; the caller owns it. */
MUST_CHECK char *mem_text(const char *text);

void mem_free(void *memory);

/* The program's end, with that sentence: for libraries that find no memory of their own. */
void NO_RETURN mem_stop(void);

#endif
