/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include "base/mem.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define ROOM_AT_FIRST 64 /* a name, a row, a statement: most need no more */

/* Make room for `more` bytes and the NUL; false: that would pass the cap. */
static bool make_room(struct buf *buf, size_t more)
{
    if (more > buf->cap - buf->size) {
        return false;
    }
    size_t wanted = buf->size + more + 1;
    if (wanted > buf->room) {
        size_t room = buf->room;
        while (room < wanted) {
            room *= 2;
        }
        char *data = mem_alloc(room, 1);
        memcpy(data, buf->data, buf->size);
        mem_free(buf->data);
        buf->data = data;
        buf->room = room;
    }
    return true;
}

void buf_init(struct buf *buf, size_t cap)
{
    *buf = (struct buf){.data = mem_alloc(ROOM_AT_FIRST, 1), .room = ROOM_AT_FIRST, .cap = cap};
}

void buf_release(struct buf *buf)
{
    mem_free(buf->data);
    *buf = (struct buf){0};
}

void buf_clear(struct buf *buf)
{
    buf->size = 0;
    buf->data[0] = '\0';
}

enum rc buf_add(struct buf *buf, const char *text, struct err *err)
{
    return buf_add_bytes(buf, text, strlen(text), err);
}

enum rc buf_add_bytes(struct buf *buf, const void *bytes, size_t size, struct err *err)
{
    assert(buf->data != NULL);
    if (!make_room(buf, size)) {
        return err_set(err, RC_FULL, "text longer than %zu bytes", buf->cap);
    }
    if (size > 0) {
        memcpy(buf->data + buf->size, bytes, size);
    }
    buf->size += size;
    buf->data[buf->size] = '\0';
    return RC_OK;
}

void buf_addf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    size_t room = buf->room - buf->size;
    size_t left = buf->cap - buf->size;
    int wanted = vsnprintf(buf->data + buf->size, room, format, args);
    va_end(args);
    size_t size = wanted < 0 ? 0 : (size_t)wanted < left ? (size_t)wanted : left;
    if (size >= room) { /* seldom, and only then formatted twice */
        bool fits = make_room(buf, size);
        assert(fits);
        (void)vsnprintf(buf->data + buf->size, size + 1, format, again);
    }
    buf->size += size;
    buf->data[buf->size] = '\0';
    va_end(again);
}

void buf_add_text(struct buf *buf, const char *text, size_t size)
{
    size_t left = buf->cap - buf->size;
    size = size < left ? size : left;
    bool fits = make_room(buf, size);
    assert(fits);
    memcpy(buf->data + buf->size, text, size);
    buf->size += size;
    buf->data[buf->size] = '\0';
}

void buf_add_char(struct buf *buf, char c)
{
    if (make_room(buf, 1)) {
        buf->data[buf->size++] = c;
        buf->data[buf->size] = '\0';
    }
}

char *buf_reserve(struct buf *buf, size_t more)
{
    return make_room(buf, more) ? buf->data + buf->size : NULL;
}

void buf_count_in(struct buf *buf, size_t size)
{
    assert(size < buf->room - buf->size);
    buf->size += size;
    buf->data[buf->size] = '\0';
}

char *buf_take(struct buf *buf)
{
    char *data = buf->data;
    size_t cap = buf->cap;
    buf_init(buf, cap);
    return data;
}
