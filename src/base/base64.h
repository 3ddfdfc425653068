/* SPDX-License-Identifier: MIT */
/*
 * base64: bytes as letters: as mail and terminals have it, with '=' at the end; and as file
 * names and addresses can hold it, with '-' and '_' and no end.
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/buf.h"

void base64_add(struct buf *out, const void *bytes, size_t size);
void base64_add_url(struct buf *out, const void *bytes, size_t size);
/* How many letters of base64_add_url() a text begins with. */
size_t base64_span_url(const char *text);
/*
 * Append the bytes that `size` letters of base64_add_url() stand for. RC_DAMAGED: there is another
 * letter among them, or it is not whole bytes.
 */
MUST_CHECK enum rc base64_take_url(struct buf *out, const char *text, size_t size, struct err *err);

#endif
