/* SPDX-License-Identifier: MIT */
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void NO_RETURN mem_stop(void)
{
    (void)fputs("quartet: out of memory\n", stderr);
    exit(3);
}

void *mem_alloc(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size > 0 ? size : 1);
    if (memory == NULL) {
        mem_stop();
    }
    return memory;
}

void mem_grow_now(void **items, int *room, int wanted, size_t size)
{
    int grown = *room > 0 ? *room : 8;
    while (grown < wanted) {
        grown *= 2;
    }
    void *memory = realloc(*items, (size_t)grown * size);
    if (memory == NULL) {
        mem_stop();
    }
    memset((char *)memory + (size_t)*room * size, 0, (size_t)(grown - *room) * size);
    *items = memory;
    *room = grown;
}

char *mem_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = mem_alloc(size, 1);
    memcpy(copy, text, size);
    return copy;
}

void mem_free(void *memory)
{
    free(memory);
}
