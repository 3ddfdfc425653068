/* SPDX-License-Identifier: MIT */
/*
 * buf: growable bytes with a hard cap, always followed by a NUL so that they
 * can be read as text.
 *
 * Every buffer is born with its maximum. Appending past it changes nothing and
 * says RC_FULL; callers that build text of a known bound ignore that on purpose
 * through buf_addf(), which cuts instead.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/compiler.h"
#include "base/err.h"

#include <stddef.h>

struct buf {
    char *data; /* owned; never NULL after buf_init, ends in NUL */
    size_t size;
    size_t room;
    size_t cap; /* bytes it may ever hold, the NUL not counted */
};

#define BUF_CAP_TEXT ((size_t)1024 * 1024)         /* text for people */
#define BUF_CAP_STATE ((size_t)1024 * 1024 * 1024) /* a saved state */

void buf_init(struct buf *buf, size_t cap);
void buf_release(struct buf *buf);
/* Empty, ready for reuse; keeps its memory. */
void buf_clear(struct buf *buf);

/* Append a text. RC_FULL: it does not fit; nothing was appended. */
MUST_CHECK enum rc buf_add(struct buf *buf, const char *text, struct err *err);
/* Append bytes. RC_FULL as above. */
MUST_CHECK enum rc buf_add_bytes(struct buf *buf, const void *bytes, size_t size, struct err *err);
/* Append formatted text; what passes the cap is cut. */
void buf_addf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
/* The same with a text of known size as it is, which is much quicker. */
void buf_add_text(struct buf *buf, const char *text, size_t size);
void buf_add_char(struct buf *buf, char c);
/* Room for `more` bytes behind the last, to be filled and then counted in; NULL: past the cap. */
MUST_CHECK char *buf_reserve(struct buf *buf, size_t more);
void buf_count_in(struct buf *buf, size_t size);

/* Move the bytes out: the caller owns the result, `buf` is empty again. */
MUST_CHECK char *buf_take(struct buf *buf);

#endif
